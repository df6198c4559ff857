"""Faults: whatever ends a run, and wherever, the tables of its folder are the old ones or the new ones, whole.

Runs take digits for figures. A power cut is an error at the n-th change of the folder, after which none is made.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline import tables
from pipeline.articles import Limits
from pipeline.columns import TABLES
from pipeline.run import Settings, run
from pipeline.tables import TableError, read_claims, read_run
from tests.conftest import ROOT
from tests.made import process_digits

HI = "मंडी में {} बोरी अनाज भीगा और {} दुकानें बंद रहीं।"
OLD, NEW = [(3, 4), (5, 6)], [(70, 80), (90, 100), (110, 120)]
#: A run in a process of its own: inputs, folder, workers, cache; the process may be given as module:name.
RUN = """
import sys, importlib
from pathlib import Path
from pipeline.run import Settings, run
from tests import faults_process
if __name__ == "__main__":
    source, out, workers, cache = sys.argv[1:5]
    run(Settings((source,), Path(out), workers=int(workers), cache=cache == "1", isolated=True), faults_process.slow_digits)
"""


def inputs(folder, numbers, name="in.jsonl"):
    path = folder / name
    lines = [json.dumps({"id": f"a{i}", "text": HI.format(*n), "lang": "hi"}) for i, n in enumerate(numbers)]
    path.write_text("\n".join(lines), "utf-8")
    return path


def go(folder, numbers, out="out", **options):
    settings = Settings((str(inputs(folder, numbers)),), folder / out, **options)
    return run(settings, process_digits)


def values(out):
    """The figures of a folder, after checking that all its tables are those of its ``run.json`` and of one run."""
    found = read_claims(out)["value"].astype(int).tolist()
    record = read_run(out)
    assert record["counts"]["figures"] == len(found)
    for table in TABLES:
        assert len(read_claims(out, table)) == sum(
            t["rows"] for n, t in record["tables"].items() if n.startswith(table) and n.endswith(".parquet")
        )
    for name, entry in record["tables"].items():
        assert tables.sha256_file(out / name) == entry["sha256"], name
    assert set(read_claims(out, "texts")["doc_id"]) == set(read_claims(out)["doc_id"])
    return found


def flat(numbers):
    return [n for pair in numbers for n in pair]


class PowerCut(BaseException):
    """Nothing is written any more."""


class Power:
    """Counts the changes that are made to a folder and cuts the power at one of them."""

    def __init__(self, monkeypatch, at):
        self.left, self.off, self.changes = at, False, 0
        for owner, name in ((Path, "replace"), (Path, "unlink"), (Path, "mkdir"), (Path, "rmdir"), (os, "fsync")):
            self._wrap(monkeypatch, owner, name)

    def _wrap(self, monkeypatch, owner, name):
        real = getattr(owner, name) if owner is not os else lambda handle: None  # slow, and of no effect on a test

        def change(*arguments, **options):
            if self.off or self.left == 0:
                self.off = True
                raise PowerCut
            self.left -= 1
            self.changes += 1
            return real(*arguments, **options)

        monkeypatch.setattr(owner, name, change)


@pytest.mark.parametrize("parts", [1000, 2], ids=["whole", "parts"])
def test_a_power_cut_at_any_change_of_the_folder(tmp_path, parts):
    seen = set()
    go(tmp_path, OLD)
    for at in range(200):
        folder = tmp_path / str(at)
        shutil.copytree(tmp_path / "out", folder / "out")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("os.getpid", lambda: 1_000_000_007)  # a process that is gone afterwards
            power = Power(patch, at)
            with suppress(PowerCut):
                go(folder, NEW, part_articles=parts)
        found = values(folder / "out")
        assert found in (flat(OLD), flat(NEW)), at
        seen.add(tuple(found))
        if not power.off:
            break
        if at % 5 == 0:
            go(folder, NEW)
            assert values(folder / "out") == flat(NEW)
            assert not [p for p in (folder / "out").iterdir() if p.name.startswith(".")]
    else:
        raise AssertionError("the run never came to its end")
    assert power.changes > 15
    assert len(seen) == 2


def test_a_full_disk_at_any_size(tmp_path):
    """Files may not grow beyond a bound, as on a disk that is full: real errors of the system, also in libraries."""
    inputs(tmp_path, NEW)
    go(tmp_path, OLD)
    inputs(tmp_path, NEW)
    codes = []
    for size in (0, 3000, 8000, 10**6):
        code = (
            f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n"
            "import sys, pathlib\nfrom pipeline.run import Settings, run\nfrom tests.made import process_digits\n"
            "run(Settings((sys.argv[1],), pathlib.Path(sys.argv[2]), cache=True), process_digits)"
        )
        command = [sys.executable, "-c", code, str(tmp_path / "in.jsonl"), str(tmp_path / "out")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        codes.append(done.returncode)
        assert values(tmp_path / "out") == (flat(OLD) if done.returncode else flat(NEW)), (size, done.stderr)
        if done.returncode:
            assert "OSError: [Errno 27]" in done.stderr, size
    assert codes[0] != 0
    assert codes[-1] == 0


def test_a_folder_or_a_cache_that_cannot_be_written(tmp_path):
    """As another user where the tests are run by root, whom nothing is forbidden."""
    go(tmp_path, OLD, cache=True)
    inputs(tmp_path, NEW)
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    code = (
        "import os, sys, pathlib\nfrom pipeline.run import Settings, run\nfrom tests.made import process_digits\n"
        "run(Settings((sys.argv[1],), pathlib.Path(sys.argv[3]), cache=True), process_digits)\n"
        "from pipeline.tables import read_claims\n"
        "read_claims(sys.argv[3])  # all that is loaded late is loaded now\n"
        "os.geteuid() or (os.setgroups([]), os.setgid(65534), os.setuid(65534))\n"
        "print(len(read_claims(sys.argv[2])))\n"
        "run(Settings((sys.argv[1],), pathlib.Path(sys.argv[2]), cache=True), process_digits)"
    )
    command = [sys.executable, "-c", code, *(str(tmp_path / n) for n in ("in.jsonl", "out", "first"))]
    (tmp_path / "out").chmod(0o555)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "4", "tables are read where nothing can be written"
    assert "PermissionError" in done.stderr
    assert values(tmp_path / "out") == flat(OLD)
    (tmp_path / "out").chmod(0o777)
    (tmp_path / "out" / ".cache.sqlite").chmod(0o444)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "can't be used" in done.stderr
    assert values(tmp_path / "out") == flat(NEW)


def _heed():
    """Interrupts are heard again where the tests run in a background job, which ignores them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def started(tmp_path):
    """A function that starts a slow run over NEW in a process and returns it; its folder holds the tables of OLD."""
    go(tmp_path, OLD)
    inputs(tmp_path, NEW)
    running = []

    def _start(workers, env=None):
        command = [sys.executable, "-c", RUN, str(tmp_path / "in.jsonl"), str(tmp_path / "out"), str(workers), "1"]
        environment = {**os.environ, "NEWS_CLAIMS_TEST_MARK": str(tmp_path / "mark"), **(env or {})}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, preexec_fn=_heed)
        running.append(process)
        deadline = time.monotonic() + 60
        while not (tmp_path / "mark").exists() and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.02)
        return process

    yield _start
    for process in running:
        process.kill()
        process.wait()


def children(pid):
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def gone(pids):
    deadline = time.monotonic() + 30
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(alive, pids))


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks /proc for the workers")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda n: n.name)
def test_a_signal_while_articles_are_read(started, tmp_path, number):
    process = started(2, {"NEWS_CLAIMS_TEST_SLEEP": "30"})
    workers = children(process.pid)
    assert workers
    process.send_signal(number)
    assert process.wait(30) != 0
    assert gone(workers), "workers outlive the run"
    assert values(tmp_path / "out") == flat(OLD)
    go(tmp_path, NEW)
    assert values(tmp_path / "out") == flat(NEW)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks /proc for the workers")
def test_a_worker_that_is_killed_costs_time_only(started, tmp_path):
    process = started(1, {"NEWS_CLAIMS_TEST_SLEEP": "1"})
    for pid in children(process.pid):
        if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text():
            os.kill(pid, signal.SIGKILL)
    assert process.wait(60) == 0
    assert values(tmp_path / "out") == flat(NEW)
    assert read_run(tmp_path / "out")["counts"]["failed"] == 0


def test_two_runs_into_one_folder_at_any_moment(tmp_path):
    """The second run puts its tables in place between any two changes that the first makes to put its own there."""
    other = tmp_path / "other"
    other.mkdir()
    for at in range(60):
        out = tmp_path / f"out{at}"
        go(tmp_path, OLD, out.name)
        tag = 1_000_000_007 + at  # a process that is not there
        with pytest.MonkeyPatch.context() as patch:
            real, left, done = Path.replace, [at], []

            def replace(self, target, real=real, left=left, done=done, out=out, tag=tag):
                if left[0] == 0 and not done:
                    done.append(True)
                    with pytest.MonkeyPatch.context() as inner:
                        inner.setattr("os.getpid", lambda: tag)
                        try:
                            go(other, [(1, 2)], out)
                        except BlockingIOError:
                            done.append("refused")
                left[0] -= 1
                return real(self, target)

            patch.setattr(Path, "replace", replace)
            patch.setattr("pipeline.lock.WAIT", 0.01)
            go(tmp_path, NEW, out.name)
        assert values(out) in (flat(NEW), [1, 2]), at
        if not done:
            break
    assert at > 8


def test_many_runs_and_readers_at_once(tmp_path):
    """Four processes write the same folder again and again while it is read: every reading is one whole run."""
    go(tmp_path, OLD)
    code = (
        "import sys, pathlib\nfrom pipeline.run import Settings, run\nfrom tests.made import process_digits\n"
        "for _ in range(4): run(Settings((sys.argv[1],), pathlib.Path(sys.argv[2]), cache=True), process_digits)"
    )
    expected = [flat(OLD)]
    writers = []
    for i in range(3):
        numbers = [(10 * i + k, 1000 + i) for k in range(i + 1)]
        expected.append(flat(numbers))
        source = inputs(tmp_path, numbers, f"w{i}.jsonl")
        command = [sys.executable, "-c", code, str(source), str(tmp_path / "out")]
        writers.append(subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True))
    reads = 0
    while any(w.poll() is None for w in writers):
        assert read_claims(tmp_path / "out")["value"].astype(int).tolist() in expected
        reads += 1
    assert [w.communicate()[1] for w in writers if w.returncode] == []
    assert reads
    assert values(tmp_path / "out") in expected
    assert not list((tmp_path / "out").glob("*.tmp"))


@pytest.mark.parametrize("year", [1970, 2100])
def test_a_clock_that_jumps(tmp_path, monkeypatch, year):
    import datetime

    go(tmp_path, OLD, cache=True)

    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz).replace(year=year, month=1, day=1)

    monkeypatch.setattr("pipeline.run.datetime", Clock)
    os.utime(tmp_path / "out" / "claims.parquet", (0, 2**32))
    assert go(tmp_path, OLD, cache=True).cached == 2
    assert go(tmp_path, NEW, cache=True).cached == 0
    assert values(tmp_path / "out") == flat(NEW)
    assert read_run(tmp_path / "out")["started"].startswith(str(year))


@pytest.mark.parametrize("damage", ["cut", "other", "gone", "json"])
def test_tables_that_were_tampered_with_are_refused(tmp_path, damage):
    go(tmp_path, OLD)
    path = tmp_path / "out" / ("run.json" if damage == "json" else "claims.parquet")
    if damage == "gone":
        path.unlink()
    elif damage == "other":
        go(tmp_path, NEW, "new")
        path.write_bytes((tmp_path / "new" / "claims.parquet").read_bytes())
    else:
        path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(TableError):
        read_claims(tmp_path / "out")


@pytest.mark.parametrize(
    "journal", ['{"../../x": "claims.parquet"}', '{".a.tmp": "/etc/x"}', '{".a.tmp": "../x.parquet"}']
)
def test_a_journal_moves_nothing_out_of_its_folder(tmp_path, journal):
    go(tmp_path, OLD)
    (tmp_path / "out" / ".a.tmp").write_text("x")
    (tmp_path / "x").write_text("x")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    (tmp_path / "out" / ".commit.json").write_text(journal)
    with suppress(TableError):
        read_claims(tmp_path / "out")
    assert not (tmp_path / "out" / ".commit.json").exists()
    assert before == {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}


@pytest.mark.parametrize(("mark", "workers"), [("SPIN", 1), ("SPIN", 2), ("HANG", 2)])
def test_an_article_that_takes_too_long_costs_only_itself(tmp_path, mark, workers):
    """SPIN is stopped by a signal; HANG holds the interpreter in a library, and its process is ended."""
    from tests.faults_process import stuck_digits

    lines = [json.dumps({"id": f"a{i}", "text": HI.format(i, i), "lang": "hi"}) for i in range(3)]
    lines.insert(1, json.dumps({"id": "slow", "text": mark, "lang": "hi"}))
    (tmp_path / "in.jsonl").write_text("\n".join(lines), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWS_CLAIMS_TEST_GRACE", "1")
        settings = Settings(
            (str(tmp_path / "in.jsonl"),), tmp_path / "out", workers=workers, limits=Limits(max_seconds=2)
        )
        counts = run(settings, stuck_digits)
    assert counts.reasons == {("failed", "limit max_seconds (2) exceeded"): 1}
    assert read_claims(tmp_path / "out", "articles")["status"].tolist() == ["ok", "failed", "ok", "ok"]


def test_an_article_that_takes_too_much_memory_costs_only_itself(tmp_path):
    from tests.faults_process import greedy_digits

    lines = [json.dumps({"id": str(i), "text": t, "lang": "hi"}) for i, t in enumerate((HI.format(1, 2), "GREEDY"))]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), "utf-8")
    limits = Limits(max_memory_mib=1500)
    counts = run(Settings((str(tmp_path / "in.jsonl"),), tmp_path / "out", isolated=True, limits=limits), greedy_digits)
    assert counts.reasons == {("failed", "limit max_memory_mib (1500) exceeded"): 1}
    assert values(tmp_path / "out") == [1, 2]
