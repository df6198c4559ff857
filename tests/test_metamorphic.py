"""A change of the text that must leave the rest of a claim as it is, and a change of one thing that changes just that.

With the real models. Each case is a sentence, what is changed in it, and the fields of its claims that may differ.
"""

import pytest

from pipeline.extractor import process
from pipeline.schema import Article

#: Language -> sentences with one or more figures, most of them attributed.
SENTENCES = {
    "hi": (
        "पुलिस ने बताया कि हादसे में 12 लोग घायल हुए।",
        "रमेश यादव के अनुसार बाढ़ से 340 घर गिर गए हैं।",
        "सरकार का अनुमान है कि करीब 25,000 किसान प्रभावित हुए।",
        "सूत्रों के मुताबिक 18 ट्रक सीमा पर रोके गए।",
        "मंत्री ने कहा कि सड़क पर 450 करोड़ रुपये खर्च होंगे।",
        "नगर में 64 दुकानें बंद रहीं।",
    ),
    "gu": (
        "પોલીસે જણાવ્યું કે અકસ્માતમાં 12 લોકો ઘાયલ થયા.",
        "રમેશ પટેલના જણાવ્યા અનુસાર પૂરથી 340 ઘર પડી ગયાં છે.",
        "સૂત્રોના જણાવ્યા મુજબ 18 ટ્રક સરહદે રોકવામાં આવી.",
        "મંત્રીએ કહ્યું કે રસ્તા પાછળ 450 કરોડ રૂપિયા ખર્ચ થશે.",
        "શહેરમાં 64 દુકાનો બંધ રહી.",
    ),
}
CASES = [pytest.param(lang, s, id=f"{lang}-{i}") for lang, all_ in SENTENCES.items() for i, s in enumerate(all_, 1)]
BASE = {"hi": 0x966, "gu": 0xAE6}
#: A sentence without figures or sources, in a paragraph of its own.
UNRELATED = {"hi": "आसमान साफ़ रहा और हवा हल्की थी।", "gu": "આકાશ ચોખ્ખું રહ્યું અને પવન હળવો હતો."}
NAMES = {"hi": ("रमेश यादव", "सुरेश मीणा"), "gu": ("રમેશ પટેલ", "સુરેશ જોશી")}


def claims(text, lang):
    (result,) = process([Article(doc_id="d", text=text, lang=lang)])
    assert result.error is None
    return result.claims


def states(text, lang, *but):
    """What the claims of a text state, without where it stands."""
    places = {n for n in next(iter(claims_fields())) if n.endswith(("_start", "_end"))}
    left_out = {"claim_id", "sent_index", "sources", *places, *but}
    return [c.model_dump(exclude=left_out) for c in claims(text, lang)]


def claims_fields():
    from pipeline.schema import Claim

    yield Claim.model_fields


SURFACES = ("sentence", "num_text", "figure_text")


@pytest.mark.parametrize(("lang", "sentence"), CASES)
def test_native_digits_change_only_how_the_number_looks(lang, sentence):
    native = sentence.translate({48 + d: BASE[lang] + d for d in range(10)})
    before, after = (states(t, lang, *SURFACES) for t in (sentence, native))
    assert before
    assert before == after
    offsets = [
        [(c.num_start, c.num_end, c.figure_start, c.figure_end) for c in claims(t, lang)] for t in (sentence, native)
    ]
    assert offsets[0] == offsets[1]


@pytest.mark.parametrize(("lang", "sentence"), CASES)
def test_an_unrelated_paragraph_before_or_behind_changes_nothing(lang, sentence):
    alone = states(sentence, lang)
    assert alone
    assert states(f"{UNRELATED[lang]}\n\n{sentence}", lang) == alone
    assert states(f"{sentence}\n\n{UNRELATED[lang]}", lang) == alone
    both = claims(f"{UNRELATED[lang]}\n\n{sentence}", lang)
    shift = len(UNRELATED[lang]) + 2
    assert [c.num_start - shift for c in both] == [c.num_start for c in claims(sentence, lang)]


@pytest.mark.parametrize("lang", ["hi", "gu"])
def test_another_name_changes_only_the_source(lang):
    sentence = next(s for s in SENTENCES[lang] if NAMES[lang][0] in s)
    other = sentence.replace(*NAMES[lang])
    but = ("sentence", "source", "source_key", "gloss", "actors", "actor_keys")
    assert states(sentence, lang, *but) == states(other, lang, *but)
    assert [c.source for c in claims(sentence, lang)] == [NAMES[lang][0]]
    assert [c.source for c in claims(other, lang)] == [NAMES[lang][1]]


@pytest.mark.parametrize(
    ("lang", "words", "digits"),
    [
        ("hi", "2 लाख", "2,00,000"),
        ("hi", "3 करोड़", "3,00,00,000"),
        ("hi", "5 हज़ार", "5000"),
        ("hi", "डेढ़ लाख", "1,50,000"),
        ("hi", "साढ़े तीन हज़ार", "3,500"),
        ("gu", "2 લાખ", "2,00,000"),
        ("gu", "3 કરોડ", "3,00,00,000"),
        ("gu", "5 હજાર", "5000"),
        ("gu", "દોઢ લાખ", "1,50,000"),
        ("gu", "સાડા ત્રણ હજાર", "3,500"),
    ],
)
def test_a_number_in_words_or_digits_has_one_value(lang, words, digits):
    sentence = {"hi": "अधिकारी ने कहा कि {} किसान पंजीकृत हुए।", "gu": "અધિકારીએ કહ્યું કે {} ખેડૂતો નોંધાયા."}[lang]
    but = (*SURFACES, "figure_rule")
    assert states(sentence.format(words), lang, *but) == states(sentence.format(digits), lang, *but)


@pytest.mark.parametrize("lang", ["hi", "gu"])
@pytest.mark.parametrize("number", [3, 47, 999, 86_400])
def test_another_number_changes_only_the_value(lang, number):
    sentence = SENTENCES[lang][1]
    but = (*SURFACES, "value", "gloss", "figure_rule")
    other = sentence.replace("340", str(number))
    assert states(other, lang, *but) == states(sentence, lang, *but)
    assert [c.value for c in claims(other, lang)] == [number]


@pytest.mark.parametrize(("lang", "sentence"), CASES)
def test_the_id_of_the_article_changes_only_the_ids_of_its_claims(lang, sentence):
    results = [process([Article(doc_id=i, text=sentence, lang=lang)])[0].claims for i in ("d", "../e\n=1")]
    first, second = ([c.model_dump(exclude={"claim_id", "doc_id"}) for c in r] for r in results)
    assert first == second
    assert {c.claim_id for c in results[0]}.isdisjoint({c.claim_id for c in results[1]})
