"""The documentation is true: its Python examples and commands give what it says, its links lead somewhere."""

import doctest
import os
import re
import shlex
import subprocess
import sys

import pytest

from pipeline.columns import TABLES
from tests.conftest import ROOT

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")


def blocks(language):
    """Return (page, number, code) of every fenced block of a language."""
    found = []
    for page in PAGES:
        codes = [code for lang, code in _BLOCK.findall(page.read_text("utf-8")) if lang == language]
        found += [pytest.param(page, code, id=f"{page.name}-{i}") for i, code in enumerate(codes, 1)]
    return found


def sessions():
    """Return each page's interpreter sessions joined, as later ones use names of earlier ones."""
    joined = {}
    for parameter in blocks("pycon"):
        page, code = parameter.values
        joined[page] = joined.get(page, "") + code + "\n"
    return [pytest.param(page, code, id=page.name) for page, code in joined.items()]


@pytest.mark.parametrize(("page", "code"), sessions())
def test_interpreter_sessions(page, code, samples, tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "out").symlink_to(samples)
    monkeypatch.chdir(tmp_path)
    test = doctest.DocTestParser().get_doctest(code, {}, page.name, str(page), 0)
    assert test.examples
    said = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)


def commands():
    """Return (page, command, expected output) of every command of the console blocks."""
    found = []
    for parameter in blocks("console"):
        page, code = parameter.values
        for part in re.split(r"^\$ ", code, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            if command.startswith("news-claims"):
                found.append(pytest.param(command, expected, id=f"{page.name}-{len(found) + 1}"))
    return found


@pytest.mark.parametrize(("command", "expected"), commands())
def test_commands_print_what_the_page_shows(command, expected, tmp_path):
    words = shlex.split(command)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "raw").symlink_to(ROOT / "data" / "raw")
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *words[1:]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"},
    )
    assert done.stderr == ""
    assert trimmed(done.stdout) == trimmed(expected)


def trimmed(text):
    return [line.rstrip() for line in text.strip().splitlines()]


def test_pages_have_examples_that_are_run():
    assert sessions()
    assert commands()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    for link in _LINK.findall(page.read_text("utf-8")):
        assert (page.parent / link).exists(), link


def test_every_page_is_in_the_index():
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    linked = _LINK.findall(index)
    assert sorted(linked) == sorted(p.name for p in (ROOT / "docs").glob("*.md") if p.name != "index.md")


def columns_markdown(table):
    """The column list of a table, as docs/tables.md holds it."""
    lines = ["| column | type | meaning |", "|---|---|---|"]
    for column in TABLES[table][1]:
        values = f" ({', '.join(column.values)})" if column.values else ""
        lines.append(f"| `{column.name}` | {column.type} | {column.description}{values} |")
    return "\n".join(lines)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_documented(table):
    assert columns_markdown(table) in (ROOT / "docs" / "tables.md").read_text("utf-8")


def test_the_make_targets_that_the_readme_names_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"`make (\w+)", (ROOT / "README.md").read_text("utf-8"))):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
