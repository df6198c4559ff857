"""The tables of a run: written as Parquet and CSV with a ``run.json``, read back as data frames.

A `TableWriter` writes rows as they come into temporary files beside the final ones, and at the end
replaces each file in one step, ``run.json`` last. Before the first replacement it notes all of them in
a journal: whoever opens the folder after a run was cut short there (by a power cut, say) completes
them first, so that the tables are either the old ones or the new ones. `read_claims` checks a table
against ``run.json`` besides.

A run of more than ``PART_ARTICLES`` articles writes each table as a folder of Parquet files of so many articles
(``claims/part-00000.parquet``), without CSV; `read_claims` reads either, `read_parts` one part after another.
"""

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.columns import CSV_TABLES, TABLES, Column
from pipeline.journal import JOURNAL, RUN_FILE, complete, make_moves, remove_leftovers, sha256_file, sync
from pipeline.lock import locked
from pipeline.schema import Claim

#: Articles of one part of the tables; a run of no more than that writes each table as one file.
PART_ARTICLES = 50_000
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
    """One table, or one part of it, being written to temporary files; with ``csv`` as CSV too."""

    def __init__(self, table: str, folder: Path, tag: str, part: int, with_csv: bool) -> None:
        self.table = table
        self.columns = TABLES[table][1]
        self.schema = arrow_schema(table)
        self.rows = 0
        self._held: list[Row] = []
        self.parquet = folder / f".{table}.{part}.parquet.{tag}.tmp"
        self._parquet = pq.ParquetWriter(self.parquet, self.schema, compression="zstd", write_page_index=True)
        self.csv: Path | None = None
        self._csv: io.TextIOWrapper | None = None
        if with_csv:
            self.csv = folder / f".{table}.csv.{tag}.tmp"
            self._csv = self.csv.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._csv)
            self._writer.writerow([c.name for c in self.columns])

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if self._csv is not None:
                self._writer.writerow([csv_cell(row[c.name]) for c in self.columns])
            self._held.append(row)
            self.rows += 1
        if len(self._held) >= _GROUP_ROWS // (10 if self.table == "texts" else 1):  # texts are long
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
        sync(self.parquet)
        if self._csv is not None and self.csv is not None:
            self._csv.close()
            sync(self.csv)

    def without_csv(self) -> None:
        """Finish the Parquet file and drop the CSV file."""
        if self._csv is not None and self.csv is not None:
            self._csv.close()
            self.csv.unlink(missing_ok=True)
            self._csv = self.csv = None
        self.finish()

    def discard(self) -> None:
        with suppress(OSError, ValueError):
            if self._csv is not None:
                self._csv.close()
            self._parquet.close()
        for path in (self.parquet, self.csv):
            if path is not None:
                path.unlink(missing_ok=True)


class TableWriter:
    """Writes the tables of a run into a folder, which it makes if needed.

    part_articles: rows of the articles table after which a new part begins. Used as a context manager: ``commit`` puts
    the new tables in place; without it, or after an error, the old ones stay as they were. Raises OSError when the
    folder can't be written.
    """

    def __init__(self, folder: Path, part_articles: int = PART_ARTICLES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        complete(folder)
        remove_leftovers(folder)
        self.folder = folder
        self._part_articles = part_articles
        self._tag = str(os.getpid())
        self._committed = False
        self._sinks: dict[str, _Sink] = {}
        self._done: list[dict[str, _Sink]] = []
        try:
            self._open()
        except BaseException:
            self._discard()
            raise

    def _open(self) -> None:
        first = not self._done
        self._sinks = {}
        for table in TABLES:
            part = len(self._done)
            self._sinks[table] = _Sink(table, self.folder, self._tag, part, first and table in CSV_TABLES)

    def make_room(self) -> int:
        """Begin a new part if this one is full; return how many articles it has room for, at least 1."""
        if self._sinks["articles"].rows >= self._part_articles:
            for sink in self._sinks.values():
                sink.without_csv()
            self._done.append(self._sinks)
            self._open()
        return self._part_articles - self._sinks["articles"].rows

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows to a table; every row has all its columns."""
        self._sinks[table].add(rows)

    def _finished(self) -> Iterator[tuple[str, Path, int]]:
        """Finish all files; yield the final name, the temporary file and the rows of each."""
        for sink in self._sinks.values():
            sink.finish()
        for n, sinks in enumerate((*self._done, self._sinks)):
            for table, sink in sinks.items():
                yield f"{table}/part-{n:05}.parquet" if self._done else f"{table}.parquet", sink.parquet, sink.rows
                if sink.csv is not None:
                    yield f"{table}.csv", sink.csv, sink.rows

    def commit(self, run: Mapping[str, Any]) -> None:
        """Replace the tables one by one and write ``run.json`` last, with the checksum of each file.

        An error after the journal is written leaves the new files to be put in place by the next reader
        or writer of the folder.
        """
        tables: dict[str, Any] = {}
        moves: dict[str, str] = {}
        for name, path, rows in self._finished():
            tables[name] = {"rows": rows, "bytes": path.stat().st_size, "sha256": sha256_file(path)}
            moves[path.name] = name
        run_path = self.folder / f".{RUN_FILE}.{self._tag}.tmp"
        run_path.write_text(json.dumps({**run, "tables": tables}, ensure_ascii=False, indent=1) + "\n", "utf-8")
        sync(run_path)
        journal = self.folder / f"{JOURNAL}.{self._tag}.tmp"
        journal.write_text(json.dumps({**moves, run_path.name: RUN_FILE}), "utf-8")
        sync(journal)
        with locked(self.folder):
            make_moves(self.folder)  # those of a run that was cut short just now
            journal.replace(self.folder / JOURNAL)
            self._committed = True
            sync(self.folder)
            make_moves(self.folder)

    def _discard(self) -> None:
        if self._committed:
            return
        for sinks in (*self._done, self._sinks):
            for sink in sinks.values():
                sink.discard()
        (self.folder / f"{JOURNAL}.{self._tag}.tmp").unlink(missing_ok=True)
        (self.folder / f".{RUN_FILE}.{self._tag}.tmp").unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._discard()


def read_run(folder: str | os.PathLike[str]) -> dict[str, Any]:
    """Return the ``run.json`` of a folder of tables. Raises TableError when there is none that can be read."""
    path = Path(folder) / RUN_FILE
    try:
        complete(Path(folder))
        run = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise TableError(f"{folder} holds no finished run: there is no {RUN_FILE}") from None
    except (OSError, ValueError) as e:
        raise TableError(f"{path} can't be read: {e}") from None
    if not isinstance(run, dict) or not isinstance(run.get("tables"), dict):
        raise TableError(f"{path} is not the record of a run")
    return run


def read_claims(folder: str | os.PathLike[str], table: str = "claims") -> pd.DataFrame:
    """Read a table of a run into a data frame, whether it is one file or a folder of parts.

    Args:
        folder: where `news-claims extract` wrote, such as "data/out".
        table: "claims", "sources", "articles" or "texts".

    Returns:
        The table with its columns in order: categories with all their values, nullable integers
        (``Int64``), floats with NaN for no value. Offsets count characters of ``texts.text``.

    Raises:
        TableError: the table does not belong to the ``run.json`` beside it.
    """
    while True:
        before = _run_text(folder)
        try:
            return frame(pa.concat_tables(_read_checked(Path(folder), table)), table)
        except TableError:
            if _run_text(folder) == before:  # else another run put its tables in place meanwhile
                raise


def _run_text(folder: str | os.PathLike[str]) -> bytes | None:
    try:
        return (Path(folder) / RUN_FILE).read_bytes()
    except OSError:
        return None


def read_parts(folder: str | os.PathLike[str], table: str = "claims") -> Iterator[pd.DataFrame]:
    """Yield the parts of a table one after another, as `read_claims` would give them: one is in memory at a time.

    Part n of every table is about the same articles; a table that is one file has one part. Raises TableError.
    """
    for part in _read_checked(Path(folder), table):
        yield frame(part, table)


def _read_checked(folder: Path, table: str) -> Iterator[pa.Table]:
    if table not in TABLES:
        raise TableError(f"no table {table!r}; there are {', '.join(TABLES)}")
    tables = read_run(folder)["tables"]
    names = sorted(n for n in tables if n.startswith(f"{table}/")) or [f"{table}.parquet"]
    for name in names:
        expected = tables.get(name, {}).get("sha256")
        path = folder / name
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise TableError(f"{path} is missing") from None
        if hashlib.sha256(data).hexdigest() != expected:
            raise TableError(f"{path} is not the table that {RUN_FILE} describes: run the extraction again")
        yield pq.read_table(pa.BufferReader(data))


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
