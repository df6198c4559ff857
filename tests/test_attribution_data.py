"""The attribution data: every entry's example is executed, and every cue fires on its own example."""

import re

import pytest
import spacy

from pipeline.attribution import attribute
from pipeline.attribution.engine import analyse
from pipeline.attribution.keys import Organisation, Territory, _names, key_of
from pipeline.attribution.lexicon import Case, Cue, Ending, FalseCue, Noun, Pronoun, WordClass, expand, lexicon
from pipeline.attribution.phrases import strip_suffix
from pipeline.attribution.reading import read
from pipeline.languages import LANGUAGES, DataError, load_common, load_records
from pipeline.languages.loader import parse_records
from pipeline.schema import Figure
from pipeline.text import fold

_BLANK = {lang: spacy.blank(lang) for lang in LANGUAGES}


def figures_in(text: str) -> list[Figure]:
    """Every run of ASCII digits as a figure; a percentage when a word for percent follows."""
    out = []
    for m in re.finditer(r"\d+", text):
        span = {"num_start": m.start(), "num_end": m.end(), "figure_start": m.start(), "figure_end": m.end()}
        after = fold(text[m.end() :]).split()[:1]
        kind = "percent" if after and after[0] in (fold("प्रतिशत"), fold("ટકા")) else "count"
        out.append(Figure(**span, kind=kind, value=1))
    return out


def all_of(name: str, model: type) -> list[object]:
    return [pytest.param(lang, e, id=e.id) for lang in LANGUAGES for e in load_records(lang, name, model, False)]


@pytest.mark.parametrize(("lang", "cue"), all_of("cues", Cue))
def test_cue_fires_on_its_example(lang: str, cue: Cue) -> None:
    figures = figures_in(cue.example)
    assert figures, "a cue's example holds a figure"
    rows = attribute(_BLANK[lang].make_doc(cue.example), figures)
    fired = {rule for row in rows for rule in row.rules}
    assert cue.id in fired or any(e.hit.cue.id == cue.id for e in analyse(_BLANK[lang].make_doc(cue.example)).all()), (
        fired
    )
    assert any(row.sourcing != "none" for row in rows)


@pytest.mark.parametrize(("lang", "entry"), all_of("false_cues", FalseCue))
def test_false_cue_attributes_nothing(lang: str, entry: FalseCue) -> None:
    doc = _BLANK[lang].make_doc(entry.example)
    assert all(row.sourcing == "none" for row in attribute(doc, figures_in(entry.example)))
    assert all(e.hit.cue is not entry for e in analyse(doc).all())


@pytest.mark.parametrize(
    ("lang", "entry"),
    all_of("source_nouns", Noun)
    + all_of("titles", Noun)
    + all_of("pronouns", Pronoun)
    + all_of("word_classes", WordClass),
)
def test_word_is_read_in_its_example(lang: str, entry: Noun) -> None:
    keys = {fold(f) for f in entry.forms}
    words = [w.key for w in read(_BLANK[lang].make_doc(entry.example), lexicon(lang)).words]
    assert any(k in " ".join(words) for k in keys)


@pytest.mark.parametrize(("lang", "case"), all_of("cases", Case))
def test_case_marks_a_word_of_its_example(lang: str, case: Case) -> None:
    lex = lexicon(lang)
    words = read(_BLANK[lang].make_doc(case.example), lex).words
    plain = " ".join(w.key for w in words)
    assert any(f" {fold(m)} " in f" {plain} " for m in case.words) or any(
        strip_suffix(w, lex, case.slot) for w in words
    )


@pytest.mark.parametrize(("lang", "ending"), all_of("endings", Ending))
def test_ending_ends_a_word_of_its_example(lang: str, ending: Ending) -> None:
    lex = lexicon(lang)
    words = read(_BLANK[lang].make_doc(ending.example), lex).words
    assert any(lex.ends_as(w.key, ending.role) for w in words)
    for word in ending.not_words:
        assert not any(e.id == ending.id and fold(word) not in e.not_words for e in lex.endings[ending.role]), (
            f"{word} is no exception"
        )


def test_patterns_expand() -> None:
    assert set(expand("a/b c?")) == {("a", "c"), ("b", "c"), ("a",), ("b",)}


def test_a_cue_with_an_unknown_field_is_refused() -> None:
    source = (
        '[[entry]]\nid = "x"\ntype = "said"\npatterns = ["a"]\nsource = ["agent"]\ncontent = ["after"]\nexample = "a"\n'
    )
    assert parse_records(source, Cue, "hi", "cues")[0].id == "x"
    with pytest.raises(DataError, match="x"):
        parse_records(source + "colour = 1\n", Cue, "hi", "cues")
    with pytest.raises(DataError, match="x"):
        parse_records(source.replace('"said"', '"sung"'), Cue, "hi", "cues")


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_known_names(lang: str) -> None:
    organisations = load_common("organisations", Organisation)
    assert len(organisations) >= 80
    for o in organisations:
        for form in (*getattr(o, lang), *o.latin):
            assert key_of(form, lang)[0] == o.id, form
    for t in load_common("countries", Territory):
        for form in getattr(t, lang):
            assert key_of(form, lang)[:2] == (f"country:{t.country}", None), form
        for form in getattr(t, f"{lang}_seats"):
            assert key_of(form, lang)[:2] == (f"country:{t.country}", form), form


def test_every_country_has_a_name_in_both_languages() -> None:
    keys = [{v[0] for v in _names(lang).values() if v[0].startswith("country:")} for lang in LANGUAGES]
    assert keys[0] == keys[1]
    assert len(keys[0]) > 190
