"""Attribution over the real parse: the models may err, the sources must stay right."""

from functools import cache

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.attribution import attribute
from pipeline.parsing.language import Parser
from tests.test_attribution import check, figure_of, parse

CASES = [
    (
        "hi",
        "[नगर निगम के आयुक्त सुरेश मेहरा|source] [ने बताया|cue] कि बारिश में [14|figure type=person key=name:suresh-mehra] मकान गिरे।",
    ),
    ("hi", "हवा तेज चली और [दमकल विभाग|source] [के अनुसार|cue] [26|figure] दुकानें जल गईं।"),
    ("hi", "सोमवार को हुई बैठक में [राष्ट्रपति ली जे हून|source] ने कहा कि [10|figure] जहाज आए हैं।"),
    ("hi", "पुलिस ने [3|figure none] तस्करों को पकड़ा और नाव जब्त की।"),
    ("hi", "[5|figure none] साल बाद गांव में बिजली आई।"),
    ("hi", "[जल संसाधन और बाढ़ नियंत्रण विभाग|source] ने बताया कि [8|figure] तटबंध टूटे।"),
    ("gu", "[હવામાન વિભાગના નિયામક રમેશ શાહ|source]ે [જણાવ્યું|cue] કે કાલે [14|figure type=person] તાલુકામાં વરસાદ પડશે."),
    ("gu", "[દક્ષિણ કોરિયા|source]ના [અંદાજ મુજબ|cue] સરહદે [700|figure key=country:KR] સૈનિકો છે."),
    ("gu", "ગામમાં [26|figure] કૂવા સુકાઈ ગયા છે, એમ [સરપંચ|source]ે [કહ્યું|cue] હતું."),
    ("gu", "પોલીસે [3|figure none] દાણચોરોને પકડ્યા અને હોડી જપ્ત કરી."),
    ("gu", "[5|figure none] વર્ષ પછી ગામમાં વીજળી આવી."),
    ("gu", "[90|figure none] બેઠકોવાળી વિધાનસભામાંથી બહાર આવતા વલણો મુજબ મોરચો આગળ છે."),
    ("gu", "[સેના|source]એ [12|figure] ચોકી કબજે કરવાનો [દાવો કર્યો|cue] છે."),
    ("gu", "[આદેશ|source]ે ફરિયાદમાં [જણાવ્યું|cue] કે [29|figure] લાખ રૂપિયા ગયા."),
    ("gu", "અધિકારીઓએ [29|figure none] લાખ રૂપિયા લઈને ટ્રક છોડી."),
    ("hi", "[4|figure none] अस्पतालों से मिले आंकड़ों [के अनुसार|cue] [92|figure vague] मरीज ठीक हुए।"),
]


@cache
def parser(lang: str) -> Parser:
    """The models of a language, loaded once."""
    return Parser(lang, None, spacy.blank(lang).vocab)


def parsed(lang: str, text: str) -> Doc:
    """The text with the tags, lemmas, heads and sentence bounds that the models give."""
    return parser(lang).parse([text])[0]


@pytest.mark.parametrize(("lang", "line"), CASES)
def test_with_the_models(lang: str, line: str) -> None:
    marked = parse(line)
    doc = parsed(lang, marked.text)
    assert doc.text == marked.text and doc.has_annotation("POS")
    check(marked, attribute(doc, [figure_of(*f) for f in marked.figures]))
