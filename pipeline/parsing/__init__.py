"""Stanza models, batching, and the bridge from Stanza to spaCy ``Doc`` that leaves the text untouched."""

from pipeline.parsing.language import load
from pipeline.parsing.models import ModelError, models_dir
from pipeline.parsing.parser import Parser, get_parser

__all__ = ["ModelError", "Parser", "get_parser", "load", "models_dir"]
