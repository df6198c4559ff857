"""The model card of a language: what the manifest says as tables, and ``configs/<lang>.md`` as text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.training.config import HERE
from pipeline.training.evaluate import METRICS

HEAD = """# Stanza models for {name}

Tokenizer with sentence splitting, tagger, lemmatizer and dependency parser, to be loaded without this project too:

```python
import stanza

nlp = stanza.Pipeline("{lang}", dir="models", download_method=None)
```

**Licence of the weights:** {licence}
"""


def table(rows: Mapping[str, Mapping[str, Any]], columns: tuple[str, ...], first: str) -> str:
    """A Markdown table of named rows."""
    lines = ["| " + " | ".join([first, *columns]) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, row in rows.items():
        lines.append("| " + " | ".join([name, *(str(row.get(c, "")) for c in columns)]) + " |")
    return "\n".join(lines)


def score_rows(scores: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The rows of the score table: dev, the mean of the folds, each fold, each genre.

    Where not all folds were trained, ``measured`` has the numbers of those that were, and ``of`` how many there are.
    """
    rows: dict[str, Mapping[str, Any]] = {}
    for name, values in scores.items():
        if "mean" not in values:
            rows[name] = values
            continue
        numbers = values.get("measured") or range(1, len(values["folds"]) + 1)
        every = f"{len(values['folds'])} of {values['of']} folds" if "of" in values else "all folds"
        rows[every] = values["mean"]
        rows[f"{every}, each sentence a paragraph"] = values["lines"]
        for n, fold in zip(numbers, values["folds"], strict=True):
            rows[f"fold {n}"] = fold
        for genre, found in values["genres"].items():
            rows[f"{genre} ({found['words']} words)"] = found
    return rows


def render(manifest: Mapping[str, Any], name: str, folder: Path = HERE) -> str:
    """The card as Markdown."""
    files = {f["file"]: {"bytes": f"{f['bytes']:,}"} for f in manifest["files"]}
    sources = {s["name"]: s for s in manifest["sources"]}
    parts = [
        HEAD.format(name=name, lang=manifest["lang"], licence=manifest["licence"]),
        "## Trained from\n\n" + table(sources, ("use", "licence"), "source"),
        "## Scores\n\nCoNLL 2018 evaluation on raw text, F1 in per cent.\n\n"
        + table(score_rows(manifest["scores"]), METRICS, "text"),
        "## Sizes\n\n" + table(files, ("bytes",), "file"),
    ]
    if manifest["speed"]:
        speed = manifest["speed"]
        words = {k: {"words a second": v} for k, v in speed.items() if k != "load_s"}
        parts.append(
            f"## Speed\n\nIn CPU time, one thread; loading takes {speed['load_s']} s.\n\n"
            + table(words, ("words a second",), "processor")
        )
    text = folder / f"{manifest['lang']}.md"
    if text.exists():
        parts.append(text.read_text(encoding="utf-8").strip())
    return "\n\n".join(part.strip() for part in parts) + "\n"
