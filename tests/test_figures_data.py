"""The language data of numerals and quantities: every entry's example shows what the entry is for."""

from functools import cache

import pytest
import spacy

from pipeline.figures import find_figures, spans_of_numbers
from pipeline.figures.lexicon import Bound, Concept, ConceptWords, Context, Currency, Ending, Numeral, Unit, lexicon
from pipeline.languages.loader import load_common, load_records
from pipeline.schema import Figure
from pipeline.text import fold

LANGS = ["hi", "gu"]
#: Roles of context words whose example holds a numeral that is no figure.
NEVER = {
    "month", "date_before", "date_after", "time_after", "time_before", "time_hour", "year_before", "year_after", "year_in",
    "decade_after", "id_before", "id_after", "score_after", "score_before", "event_after", "address", "idiom",
    "title_noun", "rating",
}  # fmt: skip
#: Roles whose example holds a figure of that kind.
KIND = {
    "age_after": "age", "age_noun": "age", "age_abbrev": "age", "money_word": "money", "index": "measure",
    "below_zero": "measure", "among": "ratio",
}  # fmt: skip


@cache
def blank(lang: str) -> spacy.Language:
    return spacy.blank(lang)


def figures(lang: str, text: str) -> list[Figure]:
    return find_figures(blank(lang)(text))


def entries(name: str, model: type) -> list[object]:
    return [
        pytest.param(lang, entry, id=f"{lang}:{entry.id}")
        for lang in LANGS
        for entry in load_records(lang, name, model, False)
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_below_hundred_has_a_word(lang: str) -> None:
    values = {e.value for e in load_records(lang, "numerals", Numeral) if e.role == "cardinal"}
    assert set(range(100)) <= values


@pytest.mark.parametrize(("lang", "entry"), entries("numerals", Numeral) + entries("scales", Numeral))
def test_numeral(lang: str, entry: Numeral) -> None:
    spans = spans_of_numbers(entry.example, lang)
    shown = [s for s in spans if any(fold(f) in fold(entry.example[s.start : s.end]) for f in entry.forms)]
    assert shown
    span = shown[0]
    if entry.role == "vague":
        assert (span.value, span.low) == (None, entry.value)
    elif entry.role == "scale":
        assert span.value is not None and span.value >= entry.value and 2 * span.value % entry.value == 0
    elif entry.role == "ordinal":
        assert (span.role, span.value) == ("ordinal", entry.value)
    elif entry.role in ("cardinal", "mixed", "twice"):
        assert span.value is not None
        assert span.value == entry.value or span.value / entry.value in (10**3, 10**5)


@pytest.mark.parametrize("lang", LANGS)
def test_every_spelling_is_read(lang: str) -> None:
    lex = lexicon(lang)
    for entry in load_records(lang, "numerals", Numeral):
        for form in entry.forms:
            assert lex.numerals[fold(form)] is entry
            if entry.role == "cardinal":
                spans = spans_of_numbers(form, lang)
                assert [s.value for s in spans] == [entry.value], form


@pytest.mark.parametrize(("lang", "entry"), entries("numeral_endings", Ending))
def test_numeral_ending(lang: str, entry: Ending) -> None:
    span = spans_of_numbers(entry.example, lang)[0]
    if entry.role in ("ordinal", "all"):
        assert span.role == entry.role
    elif entry.role == "approx":
        assert figures(lang, entry.example)[0].comparator == "approx"
    else:
        text = entry.example[span.start : span.end]
        assert not text.endswith(tuple(entry.forms))


@pytest.mark.parametrize(
    ("lang", "entry"),
    [*entries("units", Unit), *(pytest.param("hi", u, id=f"common:{u.id}") for u in load_common("units", Unit))],
)
def test_unit(lang: str, entry: Unit) -> None:
    found = figures(lang, entry.example)
    assert len(found) == 1
    assert found[0].kind == entry.kind
    assert found[0].unit == (None if entry.kind == "times" else entry.unit)
    assert found[0].value == 12


@pytest.mark.parametrize("lang", LANGS)
def test_every_unit_word_is_read(lang: str) -> None:
    for unit in load_records(lang, "units", Unit):
        for form in unit.forms:
            found = figures(lang, f"7 {form}")
            if not unit.context:
                assert [(f.kind, f.unit) for f in found] == [
                    (unit.kind, None if unit.kind == "times" else unit.unit)
                ] or (found[0].kind == "age"), form


@pytest.mark.parametrize(("lang", "entry"), entries("currencies", Currency))
def test_currency(lang: str, entry: Currency) -> None:
    (found,) = figures(lang, entry.example)
    assert (found.kind, found.unit) == ("money", entry.code)
    assert found.value == (0.4 if entry.minor else 40)


@pytest.mark.parametrize(("lang", "entry"), entries("bounds", Bound))
def test_bound(lang: str, entry: Bound) -> None:
    (found,) = figures(lang, entry.example)
    assert found.comparator == entry.comparator
    assert entry.id in found.rules
    assert (found.low, found.high) == {
        "more_than": (40, None), "at_least": (40, None), "less_than": (None, 40), "at_most": (None, 40), "approx": (None, None)
    }[entry.comparator]  # fmt: skip


@pytest.mark.parametrize(("lang", "entry"), entries("number_contexts", Context))
def test_context(lang: str, entry: Context) -> None:
    found = figures(lang, entry.example)
    if entry.role in NEVER:
        assert found == []
    elif entry.role in KIND:
        assert KIND[entry.role] in [f.kind for f in found]
    else:
        assert found


@pytest.mark.parametrize(("lang", "entry"), entries("concepts", ConceptWords))
def test_concept(lang: str, entry: ConceptWords) -> None:
    concepts = {c.id for c in load_common("concepts", Concept)}
    assert entry.id in concepts
    assert [f.concept for f in figures(lang, entry.example)] == [entry.id]


def test_concepts_are_shared_by_the_languages() -> None:
    ids = [{e.id for e in load_records(lang, "concepts", ConceptWords, False)} for lang in LANGS]
    assert ids[0] == ids[1] == {c.id for c in load_common("concepts", Concept)}
    assert len(ids[0]) >= 120
