"""What goes beyond one sentence: sources that the next sentence plainly keeps, and who a pronoun means."""

from collections.abc import Sequence

from pipeline.attribution.events import Event, Events
from pipeline.attribution.phrases import Phrase
from pipeline.attribution.reading import Reading, Sentence
from pipeline.schema import Figure

#: A pronoun's antecedent is looked for in so many sentences before it.
_BACK = 5


class Antecedents:
    """The people and bodies that pronoun sources of an article stand for."""

    def __init__(self, events: Events) -> None:
        self._r = events.reading
        self._named = [
            e.phrase for e in events.all() if e.phrase is not None and e.verdict == "named" and not e.carried
        ]

    def of(self, event: Event) -> Phrase | None:
        """The antecedent of an event's pronoun: the nearest named source above; None if it is no pronoun."""
        p = event.phrase
        if event.verdict != "pronoun" or p is None:
            return None
        here = self._r.sentence_at(p.start)
        for q in reversed(self._named):
            if q.start >= p.start:
                continue
            there = self._r.sentence_at(q.start)
            if here is None or there is None or here.index - there.index > _BACK:
                return None
            if not self._r.lexicon.noun(q.head, "report", "document", "figures", "group", "insiders", "media"):
                return q
        return None


def carried_event(events: Events, figures: Sequence[Figure], decided: Sequence[Event | None], i: int) -> Event | None:
    """The event of the sentence before that plainly governs figure ``i`` too, or None.

    Plain signs: the sentence opens with a word that takes up what was just said, or it goes on counting
    shares of the same poll. A sentence with a cue of its own or with a sign of a new matter never continues.
    """
    r = events.reading
    s = r.sentence_at(figures[i].num_start)
    if s is None or s.index == 0 or events.by_sentence.get(s.index):
        return None
    before = r.sentences[s.index - 1]
    if s.paragraph - before.paragraph > 1:
        return None
    pairs = [
        (f, e)
        for f, e in zip(figures, decided, strict=True)
        if e is not None and before.start <= f.num_start < before.end and e.hit.sentence.index == before.index
    ]
    if not pairs:
        return None
    figure, event = pairs[-1]
    if event.quote is not None and event.quote.end > s.start:
        return None
    if _same_poll(r, s, figures[i], figure, event) or _takes_up(r, s):
        return event
    return None


def _same_poll(r: Reading, s: Sentence, here: Figure, there: Figure, event: Event) -> bool:
    p = event.phrase
    if p is None or here.kind != "percent" or there.kind != "percent":
        return False
    return r.lexicon.noun(p.head, "document", "report", "figures")


def _takes_up(r: Reading, s: Sentence) -> bool:
    return r.lexicon.is_a(r.words[s.first].key, "additive")
