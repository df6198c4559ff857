"""What a numeral measures: kind, unit and bounds, from the words directly around it."""

from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.figures.lexicon import Bound, Lexicon, Unit
from pipeline.figures.numerals import Number
from pipeline.figures.ranges import unit_after
from pipeline.figures.roles import QUANTITY
from pipeline.figures.scan import HYPHENS, Atom
from pipeline.figures.shared import degrees, percent_before, share_units
from pipeline.figures.special import age_of_years, special

_DENIED = {"more_than": "at_most", "less_than": "at_least"}
_RANK = {"approx": 1, "at_most": 2, "less_than": 2, "at_least": 2, "more_than": 2}


@dataclass(slots=True)
class Quantity:
    """A numeral with its kind, unit and bounds.

    ``left`` and ``right`` are the first atom of the phrase and the atom after it; ``next`` is where a counted
    noun may start. ``num_end`` is the end of the numeral in the text (two-part measures reach to the second).
    ``bare`` says that neither unit nor currency was found.
    """

    number: Number
    kind: str
    unit: str | None
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    comparator: str
    left: int
    right: int
    next: int
    num_end: int
    bare: bool
    rules: list[str] = field(default_factory=list)
    item: tuple[int, int] | None = None
    dim: str = ""


class Quantities:
    """Reads the quantities of one text; ``read`` gives them in order."""

    def __init__(self, lex: Lexicon, atoms: list[Atom], numbers: list[Number]) -> None:
        self.lex, self.atoms, self.numbers = lex, atoms, numbers
        self.at = {n.first: n for n in numbers}
        self.lasts = {n.last for n in numbers}
        self.used: set[int] = set()  # ids of numerals that are part of an earlier figure
        self.taken = -1  # atoms before this one belong to an earlier figure

    def read(self) -> list[Quantity]:
        out: list[Quantity] = []
        for n in self.numbers:
            if n.role not in QUANTITY or id(n) in self.used:
                continue
            quantity = self._one(n)
            if quantity is not None:
                out.append(quantity)
                self.taken = quantity.right
        share_units(self.lex, self.atoms, out)
        percent_before(self.lex, self.atoms, out)
        degrees(self.lex, self.atoms, out)
        return out

    def key(self, i: int) -> str:
        """The key of atom i; empty beyond the text and at a line break."""
        return self.atoms[i].key if 0 <= i < len(self.atoms) and self.atoms[i].kind != "newline" else ""

    def _one(self, n: Number) -> Quantity | None:
        bounds, left, money = self._before(n)
        qty = Quantity(
            n,
            "count",
            None,
            n.value,
            n.low,
            n.high,
            "exact",
            left,
            n.after,
            n.after,
            n.end,
            True,
            [*n.rules, *(b.id for b in bounds)],
        )
        q = n.after
        if self.key(q) in HYPHENS and self.atoms[q].glued:
            q += 1
        if n.role == "twice":
            qty.kind, qty.bare = "times", False
            return self._bounded(qty, bounds)
        after, q = self._after(n.last + 1, q, n.ending is not None)
        q = self.lex.context("tail_vague", self.atoms, q) or q
        if "range" in n.flags:
            q = self.lex.context("between", self.atoms, n.last + 1) or self.lex.context("between", self.atoms, q) or q
        only = self.lex.context("only", self.atoms, q)
        if only is not None and unit_after(self.lex, self.atoms, only) is not None:
            q = only
        unit = self.lex.match(self.lex.units, self.atoms, q)
        currency = self.lex.match(self.lex.currencies, self.atoms, q)
        if unit is not None and currency is not None and currency[1] > unit[1]:
            unit = None
        if unit is not None and (unit[0].context and not self._index_near(n) or self._signed(n, money)):
            unit = None
        if unit is not None and not (unit[0].dim == "often" and n.role == "fraction"):
            start = q
            q = self._unit(qty, unit[0], unit[1], q)
            if unit[0].kind == "duration":
                age_of_years(self, qty, start, unit[1])
        elif currency is not None:
            qty.kind, qty.unit, q = "money", currency[0].code, currency[1]
            qty.rules.append(currency[0].id)
            if currency[0].minor:
                self._scale(qty, Decimal("0.01"))
            else:
                q = self._minor(qty, q)
            per = self.lex.context("per", self.atoms, q)
            each = self.lex.match(self.lex.units, self.atoms, per) if per is not None else None
            q = each[1] if each is not None else q
        elif self.key(q) in self.lex.signs and not self._sign_of_next(q):
            qty.kind, qty.unit, q = "money", self.lex.signs[self.key(q)], q + 1
        elif money is not None:
            qty.kind, qty.unit = "money", money
        qty.bare = qty.unit is None and qty.kind == "count"
        if not qty.bare:
            later, q = self._after(q, q, self._inflected(q - 1), qty.kind)
            after = after or later
        if qty.bare:
            q = special(self, qty, q)
            if after is None and qty.kind in ("money", "count"):
                after, q = self._after(n.last + 1, q, n.ending is not None, qty.kind)
        qty.next, qty.right = q, max(q, n.after)
        if after is not None:
            bounds.append(after)
            qty.rules.append(after.id)
        denied = after is not None and any(self.lex.is_word("negation", self.key(i)) for i in (q, q + 1))
        return self._bounded(qty, bounds, denied)

    def _before(self, n: Number) -> tuple[list[Bound], int, str | None]:
        """Bounds and a currency in front of the numeral, and the first atom of the phrase."""
        lex, atoms = self.lex, self.atoms
        found: list[Bound] = []
        money = None
        p = n.first - 1
        for _ in range(5):
            while p > self.taken and self.key(p) == ".":
                p -= 1
            if p < self.taken or p < 0:
                break
            hit = lex.match_back(lex.bounds, atoms, p)
            rate = lex.match_back(lex.units, atoms, p, stem=True)
            if rate is not None and rate[0].dim == "time" and lex.context_back("per", atoms, rate[1] - 1) is not None:
                p = rate[1] - 2
                continue
            if hit is not None and hit[0].side == "before":
                found.append(hit[0])
                p = hit[1] - 1
                continue
            if self.key(p) in lex.signs and p >= self.taken:
                money, p = lex.signs[self.key(p)], p - 1
                continue
            coin = lex.match_back(lex.currencies, atoms, p, stem=True)
            if (
                coin is not None
                and money is None
                and not coin[0].minor
                and coin[1] >= self.taken
                and p == n.first - 1 - (self.key(n.first - 1) == ".")
            ):
                money, p = coin[0].code, coin[1] - 1
                continue
            if lex.context_back("limiter", atoms, p) is not None and p - 1 > self.taken and not found:
                p -= 1
                continue
            break
        return found, min(p + 1, n.first), money

    def _after(self, i: int, q: int, glued: bool, kind: str | None = None) -> tuple[Bound | None, int]:
        """A bound behind the numeral or its unit; the index after it."""
        for start in dict.fromkeys((i, q)):
            for keys, bound in self._rows(start):
                if bound.side != "after" or bound.kinds and kind not in bound.kinds:
                    continue
                if "=glued" in bound.only_if:
                    if not (glued and start == q):
                        continue
                elif not self._follows(bound, start + len(keys)):
                    continue
                return bound, start + len(keys)
        return None, q

    def _signed(self, n: Number, money: str | None) -> bool:
        """Whether a sign of money stands right before: in "₹1,000 a month" the month is no unit of the number."""
        return money is not None and self.key(n.first - 1) in self.lex.signs

    def _rows(self, i: int) -> list[tuple[tuple[str, ...], Bound]]:
        rows = self.lex.bounds.first.get(self.key(i), []) if self.key(i) else []
        return [r for r in rows if all(self.key(i + k) == key for k, key in enumerate(r[0]))]

    def _follows(self, bound: Bound, i: int) -> bool:
        """Whether the words after a bound (three of them) allow it."""
        words = [self.key(i + k) for k in range(4)]
        may = tuple(self.lex.words.get("possible", ())) or ("\0",)
        for k, w in enumerate(words[:3]):
            if any(w.startswith(u) for u in bound.unless) and not self.key(i + k + 1).startswith(may):
                return False
        return not bound.only_if or any(w.startswith(o) for o in bound.only_if for w in words)

    def _inflected(self, i: int) -> bool:
        """Whether the word at atom i carries a case ending."""
        key = self.key(i)
        if key in self.lex.units.first or key in self.lex.currencies.first:
            return False
        return any(inf.case and key.endswith(f) for inf in self.lex.inflections for f in inf.forms)

    def _sign_of_next(self, i: int) -> bool:
        """A sign of money that belongs to the numeral after it."""
        n = self.at.get(i + 1)
        return n is not None and (self.atoms[n.first].glued or not self.atoms[i].glued)

    def _unit(self, qty: Quantity, unit: Unit, end: int, q: int) -> int:
        lex = self.lex
        qty.kind, qty.unit, qty.dim = unit.kind, unit.unit, unit.dim
        qty.rules.append(unit.id)
        if unit.kind == "times":
            qty.unit = None
        joined = lex.context("per_joined", self.atoms, end)
        per = lex.context("per", self.atoms, end)
        if joined is not None:
            qty.unit, end = f"{unit.unit} per hour", joined
        elif per is not None:
            other = lex.match(lex.units, self.atoms, per)
            if other is not None and unit.kind == "measure":
                qty.unit, end = f"{unit.unit} per {other[0].unit}", other[1]
        elif unit.kind == "measure" and unit.dim == "length":
            before = lex.match_back(lex.units, self.atoms, qty.number.first - 1, stem=True)
            if (
                before is not None
                and before[0].dim == "time"
                and lex.context_back("per", self.atoms, before[1] - 1) is not None
            ):
                qty.unit = f"{unit.unit} per {before[0].unit}"
            elif before is not None and before[0].unit == "hour" and self._of_hour(qty.number.first - 1):
                qty.unit = f"{unit.unit} per hour"
        end = self._second_part(qty, unit, end)
        return self._below_zero(qty, end)

    def _of_hour(self, i: int) -> bool:
        """Whether the word at atom i is in the genitive, glued: "of the hour 80 km"."""
        key = self.key(i)
        return self._inflected(i) and any(key.endswith(g) for g in self.lex.words.get("genitive", ()))

    def _second_part(self, qty: Quantity, unit: Unit, end: int) -> int:
        """Six foot six inches: one figure in the larger unit."""
        i = end + 1 if self.key(end) in HYPHENS and self.atoms[end].glued else end
        n = self.at.get(i)
        if n is None or n.value is None or qty.value is None or n.role != "cardinal":
            return end
        small = self.lex.match(self.lex.units, self.atoms, n.after + (self.key(n.after) in HYPHENS))
        if small is None or small[0].part != unit.unit or not small[0].parts:
            if i == end or unit.unit != "foot" or n.value >= 12:
                return end
            parts, end = 12, n.after
        else:
            parts, end = small[0].parts, small[1]
        if n.value >= parts:
            return end
        qty.value += n.value / parts
        qty.num_end = n.end
        self.used.add(id(n))
        return end

    def _minor(self, qty: Quantity, end: int) -> int:
        """Five rupees fifty paise: one figure."""
        i = end + 1 if self.lex.is_word("coord", self.key(end)) else end
        n = self.at.get(i)
        if n is None or n.value is None or qty.value is None:
            return end
        coin = self.lex.match(self.lex.currencies, self.atoms, n.after)
        if coin is None or not coin[0].minor or coin[0].code != qty.unit or n.value >= 100:
            return end
        qty.value += n.value / 100
        qty.num_end = n.end
        self.used.add(id(n))
        return coin[1]

    def _below_zero(self, qty: Quantity, end: int) -> int:
        if qty.dim not in ("angle", "temperature"):
            return end
        if (
            qty.number.first
            and "minus" not in qty.number.flags
            and self.lex.context_back("below_zero", self.atoms, qty.left - 1) is not None
        ):
            skip = end + self.lex.is_word("until", self.key(end))
            j = self.lex.context("below", self.atoms, skip)
            if j is not None:
                self._negate(qty)
                return j
        if qty.number.first and self.lex.context_back("minus_before", self.atoms, qty.left - 1) is not None:
            self._negate(qty)
        return end

    @staticmethod
    def _negate(qty: Quantity) -> None:
        qty.value = -qty.value if qty.value is not None else None
        if qty.low is not None and qty.high is not None:
            qty.low, qty.high = -qty.high, -qty.low

    @staticmethod
    def _scale(qty: Quantity, factor: Decimal) -> None:
        qty.value = qty.value * factor if qty.value is not None else None
        qty.low = qty.low * factor if qty.low is not None else None
        qty.high = qty.high * factor if qty.high is not None else None

    def _index_near(self, n: Number) -> bool:
        """Whether a share index was named shortly before."""
        return self._back("index", n, 14)

    def _back(self, role: str, n: Number, reach: int) -> bool:
        for p in range(n.first - 1, max(-1, n.first - 1 - reach), -1):
            if self.atoms[p].kind == "newline":
                return False
            if self.lex.context_back(role, self.atoms, p) is not None:
                return True
        return False

    def _bounded(self, qty: Quantity, bounds: list[Bound], denied: bool = False) -> Quantity:
        """Sets the comparator and the bounds that the text states; ``denied``: "no more than" is at most."""
        n = qty.number
        if qty.high is not None and qty.value is None:
            qty.comparator = "range"
        elif "vague" in n.flags:
            qty.comparator = "vague"
        else:
            names = [b.comparator for b in bounds if qty.dim not in b.not_dims or not qty.dim] + (
                ["approx"] if "approx" in n.flags else []
            )
            if names:
                name = max(names, key=lambda c: _RANK[c])
                set_bound(qty, _DENIED.get(name, name) if denied else name)
        return qty


def set_bound(qty: Quantity, comparator: str) -> None:
    """Gives a single value its comparator; more_than and at_least state its low, less_than and at_most its high."""
    qty.comparator = comparator
    if comparator in ("more_than", "at_least"):
        qty.low = qty.value
    elif comparator in ("less_than", "at_most"):
        qty.high = qty.value
