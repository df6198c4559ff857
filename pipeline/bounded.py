"""Time and memory of one article are bounded, wherever its batch is worked on.

A batch gets the time of one article. When that is over, or memory runs out, its articles are tried one by one, each
with the whole time for itself, and only the one that exceeds the limit alone is recorded as failed.
"""

import time
from collections.abc import Sequence

from pipeline.articles import Limits
from pipeline.deadline import LimitExceeded, deadline
from pipeline.extractor import Process, Result
from pipeline.schema import Article

#: What the errors of libraries that could not get memory hold.
_NO_MEMORY = ("MemoryError", "can't allocate memory", "ArrowMemoryError", "bad_alloc")


class Bounded:
    """A `Process` that keeps to the limits; it can be sent to other processes."""

    def __init__(self, process: Process, limits: Limits) -> None:
        self._process, self._limits = process, limits

    def __call__(self, articles: Sequence[Article]) -> list[Result]:
        started = time.perf_counter()
        try:
            with deadline(self._limits.max_seconds):
                results = self._process(articles)
        except (LimitExceeded, MemoryError) as e:
            if len(articles) == 1:
                late = isinstance(e, LimitExceeded)
                error = time_exceeded(self._limits) if late else memory_exceeded(self._limits)
                return [Result(articles[0], seconds=time.perf_counter() - started, error=error)]
            return [result for article in articles for result in self([article])]
        return [self._named(r) for r in results]

    def _named(self, result: Result) -> Result:
        if result.error is None or not any(sign in result.error for sign in _NO_MEMORY):
            return result
        return Result(result.article, seconds=result.seconds, error=memory_exceeded(self._limits))


def time_exceeded(limits: Limits) -> str:
    """Return the reason of an article that took too long."""
    return f"limit max_seconds ({limits.max_seconds:g}) exceeded"


def memory_exceeded(limits: Limits) -> str:
    """Return the reason of an article that took too much memory."""
    return f"limit max_memory_mib ({limits.max_memory_mib}) exceeded"


def bound_memory(limits: Limits) -> None:
    """Bound the memory that this process may ask for, where the system can; the process stays bounded."""
    try:
        import resource
    except ImportError:
        return
    size = limits.max_memory_mib * 2**20
    try:
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (size if most < 0 else min(size, most), most))
    except (OSError, ValueError):
        return
