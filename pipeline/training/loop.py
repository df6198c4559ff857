"""The training loop that the processors share: batches, learning rate, averaged weights, resume."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch


def set_seed(seed: int) -> None:
    """Seed python, numpy and torch alike."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def length_batches(lengths: Sequence[int], budget: int, rng: random.Random) -> list[list[int]]:
    """Indices grouped into batches of about ``budget`` units, like lengths together, shuffled."""
    order = sorted(range(len(lengths)), key=lambda i: lengths[i] * (1 + 0.15 * rng.random()))
    batches: list[list[int]] = []
    current: list[int] = []
    size = 0
    for i in order:
        if current and size + lengths[i] > budget:
            batches.append(current)
            current, size = [], 0
        current.append(i)
        size += lengths[i]
    if current:
        batches.append(current)
    rng.shuffle(batches)
    return batches


def endless(make: Callable[[], list[list[int]]]) -> Iterator[list[int]]:
    """Batches of epoch after epoch."""
    while True:
        yield from make()


def rate(step: int, steps: int, peak: float, warm: float = 0.05, hold: float = 0.3) -> float:
    """Learning rate: a short rise, a plateau, then a straight line down to 2 % of ``peak``."""
    done = step / steps
    rise = min(1.0, (step + 1) / (warm * steps + 1))
    fall = 1.0 if done < hold else (1 - done) / (1 - hold) * 0.98 + 0.02
    return peak * rise * fall


class Average:
    """A running average of a model's weights; the average is what gets saved."""

    def __init__(self, model: torch.nn.Module, decay: float = 0.99) -> None:
        self.decay = decay
        self.live = [p for p in model.parameters() if p.requires_grad]
        self.mean = [p.detach().clone() for p in self.live]

    def add(self, step: int) -> None:
        """Take the weights after ``step`` into the average."""
        decay = min(self.decay, (1 + step) / (10 + step))
        live = [p.detach() for p in self.live]
        torch._foreach_lerp_(self.mean, live, 1 - decay)

    def apply(self) -> None:
        """Put the average into the model."""
        with torch.no_grad():
            for live, mean in zip(self.live, self.mean, strict=True):
                live.copy_(mean)


def save_atomically(state: Any, path: Path) -> None:
    """torch.save to a temporary name, then rename: an interruption leaves the older file whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(path.suffix + ".part")
    torch.save(state, temporary)
    os.replace(temporary, path)


def train_steps(
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    batches: Iterator[Any],
    update: Callable[[Any], float],
    *,
    steps: int,
    peak: float,
    name: str,
    checkpoint: Path | None = None,
    every: int = 200,
    log: Callable[[str], None] = print,
) -> None:
    """Train ``model`` for ``steps`` updates and leave its averaged weights in it.

    ``update(batch)`` does one step and returns the loss. With ``checkpoint`` the state (weights,
    optimizer, average, random generators) is written every ``every`` steps and taken up again when
    the file exists; the file is removed at the end.
    """
    average = Average(model)
    start = 0
    if checkpoint is not None and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average.mean = state["average"]
        start = state["step"]
        random.setstate(state["random"])
        torch.set_rng_state(state["torch"])
        log(f"{name}: taken up at step {start}")
        for _ in range(start):
            next(batches)
    began = time.time()
    total = 0.0
    for step in range(start, steps):
        for group in optimizer.param_groups:
            group["lr"] = rate(step, steps, peak)
        total += float(update(next(batches)))
        average.add(step + 1)
        if (step + 1) % 100 == 0:
            log(f"{name}: step {step + 1}/{steps}, loss {total / 100:.4f}, {time.time() - began:.0f} s")
            total = 0.0
        if checkpoint is not None and (step + 1) % every == 0 and step + 1 < steps:
            save_atomically(
                {
                    "model": model.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "average": average.mean,
                    "step": step + 1,
                    "random": random.getstate(),
                    "torch": torch.get_rng_state(),
                },
                checkpoint,
            )
    average.apply()
    if checkpoint is not None and checkpoint.exists():
        checkpoint.unlink()
