"""Which language an article is in: Hindi, Gujarati, or another that is left out with its name.

The script decides first: Gujarati letters mean Gujarati. Devanagari is shared, so py3langid,
restricted to the languages of that script, tells Hindi from Marathi, Nepali, Sanskrit and Konkani. Its
probabilities are weak on short texts, so a text counts as another language only where that is plain;
short texts are also looked over for words that only one of the languages has (``markers.toml``).
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_DEVANAGARI = re.compile("[\u0900-\u0963\u0971-\u097f]")
_GUJARATI = re.compile("[\u0a80-\u0ae5\u0af9-\u0aff]")
_LETTER = re.compile(r"[^\W\d_]")
_NOT_DEVANAGARI = re.compile("[^\u0900-\u0963\u0971-\u097f\u200c\u200d]+")
#: Least share of Devanagari and Gujarati among all letters; below it the article is in another script.
MIN_SHARE = 0.2
#: Languages of the Devanagari script that py3langid tells apart.
_OF_DEVANAGARI = ("hi", "mr", "ne", "sa", "gom")
#: Other languages of that script, as rows may name them.
SAME_SCRIPT = frozenset(("mr", "ne", "sa", "gom", "kok", "bho", "mai", "mag", "awa", "raj", "doi", "brx"))
#: Hindi is ruled out when its probability is below this: (letters and signs in the text, bound).
_RULED_OUT = ((60, 0.03), (100, 0.1), (200, 0.2), (None, 0.5))
#: Below this many letters and signs, markers decide where the probability of Hindi is under one half.
_SHORT = 400
_NAMES = {"gom": "Konkani"}
#: Characters that the identification looks at, from the beginning and from the middle of a long text.
_WINDOW = 3000


@dataclass(frozen=True)
class Identified:
    """The language of a text: ``lang`` is an ISO 639 code or None; ``reason`` says why it is left out."""

    lang: str | None
    reason: str | None = None


def language_name(code: str) -> str:
    """Return the English name of a language code, or the code itself when there is none."""
    from babel import Locale

    return _NAMES.get(code) or Locale("en").languages.get(code, code)


def other_language(code: str) -> str:
    """Return the reason that leaves out an article of another language.

    >>> other_language("mr")
    'language mr (Marathi), not hi or gu'
    """
    return f"language {code} ({language_name(code)}), not hi or gu"


@cache
def _identifier(langs: tuple[str, ...] | None) -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    if langs is not None:
        identifier.set_languages(list(langs))
    return identifier


@cache
def _markers() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """Return {language: (words, endings)} of ``markers.toml``."""
    data = tomllib.loads(files("pipeline.articles").joinpath("markers.toml").read_text("utf-8"))
    return {lang: (frozenset(m["words"]), tuple(m["endings"])) for lang, m in data.items()}


def _marked(words: list[str]) -> str | None:
    """Return the language, other than Hindi, that more words are marked for than for Hindi, else None."""
    counts = {
        lang: sum(w in whole or (len(w) > 3 and w.endswith(endings)) for w in words)
        for lang, (whole, endings) in _markers().items()
    }
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] > counts["hi"] else None


def _window(text: str) -> str:
    if len(text) <= 2 * _WINDOW:
        return text
    middle = len(text) // 2
    return text[:_WINDOW] + " " + text[middle : middle + _WINDOW]


def identify(text: str) -> Identified:
    """Return the language of a text.

    ``lang`` is "hi" or "gu" and ``reason`` None for an article to be read; otherwise ``reason`` says
    what it is instead. Of a mixed text the script with more letters decides.
    """
    sample = _window(text)
    devanagari, gujarati = len(_DEVANAGARI.findall(sample)), len(_GUJARATI.findall(sample))
    letters = len(_LETTER.findall(sample))
    if not letters:
        return Identified(None, "no letters to tell the language by")
    if devanagari + gujarati < MIN_SHARE * letters:
        return _other_script(sample)
    if gujarati > devanagari:
        return Identified("gu")
    words = _NOT_DEVANAGARI.sub(" ", sample)
    chances = {code: float(p) for code, p in _identifier(_OF_DEVANAGARI).rank(words)}
    bound = next(b for size, b in _RULED_OUT if size is None or devanagari < size)
    other = None
    if chances["hi"] < bound:
        other = max((code for code in chances if code != "hi"), key=chances.__getitem__)
        if other == "gom" and chances["gom"] < 0.9:  # short Marathi often looks like Konkani
            other = "mr"
    elif chances["hi"] < 0.5 and devanagari < _SHORT:
        other = _marked(words.split())
    return Identified(other, other_language(other)) if other else Identified("hi")


def _other_script(sample: str) -> Identified:
    code, chance = _identifier(None).rank(sample)[0]
    if float(chance) < 0.5 or code in ("hi", "gu", "zxx"):
        return Identified(None, "language not recognised; too few Devanagari or Gujarati letters")
    return Identified(code, other_language(code))


#: Three-letter and English names that rows give for the two languages.
_GIVEN = {"hin": "hi", "hindi": "hi", "guj": "gu", "gujarati": "gu"}


def given_language(value: str) -> str | None:
    """Return the ISO 639 code that a row's ``lang`` states ("hi-IN" -> "hi"), None when it states nothing."""
    code = re.split(r"[-_]", value.strip().lower())[0]
    return _GIVEN.get(code, code) if code not in ("", "und", "unknown", "none", "nan") else None
