"""Builds a spaCy ``Doc`` from parsed sentences without changing a character of the text."""

from typing import NamedTuple

from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.parsing.segments import is_blank


class Token(NamedTuple):
    """A parsed word. ``start``/``end``: characters of the text; ``head``: 1-based in its sentence, 0 for the root."""

    start: int
    end: int
    upos: str
    feats: str
    lemma: str
    head: int
    deprel: str


class Sentence(NamedTuple):
    """Tokens of one sentence in text order."""

    tokens: list[Token]


def make_doc(vocab: Vocab, text: str, sentences: list[Sentence]) -> Doc:
    """Return a Doc with tags, lemmas, features, heads, relations and sentence bounds; ``doc.text == text``.

    White space, with any byte order marks in it, that is not one plain space after a word is a token of its own (pos
    SPACE), attached to the word before it, or to the first word at the start of the text. Raises ValueError when tokens overlap.
    """
    build = _Builder(text)
    for sentence in sentences:
        build.sentence(sentence.tokens)
    build.gap(len(text), final=True)
    doc = Doc(
        vocab,
        words=build.words,
        spaces=build.spaces,
        pos=build.pos,
        lemmas=build.lemmas,
        morphs=build.morphs,
        heads=build.resolved_heads(),
        deps=build.deps,
    )
    if doc.text != text:
        raise ValueError("tokens do not cover the text")
    return doc


class _Builder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.words: list[str] = []
        self.spaces: list[bool] = []
        self.pos: list[str] = []
        self.lemmas: list[str] = []
        self.morphs: list[str] = []
        self.heads: list[int] = []
        self.deps: list[str] = []
        self.anchor: int | None = None  # last word, that whitespace is attached to

    def _add(self, word: str, pos: str, lemma: str, morph: str, head: int, dep: str) -> None:
        self.words.append(word)
        self.spaces.append(False)
        self.pos.append(pos)
        self.lemmas.append(lemma)
        self.morphs.append(morph)
        self.heads.append(head)
        self.deps.append(dep)

    def gap(self, until: int, final: bool = False) -> None:
        """Add what lies between the last token and the character offset ``until``."""
        between = self.text[self.at : until]
        if between.startswith(" ") and self.words and not self.spaces[-1]:
            self.spaces[-1] = True
            between = between[1:]
        if between:
            # A head of -1 stands for the next word.
            head = self.anchor if self.anchor is not None else -1
            blank = is_blank(between)
            self._add(between, "SPACE" if blank else "X", between, "", head, "" if blank else "dep")
        self.at = until

    def sentence(self, tokens: list[Token]) -> None:
        first = None
        rows: list[int] = []
        for t in tokens:
            if t.start < self.at or t.end <= t.start:
                raise ValueError(f"tokens overlap at character {t.start}")
            self.gap(t.start)
            rows.append(len(self.words))
            self._add(self.text[t.start : t.end], t.upos, t.lemma, t.feats, -2, t.deprel)
            first = rows[0] if first is None else first
            self.anchor = len(self.words) - 1
            self.at = t.end
        for i, t in zip(rows, tokens, strict=True):
            self.heads[i] = rows[t.head - 1] if t.head else i
            if not t.head:
                self.deps[i] = "ROOT"

    def resolved_heads(self) -> list[int]:
        """Heads as token indices; whitespace before the first word goes to that word, or to itself."""
        first = next((i for i, h in enumerate(self.heads) if h != -1), None)
        return [(first if first is not None else i) if h == -1 else h for i, h in enumerate(self.heads)]
