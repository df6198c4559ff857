"""The command line: exit codes, messages, and what is printed."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.tables import read_claims, read_run
from tests.conftest import ROOT
from tests.made import process_digits

HI = "हाट में {} दुकानें और {} ठेले लगे।"


@pytest.fixture
def cli(monkeypatch):
    """A function that runs the command with a stand-in for the parser; returns the result."""
    import pipeline.run

    real = pipeline.run.run
    monkeypatch.setattr(
        "pipeline.run.run",
        lambda settings, progress=None: real(replace(settings, isolated=False), process_digits, progress),
    )

    def _cli(*arguments, **options):
        return CliRunner().invoke(app, [str(a) for a in arguments], **options)

    return _cli


def test_extract_prints_counts_and_writes_the_tables(cli, write, tmp_path):
    lines = [{"id": "a", "text": HI.format(3, 4)}, {"id": "a", "text": HI.format(3, 4)}, {"id": "b", "text": "12"}]
    path = write("in.jsonl", "\n".join(map(json.dumps, lines)))
    result = cli("extract", path, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "articles              1",
        "figures               2",
        "named / vague / none  0 / 1 / 1",
        "skipped               2",
        "                      1 × duplicate: the same id and text were read before",
        "                      1 × no letters to tell the language by",
        "failed                0",
        f"tables in {tmp_path / 'out'}",
    ]
    assert len(read_claims(tmp_path / "out")) == 2


def test_failed_articles_give_exit_code_1(cli, write, tmp_path):
    path = write("in.jsonl", json.dumps({"id": "a", "text": HI.format(3, 4)}) + "\n{\n")
    result = cli("extract", path, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "failed                1\n" in result.stdout
    assert "1 × broken JSON" in result.stdout
    assert read_run(tmp_path / "out")["counts"]["articles"] == 1


def test_strict_stops(cli, write, tmp_path):
    result = cli("extract", write("in.jsonl", "{\n"), "--out", tmp_path / "out", "--strict")
    assert result.exit_code == 1
    assert "stopped at the first failure, nothing written: in#1" in result.stderr
    assert not (tmp_path / "out" / "run.json").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["extract", "NOWHERE", "--out", "out"], "INPUT NOWHERE: No such file or directory"),
        (["extract", "a\0b", "--out", "out"], "INPUT 'a\\x00b'"),
        (["extract", "IN", "--out", "IN"], "--out IN is not a folder"),
        (["extract", "IN", "--out", "IN/below"], "--out IN/below is not a folder"),
        (["extract", "IN"], "Missing option"),
        (["extract", "--out", "out"], "Missing argument"),
        (["extract", "IN", "--out", "out", "--lang", "mr"], "'mr' is not one of 'hi', 'gu'"),
        (["extract", "IN", "--out", "out", "--workers", "0"], "should be greater than or equal to 1"),
        (["extract", "IN", "--out", "out", "--engine", "spark"], "'spark' is not one of"),
        (["evaluate", "NOWHERE.jsonl"], "NOWHERE.jsonl"),
        (["explain", " "], "the text is empty"),
        (["explain", "Four people were hurt when two buses collided."], "language en (English)"),
    ],
)
def test_what_cannot_run_gives_exit_code_2_and_says_why(cli, write, monkeypatch, tmp_path, arguments, message):
    write("IN", "x")
    monkeypatch.chdir(tmp_path)
    result = cli(*arguments)
    assert result.exit_code == 2
    plain = re.sub(r"\x1b\[[\d;]*m", "", result.stderr)
    assert message in " ".join(plain.replace("│", " ").split())
    assert "Traceback" not in result.output


def test_folder_that_cannot_be_written(cli, write, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    (tmp_path / "shut").mkdir(mode=0o500)
    result = cli("extract", write("a.txt", HI), "--out", tmp_path / "shut")
    assert result.exit_code == 2
    assert "Permission denied" in result.stderr


def test_a_full_disk_is_said(cli, write, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.tables.pq.ParquetWriter.write_table", full)
    result = cli("extract", write("a.txt", HI.format(1, 2)), "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "No space left on device; the tables are as they were before" in result.stderr
    assert not list((tmp_path / "out").glob("*.tmp"))


def test_missing_models_are_named(tmp_path):
    """In a process of its own, as models that are loaded stay loaded."""
    command = [sys.executable, "-m", "pipeline.cli", "extract", "-", "--no-cache", "--out", str(tmp_path / "out")]
    environment = {**os.environ, "NEWS_CLAIMS_MODELS": str(tmp_path)}
    done = subprocess.run(
        command, input=HI.format(3, 4), env=environment, capture_output=True, text=True, encoding="utf-8", cwd=ROOT
    )
    assert done.returncode == 2
    assert done.stderr.startswith("news-claims: no models")
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_empty_folder_says_so(cli, tmp_path):
    (tmp_path / "in").mkdir()
    result = cli("extract", tmp_path / "in", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"no articles found under {tmp_path / 'in'}\n")


def test_standard_input(cli, tmp_path):
    result = cli("extract", "-", "--out", tmp_path / "out", input=HI.format(5, 6))
    assert result.exit_code == 0
    assert read_claims(tmp_path / "out")["doc_id"].tolist() == ["stdin", "stdin"]


def test_reasons_cannot_steer_the_terminal(cli, write, tmp_path):
    path = write("in.csv", "id,\x1b[31mbody\nx,y\n")
    result = cli("extract", path, "--out", tmp_path / "out")
    assert "\x1b" not in result.stdout
    assert "no column named text (columns: id,  [31mbody)" in result.stdout


def test_version_and_help():
    from pipeline import __version__

    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"news-claims {__version__}\n")
    assert CliRunner().invoke(app, ["--help"]).exit_code == 0


def test_number(cli):
    result = cli("number", "साढ़े तीन करोड़")
    assert (result.exit_code, result.stdout) == (0, "साढ़े तीन करोड़\t35000000\tcardinal\n")
    assert cli("number", "દોઢ લાખ").stdout == "દોઢ લાખ\t150000\tcardinal\n"
    result = cli("number", "कोई नहीं")
    assert result.exit_code == 1
    assert "no number found" in result.stderr


def test_evaluate_a_table(cli, tmp_path):
    text = HI.format(3, 4)
    at = text.index("3")
    figure = {"num": "3", "num_start": at, "num_end": at + 1, "kind": "count", "value": 3, "comparator": "exact"}
    figure |= {"sourcing": "none", "item": "दुकानें", "source": None}
    gold = {"id": "d", "lang": "hi", "text": text, "regions": [[0, len(text)]], "figures": [figure]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold))
    (tmp_path / "claims.jsonl").write_text(json.dumps({"doc_id": "d", **figure, "item": "ठेले"}))
    result = cli(
        "evaluate",
        tmp_path / "gold.jsonl",
        "--claims",
        tmp_path / "claims.jsonl",
        "--errors",
        1,
        "--json",
        tmp_path / "s",
    )
    assert result.exit_code == 0, result.output
    table = {line.split()[1]: line.split()[3::2] for line in result.stdout.splitlines() if line.startswith("│")}
    assert table["value"] == ["100.0", "100.0", "100.0", "1"]
    assert table["item"] == ["0.0", "0.0", "0.0", "1"]
    assert "item in d: … हाट में 3 दुकानें" in result.stdout
    assert json.loads((tmp_path / "s").read_text())["item"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "gold": 1}


def heed_interrupts():
    """Undo what a shell does to jobs in the background, which are started deaf to interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_leaves_the_folder_as_it_was(tmp_path, number, code):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "run.json").write_text("old")
    command = [sys.executable, "-m", "pipeline.cli", "extract", "-", "--no-cache", "--out", str(tmp_path / "out")]
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": ROOT}
    with subprocess.Popen(command, **pipes, preexec_fn=heed_interrupts) as process:
        deadline = time.monotonic() + 60
        while len(list((tmp_path / "out").iterdir())) < 8 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(number)
        assert process.wait(60) == code
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["run.json"]
    assert (tmp_path / "out" / "run.json").read_text() == "old"


def test_leftovers_of_a_killed_run_are_removed(cli, write, tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    out = tmp_path / "out"
    out.mkdir()
    (out / f".claims.csv.{gone.pid}.tmp").write_text("x")
    (out / f".claims.csv.{os.getppid()}.tmp").write_text("alive")
    (out / ".notes.1.tmp").write_text("not ours")
    cli("extract", write("a.txt", HI.format(1, 2)), "--out", out)
    hidden = {p.name for p in out.iterdir() if p.name.startswith(".")}
    assert hidden == {".cache.sqlite", f".claims.csv.{os.getppid()}.tmp", ".notes.1.tmp"}
