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
