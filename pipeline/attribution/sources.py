"""Who stands behind a cue: the source phrase in each construction, and whether it names anybody."""

from dataclasses import dataclass, replace

from pipeline.attribution.cues import Hit
from pipeline.attribution.keys import names_somebody
from pipeline.attribution.phrases import Phrase, blocks, phrase, strip_suffix
from pipeline.attribution.reading import Reading, Sentence
from pipeline.attribution.verdicts import classify, marked

#: How far to the left of a cue its agent is looked for, in words.
_FAR = 45
_OBJECT = ("Dat", "Acc")
_NEAR = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A source of a cue.

    ``phrase`` is None for an impersonal hedge; ``verdict`` is named, vague or pronoun; ``first`` and
    ``last`` (exclusive) are the words taken up by the source with its case marker.
    """

    phrase: Phrase | None
    verdict: str
    first: int
    last: int
    slot: str


def find_source(r: Reading, hit: Hit) -> Found | None:
    """The source of a cue in the first of its constructions that fits, or None."""
    for slot in hit.cue.source:
        found = _SEARCH[slot](r, hit)
        if found is not None:
            return found
    return None


def _found(r: Reading, s: Sentence, p: Phrase | None, first: int, last: int, slot: str) -> Found | None:
    if p is None:
        return None
    verdict, source = classify(r, s, p)
    if verdict == "nobody":
        return None
    if verdict == "bare":
        verdict = "named" if slot in ("place", "from", "bare", "agent") else "vague"
    return Found(source, verdict, p.first, last, slot)


def _pronoun(r: Reading, i: int, slot: str) -> Phrase | None:
    w = r.words[i]
    pronoun = r.lexicon.pronouns.get(w.key)
    if pronoun is None or pronoun.slot != slot:
        return None
    return Phrase(i, i, w.start, w.end, w.key)


def _walk(r: Reading, hit: Hit, most: int) -> list[int]:
    """Word indices to the left of a cue, nearest first, up to a complementizer; quotes are stepped over."""
    s, words = hit.sentence, r.words
    genitive = r.lexicon.case_words.get("genitive", frozenset())
    out: list[int] = []
    i = hit.first - 1
    while i >= s.first and len(out) < most:
        w = words[i]
        if w.mark and w.text in '”’»"':
            opens = '“‘«"'
            j = next((k for k in range(i - 1, s.first - 1, -1) if words[k].mark and words[k].text in opens), None)
            if j is None:
                break
            i = j - 1
            continue
        if r.lexicon.is_a(w.key, "complementizer") and w.key not in genitive:
            break
        if w.mark and w.text in ";:":
            break
        out.append(i)
        i -= 1
    return out


def _agent(r: Reading, hit: Hit) -> Found | None:
    s = hit.sentence
    unsure: Found | None = None
    unsure_case = ""
    comma = False
    for i in _walk(r, hit, _FAR):
        w = r.words[i]
        if w.mark:
            comma = comma or (unsure is not None and w.text == ",")
            continue
        if comma and (r.lexicon.is_a(w.key, "finite", "auxiliary") or r.lexicon.ends_as(w.key, "finite")):
            return unsure  # what was said ends here, and who says it stands behind
        p = _pronoun(r, i, "agent") or marked(r, s, i, "agent")
        if p is None and w.key in r.lexicon.case_words.get("agent", frozenset()):
            p = _before_comma(r, s, i)
        if p is None:
            continue
        found = _found(r, s, _named_before(r, s, p), p.first, i + 1, "agent")
        if found is None:
            return unsure
        if (w.case == "Erg" and w.dep == "nsubj") or (p.first == p.last == i and w.key == p.head):
            return found
        suffix = strip_suffix(w, r.lexicon, "dative")
        if suffix is None and not _misread(r, i):
            return found
        if suffix is not None and w.key[: -len(suffix)] in r.lexicon.nouns:
            continue  # who is spoken to
        if unsure is None or (unsure_case in _OBJECT and w.case not in _OBJECT):
            unsure, unsure_case = found, w.case  # it may as well be another case: somebody else comes first
    return unsure


def _misread(r: Reading, i: int) -> bool:
    """Whether the parse takes the glued ending of word ``i`` for another case than the agent's."""
    w = r.words[i]
    glued = strip_suffix(w, r.lexicon, "agent") is not None
    return glued and bool(w.pos) and w.case != "Erg" and w.pos != "PROPN" and w.dep not in ("nsubj", "")


def _named_before(r: Reading, s: Sentence, p: Phrase) -> Phrase:
    """The name that opens the sentence when ``p`` is only its post (X, head of the board) or the post's body."""
    lexicon, words = r.lexicon, r.words
    if p.first - 2 <= s.first or words[p.first - 1].text != "," or not lexicon.noun(p.head, "person", "body"):
        return p
    commas = [j for j in range(s.first, p.first) if words[j].mark]
    if any(words[j].text != "," for j in commas) or not 1 <= len(commas) <= 2 or not 2 <= commas[0] - s.first <= _NEAR:
        return p
    posts = words[commas[0] + 1 : p.last + 1] if len(commas) == 2 else words[p.last : p.last + 1]
    if not any(lexicon.noun(w.key, "person") for w in posts) and not lexicon.noun(p.head, "person"):
        return p
    if any(blocks(r, j) for j in range(s.first, commas[0])) or lexicon.noun(words[commas[0] - 1].key, "body"):
        return p
    return phrase(r, s, commas[0] - 1) or p


def _before_comma(r: Reading, s: Sentence, marker: int) -> Phrase | None:
    """``Name, …, marker``: the name that opens the sentence when a comma stands before the case marker."""
    if marker - 1 < s.first or r.words[marker - 1].text != ",":
        return None
    for i in range(s.first, marker - 1):
        if r.words[i].mark and r.words[i].text == ",":
            return phrase(r, s, i - 1) if i > s.first else None
    return None


def _by(r: Reading, hit: Hit) -> Found | None:
    s = hit.sentence
    for i in _walk(r, hit, _FAR):
        if not r.words[i].mark:
            p = marked(r, s, i, "by")
            if p is not None:
                return _found(r, s, p, p.first, i + 1, "by")
    return None


def _genitive(r: Reading, hit: Hit) -> Found | None:
    s = hit.sentence
    for i in range(hit.first - 1, max(s.first, hit.first - _NEAR) - 1, -1):
        w = r.words[i]
        if w.mark:
            return None
        p = _pronoun(r, i, "genitive") or marked(r, s, i, "genitive")
        if p is not None:
            if any(r.lexicon.is_a(k, "nominalised") or r.lexicon.ends_as(k, "nominalised") for k in (p.head, w.key)):
                return None
            if hit.cue.type == "headline" and (s.closed or not names_somebody(r, p)):
                return None
            return _found(r, s, p, p.first, i + 1, "genitive")
        if not r.lexicon.is_a(w.key, "particle", "quotative", "stop") and not r.lexicon.noun(w.key, "empty"):
            return None
    return None


def _cited(r: Reading, hit: Hit) -> Found | None:
    """The report, figures, document or body that owns the cue: mentioning the bureau's figures, he said."""
    found = _genitive(r, hit)
    if found is None or found.phrase is None:
        return None
    known = r.lexicon.noun(found.phrase.head, "report", "document", "figures", "media", "insiders")
    return found if known or names_somebody(r, found.phrase) else None


def _bare(r: Reading, hit: Hit) -> Found | None:
    s = hit.sentence
    i = hit.first - 1
    while i >= s.first and r.lexicon.is_a(r.words[i].key, "particle", "quotative"):
        i -= 1
    if i < s.first or (r.words[i].mark and r.words[i].text not in ")\"”’'"):
        return None
    p = _pronoun(r, i, "bare")
    if p is None:
        if not r.words[i].mark and (blocks(r, i) or r.lexicon.is_a(r.words[i].key, "coordinator")):
            return None
        p = phrase(r, s, i)
    if p is None or r.lexicon.is_a(p.head, "nominalised"):
        return None
    last = r.words[i]
    owned = hit.cue.type == "claim" and strip_suffix(last, r.lexicon, "genitive") is not None and last.pos != "PROPN"
    if owned or (p.first == p.last and r.lexicon.noun(p.head, "empty")):
        return None  # what is claimed, or how
    return _found(r, s, p, i, i + 1, "bare")


def _bare_document(r: Reading, hit: Hit) -> Found | None:
    found = _bare(r, hit)
    if found is None or found.phrase is None:
        return None
    head = found.phrase.head
    known = r.lexicon.noun(head, "report", "document", "figures", "body", "person", "media", "insiders")
    return replace(found, slot="document") if known else None


def _self(r: Reading, hit: Hit) -> Found | None:
    """The phrase that ends in the cue's first word, at the beginning of a sentence."""
    s = hit.sentence
    suffix = strip_suffix(r.words[hit.first], r.lexicon, "place")
    p = phrase(r, s, hit.first, len(suffix) if suffix else 0)
    if p is None or p.first > s.first + 3:
        return None
    return _found(r, s, p, p.first, hit.last, "self")


def _document(r: Reading, hit: Hit, slot: str, most: int) -> Found | None:
    s = hit.sentence
    for i in _walk(r, hit, most):
        if r.words[i].mark:
            continue
        if slot == "place" and i <= s.first + 1 and (p := _taken_up(r, s, i)) is not None:
            return Found(p, "named", s.first, i + 1, slot)
        passive = slot == "place" and "agent" not in hit.cue.source and hit.cue.type != "confirm"
        if passive and (before := _related(r, s, i)) is not None:
            found = _found(r, s, before, i, i + 1, slot)
            return found or Found(None, "vague", i, i + 1, slot)
        p = marked(r, s, i, slot)
        if p is None:
            continue
        if r.lexicon.noun(p.head, "report", "document", "figures", "media", "hearsay", "insiders"):
            return _found(r, s, p, p.first, i + 1, slot)
        if slot == "place" and r.lexicon.noun(p.head, "body") and i == hit.first - 1:
            return _found(r, s, p, p.first, i + 1, slot)
    return None


def _related(r: Reading, s: Sentence, i: int) -> Phrase | None:
    """The nearest document, report or post before a relative pronoun after a comma: a petition, in which."""
    pronoun = r.lexicon.pronouns.get(r.words[i].key)
    if pronoun is None or pronoun.slot != "place" or i - 1 <= s.first or r.words[i - 1].text != ",":
        return None
    for j in range(i - 2, max(s.first, i - 14) - 1, -1):
        if r.words[j].mark:
            continue
        for cut in _cuts(r, j):
            key = r.words[j].key
            if r.lexicon.noun(key[: len(key) - cut] if cut else key, "report", "document", "figures", "media"):
                return phrase(r, s, j, cut)
    return None


def _cuts(r: Reading, j: int) -> list[int]:
    """How many characters of a case ending word ``j`` may end in; none comes first."""
    suffixes = {x for case in r.lexicon.cases.values() for x in case.suffixes if r.words[j].key.endswith(x)}
    return [0, *sorted((len(x) for x in suffixes), reverse=True)]


def _taken_up(r: Reading, s: Sentence, i: int) -> Phrase | None:
    """The document that the sentence before brings up, when a pronoun up to word ``i`` opens this one: in which."""
    pronoun = r.lexicon.pronouns.get(" ".join(w.key for w in r.words[s.first : i + 1]))
    if pronoun is None or pronoun.slot != "place" or s.index == 0:
        return None
    before = r.sentences[s.index - 1]
    if before.paragraph != s.paragraph:
        return None
    for j in range(before.last - 1, before.first - 1, -1):
        if not r.words[j].mark and r.lexicon.noun(r.words[j].key, "report", "document"):
            return phrase(r, before, j)
    return None


def _experiencer(r: Reading, hit: Hit) -> Found | None:
    """The person or body in the object case, close to the cue, who fears, hopes or feels."""
    s = hit.sentence
    for i in range(hit.first - 1, max(s.first, hit.first - _NEAR) - 1, -1):
        w = r.words[i]
        if w.mark:
            return None
        p = _pronoun(r, i, "dative") or marked(r, s, i, "dative")
        if p is None:
            continue
        thinks = w.key in r.lexicon.pronouns or r.lexicon.noun(p.head, "person", "body")
        return _found(r, s, p, p.first, i + 1, "experiencer") if thinks else None
    return None


def _dative(r: Reading, hit: Hit) -> Found | None:
    i = hit.first - 1
    if i < hit.sentence.first:
        return None
    p = marked(r, hit.sentence, i, "dative")
    return _found(r, hit.sentence, p, i, i + 1, "dative") if p is not None else None


_SEARCH = {
    "agent": _agent,
    "by": _by,
    "genitive": _genitive,
    "cited": _cited,
    "bare": _bare,
    "document": _bare_document,
    "self": _self,
    "place": lambda r, hit: _document(r, hit, "place", 20),
    "from": lambda r, hit: _document(r, hit, "from", 3),
    "dative": _dative,
    "experiencer": _experiencer,
    "colon": lambda r, hit: None,
    "none": lambda r, hit: None,
}
