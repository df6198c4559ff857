"""Trains Stanza's graph parser: heads and relations."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from pipeline.training import tagger
from pipeline.training.config import LanguageConfig
from pipeline.training.conllu import (
    DEPREL,
    FORM,
    HEAD,
    LEMMA,
    UPOS,
    XPOS,
    Tree,
    to_document,
    with_case_tags,
    with_tags,
)
from pipeline.training.graft import averaged, graft, with_words, word_vocab
from pipeline.training.loop import endless, length_batches, set_seed, train_steps

MODEL: dict[str, Any] = {
    "hidden_dim": 200,
    "char_hidden_dim": 100,
    "deep_biaff_hidden_dim": 100,
    "deep_biaff_output_dim": 160,
    "word_emb_dim": 50,
    "word_cutoff": 2,
    "char_emb_dim": 50,
    "tag_emb_dim": 50,
    "transformed_dim": 100,
    "num_layers": 2,
    "char_num_layers": 1,
    "pretrain_max_vocab": 250000,
    "word_dropout": 0.2,
    "dropout": 0.35,
    "rec_dropout": 0,
    "char_rec_dropout": 0,
    "char": True,
    "charlm": None,
    "bert_model": None,
    "bert_finetune": False,
    "use_peft": False,
    "pretrain": True,
    "use_upos": True,
    "use_xpos": True,
    "use_ufeats": False,
    "use_arc_embedding": False,
    "linearization": False,
    "distance": False,
    "optim": "adam",
    "lr": 3e-3,
    "beta2": 0.95,
    "max_grad_norm": 1.0,
    "augment_nopunct": 0.1,
    "batch_size": 5000,
    "model_type": "graph",
    "reversed": False,
    "drop_initial_punct_prob": 0.0,
    "second_stage": False,
    "enable_gradient_checkpointing": False,
}


def arguments(config: LanguageConfig) -> dict[str, Any]:
    """The parser's settings with what the configuration changes."""
    from stanza.models.depparse.transition.model import SubtreeCombination

    name = f"{config.lang}_{config.package}"
    fixed = {"lang": config.lang, "shorthand": name, "transition_subtree_combination": SubtreeCombination.NONE}
    return {**MODEL, **config.parser.model, **fixed}


def new_parser(vocab: Any, vectors: Any, args: dict[str, Any]) -> Any:
    """An untrained ``stanza`` parser Trainer."""
    from stanza.models.depparse.trainer import GraphTrainer

    return GraphTrainer(args=args, vocab=vocab, pretrain=vectors, device="cpu")


def closed_vocab(trees: Sequence[Tree], vectors: Any, args: dict[str, Any]) -> Any:
    """The letters, tags, relations and words of ``trees``."""
    from stanza.models.depparse.data import Dataset

    return Dataset(to_document(trees), args, vectors).vocab


def fit(
    trainer: Any,
    trees: Sequence[Tree],
    vectors: Any,
    *,
    steps: int,
    rate: float,
    budget: int,
    seed: int,
    name: str,
    checkpoint: Path | None = None,
) -> Any:
    """Train on ``trees`` and return the trainer with its averaged weights."""
    from stanza.models.depparse.data import DataLoader, Dataset

    set_seed(seed)
    data = Dataset(to_document(trees), trainer.args, vectors, vocab=trainer.vocab)
    parameters = [p for p in trainer.model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(parameters, lr=rate, betas=(0.9, trainer.args["beta2"]), eps=1e-6)
    trainer.optimizer = {"adam": optimizer}
    rng = random.Random(seed)
    train_steps(
        trainer.model,
        optimizer,
        endless(lambda: length_batches(data.lengths, budget, rng)),
        lambda batch: float(trainer.update(DataLoader.collate([data[i] for i in batch]))[0]),
        steps=steps,
        peak=rate,
        name=name,
        checkpoint=checkpoint,
    )
    return trainer


def misread(trees: Sequence[Tree], tags: Any, vectors: Any, config: LanguageConfig) -> list[Tree]:
    """The trees with tags as the tagger would give them on new text, for most of the sentences."""
    c = config.parser
    rng = random.Random(config.seed)
    read = with_tags(trees, tagger.predict(tags, trees, vectors, dropout=c.noise_dropout))
    return [noisy if rng.random() < c.noise else tree for noisy, tree in zip(read, trees, strict=True)]


def train_parser(
    trees: Sequence[Tree], vectors: Any, config: LanguageConfig, work: Path, *, tags: Any, start: Any = None,
    related: Sequence[Tree] = (), steps: int | None = None,
) -> Any:  # fmt: skip
    """A trained parser; ``tags`` is the trained tagger, ``start`` a parser of the ``related`` trees."""
    c, args = config.parser, arguments(config)
    trees = with_case_tags(trees)
    read = misread(trees, tags, vectors, config)
    if start is None:
        trainer = new_parser(closed_vocab([*trees, *read], vectors, args), vectors, args)
    else:
        known = [*related, *trees, *trees]
        words = with_words(start.vocab, word=word_vocab(known, 3, FORM), lemma=word_vocab(known, 3, LEMMA))
        trainer = new_parser(words, vectors, args)
        graft(start, trainer)
        read = [*read, *trees]
    fit(
        trainer, read, vectors, steps=steps or c.steps, rate=c.rate, budget=c.budget, seed=config.seed,
        name=f"{config.lang} parser", checkpoint=work / "parser.state",
    )  # fmt: skip
    if c.again:
        first = {k: v.clone() for k, v in trainer.model.state_dict().items()}
        ends = []
        for round_ in range(c.again):
            trainer.model.load_state_dict(first)
            fit(
                trainer, read, vectors, steps=c.again_steps, rate=c.again_rate, budget=c.budget,
                seed=config.seed + 20 + round_, name=f"{config.lang} parser again",
                checkpoint=work / f"parser.again{round_}.state",
            )  # fmt: skip
            ends.append({k: v.clone() for k, v in trainer.model.state_dict().items()})
        trainer.model.load_state_dict(averaged(ends))
    if c.last_steps:
        fit(
            trainer, misread(trees, tags, vectors, config), vectors, steps=c.last_steps, rate=c.last_rate,
            budget=c.budget, seed=config.seed + 30, name=f"{config.lang} parser at the end",
            checkpoint=work / "parser.end.state",
        )  # fmt: skip
    return trainer


def go_on(
    trainer: Any, trees: Sequence[Tree], plain: Sequence[Tree], vectors: Any, config: LanguageConfig, work: Path, *,
    tags: Any,
) -> Any:  # fmt: skip
    """The parser after a last, short training with plain sentences beside the trees."""
    p = config.plain
    trees = with_case_tags(trees)
    together = [*misread(trees, tags, vectors, config), *trees, *with_case_tags(plain)]
    return fit(
        trainer, together, vectors, steps=p.steps, rate=p.rate, budget=p.budget, seed=config.seed,
        name=f"{config.lang} parser with plain sentences", checkpoint=work / "parser.plain.state",
    )  # fmt: skip


def scrambled(trees: Sequence[Tree], seed: int) -> list[Tree]:
    """The trees with some tags wrong: nouns and names confused, and three in a hundred at random."""
    rng = random.Random(seed)
    pairs = [(r[UPOS], r[XPOS]) for t in trees for r in t.rows]
    out = []
    for tree in trees:
        rows = []
        for row in tree.rows:
            draw = rng.random()
            upos, xpos = row[UPOS], row[XPOS]
            if draw < 0.05 and upos in {"NOUN", "PROPN"}:
                other = "PROPN" if upos == "NOUN" else "NOUN"
                upos, xpos = other, xpos.replace(upos, other)
            elif 0.05 <= draw < 0.08 and upos != "PUNCT":
                upos, xpos = rng.choice(pairs)
            rows.append([*row[:UPOS], upos, xpos, *row[XPOS + 1 :]])
        out.append(Tree(rows, tree.meta))
    return out


def pretrain_parser(
    related: Sequence[Tree], trees: Sequence[Tree], vectors: Any, config: LanguageConfig, work: Path
) -> Any:
    """A parser trained on the rewritten treebank; ``trees`` only add their letters, tags and relations."""
    c, args = config.parser, arguments(config)
    related, trees = scrambled(with_case_tags(related), config.seed), with_case_tags(trees)
    vocab = closed_vocab([*related, *trees], vectors, args)
    vocab = with_words(vocab, word=word_vocab(related, 3, FORM), lemma=word_vocab(related, 3, LEMMA))
    return fit(
        new_parser(vocab, vectors, args), related, vectors, steps=c.pretrain_steps, rate=c.pretrain_rate,
        budget=500, seed=config.seed, name=f"{config.lang} parser on rewritten trees",
        checkpoint=work / "parser.pre.state",
    )  # fmt: skip


def attachment(trainer: Any, trees: Sequence[Tree], vectors: Any) -> dict[str, float]:
    """UAS and LAS in per cent over all words, with tokens and tags as given."""
    from stanza.models.depparse.data import DataLoader, Dataset

    trees = with_case_tags(trees)
    data = Dataset(to_document(trees), trainer.args, vectors, vocab=trainer.vocab, evaluation=True)
    heads = labels = total = 0
    order = sorted(range(len(data)), key=lambda i: data.lengths[i])
    for start in range(0, len(order), 30):
        batch = order[start : start + 30]
        with torch.no_grad():
            found = trainer.predict(DataLoader.collate([data[i] for i in batch]))
        for i, sentence in zip(batch, found, strict=True):
            for row, (head, label) in zip(trees[i].rows, sentence, strict=True):
                total += 1
                heads += int(row[HEAD]) == int(head)
                labels += int(row[HEAD]) == int(head) and row[DEPREL] == label
    return {"UAS": round(100 * heads / total, 2), "LAS": round(100 * labels / total, 2)}
