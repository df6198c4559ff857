"""Processes that read articles side by side on this machine, and what a run expects of any such pool."""

import os
import signal
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import Any, Protocol, Self

from pipeline.articles import Limits
from pipeline.bounded import bound_memory
from pipeline.extractor import Process, Result
from pipeline.schema import Article

#: Environment variables that bound the threads of the numeric libraries.
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


class WorkerDied(RuntimeError):
    """The process that read some articles came to an end before it was done."""


class Pool(Protocol):
    """Reads batches of articles elsewhere; used as a context manager."""

    def submit(self, articles: Sequence[Article]) -> Any:
        """Begin to read a batch; return what ``take`` asks for."""

    def take(self, pending: Any) -> list[Result]:
        """Wait for a batch. Raises WorkerDied, and what the reading itself raised."""

    def restart(self) -> bool:
        """Go on after WorkerDied; return whether all other batches under way are lost as well."""

    def width(self) -> int:
        """How many batches may be under way at once."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class LocalPool:
    """Worker processes of this machine, started afresh (spawn), with one thread each for the numeric libraries.

    limits: bounds the memory of each process. The processes end when this one does, however it ends.
    """

    def __init__(self, workers: int, process: Process, limits: Limits) -> None:
        self._workers, self._process, self._limits = workers, process, limits
        self._pool = self._start()

    def _start(self) -> ProcessPoolExecutor:
        context = get_context("spawn")
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=prepare, initargs=(self._limits,))

    def submit(self, articles: Sequence[Article]) -> "Future[list[Result]]":
        """Begin to read a batch."""
        try:
            return self._pool.submit(self._process, articles)
        except BrokenProcessPool as e:
            future: Future[list[Result]] = Future()
            future.set_exception(e)
            return future

    def take(self, pending: "Future[list[Result]]") -> list[Result]:
        """Wait for a batch. Raises WorkerDied when any process of the pool died."""
        try:
            return pending.result()
        except BrokenProcessPool as e:
            raise WorkerDied(str(e)) from e

    def restart(self) -> bool:
        """Start new processes; the batches under way are lost."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._start()
        return True

    def width(self) -> int:
        """Twice the workers, so that none waits for its next batch."""
        return 2 * self._workers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if error[:1] not in ((), (None,)):  # what is under way is not waited for
            for child in active_children():
                child.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)


def prepare(limits: Limits) -> None:
    """Prepare a worker: one thread, bounded memory, interrupts left to the main process, an end when that one ends."""
    for name in THREADS:
        os.environ[name] = "1"
    bound_memory(limits)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
