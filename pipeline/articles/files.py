"""Files, folders and standard input to articles, before ids are made unique and languages told."""

import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import cast

from pipeline.articles.decode import check_not_binary, decode
from pipeline.articles.records import InputMissing, Limits, Rejected, Unreadable
from pipeline.articles.rows import read_csv, read_jsonl, read_parquet
from pipeline.deadline import LimitExceeded, deadline
from pipeline.schema import Article

#: Suffix (lower case) of every file that is read.
SUFFIXES = (".txt", ".html", ".htm", ".jsonl", ".csv", ".parquet")
STDIN = "-"


def check_inputs(inputs: list[str]) -> None:
    """Raise `InputMissing` for an INPUT that is neither "-" nor an existing file or folder."""
    for name in inputs:
        if name == STDIN:
            continue
        try:
            Path(name).stat()
        except OSError as e:
            raise InputMissing(f"INPUT {shown_path(name)}: {e.strerror or e}") from None
        except ValueError as e:  # a NUL in the name
            raise InputMissing(f"INPUT {name!r}: {e}") from None


def shown_path(path: str | Path) -> str:
    """Return a path as text that every encoding can store: undecodable bytes become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def read_input(name: str, limits: Limits, exclude: Path | None = None) -> Iterator[Article | Rejected]:
    """Yield what one INPUT holds: "-" is standard input, else a file or a folder with all below it.

    ``exclude`` is a folder that is not walked into (the output of the run).
    """
    if name == STDIN:
        yield from _read_stdin(limits)
        return
    path = Path(name)
    if not path.is_dir():
        yield from read_file(path, path.stem, limits)
        return
    for file in walk(path, exclude):
        below = file.relative_to(path)
        yield from read_file(file, below.with_suffix("").as_posix(), limits)


def walk(folder: Path, exclude: Path | None = None) -> Iterator[Path]:
    """Yield the files below a folder, sorted by name within each folder.

    Hidden names and READMEs are no articles and are left out.

    Links to folders are followed, but never into a folder that is being walked already. A folder that
    can't be listed is yielded itself, so that reading it reports the error.
    """
    above: frozenset[tuple[int, int]] = frozenset()
    with suppress(OSError):
        if exclude is not None:
            out = exclude.stat()
            above |= {(out.st_dev, out.st_ino)}
    yield from _walk(folder, above)


def _walk(folder: Path, above: frozenset[tuple[int, int]]) -> Iterator[Path]:
    try:
        status = folder.stat()
        entries = sorted(folder.iterdir(), key=lambda p: os.fsencode(p.name))
    except OSError:
        yield folder
        return
    here = above | {(status.st_dev, status.st_ino)}
    for entry in entries:
        if entry.name.startswith(".") or entry.stem.upper() == "README":
            continue
        if not entry.is_dir():
            yield entry
            continue
        inside = entry.stat()
        if (inside.st_dev, inside.st_ino) not in here:
            yield from _walk(entry, here)


def estimate(inputs: list[str], exclude: Path | None = None) -> int | None:
    """Return about how many articles the inputs hold, for a progress bar; None when it can't be told.

    Rows of .jsonl and .csv are extrapolated from the first 4 MiB.
    """
    total = 0
    for name in inputs:
        if name == STDIN:
            return None
        path = Path(name)
        for file in walk(path, exclude) if path.is_dir() else (path,):
            try:
                total += _rows_of(file)
            except (OSError, ValueError):
                total += 1
    return total


def _rows_of(file: Path) -> int:
    suffix = file.suffix.lower()
    if suffix == ".parquet":
        from pyarrow.parquet import read_metadata

        return int(read_metadata(file).num_rows)
    if suffix not in (".jsonl", ".csv"):
        return 1
    with file.open("rb") as f:
        head = f.read(4 * 2**20)
    lines = head.count(b"\n") + (not head.endswith(b"\n"))
    return max(1, round(lines * file.stat().st_size / max(1, len(head))) - (suffix == ".csv"))


def read_file(path: Path, doc_id: str, limits: Limits) -> Iterator[Article | Rejected]:
    """Yield the articles of one file; an error gives a `Rejected` with the reason instead.

    ``doc_id`` names a .txt or .html file's article; rows of tables have ids of their own.
    """
    shown = shown_path(path)
    doc_id = shown_path(doc_id)

    def rejected(status: str, reason: str) -> Rejected:
        return Rejected(doc_id=doc_id, path=shown, status="failed" if status == "failed" else "skipped", reason=reason)

    suffix = path.suffix.lower()
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            if stat.S_ISDIR(mode):
                list(path.iterdir())  # raises the reason why it could not be walked
            yield rejected("skipped", "not a regular file")
        elif suffix not in SUFFIXES:
            what = f"{suffix} files are" if suffix else "files without a suffix are"
            yield rejected("skipped", f"{what} not read (only {', '.join(SUFFIXES)})")
        elif path.stat().st_size == 0:
            yield rejected("skipped", "empty")
        elif suffix == ".jsonl":
            with path.open("rb") as f:
                check_not_binary(f.peek(64))
                yield from read_jsonl(f, shown_path(path.stem), shown, limits)
        elif suffix == ".csv":
            yield from read_csv(path, shown, limits)
        elif suffix == ".parquet":
            yield from read_parquet(path, shown, limits)
        else:
            size = path.stat().st_size
            name = "max_file_bytes" if suffix == ".txt" else "max_page_bytes"
            if size > getattr(limits, name):
                yield rejected("failed", f"limit {name} ({getattr(limits, name)}) exceeded: {size} bytes")
                return
            with deadline(limits.max_seconds):
                article = _read_one(path.read_bytes(), suffix, doc_id, shown, limits)
            yield article
    except Unreadable as e:
        yield rejected(e.status, str(e))
    except OSError as e:
        yield rejected("failed", f"can't be read: {e.strerror or e}")
    except LimitExceeded:
        yield rejected("failed", f"limit max_seconds ({limits.max_seconds:g}) exceeded")
    except (RecursionError, MemoryError) as e:
        yield rejected("failed", f"can't be read: {type(e).__name__}")
    except Exception as e:  # a reader's library met what it did not expect: the run goes on
        yield rejected("failed", f"can't be read: {type(e).__name__}: {str(e)[:200]}")


def _read_one(data: bytes, suffix: str, doc_id: str, shown: str, limits: Limits) -> Article:
    if suffix == ".txt":
        return Article(doc_id=doc_id, text=decode(data)[0], path=shown)
    from pipeline.articles.pages import read_page

    page = read_page(data, limits.max_page_depth)
    return Article(doc_id=doc_id, text=page.text, title=page.title, date=page.date, url=page.url, path=shown)


def _read_stdin(limits: Limits) -> Iterator[Article | Rejected]:
    """Read standard input: JSONL when it begins with an object, else one text with the id "stdin"."""
    given = sys.stdin.buffer
    stream = given if isinstance(given, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, given))
    try:
        if stream.peek(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
            yield from read_jsonl(stream, "stdin", STDIN, limits)
            return
        data = stream.read(limits.max_file_bytes + 1)
        if len(data) > limits.max_file_bytes:
            raise Unreadable(f"limit max_file_bytes ({limits.max_file_bytes}) exceeded", "failed")
        yield Article(doc_id="stdin", text=decode(data)[0], path=STDIN)
    except Unreadable as e:
        yield Rejected(doc_id="stdin", path=STDIN, status=e.status, reason=str(e))
