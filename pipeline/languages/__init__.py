"""Language data: one folder per language, data only, checked when it is loaded."""

from pipeline.languages.loader import (
    LANGUAGES,
    DataError,
    Entry,
    FormEntry,
    load_common,
    load_records,
)

__all__ = ["LANGUAGES", "DataError", "Entry", "FormEntry", "load_common", "load_records"]
