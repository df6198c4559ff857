"""The data that walks through the pipeline: articles, figures, sources, attributions and claims.

All offsets count Unicode characters of the article's text as given; ``text[start:end]`` is the surface.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Lang = Literal["hi", "gu"]
Kind = Literal["count", "money", "percent", "measure", "duration", "age", "ratio", "times"]
Comparator = Literal["exact", "approx", "more_than", "at_least", "less_than", "at_most", "range", "vague"]
Polarity = Literal["affirmed", "denied"]
Modality = Literal["asserted", "possible", "future"]
Sourcing = Literal["named", "vague", "none"]
CueType = Literal[
    "according_to",
    "said",
    "claim",
    "estimate",
    "belief",
    "report",
    "confirm",
    "deny",
    "announce",
    "warn",
    "accuse",
    "admit",
    "quote",
    "headline",
    "hedge",
]
Scope = Literal["same_sentence", "previous_sentence", "quote"]
SourceType = Literal["person", "organisation", "country", "document", "outlet", "role", "pronoun", "unknown"]
Relation = Literal["speaker", "relayed_by"]
Status = Literal["ok", "skipped", "failed"]


class Record(BaseModel):
    """Base of the records: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Article(Record):
    """One article as read. ``text`` is what every offset points into.

    ``lang`` is None until the language is identified. ``note`` is what reading had to say about an
    article that was read all the same (an id given twice); it becomes the row's ``reason``.
    """

    doc_id: str
    text: str
    lang: str | None = None
    title: str | None = None
    date: str | None = None
    url: str | None = None
    path: str | None = None
    note: str | None = None


class Figure(Record):
    """A quantity in the text: the numeral, what it measures or counts, and its bounds.

    ``num_*`` is the numeral alone, ``figure_*`` the whole phrase (modifier, numeral, unit or item).
    ``value`` has the scale applied and is None for ranges and vague plurals; ``low`` and ``high`` are
    the bounds that the text states. ``rules`` are the ids of the data entries and rules that made it.
    """

    num_start: int
    num_end: int
    figure_start: int
    figure_end: int
    kind: Kind
    value: float | None
    low: float | None = None
    high: float | None = None
    comparator: Comparator = "exact"
    unit: str | None = None
    item_start: int | None = None
    item_end: int | None = None
    item_lemma: str | None = None
    concept: str | None = None
    predicate: str | None = None
    polarity: Polarity = "affirmed"
    modality: Modality = "asserted"
    rules: tuple[str, ...] = ()


class Source(Record):
    """Somebody whom a figure is attributed to.

    ``text`` is the phrase without postposition or case ending and equals the article's
    ``text[start:end]``. ``key`` is language-independent: ``country:KR``, ``org:reuters`` or
    ``name:`` + romanisation. ``via`` is the word that stood for the keyed source (a capital for
    its country), ``roman`` the romanised phrase, ``country`` an ISO 3166-1 alpha-2 code.
    """

    text: str
    start: int
    end: int
    key: str
    via: str | None = None
    type: SourceType = "unknown"
    relation: Relation = "speaker"
    antecedent: str | None = None
    country: str | None = None
    roman: str | None = None


class Attribution(Record):
    """Who a figure is attributed to and by which words.

    ``sources`` holds speakers first, then those who relayed them. ``also_said_by`` is only a hint:
    the nearest named source earlier in the paragraph when ``sourcing`` is vague or none.
    """

    sourcing: Sourcing = "none"
    sources: tuple[Source, ...] = ()
    cue_start: int | None = None
    cue_end: int | None = None
    cue_type: CueType | None = None
    scope: Scope | None = None
    also_said_by: str | None = None
    rules: tuple[str, ...] = ()


class Claim(Record):
    """One row of the claims table with its sources: a figure joined to its attribution."""

    claim_id: str
    doc_id: str
    lang: Lang
    sent_index: int
    sentence: str
    num_text: str
    num_start: int
    num_end: int
    figure_text: str
    figure_start: int
    figure_end: int
    kind: Kind
    value: float | None
    low: float | None
    high: float | None
    comparator: Comparator
    unit: str | None
    item: str | None
    item_lemma: str | None
    item_start: int | None
    item_end: int | None
    concept: str | None
    predicate: str | None
    polarity: Polarity
    modality: Modality
    sourcing: Sourcing
    source: str | None
    source_key: str | None
    source_via: str | None
    source_count: int
    cue: str | None
    cue_type: CueType | None
    cue_start: int | None
    cue_end: int | None
    scope: Scope | None
    gloss: str
    figure_rule: str
    source_rule: str
    also_said_by: str | None
    when_text: str | None = None
    when_date: str | None = None
    where: str | None = None
    where_country: str | None = None
    actors: str | None = None
    actor_keys: str | None = None
    sources: tuple[Source, ...] = ()

    def _repr_html_(self) -> str:
        """Return the sentence with figure, item, cue and source in four colours, and the gloss: what notebooks show."""
        from pipeline.audit.highlight import claim_html  # the display is not needed to make claims

        return claim_html(self.model_dump(), [{"source_start": s.start, "source_end": s.end} for s in self.sources])
