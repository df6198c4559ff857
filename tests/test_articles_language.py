"""Hindi and Gujarati are told from the languages that share their scripts, in texts of any length."""

import pytest

from pipeline.articles.language import given_language, identify, other_language

HINDI = [
    "दो बसों की टक्कर में आठ यात्री घायल हुए",
    "पटना: पाँच घायल",
    "बाढ़: 12 मृत",
    "नेपाल में भूकंप, काठमांडू में छह मकान ढहे",
    "महाराष्ट्र सरकार ने पुणे में तीन अस्पताल बनाने का फ़ैसला किया",
    "अगर वह जीत जाते तो इतिहास बनता",
    "Supreme Court ने कहा कि 40 petitions पर सुनवाई होगी और फैसला बाद में आएगा",
]
GUJARATI = ["બે બસ અથડાતાં આઠ મુસાફરો ઘવાયા", "સુરત: ૫ ઘાયલ", "NDRFની 3 ટીમ રવાના"]
OTHERS = {
    "mr": [
        "गावातील विहिरीत पडून दोघांचा मृत्यू झाला असून पोलिसांनी तपास सुरू केला आहे.",
        "शेतकऱ्यांनी मोर्चा काढला",
        "कांद्याचे दर वाढले",
        "रत्नागिरीत पावसामुळे शंभर घरांचे नुकसान झाले",
    ],
    "ne": [
        "गाउँमा आगलागी हुँदा चारवटा घर जलेका छन् र दुई जना घाइते भएका छन्।",
        "प्रहरीले चार जनालाई पक्राउ गर्‍यो",
        "सरकारले नयाँ अस्पताल बनाउने भएको छ",
    ],
    "sa": [
        "ग्रामे नूतनं विद्यालयं निर्मितम् अस्ति यत्र बालकाः पठन्ति।",
        "अद्य प्रातःकाले दश जनाः आहताः अभवन्",
        "मन्त्री उक्तवान् यत् देशस्य जनाः सुखिनः सन्ति इति",
    ],
    "en": ["Four people were hurt when two buses collided near the station."],
    "bn": ["দুই বাসের সংঘর্ষে আট যাত্রী আহত হয়েছেন"],
    "ur": ["دو بسوں کی ٹکر میں آٹھ مسافر زخمی ہو گئے"],
    "pa": ["ਦੋ ਬੱਸਾਂ ਦੀ ਟੱਕਰ ਵਿੱਚ ਅੱਠ ਯਾਤਰੀ ਜ਼ਖ਼ਮੀ ਹੋਏ"],
}


@pytest.mark.parametrize("text", HINDI)
def test_hindi(text):
    assert identify(text).lang == "hi"
    assert identify(text).reason is None


@pytest.mark.parametrize("text", GUJARATI)
def test_gujarati(text):
    assert identify(text).lang == "gu"
    assert identify(text).reason is None


@pytest.mark.parametrize(("lang", "text"), [(lang, t) for lang, texts in OTHERS.items() for t in texts])
def test_other_languages_are_named(lang, text):
    assert identify(text).lang == lang
    assert identify(text).reason == other_language(lang)


@pytest.mark.parametrize("lang", ["mr", "ne", "sa"])
def test_an_article_of_many_sentences(lang):
    assert identify(" ".join(OTHERS[lang]) * 5).lang == lang


def test_an_english_article_that_quotes_hindi_is_english():
    english = "The minister spoke for an hour about water, roads and schools in the district. " * 10
    assert identify(english + HINDI[0]).lang == "en"


def test_the_script_with_more_letters_decides():
    assert identify(GUJARATI[0] * 3 + HINDI[0]).lang == "gu"
    assert identify(GUJARATI[2] + HINDI[4] * 2).lang == "hi"


def test_long_texts_are_looked_at_in_the_middle_too():
    assert identify("Photo: agency. " * 100 + (HINDI[4] + " ") * 500).lang == "hi"


@pytest.mark.parametrize("text", ["", "123 456", "…!!", "qzx wvk jjj"])
def test_what_has_no_language_has_a_reason(text):
    found = identify(text)
    assert found.lang is None
    assert found.reason


def test_names_that_rows_give():
    assert [given_language(v) for v in ("hi", "HI-in", "hin", "Gujarati", "und", "", "mr_IN")] == [
        "hi",
        "hi",
        "hi",
        "gu",
        None,
        None,
        "mr",
    ]
