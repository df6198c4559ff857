"""A second training of the tagger on raw text that its first training could read."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.training import tagger
from pipeline.training.config import LanguageConfig, RereadConfig
from pipeline.training.conllu import FEATS, FORM, UPOS, XPOS, Tree, with_case_tags
from pipeline.training.graft import graft, with_words, word_vocab
from pipeline.training.opinions import Opinions, chains, opinions_of
from pipeline.training.vectors import corpus_files, lines_of

LETTERS = "\u0900-\u0963\u0970-\u097f\u0a80-\u0aff"
TOKEN = re.compile(
    rf"\d[\d,.:/-]*\d(?:[{LETTERS}]+)?|\d+[{LETTERS}]*|[{LETTERS}\u200c\u200d]+(?:-\d+)?|[A-Za-z]+|[^\s\w]"
)
SENTENCE_END = re.compile(r"(?<=[.?!।])\s+")
SHORTEST, LONGEST = 4, 35


def raw_sentences(
    corpora: Path, config: LanguageConfig, c: RereadConfig, known: set[str], turn: int = 0, wider: float | None = None
) -> list[list[str]]:
    """Tokens of sentences drawn from the corpora, others in each turn; none whose characters are in ``known``.

    With ``wider``, which multiplies the share of each corpus file, their number has no limit.
    """
    rng = random.Random(config.seed + 4 + turn)
    out = []
    for path in corpus_files(corpora, config.lang):
        share = c.share.get(path.name.split(".")[0], 0.0) * (wider or 1.0)
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
    return out if wider else out[: c.sentences]


def read_by(trainer: Any, sentences: Sequence[Sequence[str]], vectors: Any, opinions: Opinions | None) -> list[Tree]:
    """Trees with the tags that ``trainer`` gives; heads are a chain, for the tagger doesn't read them.

    With ``opinions`` words are tagged as all of the raw text together has them.
    """
    trees = chains(sentences)
    for tree, (tags, logs) in zip(trees, tagger.predict_with_scores(trainer, trees, vectors), strict=True):
        for row, tag, log in zip(tree.rows, tags, logs, strict=True):
            upos = opinions.weighed(row[FORM], log) if opinions else None
            row[UPOS], row[XPOS], row[FEATS] = tag[0], tag[1] or tag[0], tag[2] or "_"
            if upos not in (None, tag[0]):
                _, dash, case = row[XPOS].partition("-")
                row[UPOS], row[XPOS] = upos, upos + dash + case
    return trees


def set_right(trees: Sequence[Tree], certain: dict[str, tuple[str, str]]) -> None:
    """Give the words of ``certain`` their UPOS and case, unless they are read as part of a name."""
    for tree in trees:
        for row in tree.rows:
            upos, case = certain.get(row[FORM], ("", ""))
            if upos and row[UPOS] != "PROPN":
                row[UPOS], row[XPOS] = upos, f"{upos}-{case}" if case else upos
                row[FEATS] = f"Case={case}" if case else "_"


def characters(trees: Sequence[Tree]) -> set[str]:
    """The sentences of the trees without their spaces."""
    return {"".join(r[FORM] for r in t.rows) for t in trees}


def widely_read(
    trainer: Any, corpora: Path, config: LanguageConfig, c: RereadConfig, known: set[str], turn: int, vectors: Any
) -> Opinions:
    """What a tagger thinks of the words of much raw text."""
    return opinions_of(trainer, raw_sentences(corpora, config, c, known, turn, c.wider), vectors, c)


def train_again_on_raw_text(
    trainer: Any, start: Any, trees: Sequence[Tree], plain: Sequence[Tree], certain: dict[str, tuple[str, str]],
    corpora: Path, vectors: Any, config: LanguageConfig, c: RereadConfig, work: Path, everything: Sequence[Tree] = (),
) -> Any:  # fmt: skip
    """A tagger trained on raw text read by ``trainer`` beside the treebank, then on the treebank alone.

    It grows anew from ``start`` where there is such a tagger, else it goes on from ``trainer``. The ``plain``
    sentences are in the first of the two trainings; ``certain`` are words whose UPOS and case need no reading.
    In each further round the tagger of the one before reads. No sentence of ``trees`` and ``everything`` is read.
    """
    from stanza.models.pos.trainer import Trainer

    trees, plain = with_case_tags(trees), with_case_tags(plain)
    known = characters([*trees, *everything])
    for turn in range(c.rounds):
        done = work / f"tagger.raw{turn}.pt"
        if done.exists():
            trainer = Trainer(pretrain=vectors, model_file=str(done), device="cpu")
            continue
        sentences = raw_sentences(corpora, config, c, known, turn)
        if not sentences:
            return trainer
        opinions = widely_read(trainer, corpora, config, c, known, turn, vectors) if c.opinions else None
        read = read_by(trainer, sentences, vectors, opinions)
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
