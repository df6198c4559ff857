"""The bridge from Stanza to spaCy: the text stays as it is, offsets and sentence bounds are right."""

import re
import threading
from types import SimpleNamespace

import pandas as pd
import pytest
import spacy
import stanza
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.articles.language import identify
from pipeline.parsing import Parser, models_dir
from pipeline.parsing.annotate import Annotator, Word
from pipeline.parsing.bridge import Sentence, Token, make_doc
from pipeline.parsing.cutter import Cutter
from pipeline.parsing.forms import Rows
from pipeline.parsing.parser import _engines
from pipeline.parsing.recurrent import batches
from pipeline.parsing.segments import MAX_PIECE, MAX_SENTENCE, model_view, pieces, sentence_cuts
from pipeline.parsing.stock import StockAnnotator, StockCutter
from pipeline.run import Settings, run
from pipeline.tables import read_claims
from tests.conftest import ROOT

VOCAB = spacy.blank("hi").vocab

TEXTS = st.text(st.sampled_from("कखि्ा गુજ 12,.।“\"'\n\r\t \u00a0\u200d\u200c\u2028()😀"), max_size=80)


def words(text: str) -> list[Sentence]:
    """Cut a text into one sentence a line and one token a run of characters that are no space."""
    out = []
    for start, end in pieces(text):
        spans, at = [], start
        while at < end:
            if text[at].isspace():
                at += 1
                continue
            stop = at
            while stop < end and not text[stop].isspace():
                stop += 1
            spans.append((at, stop))
            at = stop
        out.append(Sentence([Token(s, e, "NOUN", "Case=Nom", text[s:e], i, "dep") for i, (s, e) in enumerate(spans)]))
    return out


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_doc_text_is_the_text(text):
    sentences = words(text)
    doc = make_doc(VOCAB, text, sentences)
    assert doc.text == text
    for sentence in sentences:
        for t in sentence.tokens:
            span = doc.char_span(t.start, t.end)
            assert span is not None and span.text == text[t.start : t.end] and len(span) == 1


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_pieces_hold_every_visible_character_and_no_line_break(text):
    inside = set()
    for start, end in pieces(text):
        assert not set(text[start:end]) & set("\n\r\u2028")
        inside.update(range(start, end))
    assert all(text[i].isspace() for i in range(len(text)) if i not in inside)


@given(TEXTS)
def test_model_view_keeps_every_position(text):
    view = model_view(text)
    assert len(view) == len(text)
    assert all(ch == " " or not ch.isspace() for ch in view)


def test_model_view_reads_native_digits_as_ascii_and_control_characters_as_space():
    assert model_view("૧૨ ३\x00४\ud800") == "12 3 4 "


def test_heads_features_and_sentence_bounds():
    text = "  बाढ़ आई।\n\nगाँव डूबे"
    sentences = [
        Sentence(
            [
                Token(2, 6, "NOUN", "Case=Nom|Gender=Fem", "बाढ़", 2, "nsubj"),
                Token(7, 9, "VERB", "", "आना", 0, "root"),
                Token(9, 10, "PUNCT", "", "।", 2, "punct"),
            ]
        ),
        Sentence(
            [
                Token(12, 16, "NOUN", "", "गाँव", 2, "nsubj"),
                Token(17, 21, "VERB", "", "डूबना", 0, "root"),
            ]
        ),
    ]
    doc = make_doc(VOCAB, text, sentences)
    assert doc.text == text
    assert [s.text.strip() for s in doc.sents] == ["बाढ़ आई।", "गाँव डूबे"]
    flood = next(t for t in doc if t.text == "बाढ़")
    assert flood.head.text == "आई" and flood.dep_ == "nsubj" and flood.morph.get("Gender") == ["Fem"]
    assert flood.idx == 2 and flood.lemma_ == "बाढ़"


def test_non_projective_trees_stay_one_sentence():
    text = "a b c d"
    tokens = [
        Token(0, 1, "X", "", "a", 3, "dep"),
        Token(2, 3, "X", "", "b", 4, "dep"),
        Token(4, 5, "X", "", "c", 0, "root"),
        Token(6, 7, "X", "", "d", 3, "dep"),
    ]
    doc = make_doc(VOCAB, text, [Sentence(tokens)])
    assert len(list(doc.sents)) == 1
    assert [t.head.i for t in doc] == [2, 3, 2, 2]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00a0"])
def test_texts_without_words(text):
    assert make_doc(VOCAB, text, []).text == text


def test_overlapping_tokens_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        make_doc(VOCAB, "ab", [Sentence([Token(0, 2, "X", "", "", 0, "root"), Token(1, 2, "X", "", "", 1, "dep")])])


def test_a_long_line_is_cut_after_a_sentence_end():
    line = ("शब्द " * 300 + "। ") * 5
    spans = list(pieces(line))
    assert max(e - s for s, e in spans) <= MAX_PIECE
    assert all(line[s:e].endswith("।") for s, e in spans)


def test_a_line_without_any_space_is_cut_all_the_same():
    spans = list(pieces("क" * (MAX_PIECE * 2 + 5)))
    assert [e - s for s, e in spans] == [MAX_PIECE, MAX_PIECE, 5]


@given(st.lists(st.sampled_from(["a", ",", "1"]), max_size=1000))
def test_sentence_cuts_cover_all_tokens(tokens):
    cuts = list(sentence_cuts(tokens))
    assert [i for a, b in cuts for i in range(a, b)] == list(range(len(tokens)))
    assert all(0 < b - a <= MAX_SENTENCE for a, b in cuts)


class Models:
    """Stands in for the models: tokens are runs without space, every word is tagged alike, what is asked is kept."""

    def __init__(self):
        self.asked = []

    def cut(self, views):
        return [[[m.span() for m in re.finditer(r"\S+", view)]] for view in views]

    def annotate(self, sentences, parse):
        self.asked += zip(parse, sentences, strict=True)
        return [
            [Word("NOUN", "", "x", *((bool(i), "dep" if i else "root") if p else ())) for i in range(len(s))]
            for s, p in zip(sentences, parse, strict=True)
        ]


def test_only_sentences_in_focus_are_parsed_and_only_their_neighbours_tagged():
    text = "एक वाक्य\nदो 20 लोग\nतीन वाक्य\nचार वाक्य"
    parser = Parser.__new__(Parser)
    models = Models()
    parser._lock, parser.vocab, parser._cutter, parser._annotator = threading.Lock(), VOCAB, models, models
    doc = parser.parse([text], lambda t: [m.start() for m in re.finditer(r"\d+", t)])[0]
    assert doc.text == text
    assert [s.text.strip() for s in doc.sents] == text.split("\n")
    assert [{t.pos_ for t in s if not t.is_space} for s in doc.sents] == [{"NOUN"}, {"NOUN"}, {"NOUN"}, {""}]
    assert models.asked == [(False, ["एक", "वाक्य"]), (True, ["दो", "20", "लोग"]), (False, ["तीन", "वाक्य"])]


SPACES = "  काग़ज़  लिखो ।  रात   हुई ।  "
LONG = "मेले में भीड़ बढ़ती गई और दुकानें देर तक खुली रहीं। " * 40


@pytest.fixture(scope="module", params=["hi", "gu"])
def processors(request):
    """The processors of a stock Stanza pipeline with this project's models."""
    return stanza.Pipeline(
        request.param,
        dir=str(models_dir()),
        processors="tokenize,pos,lemma,depparse",
        download_method=None,
        use_gpu=False,
        logging_level="ERROR",
    ).processors


def sample_pieces(lang):
    texts = [p.read_text("utf-8") for p in sorted((ROOT / "data" / "raw").rglob("*.txt"))]
    chosen = [t for t in texts if identify(t).lang == lang]
    assert chosen
    return [model_view(text[s:e]) for text in chosen for s, e in pieces(text)]


def test_pieces_are_cut_as_stanza_cuts_them(processors):
    lang = processors["tokenize"].config["lang"]
    views = [*sample_pieces(lang)[:60], SPACES, "a@b.in, www.example.org/x। देखो", " ", "", "12.5", LONG]
    fast, stock = Cutter(processors["tokenize"].trainer), StockCutter(processors["tokenize"])
    found = fast.cut(views)
    assert found == [cut for view in views for cut in stock.cut([view])]  # one by one: Stanza pads long ones in a batch
    assert found == [fast.cut([view])[0] for view in views]


def test_sentences_are_annotated_as_stanza_annotates_them(processors):
    views = sample_pieces(processors["tokenize"].config["lang"])[:40]
    cuts = Cutter(processors["tokenize"].trainer).cut(views)
    sentences = [
        [v[s:e].replace(" ", "") for s, e in spans] for v, cut in zip(views, cuts, strict=True) for spans in cut
    ]
    sentences += [["?!"], ["_"], ["!!!", "2,500", "x_y"]]
    parse = [i % 4 != 0 for i in range(len(sentences))]
    fast = Annotator(processors)
    first = fast.annotate(sentences, parse)
    assert first == StockAnnotator(processors).annotate(sentences, parse)
    assert first == fast.annotate(sentences, parse)  # now from what was kept


def test_other_architectures_go_through_stanza(processors):
    class Other(type(processors["depparse"].trainer.model)):
        pass

    changed = dict(processors)
    changed["tokenize"] = SimpleNamespace(trainer=SimpleNamespace(args={**processors["tokenize"].trainer.args}))
    changed["tokenize"].trainer.args["use_dictionary"] = True
    model = processors["depparse"].trainer.model
    original, model.__class__ = type(model), Other
    try:
        cutter, annotator = _engines(changed)
    finally:
        model.__class__ = original
    assert (type(cutter), type(annotator)) == (StockCutter, StockAnnotator)


def test_a_table_of_vectors_begins_anew_when_it_is_full():
    rows = Rows(1, lambda keys: torch.tensor([[float(k)] for k in keys]), most=3)
    for keys in ([1, 2, 2], [3], [4, 1], [5, 6, 7, 8]):
        assert rows.of(keys).flatten().tolist() == keys


@given(st.lists(st.integers(0, 30), max_size=20))
def test_batches_hold_every_sequence_once(lengths):
    found = list(batches(lengths, 40))
    assert sorted(i for batch in found for i in batch) == list(range(len(lengths)))
    assert all(len(batch) == 1 or lengths[batch[0]] * len(batch) <= 40 for batch in found)
    assert [lengths[i] for batch in found for i in batch] == sorted(lengths, reverse=True)


def test_claims_are_those_of_a_run_that_parses_every_sentence(samples, tmp_path, monkeypatch):
    parse = Parser.parse
    monkeypatch.setattr(Parser, "parse", lambda self, texts, focus=None: parse(self, texts))
    run(Settings((str(ROOT / "data" / "raw"),), tmp_path))
    for table in ("claims", "sources"):
        pd.testing.assert_frame_equal(read_claims(samples, table), read_claims(tmp_path, table))
