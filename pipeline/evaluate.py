"""Precision, recall and F1 of claims against annotated articles.

Gold is JSONL, one article a line: ``{"id", "lang", "text", "regions", "figures"}``. Only claims whose
numeral begins in a region count. A claim and a gold figure are paired when their numerals overlap, each
with at most one, the best overlap first. Each measure then asks one more thing of a pair:

========== =====================================================================================
figure     nothing more: the numeral was found
value      the number is right; of ranges and vague plurals both bounds
comparator the bound is of the right sort (exact, approx, more_than, ...)
bound      the same, only of figures that are not exact
kind       kind and unit are right
item       of counts: the head of the counted thing is right
sourcing   named, vague or none is right
sourced    the same, only of figures that are not none
source     of figures attributed to somebody: it is the right somebody
claim      value, kind, unit, item, sourcing and source are all right
========== =====================================================================================
"""

import json
import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

MEASURES = (
    "figure",
    "value",
    "comparator",
    "bound",
    "kind",
    "item",
    "sourcing",
    "sourced",
    "source",
    "claim",
)
#: Measures that do not make a claim wrong.
_NOT_OF_CLAIM = frozenset(("comparator", "bound"))
#: Kinds whose unit is fixed or absent.
_UNIT_FREE = frozenset(("count", "age", "ratio", "times", "percent"))
#: Nukta, joiners and full stops are dropped; chandrabindu reads as anusvara.
_FOLD = {0x93C: None, 0xABC: None, 0x200C: None, 0x200D: None, 0x2E: None, 0x901: 0x902, 0xA81: 0xA82}
_SIGNS = "\u0900-\u0903\u093a-\u094f\u0962\u0963\u0a81-\u0a83\u0abc-\u0acd\u0ae2\u0ae3"
_WORD = re.compile(rf"[^\W_]+(?:[{_SIGNS}]+[^\W_]*)*")

Row = Mapping[str, Any]


class GoldError(ValueError):
    """A gold file or claims file that can't be read; the message names the file, the line and the reason."""


class Score(NamedTuple):
    """One measure, in percent; ``gold`` is the number of annotated figures that it is about."""

    precision: float
    recall: float
    f1: float
    gold: int


class Miss(NamedTuple):
    """A figure that a measure counts as wrong. ``gold`` or ``got`` is None for one that has no partner."""

    measure: str
    doc_id: str
    gold: Row | None
    got: Row | None


class Report(NamedTuple):
    """Scores by measure, what was wrong, and how many annotated articles have no claim at all."""

    scores: dict[str, Score]
    misses: list[Miss]
    without_claims: int


def read_gold(paths: Iterable[str | Path]) -> list[dict[str, Any]]:
    """Read annotated articles, several files pooled. Raises GoldError for a file or line that can't be read."""
    articles = []
    for path in paths:
        try:
            lines = Path(path).read_text("utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as e:
            raise GoldError(f"{path}: {e}") from None
        for number, line in enumerate(lines, 1):
            if line.strip():
                articles.append(_gold_article(line, f"{path}, line {number}"))
    return articles


def _gold_article(line: str, where: str) -> dict[str, Any]:
    try:
        article = json.loads(line)
    except ValueError as e:
        raise GoldError(f"{where}: broken JSON ({e})") from None
    if not isinstance(article, dict):
        raise GoldError(f"{where}: not an object")
    missing = [k for k in ("id", "lang", "text", "figures") if k not in article]
    if missing:
        raise GoldError(f"{where}: no {', '.join(missing)}")
    article.setdefault("regions", [[0, len(article["text"])]])
    return article


def read_claim_rows(path: str | Path) -> list[dict[str, Any]]:
    """Read a claims table from Parquet (a file or a folder of parts), CSV or JSONL. Raises GoldError."""
    path = Path(path)
    try:
        if path.suffix == ".jsonl":
            return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
        if path.suffix == ".csv":
            import pandas as pd

            df = pd.read_csv(path, dtype={"doc_id": str}, keep_default_na=False, na_values=[""])
            return [{str(k): v for k, v in row.items()} for row in df.astype(object).to_dict("records")]
        import pyarrow.parquet as pq

        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return rows
    except (OSError, ValueError) as e:
        raise GoldError(f"{path}: {e}") from None


def evaluate(claims: Iterable[Row], gold: Sequence[Row]) -> Report:
    """Score claims (rows of the claims table) against annotated articles."""
    by_doc: dict[str, list[Row]] = {}
    for claim in claims:
        if _number(claim.get("num_start")) is not None and _number(claim.get("num_end")) is not None:
            by_doc.setdefault(str(claim.get("doc_id")), []).append(claim)
    tally: dict[str, Counter[str]] = {m: Counter() for m in MEASURES}
    misses: list[Miss] = []
    without = 0
    for article in gold:
        doc_id, figures = article["id"], article["figures"]
        without += bool(figures) and doc_id not in by_doc
        inside = [c for c in by_doc.get(doc_id, ()) if any(s <= c["num_start"] < e for s, e in article["regions"])]
        partner = _pair(figures, inside)
        _count(tally, figures, inside)
        taken = set(partner.values())
        misses += [Miss("figure", doc_id, None, c) for j, c in enumerate(inside) if j not in taken]
        for i, figure in enumerate(figures):
            if i not in partner:
                misses.append(Miss("figure", doc_id, figure, None))
                continue
            claim = inside[partner[i]]
            for measure, right in _judge(claim, figure).items():
                if right:
                    tally[measure]["hits"] += 1
                elif measure not in ("claim", "bound", "sourced"):
                    misses.append(Miss(measure, doc_id, figure, claim))
    return Report({m: _score(t) for m, t in tally.items()}, misses, without)


def _pair(figures: Sequence[Row], claims: Sequence[Row]) -> dict[int, int]:
    """Return {index of a gold figure: index of its claim}, best overlap first, then nearest in place."""
    overlaps = []
    for i, g in enumerate(figures):
        for j, c in enumerate(claims):
            shared = min(c["num_end"], g["num_end"]) - max(c["num_start"], g["num_start"])
            if shared > 0:
                apart = abs(c["num_start"] - g["num_start"]) + abs(c["num_end"] - g["num_end"])
                overlaps.append((shared, -apart, i, j))
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in sorted(overlaps, reverse=True):
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return partner


def _applies(measure: str, row: Row) -> bool:
    """Return whether a measure is about this claim or gold figure."""
    if measure == "bound":
        return bool(row.get("comparator") != "exact")
    if measure == "item":
        return row.get("kind") == "count"
    if measure == "sourced":
        return bool(row.get("sourcing") != "none")
    if measure == "source":
        return row.get("sourcing") == "named"
    return True


def _count(tally: Mapping[str, Counter[str]], figures: Sequence[Row], claims: Sequence[Row]) -> None:
    for measure, counts in tally.items():
        counts["claims"] += sum(_applies(measure, c) for c in claims)
        counts["gold"] += sum(_applies(measure, g) for g in figures)


def _judge(claim: Row, gold: Row) -> dict[str, bool]:
    """Return whether each measure that is about this gold figure holds of its claim."""
    right = {
        "figure": True,
        "value": _value_right(claim, gold),
        "comparator": claim.get("comparator") == gold["comparator"],
        "kind": _kind_right(claim, gold),
        "sourcing": claim.get("sourcing") == gold["sourcing"],
    }
    right["bound"], right["sourced"] = right["comparator"], right["sourcing"]
    if gold["kind"] == "count":
        named = gold.get("item") and not gold["item"].startswith("[")
        right["item"] = claim.get("kind") == "count" and (not named or head_right(claim.get("item"), gold["item"]))
    if gold["sourcing"] == "named":
        right["source"] = claim.get("sourcing") == "named" and _source_right(claim, gold)
    right = {m: r for m, r in right.items() if _applies(m, gold)}
    right["claim"] = all(r for m, r in right.items() if m not in _NOT_OF_CLAIM)
    return right


def _score(counts: Counter[str]) -> Score:
    precision = 100 * counts["hits"] / counts["claims"] if counts["claims"] else 0.0
    recall = 100 * counts["hits"] / counts["gold"] if counts["gold"] else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(precision, recall, f1, counts["gold"])


def _number(value: Any) -> float | None:
    """Return a float; None for null, NaN and pandas' NA."""
    if value is None or value != value or type(value).__name__ == "NAType":
        return None
    number = float(value)
    return None if math.isnan(number) else number


def _same(got: Any, gold: Any) -> bool:
    """Return whether two numbers are equal, to the places that the annotator wrote (two or more)."""
    a, b = _number(got), _number(gold)
    if a is None or b is None:
        return a is b
    written = repr(b)
    places = 0 if "e" in written else len(written.partition(".")[2])
    slack = 0.51 * 10**-places if places >= 2 else 1e-9
    return abs(a - b) <= max(slack, 1e-9 * abs(b))


def _value_right(claim: Row, gold: Row) -> bool:
    if gold.get("value") is not None:
        return _same(claim.get("value"), gold["value"])
    bounds = (_same(claim.get(k), gold.get(k)) for k in ("low", "high"))
    return _number(claim.get("value")) is None and all(bounds)


def _kind_right(claim: Row, gold: Row) -> bool:
    if claim.get("kind") != gold["kind"]:
        return False
    if gold["kind"] in _UNIT_FREE or not gold.get("unit"):
        return True
    return _plain_unit(claim.get("unit")) == _plain_unit(gold["unit"])


def _plain_unit(unit: Any) -> str:
    """Return a unit without differences of spelling and number: kilometers and kilometre are one."""
    text = unit.lower() if isinstance(unit, str) else ""
    for american, plain in (
        ("meter", "metre"),
        ("liter", "litre"),
        ("metric ton", "tonne"),
        ("degree celsius", "celsius"),
    ):
        text = text.replace(american, plain)
    text = re.sub(r"\bfeet\b", "foot", text).replace("inches", "inch")
    return re.sub(r"s\b", "", text)


@cache
def _endings() -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    """Return the case endings, the other endings and the small words of all languages (``scoring.toml``)."""
    data = tomllib.loads(files("pipeline").joinpath("scoring.toml").read_text("utf-8")).values()
    case = tuple(e for d in data for e in d["case"])
    endings = tuple(e for d in data for e in d["endings"])
    return case, endings, frozenset(w for d in data for w in d["small"])


def words(phrase: Any) -> list[str]:
    """Return the words of a phrase, with nukta, joiners and full stops dropped, chandrabindu as anusvara."""
    text = phrase if isinstance(phrase, str) else ""
    return _WORD.findall(unicodedata.normalize("NFC", text).translate(_FOLD))


@cache
def stems(word: str) -> frozenset[str]:
    """Return all that is left of a word when one case ending and up to two other endings are taken off."""
    case, endings, _ = _endings()
    found = {word}
    for ends in (case, endings, endings):
        found |= {w[: -len(e)] for w in found for e in ends if w.endswith(e) and len(w) - len(e) >= 2}
    return frozenset(found)


def _alike(a: str, b: str) -> bool:
    return not stems(a).isdisjoint(stems(b))


def same_name(got: Any, gold: Any) -> bool:
    """Return whether two phrases name one somebody: most of the gold name is there and little else."""
    small = _endings()[2]
    p, g = ([w for w in words(s) if w not in small] or words(s) for s in (got, gold))
    if not p or not g:
        return False
    recall = sum(any(_alike(x, y) for y in p) for x in g) / len(g)
    precision = sum(any(_alike(x, y) for y in g) for x in p) / len(p)
    return (
        (recall == 1 and precision >= 1 / 3) or (precision == 1 and recall >= 0.5) or (recall > 0.5 and precision > 0.5)
    )


def head_right(got: Any, gold: Any) -> bool:
    """Return whether the last word of the gold phrase, its head, is one of the last two words got."""
    g = words(gold.strip("[]") if isinstance(gold, str) else "")
    p = words(got.strip("[]") if isinstance(got, str) else "")
    return bool(g) and any(_alike(g[-1], w) for w in p[-2:])


def _source_right(claim: Row, gold: Row) -> bool:
    """Return whether the sources are right: the whole phrase, or at least half of the names both ways."""
    names = gold.get("sources") or ([gold["source"]] if gold.get("source") else [])
    if not names:
        return True
    source = claim.get("source")
    parts = [p for p in re.split(r"\s*;\s*", source if isinstance(source, str) else "") if p]
    if len(parts) <= len(names) and any(same_name(p, gold.get("source")) for p in parts):
        return True
    named = sum(any(same_name(p, n) for p in parts) for n in names)
    good = sum(any(same_name(p, n) for n in names) for p in parts)
    return named >= 1 and 2 * named >= len(names) and 2 * good >= len(parts)
