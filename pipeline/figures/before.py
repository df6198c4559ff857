"""The thing counted or measured where it stands before the numeral: the number of the dead rose to 832; prices 5 per cent."""

from dataclasses import dataclass

from pipeline.figures.nouns import Nouns
from pipeline.figures.quantities import Quantity
from pipeline.figures.scan import ENDS

_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "DET", "X", "SYM"})


@dataclass(slots=True)
class Item:
    """Atoms ``first`` to ``last`` (inclusive) are the phrase; ``end`` its end in the text without case ending."""

    first: int
    last: int
    end: int
    lemma: str
    concept: str | None
    rule: str


class Before(Nouns):
    """Finds items in front of numerals, and makes items of atoms."""

    # --- before the numeral -----------------------------------------------------------------------------------
    def _before(self, qty: Quantity) -> Item | None:
        """The noun before the numeral: the number of the dead rose to 832; people 384."""
        lex, atoms = self.lex, self.atoms
        p = qty.left - 1
        for back in range(p, max(-1, p - 7), -1):
            if back in self.firsts or not self.key(back) or self.key(back) in ENDS:
                return None
            start = lex.context_back("number_of", atoms, back)
            if start is not None:
                last = start - 1
                while last > 0 and (
                    self.lex.is_word("adverb", self.key(last))
                    or self.lex.context_back("limiter", self.atoms, last) is not None
                ):
                    last -= 1
                if self.lex.is_word("genitive", self.key(last)):
                    last -= 1
                if self.lex.is_word("doer", self.key(last)) and last >= 1:
                    return self._made(
                        last - 2
                        if self._noun_here(last - 2) or self.lex.is_word("predicate", self.key(last - 2))
                        else last - 1,
                        last,
                        "number_of",
                    )
                first = self._phrase_start(last)
                if (first is None or start == back and not self._genitive_before(start)) and self._known(back):
                    return self._made(back, back, "number_of")
                return self._made(first, last, "number_of") if first is not None else None
        return self._inverted(qty)

    def _inverted(self, qty: Quantity) -> Item | None:
        """A known noun right before a numeral that a verb or nothing follows: complaints 20, cases rose to 29."""
        q = qty.right
        follows = self.key(q)
        if qty.number.ending is not None and qty.comparator in ("exact", "approx"):
            return None
        if (
            follows
            and not any(self.lex.is_word(r, follows) for r in ("verb", "copula", "finite"))
            and follows not in (",", ")", *ENDS)
            and not (self.lex.is_word("until", follows) and self.lex.context("reach", self.atoms, q + 1))
        ):
            return None
        p = qty.left - 1
        while p >= 0 and any(self.lex.is_word(r, self.key(p)) for r in ("rising", "adverb")):
            p -= 1
        if p < 0 or not self.key(p) or self.atoms[p].kind != "word" or self._case(p):
            return None
        found = self.lex.match_back(self.lex.concepts, self.atoms, p, stem=True)
        kind = self.lex.concept_kind.get(found[0].id) if found is not None else None
        if found is None or kind not in ("person", "thing", "event") and not (kind == "outcome" and self._plural(p)):
            return None
        return self._made(found[1], p, "before")

    def _subject(self, qty: Quantity) -> Item | None:
        """What a percentage, sum or measure is of, where the bare noun stands right before: the tariff 10 per cent."""
        p = qty.left - 1
        while p >= 0 and any(self.lex.is_word(r, self.key(p)) for r in ("rising", "adverb")):
            p -= 1
        if qty.kind == "percent":
            p = self._before_span(p)
        if p < 0 or self._stops(p) or self._case(p) or self.lex.is_word("predicate", self.key(p)) or self._future(p):
            return None
        noun = self._known(p) or bool(self.pos) and self.pos[p] == "NOUN"
        if not noun and not any(self.lex.context_back(r, self.atoms, p) is not None for r in ("index", "money_word")):
            return None
        lex = self.lex
        if (
            lex.match_back(lex.units, self.atoms, p, stem=True) is not None
            or lex.context_back("month", self.atoms, p) is not None
        ):
            return None
        if self._kind(p) in ("person", "outcome"):
            return None
        first = self._phrase_start(p)
        return self._made(first, p, "subject") if first is not None else None

    def _before_span(self, p: int) -> int:
        """The atom before a stretch of time that ends with atom p: shares | in one year 61 per cent; else p."""
        lex, end = self.lex, p
        if lex.is_word("in", self.key(p)):
            end = p - 1
        elif not any(self.key(p).endswith(w) for w in lex.words.get("in", ())):
            return p
        unit = lex.match_back(lex.units, self.atoms, end, stem=True) if end > 0 else None
        if unit is None or unit[0].dim != "time" or unit[1] - 1 not in self.firsts:
            return p
        return unit[1] - 2

    def _name(self, last: int) -> Item | None:
        """The name that ends with atom ``last``: Ravi Shah (34)."""
        first = last + 1
        while first > max(0, last - 3) and self.pos[first - 1] == "PROPN" and not self._stops(first - 1):
            first -= 1
        return self._made(first, last, "name") if first <= last else None

    def _phrase_start(self, last: int) -> int | None:
        if self._stops(last):
            return None
        first = last
        for k in range(last - 1, last - 4, -1):
            if self._stops(k) or self._case(k) or self.lex.is_word("predicate", self.key(k)):
                break
            if self.pos and self.pos[k] not in _NOMINAL or self.lex.context_back("limiter", self.atoms, k) is not None:
                break
            first = k
        return first

    # --- the item ---------------------------------------------------------------------------------------------
    def _made(self, first: int, last: int, rule: str) -> Item:
        cut = self._cut(last)
        end = self.atoms[last].end - cut
        found = self._concept(first, last)
        lemma = self._lemma(last, cut)
        return Item(first, last, end, lemma, found, f"item_{rule}")

    def _concept(self, first: int, last: int) -> str | None:
        """The concept of the longest known phrase that ends the item."""
        for i in range(first, last + 1):
            found = self.lex.match(self.lex.concepts, self.atoms, i)
            if found is not None and found[1] == last + 1:
                return found[0].id
        return None

    def _lemma(self, last: int, cut: int) -> str:
        """The dictionary form of the head: from the concept table, else from the parse, else the stem."""
        text = self.atoms[last].text
        text = text[: len(text) - cut] if cut else text
        for s in self.lex.stems(self.key(last)):
            rows = self.lex.concepts.first.get(s)
            if rows and any(len(r[0]) == 1 for r in rows):
                return s
        if self.lemma and self.lemma[last]:
            return self.lemma[last]
        return text
