"""Cuts raw text into atoms: digit runs, words and single signs, each with its offsets.

The scanner knows characters, not languages, and reads the text once from left to right.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from pipeline.text import ascii_digits, fold

#: Blocks from Devanagari to Malayalam: their vowel signs and viramas are parts of words, which ``\w`` leaves out.
_INDIC = range(0x0900, 0x0E00)
_MARKS = "".join(chr(cp) for cp in _INDIC if unicodedata.category(chr(cp)) in ("Mn", "Mc"))
_JOINERS = "\u200b-\u200d\u2060\u00ad"
_GAPS = "\u00a0\u202f\u2009"
_LETTER = rf"[^\W\d_]|[{_MARKS}{_JOINERS}]"
_NUMBER = rf"\d[\d{_JOINERS}]*(?:[.,·٫]\d[\d{_JOINERS}]*|[{_GAPS}]\d{{3}}(?!\d))*"
#: Signs that stand for a fraction: ½, ¼ …
_VULGAR = "".join(chr(cp) for cp in (*range(0xBC, 0xBF), *range(0x2150, 0x215F)))
#: Signs that end a sentence or a clause; U+0964 and U+0965 are the dandas.
ENDS = frozenset({".", "\u0964", "\u0965", "?", "!", ";"})
HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")


@dataclass(slots=True)
class Atom:
    """A piece of text: ``kind`` is num, word, vulgar, sign or newline; ``key`` its comparison key.

    ``glued`` says that nothing stands between it and the atom before.
    """

    kind: str
    start: int
    end: int
    text: str
    key: str
    glued: bool


@cache
def _pattern(lookalikes: str) -> re.Pattern[str]:
    """The scanner for a language in whose news the letters ``lookalikes`` are typed for digits."""
    number = _NUMBER
    if lookalikes:
        # A letter counts as a digit only in a run that holds a native digit, and never with a vowel sign.
        letter = rf"[{lookalikes}](?![{_MARKS}])"
        number = (
            rf"(?<![^\W\d_])(?<![{_MARKS}])(?=[{lookalikes}]*,?[{lookalikes}]*(?![0-9])\d)"
            rf"(?:{letter}|\d)++(?:[.,](?:{letter}|\d)++)*+(?:(?<=\d)|(?<=[{lookalikes}])(?![^\W\d_]|[{_MARKS}]))|{_NUMBER}"
        )
    return re.compile(
        rf"(?P<num>{number})|(?P<vulgar>[{_VULGAR}])|(?P<word>(?:(?![{_VULGAR}])(?:{_LETTER}))+)"
        rf"|(?P<newline>[\n\r\u2028\u2029])|(?P<sign>[^\s])",
        re.UNICODE,
    )


def scan(text: str, lookalikes: tuple[tuple[str, str], ...] = (), words: frozenset[str] = frozenset()) -> list[Atom]:
    """Return the atoms of a text in order; white space within a line is left out.

    lookalikes: (letter, ASCII digit) pairs of letters typed for digits; words: what is written with such letters
    alone and is no number. A number's key has ASCII digits.
    """
    letters = dict(lookalikes)
    pattern = _pattern("".join(letters))
    table = str.maketrans(letters)
    atoms: list[Atom] = []
    last = -1
    for m in pattern.finditer(text):
        kind = m.lastgroup or "sign"
        start, end = m.span()
        piece = m.group()
        if kind == "num":
            key = ascii_digits(piece.translate(table)).translate(_CLEAN)
        elif kind == "word":
            key = fold(piece)
            if atoms and start == last and atoms[-1].kind == "num" and _is_visarga(piece):
                kind, key = "sign", ":"
            elif letters and words and start != last and _typed(piece, text, end, letters) and piece not in words:
                kind, key = "num", piece.translate(table)
        else:
            key = piece
        if letters and kind == "num" and _continues(atoms, text, start, piece, key):
            atoms.pop()
            whole = atoms.pop()
            start, key, last = whole.start, f"{whole.key}.{key}", whole.start if whole.glued else -1
            piece = text[start:end]
        atoms.append(Atom(kind, start, end, piece, key, start == last))
        last = end
    return atoms


_AFTER_ONE = re.compile(r"\. ?(?![0-9])\d\d?(?!\d|\.)|,\S*(?![0-9])\d")


def _typed(piece: str, text: str, end: int, letters: dict[str, str]) -> bool:
    """Whether a word is digits typed as letters: two and more of them, or one before decimals."""
    if any(c not in letters for c in piece):
        return False
    return len(piece) > 1 or _AFTER_ONE.match(text, end) is not None


def _continues(atoms: list[Atom], text: str, start: int, piece: str, key: str) -> bool:
    """Whether two native digits are the decimals of the number before, typed with a space after the point.

    Not at the start of a line, where a number and a full stop count a list.
    """
    if len(atoms) < 3 or len(key) != 2 or piece.isascii() or text[start - 1] != " ":
        return False
    before, whole, point = atoms[-3:]
    return (
        point.key == "."
        and point.glued
        and point.end == start - 1
        and whole.kind == "num"
        and not whole.text.isascii()
        and whole.key.isdigit()
        and len(whole.key) <= 3
        and before.kind != "newline"
    )


_CLEAN = {
    0x200B: None,
    0x200C: None,
    0x200D: None,
    0x2060: None,
    0xAD: None,
    **{ord(c): "," for c in "\u00a0\u202f\u2009"},
    0xB7: ".",
    0x66B: ".",
}


def _is_visarga(piece: str) -> bool:
    """A lone visarga, which is typed for a colon (Devanagari U+0903, Gujarati U+0A83)."""
    return len(piece) == 1 and unicodedata.name(piece, "").endswith("SIGN VISARGA")
