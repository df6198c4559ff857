"""Articles from tables: JSONL, CSV and Parquet with the columns id, text, lang, title, date, url.

Only ``text`` is required. A row that can't be read gives a `Rejected` with the reason, and the rows
after it go on. Rows are read one by one, so that a file larger than memory works.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from pipeline.articles.decode import bom_encoding, check_not_binary, decode
from pipeline.articles.records import Limits, Rejected, Unreadable
from pipeline.schema import Article

_OPTIONAL = ("lang", "title", "date", "url")
_COLUMNS = ("id", "text", *_OPTIONAL)


def _article(row: Mapping[str, Any], default_id: str, path: str | None, where: str) -> Article | Rejected:
    """Make an article of a row; ``where`` names the row in a reason ("line 12")."""
    given = row.get("id")
    if given is None or given == "":
        doc_id = default_id
    elif isinstance(given, str | int | float) and not isinstance(given, bool):
        doc_id = str(given)
    else:
        return Rejected(
            doc_id=default_id, path=path, status="failed", reason=f"{where}: id is {_type(given)}, not a text"
        )
    text = row.get("text")
    if text is None:
        return Rejected(doc_id=doc_id, path=path, status="failed", reason=f"{where}: has no text")
    if not isinstance(text, str):
        return Rejected(doc_id=doc_id, path=path, status="failed", reason=f"{where}: text is {_type(text)}, not a text")
    fields: dict[str, str | None] = {}
    ignored = []
    for name in _OPTIONAL:
        value: Any = row.get(name)
        if hasattr(value, "isoformat"):
            value = value.isoformat()
        elif isinstance(value, int | float) and not isinstance(value, bool):
            value = None if value != value else str(value)
        if value is None or isinstance(value, str):
            fields[name] = value or None
        else:
            ignored.append(name)
    note = f"{where}: {', '.join(ignored)} ignored, not a text" if ignored else None
    return Article(doc_id=doc_id, text=text, path=path, note=note, **fields)


def _type(value: Any) -> str:
    names = {bool: "true or false", list: "a list", dict: "an object", int: "a number", float: "a number"}
    return names.get(type(value), type(value).__name__)


def read_jsonl(stream: io.BufferedReader, stem: str, path: str | None, limits: Limits) -> Iterator[Article | Rejected]:
    """Yield the articles of a JSONL stream, one object a line.

    A line without id gets ``stem#line``, counted from 1. Blank lines are passed over.
    """
    for line, data in _lines(stream, limits):
        where, default_id = f"line {line}", f"{stem}#{line}"

        def failed(reason: str, where: str = where, default_id: str = default_id) -> Rejected:
            return Rejected(doc_id=default_id, path=path, status="failed", reason=f"{where}: {reason}")

        if data is None:
            yield failed(f"limit max_line_bytes ({limits.max_line_bytes}) exceeded")
            continue
        try:
            text = data if isinstance(data, str) else data.decode("utf-8-sig" if line == 1 else "utf-8")
        except UnicodeDecodeError as e:
            yield failed(f"not UTF-8 (byte {e.start} of the line)")
            continue
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except RecursionError:
            yield failed("JSON nested too deeply")
        except ValueError as e:
            yield failed(f"broken JSON ({_json_reason(e)})")
        else:
            if isinstance(row, dict):
                yield _article(row, default_id, path, where)
            else:
                yield failed(f"JSON is {_type(row)}, not an object")


def _json_reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.colno}"
    return "a number with too many digits"


def _lines(stream: io.BufferedReader, limits: Limits) -> Iterator[tuple[int, bytes | str | None]]:
    """Yield (number, line) with None for a line over the limit; UTF-16 streams are decoded whole."""
    limit = limits.max_line_bytes
    codec = bom_encoding(stream.peek(4)[:4])
    if codec not in (None, "utf-8-sig"):
        text, _ = decode(_whole(stream, limits))
        yield from enumerate(text.split("\n"), 1)
        return
    for number in count(1):
        line = stream.readline(limit + 1)
        if not line:
            return
        over = len(line) > limit
        yield number, None if over else line
        while over and not line.endswith(b"\n"):
            line = stream.readline(1 << 20)
            over = bool(line)


def _whole(stream: io.BufferedReader, limits: Limits) -> bytes:
    """Return all bytes of a stream that can't be decoded line by line. Raises Unreadable when they are too many."""
    data = stream.read(limits.max_file_bytes + 1)
    if len(data) > limits.max_file_bytes:
        raise Unreadable(f"limit max_file_bytes ({limits.max_file_bytes}) exceeded", "failed")
    return data


def _text_stream(path: Path, limits: Limits) -> io.TextIOBase:
    """Open a CSV as text with newlines untranslated; UTF-8 is checked without reading it into memory whole."""
    with path.open("rb") as f:
        head = f.read(4096)
        check_not_binary(head)
        codec = bom_encoding(head) or "utf-8"
        try:
            with io.TextIOWrapper(f, encoding=codec, newline="") as probe:
                f.seek(0)
                while probe.read(1 << 20):
                    pass
        except UnicodeError:
            with path.open("rb") as again:
                text, _ = decode(_whole(again, limits))
            return io.StringIO(text, newline="")
    return path.open(encoding=codec, newline="")


def _bounded(stream: io.TextIOBase, limit: int) -> Iterator[str]:
    """Yield the lines of a stream. Raises Unreadable at one over the limit, where rows can't be told any more."""
    for number in count(1):
        line = stream.readline(limit + 1)
        if len(line) > limit:
            reason = f"line {number}: limit max_line_bytes ({limit}) exceeded, the rest is not read"
            raise Unreadable(reason, "failed")
        if not line:
            return
        yield line


def read_csv(path: Path, shown: str, limits: Limits) -> Iterator[Article | Rejected]:
    """Yield the articles of a CSV (comma, semicolon or tab) with a header; ids default to ``stem#line``.

    The line is the one on which the row begins, the header being line 1.

    Raises:
        Unreadable: the file is no text, has no column ``text``, or exceeds a limit.
    """
    csv.field_size_limit(limits.max_line_bytes)
    with _text_stream(path, limits) as stream:
        header_line = stream.readline(1 << 20)
        delimiter = max(",;\t", key=header_line.count)
        stream.seek(0)
        reader = csv.reader(_bounded(stream, limits.max_line_bytes), delimiter=delimiter)
        header = [name.strip().lower() for name in next(reader, [])]
        _need_text(header)
        while True:
            begin = reader.line_num + 1
            default_id, where = f"{path.stem}#{begin}", f"line {begin}"
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as e:
                over = "field larger" in str(e)
                what = f"limit max_line_bytes ({limits.max_line_bytes}) exceeded by a cell" if over else str(e)
                yield Rejected(doc_id=default_id, path=shown, status="failed", reason=f"{where}: {what}")
                continue
            if not cells:
                continue
            if len(cells) > len(header):
                reason = f"{where}: {len(cells)} cells under {len(header)} columns"
                yield Rejected(doc_id=default_id, path=shown, status="failed", reason=reason)
                continue
            yield _article(dict(zip(header, cells, strict=False)), default_id, shown, where)


def _need_text(columns: Iterable[str]) -> None:
    columns = list(columns)
    if "text" not in columns:
        found = ", ".join(columns)[:200] or "none"
        raise Unreadable(f"no column named text (columns: {found})", "failed")


def read_parquet(path: Path, shown: str, limits: Limits) -> Iterator[Article | Rejected]:
    """Yield the articles of a Parquet file in batches; ids default to ``stem#row``, counted from 1.

    Raises:
        Unreadable: the file is damaged, has no column ``text``, or exceeds a limit.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(path) as file:
            names = {name.strip().lower(): name for name in file.schema_arrow.names}
            _need_text(names)
            wanted = {low: name for low, name in names.items() if low in _COLUMNS}
            _check_groups(file.metadata, set(wanted.values()), limits.max_group_bytes)
            for batch in file.iter_batches(batch_size=64, columns=list(wanted.values())):
                for row in _rows(batch):
                    number += 1
                    default_id, where = f"{path.stem}#{number}", f"row {number}"
                    if isinstance(row, str):
                        yield Rejected(doc_id=default_id, path=shown, status="failed", reason=f"{where}: {row}")
                        continue
                    low_row = {low: row.get(name) for low, name in wanted.items()}
                    yield _article(low_row, default_id, shown, where)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as e:
        raise Unreadable(f"damaged Parquet file after row {number}: {_first_line(e)}", "failed") from None


def _check_groups(metadata: Any, wanted: set[str], most: int) -> None:
    """Raise Unreadable when the columns that are read are too large for the memory, as the file states it."""
    for index in range(metadata.num_row_groups):
        group = metadata.row_group(index)
        columns = [group.column(i) for i in range(group.num_columns)]
        size = sum(c.total_uncompressed_size for c in columns if c.path_in_schema.split(".")[0] in wanted)
        if size > most:
            raise Unreadable(
                f"limit max_group_bytes ({most}) exceeded: {size} bytes in row group {index + 1}", "failed"
            )


def _rows(batch: Any) -> Iterator[dict[str, Any] | str]:
    """Yield the rows of a batch; for one that holds what its column's type does not allow, the reason."""
    try:
        yield from batch.to_pylist()
        return
    except (ValueError, OverflowError):  # text that is not UTF-8, a date beyond the calendar
        pass
    for i in range(batch.num_rows):
        try:
            yield batch.slice(i, 1).to_pylist()[0]
        except UnicodeDecodeError as e:
            yield f"not UTF-8 (byte {e.start})"
        except (ValueError, OverflowError) as e:
            yield f"a value that can't be read ({_first_line(e)})"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
