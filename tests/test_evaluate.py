"""Scores of claims against gold: each measure on its own, pairing, and agreement with the shared scorer."""

import json
import random
import subprocess
import sys

import pytest

from pipeline.evaluate import MEASURES, GoldError, evaluate, head_right, read_claim_rows, read_gold, same_name
from pipeline.tables import TableWriter
from tests.conftest import SHARED
from tests.made import claim

TEXT = "नगर निगम ने बताया कि करीब 40 सड़कें और 15 पुल टूटे हैं।"
FIGURE = {
    "num": "40",
    "num_start": 26,
    "num_end": 28,
    "kind": "count",
    "value": 40,
    "low": None,
    "high": None,
    "comparator": "approx",
    "unit": None,
    "item": "सड़कें",
    "sourcing": "named",
    "source": "नगर निगम",
    "sources": ["नगर निगम"],
}
GOLD = {"id": "d", "lang": "hi", "text": TEXT, "regions": [[0, len(TEXT)]], "figures": [FIGURE]}
CLAIM = {"doc_id": "d", **{k: FIGURE[k] for k in FIGURE if k not in ("num", "sources")}}


def f1(claims, gold=GOLD):
    scores = evaluate(claims, [gold]).scores
    assert tuple(scores) == MEASURES
    return {m: s.f1 for m, s in scores.items()}


def test_a_claim_that_is_right_scores_full_in_every_measure():
    assert set(f1([CLAIM]).values()) == {100.0}


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ({"value": 41}, {"value", "claim"}),
        ({"value": None}, {"value", "claim"}),
        ({"comparator": "at_least"}, {"comparator", "bound"}),
        ({"kind": "percent"}, {"kind", "item", "claim"}),
        ({"item": "पुल"}, {"item", "claim"}),
        ({"item": "टूटी सड़क"}, set()),
        ({"sourcing": "vague"}, {"sourcing", "sourced", "source", "claim"}),
        ({"sourcing": "none", "source": None}, {"sourcing", "sourced", "source", "claim"}),
        ({"source": "नगर निगमों"}, set()),
        ({"source": "ज़िला पुलिस"}, {"source", "claim"}),
        ({"num_start": 27, "num_end": 30}, set()),
        ({"num_start": 28, "num_end": 30}, set(MEASURES)),
    ],
)
def test_each_measure_asks_one_thing(change, lost):
    assert {m for m, f in f1([CLAIM | change]).items() if f < 100} == lost


def test_ranges_need_both_bounds():
    gold = GOLD | {"figures": [FIGURE | {"value": None, "low": 40, "high": 50, "comparator": "range"}]}
    assert f1([CLAIM | {"value": None, "low": 40.0, "high": 50.0}], gold)["value"] == 100
    assert f1([CLAIM | {"value": None, "low": 40.0, "high": float("nan")}], gold)["value"] == 0
    assert f1([CLAIM | {"value": 45.0, "low": 40.0, "high": 50.0}], gold)["value"] == 0


def test_units_are_compared_without_spelling_and_number():
    gold = GOLD | {"figures": [FIGURE | {"kind": "measure", "unit": "kilometre", "item": None}]}
    for unit, right in (("kilometers", 100), ("kilometre", 100), ("metre", 0), (None, 0)):
        assert f1([CLAIM | {"kind": "measure", "unit": unit}], gold)["kind"] == right


def test_each_figure_has_at_most_one_claim():
    report = evaluate([CLAIM, CLAIM | {"num_end": 27}], [GOLD])
    assert report.scores["figure"][:2] == (50.0, 100.0)
    assert [(m.measure, m.gold) for m in report.misses] == [("figure", None)]


def test_only_regions_count():
    gold = GOLD | {"regions": [[0, 30]]}
    outside = CLAIM | {"num_start": 40, "num_end": 42}
    assert f1([CLAIM, outside], gold)["figure"] == 100
    assert f1([CLAIM, outside])["figure"] < 100


def test_an_article_without_claims_is_counted():
    report = evaluate([], [GOLD])
    assert report.without_claims == 1
    assert report.scores["figure"] == (0, 0, 0, 1)
    assert [m.got for m in report.misses] == [None]


def test_coordinated_sources_need_half_of_the_names():
    gold = GOLD | {"figures": [FIGURE | {"source": "पुलिस, सेना और निगम", "sources": ["पुलिस", "सेना", "निगम"]}]}
    for source, right in (("पुलिस; सेना", 100), ("पुलिस", 0), ("पुलिस; मंत्री; डॉक्टर", 0), ("पुलिस; सेना; निगम", 100)):
        assert f1([CLAIM | {"source": source}], gold)["source"] == right


@pytest.mark.parametrize(
    ("got", "gold", "same"),
    [
        ("मंत्री रमा देवी", "रमा देवी", True),
        ("देवी", "रमा देवी", True),
        ("राज्य की मंत्री और विधायक रमा", "रमा", False),
        ("यूएस", "यू.एस.", True),
        ("", "रमा", False),
        (None, "रमा", False),
    ],
)
def test_names(got, gold, same):
    assert same_name(got, gold) is same


def test_the_head_is_the_last_word():
    assert head_right("नई सड़कों", "पक्की सड़क")
    assert not head_right("सड़क के किनारे के पुल", "पक्की सड़क")
    assert not head_right(None, "सड़क")


def test_gold_that_cannot_be_read(tmp_path):
    path = tmp_path / "g.jsonl"
    path.write_text('{"id": "a"}\n')
    with pytest.raises(GoldError, match=r"g\.jsonl, line 1: no lang, text, figures"):
        read_gold([path])
    path.write_text("\n{")
    with pytest.raises(GoldError, match="line 2: broken JSON"):
        read_gold([path])
    with pytest.raises(GoldError, match="nowhere"):
        read_gold([tmp_path / "nowhere"])


def test_claims_are_read_from_every_format(tmp_path):
    made = claim("007", TEXT, 26, 28, value=40.0, comparator="approx")
    with TableWriter(tmp_path) as writer:
        writer.add("claims", [made.model_dump(exclude={"sources"})])
        writer.commit({})
    (tmp_path / "claims.jsonl").write_text(made.model_dump_json() + "\n", "utf-8")
    gold = GOLD | {"id": "007"}
    for name in ("claims.parquet", "claims.csv", "claims.jsonl"):
        scores = evaluate(read_claim_rows(tmp_path / name), [gold]).scores
        assert scores["value"].f1 == 100, name
        assert scores["source"].f1 == 0, name


@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated articles are not beside the repository")
@pytest.mark.parametrize("seed", range(4))
def test_scores_equal_those_of_the_shared_scorer(tmp_path, seed):
    """Gold figures spoiled at random, as claims: both scorers give the same numbers."""
    paths = sorted((SHARED / "gold").glob("*.jsonl"))[seed % 3 :: 2]
    gold, rng = read_gold(paths), random.Random(seed)
    pool = [f for a in gold for f in a["figures"]]
    rows = [_spoiled(a["id"], f, rng, pool) for a in gold for f in a["figures"] if rng.random() < 0.9]
    rows += [_spoiled(a["id"], rng.choice(pool), rng, pool) for a in gold]
    table = tmp_path / "claims.jsonl"
    table.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    scorer = [sys.executable, SHARED / "tools" / "score_claims.py", table, *paths, "--json", tmp_path / "s.json"]
    subprocess.run(scorer, check=True, capture_output=True)
    theirs = json.loads((tmp_path / "s.json").read_text())
    ours = evaluate(read_claim_rows(table), gold).scores
    assert {
        m: {"p": round(s.precision, 1), "r": round(s.recall, 1), "f1": round(s.f1, 1), "gold": s.gold}
        for m, s in ours.items()
    } == theirs
    assert 0 < ours["claim"].f1 < ours["figure"].f1


def _spoiled(doc_id, figure, rng, pool):
    keys = ("num_start", "num_end", "kind", "value", "low", "high", "comparator", "unit", "item", "sourcing", "source")
    row = {"doc_id": doc_id, **{k: figure.get(k) for k in keys}}
    if rng.random() < 0.3:
        row["source"] = "; ".join(figure.get("sources") or []) or None
    for key in keys[2:]:
        if rng.random() < 0.12:
            row[key] = rng.choice(pool).get(key)
    row["num_end"] += rng.choice((0, 0, 0, 1))
    return row
