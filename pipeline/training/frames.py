"""Sentences written by filling frames: ``noun>2:obj verb+ો>0:root .`` with the words of classes and lexicons."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.training.config import HERE
from pipeline.training.conllu import FEATS, FORM, UPOS, Tree, case_of
from pipeline.training.lemmatizer import Triple

CLASS = re.compile(r"([a-z_]+)(?:\+([^/]*)(?:/(\w+))?)?$")
MARKS = ".,!?"

Lexeme = tuple[str, str]
"""Form and lemma."""


def lexemes(words: str) -> list[Lexeme]:
    """``form/lemma`` or ``form`` items between spaces."""
    pairs = (item.partition("/") for item in words.split())
    return [(form, lemma or form) for form, _, lemma in pairs]


class Frames:
    """Fills the frames of one language; ``entries`` are a lexicon's words, ``frequency`` counts them in raw text.

    A class with listed words and words of the lexicon draws from both alike.
    """

    def __init__(
        self, data: dict[str, Any], entries: Sequence[Triple], frequency: Callable[[str], int], seed: int = 1
    ) -> None:
        self.data = data
        self.rng = random.Random(seed)
        self.vowels = tuple(data["vowels"])
        self.words: dict[str, list[list[Lexeme]]] = {}
        self.tags: dict[str, tuple[str, str]] = {}
        for name, spec in data["classes"].items():
            upos, _, case = spec["tag"].partition("/")
            self.tags[name] = upos, case
            found = {
                lemma
                for form, tag, lemma in entries
                if tag == spec.get("lexicon") and form == lemma and len(form) > 2 and frequency(form) >= data["least"]
            }
            lists = [lexemes(spec["words"]), sorted((w, w) for w in found)]
            if upos == "VERB":
                lists = [[w for w in words if self.stem(w[0])] for words in lists]
            self.words[name] = [words for words in lists if words]

    def stem(self, verb: str) -> str:
        """The stem that a frame's endings are written on, or nothing for a verb that takes others."""
        ending = self.data["infinitive"]
        stem = verb[: -len(ending)]
        return stem if verb.endswith(ending) and len(stem) > 1 and not stem.endswith(self.vowels) else ""

    def word(self, what: str) -> tuple[str, str, str, str]:
        """Form, lemma, UPOS and case of one word of a frame."""
        r = self.rng
        parsed = CLASS.match(what)
        if parsed is None:
            listed, lemma, upos, *given = what.split("/")
            forms, lemmas = listed.split("|"), lemma.split("|")
            at = r.randrange(len(forms))
            lemma = forms[at] if lemma == "=" else lemmas[at] if len(lemmas) > 1 else lemma
            return forms[at], lemma, upos, given[0] if given else ""
        name, endings, marked = parsed.groups()
        upos, case = self.tags[name]
        form, lemma = r.choice(r.choice(self.words[name]))
        ending = r.choice((endings or "").split("|"))
        variable = self.data["variable"]
        if upos == "VERB":
            form = self.stem(form)
        elif upos == "ADJ" and form.endswith(variable) and form == lemma:
            form = form[: -len(variable)] + r.choice(self.data["variable_endings"])
        elif marked:
            before = next((v for v in self.data["oblique"] if form.endswith(v)), "")
            form = form[: len(form) - len(before)] + self.data["oblique"].get(before, "")
            if form.endswith(self.vowels):
                ending = self.data["after_vowel"].get(ending, ending)
        return form + ending, lemma, upos, marked or case

    def tree(self, frame: str) -> Tree:
        """One sentence of a frame with its tree; a mark such as ``.!`` is one of its signs."""
        items = frame.split()
        root = next(i for i, item in enumerate(items, 1) if item.endswith(">0:root"))
        rows = []
        for number, item in enumerate(items, 1):
            if item[0] in MARKS:
                mark = self.rng.choice(item)
                values = [mark, mark, "PUNCT", "_", "_", str(root), "punct"]
            else:
                what, _, place = item.rpartition(">")
                head, _, relation = place.partition(":")
                form, lemma, upos, case = self.word(what)
                values = [form, lemma, upos, "_", f"Case={case}" if case else "_", head, relation]
            rows.append([str(number), *values, "_", "_"])
        for before, row in pairwise(rows):
            if row[3] == "PUNCT":
                before[9] = "SpaceAfter=No"
        text = "".join(r[1] if r[9] == "SpaceAfter=No" else r[1] + " " for r in rows).strip()
        return Tree(rows, {"text": text})

    def sentences(self, number: int) -> list[Tree]:
        """``number`` sentences, each frame about as often as another."""
        frames = self.data["frames"]["all"]
        order = [frames[i % len(frames)] for i in range(number)]
        self.rng.shuffle(order)
        return [self.tree(f) for f in order]


def frame_sentences(
    lang: str,
    entries: Sequence[Triple],
    frequency: Callable[[str], int],
    number: int,
    seed: int = 1,
    folder: Path = HERE,
) -> list[Tree]:
    """``number`` sentences from ``frames_<lang>.toml``; empty for a language without that file."""
    path = folder / f"frames_{lang}.toml"
    if not number or not path.exists():
        return []
    with open(path, "rb") as source:
        return Frames(tomllib.load(source), entries, frequency, seed).sentences(number)


def certain_tags(
    lang: str,
    entries: Sequence[Triple],
    frequency: Callable[[str], int],
    trees: Sequence[Tree],
    folder: Path = HERE,
) -> dict[str, tuple[str, str]]:
    """Form -> UPOS and case of the words whose tag is beyond doubt; empty for a language without frames.

    These are the words of the closed classes, and the names, that stand in one class of the frames only, that no
    lexicon has as something else, and that the treebank ``trees``, where it has them, always tags so.
    """
    path = folder / f"frames_{lang}.toml"
    if not path.exists():
        return {}
    with open(path, "rb") as source:
        data = tomllib.load(source)
    frames = Frames(data, entries, frequency)
    found: dict[str, set[tuple[str, str]]] = {}
    for name, lists in frames.words.items():
        for form, _ in (word for words in lists for word in words):
            found.setdefault(form, set()).add(frames.tags[name])
    for frame in data["frames"]["all"]:
        for what in (item.rpartition(">")[0] for item in frame.split() if item[0] not in MARKS):
            if not CLASS.match(what):
                listed, _, upos, *given = what.split("/")
                for form in listed.split("|"):
                    found.setdefault(form, set()).add((upos, given[0] if given else ""))
    for form, upos, _ in entries:
        if form in found and upos not in {u for u, _ in found[form]}:
            found[form].add((upos, "?"))
    for tree in trees:
        for row in tree.rows:
            if row[FORM] in found:
                found[row[FORM]].add((row[UPOS], case_of(row[FEATS])))
    sure = {form: next(iter(tags)) for form, tags in found.items() if len(tags) == 1}
    return {form: tag for form, tag in sure.items() if tag[0] in data["certain"]}


def frame_problems(path: Path, data: dict[str, Any]) -> list[str]:
    """What is wrong with the frames of ``path``: unknown classes, heads out of range, no root."""
    out = []
    for frame in data["frames"]["all"]:
        items = frame.split()
        if sum(item.endswith(">0:root") for item in items) != 1:
            out.append(f"{path.name}: not one root: {frame}")
        for item in items:
            what, _, place = item.rpartition(">")
            if item[0] in MARKS:
                continue
            head = place.partition(":")[0]
            parsed = CLASS.match(what)
            if not head.isdigit() or int(head) > len(items):
                out.append(f"{path.name}: head of {item!r}: {frame}")
            elif parsed and parsed[1] not in data["classes"]:
                out.append(f"{path.name}: class of {item!r}: {frame}")
    return out
