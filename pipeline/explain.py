"""What the rules saw in one text: its claims with the spans to colour, and the numerals in it."""

import inspect
from dataclasses import dataclass, field
from typing import Any, NamedTuple

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
    """A numeral of a text: ``text[start:end]`` and its value, or its bounds for a range."""

    text: str
    start: int
    end: int
    value: str


def spans_of(claims: tuple[Claim, ...]) -> tuple[tuple[str, int, int], ...]:
    """Return (part, start, end) of all parts of claims in text order; figures are the numerals."""
    spans: set[tuple[str, int, int]] = set()
    for c in claims:
        parts = [("figure", c.num_start, c.num_end), ("item", c.item_start, c.item_end), ("cue", c.cue_start, c.cue_end)]
        parts += [("source", s.start, s.end) for s in c.sources]
        spans |= {(part, start, end) for part, start, end in parts if start is not None and end is not None}
    order = ("item", "cue", "source", "figure")
    return tuple(sorted(spans, key=lambda s: (order.index(s[0]), s[1], s[2])))


def explain_text(text: str, lang: str) -> Explanation:
    """Explain one text of a language. Raises CannotRun when the models are missing or damaged."""
    from pipeline.claims import claims_of
    from pipeline.extractor import parser

    doc = parser(lang).parse([text])[0]
    claims = tuple(claims_of(doc, "text"))
    considered = {c.claim_id: lines for c in claims if c.sourcing == "none" and (lines := _considered(doc, c))}
    return Explanation(text, lang, claims, spans_of(claims), considered)


def _considered(doc: Any, claim: Claim) -> tuple[str, ...]:
    """Return what the attribution says that it considered for a figure, where it can say."""
    import pipeline.attribution

    explain = getattr(pipeline.attribution, "explain", None)
    if explain is None or len(inspect.signature(explain).parameters) != 2:
        return ()
    return tuple(str(line) for line in explain(doc, claim))
