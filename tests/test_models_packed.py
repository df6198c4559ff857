"""The models of the repository: they load in plain Stanza, are whole, and tokenize as news is written."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import stanza
from typer.testing import CliRunner

from pipeline.training.cli import models_app
from pipeline.training.package import ModelError, problems, read_manifest

MODELS = Path(__file__).resolve().parent.parent / "models"
LIMIT = 40e6


@pytest.fixture(scope="module")
def pipelines() -> dict[str, Any]:
    return {
        lang: stanza.Pipeline(lang, dir=str(MODELS), download_method=None, logging_level="ERROR")
        for lang in ("hi", "gu")
    }


@pytest.mark.parametrize("lang", ["hi", "gu"])
def test_files_are_unchanged_and_small(lang: str) -> None:
    assert problems(MODELS, lang) == []
    manifest = read_manifest(MODELS, lang)
    assert sum(f["bytes"] for f in manifest["files"]) < LIMIT
    assert manifest["licence"] and manifest["sources"] and manifest["scores"]
    assert (MODELS / lang / "README.md").exists()


@pytest.mark.parametrize("lang", ["hi", "gu"])
def test_changed_files_are_found(lang: str, tmp_path: Path) -> None:
    shutil.copytree(MODELS / lang, tmp_path / lang)
    path = tmp_path / lang / "tokenize" / "news.pt"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(bytes(content))
    (tmp_path / lang / "lemma" / "news.pt").unlink()
    found = "\n".join(problems(tmp_path, lang))
    assert "tokenize/news.pt: checksum differs" in found
    assert "lemma/news.pt: missing" in found
    result = CliRunner().invoke(models_app, ["verify", "--models", str(tmp_path)])
    assert result.exit_code == 1


def test_command_lists_and_verifies() -> None:
    listed = CliRunner().invoke(models_app, ["list", "--models", str(MODELS)])
    assert listed.exit_code == 0 and "hi:" in listed.output and "gu:" in listed.output
    verified = CliRunner().invoke(models_app, ["verify", "--models", str(MODELS)])
    assert verified.exit_code == 0


def test_command_refuses_what_is_missing(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(models_app, ["verify", "--models", str(tmp_path)]).exit_code == 1
    folders = ["--treebanks", str(tmp_path / "no"), "--corpora", str(tmp_path), "--lexicons", str(tmp_path)]
    assert runner.invoke(models_app, ["train", "--lang", "hi", *folders]).exit_code == 2
    assert runner.invoke(models_app, ["train", "--lang", "xx", *folders]).exit_code == 2
    with pytest.raises(ModelError):
        read_manifest(tmp_path, "hi")


TOKENS = {
    "hi": [
        "बाढ़ में|12,34,567|लोग|घिरे|।",
        "कुल|१०,०००|घर|डूबे|।",
        "दाम|5.5|%|बढ़े|।",
        "उसे|₹|1,000|मिले|।",
        "रु.|500|करोड़|बचे|।",
        "डॉ.|मेहता|ने|यह|कहा|।",
        "अ.भा.|छात्र|संघ|ने|रैली|निकाली|।",
        "“|हम|तैयार|हैं|,|”|मुखिया|ने|कहा|।",
        "1.|पहले|पानी|उबालें|।",
        "मेला|(|कुंभ|)|आज|से|है|।",
        "नई|दिल्ली|:|तीन|लोग|घायल|",
        "www.example.com|पर|पूरी|सूची|है|।",
    ],
    "gu": [
        "પૂરમાં|12,34,567|લોકો|ફસાયા|.",
        "૧૦,૦૦૦થી|વધુ|ઘર|ડૂબ્યાં|.",
        "ભાવ|5.5|%|વધ્યો|.",
        "તેને|₹|1,000|મળ્યા|.",
        "ડૉ.|મહેતાએ|આમ|કહ્યું|.",
        "“|અમે|તૈયાર|છીએ|,|”|સરપંચે|કહ્યું|.",
        "1.|પહેલાં|પાણી|ઉકાળો|.",
        "મેળો|(|તરણેતર|)|આજથી|છે|.",
        "www.example.com|પર|આખી|યાદી|છે|.",
    ],
}


@pytest.mark.parametrize(("lang", "marked"), [(lang, m) for lang, ms in TOKENS.items() for m in ms])
def test_tokens(lang: str, marked: str, pipelines: dict[str, Any]) -> None:
    """Bars stand at token ends; a bar with a space beside it in the words is a plain space."""
    tokens = [t for part in marked.split("|") for t in part.split()]
    text = spaced(tokens)
    found = [w.text for s in pipelines[lang](text).sentences for w in s.words]
    assert found == tokens
    assert len(pipelines[lang](text).sentences) == 1


def spaced(tokens: list[str]) -> str:
    """Tokens with the spaces of print: none before closing and after opening marks."""
    out = ""
    for before, token in zip(["", *tokens], tokens, strict=False):
        close = token in {"।", ".", ",", "%", ")", "”", ":", "?", "!"}
        out += token if not out or close or before in {"(", "“", "₹"} else " " + token
    return out


SENTENCES = {
    "hi": [
        ["पानी घट गया।", "दोनों गाँव सुरक्षित हैं।"],
        ["क्या नाव आई?", "नहीं!", "कल आएगी."],
        ['उसने कहा, "मैं चलूँगा।"', "फिर वह उठा।"],
    ],
    "gu": [
        ["પાણી ઊતરી ગયું.", "બંને ગામ સલામત છે."],
        ["શું હોડી આવી?", "ના, આજે નહીં!", "કાલે આવશે."],
    ],
}


@pytest.mark.parametrize(("lang", "parts"), [(lang, p) for lang, ps in SENTENCES.items() for p in ps])
def test_sentences(lang: str, parts: list[str], pipelines: dict[str, Any]) -> None:
    assert [s.text for s in pipelines[lang](" ".join(parts)).sentences] == parts


@pytest.mark.parametrize(
    ("lang", "first", "second"), [("hi", "सब घर लौटे।", "दोनों खुश थे।"), ("gu", "બધાં ઘેર ગયાં.", "બંને ખુશ હતાં.")]
)
def test_missing_space_after_a_stop(lang: str, first: str, second: str, pipelines: dict[str, Any]) -> None:
    assert [s.text for s in pipelines[lang](first + second).sentences] == [first, second]


def plain_sentences() -> list[list[tuple[str, str, str]]]:
    """Form, UPOS and case of the words of the sentences in ``models_sentences_gu.txt``."""
    lines = (Path(__file__).parent / "models_sentences_gu.txt").read_text("utf-8").splitlines()
    words = [[[*word.split("/"), ""][:3] for word in line.split()] for line in lines if not line.startswith("#")]
    return [[(form, upos, case) for form, upos, case in sentence] for sentence in words]


def test_sentences_of_a_grammar_book(pipelines: dict[str, Any]) -> None:
    """One after another on a line, as a grammar book has them: cut, tagged and marked for case."""
    gold = plain_sentences()
    text = " ".join(spaced([form for form, _, _ in sentence]) for sentence in gold)
    found = pipelines["gu"](text).sentences
    assert [[w.text for w in s.words] for s in found] == [[form for form, _, _ in s] for s in gold]
    pairs = [
        (w, g) for s, e in zip(found, gold, strict=True) for w, g in zip(s.words, e, strict=True) if g[1] != "PUNCT"
    ]
    upos = sum(w.upos == g[1] for w, g in pairs) / len(pairs)
    case = sum((w.feats or "") == (f"Case={g[2]}" if g[2] else "") for w, g in pairs) / len(pairs)
    assert upos > 0.93 and case > 0.95


def test_joiners_stay(pipelines: dict[str, Any]) -> None:
    text = "यह प्रत्\u200dयेक घर में है।"
    assert "प्रत्\u200dयेक" in [w.text for s in pipelines["hi"](text).sentences for w in s.words]


@pytest.mark.parametrize(
    ("lang", "text", "word", "upos", "lemma"),
    [
        ("hi", "किसान ने खेत में पानी दिया।", "दिया", "VERB", "देना"),
        ("hi", "बच्चे मैदान में खेल रहे हैं।", "मैदान", "NOUN", "मैदान"),
        ("gu", "ખેડૂતે ખેતરમાં પાણી આપ્યું.", "ખેતરમાં", "NOUN", "ખેતર"),
        ("gu", "બાળકો મેદાનમાં રમે છે.", "રમે", "VERB", "રમવું"),
    ],
)
def test_tags_and_lemmas(lang: str, text: str, word: str, upos: str, lemma: str, pipelines: dict[str, Any]) -> None:
    words = {w.text: w for s in pipelines[lang](text).sentences for w in s.words}
    assert (words[word].upos, words[word].lemma) == (upos, lemma)


def test_gujarati_case_and_relations(pipelines: dict[str, Any]) -> None:
    sentence = pipelines["gu"]("શિક્ષકે વિદ્યાર્થીઓને નવું પુસ્તક આપ્યું.").sentences[0]
    words = {w.text: w for w in sentence.words}
    assert words["શિક્ષકે"].feats == "Case=Erg" and words["શિક્ષકે"].deprel == "nsubj"
    assert words["વિદ્યાર્થીઓને"].feats == "Case=Acc"
    assert [w.text for w in sentence.words if w.head == 0] == ["આપ્યું"]
