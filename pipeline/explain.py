"""What the rules saw in one text: its claims with the spans to colour, and the numerals in it."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from pipeline.schema import Claim


@dataclass(frozen=True)
class Explanation:
    """A text, its claims, and the spans (part, start, end) of figures, items, cues and sources.

    ``considered`` gives, by claim id, lines on what was considered for a figure that has no source.
    """

    text: str
    lang: str
    claims: tuple[Claim, ...]
    spans: tuple[tuple[str, int, int], ...]
    considered: dict[str, tuple[str, ...]] = field(default_factory=dict)


class FoundNumber(NamedTuple):
    """A numeral of a text: ``text[start:end]``, its value or bounds in plain digits, and its role.

    A range reads "20 to 30", an open bound "200 or more"; the role is that of `pipeline.spans_of_numbers`.
    """

    text: str
    start: int
    end: int
    value: str
    role: str


def spans_of(claims: tuple[Claim, ...]) -> tuple[tuple[str, int, int], ...]:
    """Return (part, start, end) of all parts of claims in text order; figures are the numerals."""
    spans: set[tuple[str, int, int]] = set()
    for c in claims:
        parts = [("figure", c.num_start, c.num_end), ("item", c.item_start, c.item_end)]
        parts += [("cue", c.cue_start, c.cue_end), *(("source", s.start, s.end) for s in c.sources)]
        spans |= {(part, start, end) for part, start, end in parts if start is not None and end is not None}
    order = ("item", "cue", "source", "figure")
    return tuple(sorted(spans, key=lambda s: (order.index(s[0]), s[1], s[2])))


def explain_text(text: str, lang: str) -> Explanation:
    """Explain one text of a language. Raises CannotRun when the models are missing or damaged."""
    from pipeline.attribution import explain
    from pipeline.claims import claims_of
    from pipeline.context import with_context
    from pipeline.extractor import parser
    from pipeline.figures import find_figures

    doc = parser(lang).parse([text])[0]
    claims = tuple(with_context(doc, claims_of(doc, "text"), None))
    considered = {}
    for claim, found in zip(claims, explain(doc, find_figures(doc)), strict=True):
        if claim.sourcing == "none":
            lines = (f"{text[c.start : c.end]} ({c.rule}): {c.reason}" for c in found.candidates if not c.fired)
            considered[claim.claim_id] = tuple(lines)
    return Explanation(text, lang, claims, spans_of(claims), considered)


def numbers_in(text: str, lang: str | None = None) -> list[FoundNumber]:
    """Return every numeral of a text, in digits or words; ``lang`` None takes the language of its script."""
    from pipeline.figures import spans_of_numbers

    found = []
    for n in spans_of_numbers(text, lang or _script(text)):
        if n.value is not None:
            value = plain(n.value)
        elif n.low is not None and n.high is not None:
            value = f"{plain(n.low)} to {plain(n.high)}"
        else:
            value = f"{plain(n.low)} or more" if n.low is not None else f"{plain(n.high or 0)} or less"
        found.append(FoundNumber(text[n.start : n.end], n.start, n.end, value, n.role))
    return found


def plain(value: Decimal | float) -> str:
    """Return a number in digits without exponent and without zeros at its end.

    >>> plain(Decimal("3.50E+7"))
    '35000000'
    """
    digits = format(Decimal(str(value)), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _script(text: str) -> str:
    return "gu" if re.search("[\u0a80-\u0aff]", text) else "hi"
