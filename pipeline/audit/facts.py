"""What the audit compares: every claim reduced to its thing, its bounds, its place, its time and its actors."""

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from pipeline.attribution.keys import key_of
from pipeline.attribution.romanise import name_key
from pipeline.languages.loader import LANGUAGES
from pipeline.text import fold

#: Unit -> (dimension, factor to the dimension's base unit). Units of one dimension can be compared.
UNITS: dict[str, tuple[str, float]] = {
    "millimetre": ("length", 0.001),
    "centimetre": ("length", 0.01),
    "inch": ("length", 0.0254),
    "foot": ("length", 0.3048),
    "metre": ("length", 1.0),
    "kilometre": ("length", 1000.0),
    "mile": ("length", 1609.344),
    "gram": ("mass", 0.001),
    "pound": ("mass", 0.45359237),
    "kilogram": ("mass", 1.0),
    "quintal": ("mass", 100.0),
    "tonne": ("mass", 1000.0),
    "square foot": ("area", 0.09290304),
    "square metre": ("area", 1.0),
    "hectare": ("area", 10_000.0),
    "square kilometre": ("area", 1_000_000.0),
    "second": ("time", 1.0),
    "minute": ("time", 60.0),
    "hour": ("time", 3600.0),
    "day": ("time", 86_400.0),
    "week": ("time", 604_800.0),
    "month": ("time", 2_629_746.0),
    "year": ("time", 31_556_952.0),
    "decade": ("time", 315_569_520.0),
    "metre per second": ("speed", 1.0),
    "kilometre per hour": ("speed", 1 / 3.6),
    "mile per hour": ("speed", 0.44704),
}
#: Share by which "about" may miss, and by which "more than" and "less than" are taken to reach.
ABOUT, REACH = 0.1, 0.25
_WORD = re.compile(r"[^\W\d_]{2,}[\w\u0900-\u0dff]*")


@dataclass(frozen=True)
class Fact:
    """One claim as it is compared.

    thing: the concept, else ``item:`` and the item's dictionary form, else empty; dimension: what its unit
    measures; low, high: the bounds meant, in base units; point: the number itself; entities: keys of actors and
    countries; place: where, as a key that is the same in every script, with its country; day: when, else the
    article's date; words: the folded beginnings of the sentence's words; copies: the articles that copy each other
    share this number; vague: the number is a vague plural.
    """

    claim_id: str
    doc_id: str
    copies: int
    lang: str
    position: int
    thing: str
    dimension: str
    low: float
    high: float
    point: float
    entities: frozenset[str]
    place: str
    country: str
    day: date | None
    words: frozenset[str]
    sourcing: str
    source_key: str
    denied: bool
    vague: bool = False


def given(value: Any) -> bool:
    """Whether a cell holds a value (neither None nor NaN nor empty)."""
    return value is not None and value is not pd.NA and value == value and value != ""


def text_of(row: Any, column: str) -> str:
    """Return the cell of a row (mapping) as text, empty where the column or the value is missing."""
    value = row.get(column)
    return str(value) if given(value) else ""


def number_of(row: Any, column: str) -> float | None:
    """Return the cell of a row (mapping) as a number, None where it is missing."""
    value = row.get(column)
    return float(value) if given(value) else None


def day_of(text: str) -> date | None:
    """Return the day that an ISO date names; None for a month, a year or nothing."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def bounds(row: Any) -> tuple[float, float, float]:
    """Return (low, high, point) of a claim in the unit as written; the point is NaN for a claim without a number.

    "about 10" reaches from 9 to 11, "more than 10" from 10 to 12.5, "hundreds" from 200 to 2,000.
    """
    value, low, high = (number_of(row, c) for c in ("value", "low", "high"))
    comparator = text_of(row, "comparator") or "exact"
    if comparator == "vague" and low is not None:
        return low, high if high is not None else low * 10, low
    if value is None:
        if low is None and high is None:
            return math.nan, math.nan, math.nan
        first = low if low is not None else high
        last = high if high is not None else low
        assert first is not None and last is not None
        return first, last, (first + last) / 2
    slack = abs(value)
    if comparator == "approx":
        return value - slack * ABOUT, value + slack * ABOUT, value
    if comparator in ("more_than", "at_least"):
        return value, value + slack * REACH, value
    if comparator in ("less_than", "at_most"):
        return value - slack * REACH, value, value
    return value, value, value


def dimension(row: Any) -> tuple[str, float]:
    """Return what a claim's number measures and the factor to its base unit: ("money:USD", 1.0), ("length", 1000.0)."""
    kind, unit = text_of(row, "kind"), text_of(row, "unit")
    if kind == "money":
        return f"money:{unit}", 1.0
    if unit in UNITS and kind in ("measure", "duration"):
        name, factor = UNITS[unit]
        return name, factor
    return (f"{kind}:{unit}" if unit and kind == "measure" else kind), 1.0


def keys(cell: str) -> frozenset[str]:
    """Return the keys of an ``actor_keys`` cell, which are joined by "; "."""
    return frozenset(k.strip() for k in cell.split(";") if k.strip())


def _place(where: str, lang: str) -> str:
    """The key of a place that is the same in every script; empty for a whole country, which its code tells already."""
    if where and lang in LANGUAGES:
        key, via, _, _ = key_of(where, lang)
        if key.startswith("country:") and via is None:
            return ""
    return name_key(where) if where else ""


def facts(claims: pd.DataFrame, dates: dict[str, str], copies: dict[str, int]) -> list[Fact]:
    """Return one fact per claim that has a number, in the order of the frame.

    claims: the claims table; dates: ISO date of every dated article; copies: for every article the number that it
    shares with those it copies.
    """
    out = []
    for row in claims.to_dict("records"):
        low, high, point = bounds(row)
        if math.isnan(point):
            continue
        name, factor = dimension(row)
        doc_id = text_of(row, "doc_id")
        thing = text_of(row, "concept")
        if not thing and (item := text_of(row, "item_lemma") or text_of(row, "item")):
            thing = f"item:{fold(item)}"
        country = text_of(row, "where_country")
        entities = keys(text_of(row, "actor_keys"))
        when = day_of(text_of(row, "when_date")) or day_of(dates.get(doc_id, ""))
        out.append(
            Fact(
                claim_id=text_of(row, "claim_id"),
                doc_id=doc_id,
                copies=copies[doc_id],
                lang=text_of(row, "lang"),
                position=int(row["num_start"]),
                thing=thing,
                dimension=name,
                low=low * factor,
                high=high * factor,
                point=point * factor,
                entities=entities | ({f"country:{country}"} if country else set()),
                place=_place(text_of(row, "where"), text_of(row, "lang")),
                country=country,
                day=when,
                words=frozenset(fold(w)[:5] for w in _WORD.findall(text_of(row, "sentence"))),
                sourcing=text_of(row, "sourcing"),
                source_key=text_of(row, "source_key"),
                denied=text_of(row, "polarity") == "denied",
                vague=text_of(row, "comparator") == "vague",
            )
        )
    return out
