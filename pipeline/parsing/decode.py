"""Decodes a Stanza graph parser's scores many times faster, to the same trees.

Stanza scores every relation for every pair of words and searches each sentence for its best tree. Here a relation
is scored only for the head that was chosen, and the tree search runs only where picking every word's best head
gives no tree: where it does, that tree is the best one. A sentence that breaks one of Stanza's head constraints
(two subjects or two objects at one head) is scored in full and repaired by Stanza's own function.
"""

import warnings
from collections.abc import Sequence
from types import FunctionType, MethodType
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from stanza.models.common.chuliu_edmonds import chuliu_edmonds
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.depparse import head_constraints
from stanza.models.depparse.model import GraphParser

#: Scores closer than this are taken as equal when roots are compared.
_SLACK = 1e-6


def speed_up(parser: Any) -> bool:
    """Give a loaded Stanza parser the fast decoder; return False where its architecture is another one."""
    plain = type(parser) is GraphParser and not any(
        parser.args.get(k) for k in ("use_arc_embedding", "linearization", "distance")
    )
    if plain:
        parser.predict = MethodType(_predict, parser)
    return plain


def best_tree(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the head of every word of the best tree with one root; index 0 is the root itself.

    scores: score[d, h] of word h as head of word d, the root being 0, with -inf on the diagonal.
    """
    size = len(scores)
    if size < 3:
        return np.zeros(size, dtype=np.int64)
    inner = scores[1:, 1:].astype(np.float64)
    np.fill_diagonal(inner, -np.inf)
    heads = inner.argmax(axis=1)
    loss = scores[1:, 0] - inner.max(axis=1)
    # No tree with a root can lose less than that root does by leaving its best head: try roots in that order.
    best, best_score = None, -np.inf
    for root in np.argsort(-loss, kind="stable"):
        if loss[root] + _SLACK < best_score:
            break
        tree = np.concatenate(([0], heads + 1))
        tree[root + 1] = 0
        if not _reaches_root(tree):
            tree = _rooted(inner, root)
        words = np.flatnonzero(tree[1:])
        score = loss[root] + (inner[words, tree[1:][words] - 1] - inner[words, heads[words]]).sum()
        if best is None or score > best_score:
            best, best_score = tree, score
    assert best is not None
    return best


def _rooted(inner: NDArray[np.float64], root: int) -> NDArray[np.int64]:
    """Return the heads (as ``best_tree``) of the best tree over the words in which ``root`` is the root."""
    order = np.concatenate(([root], np.delete(np.arange(len(inner)), root)))
    found = chuliu_edmonds(inner[np.ix_(order, order)].copy())
    tree = np.zeros(len(inner) + 1, dtype=np.int64)
    tree[order[1:] + 1] = order[found[1:]] + 1
    return tree


#: Stanza's repair of head constraints, which searches several trees a sentence, with the search of this module.
_repair = FunctionType(
    head_constraints.resolve_head_constraint_violations.__code__,
    {**vars(head_constraints), "chuliu_edmonds_one_root": best_tree},
    argdefs=head_constraints.resolve_head_constraint_violations.__defaults__,
    closure=head_constraints.resolve_head_constraint_violations.__closure__,
)


def _reaches_root(heads: NDArray[np.int64]) -> bool:
    """True when every word's chain of heads ends at the root: jump pointers double until they all have."""
    reached = heads
    for _ in range(len(heads).bit_length()):
        reached = reached[reached]
    return not reached.any()


def _predict(parser: Any, word: Any, *inputs: Any, resolve_head_constraints: bool = False) -> list[list[list[Any]]]:
    """Return [[head, relation], ...] for every sentence: what ``GraphParser.predict`` does."""
    trees = decode(parser, parser.embed(word, *inputs), inputs[-3], resolve_head_constraints)
    return [[list(word) for word in tree] for tree in trees]


def decode(
    parser: Any, states: torch.Tensor, lengths: Sequence[int], resolve_head_constraints: bool = False
) -> list[list[tuple[int, str]]]:
    """Return (head, relation) of every word of every sentence.

    states: what the parser's LSTM gives, (sentences, longest, size), the first step of each sentence being the root;
    lengths: steps of each sentence, root included; heads are 1-based, 0 for the root.
    """
    arcs = parser.unlabeled(states, states).squeeze(3)
    arcs.masked_fill_(torch.eye(arcs.size(1), dtype=torch.bool, device=arcs.device).unsqueeze(0), -float("inf"))
    # Steps behind a sentence's end take part in no softmax, so that its tree does not depend on its batch.
    beyond = torch.arange(arcs.size(1)).unsqueeze(0) >= torch.tensor(list(lengths)).unsqueeze(1)
    scores = F.log_softmax(arcs.masked_fill_(beyond.unsqueeze(1), -float("inf")), 2).cpu().numpy()
    trees = [best_tree(scores[i, :n, :n]) for i, n in enumerate(lengths)]
    labels = _labels(parser.deprel, states, trees)
    vocab = parser.vocab["deprel"]
    out = []
    for i, (tree, ids) in enumerate(zip(trees, labels, strict=True)):
        names = vocab.unmap([r + VOCAB_PREFIX_SIZE for r in ids])
        if resolve_head_constraints and head_constraints.find_head_constraint_violations(tree, names):
            n = lengths[i]
            every = F.log_softmax(parser.deprel(states[i : i + 1, :n], states[i : i + 1, :n])[0], 2).cpu().numpy()
            with warnings.catch_warnings():  # it says when a long sentence keeps a second subject; that is no news
                warnings.simplefilter("ignore", UserWarning)
                tree, ids = _repair(scores[i, :n, :n], every, tree, vocab)
            names = vocab.unmap([r + VOCAB_PREFIX_SIZE for r in ids])
        out.append([(int(h), r) for h, r in zip(tree[1:], names, strict=True)])
    return out


def _labels(scorer: Any, states: torch.Tensor, trees: list[NDArray[np.int64]]) -> list[list[int]]:
    """Return the best relation of every word to its head, as indices of the scorer's outputs."""
    steps = states.size(1)
    sizes = [len(tree) - 1 for tree in trees]
    words = np.concatenate([np.arange(1, n + 1) + i * steps for i, n in enumerate(sizes)])
    heads = np.concatenate([tree[1:] + i * steps for i, tree in enumerate(trees)])
    order = np.argsort(heads, kind="stable")  # words of one head side by side: its product is made once
    flat = states.reshape(-1, states.size(2))
    dependent = _projected(scorer.W1, flat[words[order]])
    governors, of = np.unique(heads[order], return_inverse=True)
    governor = _projected(scorer.W2, flat[governors])
    weight = scorer.scorer.W_bilin.weight
    by_governor = weight.transpose(0, 1).reshape(weight.size(1), -1)
    best = np.zeros(len(order), dtype=np.int64)
    for s in range(0, len(governors), 512):  # bounds memory: 512 heads × size1 × relations
        first, last = int(np.searchsorted(of, s)), int(np.searchsorted(of, s + 512))
        mixed = (governor[s : s + 512] @ by_governor).view(-1, weight.size(0), weight.size(2))
        scores = torch.bmm(dependent[first:last].unsqueeze(1), mixed[of[first:last] - s]).squeeze(1)
        best[order[first:last]] = (scores + scorer.scorer.W_bilin.bias).argmax(1).numpy()
    return [found.tolist() for found in np.split(best, np.cumsum(sizes)[:-1])]


def _projected(layer: Any, states: torch.Tensor) -> torch.Tensor:
    hidden = F.relu(layer(states))
    return torch.cat([hidden, hidden.new_ones(hidden.size(0), 1)], 1)
