"""Which characters of a sentence a cue governs."""

from dataclasses import dataclass

from pipeline.attribution.cues import Hit
from pipeline.attribution.phrases import strip_suffix
from pipeline.attribution.reading import Reading, Sentence
from pipeline.attribution.sources import Found

_ELLIPSES = frozenset(".…")
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
    """Index of the first word of the content that a complementizer, colon, dash or quote opens after a cue.

    It is the sentence's end when the mark is its last word.
    """
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
        return i + 1 if i + 1 < s.last or w.text == ":" else None
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
        if w.mark and w.text == ";":
            return j + 1
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
    if start is not None and hit.cue.type == "hedge" and words[start - 1].text in _QUOTES:
        start = None  # what a thing is called
    source_first = found.first if found is not None else hit.first
    source_last = found.last if found is not None else hit.first
    if content == ("clause",):
        return _around(r, hit, source_first)
    if content == ("onward",):
        return _onward(r, hit)
    headline = hit.last < s.last - 1 and words[hit.last].text == ","
    if hit.cue.type != "headline":  # "40 held... police's claim, 5 more sought"
        headline = headline and not s.closed and source_first > s.first and words[source_first - 1].text in _ELLIPSES
    if headline:
        return Scope(((s.start, words[source_first].start), (words[hit.last].end, s.end)), place="after")
    if hit.cue.needs == "complement" and start is None and not _quoted_before(r, s, source_first):
        hedged = found is None and hit.cue.alone == "vague" and hit.cue.type != "accuse"
        valued = hedged and _valued(r, s, hit.first)
        if not valued and not _being(r, s, hit.first - 1):
            return Scope(reason="nothing is reported")
    if hit.cue.needs == "apart" and start is None and _adjunct(r, s, source_first) is None and not _parted(r, hit):
        return Scope(reason="nothing is reported")
    if start is not None and "after" in content:
        if start >= s.last:  # "he said that" or "he said:" ends the line; the next one goes on
            following = r.sentences[s.index + 1] if s.index + 1 < len(r.sentences) else s
            return Scope(((following.start, following.end),) if following is not s else (), "nothing follows", "after")
        end = _reason(r, s, start) if hit.cue.type == "belief" else s.end
        return Scope(((words[start].start, end),), place="after")
    if "above" in content:
        return _above(r, s)
    if hit.cue.needs in ("nominal", "final") and found is None and not _nominal(r, s, hit.first - 1):
        return Scope(reason="nothing is reported")
    if hit.cue.needs == "final" and not at_end(r, hit):
        return Scope(reason="nothing is reported")
    left = min(source_first, hit.first)
    follow = _skip(r, hit.last, s)
    runs_on = follow < s.last and not words[follow].mark and not r.lexicon.is_a(words[follow].key, "connective")
    if "before" in content and found is not None and not runs_on and _quoted_before(r, s, left):
        regions = [(s.start, words[left].start)]
        if follow < s.last - 1 and words[follow].text == "," and "after" in content:
            regions.append((words[follow].end, s.end))
        return Scope(tuple(regions), place="before")
    if "after" in content and follow < s.last and not at_end(r, hit):
        opens = left == s.first or (found is not None and ("between" not in content or source_last == hit.first))
        if words[follow].text == "," and opens:
            return Scope(((words[follow].end, s.end),), place="after")
        close = found is not None and source_last == hit.first and hit.cue.type == "said"
        if close and runs_on:
            return Scope(((words[follow].start, s.end),), place="after")
    ends = at_end(r, hit) or (follow < s.last and words[follow].text == ",")
    adjunct = _adjunct(r, s, left) if found is not None and ends and hit.first - source_last <= 4 else None
    if adjunct is not None and "before" in content:
        return Scope(((s.start, words[adjunct].start),), place="before")
    if "between" in content and source_last < hit.first:
        begin = _after_converb(r, source_last, hit.first)
        clause = clause_start(r, s, hit.first)
        if begin < clause < hit.first and not r.words[clause - 1].mark:
            begin = clause
        return Scope(((words[begin].start, words[hit.first].start),), place="between")
    if "before" in content and left > s.first:
        begin = clause_start(r, s, left)
        if hit.cue.needs == "final":
            begin = max([begin, *(j + 1 for j in range(begin, left) if words[j].text == ",")])
        if begin < left:
            return Scope(((words[begin].start, words[left].start),), place="before")
    return Scope(reason="nothing is reported")


def _reason(r: Reading, s: Sentence, i: int) -> int:
    """Character where the writer gives the reason for what somebody believes, or the sentence's end."""
    words = r.words
    for j in range(i + 1, s.last):
        if not words[j].mark and r.lexicon.is_a(words[j].key, "cause") and (words[j - 1].mark or is_finite(r, j - 1)):
            return words[j].start
    return s.end


def _above(r: Reading, s: Sentence) -> Scope:
    """The sentence before, in the same paragraph: "police gave this information"."""
    if s.index == 0 or r.sentences[s.index - 1].paragraph != s.paragraph:
        return Scope(reason="nothing is reported")
    before = r.sentences[s.index - 1]
    return Scope(((before.start, before.end),), place="above")


def _valued(r: Reading, s: Sentence, i: int) -> bool:
    """Whether a number with its unit stands right before word ``i`` (is put at 40 crore)."""
    for w in reversed(r.words[max(s.first, i - 3) : i]):
        if w.mark:
            return False
        if w.text[0].isdigit() or w.pos == "NUM":
            return True
    return False


def _being(r: Reading, s: Sentence, i: int) -> bool:
    """Whether word ``i`` turns the clause before it into what is reported (that they were)."""
    return i > s.first and not r.words[i].mark and r.lexicon.ends_as(r.words[i].key, "nominalised")


def _parted(r: Reading, hit: Hit) -> bool:
    """Whether a mark parts a cue from what follows it in its sentence."""
    i = _skip(r, hit.last, hit.sentence)
    return i < hit.sentence.last - 1 and r.words[i].mark and r.words[i].text in ",;-–—:"


def _nominal(r: Reading, s: Sentence, i: int) -> bool:
    """Whether a possessive, an infinitive or a word for what is reported stands at word ``i``.

    Particles and adjectives that only colour the noun ("first", "big") are stepped over.
    """
    if _valued(r, s, i + 1):
        return True
    while (
        i > s.first
        and not r.words[i].mark
        and (r.lexicon.is_a(r.words[i].key, "particle") or r.lexicon.noun(r.words[i].key, "empty"))
    ):
        i -= 1
    if i < s.first:
        return False
    w = r.words[i]
    if w.mark:
        return w.text in ",-–"
    genitive = r.lexicon.case_words.get("genitive", frozenset())
    if w.key in genitive or r.lexicon.is_a(w.key, "quotative", "nominalised"):
        return True
    return r.lexicon.ends_as(w.key, "nominalised") or strip_suffix(w, r.lexicon, "genitive") is not None


def _adjunct(r: Reading, s: Sentence, left: int) -> int | None:
    """The mark that ends the content when only a short adjunct ("in a statement") parts it from the source."""
    for j in range(left - 1, max(s.first, left - 5), -1):
        w = r.words[j]
        if w.mark:
            return j if w.text == "," or w.text in _QUOTES or w.text in _ELLIPSES else None
    return None


def _after_converb(r: Reading, first: int, last: int) -> int:
    """First word after the last converb between a source and its cue: what it did before speaking."""
    for j in range(last - 1, first, -1):
        if not r.words[j].mark and r.lexicon.ends_as(r.words[j].key, "verbal"):
            return j + 1 if j + 1 < last else first
    return first


def _onward(r: Reading, hit: Hit) -> Scope:
    """From a hedging adverb to the end of its clause."""
    s, words = hit.sentence, r.words
    end = s.last
    for j in range(hit.last, s.last):
        w = words[j]
        if j > hit.last and ((w.mark and w.text in ";:") or (w.text == "," and is_finite(r, j - 1))):
            end = j
            break
        if not w.mark and r.lexicon.is_a(w.key, "connective") and is_finite(r, j - 1):
            end = j
            break
    if end <= hit.last:
        return Scope(reason="nothing is reported")
    return Scope(((words[hit.last].start, words[end - 1].end),), place="onward")


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
