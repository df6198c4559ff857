"""A second training of the tagger on raw text that its first training could read."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.training import tagger
from pipeline.training.config import LanguageConfig
from pipeline.training.conllu import FEATS, FORM, UPOS, XPOS, Tree, with_case_tags
from pipeline.training.graft import graft, with_words, word_vocab
from pipeline.training.vectors import corpus_files, lines_of

LETTERS = "\u0900-\u0963\u0970-\u097f\u0a80-\u0aff"
TOKEN = re.compile(
    rf"\d[\d,.:/-]*\d(?:[{LETTERS}]+)?|\d+[{LETTERS}]*|[{LETTERS}\u200c\u200d]+(?:-\d+)?|[A-Za-z]+|[^\s\w]"
)
SENTENCE_END = re.compile(r"(?<=[.?!।])\s+")
SHORTEST, LONGEST = 4, 35


def raw_sentences(corpora: Path, config: LanguageConfig, known: set[str], turn: int = 0) -> list[list[str]]:
    """Tokens of sentences drawn from the corpora, others in each turn; none whose characters are in ``known``."""
    c = config.tagger.reread
    assert c is not None
    rng = random.Random(config.seed + 4 + turn)
    out = []
    for path in corpus_files(corpora, config.lang):
        share = c.share.get(path.name.split(".")[0], 0.0)
        if not share:
            continue
        for line in lines_of(path):
            for sentence in SENTENCE_END.split(line.strip()):
                if rng.random() > share:
                    continue
                tokens = TOKEN.findall(sentence)
                if SHORTEST <= len(tokens) <= LONGEST and "".join(tokens) not in known:
                    out.append(tokens)
    rng.shuffle(out)
    return out[: c.sentences]


def read_by(trainer: Any, sentences: Sequence[Sequence[str]], vectors: Any) -> list[Tree]:
    """Trees with the tags that ``trainer`` gives; heads are a chain, for the tagger doesn't read them."""
    trees = [
        Tree([[str(i + 1), w, w, "X", "X", "_", str(i), "dep" if i else "root", "_", "_"] for i, w in enumerate(s)])
        for s in sentences
    ]
    for tree, tags in zip(trees, tagger.predict(trainer, trees, vectors), strict=True):
        for row, tag in zip(tree.rows, tags, strict=True):
            row[UPOS], row[XPOS], row[FEATS] = tag[0], tag[1] or tag[0], tag[2] or "_"
    return trees


def set_right(trees: Sequence[Tree], certain: dict[str, tuple[str, str]]) -> None:
    """Give the words of ``certain`` their UPOS and case, unless they are read as part of a name."""
    for tree in trees:
        for row in tree.rows:
            upos, case = certain.get(row[FORM], ("", ""))
            if upos and row[UPOS] != "PROPN":
                row[UPOS], row[XPOS] = upos, f"{upos}-{case}" if case else upos
                row[FEATS] = f"Case={case}" if case else "_"


def train_again_on_raw_text(
    trainer: Any, start: Any, trees: Sequence[Tree], plain: Sequence[Tree], certain: dict[str, tuple[str, str]],
    corpora: Path, vectors: Any, config: LanguageConfig, work: Path,
) -> Any:  # fmt: skip
    """A tagger trained on raw text read by ``trainer`` beside the treebank, then on the treebank alone.

    It grows anew from ``start`` where there is such a tagger, else it goes on from ``trainer``. The ``plain``
    sentences are in the first of the two trainings; ``certain`` are words whose UPOS and case need no reading.
    In each further round the tagger of the one before reads.
    """
    from stanza.models.pos.trainer import Trainer

    c = config.tagger.reread
    assert c is not None
    trees, plain = with_case_tags(trees), with_case_tags(plain)
    known = {"".join(r[FORM] for r in t.rows) for t in trees}
    for turn in range(c.rounds):
        done = work / f"tagger.raw{turn}.pt"
        if done.exists():
            trainer = Trainer(pretrain=vectors, model_file=str(done), device="cpu")
            continue
        sentences = raw_sentences(corpora, config, known, turn)
        if not sentences:
            return trainer
        read = read_by(trainer, sentences, vectors)
        set_right(read, certain)
        student = trainer
        if start is not None:
            words = word_vocab([*read, *plain, *trees, *trees], 3, FORM)
            student = tagger.new_tagger(with_words(start.vocab, word=words), vectors, tagger.arguments(config))
            graft(start, student)
        tagger.fit(
            student, [*read, *plain, *list(trees) * c.copies], vectors, steps=c.steps, rate=c.rate, budget=500,
            seed=config.seed + turn, name=f"{config.lang} tagger on raw text",
            checkpoint=work / f"tagger.raw{turn}.state",
        )  # fmt: skip
        trainer = tagger.fit(
            student, trees, vectors, steps=c.last_steps, rate=c.last_rate, budget=c.last_budget,
            seed=config.seed + turn, name=f"{config.lang} tagger at the end",
            checkpoint=work / f"tagger.end{turn}.state",
        )  # fmt: skip
        trainer.save(str(done))
    return trainer
