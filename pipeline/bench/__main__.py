"""Runs the benchmark: ``python -m pipeline.bench INPUT... [--stock 60] [--sizes 30,100,300,1000] [--same 500]``.

Every measurement is a process of its own with one thread a process for the numeric libraries, so that libraries
and workers are compared on equal terms. Times depend on the machine and what else it does; compare the ratios, and on
a busy machine those of CPU time.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pipeline.articles import read_articles
from pipeline.bench.worker import PROCESSORS
from pipeline.languages import LANGUAGES
from pipeline.schema import Article

VARIANTS = {
    "stock": "stock Stanza, article by article",
    "bulk": "stock Stanza, bulk_process",
    "full": "this pipeline, every sentence parsed",
    "shipped": "this pipeline as shipped, 1 worker",
}
#: Measured on more articles, so that starting the workers weighs little.
PAIR = {
    "shipped": "this pipeline as shipped, 1 worker",
    "shipped2": "2 workers",
    "dask2": "--engine dask, 2 workers",
    "rerun": "a rerun without changes",
}
_THREADS = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
console = Console(highlight=False, width=120)


def _write(articles: list[Article], path: Path) -> None:
    with path.open("w", encoding="utf-8") as f:
        for i, a in enumerate(articles):
            f.write(json.dumps({"id": f"{i}", "text": a.text, "lang": a.lang}, ensure_ascii=False) + "\n")


def measure(variant: str, lang: str, path: Path) -> dict[str, Any]:
    """Measure one variant in a process of its own; return what ``pipeline.bench.worker`` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.bench.worker", variant, lang, str(path)],
        env={**os.environ, **_THREADS},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{variant} ({lang}) failed:\n{done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _spread(articles: list[Article], n: int) -> list[Article]:
    """n articles spread evenly over the list: the same ones for the same input."""
    return articles if n >= len(articles) else [articles[i * len(articles) // n] for i in range(n)]


def _up_to(articles: list[Article], chars: int) -> list[Article]:
    """As many articles, spread evenly, as hold about so many characters."""
    total = sum(len(a.text) for a in articles)
    return _spread(articles, max(1, len(articles) * chars // max(total, 1)))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title)
    for name in columns:
        table.add_column(name, justify="left" if not name else "right")
    return table


def _show(lang: str, rows: dict[str, dict[str, Any]]) -> None:
    """Print the variants beside stock Stanza: rates by real time, ratios by real and by CPU time."""
    base = rows["stock"]
    table = _table(
        f"{lang}: {base['articles']} articles, {base['tokens']} tokens, one thread a process",
        *(
            "",
            "load s",
            "work s",
            "CPU s",
            "articles/s",
            "tokens/s",
            "× stock",
            "by CPU",
            "× bulk",
            "by CPU",
            "peak MB",
        ),
    )
    for variant, r in rows.items():
        table.add_row(
            variant,
            f"{r['load']:.1f}",
            f"{r['seconds']:.1f}",
            f"{r['cpu']:.1f}",
            f"{r['articles'] / r['seconds']:.2f}",
            f"{base['tokens'] / r['seconds']:.0f}",
            *(f"{rows[b][t] / r[t]:.2f}" for b in ("stock", "bulk") for t in ("seconds", "cpu")),
            f"{r['peak_mb']:.0f}",
        )
    console.print(table)
    for variant in rows:
        console.print(f"  {variant}: {VARIANTS[variant]}")
    names = list(rows["full"]["stages"])
    stages = _table(f"{lang}: share of the CPU time by stage", "", *names, "all but the models")
    for variant in ("full", "shipped"):
        found = rows[variant]["stages"]
        total = sum(found.values())
        rest = sum(s for n, s in found.items() if n not in PROCESSORS)
        stages.add_row(
            variant, *(f"{100 * found.get(n, 0) / total:.1f} %" for n in names), f"{100 * rest / total:.1f} %"
        )
    console.print(stages)


def _show_pair(lang: str, rows: dict[str, dict[str, Any]]) -> None:
    """Print two workers, Dask and a rerun beside one worker."""
    one, two, dask, again = (rows[v] for v in PAIR)
    table = _table(f"{lang}: {one['articles']} articles", "", "work s", "CPU s", "articles/s", "peak MB")
    for variant, r in rows.items():
        cells = (f"{r['seconds']:.2f}", f"{r['cpu']:.2f}", f"{r['articles'] / r['seconds']:.1f}", f"{r['peak_mb']:.0f}")
        table.add_row(PAIR[variant], *cells)
    console.print(table)
    console.print(
        f"{lang}: 2 workers {one['seconds'] / two['seconds']:.2f} × 1 worker; Dask takes "
        f"{dask['seconds'] / two['seconds']:.2f} × the time of 2 local workers (CPU {dask['cpu'] / two['cpu']:.2f} ×); "
        f"a rerun is {again['first'] / again['cpu']:.0f} × faster"
    )
    same = one["digest"] == two["digest"] == dask["digest"]
    console.print(f"{lang}: claims of one worker, two and Dask are " + ("the same" if same else "DIFFERENT"))


def _show_same(lang: str, r: dict[str, Any]) -> None:
    """Print how the claims differ from those of a run that parses every sentence."""
    console.print(
        f"{lang}: {r['articles']} articles, {r['claims']} claims with every sentence parsed; as shipped {r['differ']} "
        f"differ, {r['missing']} are missing, {r['extra']} are extra {r['fields'] or ''}"
    )
    for e in r["examples"]:
        console.print(f"  {e['num_text']}: {e['field']} {e['full']!r}, as shipped {e['shipped']!r}", markup=False)


def main(
    inputs: Annotated[list[str], typer.Argument(help="Articles to measure on, as for news-claims extract.")],
    stock: Annotated[int, typer.Option(help="Articles for the comparison with stock Stanza.")] = 60,
    sizes: Annotated[str, typer.Option(help="Numbers of articles for the cost against size.")] = "30,100,300,1000",
    pair: Annotated[
        int, typer.Option(help="Characters for 1 and 2 workers, Dask and the rerun; 0 leaves them out.")
    ] = 600_000,
    same: Annotated[int, typer.Option(help="Articles whose claims are compared with everything parsed.")] = 500,
    out: Annotated[Path, typer.Option(help="Folder for bench.json and bench.html.")] = Path("build/bench"),
) -> None:
    """Measure on the articles of INPUT, each language apart, and print tables of ratios."""
    found = [a for a in read_articles(inputs) if isinstance(a, Article)]
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for lang in LANGUAGES:
            articles = [a for a in found if a.lang == lang]
            if articles:
                results[lang] = _measure_all(lang, articles, Path(folder) / f"{lang}.jsonl", stock, sizes, pair, same)
    if not results:
        console.print("no article in Hindi or Gujarati to measure on")
        raise typer.Exit(2)
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    _plot(results, out / "bench.html")
    console.print(f"figures in {out / 'bench.json'}, plot in {out / 'bench.html'}")


def _per_char(rows: dict[str, dict[str, Any]], r: dict[str, Any]) -> float:
    """How much less CPU a character takes than with stock Stanza."""
    stock = rows["stock"]
    return float(stock["cpu"] / stock["chars"] * r["chars"] / r["cpu"])


def _measure_all(
    lang: str, articles: list[Article], path: Path, stock: int, sizes: str, pair: int, same: int
) -> dict[str, Any]:
    _write(_spread(articles, stock), path)
    rows = {variant: measure(variant, lang, path) for variant in VARIANTS}
    _show(lang, rows)
    result: dict[str, Any] = {"variants": rows}
    if pair:
        _write(_up_to(articles, pair), path)
        result["pair"] = {variant: measure(variant, lang, path) for variant in PAIR}
        _show_pair(lang, result["pair"])
    result["growth"] = []
    for size in (int(s) for s in sizes.split(",") if s and int(s) <= len(articles)):
        _write(_spread(articles, size), path)
        r = measure("shipped", lang, path)
        result["growth"].append(r)
        console.print(
            f"{lang}: {r['articles']} articles, {r['chars']} characters: {r['seconds']:.1f} s, CPU {r['cpu']:.1f} s, "
            f"{1e6 * r['cpu'] / r['chars']:.1f} µs of CPU a character ({_per_char(rows, r):.2f} × stock), "
            f"peak {r['peak_mb']:.0f} MB"
        )
    if same:
        _write(_spread(articles, same), path)
        result["same"] = measure("same", lang, path)
        _show_same(lang, result["same"])
    return result


def _plot(results: dict[str, Any], path: Path) -> None:
    import altair as alt
    import pandas as pd

    speed = pd.DataFrame(
        {"lang": lang, "variant": VARIANTS[v], "articles/s": r["articles"] / r["seconds"]}
        for lang, result in results.items()
        for v, r in result["variants"].items()
    )
    growth = pd.DataFrame(
        {"lang": lang, "characters": r["chars"], "seconds": r["seconds"]}
        for lang, result in results.items()
        for r in result["growth"]
    )
    chart: Any = alt.Chart(speed).mark_bar().encode(x="articles/s", y=alt.Y("variant", sort=None), row="lang")
    if len(growth):
        chart &= alt.Chart(growth).mark_line(point=True).encode(x="characters", y="seconds", color="lang")
    chart.save(str(path), inline=True)


if __name__ == "__main__":
    typer.run(main)
