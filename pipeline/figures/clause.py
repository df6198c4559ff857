"""The clause that holds a figure: its governing verb, whether it is denied, asserted, possible or future.

Also the outcome that a clause tells of the people or things counted (killed, injured, arrested …).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.figures.items import Item
from pipeline.figures.lexicon import Lexicon
from pipeline.figures.quantities import Quantity
from pipeline.figures.scan import Atom
from pipeline.schema import Modality, Polarity

if TYPE_CHECKING:
    from spacy.tokens import Doc

_ENDS = frozenset({".", "।", "?", "!", ";", "॥"})
#: How far from the numeral an outcome may stand, in atoms.
REACH = 14


@dataclass(slots=True)
class Predicate:
    lemma: str | None
    polarity: Polarity
    modality: Modality


class Clauses:
    """Reads the clauses of one text."""

    def __init__(self, lex: Lexicon, atoms: list[Atom], doc: "Doc", tokens: list[int]) -> None:
        self.lex, self.atoms, self.doc, self.tokens = lex, atoms, doc, tokens
        self.parsed = doc.has_annotation("DEP")

    def of(self, qty: Quantity, item: Item | None) -> Predicate:
        """Governing verb, polarity and modality of the clause with the figure."""
        i = item.last if item is not None and item.last > qty.number.last else qty.number.last
        verb = self._verb(i)
        end = self._clause_end(i)
        keys = [self.atoms[k].key for k in range(i + 1, end)]
        negative = any(self.lex.is_word("negation", k) for k in keys)
        modality: Modality = "asserted"
        if any(self._begins("possible", k) for k in keys):
            modality = "possible"
        elif any(self._ends("future", k) for k in keys):
            modality = "future"
        return Predicate(verb, "denied" if negative else "asserted" and "affirmed", modality)

    def _begins(self, role: str, key: str) -> bool:
        return any(key.startswith(w) for w in self.lex.words.get(role, ()))

    def _ends(self, role: str, key: str) -> bool:
        return len(key) > 2 and any(key.endswith(w) for w in self.lex.words.get(role, ()))

    def _clause_end(self, i: int) -> int:
        for k in range(i + 1, min(len(self.atoms), i + 25)):
            atom = self.atoms[k]
            if atom.kind == "newline" or atom.key in _ENDS or self.lex.is_word("conj", atom.key):
                return k
        return min(len(self.atoms), i + 25)

    def _verb(self, i: int) -> str | None:
        if not self.parsed or not len(self.doc):
            return None
        token = self.doc[self.tokens[i]]
        for _ in range(12):
            if token.pos_ == "VERB":
                return token.lemma_ or token.text
            if token.head == token:
                break
            token = token.head
        return (token.lemma_ or None) if token.pos_ in ("AUX", "VERB") else None

    def outcome(self, qty: Quantity, item: Item | None, limit: int) -> str | None:
        """The outcome concept of the clause, when people (or nothing) are counted and it stands before ``limit``."""
        kind = self.lex.concept_kind.get(item.concept) if item is not None and item.concept else None
        if item is not None and kind not in ("person", "outcome", None):
            return None
        if item is not None and kind is None:
            return None
        start = max(qty.next, item.last + 1 if item is not None and item.last > qty.number.last else 0)
        if item is None:
            start = min(start, qty.number.last + 1)
        for k in range(start, min(limit, len(self.atoms), start + REACH)):
            atom = self.atoms[k]
            if atom.kind == "newline" or atom.key in _ENDS:
                break
            found = self.lex.match(self.lex.outcomes, self.atoms, k)
            if found is not None:
                return found[0].id
        return None
