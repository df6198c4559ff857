"""The grammar of numerals: digits, number words, scales, fractions, and the ranges they form."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.figures.lexicon import Ending, Lexicon
from pipeline.figures.pieces import MAX_DIGITS, Piece, read_atom
from pipeline.figures.scan import HYPHENS, Atom

ONE, TEN, HUNDRED = Decimal(1), Decimal(10), Decimal(100)


@dataclass(slots=True)
class Number:
    """A numeral expression over the atoms ``first`` to ``last`` (inclusive), at text[start:end].

    ``value`` is None for ranges and vague plurals, which have ``low`` (and ``high``). ``coef`` and ``scale``
    are the leading coefficient and its scale word, for ranges that share one. ``after`` is the first atom
    beyond the numeral and the case ending glued to it. ``flags``: digits (one run
    of digits), grouped, decimal, words, vague, approx, all, twice, sign, pair (a hyphenated pair that is no
    range), distributive, scaled. ``ending`` is a case ending glued to it.
    """

    first: int
    last: int
    start: int
    end: int
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    role: str = "cardinal"
    coef: Decimal = ONE
    scale: Decimal = ONE
    flags: set[str] = field(default_factory=set)
    ending: Ending | None = None
    rules: tuple[str, ...] = ()
    after: int = 0


def simple(lex: Lexicon, atoms: list[Atom], i: int) -> Number | None:
    """The longest single numeral that starts at atom i, or None."""
    first = i
    sign = ONE
    piece = read_atom(lex, atoms[i])
    flags: set[str] = set()
    if piece and piece.role == "sign":
        if i + 1 >= len(atoms):
            return None
        sign, i = -ONE, i + 1
        flags.add("sign")
        piece = read_atom(lex, atoms[i])
    elif (
        atoms[i].key in HYPHENS
        and not atoms[i].glued
        and i + 1 < len(atoms)
        and atoms[i + 1].kind == "num"
        and atoms[i + 1].glued
        and not (i and atoms[i - 1].kind == "num")
    ):
        sign, i = -ONE, i + 1
        flags.add("minus")
        piece = read_atom(lex, atoms[i])
    if piece is None or piece.role in ("sign", "point"):
        return None
    number = _Builder(lex, atoms, i).run()
    if number is None:
        return None
    if "minus" in flags and not _measured(lex, atoms, number.last + 1):
        if lex.context_back("temperature", atoms, first - 1) is None:
            return None
    number.flags |= flags
    if sign < 0:
        number.first, number.start = first, atoms[first].start
        number.value = -number.value if number.value is not None else None
        number.low = -number.low if number.low is not None else None
    return number


def _measured(lex: Lexicon, atoms: list[Atom], i: int) -> bool:
    """Whether a unit that can be negative follows, so that a hyphen before the digits is a minus."""
    found = lex.match(lex.units, atoms, i)
    return found is not None and (found[0].dim in ("angle", "temperature") or found[0].kind == "percent")


class _Builder:
    """Reads one numeral from left to right; terms are kept by falling scale (1 crore, 20 lakh, …)."""

    def __init__(self, lex: Lexicon, atoms: list[Atom], i: int) -> None:
        self.lex, self.atoms, self.first, self.i = lex, atoms, i, i
        self.terms: list[tuple[Decimal, Decimal]] = []
        self.cur: Decimal | None = None
        self.coef: Decimal | None = None
        self.end = atoms[i].start
        self.flags: set[str] = set()
        self.rules: list[str] = []
        self.role = "cardinal"
        self.ending: Ending | None = None
        self.after_scale = False

    def run(self) -> Number | None:
        n = len(self.atoms)
        while self.i < n:
            at = self.i
            if at > self.first and self.atoms[at].key in HYPHENS and self._hyphen_joins(at):
                at += 1
            piece = read_atom(self.lex, self.atoms[at])
            taken = self._take(piece, at) if piece else 0
            if piece is None or not taken:
                break
            if piece.entry:
                self.rules.append(piece.entry.id)
                if piece.entry.approx:
                    self.flags.add("approx")
            self.end = piece.end
            self.i = at + taken
            if piece.ending:
                self.rules.append(piece.ending.id)
                if piece.ending.role == "approx":
                    self.flags.add("approx")
                    continue
                if piece.ending.role == "case":
                    self.ending = piece.ending
                break
            if self.role in ("ordinal", "all", "twice"):
                break
            self._point()
        return self._finish()

    def _hyphen_joins(self, at: int) -> bool:
        """A hyphen inside one number: twenty-eight, 5-lakh."""
        if at + 1 >= len(self.atoms) or not self.atoms[at + 1].glued:
            return False
        nxt = read_atom(self.lex, self.atoms[at + 1])
        if nxt is None or nxt.entry is None:
            return False
        if nxt.role == "scale":
            return not self.after_scale
        return (
            nxt.role == "cardinal"
            and self.cur is not None
            and "digits" not in self.flags
            and HUNDRED > self.cur >= 2 * TEN
            and self.cur % TEN == 0
            and ONE <= nxt.value < TEN
        )

    def _take(self, p: Piece, at: int) -> int:
        """Adds a piece to the numeral; how many atoms it took (0: the piece does not belong to it)."""
        if at > self.first and self.atoms[at].kind == "num" and not self.after_scale and p.role == "digits":
            return False
        if p.role == "digits":
            return self._digits(p, at)
        if p.role == "vulgar":
            if (
                self.cur is not None
                and "digits" in self.flags
                and not self.terms
                and self.cur == self.cur.to_integral()
            ):
                self.cur += p.value
            elif self.cur is None and not self.terms:
                self.cur, self.role = p.value, "fraction"
            else:
                return False
            return True
        if p.role in ("cardinal", "mixed"):
            return self._word(p)
        if p.role == "plus":
            return self._plus(p, at)
        if p.role == "fraction":
            return self._fraction(p)
        if p.role == "scale":
            return self._scale(p, at)
        if p.role == "vague":
            return self._vague(p)
        if p.role in ("ordinal", "all", "twice") and at == self.first:
            self.cur, self.role = p.value, p.role
            self.flags.add(p.role)
            return True
        return False

    def _digits(self, p: Piece, at: int) -> bool:
        key = self.atoms[at].key
        if self.cur is not None or len(key) > 2 * MAX_DIGITS:
            if self.cur is None and not self.terms:
                self.cur = p.value
                self.flags |= {"digits", "long"}
                return True
            return False
        if self.terms:
            last = self.terms[-1][1]
            nxt = read_atom(self.lex, self.atoms[at + 1]) if at + 1 < len(self.atoms) else None
            scaled = nxt is not None and nxt.role == "scale" and nxt.value < last
            plain = "." not in key and p.value < min(last, Decimal(1000) if "," not in key else last)
            if not scaled and not plain:
                return False
            if not scaled and (self.atoms[at].glued or "decimal" in self.flags):
                return False
        self.flags.add("digits")
        if "," in key:
            self.flags.add("grouped")
        if "." in key:
            self.flags.add("decimal")
        self.cur, self.after_scale = p.value, False
        return True

    def _word(self, p: Piece) -> bool:
        if self.cur is None:
            if self.terms and (p.value >= self.terms[-1][1] or self.terms[-1][1] < HUNDRED):
                return False
            self.cur = p.value
        elif (
            p.role == "cardinal"
            and p.value < HUNDRED
            and self.cur >= HUNDRED
            and self.cur % HUNDRED == 0
            and self.after_scale
        ):
            self.cur += p.value
        elif (
            p.role == "cardinal"
            and ONE <= p.value < TEN
            and 2 * TEN <= self.cur < HUNDRED
            and self.cur % TEN == 0
            and self.atoms[self.i].key in HYPHENS
        ):
            self.cur += p.value
        else:
            return False
        if p.entry and p.entry.weak:
            self.flags.add("weak")
        self.flags.add("words")
        if p.role == "mixed":
            self.flags.add("mixed")
        self.after_scale = self.cur >= HUNDRED
        return True

    def _plus(self, p: Piece, at: int) -> int:
        if self.cur is not None or at + 1 >= len(self.atoms):
            return 0
        nxt = read_atom(self.lex, self.atoms[at + 1])
        if nxt is None:
            unit = self.lex.match(self.lex.units, self.atoms, at + 1)
            if unit is None or p.entry is None or p.entry.alone is None:
                return 0
            self.cur = p.entry.alone  # a quarter more than one: सवा किलो
            self.flags.add("words")
            return 1
        if nxt.role in ("cardinal", "digits"):
            hundreds = nxt.role == "cardinal" and nxt.value >= HUNDRED and nxt.value % HUNDRED == 0
            self.cur = nxt.value + p.value * (HUNDRED if hundreds else ONE)
            p.end, p.ending = nxt.end, nxt.ending
            if nxt.entry is not None:
                self.rules.append(nxt.entry.id)
            self.flags.add("words")
            return 2
        if nxt.role == "scale" and p.entry is not None and p.entry.alone is not None:
            self.cur = p.entry.alone
            self.flags.add("words")
            return 1
        return 0

    def _fraction(self, p: Piece) -> bool:
        if self.terms:
            return False
        if self.cur is None:
            self.cur, self.role = p.value, "fraction"
        elif (
            self.cur == self.cur.to_integral()
            and ONE <= self.cur < TEN
            and "mixed" not in self.flags
            and self.role == "cardinal"
        ):
            self.cur, self.role = self.cur * p.value, "fraction"
            self.flags.add("parts")
        else:
            return False
        self.flags.add("words")
        return True

    def _scale(self, p: Piece, at: int) -> bool:
        s = p.value
        weak = p.entry is not None and p.entry.weak
        if self.role == "fraction":
            if "parts" in self.flags:
                return False
            self.role = "cardinal"
        if s == HUNDRED:
            if self.cur is None:
                if self.terms and self.after_scale and at > self.first and self.terms[-1][1] <= HUNDRED:
                    return False
                self.cur = HUNDRED
                self.coef = self.coef or ONE
            elif self.cur < HUNDRED:
                self.coef = self.coef or self.cur
                self.cur *= HUNDRED
            else:
                return False
            self.after_scale = True
            self.flags.add("scaled")
            return True
        if any(t[1] < HUNDRED for t in self.terms):
            return False
        if self.cur is None:
            if self.terms:
                if not self.after_scale or self.terms[-1][1] >= s:
                    return False
                total = self._pop(s)
            elif weak:
                return False
            else:
                total = ONE
                self.flags.add("bare_scale")
        else:
            if self.terms and self.terms[-1][1] <= s and self.cur >= self.terms[-1][1]:
                return False
            self.coef = self.coef if self.coef is not None else self.cur
            total = self._pop(s) + self.cur
        if self.terms and self.terms[-1][1] == s:
            return False
        self.terms.append((total * s, s))
        self.cur, self.after_scale = None, True
        self.flags.add("scaled")
        return True

    def _pop(self, s: Decimal) -> Decimal:
        total = Decimal(0)
        while self.terms and self.terms[-1][1] < s:
            total += self.terms.pop()[0]
        return total

    def _vague(self, p: Piece) -> bool:
        if self.cur is None and not self.terms and "vague" not in self.flags:
            self.flags |= {"vague", "words"}
            self.cur = p.value
            self.coef = ONE
            return True
        if "vague" in self.flags or self.cur is None:
            return False
        return self._scale(replace(p, value=p.value / 2), self.i)

    def _point(self) -> None:
        """Reads "decimal point" and the digits after it, in words or digits."""
        i = self.i
        if i + 1 >= len(self.atoms) or self.cur is None or "decimal" in self.flags:
            return
        dot = read_atom(self.lex, self.atoms[i])
        if dot is None or dot.role != "point":
            return
        digits, end, ending, j = "", 0, None, i + 1
        while j < len(self.atoms) and ending is None:
            p = read_atom(self.lex, self.atoms[j])
            if p is None or p.role not in ("digits", "cardinal") or p.value != p.value.to_integral() or len(digits) > 8:
                break
            digits += str(p.value)
            end, ending, j = p.end, p.ending, j + 1
        if digits:
            self.cur += Decimal("0." + digits)
            self.flags.add("decimal")
            self.end, self.ending, self.i = end, ending, j

    def _finish(self) -> Number | None:
        if self.cur is None and not self.terms:
            return None
        if self.terms:
            value = sum((t[0] for t in self.terms), self.cur or Decimal(0))
        else:
            value = self.cur if self.cur is not None else Decimal(0)  # as written: a sum would round it
        if len(self.terms) <= 1 and self.cur is None:
            scale = self.terms[0][1] if self.terms else ONE
            coef = value / scale
        elif not self.terms and self.cur is not None and self.coef is not None and "vague" not in self.flags:
            coef, scale = self.coef, HUNDRED
        else:
            coef, scale = value, ONE
        number = Number(
            self.first,
            self.i - 1,
            self.atoms[self.first].start,
            self.end,
            value,
            role=self.role,
            coef=coef,
            scale=scale,
            flags=self.flags,
            ending=self.ending,
            rules=tuple(self.rules),
        )
        if "vague" in self.flags:
            number.low, number.value = value, None
        return number
