"""What goes beyond one sentence: sources that the next sentence plainly keeps, and who a pronoun means."""

from collections.abc import Sequence

from pipeline.attribution.events import Event, Events
from pipeline.attribution.phrases import Phrase
from pipeline.attribution.reading import Reading, Sentence
from pipeline.attribution.verdicts import marked
from pipeline.schema import Figure

#: A pronoun's antecedent is looked for in so many sentences before it.
_BACK = 5
#: An opening that takes up the sentence before has so many words at most; in the data a number in it is a zero.
_OPENING, _ZERO = 3, "0"


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
        if here is None:
            return None
        best: Phrase | None = None
        for q in reversed(self._named):
            if q.start >= p.start:
                continue
            there = self._r.sentence_at(q.start)
            if there is None or here.index - there.index > _BACK:
                break
            if not self._r.lexicon.noun(q.head, "report", "document", "figures", "group", "insiders", "media"):
                best = q
                break
        actor = self._actor(here, p.start)
        return actor if best is None or (actor is not None and actor.start > best.start) else best

    def _actor(self, here: Sentence, before: int) -> Phrase | None:
        """The nearest titled person who does something in the sentences above."""
        r = self._r
        for index in range(here.index - 1, max(-1, here.index - 1 - _BACK), -1):
            s = r.sentences[index]
            for i in range(s.last - 1, s.first - 1, -1):
                if r.words[i].mark:
                    continue
                p = marked(r, s, i, "agent")
                if p is not None and any(r.lexicon.noun(w.key, "person") for w in r.words[p.first : p.last]):
                    return p
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
    taken_up = _takes_up(r, s)
    if s.paragraph - before.paragraph > 1 + taken_up or not s.closed or not before.closed:
        return None
    pairs = [
        (f, e)
        for f, e in zip(figures, decided, strict=True)
        if e is not None and before.start <= f.num_start < before.end and e.hit.sentence.index == before.index
    ]
    if not pairs:
        signs = taken_up or _follows(r, before)
        event = _announced(events, r, before, s)
        return event if event is not None and (signs or _goes_on(r, s, before, event)) else None
    figure, event = pairs[-1]
    if event.place not in ("after", "clause", "before") or (event.quote is not None and event.quote.end > s.start):
        return None
    if event.verdict == "vague" and event.place == "before":
        return None
    if _same_poll(r, s, figures[i], figure, event) or taken_up or _same_count(r, s, figures[i], pairs):
        return event
    return event if _goes_on(r, s, before, event) else None


def _announced(events: Events, r: Reading, before: Sentence, s: Sentence) -> Event | None:
    """The named event that governs the end of the sentence before, where that holds no figure of its own."""
    end = r.words[before.last - 1].start - 1
    rows = [e for e in events.by_sentence.get(before.index, []) if e.verdict != "vague" and not e.hit.cue.weak]
    rows = [e for e in rows if e.place in ("after", "clause") and e.covers(end) is not None]
    event = rows[-1] if rows else None
    return None if event is None or (event.quote is not None and event.quote.end > s.start) else event


def _goes_on(r: Reading, s: Sentence, before: Sentence, event: Event) -> bool:
    """Whether a sentence opens with a contrast to what somebody said right before it in the same line."""
    p = event.phrase
    if p is None or event.hit.cue.type != "said" or event.place != "after" or s.paragraph != before.paragraph:
        return False
    if event.found is None or event.found.slot != "agent" or r.lexicon.noun(p.head, "group"):
        return False
    return (
        r.lexicon.is_a(r.words[s.first].key, "contrast")
        and event.covers(r.words[before.last - 1].start - 1) is not None
    )


def _follows(r: Reading, s: Sentence) -> bool:
    """Whether a sentence ends by saying that what it speaks of follows: is as follows."""
    keys = [w.key for w in r.words[max(s.first, s.last - _OPENING - 2) : s.last] if not w.mark]
    return any(r.lexicon.is_a(" ".join(keys[k:]), "follows") for k in range(len(keys)))


def _same_poll(r: Reading, s: Sentence, here: Figure, there: Figure, event: Event) -> bool:
    p = event.phrase
    if p is None or here.kind != "percent" or there.kind != "percent":
        return False
    return r.lexicon.noun(p.head, "document", "report", "figures")


def _takes_up(r: Reading, s: Sentence) -> bool:
    """Whether a sentence opens with one or more words that take up what was just said; any number reads as 0."""
    keys = [_ZERO if w.text[0].isdigit() else w.key for w in r.words[s.first : min(s.last, s.first + _OPENING)]]
    return any(r.lexicon.is_a(" ".join(keys[:n]), "additive") for n in range(1, len(keys) + 1))


def _same_count(r: Reading, s: Sentence, here: Figure, pairs: Sequence[tuple[Figure, Event]]) -> bool:
    """Whether the sentence goes on counting what the sentence before counted, without turning elsewhere."""
    if here.kind != "count" or here.item_start is None or here.item_end is None or _turns(r, s):
        return False
    item = _last_word(r, here.item_start, here.item_end)
    if not item:
        return False
    items = ((f.item_start, f.item_end) for f, _ in pairs)
    return any(
        same_stem(item, _last_word(r, start, end)) for start, end in items if start is not None and end is not None
    )


def _turns(r: Reading, s: Sentence) -> bool:
    """Whether a sentence opens with a sign of another matter: a date, a contrast, "on the other hand"."""
    opening = r.words[s.first : s.first + 6]
    return any(r.lexicon.is_a(w.key, "shift", "contrast", "time") for w in opening)


def _last_word(r: Reading, start: int, end: int) -> str:
    words = [w for w in r.words[r.word_at(start) : r.word_at(end - 1) + 1] if not w.mark]
    return words[-1].key if words else ""


def same_stem(a: str, b: str) -> bool:
    """Whether two folded words look like forms of one noun: all but a short ending is the same.

    >>> same_stem("viewer", "viewers")
    True
    """
    short, long = sorted((a, b), key=len)
    common = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return common >= 3 and len(short) - common <= 1 and len(long) - common <= 3
