"""`pipeline.extract`, `pipeline.load` and the explanation of a text, with the real models."""

import io
import re

import pandas as pd
import pytest
from rich.console import Console

import pipeline
from pipeline.columns import TABLES
from pipeline.display import coloured, print_explanation
from pipeline.explain import explain_text, numbers_in, plain
from pipeline.extractor import CannotRun
from pipeline.languages import DataError
from pipeline.schema import Article

HI = "रेलवे के प्रवक्ता ने बताया कि स्टेशन पर 250 यात्री फँसे थे। बाढ़ में सात घर बहे।"
GU = "પોલીસે જણાવ્યું કે મેળામાં ૩૫ બાળકો ખોવાયાં હતાં."


def test_one_text():
    df = pipeline.extract(HI)
    assert list(df.columns) == [c.name for c in TABLES["claims"][1]]
    assert df["value"].tolist() == [250.0, 7.0]
    assert df["sourcing"].tolist() == ["named", "none"]
    assert df["doc_id"].tolist() == ["text-1", "text-1"]
    assert [HI[s:e] for s, e in zip(df["num_start"], df["num_end"], strict=True)] == ["250", "सात"]


@pytest.mark.parametrize(
    "given",
    [
        [HI, GU],
        (text for text in (HI, GU)),
        [Article(doc_id="text-1", text=HI), {"doc_id": "text-2", "text": GU, "title": None}],
        pd.DataFrame({"id": ["text-1", "text-2"], "text": [HI, GU], "lang": ["hi", None]}),
    ],
)
def test_many_texts(given):
    df = pipeline.extract(given)
    assert df["doc_id"].tolist() == ["text-1", "text-1", "text-2"]
    assert df["lang"].tolist() == ["hi", "hi", "gu"]
    assert df["value"].tolist() == [250.0, 7.0, 35.0]


def test_the_same_text_gives_the_same_ids():
    assert pipeline.extract(HI)["claim_id"].tolist() == pipeline.extract([HI, GU])["claim_id"].tolist()[:2]


def test_what_is_left_out_is_said():
    with pytest.warns(UserWarning, match="text-2: skipped: language en"):
        df = pipeline.extract([HI, "Four people were hurt when two buses collided in the town."])
    assert len(df) == 2
    with pytest.warns(UserWarning, match="text-1: skipped: empty"):
        assert len(pipeline.extract("")) == 0


def test_what_is_no_article_is_refused():
    with pytest.raises(TypeError, match="neither a text nor an article: int"):
        pipeline.extract([5])
    with pytest.raises(ValueError, match="text-1: no text"):
        pipeline.extract({"id": "a"})
    with pytest.raises(ValueError, match="lang 'mr'"):
        pipeline.extract(HI, lang="mr")
    with pytest.raises(AttributeError, match="nothing"):
        _ = pipeline.nothing


def test_bad_language_data_stops_everything(monkeypatch):
    """Not one article after another: the same data is used for all."""

    def refuse(*_):
        raise DataError("gu/cues.toml: no such field")

    monkeypatch.setattr("pipeline.claims.claims_of", refuse)
    with pytest.raises(CannotRun, match=r"language data: gu/cues\.toml"):
        pipeline.extract([GU, GU + " "])


def test_public_names():
    assert set(pipeline.__all__) <= set(dir(pipeline))
    for name in pipeline.__all__:
        assert getattr(pipeline, name) is not None


def test_load_gives_the_claims_of_a_text():
    nlp = pipeline.load("gu")
    assert [c.value for c in nlp(GU)._.claims] == [35.0]


def test_explanation_marks_every_part():
    found = explain_text(HI, "hi")
    marked = {(part, HI[s:e]) for part, s, e in found.spans}
    assert {("figure", "250"), ("figure", "सात"), ("item", "यात्री"), ("item", "घर")} <= marked
    assert any(part == "source" and "प्रवक्ता" in text for part, text in marked)
    assert any(part == "cue" and "बताया" in text for part, text in marked)
    out = io.StringIO()
    print_explanation(Console(file=out, width=100, force_terminal=True, color_system="standard"), found)
    text = re.sub(r"\x1b\[[\d;]*m", "", out.getvalue())
    assert text.splitlines()[1].strip() == HI
    assert re.search(r"sourcing\s+│ named", text)
    assert "\x1b[1;32m250\x1b[0m" in out.getvalue()


def test_a_text_cannot_steer_the_terminal():
    shown = coloured("आग\x1b]0;title\x07 10\u202e", [("figure", 3, 5)])
    assert "\x1b" not in shown.plain
    assert "\u202e" not in shown.plain
    assert len(shown.plain) == len("आग\x1b]0;title\x07 10\u202e")


def test_numbers_of_a_text():
    found = numbers_in("२५ गाँव, दो से तीन हज़ार घर, 1999 में")
    assert [(n.text, n.value) for n in found] == [("२५", "25"), ("दो से तीन हज़ार", "2000 to 3000"), ("1999", "1999")]
    assert numbers_in("") == []


@pytest.mark.parametrize(("value", "shown"), [(2.8e9, "2800000000"), (0.5, "0.5"), (100.0, "100"), (1e-7, "0.0000001")])
def test_plain_numbers(value, shown):
    assert plain(value) == shown
