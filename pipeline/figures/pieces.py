"""Single atoms as pieces of numerals: digit runs, number words with their endings, signs for fractions."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from pipeline.figures.lexicon import CACHED, Ending, Lexicon, Numeral
from pipeline.figures.scan import Atom

ONE, HUNDRED = Decimal(1), Decimal(100)
#: More digits than this are no quantity that news states; they also exceed what a float holds exactly.
MAX_DIGITS = 24
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?")
#: Commas misplaced by hand, as in 67,08,38000: what follows the last one is too long for a list of numbers.
_MISGROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{5,8}|\d{1,3}(?:,\d{2,3})+,\d{4}")
_POINTS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")


@dataclass(slots=True)
class Piece:
    """One atom read as part of a numeral: ``end`` is where the numeral ends in the text, without a case ending."""

    role: str
    value: Decimal
    end: int
    entry: Numeral | None = None
    ending: Ending | None = None


def digits_value(key: str) -> tuple[Decimal, bool] | None:
    """The value of a digit run and whether it was grouped; None for dates, versions and lists of digits."""
    if key.isdigit():
        return Decimal(key), False
    if "," not in key:
        if key.count(".") == 1:
            return Decimal(key), False
        return (Decimal(key.replace(".", "")), True) if _POINTS.fullmatch(key) else None
    if _GROUPED.fullmatch(key) or _MISGROUPED.fullmatch(key):
        return Decimal(key.replace(",", "")), True
    return None


def read_atom(lex: Lexicon, atom: Atom) -> Piece | None:
    """The numeral piece that an atom is by itself, or None."""
    if atom.kind == "num":
        got = digits_value(atom.key)
        return Piece("digits", got[0], atom.end) if got else None
    if atom.kind == "vulgar":
        return Piece("vulgar", Decimal(str(unicodedata.numeric(atom.text))), atom.end)
    if atom.kind != "word":
        return None
    word = lex.piece_cache.get(atom.key, 0)
    if word == 0:
        if len(lex.piece_cache) > CACHED:
            lex.piece_cache.clear()
        word = lex.piece_cache[atom.key] = _read_word(lex, atom.key)
    if word is None:
        return None
    role, value, entry, ending, cut = word
    return Piece(role, value, atom.end - cut, entry, ending)


def _read_word(lex: Lexicon, key: str) -> tuple[str, Decimal, Numeral | None, Ending | None, int] | None:
    entry = lex.numerals.get(key)
    if entry:
        return entry.role, entry.value, entry, None, 0
    if lex.is_word("not_number", key):
        return None
    whole = _joined(lex, key)
    if whole:
        return "cardinal", whole[0], whole[1], None, 0
    halves = _plus_joined(lex, key)
    if halves:
        return "cardinal", halves[0], halves[1], None, 0
    for ending in lex.endings:
        if ending.on == "digits":
            continue
        for form in ending.forms:
            if not key.endswith(form) or len(key) <= len(form):
                continue
            stem = key[: -len(form)]
            base = lex.numerals.get(stem)
            if base is None:
                joined = _joined(lex, stem)
                if joined is None or ending.role != "case":
                    continue
                return "cardinal", joined[0], joined[1], ending, len(form)
            if base.role == "cardinal" and ending.role == "ordinal" and base.value >= (ending.least or 0):
                return "ordinal", base.value, base, ending, 0
            if base.role == "cardinal" and ending.role == "all" and base.value > 2:
                return "all", base.value, base, ending, 0
            if base.role in ("cardinal", "scale") and ending.role == "approx":
                return base.role, base.value, base, ending, 0
            if ending.role == "case" and base.role not in ("sign", "point", "plus"):
                return base.role, base.value, base, ending, len(form)
    return None


def _joined(lex: Lexicon, key: str) -> tuple[Decimal, Numeral] | None:
    """A small number and its scale written as one word (ત્રણસો)."""
    for cut in range(2, min(6, len(key) - 1)):
        tail = lex.numerals.get(key[-cut:])
        if tail is None or tail.role != "scale" or tail.weak:
            continue
        head = lex.numerals.get(key[:-cut])
        if head and head.role == "cardinal" and ONE <= head.value < HUNDRED:
            return head.value * tail.value, tail
    return None


def _plus_joined(lex: Lexicon, key: str) -> tuple[Decimal, Numeral] | None:
    """A quarter word and its number written as one word: three and a half."""
    for cut in range(3, len(key) - 1):
        head = lex.numerals.get(key[:cut])
        if head is None or head.role != "plus":
            continue
        tail = lex.numerals.get(key[cut:])
        if tail is not None and tail.role == "cardinal" and 2 <= tail.value < HUNDRED:
            return tail.value + head.value, head
    return None
