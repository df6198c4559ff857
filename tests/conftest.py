"""Shared fixtures: the repository, and the sample articles extracted once with the real models.

The suite tries the same examples each time. NEWS_CLAIMS_TEST_EXAMPLES=5000 tries as many of each property in
`test_properties.py`, and others each time.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
#: Examples of each property in a long run; 0: the suite's few.
EXAMPLES = int(os.environ.get("NEWS_CLAIMS_TEST_EXAMPLES", "0"))

settings.register_profile("suite", derandomize=not EXAMPLES, database=None, deadline=None)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of ``data/raw``, written once by a run with the models of the repository."""
    from pipeline.run import Settings, run

    out = tmp_path_factory.mktemp("samples")
    counts = run(Settings((str(ROOT / "data" / "raw"),), out))
    assert counts.failed == 0, counts.reasons
    return out


@pytest.fixture
def write(tmp_path: Path):
    """A function that writes a file below the test's folder and returns its path."""

    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return _write
