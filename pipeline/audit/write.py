"""Prints the audit with Rich and writes its tables as CSV and Parquet."""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.audit.audit import Audit
from pipeline.audit.facts import given
from pipeline.audit.load import Tables
from pipeline.audit.verdicts import Verdicts
from pipeline.tables import csv_cell

#: Table -> heading, and the columns that are printed (all are written).
_PRINTED = {
    "by_article": (
        "Articles",
        ["doc_id", "lang", "figures", "named", "vague", "none", "share_sourced", "distinct_sources", "copy_of"],
    ),
    "by_concept": ("What is counted", ["concept", "kind", "figures", "named", "vague", "none", "share_sourced"]),
    "by_source": ("Sources", ["name", "source_key", "figures", "articles", "languages", "concepts"]),
    "by_outlet": ("Outlets and folders", ["outlet", "articles", "figures", "named", "vague", "none", "share_sourced"]),
    "check_first": (
        "To check first: figures without a named source",
        ["rank", "weight", "doc_id", "figure_text", "gloss", "also_said_by", "named_elsewhere"],
    ),
}
_NUMBERS = {"figures", "named", "vague", "none", "share_sourced", "distinct_sources", "articles", "rank", "weight"}
_STATUS = {"disagree": "bold red", "update": "yellow", "agree": "green"}


def show(audit: Audit, console: Console, rows: int = 20) -> None:
    """Print the tables, at most `rows` rows of each, and the groups in words."""
    for name, (title, columns) in _PRINTED.items():
        frame: pd.DataFrame = getattr(audit, name)
        table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
        for column in columns:
            table.add_column(column.replace("_", " "), justify="right" if column in _NUMBERS else "left")
        for row in frame.head(rows).to_dict("records"):
            table.add_row(*[Text(_cell(column, row[column])) for column in columns])
        console.print(table)
        if len(frame) > rows:
            console.print(f"… and {len(frame) - rows} more in {name}.csv", style="dim")
    console.print(Text("The same thing in several places", style="bold"))
    groups = audit.groups.to_dict("records")
    for row in groups[:rows]:
        console.print(Text(f"{row['status']}: ", style=_STATUS[row["status"]]) + Text(row["in_words"], style="default"))
    if not groups:
        console.print("no figure is given twice", style="dim")
    if len(groups) > rows:
        console.print(f"… and {len(groups) - rows} more in groups.csv", style="dim")


def _cell(column: str, value: object) -> str:
    if not given(value):
        return ""
    if column == "share_sourced":
        return f"{float(value):.0%}"  # type: ignore[arg-type]
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def summary(tables: Tables, audit: Audit, verdicts: Verdicts) -> str:
    """Return the counts of a run in two lines."""
    counts = tables.claims["sourcing"].value_counts()
    states = audit.groups["status"].value_counts()
    judged = verdicts.counts(tables.claims)
    line = (
        f"{len(tables.claims)} figures in {len(tables.articles)} articles: {counts.get('named', 0)} named, "
        f"{counts.get('vague', 0)} vague, {counts.get('none', 0)} without a source. "
        f"Groups: {states.get('agree', 0)} agree, "
        f"{states.get('update', 0)} updated, {states.get('disagree', 0)} disagree."
    )
    if any(judged.values()):
        line += (
            f"\nVerdicts: {judged['right']} right, {judged['wrong']} wrong, {judged['corrected']} corrected, "
            f"{judged['orphans']} of claims that are not in these tables."
        )
    return line


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` that takes its place when the block ends without an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write(audit: Audit, folder: Path) -> list[Path]:
    """Write every table as CSV (UTF-8 with BOM, formulas escaped) and Parquet, and return the paths."""
    paths = []
    for name, frame in audit.tables().items():
        with replaced(folder / f"{name}.parquet") as path:
            frame.to_parquet(path, index=False)
        with replaced(folder / f"{name}.csv") as path, path.open("w", encoding="utf-8-sig", newline="") as f:
            writer = csv.writer(f)
            writer.writerow(frame.columns)
            for row in frame.itertuples(index=False):
                writer.writerow([csv_cell(value if given(value) else None) for value in row])
        paths += [folder / f"{name}.csv", folder / f"{name}.parquet"]
    return paths
