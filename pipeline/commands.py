"""The commands that work on the tables of a run: audit, report, export and verdicts. `add_commands` mounts them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from pipeline.audit.load import Tables

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)

Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder with the tables of a run.")]
VerdictsFile = Annotated[
    Path | None,
    typer.Option(
        "--verdicts",
        metavar="CSV",
        help="What people decided; verdicts.csv beside DIR if not given.",
        show_default=False,
    ),
]
_OUT = Path("data/out")


class Format(StrEnum):
    xlsx = "xlsx"
    claimreview = "claimreview"
    labelstudio = "labelstudio"
    duckdb = "duckdb"


#: Format -> name of the file that is written when --to is not given.
_FILES = {
    "xlsx": "claims.xlsx",
    "claimreview": "claimreview.jsonld",
    "labelstudio": "labelstudio.json",
    "duckdb": "claims.duckdb",
}


@contextmanager
def _clear_errors() -> Iterator[None]:
    """Turn what keeps a command from running into one line and exit code 2."""
    from pipeline.audit.verdicts import VerdictError
    from pipeline.export import ExportError
    from pipeline.tables import TableError

    try:
        yield
    except (TableError, VerdictError, ExportError) as e:
        _err.print(f"news-claims: {e}", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except OSError as e:
        _err.print(f"news-claims: {e.filename}: {e.strerror or e}", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None


def verdicts_path(folder: Path, given: Path | None) -> Path:
    """Return the verdicts file: the one given, else ``verdicts.csv`` beside the folder, where reruns leave it alone."""
    return given or folder.resolve().parent / "verdicts.csv"


def _load(folder: Path) -> "Tables":
    from pipeline.audit.load import load

    return load(folder)


def audit_command(
    folder: Folder = _OUT,
    verdicts: VerdictsFile = None,
    rows: Annotated[int, typer.Option(min=1, help="Rows of each table that are printed.")] = 20,
) -> None:
    """Print which figures stand on a source, and write the audit tables to DIR/audit."""
    from pipeline.audit import Verdicts, audit
    from pipeline.audit.write import show, summary, write

    with _clear_errors():
        tables = _load(folder)
        judged = Verdicts.read(verdicts_path(folder, verdicts))
        found = audit(tables, judged)
        show(found, _out, rows)
        write(found, folder / "audit")
        _out.print(summary(tables, found, judged), markup=False, soft_wrap=True)
        _out.print(f"audit tables in {folder / 'audit'}", markup=False, soft_wrap=True)


def report_command(
    folder: Folder = _OUT,
    verdicts: VerdictsFile = None,
    paged: Annotated[
        bool | None, typer.Option("--paged/--single", help="Many pages, or one.", show_default="by size")
    ] = None,
    title: Annotated[str, typer.Option(help="Heading of the pages.")] = "Figures and sources",
) -> None:
    """Write static pages to DIR/report: charts, a table of figures, groups, and the articles with their marks."""
    from pipeline.audit import Verdicts, audit
    from pipeline.report import build

    with _clear_errors():
        tables = _load(folder)
        judged = Verdicts.read(verdicts_path(folder, verdicts))
        paths = build(tables, audit(tables, judged), judged, folder / "report", paged, title)
    _out.print(f"{len(paths)} {'page' if len(paths) == 1 else 'pages'}; open {paths[0]}", markup=False, soft_wrap=True)


def export_command(
    format: Annotated[Format, typer.Option("--format", help="What to write.", show_default=False)],
    folder: Folder = _OUT,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Where; in DIR if not given.")] = None,
    verdicts: VerdictsFile = None,
) -> None:
    """Write the tables for other tools: a workbook, ClaimReview JSON-LD, Label Studio tasks, a DuckDB database."""
    from pipeline.audit import Verdicts
    from pipeline.export import export

    with _clear_errors():
        path = to or folder / _FILES[format.value]
        count = export(format.value, _load(folder), Verdicts.read(verdicts_path(folder, verdicts)), path)
    _out.print(f"{count} figures in {path}", markup=False, soft_wrap=True)


verdicts_app = typer.Typer(no_args_is_help=True, help="Judge claims by hand and use the verdicts.")


@verdicts_app.command("sheet")
def sheet_command(
    folder: Folder = _OUT,
    verdicts: VerdictsFile = None,
    figures: Annotated[int, typer.Option(min=0, help="Figures to add: first those without a named source.")] = 100,
) -> None:
    """Write the verdicts file with rows to fill in; what is filled in already stays."""
    from pipeline.audit import Verdicts, audit
    from pipeline.audit.verdicts import write_sheet

    with _clear_errors():
        tables = _load(folder)
        path = verdicts_path(folder, verdicts)
        judged = Verdicts.read(path)
        first = list(audit(tables, judged).check_first["claim_id"])
        listed = set(first)
        order = [c for c in first + [c for c in tables.claims["claim_id"] if c not in listed] if c not in judged.rows]
        added = write_sheet(path, tables.claims, judged, order[:figures])
    _out.print(f"{added} rows added to {path}", markup=False, soft_wrap=True)


@verdicts_app.command("gold")
def gold_command(
    to: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="File to write.", show_default=False)],
    folder: Folder = _OUT,
    verdicts: VerdictsFile = None,
) -> None:
    """Turn verdicts into annotated articles that `news-claims evaluate` reads."""
    from pipeline.audit import Verdicts
    from pipeline.audit.verdicts import gold
    from pipeline.audit.write import replaced

    with _clear_errors():
        tables = _load(folder)
        articles = list(gold(tables.claims, tables.text, Verdicts.read(verdicts_path(folder, verdicts))))
        with replaced(to) as path:
            path.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles), encoding="utf-8")
    figures = sum(len(a["regions"]) for a in articles)
    _out.print(f"{figures} judged figures of {len(articles)} articles in {to}", markup=False, soft_wrap=True)


def add_commands(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    app.command("audit")(audit_command)
    app.command("report")(report_command)
    app.command("export")(export_command)
    app.add_typer(verdicts_app, name="verdicts")
