"""English names of keys, concepts and languages, for readers who know neither language."""

from functools import cache

from babel import Locale

from pipeline import glossary
from pipeline.attribution.keys import Organisation
from pipeline.languages.loader import LANGUAGES, load_common


@cache
def _organisations() -> dict[str, str]:
    return {o.id: o.latin[-1] for o in load_common("organisations", Organisation) if o.latin}


@cache
def english(key: str, words: str = "", lang: str = "") -> str:
    """Return an English name for a source or actor key; where it has none, the words in English or romanised.

    words: the phrase as written, in the language `lang`.

    >>> english("country:KR")
    'South Korea'
    """
    family, _, code = key.partition(":")
    if family == "country":
        return str(Locale("en").territories.get(code, code))
    if key in _organisations():
        return _organisations()[key]
    if words and lang in LANGUAGES:
        return glossary.english(words, lang, names=True)
    return words or code or key


def language(code: str) -> str:
    """Return the English name of a language code."""
    return str(Locale("en").languages.get(code, code))


def plain(concept: str) -> str:
    """Return a concept's id as words: artillery_shells -> artillery shells."""
    return concept.replace("_", " ")


def number(value: float) -> str:
    """Return a number with thousands separators and no more decimals than it needs."""
    if value == int(value) and abs(value) < 1e21:
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.01 else f"{value:.3g}"


def listed(names: list[str]) -> str:
    """Join names as English does: "A", "A and B", "A, B and C"."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""
