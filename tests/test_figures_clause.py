"""Polarity and modality of the clause with the figure; a parsed Doc without models."""

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.figures import find_figures

CASES = [
    ("hi", "बाढ़ में 40 घर डूबे।", "affirmed", "asserted"),
    ("hi", "बाढ़ में 40 घर नहीं डूबे।", "denied", "asserted"),
    ("hi", "बाढ़ में 40 घर डूब सकते हैं।", "affirmed", "possible"),
    ("hi", "सरकार 40 घर बनाएगी।", "affirmed", "future"),
    ("gu", "પૂરમાં 40 ઘર ડૂબ્યાં.", "affirmed", "asserted"),
    ("gu", "પૂરમાં 40 ઘર ડૂબ્યાં નથી.", "denied", "asserted"),
    ("gu", "પૂરમાં 40 ઘર ડૂબી શકે છે.", "affirmed", "possible"),
    ("gu", "સરકાર 40 ઘર બનાવશે.", "affirmed", "future"),
    ("hi", "मेला 40 दिन का होगा।", "affirmed", "future"),
    ("hi", "पानी न होने से 40 घर खाली हुए।", "affirmed", "asserted"),
    ("hi", "बाढ़ में न सिर्फ 40 घर बल्कि खेत भी डूबे।", "affirmed", "asserted"),
    ("hi", "छात्रा ने 40 प्रश्नों पर हां या न में राय दी।", "affirmed", "asserted"),
    ("hi", "वहां 40 नहीं घर डूबे।", "denied", "asserted"),
    ("gu", "ઘર ન હોવાથી 40 લોકો ગયા.", "affirmed", "asserted"),
    ("gu", "તે 40 વર્ષ સુધી ભૂલી શકશે નહીં.", "denied", "possible"),
]


@pytest.mark.parametrize(("lang", "text", "polarity", "modality"), CASES)
def test_polarity_and_modality(lang: str, text: str, polarity: str, modality: str) -> None:
    (figure,) = find_figures(spacy.blank(lang)(text))
    assert (figure.polarity, figure.modality) == (polarity, modality)


def test_predicate_is_the_governing_verb() -> None:
    words = ["बाढ़", "में", "40", "घर", "डूबे", "।"]
    doc = Doc(
        spacy.blank("hi").vocab,
        words=words,
        spaces=[True, True, True, True, False, False],
        pos=["NOUN", "ADP", "NUM", "NOUN", "VERB", "PUNCT"],
        lemmas=["बाढ़", "में", "40", "घर", "डूबना", "।"],
        heads=[4, 0, 3, 4, 4, 4],
        deps=["obl", "case", "nummod", "nsubj", "ROOT", "punct"],
    )
    (figure,) = find_figures(doc)
    assert (figure.predicate, figure.item_lemma, figure.concept) == ("डूबना", "घर", "houses")


def test_rules_name_the_entries() -> None:
    (figure,) = find_figures(spacy.blank("hi")("लगभग साढ़े तीन लाख रुपये मिले।"))
    assert {"approx_before", "half_more", "n3", "lakh", "inr"} <= set(figure.rules)


def made(lang: str, words: list[str], pos: str, heads: list[int], deps: str = "") -> Doc:
    """A parsed Doc without models; ``pos`` and ``deps`` are words with spaces between."""
    n = len(words)
    return Doc(
        spacy.blank(lang).vocab,
        words=words,
        pos=pos.split(),
        lemmas=words,
        heads=heads,
        deps=deps.split() or ["dep"] * n,
    )


def test_a_verb_before_the_figure_tells_its_modality() -> None:
    doc = made("gu", ["આવશે", "40", "ઘર", ",", "જાણો"], "VERB NUM NOUN PUNCT VERB", [0, 2, 0, 4, 0])
    (figure,) = find_figures(doc)
    assert (figure.predicate, figure.modality) == ("આવશે", "future")


def test_a_negation_of_the_next_clause_is_not_of_the_figure() -> None:
    words = ["40", "घर", "मिले", ",", "खेत", "नहीं", "मिला"]
    doc = made("hi", words, "NUM NOUN VERB PUNCT NOUN PART VERB", [1, 2, 2, 6, 6, 6, 2])
    (figure,) = find_figures(doc)
    assert (figure.predicate, figure.polarity) == ("मिले", "affirmed")


def test_a_numeral_is_not_its_own_verb() -> None:
    doc = made("gu", ["કમાણી", "300", "કરોડ", "થઈ"], "NOUN NUM VERB VERB", [3, 2, 3, 3])
    assert [f.predicate for f in find_figures(doc)] == ["થઈ"]


def test_the_parse_tells_where_the_counted_noun_ends() -> None:
    words = ["40", "लोग", "वोट", "डालने", "गए"]
    doc = made("hi", words, "NUM NOUN NOUN VERB VERB", [1, 4, 3, 4, 4], "nummod nsubj obj advcl ROOT")
    (figure,) = find_figures(doc)
    assert (figure.item_lemma, figure.concept) == ("लोग", "people")


def test_people_counted_together_share_their_outcome() -> None:
    text = "बाढ़ में दो जवान और चार छात्र मारे गए।"
    assert [f.concept for f in find_figures(spacy.blank("hi")(text))] == ["killed", "killed"]
