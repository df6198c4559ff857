"""What a fuzzer calls with bytes: a target raises when something is wrong with what the bytes led to."""

import io
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.articles import Article, Limits, Rejected, admit
from pipeline.articles.decode import decode
from pipeline.articles.files import read_file
from pipeline.articles.records import Unreadable
from pipeline.articles.rows import read_jsonl

LIMITS = Limits(max_seconds=20)
SUFFIXES = {"txt": ".txt", "html": ".html", "jsonl": ".jsonl", "csv": ".csv", "parquet": ".parquet"}


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="news-claims-fuzz-"))


def _check(records: list[Any]) -> None:
    for record in admit(records, None, LIMITS):
        assert record.doc_id is not None
        record.doc_id.encode()
        if isinstance(record, Rejected):
            assert record.reason, "no reason"
            assert not record.reason.startswith("can't be read: "), record.reason
        else:
            assert isinstance(record, Article)
            record.text.encode()


def read(data: bytes, kind: str) -> None:
    """Read bytes as a file of a kind: rows with reasons, and no error that a reader did not expect."""
    if kind == "jsonl":
        with suppress(Unreadable):
            _check(list(read_jsonl(io.BufferedReader(io.BytesIO(data)), "f", "f", LIMITS)))
        return
    path = _folder() / f"f{SUFFIXES[kind]}"
    path.write_bytes(data)
    _check(list(read_file(path, "f", LIMITS)))


def text(data: bytes) -> None:
    """Decode bytes: a text that gives the same bytes again, or a reason."""
    try:
        found, codec = decode(data)
    except Unreadable as e:
        assert str(e)
        return
    if codec == "utf-8":
        assert found.encode() == data


@cache
def _vocab(lang: str) -> Any:
    import spacy

    return spacy.blank(lang).vocab


def figures(data: bytes) -> None:
    """Find the claims in a text that is not parsed; offsets give the surface."""
    from spacy.tokens import Doc

    from pipeline.claims import claims_of

    found = data.decode("utf-8", "ignore")[:2000]
    lang = "gu" if data[:1] < b"\x80" else "hi"
    words = [w for w in found.split(" ") if w]
    doc = Doc(_vocab(lang), words=words, spaces=[True] * len(words))
    for c in claims_of(doc, "f"):
        assert doc.text[c.num_start : c.num_end] == c.num_text
        assert doc.text[c.figure_start : c.figure_end] == c.figure_text
        assert c.value is None or abs(c.value) < 1e25
        for source in c.sources:
            assert doc.text[source.start : source.end] == source.text


TARGETS = {**{kind: (lambda data, kind=kind: read(data, kind)) for kind in SUFFIXES}, "text": text, "figures": figures}
