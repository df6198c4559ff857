"""Who stands behind a cue: the source phrase in each construction, and whether it names anybody."""

from dataclasses import dataclass, replace

from pipeline.attribution.cues import Hit
from pipeline.attribution.keys import is_seat, names_somebody
from pipeline.attribution.lexicon import Lexicon
from pipeline.attribution.phrases import Phrase, blocks, phrase, strip_suffix
from pipeline.attribution.reading import Reading, Sentence

#: How far to the left of a cue its agent is looked for, in words.
_FAR = 45
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


def _owner(r: Reading, s: Sentence, p: Phrase) -> Phrase | None:
    """The phrase that owns the head of ``p`` by a genitive, an ablative or an agent marker, or None."""
    lexicon, words = r.lexicon, r.words
    genitive = lexicon.case_words.get("genitive", frozenset())
    j = p.last - 1
    while j > s.first and (lexicon.is_a(words[j].key, "participle") or lexicon.noun(words[j].key, "empty")):
        if words[j].key in genitive and j - 1 >= s.first and not lexicon.is_a(words[j - 1].key, "participle"):
            break
        j -= 1
    if j < s.first:
        return None
    given = any(lexicon.is_a(w.key, "participle") for w in words[j + 1 : p.last])
    for slot in ("genitive", "by", "from") if given else ("genitive", "by"):
        found = marked(r, s, j, slot)
        if found is None or lexicon.noun(found.head, "empty", "hearsay", "nobody"):
            continue
        if slot == "from" and is_seat(r.text[found.start : found.end], lexicon.lang):
            continue  # news from a capital is a dateline
        return found
    return None


def _given(r: Reading, p: Phrase) -> bool:
    """Whether a phrase says that its head was issued (a participle stands in it)."""
    return any(r.lexicon.is_a(w.key, "participle") for w in r.words[p.first : p.last])


def marked(r: Reading, s: Sentence, i: int, slot: str) -> Phrase | None:
    """The noun phrase whose case marker of that slot is (or is glued to) word ``i``."""
    lexicon, words = r.lexicon, r.words
    case = lexicon.cases.get(slot)
    if case is None or i < s.first:
        return None
    w = words[i]
    for marker in case.words:
        seq = marker.split()
        if [x.key for x in words[max(s.first, i - len(seq) + 1) : i + 1]] == seq:
            last = i - len(seq)
            if len(seq) > 1 or slot == "by":
                genitive = lexicon.case_words.get("genitive", frozenset())
                if last > s.first and words[last].key in genitive:
                    last -= 1
                else:
                    suffix = strip_suffix(words[last], lexicon, "genitive") if last >= s.first else None
                    if suffix is not None:
                        return phrase(r, s, last, len(suffix))
            return phrase(r, s, last, case=True) if last >= s.first else None
    suffix = strip_suffix(w, lexicon, slot)
    if suffix is None or not _plausible(r, i, slot):
        return None
    return phrase(r, s, i, len(suffix))


def _plausible(r: Reading, i: int, slot: str) -> bool:
    """Whether a glued ending can be that case, as far as word classes and the parse tell."""
    w = r.words[i]
    if r.lexicon.is_a(w.key, "stop", "time", "finite", "auxiliary", "particle", "coordinator", "complementizer"):
        return False
    if slot == "agent" and w.pos in ("AUX", "ADV", "ADP", "SCONJ", "CCONJ", "PART", "NUM"):
        return False
    return not (slot == "agent" and w.pos == "VERB" and w.case != "Erg")


def classify(r: Reading, s: Sentence, p: Phrase) -> tuple[str, Phrase | None]:
    """Verdict on a phrase (named, vague, pronoun, nobody) and the phrase to give as the source."""
    lexicon = r.lexicon
    pronoun = lexicon.pronouns.get(r.words[p.last].key) or lexicon.pronouns.get(p.head)
    if pronoun is not None and p.first == p.last:
        return ("nobody" if pronoun.relative or pronoun.person != 3 else "pronoun"), p
    head = p.head
    if lexicon.noun(head, "nobody"):
        return "nobody", None
    inner = [w for w in r.words[p.first : p.last] if not w.mark and not lexicon.noun(w.key, "empty")]
    genitive = lexicon.case_words.get("genitive", frozenset())
    inner = [w for w in inner if w.key not in genitive]
    if lexicon.noun(head, "hearsay"):
        owner = _owner(r, s, p)
        if owner is not None:
            verdict, source = classify(r, s, owner)
            if verdict == "named" and lexicon.noun(head, "document") and _given(r, p):
                return verdict, replace(p, first=owner.first, start=owner.start)  # a statement issued by the ministry
            return (verdict, source) if verdict != "nobody" else ("vague", _head_only(r, p))
        return "vague", _head_only(r, p)
    if lexicon.noun(head, "insiders", "figures"):
        owner = _owner(r, s, p)
        vague_owner = owner is not None and classify(r, s, owner)[0] == "vague"
        named = (owner is not None and not vague_owner) or (inner and not _media(lexicon, [w.key for w in inner]))
        if owner is not None and not vague_owner and owner.first < p.first:
            p = replace(p, first=owner.first, start=owner.start)
        return ("named" if named else "vague"), p
    if lexicon.noun(head, "media"):
        owner = _owner(r, s, p)
        if owner is not None and classify(r, s, owner)[0] == "named" and _is_body(lexicon, r, owner):
            return "named", p
        return "vague", p
    if lexicon.noun(head, "report", "document") and p.first > s.first:
        maker = marked(r, s, p.first - 1, "by")
        if maker is not None:
            p = replace(p, first=maker.first, start=maker.start)
    if lexicon.noun(head, "report") and _media(lexicon, [w.key for w in r.words[p.first : p.last]]):
        return "vague", p
    if lexicon.noun(head, "report") and p.first == p.last:
        return ("named" if _mentioned(r, p) else "bare"), p
    return "named", p


def _is_body(lexicon: Lexicon, r: Reading, p: Phrase) -> bool:
    return lexicon.noun(p.head, "body", "person")


def _media(lexicon: Lexicon, keys: list[str]) -> bool:
    return any(lexicon.noun(k, "media") for k in keys)


def _head_only(r: Reading, p: Phrase) -> Phrase:
    w = r.words[p.last]
    return replace(p, first=p.last, start=w.start, end=p.end)


def _mentioned(r: Reading, p: Phrase) -> bool:
    """Whether a report was spoken of in an earlier line or sentence, so that "the report" is definite."""
    here = r.sentence_at(p.start)
    first = here.first if here else 0
    return any(r.lexicon.noun(w.key, "report", "document") or _stem_report(r, w.key) for w in r.words[:first])


def _stem_report(r: Reading, key: str) -> bool:
    for slot in ("place", "genitive", "agent"):
        case = r.lexicon.cases.get(slot)
        for suffix in case.suffixes if case else ():
            if key.endswith(suffix) and r.lexicon.noun(key[: -len(suffix)], "report"):
                return True
    return False


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
    for i in _walk(r, hit, _FAR):
        w = r.words[i]
        if w.mark:
            continue
        p = _pronoun(r, i, "agent") or marked(r, s, i, "agent")
        if p is None and w.key in r.lexicon.case_words.get("agent", frozenset()):
            p = _before_comma(r, s, i)
        if p is None:
            continue
        found = _found(r, s, p, p.first, i + 1, "agent")
        if found is None:
            return unsure
        if (
            strip_suffix(w, r.lexicon, "dative") is None
            or (w.case == "Erg" and w.dep == "nsubj")
            or (p.first == p.last == i and w.key == p.head)
        ):
            return found
        unsure = unsure or found  # the ending may as well be the object case: somebody else comes first
    return unsure


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
    if p is not None and r.lexicon.is_a(p.head, "nominalised"):
        return None
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
        p = marked(r, s, i, slot)
        if p is None:
            continue
        if r.lexicon.noun(p.head, "report", "document", "figures", "media", "hearsay", "insiders"):
            return _found(r, s, p, p.first, i + 1, slot)
        if slot == "place" and r.lexicon.noun(p.head, "body") and i == hit.first - 1:
            return _found(r, s, p, p.first, i + 1, slot)
    return None


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
    "bare": _bare,
    "document": _bare_document,
    "self": _self,
    "place": lambda r, hit: _document(r, hit, "place", 20),
    "from": lambda r, hit: _document(r, hit, "from", 3),
    "dative": _dative,
    "colon": lambda r, hit: None,
    "none": lambda r, hit: None,
}
