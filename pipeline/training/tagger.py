"""Trains Stanza's tagger: UPOS, UPOS with case as XPOS, and the features that the treebank has."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.training.config import LanguageConfig
from pipeline.training.conllu import FEATS, FORM, UPOS, XPOS, Tree, to_document, with_case_tags
from pipeline.training.graft import averaged, graft, with_words, word_vocab
from pipeline.training.loop import endless, length_batches, set_seed, train_steps

MODEL: dict[str, Any] = {
    "hidden_dim": 150,
    "char_hidden_dim": 100,
    "deep_biaff_hidden_dim": 200,
    "composite_deep_biaff_hidden_dim": 50,
    "word_emb_dim": 50,
    "word_cutoff": 2,
    "char_emb_dim": 50,
    "tag_emb_dim": 30,
    "transformed_dim": 100,
    "num_layers": 1,
    "char_num_layers": 1,
    "pretrain_max_vocab": 250000,
    "word_dropout": 0.15,
    "dropout": 0.3,
    "rec_dropout": 0,
    "char_rec_dropout": 0,
    "char": True,
    "char_bidirectional": False,
    "char_lowercase": False,
    "charlm": None,
    "bert_model": None,
    "bert_finetune": False,
    "use_peft": False,
    "pretrain": True,
    "share_hid": True,
    "optim": "adam",
    "lr": 3e-3,
    "beta2": 0.95,
    "max_grad_norm": 1.0,
    "augment_nopunct": 0.1,
    "batch_size": 250,
    "batch_maximum_tokens": 5000,
    "drop_initial_punct_prob": 0.0,
}


def new_tagger(vocab: Any, vectors: Any, args: dict[str, Any]) -> Any:
    """An untrained ``stanza`` tagger Trainer; without ``vectors`` the model reads letters and words only."""
    from stanza.models.pos.trainer import Trainer

    return Trainer(args={**args, "pretrain": vectors is not None}, vocab=vocab, pretrain=vectors, device="cpu")


def arguments(config: LanguageConfig) -> dict[str, Any]:
    """The tagger's settings with what the configuration changes."""
    name = f"{config.lang}_{config.package}"
    return {**MODEL, **config.tagger.model, "lang": config.lang, "shorthand": name}


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
    from stanza.models.pos.data import Dataset

    set_seed(seed)
    data = Dataset(to_document(trees), trainer.args, vectors, vocab=trainer.vocab)
    lengths = [len(s.word[0]) for s in data.data]
    parameters = [p for p in trainer.model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(parameters, lr=rate, betas=(0.9, trainer.args["beta2"]), eps=1e-6)
    trainer.optimizers = {"adam": optimizer}
    rng = random.Random(seed)
    train_steps(
        trainer.model,
        optimizer,
        endless(lambda: length_batches(lengths, budget, rng)),
        lambda batch: float(trainer.update(data.collate_fn([data[i] for i in batch]))),
        steps=steps,
        peak=rate,
        name=name,
        checkpoint=checkpoint,
    )
    return trainer


def train_tagger(
    trees: Sequence[Tree], vectors: Any, config: LanguageConfig, work: Path, *, start: Any = None,
    related: Sequence[Tree] = (), steps: int | None = None,
) -> Any:  # fmt: skip
    """A trained tagger; with ``start`` it goes on from that trainer, whose training trees are ``related``."""
    from stanza.models.pos.data import Dataset

    c, args = config.tagger, arguments(config)
    trees = with_case_tags(trees)
    if start is None:
        vocab = Dataset.init_vocab([to_document(trees)], args)
        trainer = new_tagger(vocab, vectors, args)
    else:
        words = word_vocab([*related, *trees, *trees], 3, FORM)
        trainer = new_tagger(with_words(start.vocab, word=words), vectors, args)
        graft(start, trainer)
    fit(
        trainer, trees, vectors, steps=steps or c.steps, rate=c.rate, budget=c.budget, seed=config.seed,
        name=f"{config.lang} tagger", checkpoint=work / "tagger.state",
    )  # fmt: skip
    if c.again:
        first = {k: v.clone() for k, v in trainer.model.state_dict().items()}
        ends = []
        for round_ in range(c.again):
            trainer.model.load_state_dict(first)
            fit(
                trainer, trees, vectors, steps=c.again_steps, rate=c.again_rate, budget=c.budget,
                seed=config.seed + 10 + round_, name=f"{config.lang} tagger again",
                checkpoint=work / f"tagger.again{round_}.state",
            )  # fmt: skip
            ends.append({k: v.clone() for k, v in trainer.model.state_dict().items()})
        trainer.model.load_state_dict(averaged(ends))
    return trainer


def go_on(trainer: Any, trees: Sequence[Tree], vectors: Any, config: LanguageConfig, work: Path) -> Any:
    """The tagger after a last, short training on ``trees``."""
    p = config.plain
    return fit(
        trainer, with_case_tags(trees), vectors, steps=p.steps, rate=p.rate, budget=p.budget, seed=config.seed,
        name=f"{config.lang} tagger with plain sentences", checkpoint=work / "tagger.plain.state",
    )  # fmt: skip


def pretrain_tagger(
    related: Sequence[Tree], trees: Sequence[Tree], vectors: Any, config: LanguageConfig, work: Path
) -> Any:
    """A tagger trained on the rewritten treebank; ``trees`` only add their letters and tags to its lists."""
    from stanza.models.pos.data import Dataset

    c, args = config.tagger, arguments(config)
    related, trees = with_case_tags(related), with_case_tags(trees)
    vocab = Dataset.init_vocab([to_document([*related, *trees])], args)
    trainer = new_tagger(with_words(vocab, word=word_vocab(related, 3, FORM)), vectors, args)
    return fit(
        trainer, related, vectors, steps=c.pretrain_steps, rate=c.pretrain_rate, budget=500, seed=config.seed,
        name=f"{config.lang} tagger on rewritten trees", checkpoint=work / "tagger.pre.state",
    )  # fmt: skip


def predict(trainer: Any, trees: Sequence[Tree], vectors: Any, dropout: float | None = None) -> list[list[list[str]]]:
    """[UPOS, XPOS, FEATS] of every word of ``trees``, whose tokens are taken as given.

    With ``dropout`` the model reads with that dropout on, and so errs on its training text about as it
    errs on new text.
    """
    model = trainer.model
    evaluate = model.eval
    if dropout is not None:
        model.drop.p = model.taggerlstm.drop.p = model.worddrop.dropprob = dropout
        model.eval = lambda: model.train()
    try:
        return [tags for tags, _ in predict_with_scores(trainer, trees, vectors)]
    finally:
        model.eval = evaluate
        model.eval()


def predict_with_scores(trainer: Any, trees: Sequence[Tree], vectors: Any) -> list[tuple[list[list[str]], np.ndarray]]:
    """[UPOS, XPOS, FEATS] of every word of each tree, and the log probabilities of each UPOS (words x tags)."""
    from stanza.models.pos.data import Dataset

    data = Dataset(to_document(trees), trainer.args, vectors, vocab=trainer.vocab, evaluation=True)
    order = sorted(range(len(data)), key=lambda i: len(trees[i].rows))
    out: list[Any] = [None] * len(order)
    layers: list[torch.Tensor] = []
    hook = trainer.model.upos_clf.register_forward_hook(lambda module, given, scores: layers.append(scores))
    try:
        for start in range(0, len(order), 40):
            chosen = order[start : start + 40]
            batch = data.collate_fn([data[i] for i in chosen])
            layers.clear()
            with torch.no_grad():
                tags = trainer.predict(batch)
            scores = unpacked(torch.log_softmax(layers[0], -1).numpy(), list(batch.lens))
            for one, at in zip(scores, batch.orig_idx, strict=True):
                out[chosen[at]] = (tags[at], one)
    finally:
        hook.remove()
    return out


def unpacked(rows: np.ndarray, lengths: Sequence[int]) -> list[np.ndarray]:
    """The rows of each sentence, from those of a packed sequence whose sentences have falling ``lengths``."""
    out = [np.empty((n, rows.shape[1]), rows.dtype) for n in lengths]
    at = 0
    for step in range(max(lengths)):
        for sentence in out:
            if len(sentence) > step:
                sentence[step] = rows[at]
                at += 1
    return out


def accuracy(trainer: Any, trees: Sequence[Tree], vectors: Any) -> dict[str, float]:
    """Per cent of words with the right UPOS, XPOS and FEATS, tokens as given."""
    trees = with_case_tags(trees)
    right = {"UPOS": 0, "XPOS": 0, "UFeats": 0}
    total = 0
    for tree, tags in zip(trees, predict(trainer, trees, vectors), strict=True):
        for row, tag in zip(tree.rows, tags, strict=True):
            total += 1
            for n, (name, column) in enumerate((("UPOS", UPOS), ("XPOS", XPOS), ("UFeats", FEATS))):
                right[name] += row[column] == tag[n]
    return {k: round(100 * v / total, 2) for k, v in right.items()}
