"""Runs the benchmark: ``python -m pipeline.bench INPUT... [--stock 60] [--sizes 30,100,300,1000]``.

Every measurement is a process of its own with one thread a process for the numeric libraries, so that libraries
and workers are compared on equal terms. Absolute times depend on the machine and its load; compare the ratios.
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
from pipeline.languages import LANGUAGES
from pipeline.schema import Article

VARIANTS = {
    "stock": "stock Stanza, article by article",
    "bulk": "stock Stanza, bulk_process",
    "full": "this pipeline, every sentence parsed",
    "shipped": "this pipeline as shipped, 1 worker",
    "shipped2": "this pipeline as shipped, 2 workers",
}
_THREADS = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
console = Console(highlight=False)


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


def _show(lang: str, rows: dict[str, dict[str, Any]]) -> None:
    base = rows["stock"]
    table = Table(title=f"{lang}: {base['articles']} articles, {base['tokens']} tokens, one thread a process")
    for name in ("", "load s", "work s", "articles/s", "tokens/s", "× stock", "× bulk", "peak MB"):
        table.add_column(name, justify="left" if not name else "right")
    for variant, r in rows.items():
        rate = r["articles"] / r["seconds"]
        table.add_row(
            variant,
            f"{r['load']:.1f}",
            f"{r['seconds']:.1f}",
            f"{rate:.2f}",
            f"{base['tokens'] / r['seconds']:.0f}",
            f"{rate * base['seconds'] / base['articles']:.2f}",
            f"{rate * rows['bulk']['seconds'] / base['articles']:.2f}" if "bulk" in rows else "",
            f"{r['peak_mb']:.0f}",
        )
    console.print(table)
    for variant in rows:
        console.print(f"  {variant}: {VARIANTS[variant]}")
    stages = Table(title=f"{lang}: share of the time by stage")
    names = list(rows["full"]["stages"])
    for name in ("", *names):
        stages.add_column(name, justify="left" if not name else "right")
    for variant in ("full", "shipped"):
        s, total = rows[variant]["stages"], rows[variant]["seconds"]
        stages.add_row(variant, *(f"{100 * s.get(n, 0) / total:.1f} %" for n in names))
    console.print(stages)
    same = rows["full"]["digest"] == rows["shipped"]["digest"] == rows["shipped2"]["digest"]
    console.print(f"{lang}: claims of full, shipped and two workers are " + ("the same" if same else "DIFFERENT"))


def main(
    inputs: Annotated[list[str], typer.Argument(help="Articles to measure on, as for news-claims extract.")],
    stock: Annotated[int, typer.Option(help="Articles for the comparison with stock Stanza.")] = 60,
    sizes: Annotated[str, typer.Option(help="Numbers of articles for the cost against size.")] = "30,100,300",
    out: Annotated[Path, typer.Option(help="Folder for bench.json and bench.html.")] = Path("build/bench"),
) -> None:
    """Measure on the articles of INPUT, each language apart, and print tables of ratios."""
    found = [a for a in read_articles(inputs) if isinstance(a, Article)]
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for lang in LANGUAGES:
            articles = [a for a in found if a.lang == lang]
            if not articles:
                continue
            path = Path(folder) / f"{lang}.jsonl"
            _write(_spread(articles, stock), path)
            rows = {variant: measure(variant, lang, path) for variant in VARIANTS}
            _show(lang, rows)
            growth = []
            for size in (int(s) for s in sizes.split(",") if int(s) <= len(articles)):
                _write(_spread(articles, size), path)
                growth.append(measure("shipped", lang, path))
            for r in growth:
                console.print(
                    f"{lang}: {r['articles']} articles, {r['chars']} characters: {r['seconds']:.1f} s, "
                    f"{1e6 * r['seconds'] / r['chars']:.1f} µs a character, peak {r['peak_mb']:.0f} MB"
                )
            results[lang] = {"variants": rows, "growth": growth}
    if not results:
        console.print("no article in Hindi or Gujarati to measure on")
        raise typer.Exit(2)
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    _plot(results, out / "bench.html")
    console.print(f"figures in {out / 'bench.json'}, plot in {out / 'bench.html'}")


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
