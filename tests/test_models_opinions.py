"""Opinions of raw text on its words, and the sentences written for the training."""

from collections import Counter

import numpy as np
import torch

from pipeline.training import conllu, opinions, tagger, vectors
from pipeline.training.config import HERE, load_config


def test_words_are_counted_without_their_case_endings() -> None:
    stem = opinions.stems(Counter({"લુહાર": 2, "લુહારને": 1, "કુંભાર": 1, "ચા": 9}), ["ને", "ે", "માં"])
    assert [stem(w) for w in ("લુહારને", "લુહારે", "કુંભારે", "ચાને", "વાડમાં", "લુહાર")] == [
        "લુહાર",
        "લુહાર",
        "કુંભારે",  # one letter's ending: its rest must be met twice
        "ચાને",  # two letters are no stem
        "વાડમાં",  # raw text has no such rest
        "લુહાર",
    ]


def opinions_on(sums: dict[str, list[float]], strength: float = 1.5) -> opinions.Opinions:
    """Opinions with the tags NOUN, PROPN, VERB, of which the first two are weighed."""
    arrays = {w: np.array(p) for w, p in sums.items()}
    return opinions.Opinions(["NOUN", "PROPN", "VERB"], [0, 1], lambda w: w, arrays, strength)


def test_a_words_mean_outweighs_a_doubtful_sentence() -> None:
    found = opinions_on({"કમળ": [18.0, 2.0, 0.0], "ઝીણું": [0.0, 0.0, 5.0]})
    doubtful, sure, verb = (np.log(np.array(p)) for p in ([0.4, 0.59, 0.01], [0.001, 0.998, 0.001], [0.1, 0.2, 0.7]))
    assert found.weighed("કમળ", doubtful) == "NOUN"
    assert found.weighed("કમળ", sure) == "PROPN"
    assert found.weighed("કમળ", verb) is None  # not among the tags that are weighed
    assert found.weighed("અજાણ", doubtful) == "PROPN"  # never met


def test_vectors_carry_opinions() -> None:
    config = load_config("gu").vectors.model_copy(update={"opinions": ["VERB", "NOUN"], "opinion_weight": 2.0})
    given = vectors.pretrain_from({"કમળ": "a", "ઝીણું": "b"}, ["a", "b"], np.array([[1.0, 2.0], [3.0, 5.0]]))
    made = opinions.with_opinions(given, opinions_on({"કમળ": [3.0, 0.0, 0.0], "ઝીણું": [0, 0, 1]}), {"કમળ"}, config)
    assert made.vocab._id2unit == given.vocab._id2unit
    assert torch.equal(made.emb[:, :2], given.emb)
    row = given.vocab.unit2id("કમળ")
    assert made.emb[row, 2:].tolist() == [0.0, 1.5]  # three of three times a noun: 3/4, twice
    assert not made.emb[given.vocab.unit2id("ઝીણું"), 2:].any()  # not one of the words
    assert not made.emb[:4, 2:].any()


def test_rows_of_a_packed_batch_go_to_their_sentences() -> None:
    rows = np.array([[1], [2], [3], [10], [20], [100]])
    assert [x[:, 0].tolist() for x in tagger.unpacked(rows, [3, 2, 1])] == [[1, 10, 100], [2, 20], [3]]


def test_written_sentences_are_sound() -> None:
    """The sentences annotated for this project: one tree each, the tags and cases that the treebank has."""
    found = conllu.read_conllu(HERE / "sentences_gu.conllu")
    assert len(found) > 500 and len({t.text for t in found}) == len(found)
    for tree in found:
        heads = [int(r[conllu.HEAD]) for r in tree.rows]
        assert heads.count(0) == 1 and max(heads) <= len(heads), tree.text
        for start in range(1, len(heads) + 1):
            at, way = start, 0
            while at and way <= len(heads):
                at, way = heads[at - 1], way + 1
            assert at == 0, f"a circle in {tree.text}"
        for row in tree.rows:
            case = conllu.case_of(row[conllu.FEATS])
            assert (row[conllu.HEAD] == "0") == (row[conllu.DEPREL] == "root")
            assert case in {"", "Nom", "Gen", "Loc", "Acc", "Erg", "Abl", "Ins"}
            assert case or row[conllu.UPOS] not in {"NOUN", "PROPN", "PRON"}, tree.text
            assert row[conllu.LEMMA].endswith("વું") or row[conllu.UPOS] not in {"VERB", "AUX"}, tree.text
        spelled = "".join(r[conllu.FORM] + ("" if "SpaceAfter=No" in r[conllu.MISC] else " ") for r in tree.rows)
        assert spelled.strip() == tree.text
