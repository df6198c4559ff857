"""Groups of claims about the same thing: what comes together, what does not, and what is said about it."""

from typing import Any

import pytest

from pipeline.audit import Audit, audit
from pipeline.audit.facts import bounds
from tests.audit_data import Newsroom, newsroom


def _two(first: dict[str, Any], second: dict[str, Any], langs: tuple[str, str] = ("hi", "hi")) -> Audit:
    """The audit of two articles with one figure each; the fields are those of the claims, date that of the article."""
    room = Newsroom()
    for i, (fields, lang) in enumerate(zip((first, second), langs, strict=True)):
        fields = dict(fields)
        num, date = fields.pop("num"), fields.pop("date", None)
        article = {"date": date} if date else {}
        room.article(f"n{i}", lang, f"{fields.pop('text', '')} {num} {i} है।", **article)
        room.claim(num, value=float(num.replace(",", "")), **fields)
    return audit(room.tables())


TOLL = {"concept": "killed", "where": "सूरत", "where_country": "IN"}


def test_troops_of_two_languages_come_together_and_are_told_in_words() -> None:
    groups = audit(newsroom().tables()).groups
    row = groups[groups["thing"] == "troops"].iloc[0]
    assert (row["figures"], row["articles"], row["languages"], row["status"]) == (2, 2, "gu hi", "agree")
    assert row["articles_with_source"] == "desk/gu-troops"
    assert row["articles_without_source"] == "desk/hi-troops"
    assert row["sources"] == "United States; Ukraine; South Korea"
    words = row["in_words"]
    assert "about 10,000 and more than 10,000 in 2 articles (Hindi and Gujarati)" in words
    assert "desk/hi-troops, Hindi (2024-11-30), says about 10,000 and names nobody" in words
    assert "says more than 10,000 and names United States, Ukraine and South Korea" in words
    assert "The numbers agree" in words


def test_a_toll_that_grows_from_day_to_day_is_an_update() -> None:
    groups = audit(newsroom().tables()).groups
    row = groups[groups["thing"] == "killed"].iloc[0]
    assert (row["low"], row["high"], row["status"]) == (12, 15, "update")
    assert (row["articles"], row["independent_articles"]) == (3, 2), "the copy counts once"


def test_two_tolls_of_one_day_disagree() -> None:
    found = _two({"num": "12", "date": "2025-03-01", **TOLL}, {"num": "15", "date": "2025-03-01", **TOLL})
    assert found.groups["status"].tolist() == ["disagree"]
    assert found.groups["spread"].tolist() == [0.2]


def test_a_toll_that_shrinks_is_no_update() -> None:
    found = _two({"num": "15", "date": "2025-03-01", **TOLL}, {"num": "12", "date": "2025-03-02", **TOLL})
    assert found.groups["status"].tolist() == ["disagree"]


def test_the_time_in_the_text_rules_over_the_date_of_the_article() -> None:
    late = {"date": "2025-06-01", "when_date": "2025-03-02", **TOLL}
    found = _two({"num": "12", "date": "2025-03-01", **TOLL}, {"num": "15", **late})
    assert found.groups["status"].tolist() == ["update"]


def test_places_are_the_same_in_both_scripts() -> None:
    there = {"concept": "killed", "where": "સુરત", "where_country": "IN"}
    found = _two({"num": "12", **TOLL}, {"num": "12", **there}, ("hi", "gu"))
    assert found.groups["languages"].tolist() == ["gu hi"]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ({"num": "12", **TOLL}, {"num": "12", **TOLL, "where": "पुणे"}, "another town"),
        ({"num": "12", **TOLL}, {"num": "12", **TOLL, "concept": "injured"}, "another thing"),
        ({"num": "12", "date": "2025-03-01", **TOLL}, {"num": "12", "date": "2025-07-01", **TOLL}, "months later"),
        ({"num": "3", "concept": "people"}, {"num": "3", "concept": "people"}, "nothing but a small number"),
        ({"num": "50", "kind": "percent"}, {"num": "50", "kind": "percent"}, "a percentage of no matter what"),
        (
            {"num": "500", "kind": "money", "unit": "INR", "actor_keys": "org:rbi; country:IN"},
            {"num": "500", "kind": "money", "unit": "USD", "actor_keys": "org:rbi; country:IN"},
            "another currency",
        ),
    ],
)
def test_what_is_not_the_same_stays_apart(first: dict, second: dict, why: str) -> None:
    assert _two(first, second).groups.empty, why


def test_compatible_units_are_compared() -> None:
    base = {"kind": "measure", "item_lemma": "पुल", "actor_keys": "country:IN; org:rbi"}
    found = _two({"num": "2000", "unit": "metre", **base}, {"num": "2", "unit": "kilometre", **base})
    assert found.groups["status"].tolist() == ["agree"]
    assert found.groups["unit"].isna().all()


def test_a_denial_disagrees() -> None:
    base = {"concept": "troops", "actor_keys": "country:KP; country:RU"}
    found = _two({"num": "10,000", **base}, {"num": "10,000", "polarity": "denied", **base})
    assert found.groups["status"].tolist() == ["disagree"]


def test_two_sources_of_one_article_are_set_against_each_other() -> None:
    room = Newsroom()
    room.article("one", "hi", "कीव ने कहा कि 61 ड्रोन गिरे। मॉस्को ने कहा कि 12 ड्रोन गिरे।")
    base = {"concept": "drones", "actor_keys": "country:RU; country:UA", "where": "सूमी", "where_country": "UA"}
    room.claim("61", figure="61 ड्रोन", cue="ने कहा", sources="कीव=country:UA", value=61, **base)
    room.claim("12", figure="12 ड्रोन", cue="ने कहा", sources="मॉस्को=country:RU", value=12, **base)
    row = audit(room.tables()).groups.iloc[0]
    assert row["status"] == "disagree"
    assert "Ukraine" in row["in_words"]
    assert "Russia" in row["in_words"]


def test_other_numbers_of_one_article_are_other_things() -> None:
    room = Newsroom()
    room.article("one", "hi", "सूरत में सोमवार को 5 और मंगलवार को 7 लोग मरे।")
    room.claim("5", value=5, **TOLL)
    room.claim("7", value=7, **TOLL)
    assert audit(room.tables()).groups.empty


def test_a_country_alone_is_no_place() -> None:
    storm = {"concept": "killed", "where": "चीन", "where_country": "CN"}
    assert _two({"num": "38", **storm}, {"num": "46", **storm}).groups.empty, "two storms of a large country"
    near = _two({"num": "38", "date": "2025-03-01", **storm}, {"num": "38", "date": "2025-03-01", **storm})
    assert near.groups["status"].tolist() == ["agree"]


def test_vague_plurals_tell_little_and_are_told_as_words() -> None:
    base = {"concept": "houses", "comparator": "vague", "low": 200.0, "actor_keys": "country:NP"}
    assert _two({"num": "200", **base}, {"num": "200", **base}).groups.empty
    there = base | {"where": "पोखरा", "where_country": "NP"}
    (words,) = _two({"num": "200", **there}, {"num": "200", **there}).groups["in_words"]
    assert words.startswith("Houses: hundreds in 2 articles")


def test_without_dates_a_growing_number_may_be_an_update() -> None:
    text = {"text": "पुल गिरने से मरने वालों की गिनती बढ़ी"}
    (words,) = _two({"num": "12", **TOLL, **text}, {"num": "15", **TOLL, **text}).groups["in_words"]
    assert "an update that cannot be told from it without dates" in words


def test_a_figure_repeated_in_one_article_is_shown_where_one_has_a_source() -> None:
    room = Newsroom()
    room.article("one", "hi", "सूरत में 15 मरे। पुलिस ने कहा कि सूरत में 15 लोग मरे। सूरत में कुल 15 जन मरे।")
    room.claim("15", figure="15 मरे", value=15, **TOLL)
    room.claim("15", figure="15 जन", value=15, **TOLL)
    assert audit(room.tables()).groups.empty, "twice the same and nothing else"
    room.claim("15", figure="15 लोग", value=15, cue="ने कहा", sources="पुलिस", **TOLL)
    assert audit(room.tables()).groups["figures"].tolist() == [3]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"value": 10.0, "comparator": "exact"}, (10, 10, 10)),
        ({"value": 10.0, "comparator": "approx"}, (9, 11, 10)),
        ({"value": 10.0, "low": 10.0, "comparator": "more_than"}, (10, 12.5, 10)),
        ({"value": 10.0, "high": 10.0, "comparator": "at_most"}, (7.5, 10, 10)),
        ({"value": None, "low": 20.0, "high": 30.0, "comparator": "range"}, (20, 30, 25)),
        ({"value": None, "low": 200.0, "comparator": "vague"}, (200, 2000, 200)),
        ({"value": -10.0, "comparator": "approx"}, (-11, -9, -10)),
    ],
)
def test_bounds_that_are_meant(row: dict, expected: tuple[float, float, float]) -> None:
    assert bounds(row) == expected


def test_groups_do_not_depend_on_the_order_of_the_table() -> None:
    tables = newsroom().tables()
    turned = type(tables)(tables.claims.iloc[::-1], tables.sources, tables.articles, tables.text, tables.names)
    assert audit(tables).groups["in_words"].tolist() == audit(turned).groups["in_words"].tolist()
