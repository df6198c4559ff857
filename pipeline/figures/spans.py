"""Numerals of a text as plain records, and the value of a single numeral."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pipeline.figures.lexicon import Lexicon, lexicon
from pipeline.figures.numerals import Number
from pipeline.figures.ranges import expression, unit_after
from pipeline.figures.roles import Roles
from pipeline.figures.scan import Atom, scan
from pipeline.languages.loader import LANGUAGES


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A numeral expression at text[start:end].

    ``value`` is None for ranges and vague plurals, which state ``low`` and perhaps ``high``. ``role`` is
    cardinal, ordinal, fraction, percent, multiplier, all, year, date, time, identifier, score, list,
    idiom, article, verb or word (a number word that is none here).
    """

    start: int
    end: int
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    role: str


def numbers_of(text: str, lex: Lexicon) -> tuple[list[Atom], list[Number]]:
    """The atoms of a text and its numerals with their roles, in order."""
    atoms = scan(text, lex.lookalikes, lex.letter_words)
    numbers: list[Number] = []
    i, n = 0, len(atoms)
    while i < n:
        number = expression(lex, atoms, i)
        if number is None:
            i += 1
        else:
            numbers.append(number)
            i = number.last + 1
    Roles(lex, atoms, numbers).assign()
    return atoms, numbers


def spans_of_numbers(text: str, lang: str) -> list[NumberSpan]:
    """Every numeral expression of a text, quantity or not, in order; offsets count characters of the text.

    lang: ISO 639-1 code of a language that has data here. Needs no parse. Raises DataError for an unknown language.
    """
    lex = lexicon(lang)
    atoms, numbers = numbers_of(text, lex)
    return [NumberSpan(n.start, n.end, n.value, n.low, n.high, _public_role(lex, atoms, n)) for n in numbers]


def _public_role(lex: Lexicon, atoms: list[Atom], n: Number) -> str:
    if n.role == "twice":
        return "multiplier"
    if n.role == "cardinal" and unit_after(lex, atoms, n.after) is not None:
        found = lex.match(lex.units, atoms, n.after)
        if found is not None and found[0].kind == "percent":
            return "percent"
        if found is not None and found[0].dim == "fold":
            return "multiplier"
    return n.role


@cache
def _languages() -> tuple[str, ...]:
    return tuple(LANGUAGES)


def parse_number(text: str, lang: str | None = None) -> Decimal:
    """The value of a numeral in digits or words: "साढ़े तीन करोड़" → 35000000.

    lang: ISO 639-1 code; None tries every language. Raises ValueError when the text is not one single
    number: other words, a range, a vague plural, nothing.
    """
    for code in (lang,) if lang else _languages():
        lex = lexicon(code)
        atoms = scan(text, lex.lookalikes, lex.letter_words)
        if not atoms:
            break
        number = expression(lex, atoms, 0)
        if number is not None and number.last == len(atoms) - 1 and number.value is not None and number.ending is None:
            return (
                number.value.normalize()
                if number.value == number.value.to_integral() and abs(number.value) < 1
                else _plain(number.value)
            )
    raise ValueError(f"not a number: {text!r}")


def _plain(value: Decimal) -> Decimal:
    """The value without trailing zeros after the point and without an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral() and value.adjusted() < 27 else value
