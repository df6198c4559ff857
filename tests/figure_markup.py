"""Reads marked-up sentences: ``[10,000|value=10000 item=सैनिक] सैनिक`` and what the marks expect.

A line is one text; every numeral that is a figure is marked, so that an unmarked one is a negative example.
Attributes stand for fields of ``Figure`` (kind is count and comparator exact unless said; ``_`` is a space in
item and unit; ``item=-`` and ``concept=-`` mean none). A line may begin with ``xfail(reason) ``; ``⏎`` is a line break.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import spacy

from pipeline.figures import find_figures
from pipeline.schema import Figure

FOLDER = Path(__file__).parent / "figures"
_MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]]*)\]")
_XFAIL = re.compile(r"xfail\(([^)]*)\) ")


@dataclass(frozen=True)
class Expected:
    start: int
    end: int
    fields: dict[str, str]


def read_line(line: str) -> tuple[str, list[Expected]]:
    """The plain text of a marked-up line and its expected figures, with offsets on the plain text."""
    text, expected, last = "", [], 0
    line = line.replace("⏎", "\n")
    for m in _MARK.finditer(line):
        text += line[last : m.start()]
        fields = dict(part.split("=", 1) for part in m.group(2).split())
        expected.append(Expected(len(text), len(text) + len(m.group(1)), fields))
        text += m.group(1)
        last = m.end()
    return text + line[last:], expected


def cases(pattern: str) -> Iterator[object]:
    """One test case per line of the files that match: (language, line)."""
    for path in sorted(FOLDER.glob(pattern)):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            reason = _XFAIL.match(line)
            marks = [pytest.mark.xfail(reason=reason.group(1), strict=True)] if reason else []
            line = line[reason.end() :] if reason else line
            yield pytest.param(path.name[:2], line, id=f"{path.stem}:{number}", marks=marks)


def observed(figure: Figure, text: str, field: str) -> object:
    """What a figure holds in a field, as the marks write it."""
    if field == "item":
        if figure.item_start is None:
            return "-"
        return text[figure.item_start : figure.item_end].replace(" ", "_")
    value = getattr(figure, field)
    if value is None:
        return "-"
    return value.replace(" ", "_") if isinstance(value, str) else value


def check(lang: str, line: str) -> None:
    """Compares the figures of a line with its marks: the same numerals, and every attribute that is given."""
    text, expected = read_line(line)
    figures = find_figures(spacy.blank(lang)(text))
    assert [text[f.num_start : f.num_end] for f in figures] == [text[e.start : e.end] for e in expected]
    assert [(f.num_start, f.num_end) for f in figures] == [(e.start, e.end) for e in expected]
    for figure, e in zip(figures, expected, strict=True):
        wanted = {"kind": "count", "comparator": "exact", **e.fields}
        for field, want in wanted.items():
            got = observed(figure, text, field)
            if field in ("value", "low", "high") and want != "-":
                assert got == pytest.approx(float(want), rel=1e-4), f"{field} of {text[e.start : e.end]}"
            else:
                assert got == want, f"{field} of {text[e.start : e.end]}"
        for offset in ("figure", "item"):
            start, end = getattr(figure, f"{offset}_start"), getattr(figure, f"{offset}_end")
            assert start is None or 0 <= start < end <= len(text)
        assert figure.figure_start <= figure.num_start < figure.num_end <= figure.figure_end
