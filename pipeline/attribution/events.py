"""Attribution events: a cue with its source and the text it governs, sentence by sentence and quote by quote."""

import itertools
from dataclasses import dataclass, field

from pipeline.attribution.cues import Hit, find_cues
from pipeline.attribution.keys import names_somebody
from pipeline.attribution.phrases import Phrase, phrase
from pipeline.attribution.quotes import Quote, find_quotes
from pipeline.attribution.reading import Reading, Sentence
from pipeline.attribution.scope import complement, is_finite, scope_of
from pipeline.attribution.sources import Found, find_source
from pipeline.attribution.verdicts import marked

_MARKS = frozenset(",:-–—")
#: A line without a full stop and with no more words is a headline; a name in it has no more words.
_HEADLINE, _NAME = 30, 6
#: A speaker left out is the one named at most so many sentences before.
_ELIDED = 6


@dataclass(slots=True)
class Event:
    """A cue that attributes: who (``found``), what (``regions``), and how it came about.

    ``carried`` tells that the source was taken from the sentence before; ``place`` where the content
    stands; ``quote`` the direct quote that it governs besides.
    """

    hit: Hit
    found: Found | None
    verdict: str
    regions: list[tuple[int, int]]
    place: str
    carried: bool = False
    quote: Quote | None = None

    @property
    def phrase(self) -> Phrase | None:
        """The source phrase, None for an impersonal hedge."""
        return self.found.phrase if self.found is not None else None

    def covers(self, offset: int) -> int | None:
        """Length of the governed stretch that holds a character offset, or None."""
        return min((b - a for a, b in self.regions if a <= offset < b), default=None)


@dataclass(slots=True)
class Rejected:
    """A cue that did not fire, and why."""

    hit: Hit
    reason: str


@dataclass(slots=True)
class Events:
    """All events of an article by sentence index, and the cues that did not fire."""

    reading: Reading
    by_sentence: dict[int, list[Event]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    speaking: dict[int, list[Event]] = field(default_factory=dict)

    def near(self, index: int) -> list[Event]:
        """The events that can govern a figure of one sentence: its neighbours' and its own, quotes that reach it."""
        rows = [e for i in (index - 1, index, index + 1) for e in self.by_sentence.get(i, [])]
        return rows + [e for e in self.speaking.get(index, []) if all(e is not x for x in rows)]

    def all(self) -> list[Event]:
        """Every event in the order of the text."""
        return [e for i in sorted(self.by_sentence) for e in self.by_sentence[i]]


def find_events(r: Reading) -> Events:
    """Find the attribution events of an article."""
    out = Events(r, quotes=find_quotes(r))
    last_named: Event | None = None
    for s in r.sentences:
        hits, cancelled = find_cues(r, s)
        for c in cancelled:
            if c.by.unless_reported and complement(r, c.hit) is not None:
                hits.append(c.hit)
            else:
                out.rejected.append(Rejected(c.hit, f"cancelled by {c.by.id}"))
        hits.sort(key=lambda h: h.first)
        events: list[Event] = []
        for hit in hits:
            event = _event(r, hit, last_named, out)
            if event is not None:
                events.append(event)
        if not events:
            events = headline_events(r, s)
        out.by_sentence[s.index] = events
        named = [e for e in events if e.verdict != "vague"]
        if named:
            last_named = named[-1]
        elif last_named is not None and s.index - last_named.hit.sentence.index > _ELIDED:
            last_named = None
    _limit(r, out)
    _bind_quotes(r, out)
    return out


def _event(r: Reading, hit: Hit, last_named: Event | None, out: Events) -> Event | None:
    found = find_source(r, hit)
    carried = False
    verdict = found.verdict if found is not None else ""
    if found is None:
        if hit.cue.alone == "skip":
            out.rejected.append(Rejected(hit, "no source"))
            return None
        if hit.cue.alone == "previous":
            if last_named is None or complement(r, hit) is None or _has_agent(r, hit):
                out.rejected.append(Rejected(hit, "no source"))
                return None
            found, verdict, carried = last_named.found, last_named.verdict, True
        elif hit.cue.alone == "initial" and not _opens(r, hit):
            out.rejected.append(Rejected(hit, "no source"))
            return None
        else:
            verdict = "vague"
    if _unsigned(r, hit, found) and last_named is not None and last_named.hit.sentence.index == hit.sentence.index - 1:
        found, verdict, carried = last_named.found, last_named.verdict, True
    scope = scope_of(r, hit, None if carried else found)
    if not scope.regions:
        out.rejected.append(Rejected(hit, scope.reason))
        return None
    return Event(hit, found, verdict, list(scope.regions), scope.place, carried)


def _has_agent(r: Reading, hit: Hit) -> bool:
    """Whether an agent marker stands before a cue, so that its speaker is not left out but was not understood."""
    markers = r.lexicon.case_words.get("agent", frozenset())
    return any(w.key in markers for w in r.words[hit.sentence.first : hit.first])


def _unsigned(r: Reading, hit: Hit, found: Found | None) -> bool:
    """Whether the source is a bare statement (in a statement it was said): the issuer stands before it."""
    if found is None or found.verdict != "vague" or found.phrase is None or found.slot != "place":
        return False
    head = found.phrase.head
    return r.lexicon.noun(head, "hearsay") and r.lexicon.noun(head, "document")


def _opens(r: Reading, hit: Hit) -> bool:
    """Whether a cue opens its sentence, but for words that join it to the one before, and reports something."""
    s = hit.sentence
    joins = all(r.lexicon.is_a(w.key, "connective", "particle", "shift") for w in r.words[s.first : hit.first])
    return joins and complement(r, hit) is not None


def headline_events(r: Reading, s: Sentence) -> list[Event]:
    """The event of a headline ("40 held: police", "Police: 40 held"), if a known name stands beside a colon."""
    cue = next((c for c in r.lexicon.cues if c.source == ("colon",)), None)
    if cue is None or s.closed or s.last - s.first > _HEADLINE:
        return []
    colons = [i for i in range(s.first + 1, s.last - 1) if r.words[i].mark and r.words[i].text == ":"]
    if len(colons) != 1:
        return []
    colon = colons[0]
    hit = Hit(cue, colon, colon + 1, s)
    for first, last, region in (
        (colon + 1, s.last, (s.start, r.words[colon].start)),
        (s.first, colon, (r.words[colon].end, s.end)),
    ):
        if last - first > _NAME:
            continue
        p = phrase(r, s, last - 1)
        if p is None or p.first != first:
            continue
        if names_somebody(r, p, document=first > colon) or (first > colon and _said_by(r, s, colon, p)):
            return [Event(hit, Found(p, "named", first, last, "colon"), "named", [region], "headline")]
    return []


def _said_by(r: Reading, s: Sentence, colon: int, p: Phrase) -> bool:
    """Whether a titled person stands after a colon, or by the parse a name after a clause with its verb."""
    if any(r.lexicon.noun(w.key, "person") for w in r.words[p.first : p.last + 1]):
        return True
    ends = is_finite(r, colon - 1) or r.words[colon - 1].pos in ("AUX", "VERB")
    return ends and colon - s.first > p.last - p.first and all(w.pos == "PROPN" for w in r.words[p.first : p.last + 1])


def _limit(r: Reading, out: Events) -> None:
    """Cut the reach of an according-to phrase where the next one begins, or whoever the whole is quoted from."""
    for events in out.by_sentence.values():
        around = [e for e in events if e.place == "clause"]
        for a, b in itertools.pairwise(around):
            border = r.words[b.found.first if b.found is not None else b.hit.first].start
            a.regions = [(x, min(y, border)) for x, y in a.regions if x < border]
            b.regions = [(max(x, border), y) for x, y in b.regions]
        for a in around:
            for b in events:
                if b.place == "before" and b.found is not None and b.found.first >= a.hit.last:
                    border = r.words[b.found.first].start
                    a.regions = [(x, min(y, border)) for x, y in a.regions if x < border]


def _bind_quotes(r: Reading, out: Events) -> None:
    """Give each direct quote to the event that introduces or follows it."""
    speaker: Event | None = None
    previous: Quote | None = None
    for quote in out.quotes:
        first = r.sentence_at(quote.start)
        last = r.sentence_at(max(quote.start, quote.end - 1))
        if first is None or last is None:
            continue
        event = _before(r, out, quote, first) or _after(r, out, quote, last)
        if event is None and first is last and not first.closed and not out.by_sentence.get(first.index):
            event = _quoted_in_headline(r, quote, first)
            if event is not None:
                out.by_sentence[first.index] = [event]
        goes_on = previous is not None and not previous.closed and first.first == quote.first
        if event is None and goes_on and speaker is not None and previous is not None:
            event = speaker
        if event is not None:
            event.regions.append((quote.start, quote.end))
            event.quote = quote
            for index in range(first.index, last.index + 1):
                out.speaking.setdefault(index, []).append(event)
        speaker, previous = event, quote


def _quoted_in_headline(r: Reading, quote: Quote, s: Sentence) -> Event | None:
    """Whom a headline quotes: the one named who does anything after the quote ("…", the coach hits back)."""
    cue = next((c for c in r.lexicon.cues if c.source == ("colon",)), None)
    if cue is None or s.last - s.first > _HEADLINE:
        return None
    for i in range(quote.last + 1, s.last - 1):
        p = marked(r, s, i, "agent") if not r.words[i].mark else None
        if p is None or p.first <= quote.last:
            continue
        known = any(w.pos == "PROPN" or r.lexicon.noun(w.key, "person") for w in r.words[p.first : p.last + 1])
        if not known and not names_somebody(r, p):
            return None
        return Event(Hit(cue, i + 1, i + 2, s), Found(p, "named", p.first, i + 1, "agent"), "named", [], "headline")
    return None


def _before(r: Reading, out: Events, quote: Quote, s: Sentence) -> Event | None:
    """The event whose cue or according-to phrase stands before the quote in its sentence (or ends the last)."""
    best: Event | None = None
    for e in out.by_sentence.get(s.index, []):
        if e.hit.last <= quote.first and e.verdict != "vague":
            between = r.words[e.hit.last : quote.first]
            if len(between) <= 8 or e.place == "after":
                best = e
    if best is None and quote.first == s.first and s.index > 0:
        ahead = r.sentences[s.index - 1]
        if r.words[ahead.last - 1].text in _MARKS:
            named = [e for e in out.by_sentence.get(ahead.index, []) if e.verdict != "vague"]
            best = named[-1] if named else None
    return best


def _after(r: Reading, out: Events, quote: Quote, s: Sentence) -> Event | None:
    """The event whose source follows the closing mark closely, in the same or the next sentence."""
    for index in (s.index, s.index + 1):
        for e in out.by_sentence.get(index, []):
            begin = e.found.first if e.found is not None and not e.carried else e.hit.first
            if begin > quote.last and begin - quote.last <= 4 and e.verdict != "vague" and e.place != "after":
                return e
        if index == s.index and s.last - 1 > quote.last:
            break
    return None
