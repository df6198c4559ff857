"""The clause that holds a figure: its governing verb, whether it is denied, asserted, possible or future.

Also the outcome that a clause tells of the people or things counted (killed, injured, arrested …).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.figures.before import Item
from pipeline.figures.lexicon import Lexicon
from pipeline.figures.quantities import Quantity
from pipeline.figures.scan import ENDS, Atom
from pipeline.schema import Modality, Polarity
from pipeline.text import fold

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: How far from the numeral an outcome may stand, in atoms.
REACH = 14
#: How far before a figure a negation of its verb may stand.
BEFORE = 12
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
        verb = self._verb(i, {self.tokens[k] for k in range(qty.number.first, qty.number.last + 1)})
        token = self.doc[self.tokens[i]] if self.parsed else None
        if token is None or verb is None or verb.pos_ != "VERB" or verb.i < token.i and token.head != verb:
            denied, modality = self._by_words(i, self._clause_end(i))
        else:
            denied, modality = self._by_verb(i, verb)
            if verb.i > token.i:
                more, other = self._by_words(i, self._clause_end(i, comma=True))
                denied, modality = denied or more, other if modality == "asserted" else modality
        lemma = verb.lemma_ or (verb.text if verb.pos_ == "VERB" else None) if verb is not None else None
        return Predicate(lemma, "denied" if denied else "affirmed", modality)

    def _by_words(self, i: int, end: int) -> tuple[bool, Modality]:
        """Negation and modality from the words behind atom i and before atom ``end``."""
        denied = False
        modality: Modality = "asserted"
        for k in range(i + 1, end):
            key = self.atoms[k].key
            denied = denied or self.lex.is_word("negation", key) and not self._of_noun(k)
            if key.startswith(self.possible):
                modality = "possible"
            elif len(key) > 2 and key.endswith(self.future) and not self.lex.is_word("post", key):
                modality = "future" if modality == "asserted" else modality
                break
            elif self.lex.is_word("finite", key):
                break
        return denied, modality

    def _by_verb(self, i: int, verb: "Token") -> tuple[bool, Modality]:
        """Negation and modality of the verb that governs atom i: only words that hang on it or its auxiliaries."""
        group = {verb.i, *(t.i for t in verb.children if t.pos_ == "AUX" or t.dep_.startswith(("aux", "compound")))}
        forms = [fold(self.doc[t].text) for t in group if self.doc[t].pos_ in ("AUX", "VERB")]
        denied = i + 1 < len(self.atoms) and self.lex.is_word("negation", self.atoms[i + 1].key)
        possible = any(f.startswith(self.possible) for f in forms)
        start = i
        while start > max(0, i - BEFORE) and not self._parts(start - 1):
            start -= 1
        for k in range(start, self._clause_end(i)):
            key = self.atoms[k].key
            token = self.doc[self.tokens[k]]
            if self.lex.is_word("negation", key) and (token.head.i in group or token.i in group):
                denied = denied or not self._of_noun(k)
            if k > i and key.startswith(self.possible):
                possible = True
            if k > i and self.lex.is_word("finite", key):
                break
        if possible:
            return denied, "possible"
        future = any(len(f) > 2 and f.endswith(self.future) for f in forms)
        return denied, "future" if future else "asserted"

    def _parts(self, k: int) -> bool:
        """Whether atom k parts clauses: a comma, the end of a sentence, a conjunction."""
        atom = self.atoms[k]
        return atom.kind == "newline" or atom.key == "," or atom.key in ENDS or self.lex.is_word("conj", atom.key)

    def _of_noun(self, k: int) -> bool:
        """Whether the negation at atom k belongs to a verbal noun (not to be), by the word after it, or to "yes or no"."""
        key = self.atoms[k + 1].key if k + 1 < len(self.atoms) else ""
        if self.lex.context("limiter", self.atoms, k + 1) is not None:
            return True  # not only
        endings = self.lex.words.get("infinitive", ())
        return any(len(key) > len(w) and key.endswith(w) for w in endings) or self.lex.is_word("in", key)

    def _clause_end(self, i: int, comma: bool = False) -> int:
        for k in range(i + 1, min(len(self.atoms), i + 25)):
            atom = self.atoms[k]
            if atom.kind == "newline" or atom.key in ENDS or self.lex.is_word("conj", atom.key):
                return k
            if comma and atom.key == ",":
                return k
        return min(len(self.atoms), i + 25)

    def _verb(self, i: int, numeral: set[int]) -> "Token | None":
        """The nearest verb above atom i by the parse, else an auxiliary at the top; no token of the numeral itself."""
        if not self.parsed or not len(self.doc):
            return None
        token = self.doc[self.tokens[i]]
        for _ in range(12):
            if token.pos_ == "VERB" and token.i not in numeral:
                return token
            if token.head == token:
                break
            token = token.head
        return token if token.pos_ == "AUX" else None

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
