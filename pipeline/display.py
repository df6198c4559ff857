"""What the commands print: progress, counts, scores, and a text with its figures in colour."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from pipeline.explain import plain

if TYPE_CHECKING:
    from pipeline.evaluate import Report
    from pipeline.explain import Explanation, FoundNumber
    from pipeline.run import Counts, Settings

#: Part of a claim -> style; the four colours that highlight a text.
STYLES = {"figure": "bold green", "item": "cyan", "cue": "yellow", "source": "bold magenta"}
#: Fields of a claim that an explanation leaves out: they are offsets or repeat the sentence.
_NOT_SHOWN = ("claim_id", "doc_id", "lang", "sent_index", "sentence", "sources", "figure_text")


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="progress.data.speed")


@contextmanager
def progress_bar(console: Console) -> Iterator[Callable[[int, int | None], None]]:
    """Show a progress bar with rate and time left; yields a function of (done, total or None)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("articles", total=None)

        def update(done: int, total: int | None) -> None:
            progress.update(task, completed=done, total=None if total is None else max(done, total))

        yield update


def print_counts(console: Console, counts: "Counts", settings: "Settings") -> None:
    """Print what a run did: articles, figures, named / vague / none, skipped and failed with reasons."""
    if not counts.inputs:
        console.print(f"no articles found under {', '.join(settings.inputs)}", markup=False, soft_wrap=True)
    lines = [
        ("articles", f"{counts.articles:,}" + (f" ({counts.cached:,} unchanged)" if counts.cached else "")),
        ("figures", f"{counts.figures:,}"),
        ("named / vague / none", f"{counts.named:,} / {counts.vague:,} / {counts.none:,}"),
        ("skipped", f"{counts.skipped:,}"),
        *_reasons(counts, "skipped"),
        ("failed", f"{counts.failed:,}"),
        *_reasons(counts, "failed"),
    ]
    for name, value in lines:
        console.print(f"{name:<22}{value}", markup=False, soft_wrap=True)
    console.print(f"tables in {settings.out}", markup=False, soft_wrap=True)


def _reasons(counts: "Counts", status: str, most: int = 20) -> list[tuple[str, str]]:
    found = [(r, n) for (s, r), n in counts.reasons.most_common() if s == status]
    shown = [("", f"{n:,} × {_plain(r)}") for r, n in found[:most]]
    if len(found) > most:
        shown.append(("", f"and {len(found) - most} other reasons: see the articles table"))
    return shown


def _plain(text: str) -> str:
    """Return text without control characters, which could steer a terminal."""
    return "".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in text)


def print_report(console: Console, report: "Report", texts: Mapping[str, str], errors: int) -> None:
    """Print the scores as a table and up to ``errors`` wrong figures of each measure."""
    table = Table("measure")
    for name in ("P", "R", "F1", "gold"):
        table.add_column(name, justify="right")
    for measure, s in report.scores.items():
        table.add_row(measure, f"{s.precision:.1f}", f"{s.recall:.1f}", f"{s.f1:.1f}", str(s.gold))
    console.print(table)
    if report.without_claims:
        console.print(f"{report.without_claims} annotated articles have no claim at all")
    shown: dict[str, int] = {}
    for miss in report.misses:
        shown[miss.measure] = shown.get(miss.measure, 0) + 1
        if shown[miss.measure] > errors:
            continue
        row = miss.gold or miss.got or {}
        start = int(row["num_start"])
        context = _plain(texts[miss.doc_id][max(0, start - 60) : start + 60])
        console.print(f"{miss.measure} in {miss.doc_id}: … {context} …", markup=False, soft_wrap=True)
        console.print(f"    gold {_brief(miss.gold)}", markup=False, soft_wrap=True)
        console.print(f"    got  {_brief(miss.got)}", markup=False, soft_wrap=True)


def _brief(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "nothing"
    keys = ("num", "num_text", "kind", "value", "low", "high", "comparator", "unit", "item", "sourcing", "source")
    return ", ".join(f"{k} {row[k]}" for k in keys if row.get(k) is not None)


def coloured(text: str, spans: Sequence[tuple[str, int, int]]) -> Text:
    """Return a text with spans (part, start, end) in the styles of their parts."""
    shown = Text("".join(c if c.isprintable() or c in "\n\u200c\u200d" else " " for c in text))
    for part, start, end in spans:
        shown.stylize(STYLES[part], start, end)
    return shown


def print_explanation(console: Console, explanation: "Explanation") -> None:
    """Print a text in colours and a table of the fields of each figure."""
    legend = Text.assemble(*((f"{part}  ", style) for part, style in STYLES.items()))
    console.print(legend)
    console.print(coloured(explanation.text, explanation.spans))
    if not explanation.claims:
        console.print("no figure found")
    for number, claim in enumerate(explanation.claims, 1):
        table = Table("field", "value", title=f"{number}. {_plain(claim.figure_text)}", title_justify="left")
        for field, value in claim.model_dump().items():
            if field not in _NOT_SHOWN and value is not None and not field.endswith(("_start", "_end")):
                shown = plain(value) if isinstance(value, float) else value
                table.add_row(field, Text(_plain(str(shown)), style=STYLES.get(field, "")))
        for order, source in enumerate(claim.sources, 1):
            about = f"{source.text} ({source.type}, {source.key}, {source.relation})"
            table.add_row(f"source {order}", Text(_plain(about)))
        for line in explanation.considered.get(claim.claim_id, ()):
            table.add_row("considered", Text(_plain(line)))
        console.print(table)


def print_numbers(console: Console, found: "Sequence[FoundNumber]") -> None:
    """Print numerals with their values and roles, one a line, separated by tabs."""
    for n in found:
        console.file.write(f"{_plain(n.text)}\t{n.value}\t{n.role}\n")
