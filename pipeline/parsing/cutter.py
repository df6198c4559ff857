"""Cuts pieces of text into sentences and tokens with a Stanza tokenizer's network, many pieces at a time.

The network, its weights and what it reads are Stanza's; only the preparation of the batches and the reading of its
output are done here, whole arrays at a time. A piece is always read alone, so that its tokens do not depend on what
is in the same batch.
"""

import re
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from stanza.models.tokenization.data import PER_CHAR_FEAT_FUNCS, POSITION_FEAT_FUNCS
from stanza.models.tokenization.utils import update_pred_regex

from pipeline.parsing.recurrent import BiLSTM, batches

#: Characters that the network reads at once; a longer piece goes on from its last sentence end, as in Stanza.
WINDOW = 1000
#: Padded characters of one batch.
_CELLS = 20_000
_SPACES = re.compile(" {2,}")
#: What a text must hold for Stanza's patterns of addresses to match in it.
_ADDRESS = re.compile(r"@|[A-Za-z0-9]\.[A-Za-z]")

#: (start, end) of a token in its piece.
Span = tuple[int, int]


class Cutter:
    """Cuts texts with the tokenizer of a loaded Stanza pipeline. Raises ValueError for another architecture."""

    def __init__(self, trainer: Any) -> None:
        model, args = trainer.model, trainer.args
        if not supported(trainer):
            raise ValueError("a tokenizer of another architecture")
        model.eval()
        self._model, self._vocab = model, trainer.vocab
        self._rnn = BiLSTM(model.rnn)
        self._rnn2 = BiLSTM(model.rnn2) if args["hierarchical"] else None
        self._inverse_temperature = float(args.get("hier_invtemp", 0))
        self._limit = max(WINDOW, args["max_seqlen"])
        names: list[str] = [n for n in args["feat_funcs"] if n not in POSITION_FEAT_FUNCS]
        names += [n for n in ("end_of_para", "start_of_para") if n in args["feat_funcs"]]
        self._features = names
        # Row 0 is padding; rows of characters are made when they are first seen.
        self._row = np.zeros(0x110000, dtype=np.int32)
        self._rows = [np.zeros(model.embeddings.embedding_dim + len(names), dtype=np.float32)]
        self._rows[0][: model.embeddings.embedding_dim] = model.embeddings.weight[0].detach().numpy()
        self._matrix = torch.from_numpy(np.stack(self._rows))

    def cut(self, views: list[str]) -> list[list[list[Span]]]:
        """Return the sentences of every piece, each the spans of its tokens.

        views: pieces as ``model_view`` gives them, of printable characters and spaces only.
        """
        texts = [_SPACES.sub(" ", v.rstrip(" ")) if "  " in v else v.rstrip(" ") for v in views]
        labels: list[list[NDArray[np.int64]]] = [[] for _ in texts]
        todo = [(i, 0) for i, t in enumerate(texts) if t]
        while todo:
            todo = self._round(texts, labels, todo)
        return [
            self._sentences(view, text, np.concatenate(found)) if found else []
            for view, text, found in zip(views, texts, labels, strict=True)
        ]

    @torch.inference_mode()
    def _round(
        self, texts: list[str], labels: list[list[NDArray[np.int64]]], todo: list[tuple[int, int]]
    ) -> list[tuple[int, int]]:
        """Label the next window of every text that is not done; return those that are not done after it."""
        rest = []
        windows = [texts[i][at : at + self._limit] for i, at in todo]
        # A piece that fits is followed by one step of padding, a window of a longer one is not: as in Stanza.
        whole = [at == 0 and len(texts[i]) < self._limit for i, at in todo]
        lengths = [len(w) + p for w, p in zip(windows, whole, strict=True)]
        for batch in batches(lengths, _CELLS):
            places = [todo[b] for b in batch]
            x = self._inputs([windows[b] for b in batch], [lengths[b] for b in batch], texts, places)
            found = self._labels(x, torch.tensor([lengths[b] for b in batch]))
            for b, row in zip(batch, found, strict=True):
                i, at = todo[b]
                row = row[: len(windows[b])]
                end = at + len(row)
                if end < len(texts[i]):
                    breaks = np.flatnonzero(row == 2)
                    if len(breaks):
                        end = at + int(breaks[-1]) + 1
                        row = row[: end - at]
                    rest.append((i, end))
                labels[i].append(row)
        return rest

    def _inputs(
        self, windows: list[str], lengths: list[int], texts: list[str], places: list[tuple[int, int]]
    ) -> torch.Tensor:
        rows = np.zeros((len(windows), max(lengths)), dtype=np.int64)
        for r, window in enumerate(windows):
            codes = np.frombuffer(window.encode("utf-32-le"), dtype=np.uint32)
            found = self._row[codes]
            if not found.all():
                self._learn(set(window))
                found = self._row[codes]
            rows[r, : len(window)] = found
        x = self._matrix[torch.from_numpy(rows)]
        for column, name in enumerate(self._features, self._model.embeddings.embedding_dim):
            if name == "start_of_para":
                x[[r for r, (_, at) in enumerate(places) if at == 0], 0, column] = 1
            elif name == "end_of_para":
                for r, (i, at) in enumerate(places):
                    if at + len(windows[r]) == len(texts[i]):
                        x[r, len(windows[r]) - 1, column] = 1
        return x

    def _learn(self, characters: set[str]) -> None:
        size = self._model.embeddings.embedding_dim
        weight = self._model.embeddings.weight.detach().numpy()
        for ch in sorted(characters):
            if not self._row[ord(ch)]:
                row = np.zeros_like(self._rows[0])
                row[:size] = weight[self._vocab.unit2id(ch)]
                for column, name in enumerate(self._features, size):
                    if name in PER_CHAR_FEAT_FUNCS:
                        row[column] = PER_CHAR_FEAT_FUNCS[name](ch)
                self._row[ord(ch)] = len(self._rows)
                self._rows.append(row)
        self._matrix = torch.from_numpy(np.stack(self._rows))

    def _labels(self, x: torch.Tensor, lengths: torch.Tensor) -> NDArray[np.int64]:
        """0 inside a token, 1 its last character, 2 the last of its sentence: ``Tokenizer.forward`` in evaluation."""
        model = self._model
        states = self._rnn(x, lengths)
        token, sentence = model.tok_clf(states), model.sent_clf(states)
        if self._rnn2 is not None:
            if self._inverse_temperature > 0:
                states = states * (1 - torch.sigmoid(-token * self._inverse_temperature))
            states = self._rnn2(states, lengths)
            token, sentence = token + model.tok_clf2(states), sentence + model.sent_clf2(states)
        inside, last = F.logsigmoid(-token), F.logsigmoid(token)
        scores = torch.cat([inside, last + F.logsigmoid(-sentence), last + F.logsigmoid(sentence)], 2)
        found: NDArray[np.int64] = scores.argmax(2).numpy()
        return found

    def _sentences(self, view: str, text: str, labels: NDArray[np.int64]) -> list[list[Span]]:
        labels[-1] = 2
        if _ADDRESS.search(text):
            labels = update_pred_regex(list(text), labels)
        # Where each character of the text without doubled spaces stands in the view.
        place = _places(view) if len(view.rstrip(" ")) != len(text) else None
        sentences: list[list[Span]] = []
        tokens: list[Span] = []
        start = 0
        for at in np.flatnonzero(labels).tolist():
            end = at + 1
            while start < end and text[start] == " ":
                start += 1
            if start < end:
                tokens.append((start, end) if place is None else (place[start], place[end - 1] + 1))
                if labels[at] == 2:
                    sentences.append(tokens)
                    tokens = []
            start = end
        if tokens:
            sentences.append(tokens)
        return sentences


def _places(view: str) -> list[int]:
    return [i for i, ch in enumerate(view) if ch != " " or not i or view[i - 1] != " "]


def supported(trainer: Any) -> bool:
    """Return whether a Stanza tokenizer's network is the plain one that ``Cutter`` runs."""
    args = trainer.args
    known = set(PER_CHAR_FEAT_FUNCS) | set(POSITION_FEAT_FUNCS)
    return (
        set(args["feat_funcs"]) <= known
        and args["rnn_layers"] == 1
        and args.get("conv_res") is None
        and not args.get("use_mwt", True)
        and not args.get("use_dictionary")
        and not args.get("skip_newline")
        and getattr(trainer.model, "charmodel", None) is None
    )
