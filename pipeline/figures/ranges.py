"""Ranges and pairs: two numerals joined by a hyphen or a word, with a scale or a unit that they share."""

from decimal import Decimal
from math import gcd

from pipeline.figures.lexicon import Lexicon
from pipeline.figures.numerals import ONE, Number, simple
from pipeline.figures.scan import HYPHENS, Atom


def expression(lex: Lexicon, atoms: list[Atom], i: int) -> Number | None:
    """The numeral expression that starts at atom i: a range if one stands there, else a single numeral."""
    left = simple(lex, atoms, i)
    if left is None or left.role in ("ordinal", "twice"):
        return left
    slashed = _slash(lex, atoms, left)
    if slashed is not None:
        return slashed
    joined = _join(lex, atoms, left)
    return joined or left


def _between(lex: Lexicon, atoms: list[Atom], left: Number) -> tuple[int, str] | None:
    """Where the upper end of "between 20 and 30" starts, when the words for it stand behind."""
    j = lex.context("and", atoms, left.last + 1)
    if j is None or j >= len(atoms) or left.ending is not None:
        return None
    right = simple(lex, atoms, j)
    if right is None:
        return None
    after = unit_after(lex, atoms, right.last + 1) or right.last + 1
    if any(lex.context("between", atoms, k) is not None for k in {right.last + 1, after}):
        return j, "word"
    return None


def _neighbours(lex: Lexicon, atoms: list[Atom], left: Number) -> tuple[int, str] | None:
    """Where the upper end of "two three days" starts: two small number words that follow each other."""
    j = left.last + 1
    if left.first != left.last or left.ending is not None or left.flags != {"words"} or j >= len(atoms):
        return None
    if left.role != "cardinal" or atoms[j].kind != "word" or left.value is None:
        return None
    right = simple(lex, atoms, j)
    if right is None or right.role != "cardinal" or right.coef is None or "digits" in right.flags:
        return None
    low, high = left.value, right.coef
    if not 1 < low < high <= 20 or high - low > 1 and (low % 5 or high > 2 * low) or right.value != high * right.scale:
        return None  # two four-wheelers
    return j, "word"


def _slash(lex: Lexicon, atoms: list[Atom], left: Number) -> Number | None:
    """A fraction written with a slash: 1/2, 2/3; not a date (26/11), a pair of sizes (6/8 GB) or an index."""
    j = left.last
    if left.first != j or atoms[j].kind != "num" or j + 2 >= len(atoms) or left.value is None:
        return None
    slash, below = atoms[j + 1], atoms[j + 2]
    if slash.key != "/" or not (slash.glued and below.glued) or not (atoms[j].key + below.key).isdigit():
        return None
    if j + 3 < len(atoms) and atoms[j + 3].glued and atoms[j + 3].key == "/" or (j and atoms[j].glued):
        return None
    top, bottom = int(atoms[j].key[:3]), int(below.key[:3])
    if not 0 < top < bottom <= 10 or len(below.key) > 2 or gcd(top, bottom) != 1:
        return None
    flags = {"digits", "parts"}
    return Number(j, j + 2, left.start, below.end, Decimal(top) / Decimal(bottom), role="fraction", flags=flags)


def _join(lex: Lexicon, atoms: list[Atom], left: Number, nested: bool = False) -> Number | None:
    """A range that begins with ``left``, or None. ``nested``: it is the upper end of a range (five to seven-eight)."""
    j = left.last + 1
    if _named(lex, atoms, left):
        return None
    found = _connector(lex, atoms, left, j)
    unit_end = None
    if found is None:
        unit_end = unit_after(lex, atoms, j)
        if unit_end is not None:
            found = _connector(lex, atoms, left, unit_end, after_unit=True)
    if found is None:
        found = _between(lex, atoms, left)
    if found is None and not nested:
        found = _neighbours(lex, atoms, left)
    if found is None:
        return None
    j, how = found
    if j >= len(atoms) or atoms[j].kind == "newline":
        return None
    right = simple(lex, atoms, j)
    if right is None or right.role in ("ordinal", "twice", "all") or "sign" in right.flags:
        return None
    if unit_end is not None and not _same_unit(lex, atoms, left.last + 1, right.last + 1):
        return None
    if how == "word" and (
        left.value == 0 and "words" in left.flags or lex.context("reach", atoms, right.last + 1) is not None
    ):
        return None
    if how == "word" and _year_like(left) and not _year_like(right):
        return None
    tail = _join(lex, atoms, right, nested=True) if how == "word" and not nested else None
    if tail is not None and "pair" not in tail.flags and tail.high is not None:
        right = tail
    return _combine(lex, atoms, left, right, how)


def _named(lex: Lexicon, atoms: list[Atom], left: Number) -> bool:
    """Whether the digits belong to a name before them (COVID-19 to …), so that they open no range."""
    i = left.first
    if atoms[i].kind != "num" or i == 0:
        return False
    p = i - 1
    if atoms[p].key in HYPHENS and p and (atoms[i].glued or atoms[p].glued):
        p -= 1
    elif not atoms[i].glued or atoms[p].kind != "word":
        if atoms[p].kind == "word" and atoms[p].key.isascii() and atoms[i].key.isdigit() and len(atoms[i].key) <= 3:
            if lex.bound_before(atoms, p) is None and lex.match_back(lex.currencies, atoms, p, stem=True) is None:
                return lex.context_back("month", atoms, p) is None
        return lex.context_back("id_before", atoms, p, stem=False) is not None
    if atoms[p].kind != "word" or atoms[p].key in lex.signs:
        return False
    return lex.match_back(lex.currencies, atoms, p, stem=True) is None and lex.context_back("month", atoms, p) is None


def _year_like(n: Number) -> bool:
    return (
        n.value is not None
        and n.first == n.last
        and "grouped" not in n.flags
        and 1900 < n.value < 2100
        and n.value % 100 != 0
    )


def unit_after(lex: Lexicon, atoms: list[Atom], j: int) -> int | None:
    """The index after a unit or currency that starts at atom j, or None."""
    unit = lex.match(lex.units, atoms, j)
    if unit is not None:
        return unit[1]
    coin = lex.match(lex.currencies, atoms, j)
    return coin[1] if coin is not None else None


def _same_unit(lex: Lexicon, atoms: list[Atom], i: int, j: int) -> bool:
    """Whether the same unit or currency starts at atoms i and j."""
    one, two = lex.match(lex.units, atoms, i), lex.match(lex.units, atoms, j)
    if one is not None:
        return two is not None and one[0].unit == two[0].unit
    coin, other = lex.match(lex.currencies, atoms, i), lex.match(lex.currencies, atoms, j)
    return coin is not None and other is not None and coin[0].code == other[0].code


def _connector(
    lex: Lexicon, atoms: list[Atom], left: Number, j: int, after_unit: bool = False
) -> tuple[int, str] | None:
    """Where the second numeral starts and what joins it: hyphen, word (from … to) or choice (or)."""
    n = len(atoms)
    suffix = None
    if after_unit:
        suffix = _range_ending(lex, atoms[j - 1].key)
    elif left.ending is not None:
        suffix = left.ending.range
        if not suffix:
            return None
    k = j
    hyphen = k < n and atoms[k].key in HYPHENS
    if hyphen:
        k += 1
    if suffix:
        after = lex.context("range_more", atoms, k)
        return (after or k), "word"
    end = lex.context("range", atoms, k)
    if end is not None:
        if end < n and atoms[end].key in HYPHENS:
            end += 1
        return end, "word"
    if hyphen and not after_unit:
        return k, "hyphen"
    if not hyphen and not after_unit:
        end = lex.context("choice", atoms, k)
        if end is not None:
            return end, "choice"
    return None


def _range_ending(lex: Lexicon, key: str) -> bool:
    return any(e.range and key.endswith(f) for e in lex.endings for f in e.forms)


def _combine(lex: Lexicon, atoms: list[Atom], left: Number, right: Number, how: str) -> Number | None:
    low = left.value if left.value is not None else left.low
    high = right.value if right.high is None else right.high
    first_high = right.low if right.high is not None else high
    if low is None:
        return None
    if high is None:
        if "vague" in left.flags and "vague" in right.flags and how == "hyphen":
            return _spanning(left, right, value=None, low=low, high=None, flags=left.flags | right.flags)
        return None
    if "scaled" not in left.flags and right.scale > ONE and first_high is not None and low < first_high / right.scale:
        low *= right.scale
    elif "scaled" not in left.flags and right.scale > ONE and low == right.coef and how == "hyphen":
        low *= right.scale  # 3-3 lakh
    if (
        left.value is not None
        and left.value < 0
        and high > 0
        and "sign" in left.flags | right.flags
        or ("sign" in left.flags and high > 0)
    ):
        low, high = sorted((low, -high))
    if low < high and how == "choice" and (high > 10 * max(low, ONE)):
        return None
    if low < high:
        flags = (left.flags | right.flags) - {"digits", "grouped"} | {"range"}
        if "digits" in left.flags and "digits" in right.flags:
            flags.add("digit_range")
        if how == "hyphen":
            flags.add("hyphen")
        return _spanning(left, right, value=None, low=low, high=high, flags=flags)
    if how == "hyphen":
        flags = left.flags | right.flags | {"pair"}
        if low == high:
            return _spanning(left, right, value=high, low=None, high=None, flags=flags | {"distributive"})
        if {"digits"} <= left.flags & right.flags or {"words"} <= left.flags & right.flags:
            return _spanning(left, right, value=None, low=high, high=low, flags=flags)
    return None


def _spanning(
    left: Number, right: Number, *, value: Decimal | None, low: Decimal | None, high: Decimal | None, flags: set[str]
) -> Number:
    return Number(
        left.first,
        right.last,
        left.start,
        right.end,
        value,
        low,
        high,
        role="cardinal",
        flags=flags,
        ending=right.ending,
        rules=tuple(dict.fromkeys(left.rules + right.rules)),
    )
