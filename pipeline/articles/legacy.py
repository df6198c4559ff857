"""Text typed in a font of the time before Unicode: Latin letters that such a font draws as Hindi or Gujarati ones.

Recognised by its commonest words, as the keyboards of these fonts spell them (``legacy.toml``): English and romanised
Hindi or Gujarati hold none of them, or one by chance. Such text can't be read without being converted first.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: Characters that are looked at, from the beginning of the text.
_WINDOW = 6000
#: Least share of a font's words among all that stand between spaces, and how many different ones there must be that
#: can't be an abbreviation (two letters of one case).
MIN_SHARE = 0.12
MIN_KINDS = 3
#: In a text of at most so many words, two kinds of them will do.
_SHORT = 12
#: Above this share of Indian letters among all characters, a text is in Unicode.
_MAX_INDIC = 0.1


@dataclass(frozen=True)
class LegacyFont:
    """A family of fonts that share a keyboard: ``lang`` is the language that is typed in it, ISO 639-1."""

    name: str
    lang: str
    words: frozenset[str]
    strip: str

    @property
    def reason(self) -> str:
        """Why an article typed in it is left out, for the articles table."""
        return f"typed in a legacy font ({self.name}), not Unicode: convert it first"


@cache
def _fonts() -> tuple[LegacyFont, ...]:
    data = tomllib.loads(files("pipeline.articles").joinpath("legacy.toml").read_text("utf-8"))
    return tuple(LegacyFont(f["name"], f["lang"], frozenset(f["words"]), f["strip"]) for f in data["font"])


def legacy_font(text: str) -> LegacyFont | None:
    """Return the legacy font that a text is typed in, or None."""
    sample = text[:_WINDOW]
    if sum("\u0900" <= c <= "\u0dff" for c in sample) > _MAX_INDIC * len(sample):
        return None
    words = sample.split()
    best, most = None, 0
    for font in _fonts():
        found = [w for w in (word.strip(font.strip) for word in words) if w in font.words]
        kinds = len({w for w in found if len(w) > 2 or not w.isalpha() or not (w.isupper() or w.islower())})
        enough = MIN_KINDS if len(words) > _SHORT else MIN_KINDS - 1
        if kinds >= enough and len(found) >= MIN_SHARE * len(words) and len(found) > most:
            best, most = font, len(found)
    return best
