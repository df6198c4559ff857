"""Puts claims about the same thing into groups and says whether they agree, update each other or disagree."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

import pandas as pd

from pipeline.audit.facts import Fact, facts, text_of
from pipeline.audit.similarity import OUTCOMES, THRESHOLD, may_repeat, overlap, points
from pipeline.audit.words import Line, in_words

#: Concepts whose number grows while an event goes on: a later, higher number is an update.
GROWING = OUTCOMES | {"troops", "votes", "tests", "vaccinations", "vaccine_doses"}
#: An entity that at least this many articles and this share of them name tells little.
COMMON_ARTICLES, COMMON_SHARE = 20, 0.1
#: A new claim is compared with at most this many members of a group, the latest.
COMPARED = 12
#: Longest list of candidates that one shared place or entity may propose.
POSTINGS = 150

GROUP_COLUMNS = [
    "group_id",
    "thing",
    "unit",
    "figures",
    "articles",
    "independent_articles",
    "languages",
    "low",
    "high",
    "spread",
    "named",
    "vague",
    "none",
    "sources",
    "articles_with_source",
    "articles_without_source",
    "status",
    "in_words",
]


def grouped(found: list[Fact], common: frozenset[str]) -> list[list[Fact]]:
    """Return the groups of two and more facts, each in order of day, article and place in the text.

    A fact joins the group whose members it is most like on average, if that is `THRESHOLD` or more and it is not
    far below it with any of them; else it begins a group of its own.
    """
    groups: list[list[Fact]] = []
    proposals: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for fact in sorted(found, key=lambda f: (f.day or date.min, f.doc_id, f.position)):
        marks = list(_marks(fact, common))
        candidates = sorted({g for mark in marks for g in proposals[mark][-POSTINGS:]})
        best, best_points = -1, 0.0
        for g in candidates:
            others = [f for f in groups[g][-COMPARED:] if f.doc_id != fact.doc_id or may_repeat(f, fact)]
            scores = [points(fact, other, common) for other in others]
            mean = sum(scores) / len(scores) if scores else -1.0
            if mean >= THRESHOLD and min(scores) >= THRESHOLD - 3 and mean > best_points:
                best, best_points = g, mean
        if best < 0:
            best = len(groups)
            groups.append([])
        groups[best].append(fact)
        for mark in marks:
            if not proposals[mark] or proposals[mark][-1] != best:
                proposals[mark].append(best)
    return [g for g in groups if len(g) > 1 and _telling(g)]


def _telling(members: list[Fact]) -> bool:
    """Whether a group says anything: several articles, other numbers, or a figure with and without a source."""
    return (
        len({(f.doc_id) for f in members}) > 1
        or len({f.point for f in members}) > 1
        or len({f.sourcing for f in members}) > 1
    )


def _marks(fact: Fact, common: frozenset[str]) -> Iterable[tuple[str, ...]]:
    """What a fact shares with those it may be grouped with: its thing with the number, an actor, the place or words."""
    head = (fact.thing, fact.dimension)
    for entity in fact.entities:
        yield (*head, "number", f"{fact.point:.3g}", entity)
        if entity not in common:
            yield (*head, "entity", entity)
    if fact.place:
        yield (*head, "place", fact.place)
    yield (*head, "number", f"{fact.point:.6g}", fact.lang)


def group(
    claims: pd.DataFrame, articles: pd.DataFrame, copied: dict[str, int], names: dict[str, str] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return (groups, members): one row per group, and group_id with claim_id for each of their claims.

    claims, articles: the tables; copied: what `copies` returns for the texts (articles that it lacks copy nobody);
    names: source key or claim_id -> English names.
    """
    dates = {r["doc_id"]: text_of(r, "date") for r in articles.to_dict("records")}
    seen = sorted({str(d) for d in claims["doc_id"]})
    leaders = {d: len(copied) + i for i, d in enumerate(seen)} | copied
    found = facts(claims, dates, leaders)
    rows = {r["claim_id"]: r for r in claims.to_dict("records")}
    mentions = Counter(e for _, e in {(f.copies, e) for f in found for e in f.entities})
    enough = max(COMMON_ARTICLES, COMMON_SHARE * len(seen))
    common = frozenset(e for e, n in mentions.items() if n >= enough)
    out, members = [], []
    for facts_of_group in grouped(found, common):
        group_id = f"g-{facts_of_group[0].claim_id}"
        members += [{"group_id": group_id, "claim_id": f.claim_id} for f in facts_of_group]
        out.append(_row(group_id, facts_of_group, rows, names or {}))
    return pd.DataFrame(out, columns=GROUP_COLUMNS), pd.DataFrame(members, columns=["group_id", "claim_id"])


def status(members: list[Fact]) -> str:
    """Return agree, update or disagree.

    agree: the bounds of all claims overlap and none denies what another affirms. update: of a thing whose number
    grows, no day has two numbers, and each later day's number is no smaller. disagree: everything else.
    """
    if len({f.denied for f in members}) > 1:
        return "disagree"
    if all(overlap(a, b) for i, a in enumerate(members) for b in members[:i]):
        return "agree"
    days: dict[date | None, list[Fact]] = defaultdict(list)
    for f in members:
        days[f.day].append(f)
    if members[0].thing not in GROWING or None in days:
        return "disagree"
    if any(not overlap(a, b) for same in days.values() for i, a in enumerate(same) for b in same[:i]):
        return "disagree"
    tops = [max(f.point for f in days[d]) for d in sorted(d for d in days if d is not None)]
    return "update" if tops == sorted(tops) else "disagree"


def _row(group_id: str, members: list[Fact], rows: dict[str, dict], names: dict[str, str]) -> dict:
    claims = [rows[f.claim_id] for f in members]
    sourcing = Counter(f.sourcing for f in members)
    with_source = sorted({f.doc_id for f in members if f.sourcing == "named"})
    without = sorted({f.doc_id for f in members} - set(with_source))
    low, high = min(f.point for f in members), max(f.point for f in members)
    units = {text_of(c, "unit") for c in claims}
    state = status(members)
    lines = [Line.of(f, rows[f.claim_id], names) for f in members]
    return {
        "group_id": group_id,
        "thing": text_of(claims[0], "concept") or text_of(claims[0], "item") or text_of(claims[0], "kind"),
        "unit": units.pop() if len(units) == 1 else None,
        "figures": len(members),
        "articles": len({f.doc_id for f in members}),
        "independent_articles": len({f.copies for f in members}),
        "languages": " ".join(sorted({f.lang for f in members})),
        "low": low,
        "high": high,
        "spread": (high - low) / abs(high) if high else 0.0,
        "named": sourcing["named"],
        "vague": sourcing["vague"],
        "none": sourcing["none"],
        "sources": "; ".join(dict.fromkeys(n for line in lines for n in line.names)) or None,
        "articles_with_source": "; ".join(with_source) or None,
        "articles_without_source": "; ".join(without) or None,
        "status": state,
        "in_words": in_words(lines, state, undated=members[0].thing in GROWING and any(f.day is None for f in members)),
    }
