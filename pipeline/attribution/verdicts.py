"""What a noun phrase is as a source: whose it is, whether it names anybody, and how its case is marked."""

from dataclasses import replace

from pipeline.attribution.keys import is_seat
from pipeline.attribution.lexicon import Lexicon
from pipeline.attribution.phrases import Phrase, phrase, strip_suffix
from pipeline.attribution.reading import Reading, Sentence, Word


def _owner(r: Reading, s: Sentence, p: Phrase, start: int | None = None) -> Phrase | None:
    """The phrase that owns the head of ``p`` by a genitive, an ablative or an agent marker, or None.

    It is looked for to the left of word ``start``, or of the head.
    """
    lexicon, words = r.lexicon, r.words
    genitive = lexicon.case_words.get("genitive", frozenset())
    j = p.last - 1 if start is None else start
    while j > s.first and (lexicon.participle(words[j].key) or lexicon.noun(words[j].key, "empty") or _dates(r, s, j)):
        if words[j].key in genitive and j - 1 >= s.first and not lexicon.is_a(words[j - 1].key, "participle"):
            if not (_ends_by(r, s, j - 1) and lexicon.participle(words[j + 1].key)):
                break
        j -= 1
    if j < s.first:
        return None
    given = any(lexicon.participle(w.key) for w in words[j + 1 : p.last])
    for slot in ("genitive", "by", "from", "agent") if given else ("genitive", "by"):
        found = marked(r, s, j, slot)
        if found is None or lexicon.noun(found.head, "empty", "hearsay", "nobody"):
            continue
        if slot == "from" and is_seat(r.text[found.start : found.end], lexicon.lang):
            continue  # news from a capital is a dateline
        return found
    return None


def _ends_by(r: Reading, s: Sentence, j: int) -> bool:
    """Whether a case marker of the maker ends at word ``j``, so that a verb and no genitive follows (made by)."""
    for marker in r.lexicon.case_words.get("by", frozenset()):
        seq = marker.split()
        if [w.key for w in r.words[max(s.first, j - len(seq) + 1) : j + 1]] == seq:
            return True
    return False


def _dates(r: Reading, s: Sentence, j: int) -> bool:
    """Whether word ``j`` tells when something was issued: a word for a time, or the case word or day before one."""
    lexicon, words = r.lexicon, r.words
    if words[j].mark:
        return False
    if lexicon.is_a(words[j].key, "time") or (words[j].text.isdigit() and lexicon.is_a(words[j + 1].key, "time")):
        return True
    dative = lexicon.case_words.get("dative", frozenset())
    return words[j].key in dative and j - 1 > s.first and lexicon.is_a(words[j - 1].key, "time")


def _given(r: Reading, p: Phrase) -> bool:
    """Whether a phrase says that its head was issued (a participle stands in it)."""
    return any(r.lexicon.participle(w.key) for w in r.words[p.first : p.last])


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
    pronoun = lexicon.pronouns.get(w.key)
    if slot == "agent" and pronoun is not None:
        return Phrase(i, i, w.start, w.end, w.key) if pronoun.slot == slot else None  # or another case of it
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
    head = _head(r, p)
    if lexicon.noun(head, "nobody") or head.isdigit():
        return "nobody", None
    inner = [w for w in r.words[p.first : p.last] if not w.mark and not _names_nobody(r, w)]
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
        if maker is None and lexicon.participle(r.words[p.first].key):
            maker = _owner(r, s, p, p.first)
        if maker is not None and maker.first < p.first:
            p = replace(p, first=maker.first, start=maker.start)
    if lexicon.noun(head, "report") and _media(lexicon, [w.key for w in r.words[p.first : p.last]]):
        return "vague", p
    if lexicon.noun(head, "report") and p.first == p.last:
        return ("named" if _mentioned(r, p) else "bare"), p
    return "named", p


def _names_nobody(r: Reading, w: Word) -> bool:
    """Whether a word inside a source phrase tells nothing of whose it is: an adjective, a number, a time."""
    if w.text.isdigit() or w.pos == "NUM" or r.lexicon.is_a(w.key, "time") or r.lexicon.noun(w.key, "empty"):
        return True
    suffix = strip_suffix(w, r.lexicon, "genitive")
    return suffix is not None and r.lexicon.noun(w.key[: -len(suffix)], "empty")


def _head(r: Reading, p: Phrase) -> str:
    """The head of a phrase, with the word before it when the two are one noun of the lists (population census)."""
    if p.last > p.first:
        both = f"{r.words[p.last - 1].key} {p.head}"
        if both in r.lexicon.nouns:
            return both
    return p.head


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
