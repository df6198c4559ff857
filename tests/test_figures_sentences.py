"""Marked-up sentences, one file per language and phenomenon: figures and, unmarked, what is none."""

import pytest

from tests.figure_markup import FOLDER, cases, check


@pytest.mark.parametrize(("lang", "line"), cases("*.txt"))
def test_sentence(lang: str, line: str) -> None:
    check(lang, line)


@pytest.mark.parametrize("lang", ["hi", "gu"])
def test_there_are_enough_sentences(lang: str) -> None:
    lines = [x for p in FOLDER.glob(f"{lang}_*.txt") for x in p.read_text(encoding="utf-8").splitlines()]
    assert len([x for x in lines if x.strip() and not x.startswith("#")]) >= 150
