"""The notebook: runs from a clean kernel, answers its question, and is kept without outputs."""

from pathlib import Path

import pytest

from tests.audit_data import newsroom

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "claims_audit.ipynb"

nbformat = pytest.importorskip("nbformat", reason="notebooks are not installed: pip install -e '.[test]'")
nbclient = pytest.importorskip("nbclient", reason="notebooks are not installed: pip install -e '.[test]'")


def test_outputs_are_stripped() -> None:
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


def test_the_notebook_runs_and_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = newsroom().write(tmp_path / "out")
    monkeypatch.setenv("NEWS_CLAIMS_OUT", str(out))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(NOTEBOOK.parent)}})
    client.execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [o for o in shown if o.output_type == "error"]
    text = "\n".join(o.get("text", "") + str(o.get("data", {}).get("text/plain", "")) for o in shown)
    html = "\n".join(str(o.get("data", {}).get("text/html", "")) for o in shown)
    assert "7 figures in 5 articles" in text
    assert "names United States, Ukraine and South Korea" in text
    assert '<mark class="nc-figure" title="figure">करीब 10,000 </mark>' in html
    assert "South Korea" in html
