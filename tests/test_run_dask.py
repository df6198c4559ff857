"""Runs on a Dask cluster: the tables of a local run, lost workers, what keeps a run from starting."""

import json
import os
import signal
import sys
from threading import Timer

import pytest

from pipeline.articles import Limits
from pipeline.extractor import CannotRun
from pipeline.run import Settings, run
from pipeline.tables import read_claims
from tests.made import process_digits

distributed = pytest.importorskip("distributed")

HI = "मेले में {} दुकानें लगीं और {} झूले आए। भीड़ में {} बच्चे बिछड़ गए।"
NAMES = ("claims.parquet", "claims.csv", "sources.csv", "texts.parquet")


@pytest.fixture(scope="module")
def cluster():
    """A cluster of two processes that goes on when they die."""
    import dask

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
        ) as made,
    ):
        yield made


@pytest.fixture
def inputs(tmp_path, monkeypatch):
    """A function that writes an input of many windows and returns its path."""
    monkeypatch.setattr("pipeline.run.WINDOW_CHARS", 300)

    def _inputs(texts):
        lines = [json.dumps({"id": f"a{i}", "text": t, "lang": "hi"}) for i, t in enumerate(texts)]
        (tmp_path / "in.jsonl").write_text("\n".join(lines), "utf-8")
        return (str(tmp_path / "in.jsonl"),)

    return _inputs


def tables(folder):
    return {n: (folder / n).read_bytes() for n in NAMES}


def texts(n):
    return [HI.format(i, i + 1, i + 2) for i in range(n)]


def test_tables_are_those_of_a_local_run(cluster, inputs, tmp_path):
    given = inputs([*texts(40), "BOOM", "", "x"])
    run(Settings(given, tmp_path / "local"), process_digits)
    counts = run(Settings(given, tmp_path / "dask", engine="dask", scheduler=cluster.scheduler_address), process_digits)
    assert tables(tmp_path / "dask") == tables(tmp_path / "local")
    assert (counts.articles, counts.failed, counts.skipped) == (41, 1, 1)


def test_without_a_scheduler_a_cluster_is_started(inputs, tmp_path):
    given = inputs(texts(6))
    run(Settings(given, tmp_path / "local"), process_digits)
    run(Settings(given, tmp_path / "dask", engine="dask", workers=1), process_digits)
    assert tables(tmp_path / "dask") == tables(tmp_path / "local")


def test_an_article_that_kills_workers_costs_only_itself(cluster, inputs, tmp_path):
    given = inputs([*texts(6), "QUIT", *texts(6)])
    counts = run(Settings(given, tmp_path, engine="dask", scheduler=cluster.scheduler_address), process_digits)
    articles = read_claims(tmp_path, "articles")
    assert articles.loc[articles["status"] == "failed", "doc_id"].tolist() == ["a6"]
    assert articles["reason"].tolist()[6] == "the worker process died on this article"
    assert counts.articles == 12


def slow_digits(articles):
    """`process_digits`, slowly enough to be interrupted."""
    import time

    time.sleep(0.2)
    return process_digits(articles)


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(cluster, inputs, tmp_path):
    given = inputs(texts(60))
    run(Settings(given, tmp_path / "local"), process_digits)
    killed = []

    def kill(done, total):
        if not killed:
            with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
                killed.append(next(iter(client.run(os.getpid).values())))
            Timer(0.05, os.kill, (killed[0], signal.SIGKILL)).start()

    settings = Settings(given, tmp_path / "dask", engine="dask", scheduler=cluster.scheduler_address)
    counts = run(settings, slow_digits, kill)
    assert killed and counts.articles == 60
    assert tables(tmp_path / "dask") == tables(tmp_path / "local")


def test_a_worker_with_other_models_stops_the_run(cluster, inputs, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.cluster.fingerprint", lambda lang: "another")
    with pytest.raises(CannotRun, match="other code, libraries or models for hi"):
        run(Settings(inputs(texts(2)), tmp_path, engine="dask", scheduler=cluster.scheduler_address), process_digits)


def test_a_scheduler_that_is_not_there_is_told(inputs, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.cluster.WAIT", 1)
    with pytest.raises(CannotRun, match=r"no Dask workers at tcp://127\.0\.0\.1:9"):
        run(Settings(inputs(texts(2)), tmp_path, engine="dask", scheduler="tcp://127.0.0.1:9"), process_digits)


def test_a_missing_extra_is_told(inputs, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CannotRun, match=r"pip install 'news-claims\[dask\]'"):
        run(Settings(inputs(texts(2)), tmp_path, engine="dask"), process_digits)


def test_limits_travel_to_the_workers(cluster, inputs, tmp_path):
    given = inputs(texts(3))
    counts = run(
        Settings(given, tmp_path, engine="dask", scheduler=cluster.scheduler_address, limits=Limits(max_chars=20)),
        process_digits,
    )
    assert counts.failed == 3


@pytest.mark.skipif(sys.platform != "linux", reason="the bound on memory is Linux's")
def test_memory_is_bounded_on_the_workers(inputs, tmp_path):
    from tests.faults_process import greedy_digits

    limits = Limits(max_memory_mib=1500)
    given = inputs([*texts(2), "GREEDY"])
    counts = run(Settings(given, tmp_path / "dask", engine="dask", workers=1, limits=limits), greedy_digits)
    assert counts.reasons == {("failed", "limit max_memory_mib (1500) exceeded"): 1}
    assert counts.articles == 2
