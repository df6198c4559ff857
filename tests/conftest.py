"""Shared fixtures: the repository, and the sample articles extracted once with the real models."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


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
