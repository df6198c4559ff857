"""What all occurrences of a word in raw text together say of its tag.

A tagger that meets a name in a sentence that tells little may take it for a noun, and a noun for a name.
Over hundreds of sentences such slips are the fewer part: the mean of its opinions on a word, in whatever
case, knows better than one of them. Weighed together with what the sentence says, it makes a better teacher.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from pipeline.training import tagger
from pipeline.training.config import RereadConfig, VectorConfig
from pipeline.training.conllu import Tree

LEAST = 1e-4  # probability below which a tag that a word never had is not thought less likely


def chains(sentences: Sequence[Sequence[str]]) -> list[Tree]:
    """Trees without tags of some tokens; heads are a chain, for the tagger doesn't read them."""
    return [
        Tree([[str(i + 1), w, w, "X", "X", "_", str(i), "dep" if i else "root", "_", "_"] for i, w in enumerate(s)])
        for s in sentences
    ]


def stems(counts: Counter[str], endings: Sequence[str]) -> Callable[[str], str]:
    """A function from a word to itself without its case ending, where raw text has the rest as a word too."""
    longest_first = sorted(endings, key=len, reverse=True)

    def stem(word: str) -> str:
        for ending in longest_first:
            rest = word.removesuffix(ending)
            if rest != word and len(rest) >= 3 and counts[rest] >= (1 if len(ending) > 1 else 2):
                return rest
        return word

    return stem


@dataclass
class Opinions:
    """Summed probabilities of the tags of each stem, and how they are weighed against one sentence's."""

    tags: list[str]
    among: list[int]
    stem: Callable[[str], str]
    sums: dict[str, np.ndarray]
    strength: float

    def weighed(self, word: str, scores: np.ndarray) -> str | None:
        """The tag of ``word`` where its log probabilities are ``scores``; None when it is none of those weighed."""
        if int(scores.argmax()) not in self.among:
            return None
        mean = np.exp(scores[self.among])
        known = self.sums.get(self.stem(word))
        if known is not None:
            mean = mean + known[self.among]
        mean = mean / mean.sum()
        together = scores[self.among] + self.strength * np.log(mean + LEAST)
        return self.tags[self.among[int(together.argmax())]]


def opinions_of(trainer: Any, sentences: Sequence[Sequence[str]], vectors: Any, c: RereadConfig) -> Opinions:
    """The opinions of a tagger on the words of ``sentences``."""
    tags = list(trainer.vocab["upos"]._id2unit)
    stem = stems(Counter(w for s in sentences for w in s), c.endings)
    sums: dict[str, np.ndarray] = {}
    for start in range(0, len(sentences), 8000):
        part = sentences[start : start + 8000]
        for words, (_, scores) in zip(part, tagger.predict_with_scores(trainer, chains(part), vectors), strict=True):
            for word, row in zip(words, np.exp(scores), strict=True):
                key = stem(word)
                sums[key] = sums[key] + row if key in sums else row
    return Opinions(tags, [tags.index(t) for t in c.weighed if t in tags], stem, sums, c.opinions)


def with_opinions(vectors: Any, opinions: Opinions, words: Container[str], c: VectorConfig) -> Any:
    """The vectors with some more numbers: the mean probability of each tag of ``c.opinions``, times a weight.

    A word that was met n times has n / (n + 1) of its mean; a word that was not, or is not in ``words``, has noughts.
    """
    from stanza.models.common.pretrain import Pretrain

    units = vectors.vocab._id2unit
    tags = {t: i for i, t in enumerate(c.opinions) if t in opinions.tags}
    more = np.zeros((len(units), len(c.opinions)), np.float32)
    for row, word in zip(more, units, strict=True):
        known = opinions.sums.get(opinions.stem(word)) if word in words else None
        if known is not None:
            mean = known / (known.sum() + 1)
            for tag, column in tags.items():
                row[column] = mean[opinions.tags.index(tag)]
    wider = Pretrain.__new__(Pretrain)
    wider._vocab = vectors.vocab
    wider._emb = torch.cat([torch.as_tensor(vectors.emb), torch.from_numpy(more) * c.opinion_weight], 1)
    return wider
