"""Noun phrases of the surface: where a source begins, and which parts of it name somebody.

A phrase is found from its last word leftwards: genitives, adjectives, titles, names in brackets and
coordinations belong to it; other cases, verbs, time words and clause words end it.
"""

from dataclasses import dataclass

from pipeline.attribution.lexicon import Lexicon
from pipeline.attribution.reading import Reading, Sentence, Word

#: A noun phrase is cut after so many words; longer ones are a missed clause boundary.
LONGEST = 18
_JOINERS = frozenset("-–/&'’")
_OPEN_QUOTES = frozenset("\"“‘'«„")
_CLOSE_QUOTES = frozenset("\"”’'»")
_CLOSERS = frozenset(")]") | _CLOSE_QUOTES


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words ``first`` to ``last`` (inclusive) of a reading and the characters ``text[start:end]`` they stand for.

    ``end`` may lie inside the last word, before a glued case ending; ``head`` is the last word's key
    without that ending.
    """

    first: int
    last: int
    start: int
    end: int
    head: str


def strip_suffix(word: Word, lexicon: Lexicon, slot: str) -> str | None:
    """The glued case ending of a word as written, or None if the word does not carry that case."""
    case = lexicon.cases.get(slot)
    if case is None or word.mark or not case.suffixes:
        return None
    if word.key in lexicon.nouns or word.key in case.not_words:
        return None
    if word.case != "Erg" and any(word.key.endswith(e) for e in case.not_endings):
        return None  # a verb's ending, unless the parse knows better
    for suffix in case.suffixes:
        if word.key.endswith(suffix) and len(word.key) > len(suffix) + 1 and word.text.endswith(suffix):
            return suffix
    return None


def _matching_open(r: Reading, first: int, close: int, opens: frozenset[str], most: int = 12) -> int | None:
    for j in range(close - 1, max(first, close - most) - 1, -1):
        if r.words[j].mark and r.words[j].text in opens:
            return j
    return None


def blocks(r: Reading, i: int, verbs: bool = True, converbs: bool = True) -> bool:
    """Whether a word cannot stand inside a noun phrase (left of its last word)."""
    lexicon, w = r.lexicon, r.words[i]
    if lexicon.is_a(w.key, "namesake") and 0 < i < len(r.words) - 1 and r.words[i + 1].pos == "PROPN":
        return not lexicon.noun(r.words[i - 1].key, "person")  # a surname after a title, or the verb written alike
    if lexicon.is_a(w.key, "stop", "time", "finite", "complementizer", "contrast"):
        return True
    if w.key in lexicon.pronouns and lexicon.pronouns[w.key].slot == "agent":
        return True
    if w.case == "Erg" or (not w.case and strip_suffix(w, lexicon, "agent") is not None and not w.pos):
        return True
    if w.pos == "PROPN" and w.case in ("", "Nom") and not lexicon.is_a(w.key, "time"):
        return False
    if (
        (converbs and lexicon.ends_as(w.key, "verbal"))
        or lexicon.ends_as(w.key, "bound")
        or lexicon.ends_as(w.key, "finite")
    ):
        return True
    if w.key in lexicon.nouns:
        return False  # known for a noun, whatever the tagger takes it for
    return (verbs and w.pos in ("AUX", "SCONJ", "ADV")) or (w.pos == "VERB" and not lexicon.is_a(w.key, "participle"))


def _dated(r: Reading, s: Sentence, i: int) -> int | None:
    """Past a date inside a genitive chain (the ministry's Monday evening's figures), or None.

    ``i`` is the phrase's first word so far, a genitive marker when a date can stand before it.
    """
    lexicon, words = r.lexicon, r.words
    genitive = lexicon.case_words.get("genitive", frozenset())
    if words[i].key not in genitive:
        return None
    j = i - 1
    while j > s.first and i - j < 6 and not words[j].mark and words[j].key not in genitive:
        j -= 1
    dated = any(lexicon.is_a(words[k].key, "time") for k in range(j + 1, i))
    return j if dated and words[j].key in genitive else None


def left_edge(r: Reading, s: Sentence, last: int) -> int:
    """Index of the first word of the noun phrase whose last word is ``last``."""
    lexicon, words = r.lexicon, r.words
    genitive = lexicon.case_words.get("genitive", frozenset())
    agent = lexicon.case_words.get("agent", frozenset())
    i = last
    coordinated = False
    while i - 1 >= s.first and last - i < LONGEST:
        w = words[i - 1]
        if w.mark:
            if w.text in ")]":
                opened = _matching_open(r, s.first, i - 1, frozenset("(["))
                if opened is None or opened == s.first:
                    break
                i = opened
            elif w.text in _CLOSE_QUOTES and (opened := _matching_open(r, s.first, i - 1, _OPEN_QUOTES, 7)) is not None:
                i = opened
            elif w.text in _JOINERS and words[i].start == w.end and i - 2 >= s.first and words[i - 2].end == w.start:
                i -= 1
            elif w.text == "," and coordinated and i - 2 >= s.first and not words[i - 2].mark and not blocks(r, i - 2):
                i -= 1
            else:
                break
        elif w.key in agent and i - 2 >= s.first and words[i - 2].text in _CLOSERS and words[i - 2].end == w.start:
            break  # (NASA)'s agent ending
        elif w.key in genitive and i - 2 >= s.first and (not words[i - 2].mark or words[i - 2].text in _CLOSERS):
            i -= 1
        elif lexicon.is_a(w.key, "coordinator"):
            if i - 2 < s.first or words[i - 2].mark or blocks(r, i - 2) or words[i - 2].pos == "VERB":
                break
            coordinated = True
            i -= 1
        elif lexicon.is_a(w.key, "linker") and i - 2 >= s.first and blocks(r, i - 2):
            i -= 2
        elif blocks(r, i - 1):
            owned = _dated(r, s, i)
            if owned is None:
                break
            i = owned
        else:
            i -= 1
    while i < last and (
        (words[i].mark and words[i].text not in "(" + "".join(_OPEN_QUOTES))
        or words[i].key in genitive
        or lexicon.is_a(words[i].key, "coordinator", "particle", "time", "connective", "leftover")
    ):
        i += 1
    if last - i > 1 and i > s.first and words[i - 1].text in _CLOSE_QUOTES | {","} and _points(lexicon, words[i].key):
        i += 1  # "…", that X added
    if words[i].text == "(" and (closed := next((j for j in range(i, last) if words[j].text == ")"), None)) is not None:
        i = closed + 1  # a bracket explains the word before it
        while i < last and words[i].key in genitive:
            i += 1
    return _without_age(r, i, last)


def _points(lexicon: Lexicon, key: str) -> bool:
    """Whether a word is a bare pronoun that can point back to a quote."""
    pronoun = lexicon.pronouns.get(key)
    return pronoun is not None and pronoun.slot == "bare" and pronoun.person == 3


def _without_age(r: Reading, first: int, last: int) -> int:
    """First word of a phrase after an opening age (52 years' X), which only describes X."""
    words, lexicon = r.words, r.lexicon
    if not words[first].text.isdigit():
        return first
    for i in range(first + 1, min(first + 3, last)):
        if words[i].key in lexicon.case_words.get("genitive", frozenset()):
            return i + 1
        if strip_suffix(words[i], lexicon, "genitive") is not None:
            return i + 1
    return first


def phrase(r: Reading, s: Sentence, last: int, cut: int = 0, case: bool = False) -> Phrase | None:
    """The noun phrase that ends with word ``last``; ``cut`` characters of a case ending are left off.

    ``case`` says that a case word follows: then the last word is no converb, whatever it ends in.
    """
    if last < s.first:
        return None
    w = r.words[last]
    if w.mark and w.text in ")]\"”’'»":
        first = left_edge(r, s, last + 1) if last + 1 < s.last else left_edge(r, s, last)
        if first >= last:
            return None
        start = r.words[first].start
        inner = next((j for j in range(last - 1, first - 1, -1) if r.words[j].text in "(["), last)
        named = r.words[inner - 1] if inner > first and w.text in ")]" else r.words[last - 1]
        return Phrase(first, last, start, w.end, named.key)
    if w.mark or (blocks(r, last, verbs=False, converbs=not case) and not cut):
        return None
    first = left_edge(r, s, last)
    end = w.end - cut
    head = w.key[: len(w.key) - cut] if cut else w.key
    return Phrase(first, last, r.words[first].start, end, head)


def parts(r: Reading, p: Phrase) -> list[Phrase]:
    """The coordinated members of a phrase, or the phrase alone when it is one name."""
    lexicon, words = r.lexicon, r.words
    cuts: list[int] = []
    depth = 0
    for i in range(p.first, p.last):
        w = words[i]
        if w.mark and w.text in "([":
            depth += 1
        elif w.mark and w.text in ")]":
            depth -= 1
        elif depth == 0 and ((w.text == "," and w.mark) or (lexicon.is_a(w.key, "coordinator") and i > p.first)):
            cuts.append(i)
    if not cuts:
        return [p]
    out: list[Phrase] = []
    begin = p.first
    for cut in [*cuts, p.last + 1]:
        last = cut - 1
        if last >= begin:
            final = cut == p.last + 1
            end, head = (p.end, p.head) if final else (words[last].end, words[last].key)
            out.append(Phrase(begin, last, words[begin].start, end, head))
        begin = cut + 1
    return out
