"""Units and currencies that parallel numerals lend each other: 16, 18 and 20 km; from 10 to 15 per cent."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from pipeline.figures.numerals import ONE
from pipeline.figures.scan import ENDS, HYPHENS, Atom

if TYPE_CHECKING:
    from pipeline.figures.lexicon import Lexicon
    from pipeline.figures.quantities import Quantity

_SHARED = ("money", "percent", "measure", "duration", "age")


def share_units(lex: Lexicon, atoms: list[Atom], out: list[Quantity]) -> None:
    """A unit said once for several numerals, in place: 16, 18 and 20 km; raised from 10 to 15 per cent."""
    for a, b in zip(reversed(out[:-1]), reversed(out[1:]), strict=True):
        if _bare(a) and b.kind in _SHARED and not b.bare and (_listed(lex, atoms, a, b) or changed(lex, atoms, a, b)):
            if a.number.scale == ONE and b.number.scale > ONE and a.value is not None and a.value < b.number.coef:
                if changed(lex, atoms, a, b) and a.value < 100:
                    a.value *= b.number.scale  # from 15 to 21 thousand rupees
            _lend(b, a)
    for a, b in itertools.pairwise(out):
        if a.kind == "age" and b.kind == "duration" and a.unit == b.unit == "year" and _aged(lex, atoms, a, b):
            b.kind = "age"
        if _bare(b) and a.kind in _SHARED and not a.bare and changed(lex, atoms, a, b) and not _counts(lex, atoms, b):
            _lend(a, b)


def changed(lex: Lexicon, atoms: list[Atom], a: Quantity, b: Quantity, i: int = 0) -> bool:
    """Whether only "from" and "raised to" or "fallen to" stand between two numerals; ``i``: behind the first's noun."""
    i = max(i, a.right)
    start = lex.context("range", atoms, i) if a.number.ending is None or i > a.right else None
    if start is None:
        key = atoms[i - 1].key
        if not any(e.range and any(key.endswith(f) for f in e.forms) for e in lex.endings):
            return False
        start = i
    end = lex.context("change", atoms, start, stem=False)
    return end is not None and end == b.left


def _aged(lex: Lexicon, atoms: list[Atom], a: Quantity, b: Quantity) -> bool:
    """Whether "age" stands before the first of two joined numbers of years: aged 75 years and 69 years."""
    return lex.context_back("age_abbrev", atoms, _before_sign(atoms, a.left)) is not None and _listed(lex, atoms, a, b)


def _before_sign(atoms: list[Atom], left: int) -> int:
    """The atom before atom left, over a colon."""
    p = left - 1
    return p - 1 if p > 0 and atoms[p].key in (":", ".") else p


def _bare(qty: Quantity) -> bool:
    return qty.bare and qty.kind == "count"


def _lend(a: Quantity, b: Quantity) -> None:
    b.kind, b.unit, b.dim, b.bare = a.kind, a.unit, a.dim, False


def _listed(lex: Lexicon, atoms: list[Atom], a: Quantity, b: Quantity) -> bool:
    """Whether only a comma, a hyphen or a conjunction stands between two numerals; "4,789 or 8 %" are two things."""
    q = a.right
    key = atoms[q].key if q < len(atoms) else ""
    if not (key in (",", "/") or key in HYPHENS or lex.is_word("coord", key)) or "vague" in a.number.flags:
        return False
    if lex.context("choice", atoms, q) is not None and a.value and b.value and a.value > 10 * b.value:
        return False
    return q + 1 >= b.left


def _counts(lex: Lexicon, atoms: list[Atom], b: Quantity) -> bool:
    return lex.match(lex.concepts, atoms, b.next) is not None


def percent_before(lex: Lexicon, atoms: list[Atom], out: list[Quantity]) -> None:
    """Percentages whose unit stands before them, in place: the percentage rose to 21.9."""
    lasts = {q.number.last for q in out}
    for qty in out:
        if not _bare(qty) or qty.value is None or not 0 <= qty.value <= 100 or "words" in qty.number.flags:
            continue
        q = atoms[qty.right].key if qty.right < len(atoms) else ""
        if (
            q
            and not any(lex.is_word(r, q) for r in ("verb", "copula", "finite", "until", "coord"))
            and q not in (",", ".")
        ):
            continue
        p = qty.left - 1
        while p > qty.left - 4 and p > 0 and any(lex.is_word(r, atoms[p].key) for r in ("rising", "adverb")):
            p -= 1
        found = lex.match_back(lex.units, atoms, p, stem=True) if p >= 0 else None
        if found is not None and found[0].kind == "percent" and found[1] - 1 not in lasts:
            if not found[0].context and len(atoms[p].key) > 1:
                qty.kind, qty.unit, qty.bare = "percent", found[0].unit, False


#: No weather on earth is colder or hotter, in degrees of any scale.
COLDEST, HOTTEST = -100, 140


def degrees(lex: Lexicon, atoms: list[Atom], out: list[Quantity]) -> None:
    """Temperatures without a unit, in place: the temperature fell to 3.4; temperature in A 41.8, in B 37.1.

    A whole number must stand right behind the word; decimals may follow in a list of places.
    """
    hot = [m for m in out if m.dim in ("temperature", "angle")]
    for qty in out:
        n = qty.number
        if not _bare(qty) or qty.value is None or not COLDEST < qty.value < HOTTEST or n.role != "cardinal":
            continue
        if {"words", "scaled", "vague"} & (n.flags - {"sign"}) or not _ends_phrase(lex, atoms, qty):
            continue
        beside = lex.context_back("temperature", atoms, qty.left - 1) is not None
        if not beside:
            if "decimal" not in n.flags:
                continue
            first, last = _sentence(lex, atoms, n.first)
            spoken = range(first, last if qty.value < 0 else min(last, qty.right + 3))
            if not any(lex.context("temperature", atoms, k) is not None for k in spoken):
                continue
        end = _sentence(lex, atoms, n.first)[1]
        qty.kind, qty.bare, qty.dim = "measure", False, "temperature"
        p = n.first - 1
        if p > 0 and qty.value > 0 and atoms[p].key in HYPHENS and atoms[n.first].glued and not atoms[p].glued:
            qty.value, n.start, qty.left = -qty.value, atoms[p].start, min(qty.left, p)
        qty.unit = next((m.unit for m in hot if n.last < m.number.first < end), "degree")


def _ends_phrase(lex: Lexicon, atoms: list[Atom], qty: Quantity) -> bool:
    """Whether no noun that might be counted follows a number."""
    q = qty.right
    if q >= len(atoms) or atoms[q].kind != "word" or lex.context("temperature", atoms, q + 1) is not None:
        return True
    if lex.match(lex.concepts, atoms, q) is not None:
        return False
    roles = ("post", "genitive", "coord", "conj", "verb", "copula", "finite", "until", "in", "from", "adverb")
    return "decimal" in qty.number.flags or any(lex.is_word(r, atoms[q].key) for r in roles)


#: Bare numbers from here on may be sums; smaller ones are mostly counts whose noun is left out.
LEAST_SUM = 1000
#: How far a sentence is followed to either side, in atoms.
REACH = 60


def sums_of_sentence(lex: Lexicon, atoms: list[Atom], out: list[Quantity], counted: list[bool]) -> None:
    """Makes sums of large bare numbers that count nothing where their sentence speaks of money, in place.

    counted: for each quantity whether a noun that it counts was found. "Gold fell from ₹1.47 lakh to 1.35 lakh."
    """
    sums = [m for m in out if m.kind == "money"]
    same = {m.value: m.unit for m in reversed(sums)}
    for qty, has in zip(out, counted, strict=True):
        top = qty.value if qty.value is not None else qty.low
        if has or not _bare(qty) or top is None or top < LEAST_SUM or qty.number.role != "cardinal":
            continue
        first, last = _sentence(lex, atoms, qty.number.first)
        if "scaled" in qty.number.flags and first > 1 and atoms[first - 1].kind != "newline":
            first = _sentence(lex, atoms, first - 2)[0]  # the price is named in the sentence before
        if any(lex.context(r, atoms, k) is not None for k in range(first, last) for r in ("number_of", "index")):
            continue
        if any(
            lex.is_word("counted_by", atoms[k].key) or lex.match(lex.outcomes, atoms, k) for k in range(first, last)
        ):
            continue
        near = next((m.unit for m in sums if first <= m.number.first < last), None)
        money = near or same.get(qty.value) if qty.value else near
        if money is None and not any(lex.context("money_word", atoms, k) is not None for k in range(first, last)):
            continue
        qty.kind, qty.unit, qty.bare = "money", money or lex.home_currency, False


#: A sentence is looked over no further than so many atoms away.
_REACH = 150


def _sentence(lex: Lexicon, atoms: list[Atom], i: int) -> tuple[int, int]:
    """The sentence around atom i: its first atom and the one after its last."""
    first = last = i
    while (
        first > max(0, i - REACH)
        and i - first < _REACH
        and atoms[first - 1].kind != "newline"
        and not _stop(lex, atoms, first - 1)
    ):
        first -= 1
    while (
        last < min(len(atoms), i + REACH)
        and last - i < _REACH
        and atoms[last].kind != "newline"
        and not _stop(lex, atoms, last)
    ):
        last += 1
    return first, last


def _stop(lex: Lexicon, atoms: list[Atom], i: int) -> bool:
    """Whether atom i ends a sentence: no full stop of an abbreviation."""
    if atoms[i].key != "." or i == 0:
        return atoms[i].key in ENDS
    before = atoms[i - 1].key
    return len(before) > 2 or any(lex.is_word(r, before) for r in ("verb", "copula", "finite"))
