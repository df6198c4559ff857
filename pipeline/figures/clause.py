"""The clause that holds a figure: its governing verb, whether it is denied, asserted, possible or future.

Also the outcome that a clause tells of the people or things counted (killed, injured, arrested …).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.figures.items import Item
from pipeline.figures.lexicon import Lexicon
from pipeline.figures.quantities import Quantity
from pipeline.figures.scan import ENDS, Atom
from pipeline.schema import Modality, Polarity

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: How far from the numeral an outcome may stand, in atoms.
REACH = 14
#: The shortest cue that may be the beginning of a longer word.
SHORTEST = 4


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
        self.possible = tuple(lex.words.get("possible", ())) or ("\0",)
        self.future = tuple(lex.words.get("future", ())) or ("\0",)

    def of(self, qty: Quantity, item: Item | None) -> Predicate:
        """Governing verb, polarity and modality of the clause with the figure."""
        i = item.last if item is not None and item.last > qty.number.last else qty.number.last
        denied, modality = False, "asserted"
        for k in range(i + 1, self._clause_end(i)):
            key = self.atoms[k].key
            denied = denied or self.lex.is_word("negation", key)
            if key.startswith(self.possible):
                modality = "possible"
            elif len(key) > 2 and key.endswith(self.future) and not self.lex.is_word("post", key):
                modality = "future" if modality == "asserted" else modality
                break
            elif self.lex.is_word("finite", key):
                break
        return Predicate(self._verb(i), "denied" if denied else "affirmed", modality)  # type: ignore[arg-type]

    def _clause_end(self, i: int) -> int:
        for k in range(i + 1, min(len(self.atoms), i + 25)):
            atom = self.atoms[k]
            if atom.kind == "newline" or atom.key in ENDS or self.lex.is_word("conj", atom.key):
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

    def outcomes(self, quantities: list[Quantity], found: list[Item | None]) -> list[str | None]:
        """The outcome of each count; people counted together ("two men and a child were killed") share theirs."""
        out: list[str | None] = [None] * len(quantities)
        limit = len(self.atoms)
        for k in range(len(quantities) - 1, -1, -1):
            qty, item = quantities[k], found[k]
            if qty.kind == "count":
                out[k] = self.outcome(qty, item, limit)
                if out[k] is None and item is not None and k + 1 < len(quantities) and out[k + 1] is not None:
                    if self._together(item, found[k + 1], limit):
                        out[k] = out[k + 1]
            limit = qty.left
        return out

    def _together(self, one: Item, two: Item | None, limit: int) -> bool:
        """Whether two counted groups of people are joined by nothing but a comma or a conjunction."""
        if two is None or one.last + 2 != limit or one.end != self.atoms[one.last].end:
            return False
        if any(self.lex.concept_kind.get(i.concept or "") != "person" for i in (one, two)):
            return False
        key = self.atoms[one.last + 1].key
        return key == "," or self.lex.is_word("coord", key)

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
        reach = REACH
        following = self.atoms[start].key if start < len(self.atoms) else ""
        if self.lex.is_word("including", following):
            limit = len(self.atoms)  # "11 people, three women among them, were killed"
        elif item is None or self.lex.is_word("genitive", following):
            reach = 4  # what follows a genitive is of another noun
        for k in range(start, min(limit, len(self.atoms), start + reach)):
            atom = self.atoms[k]
            if atom.kind == "newline" or atom.key in ENDS:
                break
            found = self._cue(k)
            if found is not None:
                return found
        return None

    def _cue(self, k: int) -> str | None:
        """The outcome whose cue starts at atom k; the last word of a cue may be the beginning of a longer one."""
        key = self.atoms[k].key
        for n in range(len(key), 1, -1):
            for keys, entry in self.lex.outcomes.first.get(key[:n], ()):
                if len(keys) == 1 and (n == len(key) or n >= SHORTEST):
                    return entry.id
                if n < len(key) or k + len(keys) > len(self.atoms):
                    continue
                rest = [a.key for a in self.atoms[k : k + len(keys)]]
                if rest[:-1] == list(keys[:-1]) and rest[-1].startswith(keys[-1]):
                    return entry.id
        return None
