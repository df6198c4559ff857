"""The tables of a run: written as Parquet and CSV with a ``run.json``, read back as data frames.

A `TableWriter` writes rows as they come into temporary files beside the final ones, and at the end
replaces each file in one step, ``run.json`` last. Before the first replacement it notes all of them in
a journal: whoever opens the folder after a run was cut short there (by a power cut, say) completes
them first, so that the tables are either the old ones or the new ones. `read_claims` checks a table
against ``run.json`` besides.
"""

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.columns import CSV_TABLES, TABLES, Column
from pipeline.schema import Claim

RUN_FILE = "run.json"
#: Name of the list of replacements to be made; it exists only while they are made.
_JOURNAL = ".commit.json"
#: Names of all files of a run, ``run.json`` last.
_FILES = (*(f"{t}.{s}" for t in TABLES for s in ("parquet", "csv")), RUN_FILE)
#: First characters that a spreadsheet takes for a formula, with their full-width forms.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_ARROW = {
    "string": pa.string(),
    "category": pa.dictionary(pa.int32(), pa.string()),
    "int": pa.int64(),
    "float": pa.float64(),
}
#: Rows that are held before they are written as one row group of Parquet.
_GROUP_ROWS = 10_000

Row = Mapping[str, Any]


class TableError(ValueError):
    """Tables that can't be read: missing, damaged, or not of the run beside them."""


def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table, with the description of every column in its metadata."""
    what, columns = TABLES[table]
    fields = [pa.field(c.name, _ARROW[c.type], metadata={"description": c.description}) for c in columns]
    return pa.schema(fields, metadata={"table": table, "description": what})


def claim_rows(claims: Iterable[Claim]) -> tuple[list[Row], list[Row]]:
    """Return the rows of the claims table and of the sources table."""
    rows: list[Row] = []
    sources: list[Row] = []
    for claim in claims:
        rows.append(claim.model_dump(exclude={"sources"}))
        for order, source in enumerate(claim.sources, 1):
            sources.append(
                {
                    "claim_id": claim.claim_id,
                    "source_order": order,
                    "source": source.text,
                    "source_start": source.start,
                    "source_end": source.end,
                    "source_key": source.key,
                    "source_via": source.via,
                    "source_type": source.type,
                    "relation": source.relation,
                    "antecedent": source.antecedent,
                    "country": source.country,
                    "roman": source.roman,
                }
            )
    return rows, sources


def csv_cell(value: Any) -> str:
    """Return a CSV cell: empty for null, whole numbers without a point, formulas escaped with an apostrophe."""
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return str(value)


class _Sink:
    """One table being written to temporary files."""

    def __init__(self, table: str, folder: Path, tag: str) -> None:
        self.table = table
        self.columns = TABLES[table][1]
        self.schema = arrow_schema(table)
        self.rows = 0
        self._held: list[Row] = []
        self.temporary = {f"{table}.parquet": folder / f".{table}.parquet.{tag}.tmp"}
        self._parquet = pq.ParquetWriter(
            self.temporary[f"{table}.parquet"], self.schema, compression="zstd", write_page_index=True
        )
        self._csv: io.TextIOWrapper | None = None
        if table in CSV_TABLES:
            path = self.temporary[f"{table}.csv"] = folder / f".{table}.csv.{tag}.tmp"
            self._csv = path.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._csv)
            self._writer.writerow([c.name for c in self.columns])

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if self._csv is not None:
                self._writer.writerow([csv_cell(row[c.name]) for c in self.columns])
            self._held.append(row)
            self.rows += 1
        if len(self._held) >= _GROUP_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            rows = [{c.name: row[c.name] for c in self.columns} for row in self._held]
            self._parquet.write_table(pa.Table.from_pylist(rows, schema=self.schema))
            self._held.clear()

    def finish(self) -> None:
        """Write what is held and bring the files to the disk."""
        self._flush()
        self._parquet.close()
        if self._csv is not None:
            self._csv.close()
        for path in self.temporary.values():
            _sync(path)

    def discard(self) -> None:
        with suppress(OSError, ValueError):
            if self._csv is not None:
                self._csv.close()
            self._parquet.close()
        for path in self.temporary.values():
            path.unlink(missing_ok=True)


class TableWriter:
    """Writes the tables of a run into a folder, which it makes if needed.

    Used as a context manager: ``commit`` puts the new tables in place; without it, or after an error,
    the old ones stay as they were. Raises OSError when the folder can't be written.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        _complete(folder)
        _remove_leftovers(folder)
        self.folder = folder
        self._tag = str(os.getpid())
        self._committed = False
        self._sinks: dict[str, _Sink] = {}
        try:
            for table in TABLES:
                self._sinks[table] = _Sink(table, folder, self._tag)
        except BaseException:
            self._discard()
            raise

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows to a table; every row has all its columns."""
        self._sinks[table].add(rows)

    def commit(self, run: Mapping[str, Any]) -> None:
        """Replace the tables one by one and write ``run.json`` last, with the checksum of each file.

        An error after the journal is written leaves the new files to be put in place by the next reader
        or writer of the folder.
        """
        tables: dict[str, Any] = {}
        for sink in self._sinks.values():
            sink.finish()
            for name, path in sink.temporary.items():
                tables[name] = {"rows": sink.rows, "bytes": path.stat().st_size, "sha256": sha256_file(path)}
        run_path = self.folder / f".{RUN_FILE}.{self._tag}.tmp"
        run_path.write_text(json.dumps({**run, "tables": tables}, ensure_ascii=False, indent=1) + "\n", "utf-8")
        _sync(run_path)
        moves = {path.name: name for sink in self._sinks.values() for name, path in sink.temporary.items()}
        journal = self.folder / f"{_JOURNAL}.{self._tag}.tmp"
        journal.write_text(json.dumps({**moves, run_path.name: RUN_FILE}), "utf-8")
        _sync(journal)
        journal.replace(self.folder / _JOURNAL)
        self._committed = True
        _sync(self.folder)
        _complete(self.folder)

    def _discard(self) -> None:
        if self._committed:
            return
        for sink in self._sinks.values():
            sink.discard()
        (self.folder / f"{_JOURNAL}.{self._tag}.tmp").unlink(missing_ok=True)
        (self.folder / f".{RUN_FILE}.{self._tag}.tmp").unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._discard()


def _complete(folder: Path) -> None:
    """Make the replacements that a journal in the folder still asks for; two may do so at once."""
    journal = folder / _JOURNAL
    try:
        moves = json.loads(journal.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return
    for temporary, name in moves.items():
        if Path(temporary).name == temporary and name in _FILES:
            with suppress(FileNotFoundError):  # replaced already
                (folder / temporary).replace(folder / name)
    _sync(folder)
    journal.unlink(missing_ok=True)


def _remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of runs that were killed; those of a run that is alive stay."""
    for path in folder.glob(".*.tmp"):
        name, _, pid = path.stem[1:].rpartition(".")
        if not pid.isdigit() or name not in {*_FILES, _JOURNAL[1:]}:
            continue
        try:
            os.kill(int(pid), 0)
        except (ProcessLookupError, OverflowError):
            path.unlink(missing_ok=True)
        except PermissionError:
            continue


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_file(path: Path) -> str:
    """Return the hex SHA-256 of a file."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def read_run(folder: str | os.PathLike[str]) -> dict[str, Any]:
    """Return the ``run.json`` of a folder of tables. Raises TableError when there is none that can be read."""
    path = Path(folder) / RUN_FILE
    try:
        _complete(Path(folder))
        run = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise TableError(f"{folder} holds no finished run: there is no {RUN_FILE}") from None
    except (OSError, ValueError) as e:
        raise TableError(f"{path} can't be read: {e}") from None
    if not isinstance(run, dict) or not isinstance(run.get("tables"), dict):
        raise TableError(f"{path} is not the record of a run")
    return run


def read_claims(folder: str | os.PathLike[str], table: str = "claims") -> pd.DataFrame:
    """Read a table of a run into a data frame.

    Args:
        folder: where `news-claims extract` wrote, such as "data/out".
        table: "claims", "sources", "articles" or "texts".

    Returns:
        The table with its columns in order: categories with all their values, nullable integers
        (``Int64``), floats with NaN for no value. Offsets count characters of ``texts.text``.

    Raises:
        TableError: the table does not belong to the ``run.json`` beside it.
    """
    return frame(_read_checked(Path(folder), table), table)


def _read_checked(folder: Path, table: str) -> pa.Table:
    if table not in TABLES:
        raise TableError(f"no table {table!r}; there are {', '.join(TABLES)}")
    name = f"{table}.parquet"
    expected = read_run(folder)["tables"].get(name, {}).get("sha256")
    path = folder / name
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise TableError(f"{path} is missing") from None
    if hashlib.sha256(data).hexdigest() != expected:
        raise TableError(f"{path} is not the table that {RUN_FILE} describes: run the extraction again")
    return pq.read_table(pa.BufferReader(data))


def frame(table: pa.Table, name: str) -> pd.DataFrame:
    """Return an Arrow table as a data frame with the dtypes that `read_claims` documents."""
    columns = TABLES[name][1]
    df = table.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    for column in columns:
        df[column.name] = _typed(df[column.name], column)
    return df


def _typed(series: "pd.Series[Any]", column: Column) -> "pd.Series[Any]":
    if column.type == "category":
        return series.astype("category").cat.set_categories(list(column.values))
    if column.type == "string":
        return series.astype("str") if series.dtype == object else series
    return series


def rows_frame(rows: Iterable[Row], name: str) -> pd.DataFrame:
    """Return rows of a table as a data frame, as `read_claims` would give them."""
    schema = arrow_schema(name)
    listed = [{field: row[field] for field in schema.names} for row in rows]
    return frame(pa.Table.from_pylist(listed, schema=schema), name)
