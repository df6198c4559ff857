"""Comparison keys for Hindi and Gujarati words.

The text of an article is never altered. Words are compared through keys made here, which forget
spelling differences that carry no meaning for lookup; a key is never an offset into the text.
"""

import unicodedata
from functools import lru_cache

#: Signs that a comparison key drops: nukta (U+093C, U+0ABC), ZWNJ, ZWJ, word joiner, soft hyphen, BOM.
_DROPPED = dict.fromkeys((0x093C, 0x0ABC, 0x200C, 0x200D, 0x2060, 0x00AD, 0xFEFF))
#: Chandrabindu reads as anusvara (U+0901 -> U+0902, U+0A81 -> U+0A82).
_MERGED = {0x0901: 0x0902, 0x0A81: 0x0A82}
_FOLD = {**_DROPPED, **_MERGED}

#: Value of every decimal digit that news in the two languages uses: ASCII, Devanagari, Gujarati.
DIGITS = {chr(base + d): str(d) for base in (0x30, 0x966, 0xAE6) for d in range(10)}
_DIGIT_MAP = {ord(k): v for k, v in DIGITS.items()}


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return the comparison key of a word: NFC, nukta and joiners dropped, chandrabindu as anusvara, case-folded.

    >>> fold("हज़ार") == fold("हजार")
    True
    """
    return unicodedata.normalize("NFC", word).translate(_FOLD).casefold()


def ascii_digits(text: str) -> str:
    """Return the text with Devanagari and Gujarati digits as ASCII digits; the length stays the same.

    >>> ascii_digits("૧૦,૦૦૦")
    '10,000'
    """
    return text.translate(_DIGIT_MAP)
