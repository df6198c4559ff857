"""The bridge from Stanza to spaCy: the text stays as it is, offsets and sentence bounds are right."""

import re
import threading
from types import SimpleNamespace

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.parsing import Parser
from pipeline.parsing.bridge import Sentence, Token, make_doc
from pipeline.parsing.segments import MAX_PIECE, MAX_SENTENCE, model_view, pieces, sentence_cuts

VOCAB = spacy.blank("hi").vocab

TEXTS = st.text(
    st.sampled_from("कखि्ा गુજ 12,.।“\"'\n\r\t \u00a0\u200d\u200c\u2028()😀"), max_size=80
)


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
        Sentence([
            Token(2, 6, "NOUN", "Case=Nom|Gender=Fem", "बाढ़", 2, "nsubj"),
            Token(7, 9, "VERB", "", "आना", 0, "root"),
            Token(9, 10, "PUNCT", "", "।", 2, "punct"),
        ]),
        Sentence([
            Token(12, 16, "NOUN", "", "गाँव", 2, "nsubj"),
            Token(17, 21, "VERB", "", "डूबना", 0, "root"),
        ]),
    ]
    doc = make_doc(VOCAB, text, sentences)
    assert doc.text == text
    assert [s.text.strip() for s in doc.sents] == ["बाढ़ आई।", "गाँव डूबे"]
    flood = next(t for t in doc if t.text == "बाढ़")
    assert flood.head.text == "आई" and flood.dep_ == "nsubj" and flood.morph.get("Gender") == ["Fem"]
    assert flood.idx == 2 and flood.lemma_ == "बाढ़"


def test_non_projective_trees_stay_one_sentence():
    text = "a b c d"
    tokens = [Token(0, 1, "X", "", "a", 3, "dep"), Token(2, 3, "X", "", "b", 4, "dep"),
              Token(4, 5, "X", "", "c", 0, "root"), Token(6, 7, "X", "", "d", 3, "dep")]
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


class OneWordPerToken:
    """Stands in for the models: what is asked for is recorded, every sentence is tagged alike."""

    def __init__(self):
        self.asked = []

    def __call__(self, sentences, processors):
        self.asked.append((processors, sentences))
        parsed = "depparse" in processors

        def word(i):
            head, deprel = (bool(i), "dep" if i else "root") if parsed else (None, None)
            return SimpleNamespace(upos="NOUN", feats=None, lemma="x", head=head, deprel=deprel)

        return SimpleNamespace(sentences=[SimpleNamespace(words=[word(i) for i in range(len(s))]) for s in sentences])


def test_only_sentences_in_focus_are_parsed_and_only_their_neighbours_tagged(monkeypatch):
    text = "एक वाक्य\nदो 20 लोग\nतीन वाक्य\nचार वाक्य"
    parser = Parser.__new__(Parser)
    parser._lock, parser.vocab, parser._annotate = threading.Lock(), VOCAB, OneWordPerToken()
    parser._tokenize = lambda texts, batch: (
        (i, [(s + m.start(), s + m.end()) for m in re.finditer(r"\S+", texts[i][s:e])]) for i, s, e in batch
    )
    doc = parser.parse([text], lambda t: [m.start() for m in re.finditer(r"\d+", t)])[0]
    assert doc.text == text
    assert [s.text.strip() for s in doc.sents] == text.split("\n")
    assert [{t.pos_ for t in s if not t.is_space} for s in doc.sents] == [{"NOUN"}, {"NOUN"}, {"NOUN"}, {""}]
    asked = dict(parser._annotate.asked)
    assert asked["pos", "lemma", "depparse"] == [["दो", "20", "लोग"]]
    assert asked["pos", "lemma"] == [["एक", "वाक्य"], ["तीन", "वाक्य"]]
