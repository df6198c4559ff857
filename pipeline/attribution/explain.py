"""Why a figure is attributed as it is: every cue considered for it, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.attribution.engine import Decision, analyse, decide, describes
from pipeline.attribution.events import Event, Events
from pipeline.attribution.reading import Reading
from pipeline.schema import Figure


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cue near a figure: ``text[start:end]``, the id of its record, whether it fired, and the reason if not.

    ``source_start`` and ``source_end`` give the source it found, None if it has none.
    """

    rule: str
    start: int
    end: int
    fired: bool
    reason: str
    source_start: int | None = None
    source_end: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The candidates of one figure, the one that fired (if any) first, then the nearest."""

    figure: Figure
    candidates: tuple[Candidate, ...]
    rules: tuple[str, ...]


def explain(doc: Doc, figures: Sequence[Figure]) -> list[Explanation]:
    """One Explanation per figure, in the same order: cues of its sentence and the one before, fired or not."""
    events = analyse(doc)
    decisions = decide(events, figures)
    return [_explain(events, f, d) for f, d in zip(figures, decisions, strict=True)]


def _explain(events: Events, figure: Figure, decision: Decision) -> Explanation:
    r = events.reading
    s = r.sentence_at(figure.num_start)
    near = range(s.index - 1, s.index + 1) if s is not None else range(0)
    out: list[Candidate] = []
    if decision.event is not None:
        out.append(_of_event(r, decision.event, True, ""))
    others: list[Candidate] = []
    for index in near:
        for e in events.by_sentence.get(index, []):
            if e is not decision.event:
                relays = any(e is x for x in decision.relays)
                others.append(_of_event(r, e, relays, "relays" if relays else _why_not(r, e, figure, decision)))
    for rejected in events.rejected:
        hit = rejected.hit
        if hit.sentence.index in near:
            start, end = r.words[hit.first].start, r.words[hit.last - 1].end
            others.append(Candidate(hit.cue.id, start, end, False, rejected.reason))
    others.sort(key=lambda c: abs(c.start - figure.num_start))
    rules = (decision.event.hit.cue.id, decision.rule) if decision.event is not None else ()
    return Explanation(figure, tuple(out + others), rules)


def _of_event(r: Reading, e: Event, fired: bool, reason: str) -> Candidate:
    p = e.phrase
    return Candidate(
        e.hit.cue.id,
        r.words[e.hit.first].start,
        r.words[e.hit.last - 1].end,
        fired,
        reason,
        p.start if p is not None else None,
        p.end if p is not None else None,
    )


def _why_not(r: Reading, e: Event, figure: Figure, decision: Decision) -> str:
    p = e.phrase
    if p is not None and p.start <= figure.num_start < p.end:
        return "the figure belongs to the source phrase"
    if e.covers(figure.num_start) is None:
        return "out of scope"
    if p is not None and e.place == "clause" and describes(r, p, figure):
        return "the figure only describes the source"
    if e.verdict == "vague":
        return "a named source governs it too"
    return "another cue is nearer"
