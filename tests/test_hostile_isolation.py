"""Nothing that an article holds is executed, no network is asked, and nothing is written or said out of place."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.hostile import GU, HI, PAGE, line

#: Runs the command line with an ear to what the interpreter does; what must not be done raises.
WATCHED = """
import json, os, sys
folder, seen = sys.argv[1], []
FORBIDDEN = ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto", "os.system", "os.exec",
             "subprocess.Popen", "os.posix_spawn", "urllib.Request", "webbrowser.open", "ctypes.dlopen/network")
def hook(event, arguments):
    if event in FORBIDDEN and not (event == "socket.bind" and arguments[1] == ("::1", 0)):  # urllib3 asks for IPv6
        os.write(2, f"FORBIDDEN {event} {arguments}\\n".encode()); os._exit(99)
    if event == "open" and isinstance(arguments[0], str) and isinstance(arguments[2], int):
        writes = arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes and not arguments[0].startswith((folder, "/dev/null", "/proc/self")):
            os.write(2, f"WRITES {arguments[0]}\\n".encode())
    if event == "pickle.find_class" and str(arguments[0]).split(".")[0] in ("os", "posix", "subprocess", "builtins"):
        os.write(2, f"UNPICKLES {arguments}\\n".encode())
sys.addaudithook(hook)
sys.dont_write_bytecode = True
import torch
real = torch.load
def load(*arguments, **options):
    if options.get("weights_only") is not True:
        os.write(2, f"LOADS {arguments} without weights_only\\n".encode())
    return real(*arguments, **options)
torch.load = load
from pipeline.run import Settings, run
from pipeline.audit import Verdicts, audit
from pipeline.audit.load import load as tables_of
from pipeline.report import build
from pathlib import Path
counts = run(Settings((folder + "/in",), Path(folder) / "out", cache=True))
tables = tables_of(Path(folder) / "out")
build(tables, audit(tables, Verdicts({})), Verdicts({}), Path(folder) / "out" / "report", False, "t")
print(json.dumps(counts.as_dict()))
"""
MARK = "गुप्तनाम"


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A run with the real models and a report, over articles that would like to do something."""
    folder = tmp_path_factory.mktemp("watched")
    (folder / "in").mkdir()
    evil = '"><script src="http://127.0.0.1:9/x.js"></script>{{7*7}}${jndi:ldap://127.0.0.1/a}\n=cmd|calc!A1'
    files = {
        "a.txt": f"{HI} {MARK} ने कहा कि 12 घर गिरे। {evil}",
        "b.html": PAGE.replace("<p>", '<img src="http://127.0.0.1:9/p.png"><p>', 1),
        "c.jsonl": "\n".join(
            [line(id=evil, text=f"{GU} {MARK} 5 ઘર.", title=evil, url="http://127.0.0.1:9/"), "{" + MARK, MARK]
        ),
        "d.csv": f'id,text\n@SUM(1),"{HI} {evil.replace(chr(34), chr(34) * 2)}"\n',
    }
    for name, content in files.items():
        (folder / "in" / name).write_text(content, "utf-8")
    command = [sys.executable, "-c", WATCHED, str(folder)]
    if subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode == 0:
        command = ["unshare", "-n", *command]  # no network at all, not even for libraries in C
    (folder / "tmp").mkdir()
    environment = {**os.environ, "TMPDIR": str(folder / "tmp")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")
    return folder, done


def test_a_run_needs_no_network_and_starts_nothing(watched):
    _, done = watched
    assert done.returncode == 0, done.stderr
    assert "FORBIDDEN" not in done.stderr
    counts = json.loads(done.stdout)
    assert counts["articles"] == 4
    assert counts["failed"] == 2
    assert counts["figures"] >= 2


def test_it_writes_nothing_elsewhere(watched):
    _, done = watched
    assert [s for s in done.stderr.splitlines() if s.startswith("WRITES")] == []


def test_models_are_loaded_as_weights_and_nothing_dangerous_is_unpickled(watched):
    _, done = watched
    assert [s for s in done.stderr.splitlines() if s.startswith(("UNPICKLES", "LOADS"))] == []


def test_what_is_printed_holds_no_text_of_an_article(watched):
    _, done = watched
    assert MARK not in done.stdout + done.stderr
    assert HI[:20] not in done.stdout + done.stderr


def test_an_error_that_quotes_the_text_is_not_printed_in_the_counts(tmp_path):
    from pipeline.extractor import Result
    from pipeline.run import Counts
    from pipeline.schema import Article

    counts = Counts()
    counts.add(Result(Article(doc_id="a", text=HI), error=f"ValueError: {MARK}"))
    assert counts.reasons == {("failed", "ValueError"): 1}


def test_spreadsheets_get_no_formulas(watched):
    import csv

    folder, _ = watched
    for path in (folder / "out").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as f:
            cells = [cell for row in csv.reader(f) for cell in row]
        assert cells
        assert [
            c for c in cells if c.startswith(tuple("=+-@\t\r")) and not c.lstrip("-").replace(".", "").isdigit()
        ] == []


def test_the_report_quotes_what_it_shows(watched):
    folder, _ = watched
    page = (folder / "out" / "report" / "index.html").read_text("utf-8")
    assert "<script src=" not in page
    assert "http://127.0.0.1:9/x.js" in page


@pytest.mark.parametrize("change", ["bit", "missing", "manifest"])
def test_models_that_are_not_those_of_their_manifest_are_refused(tmp_path, change):
    """Nothing of a file is loaded before its checksum is right."""
    from pipeline.parsing.models import ModelError, verify

    folder = tmp_path / "models"
    (folder / "hi").mkdir(parents=True)
    (folder / "resources.json").write_text("{}")
    data = b"weights"
    import hashlib

    record = {"file": "a.pt", "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "hi" / "manifest.json").write_text(json.dumps({"files": [record]}) if change != "manifest" else "{")
    if change != "missing":
        (folder / "hi" / "a.pt").write_bytes(b"weightz" if change == "bit" else data)
    with pytest.raises(ModelError):
        verify("hi", folder)
