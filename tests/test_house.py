"""The house is in order: no words of a language in engine code, files of a readable length, modules documented."""

import ast
import re
import tokenize

import pytest

from tests.conftest import ROOT

MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
#: Letters, signs and digits of the scripts of India; the danda is punctuation that they share.
_INDIC = re.compile("[\u0900-\u0963\u0966-\u0dff]")


def docstrings(tree):
    """The line ranges of all docstrings of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield range(first.lineno, (first.end_lineno or first.lineno) + 1)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_engine_code_holds_no_words_of_a_language(path):
    """Docstrings and comments may show examples; characters written as escapes are ranges, not words."""
    described = {line for lines in docstrings(ast.parse(path.read_text("utf-8"))) for line in lines}
    with path.open("rb") as f:
        found = [
            (token.start[0], token.string)
            for token in tokenize.tokenize(f.readline)
            if token.type not in (tokenize.COMMENT, tokenize.ENCODING)
            and token.start[0] not in described
            and _INDIC.search(token.string)
        ]
    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_says_what_it_is_and_is_not_too_long(path):
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= 400


def test_tests_are_not_too_long():
    assert [p.name for p in (ROOT / "tests").rglob("*.py") if p.read_text("utf-8").count("\n") > 400] == []
