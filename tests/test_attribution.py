"""The marked-up sentences of ``tests/attribution`` without any parse: sources, cues, scope, keys."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import spacy

from pipeline.attribution import attribute
from pipeline.schema import Attribution, Figure

FOLDER = Path(__file__).parent / "attribution"
_MARK = re.compile(r"\[([^\[\]|]+)\|(figure|source|relay|cue)([^\[\]|]*)\]")
_BLANK = {lang: spacy.blank(lang) for lang in ("hi", "gu")}


@dataclass
class Marked:
    """A case: its plain text and what is marked in it, by offsets."""

    text: str
    figures: list[tuple[int, int, dict[str, str]]] = field(default_factory=list)
    sources: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    relays: list[tuple[int, int]] = field(default_factory=list)
    cues: list[tuple[int, int]] = field(default_factory=list)


def parse(line: str) -> Marked:
    """Read one line of markup."""
    line = line.replace("⏎", "\n")
    out = Marked("")
    last = 0
    for m in _MARK.finditer(line):
        out.text += line[last : m.start()]
        start = len(out.text)
        out.text += m[1]
        span = (start, len(out.text))
        last = m.end()
        words = m[3].split()
        if m[2] == "figure":
            options = dict(w.partition("=")[::2] if "=" in w else ("sourcing", w) for w in words)
            out.figures.append((*span, options))
        elif m[2] == "source":
            out.sources.setdefault(words[0] if words else "1", []).append(span)
        elif m[2] == "relay":
            out.relays.append(span)
        else:
            out.cues.append(span)
    out.text += line[last:]
    assert out.figures, f"no figure marked: {line}"
    assert "[" not in out.text.replace("[", "", 0) or "|figure" not in out.text, f"markup left: {out.text}"
    return out


def cases() -> list[object]:
    """Every line of every file as a parameter, known misses marked as xfail."""
    out: list[object] = []
    for path in sorted(FOLDER.glob("*.txt")):
        for n, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if not line.strip() or line.startswith("#"):
                continue
            marks = []
            if line.startswith("!"):
                _, reason, line = line.split("!", 2)
                marks = [pytest.mark.xfail(reason=reason.strip(), strict=True)]
            out.append(pytest.param(path.stem[:2], line.strip(), id=f"{path.stem}:{n}", marks=marks))
    return out


def figure_of(start: int, end: int, options: dict[str, str]) -> Figure:
    """A figure at those offsets; its value does not matter here."""
    return Figure(
        num_start=start,
        num_end=end,
        figure_start=start,
        figure_end=end,
        kind=options.get("kind", "count"),  # type: ignore[arg-type]
        value=1,
    )


def check(marked: Marked, rows: list[Attribution]) -> None:
    """Compare the attributions of a case with its marks."""
    for (start, end, options), row in zip(marked.figures, rows, strict=True):
        where = f"{marked.text[start:end]}: {row.rules}"
        sourcing = options.get("sourcing", "named" if marked.sources else "none")
        assert row.sourcing == sourcing, where
        speakers = [(s.start, s.end) for s in row.sources if s.relation == "speaker"]
        for s in row.sources:
            assert marked.text[s.start : s.end] == s.text, where
        if sourcing == "none":
            assert not row.sources and row.cue_start is None and row.scope is None, where
            assert row.also_said_by == options.get("also", "").replace("_", " ") or "also" not in options, where
            continue
        if sourcing == "named" or options.get("by"):
            said = [marked.text[a:b] for a, b in speakers]
            wanted = marked.sources[options.get("by", "1")]
            assert sorted(speakers) == sorted(wanted), f"{where}: {said}"
        relays = [(s.start, s.end) for s in row.sources if s.relation == "relayed_by"]
        if marked.relays:
            assert relays == marked.relays, where
        if marked.cues:
            assert any(a < (row.cue_end or 0) and (row.cue_start or 0) < b for a, b in marked.cues), where
        for name, value in (("key", "key"), ("type", "type"), ("via", "via")):
            if name in options:
                assert getattr(row.sources[0], value) == options[name].replace("_", " "), where
        if "ante" in options:
            assert row.sources[0].antecedent == options["ante"].replace("_", " "), where
        if "scope" in options:
            assert row.scope == options["scope"], where


@pytest.mark.parametrize(("lang", "line"), cases())
def test_marked_sentence(lang: str, line: str) -> None:
    marked = parse(line)
    doc = _BLANK[lang].make_doc(marked.text)
    check(marked, attribute(doc, [figure_of(*f) for f in marked.figures]))


@pytest.mark.parametrize("lang", ["hi", "gu"])
def test_enough_sentences(lang: str) -> None:
    lines = [p for p in cases() if p.values[0] == lang]  # type: ignore[attr-defined]
    negatives = [p for p in lines if " none" in p.values[1] or "|source" not in p.values[1]]  # type: ignore[attr-defined]
    assert len(lines) >= 150
    assert len(negatives) >= 40
