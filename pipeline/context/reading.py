"""Reads the context of a claim from the words around its figure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc

from pipeline.attribution.keys import key_of
from pipeline.context.lexicon import Sort, Words, words
from pipeline.context.when import Token, When, article_day, find_times
from pipeline.schema import Claim
from pipeline.text import fold

_WORD = re.compile(r"(?:[^\W_]|[\u0900-\u0963\u0970-\u0dff\u200c\u200d])+(?:,\d+)*|[^\w\s]")
_SENTENCE = re.compile(r"[^\n।॥?!]+[।॥?!]?")
#: Sentences before the figure's own that are asked for a time and a place, in the same paragraph.
BACK = 2
#: How far back such a sentence is read, in characters, which no punctuation may have begun for pages.
_REACH = 4000
#: Longest agent that is taken as an actor, in words.
_AGENT_WORDS = 4
_NOUNS = frozenset({"PROPN", "NOUN", "ADJ"})


@dataclass(frozen=True)
class Context:
    """When, where and who, as columns of the claims table.

    when_text: the words of time as written; when_date: ISO 8601 day, month or year, None where the words alone do not
    tell and the article has no date; where: the place as written; where_country: its ISO 3166-1 code; actors: who acts
    or suffers, as written, joined by "; "; actor_keys: their keys in the same order.
    """

    when_text: str | None = None
    when_date: str | None = None
    where: str | None = None
    where_country: str | None = None
    actors: str | None = None
    actor_keys: str | None = None


@dataclass(frozen=True)
class Mention:
    """A country or place in the text; role: how it is marked (in, agent, other or nothing)."""

    start: int
    end: int
    country: str | None
    sort: Sort
    role: str


def context_of(doc: Doc, claim: Claim, article_date: str | None = None) -> Context:
    """Return the context of a claim of a Doc.

    claim: offsets point into ``doc.text``; article_date: the date that the input gave, in any form that
    `pipeline.context.when.article_day` reads. Names that are the claim's source are no actors.
    """
    return _context(_Page(doc, words(claim.lang), article_day(article_date)), claim)


def with_context(doc: Doc, claims: Iterable[Claim], article_date: str | None = None) -> list[Claim]:
    """Return the claims of a Doc with the columns of their context filled."""
    pages: dict[str, _Page] = {}
    today = article_day(article_date)
    out = []
    for claim in claims:
        page = pages.get(claim.lang) or pages.setdefault(claim.lang, _Page(doc, words(claim.lang), today))
        out.append(claim.model_copy(update=vars(_context(page, claim))))
    return out


class _Page:
    """The text of a Doc, with the words, names, times and agents of each of its sentences read once."""

    def __init__(self, doc: Doc, lexicon: Words, today: date | None) -> None:
        self.doc, self.lexicon, self.today = doc, lexicon, today
        self.text: str = doc.text
        parsed = doc.has_annotation("SENT_START")
        self._starts: list[int] = [s.start_char for s in doc.sents] if parsed else []
        self._future: dict[tuple[int, int], bool] = {}
        self._times: dict[tuple[tuple[int, int], bool], list[When]] = {}
        self._agents: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._tokens: dict[tuple[int, int], list[Token]] = {}
        self._mentions: dict[tuple[int, int], list[Mention]] = {}

    def start(self, claim: Claim) -> int:
        """Where the sentence of a claim begins; a Doc without sentences is searched for it, -1 where it is not."""
        sentence = claim.sentence
        if claim.sent_index < len(self._starts):
            start = self.text.find(sentence, self._starts[claim.sent_index], claim.num_start + len(sentence))
            if 0 <= start <= claim.num_start < start + len(sentence):
                return start
        start = self.text.rfind(sentence, 0, claim.num_start + len(sentence))
        return start if 0 <= start <= claim.num_start < start + len(sentence) else -1

    def tokens(self, span: tuple[int, int]) -> list[Token]:
        """Words of a span of characters."""
        if span not in self._tokens:
            self._tokens[span] = _tokens(self.doc, self.text, *span)
        return self._tokens[span]

    def mentions(self, span: tuple[int, int]) -> list[Mention]:
        """Known names in a span of characters."""
        if span not in self._mentions:
            self._mentions[span] = _mentions(self.tokens(span), self.lexicon)
        return self._mentions[span]

    def times(self, span: tuple[int, int], future: bool = False) -> list[When]:
        """Words of time in a span of characters; future: looks ahead, whatever the verbs of the span say."""
        if span not in self._future:
            self._future[span] = _future(self.tokens(span), self.lexicon)
        key = span, future or self._future[span]
        if key not in self._times:
            self._times[key] = find_times(self.tokens(span), self.lexicon, self.today, key[1])
        return self._times[key]

    def agents(self, span: tuple[int, int]) -> list[tuple[int, int]]:
        """Agent-marked noun phrases of a span of characters."""
        if span not in self._agents:
            self._agents[span] = _agents(self.tokens(span), self.lexicon)
        return self._agents[span]


def _context(page: _Page, claim: Claim) -> Context:
    lexicon, text = page.lexicon, page.text
    own, before = _sentences(text, claim, page.start(claim))
    tokens = page.tokens(own)
    mentions = _without(page.mentions(own), _source_spans(claim))
    mentions += _unknown(tokens, mentions, lexicon, claim)
    when, where = _nearest_time(page.times(own, claim.modality == "future"), claim), _place(mentions, claim)
    for span in reversed(before):
        if when and where:
            break
        if when is None:
            when = _last(page.times(span))
        if where is None:
            where = _place(page.mentions(span), claim)
    actors = _actors(text, page.agents(own), [m for m in mentions if m is not where], claim)
    return Context(
        when_text=text[when.start : when.end] if when else None,
        when_date=when.date if when else None,
        where=text[where.start : where.end] if where else None,
        where_country=where.country if where else None,
        actors="; ".join(actors) or None,
        actor_keys="; ".join(dict.fromkeys(actors.values())) or None,
    )


def _sentences(text: str, claim: Claim, start: int) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    """Spans of the claim's sentence and of those before it in its paragraph, as far as they are asked."""
    if start < 0:
        start = text.rfind("\n", 0, claim.num_start) + 1
        end = text.find("\n", claim.num_end)
        own = (start, end if end >= 0 else len(text))
    else:
        own = (start, start + len(claim.sentence))
    paragraph = text.rfind("\n", 0, own[0]) + 1
    before = [m.span() for m in _SENTENCE.finditer(text, paragraph, own[0]) if m.group().strip()]
    return own, [_near(text, *span) for span in before[-BACK:]]


def _near(text: str, start: int, end: int) -> tuple[int, int]:
    """The end of a span, from the beginning of a word, where the span is longer than is read."""
    if end - start > _REACH:
        start = max(text.find(" ", end - _REACH, end), end - _REACH)
    return start, end


def _tokens(doc: Doc, text: str, start: int, end: int) -> list[Token]:
    out = []
    for m in _WORD.finditer(text, start, end):
        span = doc.char_span(m.start(), m.end(), alignment_mode="expand")
        pos = span[0].pos_ if span is not None and len(span) else ""
        out.append(Token(m.group(), m.start(), m.end(), fold(m.group()), pos))
    return out


def _mentions(tokens: list[Token], lexicon: Words) -> list[Mention]:
    """Known names in text order, the longest at each word; glued endings are taken off and tell the role."""
    out: list[Mention] = []
    i = 0
    while i < len(tokens):
        found = _mention(tokens, i, lexicon)
        if found is None:
            i += 1
            continue
        size, mention = found
        out.append(mention)
        i += size
    return out


def _mention(tokens: list[Token], i: int, lexicon: Words) -> tuple[int, Mention] | None:
    longest = lexicon.longest if tokens[i].key in lexicon.first else 1
    for size in range(min(longest, len(tokens) - i), 0, -1):
        part = tokens[i : i + size]
        head, last = tuple(t.key for t in part[:-1]), part[-1]
        following = tokens[i + size].key if i + size < len(tokens) else ""
        if known := lexicon.names.get((*head, last.key)):
            role = lexicon.marks.get(following, "")
            return size, Mention(part[0].start, last.end, *known, role)
        for suffix, role in lexicon.endings(last.key):
            stem = last.key.removesuffix(suffix)
            if known := lexicon.names.get((*head, stem)):
                cut = _cut(last.text, stem)
                return size, Mention(part[0].start, last.start + cut, *known, role)
    return None


def _cut(word: str, stem: str) -> int:
    """Length of the beginning of a word whose comparison key is the stem."""
    return next((n for n in range(1, len(word) + 1) if fold(word[:n]) == stem), len(word))


def _unknown(tokens: list[Token], known: list[Mention], lexicon: Words, claim: Claim) -> list[Mention]:
    """Places that no table knows: proper nouns in the locative, and names before a word such as village or district."""
    out = []
    for i, token in enumerate(tokens):
        following = tokens[i + 1].key if i + 1 < len(tokens) else ""
        stem, role = token.key, lexicon.marks.get(following, "")
        for suffix, glued in lexicon.endings(token.key):
            if len(token.key) > len(suffix) + 2:
                stem, role = token.key.removesuffix(suffix), glued
                break
        if role != "in" or any(m.start < token.end and token.start < m.end for m in known):
            continue
        if claim.figure_start < token.end and token.start < claim.figure_end:
            continue
        end = token.start + _cut(token.text, stem)
        if lexicon.marks.get(stem) == "kind_of_place" and i and _name_like(tokens[i - 1], lexicon):
            out.append(Mention(tokens[i - 1].start, end, _of(tokens, i - 1, known), "place", "in"))
        elif token.pos == "PROPN" and stem not in lexicon.time and not stem.isdecimal():
            first = i
            while (
                first and tokens[first - 1].pos == "PROPN" and i - first < 2 and _name_like(tokens[first - 1], lexicon)
            ):
                first -= 1
            out.append(Mention(tokens[first].start, end, _of(tokens, first, known), "place", "in"))
    return out


def _of(tokens: list[Token], i: int, known: list[Mention]) -> str | None:
    """Country of the name that the word at i depends on: it ends directly before it, or one word further."""
    limit = tokens[max(i - 2, 0)].start
    return next((m.country for m in known if limit < m.end <= tokens[i].start), None)


def _name_like(token: Token, lexicon: Words) -> bool:
    key = token.key
    return (
        key[:1].isalpha()
        and key not in lexicon.marks
        and key not in lexicon.time
        and token.pos in ("", "PROPN", "NOUN")
    )


def _without(mentions: list[Mention], spans: list[tuple[int, int]]) -> list[Mention]:
    return [m for m in mentions if not any(m.start < end and start < m.end for start, end in spans)]


def _source_spans(claim: Claim) -> list[tuple[int, int]]:
    spans = [(s.start, s.end) for s in claim.sources]
    if claim.cue_start is not None and claim.cue_end is not None:
        spans.append((claim.cue_start, claim.cue_end))
    return spans


def _place(mentions: list[Mention], claim: Claim) -> Mention | None:
    """The nearest locative, a place rather than a country, before the figure rather than behind it."""
    found = [m for m in mentions if m.role == "in" and m.sort != "people"]
    return min(
        found,
        key=lambda m: (m.sort != "place", m.start > claim.num_start, abs(m.start - claim.num_start)),
        default=None,
    )


def _future(tokens: list[Token], lexicon: Words) -> bool:
    return any(t.key.endswith(lexicon.future) for t in tokens) if lexicon.future else False


def _last(times: list[When]) -> When | None:
    return times[-1] if times else None


def _nearest_time(times: list[When], claim: Claim) -> When | None:
    times = [t for t in times if t.end <= claim.num_start or t.start >= claim.num_end]
    return min(times, key=lambda t: (t.start > claim.num_start, abs(t.start - claim.num_start)), default=None)


def _actors(text: str, agents: list[tuple[int, int]], mentions: list[Mention], claim: Claim) -> dict[str, str]:
    """Who acts or suffers: words as written -> key, in text order."""
    found: list[tuple[int, str, str]] = []
    for m in mentions:
        if m.country and (m.sort != "place" or m.role == "agent"):
            found.append((m.start, text[m.start : m.end], f"country:{m.country}"))
    taken = [(m.start, m.end) for m in mentions] + _source_spans(claim) + [(claim.figure_start, claim.figure_end)]
    for start, end in agents:
        if not any(start < last and first < end for first, last in taken):
            found.append((start, text[start:end], key_of(text[start:end], claim.lang)[0]))
    return {phrase: key for _, phrase, key in sorted(found)}


def _agents(tokens: list[Token], lexicon: Words) -> list[tuple[int, int]]:
    """Agent-marked noun phrases: up to four nouns and adjectives before the mark."""
    out = []
    for i, token in enumerate(tokens):
        end = None
        if lexicon.marks.get(token.key) == "agent" and i:
            last, end = i - 1, tokens[i - 1].end
        elif token.pos in ("PROPN", "NOUN"):
            for suffix, role in lexicon.endings(token.key):
                if role == "agent" and len(token.key) > len(suffix) + 2:
                    last, end = i, token.start + _cut(token.text, token.key.removesuffix(suffix))
                    break
        if end is None or not _agent_word(tokens[last], lexicon):
            continue
        first = last
        while first and last - first + 1 < _AGENT_WORDS and _agent_word(tokens[first - 1], lexicon):
            first -= 1
        out.append((tokens[first].start, end))
    return out


def _agent_word(token: Token, lexicon: Words) -> bool:
    return token.pos in _NOUNS and _name_like(token, lexicon) | (token.pos == "ADJ")
