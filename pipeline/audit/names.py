"""English names of keys, concepts and languages, for readers who know neither language."""

from functools import cache

from babel import Locale


@cache
def english(key: str, roman: str = "") -> str:
    """Return an English name for a source or actor key; the romanised phrase where the key has none.

    >>> english("country:KR")
    'South Korea'
    """
    family, _, code = key.partition(":")
    if family == "country":
        return str(Locale("en").territories.get(code, code))
    if family == "org":
        from pipeline.attribution import keys  # loads the language data: only where an organisation is named

        return str(keys.english_name(key) or roman or code)
    return roman or code or key


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
