"""A time limit on a piece of work, which also ends inside libraries written in C.

In two steps. The soft one is a timer signal that raises `LimitExceeded` as soon as the interpreter gets to run: at
once in Python code, after the call that is under way in a library. The hard one, for worker processes only, ends the
process from outside the interpreter when the soft one has not worked within a grace time; whoever waits for the
worker then finds it gone.
"""

import faulthandler
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

#: Seconds beyond the limit after which a worker process is ended, and the same as a share of the limit.
GRACE_SECONDS = 10.0
GRACE_SHARE = 0.1
#: The signal is repeated after this many seconds, in case a library swallowed the first.
_AGAIN = 0.5


class LimitExceeded(BaseException):
    """Work took longer than its limit. Not an `Exception`, so that libraries which catch those let it through."""


def hard_limit(seconds: float) -> float:
    """Return after how many seconds a worker process is ended that was given a limit of ``seconds``."""
    return seconds + max(GRACE_SECONDS, seconds * GRACE_SHARE)


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise LimitExceeded in the block after this many seconds of real time.

    Only the main thread of a process can be interrupted: elsewhere, and where the system has no timer signals, the
    block runs without limit. Blocks are not nested.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    over = False

    def stop(number: int, frame: FrameType | None) -> None:
        if not over:
            raise LimitExceeded

    hard = multiprocessing.parent_process() is not None
    before = signal.signal(signal.SIGALRM, stop)
    try:
        with _silent_exit(hard_limit(seconds) if hard else None):
            signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
            try:
                yield
            finally:
                over = True
                signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _silent_exit(seconds: float | None) -> Iterator[None]:
    """End the process when the block takes longer, from a thread that needs no interpreter, and say nothing."""
    if seconds is None:
        yield
        return
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            with suppress(RuntimeError):
                faulthandler.cancel_dump_traceback_later()
