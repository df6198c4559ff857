"""Scores on annotated articles whose texts lie outside the repository, against a floor for every measure."""

import hashlib
import json

import pytest

from pipeline.evaluate import evaluate
from pipeline.extractor import process
from pipeline.schema import Article
from tests.conftest import ROOT, SHARED

CORPORA = SHARED / "corpora"
#: Least F1 in percent; raised when the rules get better.
FLOORS = {
    "hi": {"figure": 97, "value": 97, "kind": 96, "item": 94, "sourcing": 94, "source": 88, "claim": 91},
    "gu": {"figure": 97, "value": 95, "kind": 93, "item": 86, "sourcing": 95, "source": 89, "claim": 88},
}


def annotated(lang):
    """The annotated articles of a language with their texts, or a skip where the corpora are missing."""
    rows = [json.loads(line) for line in (ROOT / "tests/annotations" / f"{lang}.jsonl").open(encoding="utf-8")]
    missing = sorted({r["file"] for r in rows if not (CORPORA / r["file"]).is_file()})
    if missing:
        pytest.skip(f"texts of the annotated articles are not here: {CORPORA / missing[0]}")
    texts = {}
    for name in {r["file"] for r in rows}:
        for line in (CORPORA / name).open(encoding="utf-8"):
            record = json.loads(line)
            texts[name, record["id"]] = record["text"]
    for row in rows:
        row["text"] = texts[row["file"], row["id"]]
        assert hashlib.sha256(row["text"].encode("utf-8")).hexdigest() == row["sha256"], row["id"]
    return rows


def spelled(figure, text):
    """The figure with the phrases that its offsets point to; an item left out stands in brackets."""

    def phrase(span):
        return text[slice(*span)] if isinstance(span, list) else "[]" if span == "elided" else None

    source = phrase(figure["source"])
    sources = [phrase(s) for s in figure["sources"]] or ([source] if source else [])
    return {**figure, "item": phrase(figure["item"]), "source": source, "sources": sources}


@pytest.mark.parametrize("lang", FLOORS)
def test_scores_stay_above_their_floor(lang):
    gold = [{**row, "figures": [spelled(f, row["text"]) for f in row["figures"]]} for row in annotated(lang)]
    results = process([Article(doc_id=r["id"], text=r["text"], lang=lang) for r in gold])
    assert not [r.error for r in results if r.error]
    report = evaluate((c.model_dump() for r in results for c in r.claims), gold)
    got = {measure: round(report.scores[measure].f1, 1) for measure in FLOORS[lang]}
    print(lang, got)
    assert {m: s for m, s in got.items() if s < FLOORS[lang][m]} == {}
