"""What the words of a noun phrase are: nouns, their plural and case endings, participles, the words that end it."""

from pipeline.figures.lexicon import Lexicon
from pipeline.figures.scan import HYPHENS, Atom

_STOP_POS = frozenset({"ADP", "AUX", "CCONJ", "SCONJ", "PRON", "PART", "INTJ"})


class Nouns:
    """Looks at single atoms of a text. ``pos`` and ``lemma`` are those of each atom's token, empty without a parse."""

    def __init__(
        self,
        lex: Lexicon,
        atoms: list[Atom],
        pos: list[str],
        lemma: list[str],
        firsts: set[int],
        heads: dict[int, int] | None = None,
    ) -> None:
        self.lex, self.atoms, self.pos, self.lemma, self.firsts = lex, atoms, pos, lemma, firsts
        self.heads = heads or {}
        self.many = False
        self.head = -1

    def key(self, i: int) -> str:
        """The key of atom i; empty beyond the text and at a line break."""
        return self.atoms[i].key if 0 <= i < len(self.atoms) and self.atoms[i].kind != "newline" else ""

    def _stops(self, i: int) -> bool:
        """Whether a noun phrase cannot go on at atom i."""
        key = self.key(i)
        if not key or self.atoms[i].kind not in ("word",) or i in self.firsts:
            return True
        lex = self.lex
        if any(lex.is_word(r, key) for r in ("post", "coord", "conj", "pron", "verb", "adverb", "copula")):
            return True
        return bool(self.pos) and self.pos[i] in _STOP_POS

    def _future(self, i: int) -> bool:
        """Whether an unknown word at atom i ends like a verb of the future."""
        key = self.key(i)
        ends = self.lex.words.get("future", ())
        return any(len(key) > len(w) + 1 and key.endswith(w) for w in ends) and not self._known(i)

    def _designation(self, k: int) -> bool:
        """Whether a type with a number stands at atom k (F-16), which only modifies the noun behind it."""
        if k + 3 >= len(self.atoms):
            return False
        hyphen, digits = self.atoms[k + 1], self.atoms[k + 2]
        return (
            hyphen.key in HYPHENS and hyphen.glued and digits.glued and digits.kind == "num" and not self._stops(k + 3)
        )

    def _verb_form(self, k: int) -> bool:
        """Whether an unknown word behind a noun ends like a verb."""
        key = self.key(k)
        return not self._known(k) and any(
            len(key) > len(w) and key.endswith(w) for w in self.lex.words.get("verb_ending", ())
        )

    def _converb(self, k: int) -> bool:
        """Whether the word at atom k ends like a converb and is no known noun."""
        key = self.key(k)
        return any(
            len(key) > len(w) + 2 and key.endswith(w) for w in self.lex.words.get("converb", ())
        ) and not self._known(k)

    def _known(self, k: int) -> bool:
        return self.lex.match(self.lex.concepts, self.atoms, k) is not None

    def _noun_later(self, k: int) -> bool:
        """Whether a noun follows a participle within the phrase."""
        for j in range(k + 1, k + 4):
            if self._stops(j):
                return False
            if self._noun_here(j):
                return True
        return False

    def _participle(self, i: int) -> bool:
        """Whether a participle stands at atom i (from Argentina come tourists)."""
        key = self.key(i)
        return len(key) > 2 and any(
            key == w or len(w) <= 3 and key.endswith(w) for w in self.lex.words.get("participle", ())
        )

    def _possessor(self, k: int) -> bool:
        """Whether the word at atom k is in the genitive, glued or apart, so that it belongs to what follows."""
        key = self.key(k)
        return self._case(k) and any(key.endswith(g) for g in self.lex.words.get("genitive", ()))

    def _plural(self, i: int) -> bool:
        """Whether the word shows a plural ending."""
        key = self.key(i)
        stem = self._stem_text(i)
        return any(
            inf.plural and (key.endswith(f) or stem.endswith(f))
            for inf in self.lex.inflections
            for f in inf.forms
            if len(f) > 0 and f not in self._vowels()
        )

    def _vowels(self) -> frozenset[str]:
        """Plural endings that also end singulars: no evidence by themselves."""
        return frozenset(
            f for inf in self.lex.inflections if inf.plural and any(inf.lemma) for f in inf.forms if len(f) == 1
        )

    def _case(self, i: int) -> bool:
        """Whether the word carries a glued case ending (not part of the stem of a known word)."""
        if self.lex.is_word("predicate", self.key(i)) or self.lex.is_word("adjective", self.key(i)):
            return False
        return self._cut(i) > 0

    def _cut(self, i: int) -> int:
        """How many characters of the word are a glued case ending."""
        key = self.key(i)
        if any(key in rows for rows in (self.lex.concepts.first,)):
            return 0
        if self._known_plural(key):
            return 0
        best = 0
        for inf in self.lex.inflections:
            if not inf.case:
                continue
            for form in inf.forms:
                if key.endswith(form) and len(key) - len(form) >= 2 and len(form) > best:
                    best = len(form)
        if best == 1 and not self._known(i):
            return 0
        if best and self.lemma and self.lemma[i] == self.atoms[i].text and not self._known_stem(key[:-best]):
            return 0
        if (
            0 < best <= 2
            and self.lemma
            and not self._known_stem(key[:-best])
            and len(self.lemma[i]) > len(key) - best
            and key.startswith(self.lemma[i])
        ):
            return 0
        return best

    def _known_plural(self, key: str) -> bool:
        """Whether the word is the plural of a known noun, whose ending only looks like a case ending."""
        return any(
            key.endswith(f) and any(key[: -len(f)] + r in self.lex.concepts.first for r in inf.lemma)
            for inf in self.lex.inflections
            if inf.plural and not inf.case
            for f in inf.forms
        )

    def _known_stem(self, stem: str) -> bool:
        return any(s in self.lex.concepts.first for s in self.lex.stems(stem))

    def _stem_text(self, i: int) -> str:
        cut = self._cut(i)
        key = self.key(i)
        return key[:-cut] if cut else key

    def _kind(self, i: int) -> str | None:
        found = self.lex.match(self.lex.concepts, self.atoms, i)
        return self.lex.concept_kind.get(found[0].id) if found else None

    def _noun_here(self, i: int) -> bool:
        if self.lex.is_word("predicate", self.key(i)):
            return False
        return self._known(i) or bool(self.pos) and self.pos[i] in ("NOUN", "PROPN")

    def _genitive_before(self, start: int) -> bool:
        """Whether the word before atom start is in the genitive."""
        key = self.key(start - 1)
        return self.lex.is_word("genitive", key) or any(key.endswith(g) for g in self.lex.words.get("genitive", ()))
