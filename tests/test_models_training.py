"""The training of the models, on small invented data."""

import random
import tomllib
from pathlib import Path

import pytest
import torch

from pipeline.training import augment, conllu, frames, lemmatizer, loop, plain, reread, script, transfer, vectors
from pipeline.training.config import LanguageConfig, languages, load_config
from tests.models_data import GUJARATI, HINDI, trees, write_inputs


def small(lang: str) -> LanguageConfig:
    """A language's configuration with few steps and tiny models."""
    config = load_config(lang)
    tiny = {"hidden_dim": 12, "char_hidden_dim": 8, "deep_biaff_hidden_dim": 8, "transformed_dim": 8}
    config.tokenizer.steps, config.tokenizer.batch = 3, 2
    config.tagger.steps = config.tagger.pretrain_steps = config.tagger.again_steps = 3
    config.parser.steps = config.parser.pretrain_steps = config.parser.again_steps = 3
    config.tagger.model = config.parser.model = tiny
    config.tagger.again = config.parser.again = 1
    config.parser.last_steps = 2
    config.plain.steps, config.plain.sentences, config.plain.least = 2, 8 if lang == "gu" else 0, 0
    config.plain.frames = 40 if lang == "gu" else 0
    for raw in filter(None, (config.tagger.reread, config.tagger.teacher)):
        raw.steps = raw.last_steps = 2
        raw.share = {"prose": 0.5}
    config.lemmatizer.steps = 3
    config.vectors.epochs, config.vectors.size, config.vectors.min_count = 1, 8, 1
    config.folds = 2 if config.folds else 0
    return config


def test_configurations_are_complete() -> None:
    assert languages() == ["gu", "hi"]
    for lang in languages():
        config = load_config(lang)
        assert config.lang == lang
        assert all({"name", "use", "licence"} <= set(s) for s in config.sources)


def test_unknown_settings_are_refused(tmp_path: Path) -> None:
    source = (Path("pipeline/training/configs/hi.toml")).read_text("utf-8")
    (tmp_path / "hi.toml").write_text(source + "\n[colour]\nred = 1\n", "utf-8")
    with pytest.raises(ValueError, match="colour"):
        load_config("hi", tmp_path)


def test_scripts_are_parallel() -> None:
    assert script.to_gujarati("भारत।") == "ભારત।"
    assert script.to_devanagari("ભારત 12") == "भारत 12"


def test_conllu_round_trip_and_text() -> None:
    found = trees(HINDI)
    assert len(found) == 3
    lines = conllu.to_conllu(found).splitlines()
    assert [t.rows for t in conllu.parse_conllu([*lines, ""])] == [t.rows for t in found]
    del found[0].meta["text"]
    assert found[0].text == "मोहन ने बाज़ार में 12 आम खरीदे।"


def test_multiword_ranges_are_refused() -> None:
    with pytest.raises(ValueError, match="plain CoNLL-U"):
        conllu.parse_conllu(["1-2\tab\t_\t_\t_\t_\t_\t_\t_\t_"])


def test_paragraphs_break_after_headlines() -> None:
    assert conllu.paragraphs(trees(GUJARATI) * 2).count("\n\n") == 1


def test_case_goes_into_xpos() -> None:
    tagged = conllu.with_case_tags(trees(GUJARATI))
    assert [r[conllu.XPOS] for r in tagged[0].rows] == ["PROPN-Erg", "NOUN-Loc", "NUM-Nom", "NOUN-Nom", "VERB", "PUNCT"]


def test_hindi_is_rewritten_with_endings() -> None:
    found = transfer.rewrite(trees(HINDI))
    assert len(found) == 3
    first = found[0]
    assert first.rows[0][conllu.FEATS] == "Case=Erg"
    assert first.rows[1][conllu.FORM].endswith("માં") and first.rows[1][conllu.FEATS] == "Case=Loc"
    assert "ADP" not in [r[conllu.UPOS] for t in found for r in t.rows]
    for tree in found:
        ids = {r[0] for r in tree.rows} | {"0"}
        assert all(r[conllu.HEAD] in ids for r in tree.rows)
        assert sum(r[conllu.HEAD] == "0" for r in tree.rows) == 1
        assert not any("\u0900" <= ch <= "\u097f" and ch not in script.DANDAS for r in tree.rows for ch in r[1])


def test_rewriting_is_seeded() -> None:
    once, twice = (transfer.rewrite(trees(HINDI, 5), 3) for _ in range(2))
    assert [t.rows for t in once] == [t.rows for t in twice]


@pytest.mark.parametrize("lang", ["hi", "gu"])
def test_paragraph_labels_spell_the_text(lang: str) -> None:
    config = load_config(lang)
    writer = augment.Writer(config.tokenizer, random.Random(4))
    rows = [t.rows for t in trees(HINDI if lang == "hi" else GUJARATI)]
    for _ in range(300):
        text, labels = writer.paragraph(random.Random(1).sample(rows, 2))
        assert len(text) == len(labels)
        assert labels[-1] == 2
        assert labels.count(2) == 2
        assert all(label == 0 for ch, label in zip(text, labels, strict=True) if ch == " ")


def test_strength_nought_keeps_the_treebank_spelling() -> None:
    writer = augment.Writer(load_config("hi").tokenizer, random.Random(1), strength=0)
    text, _ = writer.paragraph([trees(HINDI)[1].rows])
    assert "".join(text).startswith("नदी का पानी ठंडा है")


def test_numbers_are_grouped_the_indian_way() -> None:
    assert [augment.grouped(n) for n in (7, 999, 1000, 1234567)] == ["7", "999", "1,000", "12,34,567"]
    assert augment.in_digits("1,50", "૦") == "૧,૫૦"


def test_guesser_strips_endings_it_saw() -> None:
    found = lemmatizer.Dictionary(trees(GUJARATI), [("રમ્યો", "VERB", "રમવું")], lambda w: 0, "વું")
    assert found.lemma("બજારમાં", "NOUN") == "બજાર"
    assert found.lemma("શહેરમાં", "NOUN") == "શહેર"
    assert found.lemma("રમ્યો", "AUX") == "રમવું"
    table = found.table(["મકાનમાં"])
    assert table["NOUN"]["મકાનમાં"] == "મકાન"
    assert "મકાનમાં" not in table["VERB"]


def test_lexicon_takes_single_words_only(tmp_path: Path) -> None:
    _, _, lexicons = write_inputs(tmp_path)
    assert ("રમ્યો", "VERB", "રમવું") in lemmatizer.lexicon(lexicons, "gu", "વું")
    assert lemmatizer.lexicon(lexicons, "hi", "ना") == [("लड़के", "NOUN", "लड़का")]


def test_plain_sentences_are_trees() -> None:
    entries = [("ચોપડી", "NOUN", "ચોપડી"), ("છોકરો", "NOUN", "છોકરો"), ("રમવું", "VERB", "રમવું"), ("ખાવું", "VERB", "ખાવું")]
    found = plain.plain_sentences("gu", entries, lambda w: 20, 200)
    assert len(found) == 200
    for tree in found:
        assert [r[conllu.HEAD] for r in tree.rows].count("0") == 1
        assert all(0 <= int(r[conllu.HEAD]) <= len(tree.rows) for r in tree.rows)
        root = next(r for r in tree.rows if r[conllu.HEAD] == "0")
        assert root[conllu.UPOS] == "VERB" and root[conllu.LEMMA] in {"રમવું", "ખાવું"}
    assert plain.plain_sentences("gu", entries, lambda w: 0, 200) == []
    assert plain.plain_sentences("xx", entries, lambda w: 20, 200) == []


FRAMES = frames.HERE / "frames_gu.toml"


def test_frames_are_well_formed() -> None:
    data = tomllib.loads(FRAMES.read_text("utf-8"))
    assert frames.frame_problems(FRAMES, data) == []
    data["frames"]["all"] = ["noun>9:obj verb+ો>0:root .", "nuon>2:obj verb+ો>0:root .", "noun>2:obj verb+ો>1:obj ."]
    found = "\n".join(frames.frame_problems(FRAMES, data))
    assert "head of 'noun>9:obj'" in found and "class of 'nuon>2:obj'" in found and "not one root" in found


def test_frames_become_trees() -> None:
    entries = [("ટોપલી", "NOUN", "ટોપલી"), ("ખેડવું", "VERB", "ખેડવું"), ("મજાનું", "ADJ", "મજાનું")]
    found = frames.frame_sentences("gu", entries, lambda w: 20, 400)
    data = tomllib.loads(FRAMES.read_text("utf-8"))
    assert len(found) == 400 and found[0].rows == frames.frame_sentences("gu", entries, lambda w: 20, 400)[0].rows
    tags = {(r[conllu.FORM], r[conllu.UPOS]) for t in found for r in t.rows}
    assert {("ટોપલી", "NOUN"), ("કોણ", "PRON"), ("મજાની", "ADJ")} <= tags
    for tree in found:
        heads = [int(r[conllu.HEAD]) for r in tree.rows]
        assert heads.count(0) == 1 and max(heads) <= len(heads)
        assert all(head != number for number, head in enumerate(heads, 1))
        assert all(tree.rows[head - 1][conllu.UPOS] != "PUNCT" for head in heads if head)
    assert frames.frame_sentences("xx", entries, lambda w: 20, 5) == []
    assert len(data["frames"]["all"]) == len(set(data["frames"]["all"]))


def test_endings_of_frames_fit_their_words() -> None:
    data = tomllib.loads(FRAMES.read_text("utf-8"))
    data["classes"] = {
        "noun": {"tag": "NOUN/Nom", "words": "દીકરો"},
        "name": {"tag": "PROPN/Nom", "words": "લીલા"},
        "verb": {"tag": "VERB", "words": "દોડવું ખાવું"},
    }
    tree = frames.Frames(data, [], lambda w: 0).tree("name+ે/Erg>3:nsubj noun+ને/Acc>3:obj verb+્યો>0:root , .")
    assert [r[conllu.FORM] for r in tree.rows] == ["લીલાએ", "દીકરાને", "દોડ્યો", ",", "."]
    assert [r[conllu.LEMMA] for r in tree.rows[:3]] == ["લીલા", "દીકરો", "દોડવું"]
    assert [r[conllu.FEATS] for r in tree.rows[:3]] == ["Case=Erg", "Case=Acc", "_"]
    assert tree.text == "લીલાએ દીકરાને દોડ્યો,."


def test_words_beyond_doubt_are_set_right_in_raw_text() -> None:
    entries = [("દીપ્તિ", "PROPN", "દીપ્તિ"), ("કિરણ", "NOUN", "કિરણ"), ("ટોપલી", "NOUN", "ટોપલી")]
    gold = trees("હવે/હવે/NOUN/Case=Nom/0/root")
    sure = frames.certain_tags("gu", entries, lambda w: 20, gold)
    assert sure["દીપ્તિ"] == ("PROPN", "Nom") and sure["તમને"] == ("PRON", "Acc") and sure["દરરોજ"] == ("ADV", "")
    # a noun too, a name that is a noun, an open class, a word that the treebank has otherwise, two classes of the frames
    assert not {"કિરણ", "ટોપલી", "હવે", "તે"} & set(sure)
    assert frames.certain_tags("xx", entries, lambda w: 20, gold) == {}
    read = trees("તમને/તમે/NOUN/Case=Nom/2/obj\nદરરોજ/દરરોજ/PROPN/Case=Nom/0/root\n")
    reread.set_right(read, sure)
    assert [(r[conllu.UPOS], r[conllu.XPOS], r[conllu.FEATS]) for r in read[0].rows] == [
        ("PRON", "PRON-Acc", "Case=Acc"),
        ("PROPN", "_", "Case=Nom"),
    ]


def test_irregular_verbs_keep_their_lemma() -> None:
    forms = lemmatizer.irregular_forms(load_config("gu"))
    assert ("ખાધી", "VERB", "ખાવું") in forms


def test_false_friends_are_kept_apart() -> None:
    friends = frozenset(load_config("gu").vectors.false_friends)
    assert vectors.words("તે છે 45", "gu", friends) == ["g_ते", "g_छे", "00"]
    assert vectors.written("g_ते", "gu") == "તે"


def test_rate_rises_holds_and_falls() -> None:
    rates = [loop.rate(s, 100, 1.0) for s in range(100)]
    assert rates[0] < rates[10] == max(rates)
    assert rates[-1] < 0.05


def test_interrupted_training_goes_on(tmp_path: Path) -> None:
    """A run stopped half-way and taken up again ends with the weights of a run in one go."""

    def train(limit: int, checkpoint: Path | None) -> torch.Tensor:
        loop.set_seed(3)
        model = torch.nn.Linear(4, 1)
        optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
        done = 0

        def update(batch: list[int]) -> float:
            nonlocal done
            done += 1
            if done > limit:
                raise KeyboardInterrupt
            optimizer.zero_grad()
            loss = (model(torch.tensor([batch], dtype=torch.float32)) ** 2).mean()
            loss.backward()
            optimizer.step()
            return loss.item()

        rng = random.Random(1)
        batches = loop.endless(lambda: [[rng.randrange(9) for _ in range(4)] for _ in range(5)])
        loop.train_steps(
            model, optimizer, batches, update, steps=20, peak=0.1, name="t", checkpoint=checkpoint, every=5
        )
        return model.weight.detach().clone()

    whole = train(99, None)
    state = tmp_path / "t.state"
    with pytest.raises(KeyboardInterrupt):
        train(12, state)
    assert state.exists()
    assert torch.allclose(train(99, state), whole)
    assert not state.exists()


@pytest.mark.parametrize("lang", ["hi", "gu"])
def test_a_language_trains_packs_and_loads(lang: str, tmp_path: Path) -> None:
    pytest.importorskip("gensim")
    import stanza

    from pipeline.training.package import problems
    from pipeline.training.run import Inputs, Training

    treebanks, corpora, lexicons = write_inputs(tmp_path / "in")
    inputs = Inputs(treebanks, corpora, lexicons, tmp_path / "work", workers=1)
    models = tmp_path / "models"
    scores = Training(lang, inputs, small(lang)).run(models, cross_validation=True)
    assert set(scores) == ({"dev"} if lang == "hi" else {"cross_validation"})
    assert problems(models, lang) == []
    nlp = stanza.Pipeline(lang, dir=str(models), download_method=None, logging_level="ERROR")
    words = [w for s in nlp(trees(GUJARATI)[0].text).sentences for w in s.words]
    assert all(w.upos and w.lemma and w.deprel for w in words)
    again = Training(lang, inputs, small(lang)).run(models, cross_validation=True)
    assert again == scores


def test_card_has_every_table() -> None:
    from pipeline.training.card import render

    scores = dict.fromkeys(("Tokens", "Sentences", "UPOS", "UFeats", "Lemmas", "UAS", "LAS"), 90.0)
    manifest = {
        "lang": "gu",
        "licence": "CC",
        "sources": [{"name": "trees", "use": "all", "licence": "CC0"}],
        "files": [{"file": "pos/news.pt", "bytes": 1234567, "sha256": "0"}],
        "scores": {
            "cross_validation": {
                "mean": scores,
                "lines": scores,
                "folds": [scores],
                "genres": {"news": {"words": 7, **scores}},
            }
        },
        "speed": {"load_s": 1.0, "pos": 5000},
    }
    card = render(manifest, "Gujarati")
    for part in (
        "# Stanza models for Gujarati",
        "| trees | all | CC0 |",
        "| news (7 words) |",
        "1,234,567",
        "| pos | 5000 |",
    ):
        assert part in card


def test_dots_are_tokens_where_the_treebank_has_them_so() -> None:
    assert augment.dots_apart([["આવો", False], ["...", True]]) == [
        ["આવો", False],
        [".", False],
        [".", False],
        [".", True],
    ]
    assert augment.dots_apart([["12.5", True], [".", True]]) == [["12.5", True], [".", True]]
    assert not load_config("gu").tokenizer.dots_joined and load_config("hi").tokenizer.dots_joined


def test_card_says_when_folds_are_missing() -> None:
    from pipeline.training.card import score_rows

    found = {
        "cross_validation": {"mean": {}, "lines": {}, "folds": [{}, {}], "genres": {}, "measured": [1, 5], "of": 5}
    }
    assert list(score_rows(found)) == ["2 of 5 folds", "2 of 5 folds, each sentence a paragraph", "fold 1", "fold 5"]


def test_scores_of_a_perfect_reading() -> None:
    pytest.importorskip("udtools")
    from pipeline.training.evaluate import METRICS, conll_scores, pooled

    gold = trees(GUJARATI)
    found = conll_scores(gold, conllu.to_document(gold))
    assert found == dict.fromkeys(METRICS, 100.0)
    half = dict.fromkeys(METRICS, 50.0)
    assert pooled([(30, found), (10, half)]) == dict.fromkeys(METRICS, 87.5)
