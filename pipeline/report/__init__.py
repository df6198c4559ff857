"""The report: static pages that show every figure with its source, in its article and beside those that repeat it."""

from pipeline.report.build import build

__all__ = ["build"]
