"""Latin letters for Hindi and Gujarati names: readable for a gloss, loose for a key that ignores the script."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Literal

from pipeline.languages.loader import LANGUAGES, Entry, load_common

#: Blocks of Indic scripts: from the first code point on, one of 0x80 code points each, all laid out alike.
_FIRST, _LAST, _SIZE = 0x0900, 0x0DFF, 0x80


class Sign(Entry):
    """One sign of the common layout: its ``offset`` in the block, its letters, its letters in a key."""

    kind: Literal["consonant", "vowel", "sign", "virama", "nukta", "nasal", "breath"]
    offset: int
    latin: str
    loose: str


@cache
def _signs() -> dict[int, Sign]:
    return {s.offset: s for s in load_common("romanisation", Sign)}


@cache
def _nuktas() -> dict[str, str]:
    """Consonant + nukta, which NFC leaves as two characters in most scripts, by the consonant's letters."""
    return {"k": "q", "j": "z", "ph": "f", "d": "r", "dh": "rh"}


def _word(word: str, loose: bool) -> str:
    """Romanise one word: the inherent vowel is dropped at the end and between a vowel and a consonant + vowel."""
    units: list[list[str]] = []  # [onset, vowel]; vowel "*" is inherent
    for ch in unicodedata.normalize("NFC", word):
        cp = ord(ch)
        sign = _signs().get((cp - _FIRST) % _SIZE) if _FIRST <= cp <= _LAST else None
        if sign is None:
            if unicodedata.category(ch)[0] in "LN":
                units.append([str(unicodedata.digit(ch, ch)) if ch.isdigit() else ch.lower(), ""])
            continue
        text = sign.loose if loose else sign.latin
        if sign.kind == "consonant":
            units.append([text, "*"])
        elif sign.kind == "vowel":
            units.append(["", text])
        elif not units:
            continue
        elif sign.kind == "nukta":
            units[-1][0] = units[-1][0] if loose else _nuktas().get(units[-1][0], units[-1][0])
        elif sign.kind == "sign":
            units[-1][1] = text
        elif sign.kind == "virama":
            units[-1][1] = ""
        else:
            units.append([text, ""])
    for i, unit in enumerate(units):
        if unit[1] == "*":
            last = i == len(units) - 1
            inside = 0 < i < len(units) - 1 and units[i - 1][1] not in ("", "~") and units[i + 1][1] not in ("", "*")
            unit[1] = "" if (last and i > 0) or (inside and units[i + 1][0]) else "a"
    out = "".join(onset + vowel for onset, vowel in units)
    return re.sub(r"n(?=[pbm])", "m", out)


@lru_cache(maxsize=8192)
def romanise(text: str, lang: str) -> str:
    """Readable Latin letters of a phrase, in lower case.

    text: a phrase in the language's script, other scripts pass through; lang: ISO 639-1 code.

    Raises KeyError for an unknown language.
    """
    LANGUAGES[lang]
    return " ".join(w if w.isascii() else _word(w, False) for w in text.split())


@lru_cache(maxsize=8192)
def name_key(text: str) -> str:
    """The script-independent key of a name: hyphenated lower-case Latin, spelling variants folded.

    >>> name_key("किम जोंग उन")
    'kim-jong-un'
    """
    words = [_word(w, True) for w in re.findall(r"[^\s.,;:()\[\]\"'“”‘’/-]+", text)]
    return "-".join(w for w in words if w)
