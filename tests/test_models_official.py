"""The models that the Stanza project publishes: chosen by --models stanza, fetched only then, never mixed with ours."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline import cache, extractor
from pipeline.cli import app
from pipeline.parsing import ModelError, official
from pipeline.parsing.models import MODELS_VARIABLE, verify
from pipeline.parsing.parser import Parser, get_parser

ROOT = Path(__file__).resolve().parent.parent
FILES = ("tokenize", "pos", "lemma", "depparse", "pretrain")


def forget_parsers() -> None:
    """Drop the parsers that are kept for this process, as another choice of models follows."""
    extractor.parser.cache_clear()
    get_parser.cache_clear()


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder as Stanza keeps it, with models of this project in the places of the published ones."""
    folder = tmp_path / "stanza"
    needs = {"dependencies": [{"model": "pretrain", "package": "made"}]}
    entry: dict[str, object] = {"lang_name": "Hindi", "packages": {"default": dict.fromkeys(FILES[:4], "made")}}
    for name in FILES:
        path = folder / "hi" / name / "made.pt"
        path.parent.mkdir(parents=True)
        shutil.copy(ROOT / "models" / "hi" / name / "news.pt", path)
        details = {"md5": "", **(needs if name in ("pos", "depparse") else {})}
        entry[name] = {"made": details}
    (folder / "resources.json").write_text(json.dumps({"hi": entry, "url": ""}), encoding="utf-8")
    monkeypatch.setenv(MODELS_VARIABLE, "stanza")
    monkeypatch.setattr(official, "folder", lambda: folder)
    monkeypatch.setattr("stanza.pipeline.core.download_models", lambda *_, **__: None)
    forget_parsers()
    yield folder
    forget_parsers()


def test_published_models_are_loaded_and_named(published: Path) -> None:
    parser = Parser("hi")
    assert {name.split("/")[2] for name in parser.checksums} == set(FILES)
    assert all(name.startswith("stanza/hi/") for name in parser.checksums)
    doc = parser.parse(["किसान ने खेत में पानी दिया।"])[0]
    assert [t.text for t in doc] == ["किसान", "ने", "खेत", "में", "पानी", "दिया", "।"]
    assert doc[5].pos_ == "VERB" and doc[5].head == doc[5]


def test_a_language_without_published_models_keeps_ours(published: Path) -> None:
    assert all(name.startswith("gu/") for name in verify("gu"))
    assert Parser("gu").checksums == verify("gu")


def test_lemmas_of_verbs_become_infinitives() -> None:
    assert official.lemma("hi", "VERB", "कर") == "करना"
    assert official.lemma("hi", "VERB", "बना") == "बनाना"
    assert official.lemma("hi", "AUX", "है") == "है"
    assert official.lemma("hi", "NOUN", "घर") == "घर"


def test_results_of_other_models_are_kept_apart(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = cache.fingerprint.__wrapped__
    theirs = key("hi"), key("gu")
    assert theirs[0] == key("hi")
    (published / "resources.json").unlink()
    assert key("hi") != theirs[0] and key("hi") != key("hi")  # what will be fetched is not known yet
    monkeypatch.delenv(MODELS_VARIABLE)
    assert key("hi") != theirs[0] and key("gu") == theirs[1]


def test_models_that_cannot_be_fetched_are_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise ConnectionError("no route to host")

    monkeypatch.setenv(MODELS_VARIABLE, "stanza")
    monkeypatch.setattr(official, "folder", lambda: tmp_path / "none")
    monkeypatch.setattr("stanza.pipeline.core.download_resources_json", refused)
    with pytest.raises(ModelError, match=r"official Stanza models of 'hi' can't be loaded.*no route to host"):
        Parser("hi")
    assert verify("hi") == {}


def test_without_the_choice_nothing_asks_for_a_network() -> None:
    """A whole sentence is explained in a process whose sockets are closed off."""
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise AssertionError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from typer.testing import CliRunner\n"
        "from pipeline.cli import app\n"
        "done = CliRunner().invoke(app, ['explain', 'बाढ़ में 12 लोग घायल हुए।', '--lang', 'hi'])\n"
        "assert done.exit_code == 0 and '12' in done.output, done.output\n"
    )
    env = {k: v for k, v in os.environ.items() if k != MODELS_VARIABLE}
    subprocess.run([sys.executable, "-c", code], check=True, env=env, cwd=ROOT)


def test_a_folder_can_be_chosen_and_a_wrong_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODELS_VARIABLE, "")
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    refused = CliRunner().invoke(
        app, ["extract", str(tmp_path), "--out", str(tmp_path / "o"), "--models", str(tmp_path)]
    )
    assert refused.exit_code == 2 and "neither stanza nor a folder of models" in refused.output
    for command in ("extract", "explain", "evaluate"):
        assert "--models" in CliRunner().invoke(app, [command, "--help"], terminal_width=200).output


def test_a_run_says_which_models_it_used(tmp_path: Path, published: Path) -> None:
    from pipeline.run import Settings, run

    (tmp_path / "in.jsonl").write_text(
        json.dumps({"id": "a", "lang": "hi", "text": "बाढ़ में 12 लोग घायल हुए, पुलिस ने बताया।"}), encoding="utf-8"
    )
    run(Settings((str(tmp_path / "in.jsonl"),), tmp_path / "out"))
    record = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert record["settings"]["models"] == "stanza"
    assert all(name.startswith("stanza/hi/") for name in record["models"]["hi"]) and record["models"]["hi"]
