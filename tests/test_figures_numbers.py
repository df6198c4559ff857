"""Values of numerals, roles of numeral expressions, offsets, hostile input."""

import time
from decimal import Decimal
from itertools import pairwise

import pytest
import spacy

from pipeline.figures import find_figures, parse_number, register, spans_of_numbers

VALUES = [
    ("hi", "साढ़े तीन करोड़", "35000000"),
    ("hi", "तीन लाख करोड़", "3000000000000"),
    ("hi", "डेढ़ सौ", "150"),
    ("hi", "ढाई लाख", "250000"),
    ("hi", "सवा सौ", "125"),
    ("hi", "पौने दो", "1.75"),
    ("hi", "साढ़े तीन सौ करोड़", "3500000000"),
    ("hi", "छः", "6"),
    ("hi", "छह", "6"),
    ("hi", "हजार", "1000"),
    ("hi", "हज़ार", "1000"),
    ("hi", "दो शंख", "200000000000000000"),
    ("hi", "12,34,567.50", "1234567.5"),
    ("hi", "1,234,567", "1234567"),
    ("hi", "१२,३४,५६७", "1234567"),
    ("hi", "1\u00a0234\u00a0567", "1234567"),
    ("hi", "1\u200d2", "12"),
    ("hi", "तीन दशमलव एक चार", "3.14"),
    ("hi", "2 लाख 50 हजार करोड़", "2500000000000"),
    ("hi", "माइनस सात", "-7"),
    ("hi", "3½", "3.5"),
    ("hi", "5 दर्जन", "60"),
    ("gu", "સાડા ત્રણ કરોડ", "35000000"),
    ("gu", "ત્રણસો પચાસ", "350"),
    ("gu", "બસો", "200"),
    ("gu", "સવા બસો", "225"),
    ("gu", "પોણા બે", "1.75"),
    ("gu", "દોઢ લાખ", "150000"),
    ("gu", "૧૨,૩૪,૫૬૭", "1234567"),
    ("gu", "ત્રણ લાખ કરોડ", "3000000000000"),
    ("gu", "બે ખર્વ", "200000000000"),
    ("gu", "રપ૦", "250"),
    (None, "સાત", "7"),
    (None, "सात", "7"),
]


@pytest.mark.parametrize(("lang", "text", "value"), VALUES)
def test_parse_number(lang: str | None, text: str, value: str) -> None:
    assert parse_number(text, lang) == Decimal(value)


@pytest.mark.parametrize("text", ["", " ", "घर", "दो से तीन", "दर्जनों", "दो घर", "6-3", "16/07/2021", "દસથી", "1.2.3"])
def test_not_a_number(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        parse_number(text)


ROLES = [
    ("hi", "दो घर", [("दो", "cardinal")]),
    ("hi", "15वीं मंज़िल", [("15वीं", "ordinal")]),
    ("hi", "तीसरा घर", [("तीसरा", "ordinal")]),
    ("hi", "दो तिहाई घर", [("दो तिहाई", "fraction")]),
    ("hi", "14 फीसदी", [("14", "percent")]),
    ("hi", "तीन गुना", [("तीन", "multiplier")]),
    ("hi", "दोगुना", [("दोगुना", "multiplier")]),
    ("hi", "1987 में", [("1987", "year")]),
    ("hi", "13 मई 2020", [("13", "date"), ("2020", "year")]),
    ("hi", "7.30 बजे", [("7.30", "time")]),
    ("hi", "बी-52", [("52", "identifier")]),
    ("hi", "6-3 से हराया", [("6-3", "score")]),
    ("hi", "तीनों घर", [("तीनों", "all")]),
    ("hi", "एक घर", [("एक", "article")]),
    ("hi", "चार चांद", [("चार", "idiom")]),
    ("hi", "जाने दो।", [("दो", "verb")]),
    ("hi", "1. घर", [("1", "list")]),
    ("gu", "10,000થી", [("10,000", "cardinal")]),
    ("gu", "13મી મંઝિલ", [("13મી", "ordinal")]),
    ("gu", "2017માં", [("2017", "year")]),
    ("gu", "ત્રણેય ઘર", [("ત્રણેય", "all")]),
    ("gu", "પાંચમાંથી", [("પાંચ", "cardinal")]),
    ("gu", "૧૨ઃ૩૦ વાગ્યે", [("૧૨", "time"), ("૩૦", "time")]),
    ("gu", "બાર બંધ છે", [("બાર", "word")]),
    ("gu", "છે", []),
    ("gu", "સોમવાર", []),
]


@pytest.mark.parametrize(("lang", "text", "expected"), ROLES)
def test_roles(lang: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[s.start : s.end], s.role) for s in spans_of_numbers(text, lang)] == expected


def test_ranges_and_vague_plurals_have_bounds_but_no_value() -> None:
    range_, vague = spans_of_numbers("दो से तीन घर और सैकड़ों पेड़", "hi")
    assert (range_.value, range_.low, range_.high) == (None, 2, 3)
    assert (vague.value, vague.low, vague.high) == (None, 200, None)


HOSTILE = {
    "many numbers": "5 घर " * 10_000,
    "hyphens": "5-" * 20_000,
    "points": "1." * 20_000,
    "scales": "लाख करोड़ " * 5_000,
    "number words": "दो " * 10_000,
    "joiners": "1\u200d" * 20_000,
    "one long word": "क" * 100_000,
    "to": "5 से " * 5_000,
    "half": "साढ़े " * 10_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_reading_stays_linear(name: str) -> None:
    text = HOSTILE[name]
    start = time.perf_counter()
    spans = spans_of_numbers(text, "hi")
    assert time.perf_counter() - start < 30
    assert all(0 <= a.start < a.end <= b.start for a, b in pairwise(spans))


def test_five_thousand_digits() -> None:
    text = "9" * 5000
    assert parse_number(text, "hi") == Decimal(text)
    assert find_figures(spacy.blank("hi")(text + " घर")) == []
    (span,) = spans_of_numbers(text + " घर", "hi")
    assert (span.start, span.end, span.role) == (0, 5000, "identifier")


def test_empty_text() -> None:
    assert find_figures(spacy.blank("gu")("")) == []
    assert spans_of_numbers("", "gu") == []


def test_component_stores_figures_and_spans() -> None:
    register()
    nlp = spacy.blank("gu")
    nlp.add_pipe("news_claims_figures")
    doc = nlp("સરહદે 10,000થી વધુ સૈનિકો ગયા.")
    (figure,) = doc._.figures
    assert (figure.value, figure.low, figure.comparator) == (10000, 10000, "more_than")
    assert [s.text for s in doc.spans["items"]] == ["સૈનિકો"]
    assert "10,000થી વધુ સૈનિકો" in doc.spans["figures"][0].text
