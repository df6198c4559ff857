"""Memory against the number of articles: ``python -m pipeline.bench.memory [--sizes 1000,10000,100000]``.

The articles are synthetic and the models are left out: every article gets the claims of one that was made up, so that
what is measured is the run itself (reading, identifying, caching, the tables). Each size is a process of its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.extractor import Result
from pipeline.schema import Article, Claim

#: Characters of an article, about those of a news story; figures in each.
CHARS, FIGURES = 2000, 8


def _claim(doc_id: str, n: int) -> Claim:
    fields: dict[str, Any] = dict.fromkeys(Claim.model_fields)
    number = str(100 + n)
    fields |= {
        "claim_id": f"{doc_id}:{n}",
        "doc_id": doc_id,
        "lang": "hi",
        "sent_index": n,
        "sentence": f"{number} " + "x" * 120,
        "num_text": number,
        "num_start": 0,
        "num_end": 3,
        "figure_text": number,
        "figure_start": 0,
        "figure_end": 3,
        "kind": "count",
        "value": float(number),
        "comparator": "exact",
        "polarity": "affirmed",
        "modality": "asserted",
        "sourcing": "none",
        "source_count": 0,
        "gloss": number,
        "figure_rule": "",
        "source_rule": "",
        "sources": (),
    }
    return Claim(**fields)


def stand_in(articles: Sequence[Article]) -> list[Result]:
    """Stands in for reading: every article has ``FIGURES`` claims."""
    return [Result(a, 20, tuple(_claim(a.doc_id, n) for n in range(FIGURES))) for a in articles]


def _one(size: int) -> None:
    """Run over ``size`` articles and print a line of JSON."""
    from pipeline.run import Settings, run

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.jsonl"
        with path.open("w", encoding="utf-8") as f:
            for i in range(size):
                text = f"{i} " + "word " * (CHARS // 5)
                f.write(json.dumps({"id": f"article-{i}", "text": text, "lang": "hi"}) + "\n")
        started = time.process_time()
        run(Settings((str(path),), Path(folder) / "out", lang="hi", cache=True), stand_in)
        used = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"articles": size, "cpu_seconds": round(used, 1), "peak_mb": round(peak)}))


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of articles.")] = "1000,10000,100000",
    one: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Print the peak memory and the CPU time of runs over more and more articles."""
    if one is not None:
        _one(one)
        return
    for size in sizes.split(","):
        subprocess.run([sys.executable, "-m", "pipeline.bench.memory", "--one", size], check=True)


if __name__ == "__main__":
    typer.run(main)
