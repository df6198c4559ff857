"""Bidirectional LSTMs over padded batches, which the CPU runs about twice as fast as packed ones."""

from collections.abc import Iterator, Sequence

import torch
from torch import nn


class BiLSTM:
    """Runs one layer of a ``torch.nn.LSTM`` (batch first): each direction as an LSTM of its own that shares its weights.

    The backward direction reads every sequence reversed within its own length, so that padding is always read last
    and no state ever depends on it. h0, c0: initial states of (directions, 1, hidden); None is zero.
    """

    def __init__(self, lstm: nn.LSTM, h0: torch.Tensor | None = None, c0: torch.Tensor | None = None) -> None:
        self._directions = [_one_way(lstm, suffix) for suffix in ("", "_reverse")[: 1 + lstm.bidirectional]]
        self._states = (h0, c0)

    def __call__(self, x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Return the outputs (batch, steps, directions × hidden); what stands behind a sequence's end means nothing."""
        outputs = [self._directions[0](x, self._initial(0, len(x)))[0]]
        if len(self._directions) > 1:
            turn = _reversal(lengths, x.shape[1])
            backward = self._directions[1](_reordered(x, turn), self._initial(1, len(x)))[0]
            outputs.append(_reordered(backward, turn))
        return torch.cat(outputs, 2)

    def _initial(self, direction: int, size: int) -> tuple[torch.Tensor, torch.Tensor] | None:
        h0, c0 = self._states
        if h0 is None or c0 is None:
            return None
        at = slice(direction, direction + 1)
        return h0[at].expand(1, size, -1).contiguous(), c0[at].expand(1, size, -1).contiguous()


def _one_way(lstm: nn.LSTM, suffix: str) -> nn.LSTM:
    one = nn.LSTM(lstm.input_size, lstm.hidden_size, batch_first=True, bias=lstm.bias)
    names = (
        ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0") if lstm.bias else ("weight_ih_l0", "weight_hh_l0")
    )
    one.load_state_dict({name: getattr(lstm, name + suffix) for name in names})
    return one.eval()


def _reversal(lengths: torch.Tensor, steps: int) -> torch.Tensor:
    at = torch.arange(steps).unsqueeze(0)
    ends = lengths.unsqueeze(1)
    return torch.where(at < ends, ends - 1 - at, at)


def _reordered(x: torch.Tensor, order: torch.Tensor) -> torch.Tensor:
    return x.gather(1, order.unsqueeze(2).expand(-1, -1, x.shape[2]))


def batches(lengths: Sequence[int], cells: int) -> Iterator[list[int]]:
    """Yield the indices of sequences in batches of like length, the longest first; cells bounds a batch's padded size.

    A sequence longer than ``cells`` is a batch of its own.
    """
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        if batch and lengths[batch[0]] * (len(batch) + 1) > cells:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
