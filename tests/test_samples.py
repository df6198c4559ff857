"""The sample articles come out as a careful reader annotated them, field by field.

``tests/expected/*.jsonl`` were written from the articles alone. What the program still gets wrong is
listed in ``tests/known_misses.toml`` with the reason and tested as an expected failure, so that a
mended one has to be taken off the list (``python -m tests.list_misses`` writes it anew).
"""

import json
import re
import tomllib
from functools import cache

import pytest

from pipeline.evaluate import evaluate, head_right, same_name
from pipeline.tables import read_claims
from tests.conftest import ROOT

FIELDS = (
    "found",
    "kind",
    "value",
    "low",
    "high",
    "comparator",
    "unit",
    "item",
    "concept",
    "sourcing",
    "source",
    "cue",
    "scope",
    "source_key",
)
_CONCEPTS = ROOT / "pipeline" / "languages" / "common" / "concepts.toml"
EXPECTED = [
    json.loads(line)
    for path in sorted((ROOT / "tests" / "expected").glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]
FIGURES = [(a["id"], f["num"], f["occ"]) for a in EXPECTED for f in a["figures"]]
CONCEPTS = {e["id"] for e in tomllib.loads(_CONCEPTS.read_text("utf-8"))["entry"]}
_BY_KEY = {(a["id"], f["num"], f["occ"]): f for a in EXPECTED for f in a["figures"]}
_KNOWN = tomllib.loads((ROOT / "tests" / "known_misses.toml").read_text("utf-8"))
MISSES = {(*f, m["field"]): m["reason"] for m in _KNOWN.get("miss", []) for f in map(tuple, m["figures"])}
EXTRA = {f: m["reason"] for m in _KNOWN.get("extra", []) for f in map(tuple, m["figures"])}


@cache
def _tables(folder):
    texts = read_claims(folder, "texts").set_index("doc_id")["text"].to_dict()
    rows = read_claims(folder).astype(object)
    rows = rows.where(rows.notna(), None).to_dict("records")
    return texts, {d: [r for r in rows if r["doc_id"] == d] for d in texts}


def place(text, num, occ):
    """Where the occ-th occurrence of a numeral begins and ends in a text."""
    found = [m.start() for m in re.finditer(re.escape(num), text)]
    return found[occ - 1], found[occ - 1] + len(num)


def claim_of(folder, doc_id, num, occ):
    """The claim whose numeral overlaps the occurrence, or None."""
    texts, claims = _tables(folder)
    start, end = place(texts[doc_id], num, occ)
    return next((c for c in claims[doc_id] if c["num_start"] < end and start < c["num_end"]), None)


def right(field, claim, figure):
    """Whether a field of a claim is as expected; what follows from another wrong field is not counted again."""
    if field == "found":
        return claim is not None and claim["num_text"] == figure["num"]
    if claim is None:
        return True
    if field in ("source", "cue", "scope", "source_key") and claim["sourcing"] != figure["sourcing"]:
        return True
    if field in ("low", "high") and claim["comparator"] != figure["comparator"]:
        return True
    got, want = claim[field], figure[field]
    if field in ("item", "concept") and figure["kind"] != "count":
        return True  # annotated only where something is counted
    if field == "item":
        if want is None or want.startswith("["):
            return got is None
        return head_right(got, want)
    if field == "source" and want is not None and got is not None:
        parts = got.split("; ")
        return all(any(same_name(p, n) for p in parts) for n in figure["sources"]) or same_name(got, want)
    if field == "cue" and want is not None and got is not None:
        return want in got or got in want
    if field in ("value", "low", "high") and want is not None and got is not None:
        return abs(got - want) <= max(1e-4, 1e-9 * abs(want))
    if field == "source_key" and want is None:
        return True
    if field == "concept" and want not in CONCEPTS:
        return got is None  # null when unknown
    return got == want


@pytest.mark.parametrize(("doc_id", "num", "occ"), FIGURES)
def test_figure(samples, doc_id, num, occ):
    figure, claim = _BY_KEY[doc_id, num, occ], claim_of(samples, doc_id, num, occ)
    wrong = {
        field: (None if claim is None else claim.get(field), figure.get(field))
        for field in FIELDS
        if (doc_id, num, occ, field) not in MISSES and not right(field, claim, figure)
    }
    assert not wrong


@pytest.mark.parametrize(
    ("doc_id", "num", "occ", "field"),
    [pytest.param(*key, marks=pytest.mark.xfail(reason=reason, strict=True)) for key, reason in MISSES.items()],
)
def test_known_miss(samples, doc_id, num, occ, field):
    assert right(field, claim_of(samples, doc_id, num, occ), _BY_KEY[doc_id, num, occ])


def extra_claims(folder, doc_id):
    """(num, occ) of every claim that overlaps no expected figure."""
    texts, claims = _tables(folder)
    text = texts[doc_id]
    article = next(a for a in EXPECTED if a["id"] == doc_id)
    spans = [place(text, f["num"], f["occ"]) for f in article["figures"]]
    out = []
    for c in claims[doc_id]:
        if not any(c["num_start"] < end and start < c["num_end"] for start, end in spans):
            starts = [m.start() for m in re.finditer(re.escape(c["num_text"]), text)]
            out.append((c["num_text"], starts.index(c["num_start"]) + 1))
    return out


@pytest.mark.parametrize("doc_id", [a["id"] for a in EXPECTED])
def test_nothing_else_is_a_figure(samples, doc_id):
    found = {(doc_id, *key) for key in extra_claims(samples, doc_id)}
    assert found == {key for key in EXTRA if key[0] == doc_id}


def test_every_sample_is_annotated_and_read(samples):
    articles = read_claims(samples, "articles")
    assert articles["status"].eq("ok").all()
    assert set(articles["doc_id"]) == {a["id"] for a in EXPECTED}
    for lang in ("hi", "gu"):
        assert (articles["lang"] == lang).sum() >= 8


def test_surfaces_are_slices_of_the_text(samples):
    texts, claims = _tables(samples)
    for doc_id, rows in claims.items():
        for c in rows:
            for part in ("num", "figure", "item", "cue"):
                surface = c["num_text"] if part == "num" else c["figure_text"] if part == "figure" else c[part]
                start, end = c[f"{part}_start"], c[f"{part}_end"]
                assert (surface is None) == (start is None)
                if surface is not None:
                    assert texts[doc_id][start:end] == surface


def test_known_misses_name_figures_that_exist():
    assert {key[:3] for key in MISSES} <= set(_BY_KEY)
    assert {key[3] for key in MISSES} <= set(FIELDS)


@pytest.mark.parametrize("lang", ["hi", "gu"])
def test_scores_on_the_samples_do_not_fall(samples, lang):
    """The floor of each measure's F1, in percent; raised when the program gets better."""
    floors = _KNOWN["floors"][lang]
    assert {m: round(s.f1, 1) for m, s in scores(samples, lang).items() if s.f1 < floors[m]} == {}


def scores(folder, lang):
    """The scores on the samples of one language, by measure."""
    texts, claims = _tables(folder)
    gold = []
    for a in EXPECTED:
        if a["lang"] == lang:
            text = texts[a["id"]]
            places = [place(text, f["num"], f["occ"]) for f in a["figures"]]
            figures = [f | {"num_start": s, "num_end": e} for f, (s, e) in zip(a["figures"], places, strict=True)]
            gold.append(a | {"text": text, "regions": [[0, len(text)]], "figures": figures})
    return evaluate([c for a in gold for c in claims[a["id"]]], gold).scores
