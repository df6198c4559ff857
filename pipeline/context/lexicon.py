"""The words of time, place and case that the context of a claim is read from: language data, ready for matching."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from babel import Locale

from pipeline.attribution.keys import Territory
from pipeline.languages.loader import DataError, Entry, FormEntry, load_common, load_records
from pipeline.text import fold


class TimeWord(FormEntry):
    """A word of time.

    ``kind`` and ``value``: ``month`` 1-12, ``weekday`` 1-7 (Monday is 1), ``day`` days from today (with ``either`` when
    the word looks both ways), ``unit`` 1 week, 2 month, 3 year; ``last``, ``next`` and ``this`` come before a weekday,
    month or unit; ``year`` announces a year in digits; ``in`` follows a year or a month that stands for a time.
    """

    kind: Literal["month", "weekday", "day", "unit", "last", "next", "this", "year", "in"]
    value: int = 0
    either: bool = False


class Place(Entry):
    """The adjectives of a country (``people``) and regions and cities in it (``places``); the example shows one.

    ``country`` is an ISO 3166-1 alpha-2 code.
    """

    country: str
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    example: str


class CaseMark(Entry):
    """How a role is marked: by separate ``words`` after the noun, or by ``suffixes`` glued to it."""

    role: Literal["in", "agent", "other", "kind_of_place", "future", "boundary"]
    words: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    example: str


#: Codes of the locale data that are no countries.
_NO_COUNTRIES = frozenset({"ZZ", "EU", "EZ", "UN", "XA", "XB", "QO"})
#: What a known name is: the country itself, its people or adjective, its seat of government, a place in it.
Sort = Literal["name", "people", "seat", "place"]


#: Words whose endings are kept.
_MAX_KEPT = 50_000


@dataclass(frozen=True)
class Words:
    """The context words of one language by comparison key; names: tuple of keys -> (country, sort).

    first: keys that begin a name of several words.
    """

    time: dict[str, TimeWord]
    names: dict[tuple[str, ...], tuple[str, Sort]]
    longest: int
    first: frozenset[str]
    suffixes: tuple[tuple[str, str], ...]
    marks: dict[str, str]
    future: tuple[str, ...]
    _endings: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict, compare=False, repr=False)
    _times: dict[str, tuple[TimeWord, ...]] = field(default_factory=dict, compare=False, repr=False)

    def endings(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return (suffix, role) of every case ending that a word ends with, the longest first."""
        found = self._endings.get(key)
        if found is None:
            if len(self._endings) >= _MAX_KEPT:
                self._endings.clear()
            found = self._endings[key] = tuple(s for s in self.suffixes if key.endswith(s[0]))
        return found

    def times(self, key: str) -> tuple[TimeWord, ...]:
        """Return the words of time that a word is, as it stands first, then without its case endings."""
        found = self._times.get(key)
        if found is None:
            if len(self._times) >= _MAX_KEPT:
                self._times.clear()
            stems = [key] + [key.removesuffix(s) for s, _ in self.endings(key) if len(key) > len(s) + 1]
            found = self._times[key] = tuple(self.time[stem] for stem in stems if stem in self.time)
        return found


def _named(places: tuple[Place, ...], lang: str) -> dict[tuple[str, ...], tuple[str, Sort]]:
    """Names of countries as sources are known by them, then adjectives and places, which never replace a country."""
    out: dict[tuple[str, ...], tuple[str, Sort]] = {key: (country, sort) for key, country, sort in _countries(lang)}
    for place in places:
        groups: list[tuple[Sort, tuple[str, ...]]] = [("people", place.people), ("place", place.places)]
        if not any(fold(form) in fold(place.example) for _, group in groups for form in group):
            raise DataError(f"{place.id}: the example shows none of the names")
        for sort, group in groups:
            for form in group:
                key = tuple(fold(form).split())
                known = out.setdefault(key, (place.country, sort))
                if known[0] != place.country:
                    raise DataError(f"{place.id}: {form!r} is also a name of {known[0]}")
    return out


def _countries(lang: str) -> Iterator[tuple[tuple[str, ...], str, Sort]]:
    for code, name in Locale(lang).territories.items():
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
            yield tuple(fold(name).split()), code, "name"
    for country in load_common("countries", Territory):
        for form in getattr(country, lang, ()):
            yield tuple(fold(form).split()), country.country, "name"
        for form in getattr(country, f"{lang}_seats", ()):
            yield tuple(fold(form).split()), country.country, "seat"


@cache
def words(lang: str) -> Words:
    """Return the context words of a language, checked. Raises DataError."""
    time: dict[str, TimeWord] = {}
    for entry in load_records(lang, "time_words", TimeWord):
        for form in entry.forms:
            time[fold(form)] = entry
    names = _named(load_records(lang, "places", Place), lang)
    cases = load_records(lang, "context_cases", CaseMark)
    suffixes = [(fold(s), c.role) for c in cases for s in c.suffixes if c.role != "future"]
    return Words(
        time=time,
        names=names,
        longest=max(len(k) for k in names),
        first=frozenset(k[0] for k in names if len(k) > 1),
        suffixes=tuple(sorted(suffixes, key=lambda s: -len(s[0]))),
        marks={fold(w): c.role for c in cases for w in c.words if c.role != "future"},
        future=tuple(fold(s) for c in cases if c.role == "future" for s in (*c.suffixes, *c.words)),
    )
