"""Numbers that are part of a name or a mark: titles and sequels, ratings, numbered points, runs of single digits."""

from decimal import Decimal

from pipeline.figures.numerals import Number
from pipeline.figures.one import Ones
from pipeline.figures.scan import ENDS, HYPHENS


class Names(Ones):
    """Looks at what makes a number a name or a mark."""

    marks: set[Decimal] | None = None

    def _in_list(self, q: int) -> bool:
        """Whether a comma or a conjunction and another numeral stand at atom q: 4, 6.0 and 5 per cent."""
        return (self.key(q) == "," or self.lex.is_word("coord", self.key(q))) and q + 1 in self.first

    def _title(self, p: int, q: int) -> bool:
        """Whether a name before the number and a word for films or shows beside them make a title of it."""
        lex, atoms = self.lex, self.atoms
        if self.kind(p) != "word" or self._grammar(p) or lex.bound_before(atoms, p) or p in self.last:
            return False
        if any(self.key(p).endswith(w) for w in ("in", "genitive") for w in lex.words.get(w, ())):
            return False
        if any(lex.context_back(r, atoms, p) is not None for r in ("limiter", "recent", "title_noun", "fresh")):
            return False
        if any(len(self.key(p)) > len(w) and self.key(p).endswith(w) for w in lex.words.get("participle", ())):
            return False
        if lex.context("title_noun", atoms, q, stem=False) is not None:
            return True
        if lex.match_back(lex.concepts, atoms, p, stem=True) is not None:
            return False
        if self.counted(q):
            return False
        for k in range(p - 1, p - 4, -1):
            if not self.key(k) or self.kind(k) != "word" or self._grammar(k):
                return False
            if lex.context_back("title_noun", atoms, k, stem=False) is not None:
                return True
        return False

    def _rated(self, n: Number, q: int) -> bool:
        """Whether a rating of one to seven stars stands here, no count of stars."""
        q += self.key(q) in HYPHENS
        v = n.value
        return v is not None and v <= 7 and self.lex.context("rating", self.atoms, q, stem=False) is not None

    def _numbered(self, n: Number) -> bool:
        """Whether bracketed numbers count up from (1) in the text: (1) A … (2) B."""
        v = n.value
        if v is None or not 1 <= v <= 9:
            return False
        if self.marks is None:
            typed = {letter: Decimal(digit) for letter, digit in self.lex.lookalikes}
            self.marks = {typed[a.key] for i, a in enumerate(self.atoms) if a.key in typed and self.key(i - 1) == "("}
            self.marks |= {
                m.value
                for m in self.numbers
                if m.value and self.key(m.first - 1) == "(" and self.key(m.last + 1) == ")"
            }
        return {Decimal(1), Decimal(2)} <= self.marks and all(v - i in self.marks for i in range(int(v)))

    def _next_point(self, n: Number) -> bool:
        """Whether the number of a list's next point is glued to the sentence before it: … ended.2. The …"""
        p, q = n.first - 1, n.last + 1
        if not (self.key(p) in ENDS and self.atoms[n.first].glued and self.key(q) == "." and self.atoms[q].glued):
            return False
        if self.kind(p - 1) != "word" or not self.atoms[p].glued or not self._small(n, 99) or self._money_before(p - 1):
            return False
        apart = self.kind(q + 1) in ("word", "num", "sign") and not self.atoms[q + 1].glued
        return apart and (len(self.key(p - 1)) > 2 or self.lex.is_word("finite", self.key(p - 1)))

    def _run(self, n: Number) -> int:
        """How many single digits stand in a comma-separated run around this one."""
        count = 1
        for step in (1, -1):
            k = self.first[n.first]
            while 0 <= k + step < len(self.numbers) and count < 5:
                a, b = self.numbers[k], self.numbers[k + step]
                comma = self.key(a.first + step)
                if comma != "," or b.first != a.first + 2 * step or len(self.atoms[b.first].key) != 1:
                    break
                count += 1
                k += step
        return count
