"""English for source phrases, word by word: what the glossary and CLDR know; everything else is romanised."""

import re
from functools import cache
from typing import Literal

from babel import Locale

from pipeline.attribution.keys import Territory
from pipeline.attribution.romanise import romanise
from pipeline.languages.loader import Entry, load_common, load_records
from pipeline.text import fold

_WORD = re.compile(r"[^\s,;()“”\"'‘’]+|[,;()]")
#: The longest name looked up, in words.
_LONGEST = 4


class Gloss(Entry):
    """Forms of a language and their English. ``role`` tells endings and genitive words from plain words."""

    english: str
    forms: tuple[str, ...]
    role: Literal["word", "genitive_word", "genitive_ending", "ending"] = "word"


@cache
def _tables(lang: str) -> tuple[dict[str, str], frozenset[str], tuple[tuple[str, bool], ...]]:
    """Folded form -> English; genitive words; endings, longest first, with whether they are genitive."""
    words: dict[str, str] = {}
    english, local = Locale("en").territories, Locale(lang).territories
    for code, name in local.items():
        if len(code) == 2 and code in english:
            words[fold(name)] = english[code]
    for territory in load_common("countries", Territory):
        for form in getattr(territory, lang, ()):
            words[fold(form)] = english[territory.country]
    genitive, endings = set(), []
    for entry in load_records(lang, "glossary", Gloss):
        for form in entry.forms:
            if entry.role == "word":
                words[fold(form)] = entry.english
            elif entry.role == "genitive_word":
                genitive.add(fold(form))
            else:
                endings.append((fold(form), entry.role == "genitive_ending"))
    return words, frozenset(genitive), tuple(sorted(endings, key=lambda e: -len(e[0])))


def english(text: str, lang: str, names: bool = False) -> str:
    """Return the phrase in English as far as it is known, romanised where not (capitalised if ``names``).

    >>> english("दक्षिण कोरिया के रक्षा मंत्रालय", "hi")
    "South Korea's defence ministry"
    """
    words, genitive, endings = _tables(lang)
    tokens = _WORD.findall(text)
    out: list[str] = []
    i = 0
    while i < len(tokens):
        for n in range(min(_LONGEST, len(tokens) - i), 0, -1):
            known = _lookup(" ".join(fold(t) for t in tokens[i : i + n]), words, endings)
            if known:
                out.append(known)
                i += n
                break
        else:
            token = tokens[i]
            if out and fold(token) in genitive:
                out[-1] = _possessive(out[-1])
            elif out and token in ",;)":
                out[-1] += token
            else:
                word = _unknown(token, lang, endings)
                out.append(word[:1].upper() + word[1:] if names else word)
            i += 1
    return " ".join(out).replace("( ", "(")


def _possessive(name: str) -> str:
    return name + ("'" if name.endswith("s") else "'s")


def _lookup(key: str, words: dict[str, str], endings: tuple[tuple[str, bool], ...]) -> str | None:
    if key in words:
        return words[key]
    for ending, genitive in endings:
        if key.endswith(ending) and key[: -len(ending)] in words:
            name = words[key[: -len(ending)]]
            return _possessive(name) if genitive else name
    return None


def _unknown(token: str, lang: str, endings: tuple[tuple[str, bool], ...]) -> str:
    for ending, genitive in endings:
        if genitive and token.endswith(ending) and len(token) > len(ending) + 2:
            return _possessive(romanise(token[: -len(ending)], lang))
    return romanise(token, lang)
