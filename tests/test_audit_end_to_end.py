"""From two texts to the words about them: parsing, figures, attribution, context and groups together."""

import pipeline
import pipeline.audit  # registers the accessor

HINDI = (
    "मोर्चे पर हलचल तेज़ हो गई है।\nसूत्रों के मुताबिक, प्योंगयांग ने रूस की मदद के लिए करीब 10,000 सैनिक भेज दिए हैं। "
    "ठंड बढ़ने से रसद पहुँचाना कठिन हो गया है।"
)
GUJARATI = (
    "મોરચે હલચલ વધી ગઈ છે.\nઅમેરિકા, યુક્રેન અને દક્ષિણ કોરિયા અનુસાર, ઉત્તર કોરિયાએ રશિયાને 10,000થી વધુ સૈનિકો આપ્યા છે. "
    "ઠંડીને કારણે પુરવઠો પહોંચાડવો મુશ્કેલ બન્યો છે."
)


def test_troops_of_a_hindi_and_a_gujarati_text_come_together() -> None:
    claims = pipeline.extract([{"id": "a", "text": HINDI}, {"id": "b", "text": GUJARATI}])
    troops = claims[claims["concept"] == "troops"]
    assert troops["sourcing"].tolist() == ["vague", "named"]
    assert [set(k.split("; ")) for k in troops["actor_keys"]] == [{"country:KP", "country:RU"}] * 2
    (words,) = claims.claims.groups()["in_words"]
    assert words.startswith("Troops: about 10,000 and more than 10,000 in 2 articles (")
    assert "article a, Hindi, says about 10,000 and names nobody" in words.replace("Article", "article")
    assert (
        "article b, Gujarati, says more than 10,000 and names United States, Ukraine and South Korea"
        in words.replace("Article", "article")
    )
    assert "The numbers agree" in words


def test_the_audit_of_the_samples_adds_up(samples) -> None:
    tables = pipeline.audit.load(samples)
    found = pipeline.audit.audit(tables)
    assert found.by_article["figures"].sum() == len(tables.claims)
    assert found.by_concept["figures"].sum() == found.by_outlet["figures"].sum() == len(tables.claims)
    assert set(found.by_article["lang"]) == {"hi", "gu"}
    unsourced = tables.claims["sourcing"] != "named"
    assert 0 < len(found.check_first) <= unsourced.sum()
    assert found.by_source["name"].notna().all()
