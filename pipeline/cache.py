"""Results of articles that were read before, so that a rerun parses only what is new.

An article's result is kept under a key made of its id, date, language and text, and of the
fingerprint of everything else that a result depends on: the code, the language data, the libraries and
the models. The cache is one SQLite file; two runs may share it. It is only ever a help: when it can't
be opened, read or written, the run goes on without it.
"""

import hashlib
import json
import logging
import os
import sqlite3
import zlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from pipeline.articles import sha256_of
from pipeline.extractor import Result
from pipeline.schema import Article, Claim

logger = logging.getLogger(__name__)

#: Name of the file in the output folder.
CACHE_FILE = ".cache.sqlite"
#: The oldest results are dropped when those kept are larger than this together (compressed bytes).
MAX_BYTES = 1 << 30
_PACKAGE = Path(__file__).resolve().parent
#: Parts of the package that no result depends on.
_APART = ("articles", "audit", "bench", "report", "training", "_models")
_LIBRARIES = ("stanza", "spacy", "torch")
_TABLE = "CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, body BLOB NOT NULL, used INTEGER NOT NULL)"


@cache
def fingerprint(lang: str) -> str:
    """Return the hex SHA-256 of all that a result of this language depends on beside its article."""
    digest = hashlib.sha256()
    for path in sorted(p for p in _PACKAGE.rglob("*") if p.suffix in (".py", ".toml")):
        below = path.relative_to(_PACKAGE)
        if below.parts[0] not in _APART:
            digest.update(f"{below.as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for name in _LIBRARIES:
        try:
            digest.update(f"{name} {version(name)}\0".encode())
        except PackageNotFoundError:
            continue
    digest.update(_manifest(lang))
    return digest.hexdigest()


def _manifest(lang: str) -> bytes:
    """Return the manifest of a language's models, which holds their checksums; empty when there is none.

    For official models it is Stanza's entry of the language; before that was fetched, something that no later run has.
    """
    from pipeline.parsing.models import ModelError, models_dir, official

    if official(lang):
        from pipeline.parsing.official import entry

        known = entry(lang)
        return b"stanza" + (json.dumps(known, sort_keys=True).encode() if known else os.urandom(16))
    try:
        return (models_dir() / lang / "manifest.json").read_bytes()
    except (ModelError, OSError):
        return b""


def key_of(article: Article) -> bytes:
    """Return the key under which an article's result is kept."""
    lang = article.lang or ""
    parts = (fingerprint(lang), lang, article.doc_id, article.date or "", sha256_of(article.text))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()


class Cache:
    """The results kept in one file.

    ``path`` None makes a cache that keeps nothing. Use as a context manager; what was put is safe when
    ``put`` returns.
    """

    def __init__(self, path: Path | None, max_bytes: int = MAX_BYTES) -> None:
        self._path, self._max_bytes = path, max_bytes
        self._base = self._open() if path is not None else None
        self._now = self._newest() + 1
        self.hits = 0

    def _open(self) -> sqlite3.Connection | None:
        for again in (True, False):
            try:
                base = sqlite3.connect(str(self._path), timeout=20, isolation_level=None)
                base.execute("PRAGMA journal_mode = WAL")
                base.execute("PRAGMA synchronous = NORMAL")
                base.execute(_TABLE)
                return base
            except sqlite3.OperationalError as e:
                self._give_up(e)
                return None
            except sqlite3.DatabaseError as e:  # the file is damaged or no database
                try:
                    if not again or self._path is None:
                        raise OSError(str(e)) from e
                    self._path.unlink()
                except OSError as e2:
                    self._give_up(e2)
                    return None
        return None

    def _give_up(self, error: Exception) -> None:
        logger.warning("the cache %s can't be used: %s", self._path, error)
        self._base = None

    def _newest(self) -> int:
        if self._base is None:
            return 0
        try:
            (newest,) = self._base.execute("SELECT max(used) FROM results").fetchone()
        except sqlite3.Error as e:
            self._give_up(e)
            return 0
        return newest if isinstance(newest, int) else 0

    def get(self, article: Article) -> Result | None:
        """Return the result of an article that was read before, or None."""
        if self._base is None:
            return None
        key = key_of(article)
        try:
            row = self._base.execute("SELECT body FROM results WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            result = _unpack(article, row[0])
            self._base.execute("UPDATE results SET used = ? WHERE key = ? AND used <> ?", (self._now, key, self._now))
        except sqlite3.Error as e:
            self._give_up(e)
            return None
        except (ValueError, TypeError, KeyError, zlib.error, ValidationError):
            return None  # a body that is damaged is made again
        self.hits += 1
        return result

    def put(self, results: Iterable[Result]) -> None:
        """Keep results; those of articles that failed are not kept, so that they are tried again."""
        if self._base is None:
            return
        rows = [(key_of(r.article), _pack(r), self._now) for r in results if r.error is None]
        if not rows:
            return
        try:
            self._base.execute("BEGIN IMMEDIATE")
            self._base.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", rows)
            self._base.execute("COMMIT")
        except sqlite3.Error as e:
            self._give_up(e)

    def trim(self) -> None:
        """Drop the results that were not used for the longest time until the rest is within the bound."""
        if self._base is None:
            return
        try:
            (size,) = self._base.execute("SELECT coalesce(sum(length(body)), 0) FROM results").fetchone()
            while size > self._max_bytes:
                (oldest,) = self._base.execute("SELECT min(used) FROM results").fetchone()
                self._base.execute("DELETE FROM results WHERE used = ?", (oldest,))
                (size,) = self._base.execute("SELECT coalesce(sum(length(body)), 0) FROM results").fetchone()
        except sqlite3.Error as e:
            self._give_up(e)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._base is not None:
            self.trim()
        if self._base is not None:
            self._base.close()


def _pack(result: Result) -> bytes:
    body = {
        "sentences": result.sentences,
        "seconds": result.seconds,
        "claims": [c.model_dump(mode="json") for c in result.claims],
    }
    return zlib.compress(json.dumps(body, ensure_ascii=False).encode("utf-8"), 3)


def _unpack(article: Article, body: bytes) -> Result:
    stored = json.loads(zlib.decompress(body))
    claims = tuple(Claim.model_validate(c) for c in stored["claims"])
    return Result(article, int(stored["sentences"]), claims, float(stored["seconds"]))
