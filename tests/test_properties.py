"""Properties that hold for any text: offsets give the surface, nothing crashes, and nothing but the text matters.

The first part needs no parser and tries many texts; the second takes few with the real models.
"""

import random
import unicodedata
from itertools import pairwise

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.articles import Rejected, admit
from pipeline.articles.decode import decode
from pipeline.articles.records import Unreadable
from pipeline.claims import claims_of
from pipeline.context import with_context
from pipeline.extractor import process
from pipeline.figures.lexicon import lexicon
from pipeline.figures.spans import numbers_of
from pipeline.parsing.segments import MAX_PIECE, model_view, pieces
from pipeline.schema import Article
from pipeline.text import ascii_digits
from tests.conftest import EXAMPLES

FEW = settings(max_examples=EXAMPLES or 60, suppress_health_check=list(HealthCheck))
#: Words of news, marks and odd characters, from which texts are made.
_WORDS = {
    "hi": (
        "लोग घर सैनिक करोड़ लाख हज़ार सौ डेढ़ ढाई साढ़े सवा पौने दो तीन सात उन्नीस करीब लगभग से अधिक कम "
        "ज़्यादा तक रुपये फ़ीसदी साल किलोमीटर घंटे पहली दोनों सैकड़ों पुलिस ने कहा कि के अनुसार सूत्रों "
        "बताया मुताबिक मारे गए घायल हुए है था नहीं में का की"
    ),
    "gu": (
        "લોકો ઘર સૈનિકો કરોડ લાખ હજાર સો દોઢ અઢી સાડા સવા પોણા બે ત્રણ સાત ઓગણીસ આશરે લગભગ થી વધુ ઓછા "
        "સુધી રૂપિયા ટકા વર્ષ કિલોમીટર કલાક પહેલી બંને સેંકડો પોલીસે કહ્યું કે મુજબ સૂત્રોના જણાવ્યા "
        "અનુસાર માર્યા ગયા ઘાયલ થયા છે હતા નથી માં નો ની"
    ),
}
WORDS = {lang: words.split() for lang, words in _WORDS.items()}
NUMBERS = st.one_of(
    st.integers(0, 10**13).map(str),
    st.integers(0, 10**7).map(lambda n: f"{n:,}"),
    st.integers(0, 10**6).map(lambda n: str(n).translate({48 + d: 0x966 + d for d in range(10)})),
    st.integers(0, 10**6).map(lambda n: str(n).translate({48 + d: 0xAE6 + d for d in range(10)})),
    st.floats(0, 10**6, allow_nan=False).map(lambda x: f"{x:.2f}"),
    st.sampled_from(["6-3", "10-12", "1/2", "½", "2026", "9:30", "5%", "₹500", "$2.8", "-4", "1,00,000", "9" * 5000]),
)
MARKS = st.sampled_from([*".,।?!:;-–()'\"“”‘’\u200d\u200c\u00a0", "\n", "\r\n", " ", "  ", "…", "की ", "।\n"])


def texts(lang):
    part = st.one_of(st.sampled_from(WORDS[lang]), NUMBERS, MARKS, st.text(max_size=4))
    return st.lists(part, max_size=40).map(" ".join)


@pytest.fixture(scope="module")
def blank():
    return {lang: spacy.blank(lang).vocab for lang in WORDS}


def unparsed(text, lang, vocab):
    """A Doc of one token a word, without annotation, with the very text."""
    from spacy.tokens import Doc

    words, spaces = [], []
    for chunk in text.split(" "):
        words.append(chunk)
        spaces.append(True)
    if spaces:
        spaces[-1] = False
    kept = [(w, s) for w, s in zip(words, spaces, strict=True)]
    merged_words, merged_spaces = [], []
    for word, space in kept:
        if word:
            merged_words.append(word)
            merged_spaces.append(space)
        elif space:
            merged_words.append(" ")
            merged_spaces.append(False)
    return Doc(vocab, words=merged_words, spaces=merged_spaces)


def check(text, claims):
    spans = []
    for c in claims:
        assert 0 <= c.figure_start <= c.num_start < c.num_end <= c.figure_end <= len(text)
        assert text[c.num_start : c.num_end] == c.num_text
        assert text[c.figure_start : c.figure_end] == c.figure_text
        if c.item_start is not None:
            assert text[c.item_start : c.item_end] == c.item
        if c.cue_start is not None:
            assert text[c.cue_start : c.cue_end] == c.cue
        for source in c.sources:
            assert text[source.start : source.end] == source.text
        assert c.value is None or c.value == c.value and abs(c.value) < 1e25
        assert c.low is None or c.high is None or c.low <= c.high
        assert (c.sourcing == "none") == (not c.sources and c.cue is None)
        spans.append((c.num_start, c.num_end))
    assert spans == sorted(set(spans))
    assert all(a[1] <= b[0] for a, b in pairwise(spans)), "numerals overlap"


@pytest.mark.parametrize("lang", ["hi", "gu"])
@FEW
@given(data=st.data())
def test_offsets_of_any_text_give_its_surface(blank, lang, data):
    text = data.draw(texts(lang))
    doc = unparsed(text, lang, blank[lang])
    assert doc.text == text
    check(text, claims_of(doc, "x"))


@pytest.mark.parametrize("lang", ["hi", "gu"])
@FEW
@given(data=st.data())
def test_numbers_are_the_same_in_native_digits(lang, data):
    """Every digit is one character in either script, so that even the offsets are the same."""
    text = data.draw(st.lists(st.one_of(st.sampled_from(WORDS[lang]), NUMBERS), max_size=12).map(" ".join))
    base = {"hi": 0x966, "gu": 0xAE6}[lang]
    latin = ascii_digits(text)
    native = latin.translate({48 + d: base + d for d in range(10)})
    lex = lexicon(lang)
    found = [[(n.start, n.end, n.value, n.low, n.high, n.role) for n in numbers_of(t, lex)[1]] for t in (latin, native)]
    assert found[0] == found[1]


@FEW
@given(st.binary(max_size=300))
def test_any_bytes_are_a_text_or_unreadable(data):
    try:
        text, codec = decode(data)
    except Unreadable as e:
        assert str(e)
        return
    assert text.encode(codec).endswith(text.encode(codec)[-10:])
    if codec == "utf-8":
        assert text.encode() == data


@FEW
@given(st.text(alphabet=st.characters(codec=None), max_size=80), st.text(max_size=20))
def test_any_text_is_admitted_as_it_is_or_left_out_with_a_reason(text, doc_id):
    (record,) = admit([Article(doc_id=doc_id, text=text, path="p")])
    if isinstance(record, Rejected):
        assert record.reason
        record.doc_id.encode()
    else:
        assert record.text == text
        assert record.doc_id == doc_id


@FEW
@given(st.text(max_size=200).map(lambda t: t * 40))
def test_pieces_cover_all_but_white_space(text):
    at = 0
    for start, end in pieces(text):
        assert not text[at:start].replace("\ufeff", "").strip()
        assert start < end <= start + MAX_PIECE
        assert len(model_view(text[start:end])) == end - start
        at = end
    assert not text[at:].replace("\ufeff", "").strip()


def articles(seed, count=12):
    """Articles of news-like sentences, the same for the same seed."""
    chance = random.Random(seed)
    made = []
    for i in range(count):
        lang = chance.choice(["hi", "gu"])
        sentences = []
        for _ in range(chance.randint(1, 4)):
            words = chance.choices(WORDS[lang], k=chance.randint(4, 14))
            words.insert(chance.randrange(len(words)), str(chance.randint(2, 90_000)))
            sentences.append(" ".join(words) + ("।" if lang == "hi" else "."))
        made.append(Article(doc_id=f"a{i}", text="\n".join(sentences), lang=lang))
    return made


def bare(claim, **without):
    """What a claim states, without its place."""
    left_out = {"claim_id", "doc_id", "sources", "sentence"} | {
        n for n in type(claim).model_fields if n.endswith(("_start", "_end"))
    }
    return {k: v for k, v in claim.model_dump(exclude=left_out).items() if k not in without}


def claims_by_id(batch):
    results = process(batch)
    assert [r.error for r in results] == [None] * len(batch)
    for r in results:
        check(r.article.text, r.claims)
    return {r.article.doc_id: r.claims for r in results}


@pytest.mark.parametrize("seed", [1, 2])
def test_claims_do_not_depend_on_the_batch_or_the_order(seed):
    made = articles(seed)
    together = claims_by_id(made)
    assert sum(map(len, together.values())) > 10
    shuffled = list(made)
    random.Random(seed).shuffle(shuffled)
    assert claims_by_id(shuffled) == together
    alone = {}
    for article in made:
        alone |= claims_by_id([article])
    assert alone == together


def test_claims_do_not_depend_on_line_endings_or_normal_form():
    made = articles(3, 8)
    plain = claims_by_id(made)
    assert any(precomposed(a.text) != a.text for a in made)
    for change in (
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\r"),
        lambda t: t.replace("\n", "\n\n"),
        precomposed,
        lambda t: unicodedata.normalize("NFD", precomposed(t)),
        lambda t: unicodedata.normalize("NFC", t),
        lambda t: "\ufeff" + t,
        lambda t: t.replace("\n", "\ufeff\n\ufeff"),
    ):
        changed = claims_by_id([a.model_copy(update={"text": change(a.text)}) for a in made])
        for doc_id, claims in plain.items():
            states = [bare(c) for c in claims]
            others = [bare(c) for c in changed[doc_id]]
            assert [{k: fold(v) for k, v in s.items()} for s in states] == [
                {k: fold(v) for k, v in s.items()} for s in others
            ]


def precomposed(text):
    """The text with letters and their nuktas as one character, where there is one: what NFC and NFD take apart."""
    for code in range(0x958, 0x960):
        text = text.replace(unicodedata.normalize("NFD", chr(code)), chr(code))
    return text


def fold(value):
    return unicodedata.normalize("NFC", value).removeprefix("\ufeff") if isinstance(value, str) else value


@pytest.mark.parametrize("seed", range(3))
def test_mutated_articles_keep_their_offsets(samples, seed):
    """Real articles with characters dropped, doubled, swapped and put in: whatever is found lies where it says."""
    from pipeline.tables import read_claims

    chance = random.Random(seed)
    table = read_claims(samples, "texts").head(40)
    langs = read_claims(samples, "articles").set_index("doc_id")["lang"]
    odd = ["\u200d", "\0", "\u202e", "\r", "9", "१", "૯", "लाख", "”", "(", ".", ",", "😀", "\u0300", "\u2028", "-", " "]
    made = []
    for row in chance.sample(list(table.itertuples()), 5):
        text = list(row.text[: chance.randint(150, 500)])
        for _ in range(25):
            at = chance.randrange(len(text))
            how = chance.randrange(4)
            if how == 0:
                del text[at]
            elif how == 1:
                text.insert(at, text[at] * chance.randint(1, 3))
            elif how == 2:
                other = chance.randrange(len(text))
                text[at], text[other] = text[other], text[at]
            else:
                text.insert(at, chance.choice(odd))
        made.append(Article(doc_id=row.doc_id, text="".join(text), lang=langs[row.doc_id]))
    claims_by_id(made)


BLOW_UPS = {
    "numbers": lambda n: "पुलिस ने कहा कि " + " ".join(str(i) for i in range(n)) + " लोग मारे गए।",
    "digits": lambda n: "यहाँ " + "9" * (20 * n) + " घर गिरे।",
    "commas": lambda n: "यहाँ " + "9," * (10 * n) + "9 घर गिरे।",
    "quotes": lambda n: "“राम ने कहा, ‘5 घर गिरे " * (n // 4) + "’”" * (n // 4),
    "brackets": lambda n: "(" * (5 * n) + " 5 घर गिरे " + ")" * (5 * n),
    "ranges": lambda n: "5 से " * n + "6 घर",
    "scales": lambda n: "दो लाख " * n + "घर गिरे।",
    "cues": lambda n: "ने कहा कि " * n + " 5 घर",
    "hyphens": lambda n: "5-" * n + "6 घर",
}


def effort(work):
    """How many lines of this package's code a piece of work runs: a measure without a clock."""
    import sys

    steps = 0

    def trace(frame, event, argument):
        nonlocal steps
        if "pipeline" not in frame.f_code.co_filename:
            return None
        steps += event == "line"
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(None)
    return steps


@pytest.mark.parametrize("name", BLOW_UPS)
def test_effort_grows_with_the_length_and_not_with_its_square(blank, name):
    """Twice the text is at most about thrice the work: lines of code counted, no time taken."""
    from pipeline.parsing.bridge import Sentence, Token, make_doc
    from pipeline.parsing.segments import sentence_cuts

    def steps(n):
        text = BLOW_UPS[name](n)
        spans, at = [], 0
        for word in text.split():
            at = text.index(word, at)
            spans.append((at, at + len(word)))
            at += len(word)
        sentences = [
            Sentence([Token(s, e, "", "", "", 1 if i else 0, "dep") for i, (s, e) in enumerate(spans[a:b])])
            for a, b in sentence_cuts([text[s:e] for s, e in spans])
        ]
        doc = make_doc(blank["hi"], text, sentences)
        return effort(lambda: with_context(doc, claims_of(doc, "x")))

    steps(40)
    assert steps(800) <= 3 * steps(400) + 20_000
