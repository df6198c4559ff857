"""The tables of a run for other tools: a workbook, ClaimReview JSON-LD, Label Studio tasks, a DuckDB database."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from pipeline.audit.load import Tables
from pipeline.audit.verdicts import Verdicts

#: Format -> module of this package with ``write(tables, verdicts, path) -> number of figures``.
FORMATS = {"xlsx": "xlsx", "claimreview": "claimreview", "labelstudio": "labelstudio", "duckdb": "database"}


class ExportError(RuntimeError):
    """An export that cannot be made; the message says what is missing."""


def export(format: str, tables: Tables, verdicts: Verdicts, path: Path) -> int:
    """Write the tables in a format to a file, which is replaced in one step, and return the number of figures.

    Raises ExportError for an unknown format or a missing extra, OSError when the file cannot be written.
    """
    if format not in FORMATS:
        raise ExportError(f"no format {format!r}; there are {', '.join(FORMATS)}")
    write: Callable[[Tables, Verdicts, Path], int] = import_module(f"pipeline.export.{FORMATS[format]}").write
    return write(tables, verdicts, path)
