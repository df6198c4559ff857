"""Starting a model from another one's weights when their word lists differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.training.conllu import Tree

TABLES = {"word_emb.weight": "word", "lemma_emb.weight": "lemma"}


def word_vocab(trees: Sequence[Tree], cutoff: int, column: int) -> Any:
    """A ``stanza`` vocabulary of one column's words, lower case, that occur ``cutoff`` times."""
    from stanza.models.pos.vocab import WordVocab

    return WordVocab([[[row[column]] for row in t.rows] for t in trees], "", idx=0, cutoff=cutoff, lower=True)


def with_words(vocab: Any, **tables: Any) -> Any:
    """A copy of a ``stanza`` MultiVocab with some of its vocabularies replaced."""
    return type(vocab)({**dict(vocab._vocabs), **tables})


def graft(old: Any, new: Any) -> None:
    """Copy the weights of trainer ``old`` into ``new``; rows of the word tables go by their words.

    All other weights must have equal shapes; pretrained vectors are left alone.
    """
    source, target = old.model.state_dict(), new.model.state_dict()
    for key in target:
        if key.startswith("pretrained_emb"):
            continue
        if key in TABLES:
            mine, theirs = new.vocab[TABLES[key]], old.vocab[TABLES[key]]
            for i, word in enumerate(mine._id2unit):
                if word in theirs._unit2id:
                    target[key][i] = source[key][theirs._unit2id[word]]
        elif source[key].shape != target[key].shape:
            raise ValueError(f"cannot start {key} of shape {target[key].shape} from {source[key].shape}")
        else:
            target[key] = source[key].clone()
    new.model.load_state_dict(target)


def averaged(states: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The mean of several weights of one model."""
    return {k: sum(s[k] for s in states) / len(states) for k in states[0]}
