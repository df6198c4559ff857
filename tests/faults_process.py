"""Stand-ins for the parser that are slow, stuck or greedy; they can be sent to worker processes."""

import os
import time
from pathlib import Path

from tests.made import process_digits


def slow_digits(articles):
    """Say that reading has begun, by a file, and take the time that the environment asks for."""
    Path(os.environ["NEWS_CLAIMS_TEST_MARK"]).touch()
    time.sleep(float(os.environ.get("NEWS_CLAIMS_TEST_SLEEP", 0)))
    return process_digits(articles)


def stuck_digits(articles):
    """SPIN is a loop that does not end, HANG one that holds the interpreter so that no signal is heard."""
    from pipeline import deadline

    deadline.GRACE_SECONDS = float(os.environ.get("NEWS_CLAIMS_TEST_GRACE", 10))
    for article in articles:
        while "SPIN" in article.text:
            pass
        if "HANG" in article.text:
            hang()
    return process_digits(articles)


def hang():
    """Block in C without letting go of the interpreter."""
    import ctypes

    ctypes.PyDLL(None).pause() if not hasattr(os, "fork") else ctypes.PyDLL(None).usleep(120_000_000)


def greedy_digits(articles):
    """GREEDY asks for more memory than there may be."""
    import numpy

    for article in articles:
        if "GREEDY" in article.text:
            numpy.ones(2**31, "int8").sum()
            numpy.ones(2**32, "int8").sum()
    return process_digits(articles)
