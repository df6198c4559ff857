"""Stanza models, batching, and the bridge from Stanza to spaCy ``Doc`` that leaves the text untouched.

``load``, ``Parser`` and ``get_parser`` are imported when they are first used: where the models lie can be
asked without loading the libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipeline.parsing.models import ModelError, models_dir

if TYPE_CHECKING:
    from pipeline.parsing.language import load
    from pipeline.parsing.parser import Parser, get_parser

__all__ = ["ModelError", "Parser", "get_parser", "load", "models_dir"]

_LAZY = {"load": "language", "Parser": "parser", "get_parser": "parser"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(f"pipeline.parsing.{_LAZY[name]}"), name)
    raise AttributeError(f"module 'pipeline.parsing' has no attribute {name!r}")
