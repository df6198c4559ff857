"""What notebooks show: the accessor ``df.claims``, and a claim's sentence in four colours."""

import pandas as pd
import pytest

import pipeline.audit  # noqa: F401  registers the accessor
from pipeline.audit.highlight import Span, pieces
from tests.audit_data import Newsroom, newsroom


def test_a_claim_shows_its_sentence_in_four_colours() -> None:
    room = newsroom()
    html = room.claims[1]._repr_html_()
    for role, words in (("source", "सियोल के मंत्रालय"), ("cue", "ने कहा"), ("figure", "40 "), ("item", "टैंक")):
        assert f'<mark class="nc-{role}" title="{role}">{words}</mark>' in html
    assert '<div lang="hi">' in html
    assert "सीमा पर" not in html, "only the claim's sentence"
    assert html.index("पहुँचे") < html.index("40 tanks, South Korea said"), "the gloss stands under the sentence"


def test_several_sources_are_all_marked() -> None:
    room = newsroom()
    html = room.claims[2]._repr_html_()
    for name in ("અમેરિકા", "યુક્રેન", "દક્ષિણ કોરિયા"):
        assert f'<mark class="nc-source" title="source">{name}</mark>' in html


def test_a_source_of_the_sentence_before_is_written_behind() -> None:
    room = Newsroom()
    room.article("a", "hi", "पुलिस ने बयान दिया। कुल 8 लोग पकड़े गए।")
    claim = room.claim("8", figure="8 लोग", value=8, cue="बयान दिया", sources="पुलिस")
    html = claim._repr_html_()
    assert '(source: <mark class="nc-source">पुलिस</mark>)' in html
    assert '(cue: <mark class="nc-cue">बयान दिया</mark>)' in html


def test_text_is_escaped() -> None:
    room = Newsroom()
    room.article("a", "hi", "यहाँ <script>8 पेड़</script> गिरे।")
    html = room.claim("8", figure="<script>8 पेड़", value=8, gloss="8 <b>trees</b>")._repr_html_()
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;8 पेड़" in html


def test_marks_may_begin_and_end_inside_a_word() -> None:
    found = pieces("10,000થી", [Span(0, 6, "figure")])
    assert [(text, role) for text, role, _ in found] == [("10,000", "figure"), ("થી", "")]


def test_marks_outside_the_text_are_cut_off() -> None:
    text, spans = "बीच का", [Span(0, 5, "source"), Span(12, 40, "cue"), Span(50, 60, "item")]
    assert "".join(piece for piece, _, _ in pieces(text, spans, start=10)) == text
    assert [role for _, role, _ in pieces(text, spans, start=10)] == ["", "cue"]


def test_the_accessor_answers_on_a_part_of_the_table() -> None:
    tables = newsroom().tables()
    frame = tables.claims[tables.claims["concept"] == "troops"]
    alone = frame.claims.sources()
    assert set(alone["source_key"]) == {"country:US", "country:UA", "country:KR"}, "the claims name all three"
    known = frame.claims.with_tables(tables.sources, tables.articles)
    assert set(known.sources()["source_key"]) == {"country:US", "country:UA", "country:KR"}
    assert known.groups()["thing"].tolist() == ["troops"]
    assert known.audit().by_article["doc_id"].tolist() == ["desk/hi-troops", "desk/gu-troops"]


def test_show_gives_html_and_text() -> None:
    tables = newsroom().tables()
    shown = tables.claims.claims.with_tables(tables.sources).show(2)
    html = shown._repr_html_()
    assert html.count('<div class="nc-claim">') == 2
    assert html.count("<style>") == 1
    assert "and 5 more" in html
    assert "about 10,000 troops" in repr(shown)


def test_other_frames_are_refused() -> None:
    with pytest.raises(AttributeError, match="not a claims table: no column claim_id"):
        _ = pd.DataFrame({"a": [1]}).claims
    with pytest.raises(AttributeError, match=r'the column is df\["claims"\]'):
        _ = newsroom().tables().articles.claims
