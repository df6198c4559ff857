"""The wheel works without the repository: it carries the language data, the templates and the models."""

import os
import subprocess
import sys
import zipfile

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The files of the wheel, unpacked into a folder of their own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_it_carries_every_file_of_the_package(installed):
    tracked = subprocess.run(["git", "ls-files", "pipeline"], cwd=ROOT, check=True, capture_output=True, text=True)
    missing = [name for name in tracked.stdout.split() if (ROOT / name).is_file() and not (installed / name).is_file()]
    assert tracked.stdout.split()
    assert missing == []


def test_it_carries_the_models_of_the_repository(installed):
    models = ROOT / "models"
    for path in models.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert (installed / "pipeline" / "_models" / path.relative_to(models)).is_file(), path


def test_it_extracts_without_the_repository(installed, tmp_path):
    (tmp_path / "a.txt").write_text("मेले में 40 दुकानें लगीं।", "utf-8")
    code = (
        "import pipeline, pipeline.parsing; from pipeline.cli import main; import sys; "
        "print(pipeline.__file__, pipeline.parsing.models_dir(), flush=True); "
        "sys.argv = ['news-claims', 'extract', 'a.txt', '--out', 'out']; main()"
    )
    environment = {k: v for k, v in os.environ.items() if k != "NEWS_CLAIMS_MODELS"} | {"PYTHONPATH": str(installed)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f"{installed / 'pipeline' / '__init__.py'} {installed / 'pipeline' / '_models'}"
    assert lines[2].split() == ["figures", "1"]
