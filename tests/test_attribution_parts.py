"""Keys, romanisation, quotes, the component, explanations, and texts made to break the engine."""

import time

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.attribution import attribute, explain, key_of, romanise
from pipeline.attribution.component import register_extensions
from pipeline.attribution.lexicon import lexicon
from pipeline.attribution.quotes import find_quotes
from pipeline.attribution.reading import read
from pipeline.attribution.romanise import name_key
from pipeline.schema import Figure

_BLANK = {lang: spacy.blank(lang) for lang in ("hi", "gu")}


def figure(text: str, num: str) -> Figure:
    at = text.index(num)
    return Figure(num_start=at, num_end=at + len(num), figure_start=at, figure_end=at + len(num), kind="count", value=1)


@pytest.mark.parametrize(
    ("hi", "gu", "key"),
    [
        ("दक्षिण कोरिया", "દક્ષિણ કોરિયા", "country:KR"),
        ("अमरीका", "અમેરિકા", "country:US"),
        ("यूएस", "યુએસ", "country:US"),
        ("उक्रेन", "ઉકરેન", "country:UA"),
        ("मॉस्को", "મોસ્કો", "country:RU"),
        ("डब्ल्यूएचओ", "ડબ્લ્યુએચઓ", "org:who"),
        ("रॉयटर्स", "રોયટર્સ", "org:reuters"),
        ("किम जोंग उन", "કિમ જોંગ ઉન", "name:kim-jong-un"),
        ("व्लादिमीर पुतिन", "વ્લાદિમીર પુતિન", "name:vladimir-putin"),
        ("नुग्रोहो", "નુગ્રોહો", "name:nugroho"),
        ("पीटर मार्टिन", "પીટર માર્ટિન", "name:pitar-martin"),
        ("सर्गेई लावरोव", "સર્ગેઈ લાવરોવ", "name:sargei-lavrov"),
    ],
)
def test_a_source_has_one_key_in_both_scripts(hi: str, gu: str, key: str) -> None:
    assert key_of(hi, "hi")[0] == key
    assert key_of(gu, "gu")[0] == key


def test_different_names_have_different_keys() -> None:
    assert name_key("राम") != name_key("रमा")
    assert name_key("कमल") != name_key("किमल")


def test_romanised_text_is_latin() -> None:
    assert romanise("दक्षिण कोरिया", "hi") == "dakshin koriya"
    assert romanise("અમદાવાદ પોલીસ", "gu").isascii()
    assert romanise("weather.com", "hi") == "weather.com"
    assert romanise("ज़िला", "hi") == "zila"
    with pytest.raises(KeyError):
        romanise("x", "xx")


@pytest.mark.parametrize(
    ("text", "count", "closed"),
    [
        ('उसने कहा, "एक दो तीन चार पांच छह।"', 1, True),
        ("उसने कहा, “एक दो तीन चार पांच छह।", 1, False),
        ("उसने कहा, “एक दो तीन चार पांच।\nछह सात आठ।”", 1, True),
        ("उसने इसे 'बड़ा दिन' कहा।", 0, True),
        ('" " " \' \' «', 0, True),
    ],
)
def test_quotes(text: str, count: int, closed: bool) -> None:
    quotes = find_quotes(read(_BLANK["hi"].make_doc(text), lexicon("hi")))
    assert len(quotes) == count
    assert all(q.closed is closed for q in quotes)
    assert all(text[q.start : q.end] for q in quotes)


@pytest.mark.parametrize(
    "text",
    [
        '"' * 20000 + " 5",
        "“‘" * 10000 + " 5",
        "(" * 20000 + " 5",
        "कहा कि " * 5000 + " 5",
        "और, " * 10000 + "ने कहा कि 5",
        "के अनुसार " * 5000 + " 5",
        "का " * 10000 + "कहना है कि 5",
        "ए." * 10000 + " 5",
    ],
)
def test_odd_texts_take_linear_time(text: str) -> None:
    doc = Doc(_BLANK["hi"].vocab, words=[text], spaces=[False])
    start = time.process_time()
    attribute(doc, [figure(text, "5")])
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    "text",
    [
        "5",
        " 5 ",
        "\n\n5\n",
        "5।",
        "\u200d5\u200d",
        "ने 5",
        "5 मंत्री ने कहा कि",
        "5 मंत्री ने कहा:",
        "5 મંત્રીએ કહ્યું કે",
        "के अनुसार 5",
        '"5',
        '5"',
        ": 5",
        "5 :",
    ],
)
@pytest.mark.parametrize("lang", ["hi", "gu"])
def test_scraps(lang: str, text: str) -> None:
    assert len(attribute(_BLANK[lang].make_doc(text), [figure(text, "5")])) == 1


def test_no_figures() -> None:
    assert attribute(_BLANK["hi"].make_doc("कुछ नहीं।"), []) == []
    assert attribute(_BLANK["hi"].make_doc(""), []) == []


def test_wrong_sentence_bounds_and_tags_are_survived() -> None:
    text = "थाना प्रभारी ने बताया कि 9 ट्रक जले।"
    words = [*text[:-1].split(), "।"]
    spaces = [True] * (len(words) - 2) + [False, False]
    doc = Doc(
        _BLANK["hi"].vocab,
        words=words,
        spaces=spaces,
        pos=["NOUN"] * len(words),
        sent_starts=[True] * len(words),
    )
    assert doc.text == text
    row = attribute(doc, [figure(text, "9")])[0]
    assert row.sourcing == "named"
    assert [s.text for s in row.sources] == ["थाना प्रभारी"]


def test_the_component_stores_attributions_and_spans() -> None:
    register_extensions()
    nlp = spacy.blank("gu")
    text = "દક્ષિણ કોરિયાનો અંદાજ છે કે સરહદે 700 સૈનિક છે."
    doc = nlp.make_doc(text)
    doc._.figures = [figure(text, "700")]
    doc = nlp.add_pipe("news_claims_attribution")(doc)
    assert [a.sourcing for a in doc._.attributions] == ["named"]
    assert doc._.attributions[0].sources[0].text == "દક્ષિણ કોરિયા"
    assert [s.text for s in doc.spans["sources"]] == ["દક્ષિણ કોરિયાનો"]
    assert [s.text for s in doc.spans["cues"]] == ["અંદાજ છે"]
    assert doc.text == text


def test_explain_tells_what_fired_and_what_did_not() -> None:
    text = "कलेक्टर ने कहा कि 4 पुल टूटे, जबकि विपक्ष ने दावा किया कि 9 पुल टूटे।"
    first, second = explain(_BLANK["hi"].make_doc(text), [figure(text, "4"), figure(text, "9")])
    assert first.candidates[0].rule == "hi.cue.said" and first.candidates[0].fired
    assert [c.reason for c in first.candidates if c.rule == "hi.cue.claimed"] == ["out of scope"]
    assert second.candidates[0].rule == "hi.cue.claimed" and second.candidates[0].fired
    start, end = second.candidates[0].source_start, second.candidates[0].source_end
    assert text[start:end] == "विपक्ष"


def test_explain_names_the_false_cue() -> None:
    text = "अधिकारी ने 5 दुकानें बंद करने को कहा।"
    (row,) = explain(_BLANK["hi"].make_doc(text), [figure(text, "5")])
    assert [c.reason for c in row.candidates] == ["cancelled by hi.false.order"]
    assert not row.candidates[0].fired
    assert row.rules == ()


def test_the_text_is_not_altered_and_offsets_are_exact() -> None:
    text = "ज़िला पुलिस\u200d ने बताया कि ५ घर जले।"
    row = attribute(_BLANK["hi"].make_doc(text), [figure(text, "५")])[0]
    assert row.sourcing == "named"
    assert all(text[s.start : s.end] == s.text for s in row.sources)
