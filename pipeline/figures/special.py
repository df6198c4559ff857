"""Kinds that the numeral's own words do not show: ages, ratios, magnitudes, index points, money without a currency."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.figures.numerals import Number
from pipeline.figures.scan import ENDS, HYPHENS, Atom

if TYPE_CHECKING:
    from pipeline.figures.lexicon import Lexicon
    from pipeline.figures.quantities import Quantities, Quantity

OLDEST = 125
#: A single proper name is taken for a person's from this age on ("NAME of 30 years").
GROWN = 5
#: Crores "of" something are money: what is counted follows its number without a genitive.
LAKH, CRORE = Decimal(10) ** 5, Decimal(10) ** 7
#: Nothing but money is counted in such numbers (a lakh crore and more).
VAST = Decimal(10) ** 12
#: Ratios are said of round groups ("7 of 10"); other pairs ("12 of 58 cars") are two counts.
_ROUND = {Decimal(n) for n in (2, 3, 4, 5, 6, 8, 10, 20, 25, 50, 100, 1000, 10000, 100000)}


def special(qs: Quantities, qty: Quantity, q: int) -> int:
    """Gives a numeral without unit its kind; returns the atom after what was used."""
    n = qty.number
    if n.role == "fraction":
        qty.kind = "ratio"
        return q
    end = _ratio(qs, qty, q)
    if end is not None:
        return end
    if n.role == "all" or "vague" in n.flags and "scaled" not in n.flags:
        if qty.low is not None and qty.low >= 1000 and n.role != "all" and _sum_of(qs, n, q):
            qty.kind, qty.unit = "money", qs.lex.home_currency
        return q
    if _age(qs, qty, q):
        return q
    top = qty.value if qty.value is not None else qty.high
    if top is not None and top < 10 and "decimal" in n.flags and _near_magnitude(qs, n):
        qty.kind, qty.unit = "measure", "magnitude"
        return q
    if top is not None and (top >= 1000 or "decimal" in n.flags) and "words" not in n.flags and "scaled" not in n.flags:
        if qs._index_near(n) and not _counted(qs, q):
            qty.kind, qty.unit = "measure", "point"
            return q
    if top is None and qty.low is not None:
        top = qty.low
    if top is not None and top >= 100 and (_money_near(qs, n, q) or top >= VAST and not _counted(qs, q)):
        qty.kind, qty.unit = "money", qs.lex.home_currency
    return q


def _counted(qs: Quantities, q: int) -> bool:
    return qs.lex.match(qs.lex.concepts, qs.atoms, q) is not None


def _near_magnitude(qs: Quantities, n: Number) -> bool:
    for p in range(n.after, n.after + 5):
        if not qs.key(p) or qs.key(p) in (".", ",") or _counted(qs, n.after) and p == n.after:
            break
        unit = qs.lex.match(qs.lex.units, qs.atoms, p)
        if unit is not None and unit[0].dim == "magnitude":
            return True
    if qs.lex.is_word("genitive", qs.key(n.last + 1)) and qs._back("quake", n, 8):
        return True
    for p in range(n.first - 1, max(-1, n.first - 9), -1):
        if qs.key(p) in ("", "."):
            return False
        unit = qs.lex.match_back(qs.lex.units, qs.atoms, p, stem=True)
        if unit is not None and unit[0].dim == "magnitude":
            return True
    return False


def _money_near(qs: Quantities, n: Number, q: int) -> bool:
    """Whether a word of money stands beside a large bare number: a budget of 25 crore, gold at 1.5 lakh."""
    lex, atoms = qs.lex, qs.atoms
    if "number_of" in lex.contexts and lex.context_back("number_of", atoms, n.first - 1) is not None:
        return False
    i = q
    genitive = n.ending is not None or lex.is_word("genitive", qs.key(i))
    if lex.is_word("genitive", qs.key(i)) or lex.is_word("in", qs.key(i)):
        i += 1
    if (genitive or i > q or "scaled" in n.flags) and _sum_of(qs, n, q):
        return True
    if "scaled" in n.flags and (n.value or 0) >= LAKH and _for(qs, n, q):
        return True
    if genitive and "scaled" in n.flags and (n.value or Decimal(0)) >= (LAKH if q == n.after else CRORE):
        if _priced(qs, i, n.value):
            return True
    if q > n.after and any(lex.context("money_word", atoms, k) is not None for k in range(q, min(q + 3, len(atoms)))):
        return True  # behind a bound: below 100 the price
    if _counted(qs, q) or i == q and qs.key(q) and qs.atoms[q].kind == "word" and not _function(qs, q):
        return False
    for p in range(n.first - 1, max(-1, n.first - 6), -1):
        if p in qs.lasts or qs.key(p) in ("", "."):
            return False
        if lex.context_back("money_word", atoms, p) is not None:
            return True
    return False


def _for(qs: Quantities, n: Number, q: int) -> bool:
    """Whether a glued "in" makes lakhs a price, before a word that is not counted: made in 7 crore."""
    if n.ending is None or not any(qs.lex.is_word("in", f) for f in n.ending.forms) or q != n.after:
        return False
    return bool(qs.key(q)) and qs.atoms[q].kind == "word" and qs.at.get(q) is None and not _counted(qs, q)


def _sum_of(qs: Quantities, n: Number, q: int) -> bool:
    """Whether a word of money follows, behind a genitive or "in": a budget of 25 crore."""
    i = q + (qs.lex.is_word("genitive", qs.key(q)) or qs.lex.is_word("in", qs.key(q)))
    if i == q and n.ending is None and "scaled" not in n.flags:
        return False
    for k in range(i, i + 3):
        if not qs.key(k) or qs.atoms[k].kind != "word":
            return False
        if qs.lex.context("money_word", qs.atoms, k) is not None:
            return True
        if qs.lex.is_word("verb", qs.key(k)) or qs.lex.is_word("post", qs.key(k)) and k > i:
            return False
    return False


def _priced(qs: Quantities, i: int, value: Decimal | None) -> bool:
    """Whether a noun that can have a price starts at atom i: no person, outcome or population; of a lakh a thing."""
    lex, key = qs.lex, qs.key(i)
    if not key or qs.atoms[i].kind != "word" or _function(qs, i) or lex.is_word("counted_by", key):
        return False
    if lex.match(lex.outcomes, qs.atoms, i) is not None or lex.match(lex.bounds, qs.atoms, i) is not None:
        return False
    if value is not None and value < CRORE:
        found = next((f for k in range(i, i + 3) if (f := lex.match(lex.concepts, qs.atoms, k))), None)
        return found is not None and lex.concept_kind.get(found[0].id) == "thing"
    found = lex.match(lex.concepts, qs.atoms, i)
    return found is None or lex.concept_kind.get(found[0].id) in ("thing", "abstract")


def _function(qs: Quantities, i: int) -> bool:
    return any(qs.lex.is_word(r, qs.key(i)) for r in ("post", "coord", "conj", "verb", "adverb", "predicate", "pron"))


def _ratio(qs: Quantities, qty: Quantity, q: int) -> int | None:
    """One in five, five children out of whom one, 7 out of 10."""
    n, lex, atoms = qty.number, qs.lex, qs.atoms
    if qty.value is None or qty.value not in _ROUND and qty.value % 100 or n.role != "cardinal":
        return None
    j = q
    between = 0
    glued = (
        n.ending is not None and lex.context("among", atoms, n.last + 1) is None and _among_ending(qs, n.ending.forms)
    )
    found = n.last + 2 if n.ending is not None and _among_ending(qs, (qs.key(n.last + 1),)) else q if glued else None
    while found is None and between <= 2:
        found = lex.context("among", atoms, j)
        if found is None:
            if not qs.key(j) or atoms[j].kind != "word" or _function(qs, j):
                return None
            if any(qs.key(j).endswith(f) for f in _among_forms(qs)):
                found = j + 1
            j += 1
            between += 1
    if found is None:
        return None
    m = qs.at.get(found)
    if (
        m is None
        or m.value is None
        or m.value >= qty.value
        or m.role not in ("cardinal", "article")
        or m.value != m.value.to_integral()
    ):
        return None
    if m.value == 1:
        nxt = qs.key(m.after)
        if nxt == "," or lex.is_word("copula", nxt) or not between and m.ending is not None and n.value == 2:
            return None
    elif between or _counted(qs, m.after) and qty.value not in (10, 100, 5, 4, 3):
        return None
    if _rest_told(qs, m, qty.value - m.value):
        return None
    qty.kind, qty.value, qty.num_end = "ratio", m.value / qty.value, m.end
    qs.used.add(id(m))
    if between:
        qty.item = (q, q + between)
    return m.after


def _rest_told(qs: Quantities, m: Number, rest: Decimal) -> bool:
    """Whether the others are counted in the same sentence: two of the five died, three were hurt."""
    for i in range(m.after, m.after + 16):
        if not qs.key(i) or qs.key(i) in ENDS:
            return False
        other = qs.at.get(i)
        if other is not None and other.value == rest and rest > 1:
            return True
    return False


def _among_forms(qs: Quantities) -> list[str]:
    table = qs.lex.contexts.get("among")
    return [k for k, rows in table.first.items() if any(len(r[0]) == 1 for r in rows)] if table else []


def _among_ending(qs: Quantities, forms: tuple[str, ...]) -> bool:
    return any(f in _among_forms(qs) for f in forms)


def _age(qs: Quantities, qty: Quantity, q: int) -> bool:
    """Ages without a unit: (36) after a name, aged 25, ", 30,", at the age of 11."""
    n, lex, atoms = qty.number, qs.lex, qs.atoms
    top = qty.value if qty.value is not None else qty.high
    if top is None or not 0 < top <= OLDEST or "scaled" in n.flags or n.role != "cardinal":
        return False
    p, before, after = qty.left - 1, qs.key(qty.left - 1), qs.key(q)
    hit = aged_before(qs, p) or lex.context("age_after", atoms, q, stem=False) is not None
    if not hit and "digits" in n.flags and top >= 1:
        name = (
            p > 0
            and atoms[p - 1].kind == "word"
            and not any(lex.is_word(r, qs.key(p - 1)) for r in ("post", "verb", "conj", "coord"))
        )
        if (
            before == "(" == qs.key(n.first - 1)
            and after == ")"
            and name
            and lex.match_back(lex.concepts, atoms, p - 1) is None
        ):
            hit = True
        elif (
            before == ","
            and name
            and top >= 5
            and (after == "," or lex.is_word("agent", after))
            and not _listed(qs, n, p)
        ):
            hit = True
        elif lex.is_word("genitive", after) or n.ending is not None and lex.is_word("genitive", qs.key(n.last + 1)):
            hit = any(lex.context("age_noun", atoms, k) is not None for k in range(n.last + 1, n.last + 4))
    if hit:
        qty.kind, qty.unit = "age", "year"
    return hit


def _named(qs: Quantities, p: int) -> bool:
    """Whether the word at atom p may be a name or a person, before a bracket."""
    if p < 0 or qs.atoms[p].kind != "word" or _function(qs, p):
        return False
    found = qs.lex.match_back(qs.lex.concepts, qs.atoms, p, stem=True)
    return found is None or qs.lex.concept_kind.get(found[0].id) == "person"


def _listed(qs: Quantities, n: Number, p: int) -> bool:
    """Whether the number stands in a list of numbers or of counted things."""
    concept = qs.lex.match_back(qs.lex.concepts, qs.atoms, p - 1, stem=True)
    kind = qs.lex.concept_kind.get(concept[0].id) if concept else None
    return p - 1 in qs.lasts or kind not in (None, "person")


def aged_before(qs: Quantities, p: int) -> bool:
    """Whether "age" stands right before atom p + 1: "उम्र 40", "(ઉ.વ. 40)"."""
    while p > 0 and (qs.key(p) in (".", ":") or qs.key(p) in HYPHENS):
        p -= 1
    return qs.lex.context_back("age_abbrev", qs.atoms, p) is not None


def age_of_years(qs: Quantities, qty: Quantity, start: int, end: int) -> None:
    """Turns a duration in years or months into an age where a person is so old.

    start, end: the atoms of the unit.
    """
    lex, atoms = qs.lex, qs.atoms
    top = qty.value if qty.value is not None else qty.high
    if qty.unit not in ("year", "month") or top is None or top > OLDEST:
        return
    if lex.context("age_after", atoms, start, stem=False) is not None or aged_before(qs, qty.left - 1):
        qty.kind = "age"
    elif qty.unit == "year" and qs.key(qty.left - 1) == "(" and qs.key(end) == ")" and _named(qs, qty.left - 2):
        qty.kind = "age"
    else:
        i = end
        genitive = bool(_last_genitive(qs, end, end)) and qs._inflected(end - 1)
        bound = qs._after(i, i, genitive or qs._inflected(i - 1), "age")
        if bound[0] is not None:
            i = bound[1]
        if lex.is_word("genitive", qs.key(i)):
            genitive, i = True, i + 1
        if genitive and lex.is_word("copula", qs.key(i)) and lex.is_word("genitive_age", _last_genitive(qs, end, i)):
            qty.kind = "age"
        elif any(lex.context("age_noun", atoms, k) is not None for k in range(end, min(i + 2, len(atoms)))):
            qty.kind = "age"
        elif genitive and _person_follows(qs, i):
            qty.kind = "age"
    if qty.kind == "age" and qty.unit == "month":
        qty.kind = "duration" if not _person_follows(qs, end) else "age"
        if qty.kind == "age":
            qty.value = qty.value / 12 if qty.value is not None else None
            qty.low = qty.low / 12 if qty.low is not None else None
            qty.high = qty.high / 12 if qty.high is not None else None
            qty.unit = "year"


def _last_genitive(qs: Quantities, end: int, i: int) -> str:
    """The genitive between unit and copula, apart or at the end of the unit."""
    if i > end:
        return qs.key(i - 1)
    key = qs.key(end - 1)
    words = qs.lex.words.get("genitive", {})
    return max((w for w in words if key.endswith(w)), key=len, default="")


def _person_follows(qs: Quantities, i: int) -> bool:
    """Whether a person is named within the next few words, before the phrase ends."""
    lex = qs.lex
    counted = qs.at.get(i)
    if counted is not None:  # 90 lakh children of 10 to 17 years
        i = counted.after
    for k in range(i, i + 4):
        key = qs.key(k)
        if not key or qs.atoms[k].kind != "word" or lex.is_word("verb", key) or lex.is_word("conj", key):
            return False
        if any(lex.is_word(r, key) for r in ("post", "coord")):
            return False
        found = lex.match(lex.concepts, qs.atoms, k)
        if found is not None:
            kind = lex.concept_kind.get(found[0].id)
            if kind == "person":
                return True
    return False


def age_by_name(lex: Lexicon, atoms: list[Atom], pos: list[str], qty: Quantity) -> None:
    """Turns "68 years' NAME" into an age where the parse sees a proper name; nothing without a parse."""
    top = qty.value if qty.value is not None else qty.high
    if qty.kind != "duration" or qty.unit != "year" or top is None or not 1 <= top <= OLDEST:
        return
    i = qty.right
    key = atoms[i - 1].key
    glued = key not in lex.units.first and any(key.endswith(g) for g in lex.words.get("genitive", ()))
    apart = i < len(atoms) and lex.is_word("genitive", atoms[i].key)
    if not glued and not apart:
        return
    i += apart
    if top >= GROWN and i < len(atoms) and _acts(lex, atoms, i):
        qty.kind = "age"
        return
    for k in range(i, min(i + 3, len(atoms)) if pos else i):
        if atoms[k].kind != "word" or pos[k] not in ("NOUN", "PROPN", "ADJ", "DET"):
            return
        alone = k == i and k + 1 < len(atoms) and lex.is_word("post", atoms[k + 1].key) and top >= GROWN
        if pos[k] == "PROPN" and (alone or k + 1 < len(atoms) and pos[k + 1] == "PROPN"):
            qty.kind = "age"
            return


def _acts(lex: Lexicon, atoms: list[Atom], i: int) -> bool:
    """Whether the unknown word at atom i stands with the ending of an agent elsewhere in the text: a person's name."""
    key = atoms[i].key
    if atoms[i].kind != "word" or len(key) < 3 or lex.match(lex.concepts, atoms, i) is not None:
        return False
    if any(lex.is_word(r, key) for r in ("post", "coord", "conj", "pron", "verb", "adverb", "adjective")):
        return False
    return any(a.key == key and lex.is_word("ergative", b.key) for a, b in pairwise(atoms))
