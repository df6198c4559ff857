"""Figures: numerals, what they measure or count, their bounds, and what is no figure."""

from pipeline.figures.component import find_figures, register
from pipeline.figures.spans import NumberSpan, parse_number, spans_of_numbers

__all__ = ["NumberSpan", "find_figures", "parse_number", "register", "spans_of_numbers"]
