"""Where the figures of a text stand, before it is parsed."""

from pipeline.figures.lexicon import lexicon
from pipeline.figures.quantities import Quantities
from pipeline.figures.spans import numbers_of


def numeral_starts(text: str, lang: str) -> list[int]:
    """Return the character offsets of the numerals that ``find_figures`` reads, ascending; needs no parse."""
    lex = lexicon(lang)
    atoms, numbers = numbers_of(text, lex)
    return sorted(q.number.start for q in Quantities(lex, atoms, numbers).read())
