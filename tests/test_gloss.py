"""The English line of a claim: bounds, units, outcomes, countries, and who says so."""

import pytest

from pipeline.gloss import gloss
from pipeline.glossary import english
from pipeline.schema import Attribution, Figure, Source


def figure(**fields):
    base = {"num_start": 0, "num_end": 1, "figure_start": 0, "figure_end": 1, "kind": "count", "value": 12.0}
    return Figure(**{**base, **fields})


def said(text, key, cue_type="said", **fields):
    return Source(text=text, start=0, end=len(text), key=key, **fields), cue_type


def line(lang="hi", text="", sources=(), sourcing="none", **fields):
    made = [s for s, _ in sources]
    cue = sources[0][1] if sources else None
    return gloss(text, lang, figure(**fields), Attribution(sourcing=sourcing, sources=tuple(made), cue_type=cue))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"concept": "troops", "comparator": "more_than", "low": 12.0}, "more than 12 troops"),
        ({"concept": "killed", "value": 1.0}, "1 person killed"),
        ({"concept": "killed"}, "12 people killed"),
        ({"kind": "money", "unit": "INR", "value": 5e9}, "5,000,000,000 Indian rupees"),
        (
            {"kind": "money", "unit": "USD", "value": None, "low": 2.0, "high": 3.0, "comparator": "range"},
            "2 to 3 US dollars",
        ),
        ({"kind": "percent", "unit": "percent", "value": 2.75}, "2.75 percent"),
        ({"kind": "measure", "unit": "kilometre per hour", "value": 90.0}, "90 kilometres per hour"),
        ({"kind": "measure", "unit": "foot", "value": 6.5}, "6.5 feet"),
        ({"kind": "duration", "unit": "day", "value": 1.0}, "1 day"),
        ({"kind": "age", "unit": "year", "value": 13.0}, "13 years of age"),
        ({"value": None, "low": 200.0, "comparator": "vague", "concept": "houses"}, "hundreds of houses"),
        ({"concept": "troops", "polarity": "denied"}, "12 troops (denied)"),
        ({"concept": "troops", "modality": "future"}, "12 troops (expected)"),
    ],
)
def test_quantities(fields, expected):
    assert line(**fields) == f"{expected}, no source given"


def test_an_unknown_item_is_romanised():
    assert line(text="खुरपी", item_start=0, item_end=5).startswith("12 khurpi,")


def test_sources():
    seoul = said("दक्षिण कोरिया", "country:KR", "estimate", type="country", country="KR")
    assert line(sources=[seoul], sourcing="named", concept="troops") == "12 troops, by South Korea's estimate"
    assert line(sourcing="vague", concept="troops") == "12 troops, according to unnamed sources"
    police = said("पुलिस", "name:pulis", "confirm", type="organisation")
    wire = (Source(text="रॉयटर्स", start=0, end=7, key="org:reuters", relation="relayed_by"), "said")
    assert line(sources=[police, wire], sourcing="named").endswith("police confirmed, relayed by Reuters")


@pytest.mark.parametrize(
    ("lang", "phrase", "expected"),
    [
        ("hi", "अमेरिका के रक्षा मंत्रालय", "United States' defence ministry"),
        ("gu", "અમેરિકાના રાષ્ટ્રપતિ", "United States' president"),
        ("gu", "સ્થાનિક પોલીસ", "local police"),
    ],
)
def test_english_of_phrases(lang, phrase, expected):
    assert english(phrase, lang) == expected
