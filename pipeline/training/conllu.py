"""Reading treebanks and handing their sentences to Stanza."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = list[str]
"""The ten CoNLL-U columns of one word, as strings."""

FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL, DEPS, MISC = range(1, 10)


@dataclass
class Tree:
    """One annotated sentence: its words and its comment lines (``text``, ``sent_id``, ...)."""

    rows: list[Row]
    meta: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence as written: the ``text`` comment, or the forms with their spacing."""
        if "text" in self.meta:
            return self.meta["text"]
        out = []
        for row in self.rows:
            out.append(row[FORM] if "SpaceAfter=No" in row[MISC] else row[FORM] + " ")
        return "".join(out).strip()


def parse_conllu(lines: Iterable[str]) -> list[Tree]:
    """Trees of CoNLL-U lines; multi-word ranges and empty nodes are refused with ValueError."""
    trees: list[Tree] = []
    rows: list[Row] = []
    meta: dict[str, str] = {}
    for line in lines:
        line = line.rstrip("\n")
        if not line:
            if rows:
                trees.append(Tree(rows, meta))
            rows, meta = [], {}
        elif line.startswith("#"):
            key, _, value = line[1:].partition("=")
            meta[key.strip()] = value.strip()
        else:
            row = line.split("\t")
            if len(row) != 10 or not row[0].isdigit():
                raise ValueError(f"not a plain CoNLL-U word line: {line[:60]!r}")
            rows.append(row)
    if rows:
        trees.append(Tree(rows, meta))
    return trees


def read_conllu(path: Path) -> list[Tree]:
    """Trees of one ``.conllu`` file."""
    with open(path, encoding="utf-8") as lines:
        return parse_conllu(lines)


def case_of(feats: str) -> str:
    """The value of Case in a FEATS column, or an empty string."""
    return next((f[5:] for f in feats.split("|") if f.startswith("Case=")), "")


def with_case_tags(trees: Iterable[Tree]) -> list[Tree]:
    """Copies whose XPOS column is UPOS and Case (``NOUN-Gen``) and whose MISC is blank.

    The parser reads XPOS but not FEATS, so this is how case reaches it.
    """
    out = []
    for tree in trees:
        rows = []
        for row in tree.rows:
            case = case_of(row[FEATS])
            tag = f"{row[UPOS]}-{case}" if case else row[UPOS]
            rows.append([*row[:XPOS], tag, *row[FEATS:DEPS], "_", "_"])
        out.append(Tree(rows, dict(tree.meta)))
    return out


def with_tags(trees: Sequence[Tree], tags: Sequence[Sequence[Sequence[str]]]) -> list[Tree]:
    """Copies with UPOS and XPOS replaced by predicted ``tags`` (one pair a word)."""
    out = []
    for tree, predicted in zip(trees, tags, strict=True):
        rows = []
        for row, tag in zip(tree.rows, predicted, strict=True):
            rows.append([*row[:UPOS], tag[0], tag[1], *row[FEATS:]])
        out.append(Tree(rows, dict(tree.meta)))
    return out


def to_conllu(trees: Iterable[Tree]) -> str:
    """The trees as CoNLL-U text, without comments."""
    return "".join("\n".join("\t".join(r) for r in t.rows) + "\n\n" for t in trees)


def to_document(trees: Iterable[Tree]) -> Any:
    """The trees as a ``stanza`` Document."""
    from stanza.utils.conll import CoNLL

    return CoNLL.conll2doc(input_str=to_conllu(trees))


def paragraphs(trees: Sequence[Tree], final_marks: str = "।.?!…|") -> str:
    """Raw text of the trees for scoring: sentences that end in a mark run on, separated by a
    space, and a sentence without one (a headline) ends its paragraph."""
    out = []
    for tree in trees:
        text = tree.text
        out.append(text)
        closed = text.rstrip("\"'”’»)")[-1:] in final_marks
        out.append(" " if closed else "\n\n")
    return "".join(out).strip()
