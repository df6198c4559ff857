"""news-claims: reads Hindi and Gujarati news and tabulates the figures in it with who each is attributed to.

The names below are imported when they are first used, so that ``import pipeline`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

#: Public name -> module that holds it.
_LAZY = {
    "load": "pipeline.parsing",
    "extract": "pipeline.api",
    "read_claims": "pipeline.tables",
    "parse_number": "pipeline.figures",
    "spans_of_numbers": "pipeline.figures",
}

__all__ = ["__version__", "extract", "load", "parse_number", "read_claims", "spans_of_numbers"]

if TYPE_CHECKING:
    from pipeline.api import extract
    from pipeline.figures import parse_number, spans_of_numbers
    from pipeline.parsing import load
    from pipeline.tables import read_claims


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
