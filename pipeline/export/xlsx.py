"""A workbook: figures, sources, articles and what to check first, with filters and a frozen header."""

from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from pipeline.audit.audit import audit
from pipeline.audit.facts import given
from pipeline.audit.load import Tables
from pipeline.audit.verdicts import Verdicts
from pipeline.audit.write import replaced

#: Fonts that spreadsheets have for the scripts, by language; Latin text keeps the default.
FONTS = {"hi": "Nirmala UI", "gu": "Nirmala UI"}
#: Column -> width in characters; others are 14 wide.
WIDTHS = {"sentence": 70, "gloss": 50, "in_words": 90, "figure_text": 28, "source": 28, "note": 30, "title": 40}
#: Columns that hold words of the article.
ORIGINAL = {
    "sentence", "num_text", "figure_text", "item", "item_lemma", "source", "source_via", "cue", "also_said_by", "title",
    "when_text", "where", "actors", "antecedent", "as_written", "predicate",
}  # fmt: skip
_LONGEST = 32_000  # characters that a cell may hold, less a little


def write(tables: Tables, verdicts: Verdicts, path: Path) -> int:
    """Write the workbook and return the number of figures. Text is written as text: no cell is a formula or a link."""
    found = audit(tables, verdicts)
    claims = tables.claims.copy()
    claims.insert(1, "verdict", claims["claim_id"].map(verdicts.verdict))
    claims.insert(2, "note", claims["claim_id"].map(verdicts.note))
    sheets = {
        "figures": claims,
        "check first": found.check_first,
        "groups": found.groups,
        "sources": tables.sources,
        "articles": tables.articles,
    }
    with replaced(path) as temporary:
        # The suffix .tmp is no concern of the writer, which takes any name.
        book = xlsxwriter.Workbook(
            str(temporary), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        for name, frame in sheets.items():
            _sheet(book, name, frame)
        book.close()
    return len(claims)


def _sheet(book: Any, name: str, frame: pd.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    plain = book.add_format({"valign": "top"})
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    scripts = {
        lang: book.add_format({"font_name": font, "valign": "top", "text_wrap": True}) for lang, font in FONTS.items()
    }
    for column, title in enumerate(frame.columns):
        sheet.write_string(0, column, title, header)
        sheet.set_column(column, column, WIDTHS.get(title, 14))
    for number, row in enumerate(frame.to_dict("records"), 1):
        lang = str(row.get("lang") or "")
        for column, (title, value) in enumerate(row.items()):
            if not given(value):
                continue
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(number, column, value, plain)
            else:
                style = scripts.get(_script(str(value)) or lang, wrapped) if title in ORIGINAL else wrapped
                sheet.write_string(number, column, str(value)[:_LONGEST], style)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(frame), 1), max(len(frame.columns) - 1, 0))


def _script(text: str) -> str:
    """The language whose script a text begins to use, empty for neither."""
    for ch in text:
        if "\u0900" <= ch <= "\u097f":
            return "hi"
        if "\u0a80" <= ch <= "\u0aff":
            return "gu"
    return ""
