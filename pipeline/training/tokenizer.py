"""Trains Stanza's tokenizer (tokens and sentence ends in one pass over the characters)."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.training.augment import Writer
from pipeline.training.config import LanguageConfig
from pipeline.training.conllu import FORM, Row, Tree
from pipeline.training.loop import set_seed, train_steps

FEATURES = ["space_before", "capitalized", "numeric", "end_of_para", "start_of_para"]
LONGEST = 450

MODEL = {
    "emb_dim": 32,
    "hidden_dim": 48,
    "conv_filters": "1,9",
    "residual": True,
    "hierarchical": True,
    "hier_invtemp": 0.5,
    "input_dropout": False,
    "conv_res": None,
    "rnn_layers": 1,
    "use_dictionary": False,
    "num_dict_feat": 0,
    "max_grad_norm": 1.0,
    "lr0": 3e-3,
    "dropout": 0.25,
    "unit_dropout": 0.1,
    "feat_dropout": 0.05,
    "feat_unit_dropout": 0.0,
    "tok_noise": 0.02,
    "weight_decay": 0.0,
    "max_seqlen": 300,
    "batch_size": 32,
    "skip_newline": False,
    "use_mwt": False,
    "feat_funcs": FEATURES,
    "feat_dim": len(FEATURES),
}

Labelled = list[tuple[str, int]]


def sample(rows: Sequence[list[Row]], writer: Writer) -> Labelled | None:
    """One paragraph of one to five sentences, neighbours or not; None when its first is too long."""
    r = writer.rng
    size = r.choice([1, 1, 1, 2, 2, 3, 4, 5])
    if r.random() < 0.5:
        start = r.randrange(len(rows))
        chosen = list(rows[start : start + size])
    else:
        chosen = [r.choice(rows) for _ in range(size)]
    text, labels = writer.paragraph(chosen)
    if len(text) > LONGEST:
        ends = [i for i, label in enumerate(labels[:LONGEST]) if label == 2]
        if not ends:
            return None
        text, labels = text[: ends[-1] + 1], labels[: ends[-1] + 1]
    return list(zip(text, labels, strict=True))


def tensors(samples: Sequence[Labelled], data: Any, unknown: float) -> tuple[Any, Any, Any, list[list[str]]]:
    """Padded units, labels and features of some paragraphs, half of them with unknown characters."""
    parts = sorted((data.para_to_sentences(s)[0] for s in samples), key=lambda p: -len(p[0]))
    width = len(parts[0][0]) + 1
    units: Any = np.zeros((len(parts), width), np.int64)
    labels: Any = np.full((len(parts), width), -1, np.int64)
    features: Any = np.zeros((len(parts), width, len(FEATURES)), np.float32)
    raw = []
    for i, (u, y, f, text) in enumerate(parts):
        units[i, : len(u)], labels[i, : len(u)], features[i, : len(u)] = u, y, f
        raw.append([*text, *["<PAD>"] * (width - len(u))])
    hidden = (np.random.random_sample(units.shape) < unknown) & (units != 0)
    hidden &= np.random.random_sample((len(parts), 1)) < 0.5
    units[hidden] = data.vocab.unit2id("<UNK>")
    return torch.from_numpy(units), torch.from_numpy(labels), torch.from_numpy(features), raw


def train_tokenizer(
    trees: Sequence[Tree], config: LanguageConfig, *, steps: int | None = None, checkpoint: Path | None = None
) -> Any:
    """A trained ``stanza`` tokenizer Trainer; ``trees`` in, nothing read from or written to disk
    but the checkpoint."""
    from stanza.models.tokenization.data import TokenizationDataset
    from stanza.models.tokenization.trainer import Trainer
    from stanza.models.tokenization.vocab import Vocab

    set_seed(config.seed)
    c = config.tokenizer
    writer = Writer(c, random.Random(config.seed))
    rows = [t.rows for t in trees]
    seen: list[Labelled] = [s for s in (sample(rows, writer) for _ in range(400)) if s]
    every = [(ch, 0) for tree in trees for row in tree.rows for ch in row[FORM]]
    args = {**MODEL, **c.model, "lang": config.lang, "shorthand": f"{config.lang}_{config.package}"}
    vocab = Vocab([[pair for s in seen for pair in s] + every], config.lang)
    args["vocab_size"] = len(vocab)
    trainer = Trainer(args=args, vocab=vocab, device="cpu")
    data = TokenizationDataset.__new__(TokenizationDataset)
    data.args, data.eval, data.vocab, data.dictionary = args, True, vocab, None

    def batches() -> Iterator[Any]:
        while True:
            chosen: list[Labelled] = []
            while len(chosen) < c.batch:
                one = sample(rows, writer)
                if one:
                    chosen.append(one)
            yield tensors(chosen, data, args["unit_dropout"])

    train_steps(
        trainer.model,
        trainer.optimizer,
        batches(),
        trainer.update,
        steps=steps or c.steps,
        peak=c.rate,
        name=f"{config.lang} tokenizer",
        checkpoint=checkpoint,
    )
    return trainer
