"""The surface of an article as attribution reads it: words, punctuation, sentences, paragraphs.

The reading is made from the characters of the text alone, so that it is the same with a good parse, a
wrong one or none; what the parse knows (part of speech, case) is copied onto the words it covers.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from pipeline.attribution.lexicon import Lexicon
from pipeline.text import fold

#: A word: letters, digits and the signs of Indic scripts (dandas left out), joiners; ASCII words keep
#: inner dots and apostrophes (weather.com). Everything else that is not a space stands alone.
_PIECE = re.compile(
    r"(?P<ascii>[A-Za-z0-9]+(?:[.'’@_][A-Za-z0-9]+)+(?![^\W_]))"
    r"|(?P<number>\d+(?:[.,:]\d+)*(?=\W|$))"
    r"|(?P<word>(?:[^\W_]|[\u0900-\u0963\u0970-\u0dff\u200c\u200d])+)"
    r"|(?P<newline>[\r\n]+)"
    r"|(?P<mark>''|\S)"
)
#: A dot between digits is inside a number when no more digits than these stand before it (more are a year).
_DIGITS = 3
#: A line of at most so many characters without a mark at its end is a headline.
_LINE = 200
#: A word depends on another over so many steps at most.
_STEPS = 25
_ENDS = frozenset("।॥?!…")
_CLOSERS = frozenset(['"', "”", "’", "'", "''", "»", ")", "]", "}"])


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a punctuation mark: ``text[start:end]``, its comparison key, and what the parse says of it.

    ``head`` is the offset of the character where the word's head begins in the parse, -1 without one.
    """

    text: str
    start: int
    end: int
    key: str
    mark: bool = False
    pos: str = ""
    case: str = ""
    dep: str = ""
    head: int = -1


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words ``first`` to ``last`` (exclusive) of the reading; ``paragraph`` counts lines of the article."""

    index: int
    first: int
    last: int
    start: int
    end: int
    paragraph: int
    closed: bool


@dataclass(slots=True)
class Reading:
    """An article's words and sentences in order, with the lexicon of its language."""

    text: str
    lexicon: Lexicon
    words: list[Word] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that covers a character offset (or the last one that begins before it)."""
        i = bisect_right(self._starts, offset) - 1
        return self.sentences[i] if i >= 0 else None

    def under(self, i: int, first: int, last: int) -> bool:
        """Whether by the parse word ``i`` depends, over any number of steps, on one of words ``first`` to ``last``."""
        for _ in range(_STEPS):
            head = self.words[i].head
            if head < 0:
                return False
            i = self.word_at(head)
            if first <= i <= last:
                return True
        return False

    def word_at(self, offset: int) -> int:
        """Index of the first word that ends after a character offset."""
        low, high = 0, len(self.words)
        while low < high:
            mid = (low + high) // 2
            if self.words[mid].end <= offset:
                low = mid + 1
            else:
                high = mid
        return low


def _pieces(text: str, lexicon: Lexicon) -> list[tuple[int, int, str]]:
    """(start, end, kind) of every piece; letters written with dots (U.S. in the script) become one word."""
    raw = [(m.start(), m.end(), m.lastgroup or "mark") for m in _PIECE.finditer(text)]
    out: list[tuple[int, int, str]] = []
    i = 0
    while i < len(raw):
        start, end, kind = raw[i]
        j = i
        while (
            raw[j][2] in ("word", "ascii")
            and j + 1 < len(raw)
            and text[raw[j + 1][0]] == "."
            and raw[j + 1][0] == raw[j][1]
            and fold(text[raw[j][0] : raw[j][1]]) in lexicon.abbreviations
        ):
            end, kind = raw[j + 1][1], "word"
            following = raw[j + 2] if j + 2 < len(raw) else None
            if (
                following is not None
                and following[0] == end
                and following[2] in ("word", "ascii")
                and fold(text[following[0] : following[1]]) in lexicon.abbreviations
            ):
                j += 2
                end = raw[j][1]
                continue
            j += 1
            break
        out.append((start, end, kind))
        i = j + 1
    return out


def _decimal(text: str, pieces: list[tuple[int, int, str]], n: int, lexicon: Lexicon) -> bool:
    """Whether the dot ``pieces[n]`` stands inside a number, as in ``4. 90``: few digits before it, digits after."""
    if n + 1 >= len(pieces) or not 0 <= pieces[n + 1][0] - pieces[n][1] <= 1:
        return False
    before, after = text[slice(*pieces[n - 1][:2])], text[slice(*pieces[n + 1][:2])]
    if len(before) > _DIGITS or not (_numeric(before, lexicon) and _numeric(after, lexicon)):
        return False
    chained = n >= 2 and text[slice(*pieces[n - 2][:2])] == "."  # 12. 05. 40 with letters for digits
    return before[0].isdigit() or (after[0].isdigit() and (chained or len(before) == 1))


def _numeric(piece: str, lexicon: Lexicon) -> bool:
    """Whether a piece is written with digits and letters that papers print for them only."""
    return all(c.isdigit() or lexicon.is_a(c, "digit") for c in piece)


def _trails_off(text: str, start: int, end: int) -> bool:
    """Whether the mark is an ellipsis or one of its dots."""
    return text[start:end] == "…" or (text[start:end] == "." and "." in (text[start - 1 : start], text[end : end + 1]))


def _headline(text: str, at: int) -> bool:
    """Whether the line that holds a character is short and ends without a mark."""
    before = text[max(0, at - _LINE - 1) : at].rpartition("\n")[2]  # no further, lest long lines cost more
    line = (before + text[at : at + _LINE + 1].partition("\n")[0]).strip()
    return 0 < len(line) <= _LINE and unicodedata.category(line[-1])[0] in "LMN"


def _head_of(token: Token) -> int:
    return int(token.head.idx) if token.head.i != token.i else -1


def read(doc: Doc, lexicon: Lexicon) -> Reading:
    """Read a Doc: ``doc.text`` gives words and sentences, its tokens (if tagged) part of speech and case."""
    text = doc.text
    reading = Reading(text, lexicon)
    tags: list[tuple[int, str, str, str, int]] = []  # token end, part of speech, case, relation, offset of the head
    if doc.has_annotation("POS"):
        tags = [(t.idx + len(t), t.pos_, (t.morph.get("Case") or [""])[0], t.dep_, _head_of(t)) for t in doc]
    token = 0
    paragraph = 0
    first = 0

    def close(closed: bool) -> None:
        nonlocal first
        words = reading.words
        if first < len(words):
            index = len(reading.sentences)
            span = (words[first].start, words[-1].end)
            reading.sentences.append(Sentence(index, first, len(words), *span, paragraph, closed))
            reading._starts.append(span[0])
        first = len(words)

    ended = False
    pieces = _pieces(text, lexicon)
    for n, (start, end, kind) in enumerate(pieces):
        if kind == "newline":
            close(ended)
            ended = False
            paragraph += 1 if text.count("\n", start, end) < 2 else 2  # an empty line parts more than a line break
            continue
        piece = text[start:end]
        glued = bool(reading.words) and reading.words[-1].end == start
        if ended and not (kind == "mark" and (piece in _CLOSERS or piece in _ENDS or piece == ".") and glued):
            close(True)
            ended = False
        pos = case = dep = ""
        head = -1
        if tags:
            while token < len(tags) - 1 and tags[token][0] <= start:
                token += 1
            _, pos, case, dep, head = tags[token]
        reading.words.append(Word(piece, start, end, fold(piece), kind == "mark", pos, case, dep, head))
        if kind != "mark" or (_trails_off(text, start, end) and _headline(text, start)):
            continue
        dated = piece == ")" and len(reading.words) > 3 and reading.words[-3].text == "("
        if dated and lexicon.is_a(reading.words[-2].key, "dateline"):
            ended = True  # the agency's name in brackets: the news begins after it
        if piece in _ENDS or (piece == "." and glued and not _decimal(text, pieces, n, lexicon)):
            ended = True
    close(ended)
    return reading
