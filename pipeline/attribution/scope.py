"""Which characters of a sentence a cue governs."""

from dataclasses import dataclass

from pipeline.attribution.cues import Hit
from pipeline.attribution.reading import Reading, Sentence
from pipeline.attribution.sources import Found

_DASHES = frozenset("-–—")
_QUOTES = frozenset("\"“‘'«„”’")


@dataclass(frozen=True, slots=True)
class Scope:
    """The governed stretches of text (start, end), or the reason why there is none."""

    regions: tuple[tuple[int, int], ...] = ()
    reason: str = ""
    place: str = ""


def _skip(r: Reading, i: int, s: Sentence) -> int:
    """First word after the auxiliaries and particles that follow a cue."""
    while i < s.last and not r.words[i].mark and r.lexicon.is_a(r.words[i].key, "auxiliary", "particle"):
        i += 1
    return i


def complement(r: Reading, hit: Hit) -> int | None:
    """Index of the first word of the content that a complementizer, colon, dash or quote opens after a cue."""
    s, words = hit.sentence, r.words
    i = _skip(r, hit.last, s)
    if i < s.last and words[i].mark and words[i].text == ",":
        i += 1
    if i >= s.last:
        return None
    w = words[i]
    if not w.mark and r.lexicon.is_a(w.key, "complementizer"):
        return i + 1
    if w.mark and (w.text == ":" or w.text in _DASHES or w.text in _QUOTES):
        return i + 1 if i + 1 < s.last else None
    return None


def at_end(r: Reading, hit: Hit) -> bool:
    """Whether only auxiliaries and marks follow a cue in its sentence."""
    s = hit.sentence
    i = _skip(r, hit.last, s)
    return all(r.words[j].mark for j in range(i, s.last))


def clause_start(r: Reading, s: Sentence, i: int) -> int:
    """Index of the first word of the coordinated clause that holds word ``i``.

    A clause begins after a connective that follows a finite verb, or a comma and a connective.
    """
    words, lexicon = r.words, r.lexicon
    for j in range(i - 1, s.first, -1):
        w = words[j]
        if w.mark or not lexicon.is_a(w.key, "connective"):
            continue
        before = words[j - 1]
        if before.mark and before.text in ",-–;" and j - 2 >= s.first:
            before = words[j - 2]
            if lexicon.is_a(w.key, "contrast", "shift"):
                return j + 1
        if not before.mark and is_finite(r, j - 1 if not words[j - 1].mark else j - 2):
            return j + 1
    return s.first


def is_finite(r: Reading, i: int) -> bool:
    """Whether a word ends a clause: a finite verb by the word lists, its ending or the parse."""
    w = r.words[i]
    return r.lexicon.is_a(w.key, "finite") or r.lexicon.ends_as(w.key, "finite") or w.pos == "AUX"


def contrast_after(r: Reading, s: Sentence, i: int) -> int | None:
    """Character where a contrast ends the scope that began at word ``i``, or None."""
    for j in range(i + 1, s.last):
        w = r.words[j]
        if not w.mark and r.lexicon.is_a(w.key, "contrast"):
            before = r.words[j - 1]
            if before.mark or is_finite(r, j - 1):
                return w.start
    return None


def scope_of(r: Reading, hit: Hit, found: Found | None) -> Scope:
    """The text that a cue with that source governs in its sentence."""
    s, words = hit.sentence, r.words
    content = hit.cue.content
    start = complement(r, hit)
    source_first = found.first if found is not None else hit.first
    source_last = found.last if found is not None else hit.first
    if content == ("clause",):
        return _around(r, hit, source_first)
    if hit.cue.needs == "complement" and start is None and not _quoted_before(r, s, source_first):
        return Scope(reason="nothing is reported")
    if start is not None and "after" in content:
        return Scope(((words[start].start, s.end),), place="after")
    left = min(source_first, hit.first)
    if "before" in content and found is not None and _quoted_before(r, s, left):
        regions = [(s.start, words[left].start)]
        follow = _skip(r, hit.last, s)
        if follow < s.last - 1 and words[follow].text == "," and "after" in content:
            regions.append((words[follow].end, s.end))
        return Scope(tuple(regions), place="before")
    follow = _skip(r, hit.last, s)
    if follow < s.last - 1 and words[follow].text == "," and "after" in content and not at_end(r, hit):
        if left == s.first or (found is not None and "between" not in content):
            return Scope(((words[follow].end, s.end),), place="after")
    if "between" in content and source_last < hit.first:
        return Scope(((words[source_last].start, words[hit.first].start),), place="between")
    if "before" in content and left > s.first:
        begin = clause_start(r, s, left)
        if begin < left:
            return Scope(((words[begin].start, words[left].start),), place="before")
    return Scope(reason="nothing is reported")


def _quoted_before(r: Reading, s: Sentence, i: int) -> bool:
    """Whether reported content ends right before word ``i``: a comma, a quote, a quotative word, a dash."""
    j = i - 1
    if j < s.first:
        return False
    w = r.words[j]
    if w.mark:
        return (w.text in ",-–" or w.text in _QUOTES or w.text in "?!") and j > s.first + 1
    if r.lexicon.is_a(w.key, "quotative"):
        return j > s.first
    return r.lexicon.ends_as(w.key, "nominalised") or is_finite(r, j)


def _around(r: Reading, hit: Hit, source_first: int) -> Scope:
    """The clause around an according-to phrase, from its own clause's start to a contrast or the end."""
    s, words = hit.sentence, r.words
    if at_end(r, hit):
        return Scope(((s.start, words[source_first].start),), place="before")
    begin = clause_start(r, s, source_first)
    end = contrast_after(r, s, hit.last - 1)
    start = s.start if begin == s.first else words[begin].start
    return Scope(((start, end if end is not None else s.end),), place="clause")
