"""Cuts texts into the pieces that Stanza reads, and keeps where each piece came from."""

import re
import unicodedata
from collections.abc import Iterator

from pipeline.text import ascii_digits

#: A line break always ends a sentence.
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
#: Longest piece in characters; a longer line is cut, after a sentence end where there is one.
MAX_PIECE = 4000
#: Longest sentence in tokens that is tagged and parsed as one; parsing costs its square.
MAX_SENTENCE = 160
_END = re.compile(r"[.!?।॥…]\s+")
_SPACE = re.compile(r"\s+")
#: A byte order mark at the edge of a text or a line says nothing about its first word.
BOM = "\ufeff"


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every piece of text to tokenize: lines without space or BOM around them, long ones cut."""
    for line in _LINE.finditer(text):
        start, end = line.span()
        while end - start > MAX_PIECE:
            cut = _cut(text, start, start + MAX_PIECE)
            yield from _stripped(text, start, cut)
            start = cut
        yield from _stripped(text, start, end)


def _cut(text: str, start: int, end: int) -> int:
    for pattern in (_END, _SPACE):
        ends = [m.end() for m in pattern.finditer(text, start + MAX_PIECE // 2, end)]
        if ends:
            return ends[-1]
    return end


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and is_blank(text[start]):
        start += 1
    while end > start and is_blank(text[end - 1]):
        end -= 1
    if start < end:
        yield start, end


def is_blank(part: str) -> bool:
    """Whether a part of a text, of one character at least, is of white space and byte order marks only."""
    return part.isspace() or not part.replace(BOM, "").strip()


def _plain(ch: str) -> str:
    if ch.isspace() or unicodedata.category(ch) in ("Cc", "Cs", "Co", "Cn"):
        return " "
    return ch


def model_view(text: str) -> str:
    """Return what the models read instead of a piece, character for character as long as the piece.

    Any white space and any control, surrogate or unassigned character is a space; native digits are ASCII.
    """
    view = ascii_digits(text)
    if view.isprintable():
        return view
    return "".join(map(_plain, view))


def sentence_cuts(tokens: list[str]) -> Iterator[tuple[int, int]]:
    """Yield (first, last + 1) token ranges no longer than MAX_SENTENCE, cut after punctuation where possible."""
    start, n = 0, len(tokens)
    while n - start > MAX_SENTENCE:
        cut = start + MAX_SENTENCE
        for i in range(cut - 1, start + MAX_SENTENCE // 2, -1):
            if not any(c.isalnum() for c in tokens[i]):
                cut = i + 1
                break
        yield start, cut
        start = cut
    if start < n:
        yield start, n
