"""The fast decoder finds the trees that Stanza's own search finds."""

import numpy as np
import pytest
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root

from pipeline.parsing.decode import best_tree


def total(scores, heads):
    return sum(scores[d, h] for d, h in enumerate(heads) if d)


@pytest.mark.parametrize("seed", range(40))
def test_best_tree_scores_as_high_as_a_full_search(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 25))
    scores = np.log(rng.dirichlet(np.full(n, 0.3), size=n)).astype(np.float32).clip(-40, 0)
    np.fill_diagonal(scores, -np.inf)
    fast, slow = best_tree(scores.copy()), chuliu_edmonds_one_root(scores.copy())
    assert total(scores, fast) == pytest.approx(total(scores, slow), rel=1e-5)
    assert (fast[1:] == 0).sum() == 1
    for word in range(1, n):  # every chain of heads ends at the root
        seen = set()
        while word:
            assert word not in seen
            seen.add(word)
            word = fast[word]


def test_a_cycle_is_broken_where_it_costs_least():
    scores = np.full((3, 3), -np.inf, dtype=np.float32)
    scores[1] = [-5.0, -np.inf, -0.1]
    scores[2] = [-3.0, -0.1, -np.inf]
    assert list(best_tree(scores)) == [0, 2, 0]
