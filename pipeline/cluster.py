"""Reads articles on a Dask cluster: ``news-claims extract --engine dask [--scheduler ADDRESS]``.

The batches, their order, the function that reads them and the writing of the tables are those of a local run, so the
tables are the same. Dask gives the batches to its workers and gives those of a worker that was lost to another; a
batch that several workers did not survive comes back, and its articles are tried one by one.
"""

import logging
import os
from collections.abc import Sequence
from typing import Any, Self

from pipeline.articles import Limits
from pipeline.bounded import bound_memory
from pipeline.cache import fingerprint
from pipeline.extractor import CannotRun, Process, Result
from pipeline.languages import LANGUAGES
from pipeline.schema import Article
from pipeline.workers import THREADS, WorkerDied

#: Seconds to wait for the scheduler, and for its first worker.
WAIT = 60
#: Workers that may die on a batch before it comes back, in a cluster that is started here.
_FAILURES = 1
#: Of a cluster that is started here; the profiler, which looks at the stack 100 times a second, costs a tenth.
_SETTINGS = {"distributed.scheduler.allowed-failures": _FAILURES, "distributed.worker.profile.enabled": False}


class DaskPool:
    """The workers of a Dask cluster.

    process: reads articles, must be importable on the workers; workers: processes of the cluster that is started here
    when ``scheduler`` is None; scheduler: address of a cluster that runs already ("tcp://host:8786"), whose workers
    have this version of the package and the same models; limits: bounds the memory of the workers' processes, which stay
    bounded until another run bounds them otherwise or they end.

    Raises CannotRun when the extra is not installed, the scheduler does not answer or it has no workers.
    """

    def __init__(self, workers: int, process: Process, limits: Limits, scheduler: str | None = None) -> None:
        try:
            import dask
            import distributed
        except ImportError as e:
            raise CannotRun(
                f"--engine dask needs the extra: pip install 'news-claims[dask]' ({e.name} is not installed)"
            ) from e
        self._process, self._limits = process, limits
        self._expected = {lang: fingerprint(lang) for lang in LANGUAGES}
        self._died: type[BaseException] = distributed.KilledWorker
        self._cluster: Any = None
        address = scheduler
        if scheduler is None:
            with dask.config.set(_SETTINGS):
                self._cluster = distributed.LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )
            address = self._cluster.scheduler_address
        try:
            self._client = distributed.Client(address, timeout=WAIT, set_as_default=False)
            self._client.wait_for_workers(1, timeout=WAIT)
        except (OSError, ValueError, TimeoutError) as e:
            self._close()
            where = scheduler or "this machine"
            raise CannotRun(
                f"no Dask workers at {where}: {str(e).splitlines()[0] if str(e) else type(e).__name__}"
            ) from e

    def submit(self, articles: Sequence[Article]) -> Any:
        """Begin to read a batch."""
        return self._client.submit(_read, self._process, list(articles), self._expected, self._limits, pure=False)

    def take(self, pending: Any) -> list[Result]:
        """Wait for a batch. Raises WorkerDied when no worker survived it, CannotRun when one has other code."""
        try:
            results: list[Result] = pending.result()
        except self._died as e:
            raise WorkerDied(str(e)) from e
        return results

    def restart(self) -> bool:
        """Nothing to do: Dask starts workers again and keeps the other batches."""
        return False

    def width(self) -> int:
        """Twice the threads of the workers that are there now."""
        return 2 * max(1, sum(self._client.nthreads().values()))

    def _close(self) -> None:
        for part in (getattr(self, "_client", None), self._cluster):
            if part is not None:
                part.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()


def _read(process: Process, articles: list[Article], expected: dict[str, str], limits: Limits) -> list[Result]:
    """Runs on a worker: read a batch, if this worker would read it as the run's own machine does."""
    for name in THREADS:
        os.environ.setdefault(name, "1")
    bound_memory(limits)
    for lang in {a.lang for a in articles if a.lang}:
        if fingerprint(lang) != expected[lang]:
            raise CannotRun(f"a Dask worker has other code, libraries or models for {lang} than this machine")
    return process(articles)
