"""One English line per claim, for a reader who knows neither language."""

from functools import cache

from babel import Locale
from babel.numbers import get_currency_name

from pipeline.attribution.keys import Organisation
from pipeline.figures.lexicon import Concept
from pipeline.glossary import english
from pipeline.languages.loader import load_common
from pipeline.schema import Attribution, Figure, Source

_BOUND = {
    "approx": "about {}",
    "more_than": "more than {}",
    "at_least": "at least {}",
    "less_than": "less than {}",
    "at_most": "at most {}",
}
#: Vague plurals by the lower bound that the table states: twice the unit.
_PLURALS = {
    24: "dozens of",
    200: "hundreds of",
    2_000: "thousands of",
    20_000: "tens of thousands of",
    200_000: "hundreds of thousands of",
    2_000_000: "millions of",
    20_000_000: "tens of millions of",
    2_000_000_000: "billions of",
}
_UNIT_PLURAL = {
    "foot": "feet",
    "inch": "inches",
    "century": "centuries",
    "hertz": "hertz",
    "celsius": "degrees Celsius",
    "fahrenheit": "degrees Fahrenheit",
}
_SAID = {
    "according_to": "according to {}",
    "said": "{} said",
    "claim": "{} claims",
    "estimate": "by {}'s estimate",
    "belief": "{} believes",
    "report": "{} reports",
    "confirm": "{} confirmed",
    "deny": "{} denied",
    "announce": "{} announced",
    "warn": "{} warned",
    "accuse": "{} alleges",
    "admit": "{} admitted",
    "quote": "{} said",
    "headline": "{} says",
    "hedge": "according to {}",
}


def gloss(text: str, lang: str, figure: Figure, attribution: Attribution) -> str:
    """Return the gloss: bound, number, unit or item, and who says so; what has no English is romanised.

    text: the article, that the figure's offsets point into; lang: ISO 639-1 code.
    """
    parts = [_quantity(text, lang, figure)]
    if figure.polarity == "denied":
        parts[0] += " (denied)"
    if figure.modality != "asserted":
        parts[0] += " (possible)" if figure.modality == "possible" else " (expected)"
    parts.append(_attribution(lang, attribution))
    return ", ".join(parts)


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e21:
        return f"{int(value):,}"
    return f"{value:,.4f}".rstrip("0").rstrip(".") if abs(value) >= 0.001 else f"{value:.3g}"


def _amount(figure: Figure) -> tuple[str, bool]:
    """The number in words and figures, and whether what follows it is plural."""
    if figure.comparator == "vague" and figure.low is not None:
        return _PLURALS.get(int(figure.low), f"{_number(figure.low)} or more"), True
    if figure.comparator == "range":
        low, high = figure.low, figure.high
        if low is not None and high is not None:
            return f"{_number(low)} to {_number(high)}", True
    known = [v for v in (figure.value, figure.low, figure.high) if v is not None]
    if not known:
        return "an unstated number of", True
    return _BOUND.get(figure.comparator, "{}").format(_number(known[0])), known[0] != 1


def _quantity(text: str, lang: str, figure: Figure) -> str:
    amount, plural = _amount(figure)
    if figure.kind == "money":
        return f"{amount} {_currency(figure.unit, plural)}"
    if figure.kind == "percent":
        return f"{amount} percent"
    if figure.kind == "age":
        return f"{amount} {'years' if plural else 'year'} of age"
    if figure.kind == "times":
        return f"{amount} times"
    if figure.kind == "ratio":
        return f"a share of {amount}"
    if figure.kind in ("measure", "duration") and figure.unit:
        return f"{amount} {_unit(figure.unit, plural)}"
    return f"{amount} {_item(text, lang, figure, plural)}".strip()


def _unit(unit: str, plural: bool) -> str:
    if not plural or unit == "magnitude":
        return unit
    head, per, rest = unit.partition(" per ")
    *front, last = head.split(" ")
    last = _UNIT_PLURAL.get(last, last if last.endswith("s") else last + "s")
    return " ".join([*front, last]) + per + rest


@cache
def _currency(code: str | None, plural: bool) -> str:
    if not code:
        return "(currency not stated)"
    return get_currency_name(code, count=2 if plural else 1, locale="en")


def _item(text: str, lang: str, figure: Figure, plural: bool) -> str:
    concept = _concepts().get(figure.concept or "")
    if concept:
        noun = concept.plural if plural else concept.singular
        if concept.kind == "outcome" and concept.singular == concept.plural:
            return f"{'people' if plural else 'person'} {noun}"
        return noun
    if figure.item_start is None:
        return ""
    return english(text[figure.item_start : figure.item_end], lang)


@cache
def _concepts() -> dict[str, Concept]:
    return {c.id: c for c in load_common("concepts", Concept)}


@cache
def _organisations() -> dict[str, str]:
    return {o.id: o.latin[-1] for o in load_common("organisations", Organisation) if o.latin}


def _attribution(lang: str, attribution: Attribution) -> str:
    if attribution.sourcing == "none":
        return "no source given"
    speakers = [s for s in attribution.sources if s.relation == "speaker"] or list(attribution.sources)
    if not speakers:
        return "according to unnamed sources"
    names = [_name(s, lang) for s in speakers]
    joined = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    said = _SAID[attribution.cue_type or "according_to"].format(joined)
    relays = [_name(s, lang) for s in attribution.sources if s.relation == "relayed_by" and s not in speakers]
    return said + (f", relayed by {', '.join(relays)}" if relays else "")


def _name(source: Source, lang: str) -> str:
    """English name of a keyed country or organisation, else the romanised phrase."""
    family, _, code = source.key.partition(":")
    if family == "country":
        name = Locale("en").territories.get(code)
        if name:
            return f"{english(source.via, lang, names=True)} ({name})" if source.via else str(name)
    if source.key in _organisations():
        return _organisations()[source.key]
    return english(source.text, lang, names=True)
