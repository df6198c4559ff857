"""Finds the words of time in a sentence and resolves them against the article's date."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil import parser as dates

from pipeline.context.lexicon import TimeWord, Words
from pipeline.text import ascii_digits

#: A year that a text may give in digits.
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_DAY = re.compile(r"[0-3]?\d")
_UNITS = {1: "week", 2: "month", 3: "year"}
#: A day of this year that lies further ahead than this is meant to be last year's.
_AHEAD = 7


@dataclass(frozen=True)
class Token:
    """A word of the sentence: offsets in the article, its comparison key, and its part of speech if known."""

    text: str
    start: int
    end: int
    key: str
    pos: str = ""


@dataclass(frozen=True)
class When:
    """A time expression: offsets in the article and ISO 8601 date (day, month or year), None when it stays open."""

    start: int
    end: int
    date: str | None


@lru_cache(maxsize=1024)
def article_day(given: str | None) -> date | None:
    """Return the day of an article's date as its input gave it: ISO 8601, RFC 2822 or written out in English.

    Times are dropped, the day is the one written. A date in figures alone is read day first, as in India.
    None where there is no date or no way to read it as a day.
    """
    text = (given or "").strip()
    if not text:
        return None
    if iso := re.match(r"\d{4}-\d\d-\d\d(?!\d)", text):
        try:
            return date.fromisoformat(iso.group())
        except ValueError:
            return None
    if not re.search(r"\d{4}", text) or not re.search(r"\d\D+\w+\D*\d|[A-Za-z]", text):
        return None
    try:
        first, second = (dates.parse(text, dayfirst=True, default=d) for d in _DEFAULTS)
    except (ValueError, OverflowError):
        return None
    return first.date() if first.date() == second.date() else None


_DEFAULTS = tuple(dates.parse(d) for d in ("2001-01-01", "2004-12-28"))


def find_times(tokens: list[Token], words: Words, today: date | None, future: bool) -> list[When]:
    """Return the time expressions of a sentence in text order; future: whether its verb looks ahead."""
    out: list[When] = []
    i = 0
    while i < len(tokens):
        found = _at(tokens, i, words, today, future)
        if found is None:
            i += 1
            continue
        size, when = found
        out.append(When(tokens[i].start, tokens[i + size - 1].end, when))
        i += size
    return out


def _word(tokens: list[Token], i: int, words: Words, *kinds: str) -> TimeWord | None:
    """The time word at i, of one of the kinds; glued case endings are taken off."""
    if i >= len(tokens):
        return None
    return next((entry for entry in words.times(tokens[i].key) if entry.kind in kinds), None)


def _digits(tokens: list[Token], i: int, pattern: re.Pattern[str], words: Words) -> int | None:
    if not 0 <= i < len(tokens) or not tokens[i].text[:1].isdecimal():
        return None
    key = ascii_digits(tokens[i].text)
    found = pattern.match(key)
    rest = key[found.end() :] if found else ""
    if found is None or (rest and rest not in {s for s, _ in words.suffixes}):
        return None
    return int(found.group())


def _located(tokens: list[Token], i: int, words: Words) -> bool:
    """Whether the word at i is marked as a time: by a word behind it or by an ending."""
    following = _word(tokens, i + 1, words, "in") is not None
    return following or any(role == "in" for _, role in words.endings(tokens[i].key))


def _at(tokens: list[Token], i: int, words: Words, today: date | None, future: bool) -> tuple[int, str | None] | None:
    """(number of tokens, date) of the time expression that begins at i."""
    day = _digits(tokens, i, _DAY, words)
    month = _word(tokens, i + 1, words, "month")
    if day and 1 <= day <= 31 and month:
        year = _digits(tokens, i + 2, _YEAR, words)
        return (3 if year else 2), _full(day, month.value, year, today, future)
    if month := _word(tokens, i, words, "month"):
        year = _digits(tokens, i + 1, _YEAR, words)
        if year:
            return 2, f"{year}-{month.value:02d}"
        after = _digits(tokens, i + 1, _DAY, words)
        if after and 1 <= after <= 31 and (year := _digits(tokens, i + 2, _YEAR, words)):
            return 3, _full(after, month.value, year, today, future)
        return (1, _month(month.value, today, future)) if _located(tokens, i, words) else None
    if weekday := _word(tokens, i, words, "weekday"):
        return 1, _weekday(weekday.value, today, 1 if future else -1)
    if relative := _word(tokens, i, words, "day"):
        ahead = abs(relative.value) if future else -abs(relative.value)
        shift = ahead if relative.either else relative.value
        return 1, (today + timedelta(days=shift)).isoformat() if today else None
    if shift_word := _word(tokens, i, words, "last", "next", "this"):
        return _shifted(tokens, i, words, today, {"last": -1, "this": 0, "next": 1}[shift_word.kind])
    if _word(tokens, i, words, "year") and (year := _digits(tokens, i + 1, _YEAR, words)):
        return 2, str(year)
    year = _digits(tokens, i, _YEAR, words)
    return (1, str(year)) if year and _located(tokens, i, words) else None


def _full(day: int, month: int, year: int | None, today: date | None, future: bool) -> str | None:
    if year is None and today is None:
        return None
    guess = year or (today.year if today else 0)
    if day > calendar.monthrange(guess, month)[1]:
        return None
    found = date(guess, month, day)
    if year is None and today and not future and (found - today).days > _AHEAD:
        guess -= 1
    elif year is None and today and future and found < today:
        guess += 1
    if day > calendar.monthrange(guess, month)[1]:
        return None
    return date(guess, month, day).isoformat()


def _month(month: int, today: date | None, future: bool) -> str | None:
    if today is None:
        return None
    if future:
        return f"{today.year + (month < today.month)}-{month:02d}"
    return f"{today.year - (month > today.month)}-{month:02d}"


def _weekday(weekday: int, today: date | None, direction: int) -> str | None:
    """The nearest such day: today or before it (direction -1), after it (1)."""
    if today is None:
        return None
    back = (today.isoweekday() - weekday) % 7
    return (today - timedelta(days=back) if direction < 0 else today + timedelta(days=7 - back)).isoformat()


def _shifted(
    tokens: list[Token], i: int, words: Words, today: date | None, shift: int
) -> tuple[int, str | None] | None:
    entry = _word(tokens, i + 1, words, "weekday", "month", "unit")
    if entry is None:
        return None
    if entry.kind == "weekday":
        return 2, _weekday(entry.value, today, 1 if shift > 0 else -1)
    if entry.kind == "month":
        return 2, _month(entry.value, today, shift > 0)
    if today is None:
        year = _digits(tokens, i + 2, _YEAR, words)
        return (3, str(year)) if year and entry.value == 3 else (2, None)
    unit = _UNITS[entry.value]
    if unit == "year":
        year = _digits(tokens, i + 2, _YEAR, words)
        return (3, str(year)) if year else (2, str(today.year + shift))
    if unit == "month":
        months = today.year * 12 + today.month - 1 + shift
        return 2, f"{months // 12}-{months % 12 + 1:02d}"
    return 2, None
