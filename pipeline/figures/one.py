"""The word "one": a number where something is contrasted or measured with it, elsewhere an article."""

from pipeline.figures.dates import Calendar
from pipeline.figures.lexicon import Unit
from pipeline.figures.numerals import Number
from pipeline.figures.ranges import unit_after
from pipeline.figures.scan import ENDS

#: Roles of numerals that state a quantity; all others are never figures.
QUANTITY = frozenset({"cardinal", "fraction", "all", "twice"})
#: How far a count that "one" is contrasted with may stand before it, in atoms.
REACH = 40


class Ones(Calendar):
    """Tells whether the word "one" is a figure."""

    def _one(self, n: Number) -> str | None:
        """The word "one" is a figure only where it is contrastively numeric; elsewhere it is an article."""
        lex, atoms = self.lex, self.atoms
        p, q = n.first - 1, n.after
        if lex.context_back("limiter", atoms, p) is not None:
            return "article" if self._denied(q) else None
        if p in self.last and n.ending is None:
            return "article"  # "two, one": a few
        if lex.bound_before(atoms, p) is not None or lex.context_back("exactly", atoms, p) is not None:
            return None
        unit = lex.match(lex.units, atoms, q)
        if n.ending is None and lex.context("only", atoms, q) is not None:
            unit = lex.match(lex.units, atoms, q + 1)
            return None if unit is not None and unit[0].kind == "duration" else "article"
        if unit is not None:
            return self._one_unit(p, *unit)
        if lex.match(lex.currencies, atoms, q) is not None:
            return None
        outcome = lex.match(lex.outcomes, atoms, q) or lex.match(lex.outcomes, atoms, n.last + 1)
        if outcome is not None and (n.ending is not None or lex.is_word("genitive", self.key(q))):
            return None
        return None if self._contrasted(n) or self._leads(n) else "article"

    def _one_unit(self, p: int, unit: Unit, end: int) -> str | None:
        """One kilometre, one day: ``p`` is the atom before the number, ``end`` the one after the unit."""
        lex, atoms = self.lex, self.atoms
        inside = any(self.key(end - 1).endswith(w) for w in lex.words.get("in", ()))
        if unit.kind in ("measure", "percent"):
            return "article" if unit.dim == "kitchen" and inside else None  # in a bowl
        if unit.kind == "times" and unit.dim == "often":
            return "article"
        if lex.context_back("recent", atoms, p) is not None or lex.context("within", atoms, end) is not None:
            return None
        bound = lex.match(lex.bounds, atoms, end)
        if bound is not None and bound[0].side == "after" and bound[0].comparator in ("more_than", "less_than"):
            return None
        if lex.is_word("in", self.key(end)):
            return None if unit.unit == "day" or self._number_follows(end) else "article"
        return None if inside and self._number_follows(end - 1) else "article"

    def _number_follows(self, i: int) -> bool:
        """Whether another number stands within a few words: in one quarter 3 lakh passengers."""
        for k in range(i + 1, i + 6):
            if not self.key(k) or self.key(k) in ENDS or self.lex.is_word("conj", self.key(k)):
                return False
            if k in self.first:
                return True
        return False

    def _denied(self, q: int) -> bool:
        """Whether "is not" follows within a few words: not merely a warning."""
        for i in range(q, q + 5):
            if not self.key(i) or self.key(i) in ENDS:
                return False
            if self.lex.is_word("negation", self.key(i)):
                return any(self.lex.is_word("finite", self.key(k)) for k in (i, i + 1))
        return False

    def _contrasted(self, n: Number) -> bool:
        """Whether like things were counted shortly before: two vans … one van; six women and one child."""
        lex, atoms = self.lex, self.atoms
        at = n.after
        for at in (n.after, n.after + 1):  # one adjective between
            found = lex.match(lex.concepts, atoms, at)
            if found is not None or not self._plain(at):
                break
        if found is None:
            return False
        kind = lex.concept_kind.get(found[0].id)
        joined, apart = self._joined_at(n)
        meets = kind == "person" and self._meets(found[1])
        joined = joined or apart and meets
        ended = False
        for k in range(self.first[n.first] - 1, -1, -1):
            m = self.numbers[k]
            if n.first - m.last > REACH:
                return False
            ended = ended or self._ended(m.last, n.first)
            if m.role == "article" or m.role not in QUANTITY:
                continue
            if ended and not (apart and joined or meets):
                return False
            if unit_after(lex, atoms, m.after) is not None:
                continue
            other = next((f for i in (m.after, m.after + 1) if (f := lex.match(lex.concepts, atoms, i))), None)
            if other is None:
                if joined and not ended and self._bare_in_list(m):
                    return True
                continue
            if other[0].id == found[0].id and (meets or not ended) and at == n.after:
                return True
            if joined and kind == "person" == lex.concept_kind.get(other[0].id):
                return True
        return False

    def _leads(self, n: Number) -> bool:
        """Whether others are counted right behind: one guide and three tourists; one man's death, while two are hurt."""
        lex, atoms = self.lex, self.atoms
        if n.ending is not None:
            return False
        for at in (n.after, n.after + 1):
            found = lex.match(lex.concepts, atoms, at)
            if found is not None:
                person = lex.concept_kind.get(found[0].id) == "person"
                m = self._number_at(found[1] + 1) if lex.is_word("coord", self.key(found[1])) else None
                for i in (m.after, m.after + 1) if m else ():
                    other = lex.match(lex.concepts, atoms, i)
                    if other is not None and other[0].id == found[0].id:
                        return True
                    if other is not None and person and lex.concept_kind.get(other[0].id) == "person":
                        return True
                if person and lex.is_word("genitive", self.key(found[1])) and self._while_others(found[1] + 1):
                    return True
            elif not self._plain(at):
                return False
        return False

    def _number_at(self, i: int) -> Number | None:
        """A count of two and more that starts at atom i and has no unit."""
        m = self.numbers[self.first[i]] if i in self.first else None
        if m is None or m.role != "cardinal" or m.value is None or m.value < 2 or m.value != m.value.to_integral():
            return None
        return m if unit_after(self.lex, self.atoms, m.after) is None else None

    def _while_others(self, i: int) -> bool:
        """Whether an outcome stands at atom i, and behind "while" another number of people or of their outcome."""
        lex, atoms = self.lex, self.atoms
        if not any(lex.match(lex.outcomes, atoms, k) is not None for k in range(i - 1, i + 4)):
            return False
        apart = False
        for k in range(i + 1, i + 16):
            if not self.key(k) or self.key(k) in ENDS:
                return False
            apart = apart or lex.context_back("contrast", atoms, k) is not None or lex.is_word("coord", self.key(k))
            m = self._number_at(k) if apart else None
            if m is not None:
                found = next((f for j in (m.after, m.after + 1) if (f := lex.match(lex.concepts, atoms, j))), None)
                if found is not None:
                    return lex.concept_kind.get(found[0].id) in ("person", "outcome")
                return any(lex.match(lex.outcomes, atoms, j) is not None for j in range(m.after, m.after + 4))
        return False

    def _ended(self, i: int, j: int) -> bool:
        return any(self.key(k) in ENDS or not self.key(k) for k in range(i, j))

    def _plain(self, i: int) -> bool:
        """Whether atom i is a word that may be an adjective."""
        return self.kind(i) == "word" and not self._grammar(i) and not self.lex.is_word("genitive", self.key(i))

    def _joined_at(self, n: Number) -> tuple[bool, bool]:
        """Whether a conjunction or "among them" stands before the phrase with "one"; whether a sentence starts there."""
        lex = self.lex
        for p in range(n.first - 1, n.first - 7, -1):
            key = self.key(p)
            if not key or key in ENDS:
                return False, p == n.first - 1
            if key == "," or lex.is_word("coord", key) or lex.context_back("contrast", self.atoms, p) is not None:
                return True, lex.context_back("besides", self.atoms, p) is not None
            if p in self.last or lex.is_word("verb", key) or self.kind(p) != "word":
                return False, False
        return False, False

    def _meets(self, i: int) -> bool:
        """Whether an outcome follows the noun that ends before atom i: one soldier (still) missing."""
        for k in range(i, i + 4):
            if self.lex.match(self.lex.outcomes, self.atoms, k) is not None:
                return True
            key = self.key(k)
            if not key or not any(self.lex.is_word(r, key) for r in ("adverb", "genitive")):
                return False
        return False

    def _bare_in_list(self, m: Number) -> bool:
        """Whether a number stands without a noun before a comma or a conjunction."""
        key = self.key(m.after)
        return m.value is not None and m.ending is None and (key == "," or self.lex.is_word("coord", key))
