"""Numerals of the calendar and the clock: dates, years, decades, clock times."""

from pipeline.figures.lexicon import Lexicon
from pipeline.figures.numerals import Number
from pipeline.figures.ranges import unit_after
from pipeline.figures.scan import HYPHENS, Atom


class Neighbours:
    """The numerals of one text with what stands beside them."""

    def __init__(self, lex: Lexicon, atoms: list[Atom], numbers: list[Number]) -> None:
        self.lex, self.atoms, self.numbers = lex, atoms, numbers
        self.first = {n.first: k for k, n in enumerate(numbers)}
        self.last = {n.last: k for k, n in enumerate(numbers)}

    def key(self, i: int) -> str:
        """The key of atom i; empty beyond the text and at a line break."""
        return self.atoms[i].key if 0 <= i < len(self.atoms) and self.atoms[i].kind != "newline" else ""

    def kind(self, i: int) -> str:
        return self.atoms[i].kind if 0 <= i < len(self.atoms) else ""

    def starts_line(self, i: int) -> bool:
        return i <= 0 or self.atoms[i - 1].kind == "newline"

    def counted(self, i: int) -> bool:
        """Whether a unit, a currency, a sign of money or a counted thing starts at atom i."""
        if self.key(i) in HYPHENS and self.atoms[i].glued:
            i += 1
        return (
            unit_after(self.lex, self.atoms, i) is not None
            or self.key(i) in self.lex.signs
            or self.lex.match(self.lex.concepts, self.atoms, i) is not None
        )

    def _money_before(self, p: int) -> bool:
        if self.key(p) in self.lex.signs:
            return True
        return self.lex.match_back(self.lex.currencies, self.atoms, p, stem=True) is not None

    def _small(self, n: Number, top: int) -> bool:
        """A plain whole number (or range) of at most ``top``."""
        v = n.value if n.value is not None else n.high
        return (
            v is not None
            and 0 < v <= top
            and v == v.to_integral()
            and "scaled" not in n.flags
            and "vague" not in n.flags
        )


class Calendar(Neighbours):
    """Tells dates, times and years from quantities; each check gives the role or None."""

    def _date(self, n: Number) -> str | None:
        lex, atoms = self.lex, self.atoms
        if self._small(n, 31):
            q = n.after + (self.key(n.after) in HYPHENS)
            if lex.context("month", atoms, q) is not None or lex.context("date_after", atoms, n.last + 1) is not None:
                return "date"
            if n.ending is not None and lex.context("date_after", atoms, n.after) is not None:
                return "date"
            p = n.first - 1
            if self.key(p) == "." or self.key(p) in HYPHENS:
                p -= 1
            if lex.context_back("date_before", atoms, p) is not None and "words" not in n.flags:
                return "date"
            if lex.context_back("month", atoms, p) is not None and not self.counted(n.after):
                return "date"
        return None

    def _time(self, n: Number) -> str | None:
        lex, atoms = self.lex, self.atoms
        if (
            lex.context("time_after", atoms, n.after) is not None
            or lex.context("time_after", atoms, n.last + 1) is not None
        ):
            return "time"
        if lex.context_back("time_after", atoms, n.first - 1) is not None:
            unit = lex.match(lex.units, atoms, n.after)
            if unit is not None and unit[0].unit == "minute":
                return "time"
        p = n.first - 1
        early = lex.context_back("time_before", atoms, p) is not None
        if early and lex.context("time_hour", atoms, n.after) is not None:
            return "time"
        top = n.high if n.high is not None else n.value
        if early and self._clock(n):
            return "time"
        if early and top is not None and top <= 24 and "scaled" not in n.flags and not self.counted(n.after):
            q = n.after
            ranged = n.ending is not None and n.ending.range
            if (
                ranged
                or "range" in n.flags
                or lex.context("range", atoms, q) is not None
                or lex.is_word("until", self.key(q))
            ):
                return "time"
        return None

    def _clock(self, n: Number) -> bool:
        """Whether the digits are hours and minutes before a postposition: 7.25 in the evening."""
        hours, point, minutes = self.atoms[n.first].key.partition(".")
        if n.first != n.last or not point or len(minutes) != 2 or not (hours + minutes).isdigit():
            return False
        follows = self.lex.is_word("post", self.key(n.last + 1)) or n.ending is not None
        return int(hours) <= 24 and int(minutes) < 60 and follows and not self.counted(n.after)

    def _year(self, n: Number) -> str | None:
        lex, atoms = self.lex, self.atoms
        q, p = n.after, n.first - 1
        if not self._small(n, 9) and (
            lex.context("decade_after", atoms, n.last + 1) is not None
            or lex.context("decade_after", atoms, q) is not None
        ):
            return "year"
        first, last = atoms[n.first], atoms[n.last]
        if first.kind != "num" or last.kind != "num" or not first.key.isdigit() or not last.key.isdigit():
            return None
        a, b = first.key, last.key
        if n.first != n.last:
            if len(a) == 4 and 1800 <= int(a) < 2100 and {"range", "pair"} & n.flags:
                short = len(b) == 2 and int(b) == (int(a) + 1) % 100
                long = len(b) == 4 and int(a) < int(b) < 2100 and not self.counted(q)
                return "year" if short or long else None
            return None
        if len(a) == 3 and lex.context("year_after", atoms, n.last + 1) is not None:
            return "year"
        if len(a) != 4 or not 1000 <= int(a) < 2100:
            return (
                "year"
                if len(a) == 4 and int(a) < 2200 and lex.context_back("year_before", atoms, p) is not None
                else None
            )
        if self._money_before(p) or self.key(p) in lex.signs or lex.bound_before(atoms, p) is not None:
            return None
        if unit_after(lex, atoms, q) is not None or self.key(q) in lex.signs:
            return None
        if (
            lex.context_back("year_before", atoms, p) is not None
            or lex.context("year_after", atoms, n.last + 1) is not None
        ):
            return "year"
        if self.key(p) == "," and lex.context_back("month", atoms, p - 1) is not None or self._month_before(p):
            return "year"
        bound = lex.match(lex.bounds, atoms, n.last + 1) or (
            lex.match(lex.bounds, atoms, q) if n.ending is not None else None
        )
        if bound is not None and bound[0].side == "after" and bound[0].comparator != "at_most":
            return None
        if 1900 <= int(a) < 2100:
            if lex.context_back("limiter", atoms, p) is not None and n.ending is None and not self._grammar(q):
                return None
            found = lex.match(lex.concepts, atoms, q)
            if lex.context("fresh", atoms, q) is not None:
                return None
            if found is None and self.kind(q) == "word" and not self._grammar(q) and not self.key(q).isascii():
                found = lex.match(lex.concepts, atoms, q + 1)  # one adjective between
            kind = lex.concept_kind.get(found[0].id) if found else None
            if (kind in ("person", "outcome") or kind == "thing" and not self._name_before(p)) and n.ending is None:
                return None
            return None if self._after_number_of(p) or self.key(p) == ":" else "year"
        inside = n.ending is not None or lex.context("year_in", atoms, q) is not None
        if inside and lex.context("among", atoms, q) is None and not self._after_number_of(p):
            among = n.ending is not None and n.ending.forms[0].startswith(self.key(n.last + 1)) is False
            small = int(a) >= 1500 and (n.ending is None or not n.ending.range) and not among
            if small and self._is_in(n):
                return "year"
            if small and int(a) >= 1700 and n.ending is not None and lex.is_word("genitive", self.key(n.last + 1)):
                return None if self.counted(q) or lex.match(lex.outcomes, atoms, q) else "year"
        return None

    def _decade(self, a: Number, b: Number) -> bool:
        """Whether a number names a decade like the one after it: in the 70s and 80s."""
        whole = a.value is not None and a.value % 10 == 0 and a.value < 2100 and a.flags == {"digits"}
        return whole and self.lex.context("decade_after", self.atoms, b.last + 1) is not None

    def _name_before(self, p: int) -> bool:
        """Whether a noun or name stands right before (World Cup 2026, Bill 2026), no grammar word or mark."""
        return self.kind(p) == "word" and not self._grammar(p)

    def _grammar(self, i: int) -> bool:
        """Whether atom i is a word of the grammar rather than a noun or adjective."""
        return any(self.lex.is_word(r, self.key(i)) for r in ("post", "coord", "conj", "pron", "verb", "adverb"))

    def _month_before(self, p: int) -> bool:
        return self.lex.context_back("month", self.atoms, p - (self.key(p) in HYPHENS)) is not None

    def _is_in(self, n: Number) -> bool:
        """Whether "in" follows the number, apart or glued to it."""
        return self.lex.is_word("in", self.key(n.last + 1))

    def _after_number_of(self, p: int) -> bool:
        return self.lex.context_back("number_of", self.atoms, p) is not None
