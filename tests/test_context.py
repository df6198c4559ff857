"""When, where and who: read from the words of a sentence, with a parse, with a wrong one and with none."""

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.context import Context, context_of, with_context
from pipeline.context.lexicon import words
from pipeline.context.when import article_day
from tests.audit_data import Newsroom

FRIDAY = "2025-03-07"


def read(
    lang: str, text: str, num: str, date: str | None = None, pos: dict[str, str] | None = None, **fields
) -> Context:
    """The context of the numeral in a text; pos: part of speech of some words, NOUN for the others; None: no parse."""
    room = Newsroom()
    room.article("a", lang, text)
    claim = room.claim(num, **fields)
    doc = spacy.blank(lang)(text)
    if pos is not None:
        doc = Doc(
            doc.vocab,
            words=[t.text for t in doc],
            spaces=[bool(t.whitespace_) for t in doc],
            pos=[pos.get(t.text, "NOUN") for t in doc],
        )
    return context_of(doc, claim, date)


@pytest.mark.parametrize(
    ("lang", "text", "num", "date", "when_text", "when_date"),
    [
        ("hi", "16 जुलाई 2021 को 5 घर गिरे।", "5", None, "16 जुलाई 2021", "2021-07-16"),
        ("hi", "१६ जुलाई २०२१ को ५ घर गिरे।", "५", None, "१६ जुलाई २०२१", "2021-07-16"),
        ("hi", "16 जुलाई को 5 घर गिरे।", "5", FRIDAY, "16 जुलाई", "2024-07-16"),
        ("hi", "16 जुलाई को 5 घर गिरे।", "5", None, "16 जुलाई", None),
        ("hi", "30 फरवरी को 5 घर गिरे।", "5", FRIDAY, "30 फरवरी", None),
        ("hi", "बुधवार को 5 घर गिरे।", "5", FRIDAY, "बुधवार", "2025-03-05"),
        ("hi", "शुक्रवार को 5 घर गिरे।", "5", FRIDAY, "शुक्रवार", "2025-03-07"),
        ("hi", "बीते शनिवार को 5 घर गिरे।", "5", FRIDAY, "बीते शनिवार", "2025-03-01"),
        ("hi", "आगामी शनिवार को 5 मेले लगेंगे।", "5", FRIDAY, "आगामी शनिवार", "2025-03-08"),
        ("hi", "कल 5 घर गिरे।", "5", FRIDAY, "कल", "2025-03-06"),
        ("hi", "कल 5 मेले लगेंगे।", "5", FRIDAY, "कल", "2025-03-08"),
        ("hi", "पिछले महीने 5 घर गिरे।", "5", FRIDAY, "पिछले महीने", "2025-02"),
        ("hi", "पिछले साल 5 घर गिरे।", "5", FRIDAY, "पिछले साल", "2024"),
        ("hi", "इसी साल 2019 में 5 घर गिरे।", "5", None, "इसी साल 2019", "2019"),
        ("hi", "दिसंबर में 5 घर गिरे।", "5", FRIDAY, "दिसंबर", "2024-12"),
        ("hi", "जून 2020 में 5 घर गिरे।", "5", FRIDAY, "जून 2020", "2020-06"),
        ("hi", "सन 1950 में 7 घर गिरे।", "7", None, "सन 1950", "1950"),
        ("hi", "यहाँ 2000 से अधिक घर और 5 पुल गिरे।", "5", FRIDAY, None, None),
        ("gu", "16 જુલાઈ 2021ના રોજ 5 ઘર પડ્યાં.", "5", None, "16 જુલાઈ 2021ના", "2021-07-16"),
        ("gu", "ગઈકાલે 5 ઘર પડ્યાં.", "5", FRIDAY, "ગઈકાલે", "2025-03-06"),
        ("gu", "કાલે 5 મેળા થશે.", "5", FRIDAY, "કાલે", "2025-03-08"),
        ("gu", "સોમવારે 5 ઘર પડ્યાં.", "5", FRIDAY, "સોમવારે", "2025-03-03"),
        ("gu", "ગયા વર્ષે 5 ઘર પડ્યાં.", "5", FRIDAY, "ગયા વર્ષે", "2024"),
        ("gu", "2019માં 5 ઘર પડ્યાં.", "5", None, "2019માં", "2019"),
        ("gu", "મે મહિનામાં કશું નહીં, જૂનમાં 5 ઘર પડ્યાં.", "5", FRIDAY, "જૂનમાં", "2024-06"),
    ],
)
def test_when(lang: str, text: str, num: str, date: str | None, when_text: str | None, when_date: str | None) -> None:
    found = read(lang, text, num, date)
    assert (found.when_text, found.when_date) == (when_text, when_date)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2025-03-07", "2025-03-07"),
        ("2025-03-07T23:30:00+05:30", "2025-03-07"),
        ("Fri, 07 Mar 2025 23:30:00 +0530", "2025-03-07"),
        ("7 March 2025", "2025-03-07"),
        ("March 7, 2025", "2025-03-07"),
        ("7/3/2025", "2025-03-07"),
        ("March 2025", None),
        ("2025", None),
        ("20250307123", None),
        ("कल", None),
        ("<b>2025</b>", None),
        ("", None),
        (None, None),
    ],
)
def test_day_of_an_article(given: str | None, expected: str | None) -> None:
    day = article_day(given)
    assert (day.isoformat() if day else None) == expected


@pytest.mark.parametrize("parse", [None, {}, {"सूरत": "VERB", "સુરતમાં": "ADV"}], ids=["none", "nouns", "wrong"])
@pytest.mark.parametrize(
    ("lang", "text", "where", "country"),
    [
        ("hi", "सूरत में 5 घर गिरे।", "सूरत", "IN"),
        ("gu", "સુરતમાં 5 ઘર પડ્યાં.", "સુરત", "IN"),
        ("hi", "यूक्रेन के खारकीव में 5 घर गिरे।", "खारकीव", "UA"),
        ("gu", "રશિયામાં 5 ઘર પડ્યાં.", "રશિયા", "RU"),
        ("hi", "नेपाल में 5 घर गिरे।", "नेपाल", "NP"),
        ("hi", "घर में 5 लोग थे।", None, None),
    ],
)
def test_where_does_not_need_a_parse(lang: str, text: str, where: str, country: str, parse: dict | None) -> None:
    found = read(lang, text, "5", pos=parse)
    assert (found.where, found.where_country) == (where, country)


def test_a_village_that_no_table_knows() -> None:
    found = read("hi", "उत्तर प्रदेश के रतनपुर जिले में 5 घर गिरे।", "5")
    assert (found.where, found.where_country) == ("रतनपुर जिले", "IN")
    found = read("gu", "ધોળાવીરડામાં 5 ઘર પડ્યાં.", "5", pos={"ધોળાવીરડામાં": "PROPN"})
    assert (found.where, found.where_country) == ("ધોળાવીરડા", None)
    assert read("gu", "ધોળાવીરડામાં 5 ઘર પડ્યાં.", "5").where is None, "a common noun is no place"


def test_time_and_place_carry_over_inside_a_paragraph_only() -> None:
    text = "सूरत में बुधवार को पुल गिरा। इसमें 12 लोग मरे।\nवहाँ 7 घर भी गिरे।"
    inside = read("hi", text, "12", FRIDAY)
    assert (inside.where, inside.when_date) == ("सूरत", "2025-03-05")
    outside = read("hi", text, "7", FRIDAY)
    assert (outside.where, outside.when_date) == (None, None)


@pytest.mark.parametrize(
    ("lang", "text", "num", "keys"),
    [
        ("hi", "प्योंगयांग ने रूस को 10,000 सैनिक भेजे।", "10,000", "country:KP; country:RU"),
        ("gu", "ઉત્તર કોરિયાએ રશિયાને 10,000 સૈનિકો મોકલ્યા.", "10,000", "country:KP; country:RU"),
        ("hi", "रूसी सेना के 10,000 सैनिक लौटे।", "10,000", "country:RU"),
        ("hi", "सैनिक लौटे, कुल 10,000 थे।", "10,000", None),
    ],
)
def test_countries_that_act_have_the_same_key_in_both_languages(
    lang: str, text: str, num: str, keys: str | None
) -> None:
    assert read(lang, text, num).actor_keys == keys


def test_who_says_it_is_no_actor() -> None:
    text = "कीव ने कहा कि रूस ने 61 ड्रोन छोड़े।"
    found = read("hi", text, "61", cue="ने कहा", sources="कीव=country:UA")
    assert found.actor_keys == "country:RU"


def test_an_agent_without_a_country_has_a_key_of_its_own() -> None:
    found = read("hi", "मीरा देवी ने 5 पौधे लगाए।", "5", pos={"मीरा": "PROPN", "देवी": "PROPN", "ने": "ADP"})
    assert found.actors == "मीरा देवी"
    assert found.actor_keys is not None
    assert found.actor_keys.startswith("name:")


def test_the_figure_itself_is_neither_a_time_nor_a_place() -> None:
    found = read("hi", "बैठक 2 दिन चली।", "2", FRIDAY, figure="2 दिन")
    assert found == Context()


def test_with_context_changes_nothing_else() -> None:
    room = Newsroom()
    room.article("a", "hi", "सूरत में 5 घर गिरे।")
    claim = room.claim("5")
    (changed,) = with_context(spacy.blank("hi")(room.texts[0]["text"]), [claim], None)
    assert changed.where == "सूरत"
    assert changed.model_copy(update={"where": None, "where_country": None}) == claim


@pytest.mark.parametrize("lang", ["hi", "gu"])
def test_every_month_and_weekday_is_there(lang: str) -> None:
    entries = set(words(lang).time.values())
    assert {e.value for e in entries if e.kind == "month"} == set(range(1, 13))
    assert {e.value for e in entries if e.kind == "weekday"} == set(range(1, 8))


@pytest.mark.parametrize("word", ["\u200d", "\u200c\u200d", "\u0a3c\u200d"])
@pytest.mark.parametrize("pos", [None, {}])
def test_a_word_of_invisible_characters_only_is_no_name(word: str, pos: dict[str, str] | None) -> None:
    """Its comparison key is empty; before a word for a kind of place and before a mark of agents."""
    for text in (f"{word} गाँव में 5 घर गिरे।", f"{word} ने 5 घर गिराए।", f"5 {word} में घर गिरे।"):
        found = read("hi", text, "5", pos=pos)
        assert found.actors is None
        assert word not in (found.where or "").split()
