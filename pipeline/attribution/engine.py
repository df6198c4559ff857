"""Attributes every figure of an article: the event that governs it, its sources, and hints beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.attribution.carry import Antecedents, carried_event
from pipeline.attribution.events import Event, Events, find_events
from pipeline.attribution.keys import key_of, make_source
from pipeline.attribution.lexicon import lexicon
from pipeline.attribution.phrases import Phrase, parts
from pipeline.attribution.reading import Reading, read
from pipeline.schema import Attribution, Figure, Relation, Scope, Source


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for one figure: the chosen event (None: none), those that relay, the scope."""

    event: Event | None
    relays: tuple[Event, ...] = ()
    scope: Scope | None = None
    rule: str = ""


def analyse(doc: Doc) -> Events:
    """The attribution events of a Doc."""
    return find_events(read(doc, lexicon(doc.lang_)))


def attribute(doc: Doc, figures: Sequence[Figure]) -> list[Attribution]:
    """Attribute figures to their sources: one Attribution per figure, in the same order.

    doc: any Doc of a known language, parsed or not; figures: offsets into ``doc.text``. The Doc is not changed.
    """
    events = analyse(doc)
    decisions = decide(events, figures)
    antecedents = Antecedents(events)
    out: list[Attribution] = []
    for figure, decision in zip(figures, decisions, strict=True):
        out.append(_attribution(events.reading, decision, antecedents, figure))
    return _hints(events.reading, figures, out)


def decide(events: Events, figures: Sequence[Figure]) -> list[Decision]:
    """Choose the governing event of each figure."""
    _drop_respondents(events, figures)
    out = [_direct(events, f) for f in figures]
    for i, _figure in enumerate(figures):
        if out[i].event is None:
            event = carried_event(events, figures, [d.event for d in out], i)
            if event is not None:
                out[i] = Decision(event, (), "previous_sentence", "carry.next_sentence")
    return out


def _drop_respondents(events: Events, figures: Sequence[Figure]) -> None:
    """A share of people who say something is what a poll found, not a source."""
    shares = [f for f in figures if f.kind in ("percent", "ratio")]
    if not shares:
        return
    for index, rows in events.by_sentence.items():
        dropped = [
            e
            for e in rows
            if e.phrase is not None and any(e.phrase.start <= f.num_start < e.phrase.end for f in shares)
        ]
        for d in dropped:  # and what the respondents are said to think
            rows = [
                e
                for e in rows
                if e is not d and not (e.verdict == "pronoun" and d.covers(_at(events.reading, e)) is not None)
            ]
        events.by_sentence[index] = rows


def describes(r: Reading, p: Phrase, figure: Figure) -> bool:
    """Whether by the parse a figure before a source only describes it (trends from the house of 90 seats)."""
    return figure.num_end <= p.start and r.under(r.word_at(figure.num_start), p.first, p.last)


def _at(r: Reading, e: Event) -> int:
    return r.words[e.hit.first].start


#: So many events that cover a figure are compared with each other, the narrowest ones.
_NEAREST = 16


def _direct(events: Events, figure: Figure) -> Decision:
    s = events.reading.sentence_at(figure.num_start)
    if s is None:
        return Decision(None)
    rows: list[tuple[tuple[bool, bool, bool], int, Event]] = []
    for e in events.near(s.index):
        size = e.covers(figure.num_start)
        p = e.phrase
        if size is None or (p is not None and not e.carried and p.start <= figure.num_start < p.end):
            continue
        if e.hit.cue.shares and figure.kind not in ("percent", "ratio"):
            continue
        if p is not None and e.place == "clause" and describes(events.reading, p, figure):
            continue
        rows.append(((e.place == "above", e.hit.cue.weak, e.verdict == "vague"), size, e))
    if not rows:
        return Decision(None)
    rows = sorted(rows, key=lambda row: row[1])[:_NEAREST]  # all but the widest, in texts that are no news
    r = events.reading
    inner = {id(e): sum(o.covers(_at(r, e)) is not None for _, _, o in rows if o is not e) for _, _, e in rows}
    rows.sort(key=lambda row: (row[0], -inner[id(row[2])], row[1]))
    chosen = rows[0][2]
    named = [e for _, _, e in rows if e.verdict != "vague" and e is not chosen and not e.hit.cue.weak]
    quoting = next((e for e in named if e.hit.cue.relays), None)
    if quoting is not None:
        named = [chosen, *[e for e in named if e is not quoting]]
        chosen = quoting
    scope: Scope = "same_sentence"
    if chosen.hit.sentence.index != s.index or (
        chosen.quote is not None and chosen.quote.start <= figure.num_start < chosen.quote.end
    ):
        scope = "quote"
    elif chosen.carried:
        scope = "previous_sentence"
    if chosen.place == "above":
        scope = "previous_sentence"
    relays = tuple(named) if chosen.verdict == "named" else ()
    return Decision(chosen, relays, scope, f"scope.{chosen.place}")


def _sources(r: Reading, e: Event, antecedents: Antecedents, relayed: bool) -> list[Source]:
    p = e.phrase
    if p is None:
        return []
    relation: Relation = "relayed_by" if relayed else "speaker"
    members = parts(r, p) if key_of(r.text[p.start : p.end], r.lexicon.lang)[0].startswith("name:") else [p]
    made = [make_source(r, m, relation, antecedents.of(e)) for m in members]
    if len(made) > 1 and not splits(made):
        made = [make_source(r, p, relation, antecedents.of(e))]
    return made


def splits(members: list[Source]) -> bool:
    """Whether the members of a coordination each stand for somebody.

    A bare name beside a body is part of the body's name (health and family welfare ministry).
    """
    if any(m.type not in ("country", "organisation", "outlet", "person", "role") for m in members):
        return False
    return not (members[-1].type == "organisation" and any(m.type == "person" for m in members))


def _attribution(r: Reading, d: Decision, antecedents: Antecedents, figure: Figure) -> Attribution:
    if d.event is None:
        return Attribution()
    e = d.event
    sources = _sources(r, e, antecedents, False)
    for relay in d.relays:
        for source in _sources(r, relay, antecedents, True):
            if all(source.key != s.key for s in sources):
                sources.append(source)
    words = r.words
    rules = [e.hit.cue.id, d.rule]
    if e.found is not None:
        rules.append(f"source.{e.found.slot}")
    return Attribution(
        sourcing="vague" if e.verdict == "vague" else "named",
        sources=tuple(sources),
        cue_start=words[_marked_from(r, e)].start,
        cue_end=words[e.hit.last - 1].end,
        cue_type=e.hit.cue.type,
        scope=d.scope,
        rules=tuple(rules),
    )


def _marked_from(r: Reading, e: Event) -> int:
    """Index of the cue's first word: the case word of the source where it stands right before the cue."""
    first = e.hit.first
    if e.found is None or first == 0:
        return first
    before = r.words[first - 1].key
    return first - (before in r.lexicon.case_words.get(e.found.slot, ()))


def _hints(r: Reading, figures: Sequence[Figure], rows: list[Attribution]) -> list[Attribution]:
    """Fill ``also_said_by``: the nearest named source earlier in the paragraph of a vague or unsourced figure."""
    order = sorted(range(len(figures)), key=lambda i: figures[i].num_start)
    out = list(rows)
    named: dict[int, str] = {}
    for i in order:
        s = r.sentence_at(figures[i].num_start)
        if s is None:
            continue
        row = rows[i]
        if row.sourcing == "named":
            named[s.paragraph] = "; ".join(x.text for x in row.sources if x.relation == "speaker")
        elif s.paragraph in named:
            out[i] = row.model_copy(update={"also_said_by": named[s.paragraph]})
    return out
