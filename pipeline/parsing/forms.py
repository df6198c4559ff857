"""What a tagger or parser knows of a word form whatever its sentence, worked out once for each form and kept."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from stanza.models.common.utils import EXCLAM_RE, QUESTION_RE
from stanza.models.common.vocab import ROOT_ID
from torch import nn

from pipeline.parsing.recurrent import BiLSTM, batches

#: Forms that are kept; beyond that the table is begun anew (a form takes about 1 KB).
MAX_FORMS = 60_000
#: Padded characters of one batch of new forms.
_CELLS = 16_384
#: Stands for the root of a tree among the forms.
ROOT = "\0root"


class Rows:
    """A table of vectors that grows with the keys that are asked for.

    make: keys that are new -> their vectors, (keys, size).
    """

    def __init__(self, size: int, make: Callable[[list[Any]], torch.Tensor], most: int = MAX_FORMS) -> None:
        self._make, self._most = make, most
        self._index: dict[Any, int] = {}
        self._size = size
        self._table = torch.zeros(0, size)

    def of(self, keys: list[Any]) -> torch.Tensor:
        """Return the vector of each key, (keys, size)."""
        new = list(dict.fromkeys(k for k in keys if k not in self._index))
        if len(self._index) + len(new) > self._most:
            self._index.clear()
            new = list(dict.fromkeys(keys))
        if new:
            first = len(self._index)
            if first + len(new) > len(self._table):
                grown = torch.zeros(max(2 * len(self._table), first + len(new), 1024), self._size)
                grown[:first] = self._table[:first]
                self._table = grown
            self._table[first : first + len(new)] = self._make(new)
            self._index.update(zip(new, range(first, first + len(new)), strict=True))
        index = self._index
        return self._table[torch.tensor([index[k] for k in keys], dtype=torch.int64)]


class Forms:
    """The vectors of word forms in a Stanza tagger or parser: ``word``, ``pretrained`` and ``chars`` side by side.

    model, vocab, pretrain: of the loaded processor; ``sizes`` gives the widths of the three parts in that order.
    """

    def __init__(self, model: Any, vocab: Any, pretrain: Any) -> None:
        self._model, self._vocab, self._pretrain = model, vocab, pretrain.vocab
        self._chars = model.charmodel
        lstm: nn.LSTM = self._chars.charlstm.lstm
        self._lstm = BiLSTM(lstm, self._chars.charlstm_h_init.detach(), self._chars.charlstm_c_init.detach())
        self.sizes = (
            model.word_emb.embedding_dim,
            model.trans_pretrained.out_features,
            model.trans_char.out_features,
        )
        self._rows = Rows(sum(self.sizes), self._vectors)

    def of(self, words: list[str]) -> torch.Tensor:
        """Return the vector of each word, (words, all sizes); ``ROOT`` is the root of a tree."""
        return self._rows.of(words)

    def _vectors(self, words: list[str]) -> torch.Tensor:
        forms = [None if w == ROOT else EXCLAM_RE.sub("!", QUESTION_RE.sub("?", w)) for w in words]
        word = [ROOT_ID if f is None else self._vocab["word"].unit2id(f) for f in forms]
        pretrained = [ROOT_ID if f is None else self._pretrain.unit2id(f.lower()) for f in forms]
        chars = [[ROOT_ID] if f is None else self._vocab["char"].map(f) for f in forms]
        model = self._model
        return torch.cat(
            [
                model.word_emb(torch.tensor(word)),
                model.trans_pretrained(model.pretrained_emb(torch.tensor(pretrained))),
                model.trans_char(self._spelled(chars)),
            ],
            1,
        )

    def _spelled(self, chars: list[list[int]]) -> torch.Tensor:
        """The sum of the character LSTM's states, each with its weight: ``CharacterModel.forward``."""
        out = torch.zeros(len(chars), self._chars.char_attn.in_features)
        for batch in batches([len(c) for c in chars], _CELLS):
            lengths = torch.tensor([len(chars[b]) for b in batch])
            ids = padded([chars[b] for b in batch], int(lengths[0]))
            states = self._lstm(self._chars.char_emb(ids), lengths)
            weights = torch.sigmoid(self._chars.char_attn(states)) * mask(lengths).unsqueeze(2)
            out[batch] = (states * weights).sum(1)
        return out


def padded(rows: Iterable[list[int]], width: int) -> torch.Tensor:
    """Return rows of ids as a tensor, filled up with 0."""
    return torch.tensor([r + [0] * (width - len(r)) for r in rows])


def mask(lengths: torch.Tensor) -> torch.Tensor:
    """Return (batch, longest): true where a sequence has a step."""
    return torch.arange(int(lengths.max())).unsqueeze(0) < lengths.unsqueeze(1)


def highway(layers: Any, h_init: torch.Tensor, c_init: torch.Tensor) -> Callable[[torch.Tensor, torch.Tensor], Any]:
    """Return a function (inputs, lengths) -> states that does what a Stanza ``HighwayLSTM`` does in evaluation."""
    ways = 2 if layers.bidirectional else 1
    runs = [
        BiLSTM(one.lstm, h_init.detach()[n * ways : (n + 1) * ways], c_init.detach()[n * ways : (n + 1) * ways])
        for n, one in enumerate(layers.lstm)
    ]

    def run(x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        for lstm, carry, gate in zip(runs, layers.highway, layers.gate, strict=True):
            x = lstm(x, lengths) + torch.sigmoid(gate(x)) * layers.highway_func(carry(x))
        return x

    return run
