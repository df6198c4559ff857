"""Runs: order, batches, faults of single articles, workers, and the counts, with a stand-in for the parser."""

import json

import pandas as pd
import pytest

from pipeline.articles import InputMissing, Limits
from pipeline.columns import TABLES
from pipeline.extractor import CannotRun
from pipeline.run import Settings, StrictStop, run
from pipeline.tables import TableError, read_claims, read_parts, read_run
from tests.made import process_digits

HI = "मेले में {} दुकानें लगीं और {} झूले आए। भीड़ में {} बच्चे बिछड़ गए।"
GU = "મેળામાં {} દુકાનો અને {} ચકડોળ હતાં."


def rows(path, texts, lang="hi"):
    lines = [json.dumps({"id": f"a{i}", "text": t, "lang": lang}) for i, t in enumerate(texts)]
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


@pytest.fixture
def go(tmp_path):
    """A function that runs over inputs into one folder and returns (counts, folder)."""

    def _go(*inputs, **options):
        progress = options.pop("progress", None)
        settings = Settings(tuple(map(str, inputs)), tmp_path / "out", **options)
        return run(settings, process_digits, progress), tmp_path / "out"

    return _go


def test_tables_follow_the_order_of_the_input(go, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.run.WINDOW_CHARS", 200)
    texts = [(HI if i % 3 else GU).format(i, i + 1, i + 2) for i in range(40)]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps({"id": f"a{i}", "text": t}) for i, t in enumerate(texts)), "utf-8")
    counts, out = go(path)
    articles = read_claims(out, "articles")
    assert articles["doc_id"].tolist() == [f"a{i}" for i in range(40)]
    assert articles["lang"].tolist() == ["hi" if i % 3 else "gu" for i in range(40)]
    assert read_claims(out, "texts")["text"].tolist() == texts
    claims = read_claims(out)
    expected = [(f"a{i}", float(i + k)) for i in range(40) for k in range(3 if i % 3 else 2)]
    assert list(zip(claims["doc_id"], claims["value"], strict=True)) == expected
    assert (counts.articles, counts.figures) == (40, len(expected))


def test_counts_add_up_everywhere(go, tmp_path):
    counts, out = go(rows(tmp_path / "in.jsonl", [HI.format(1, 2, 3), HI.format(4, 5, 6), "", "एक मेला।"]))
    assert (counts.named, counts.vague, counts.none, counts.figures) == (2, 2, 2, 6)
    articles = read_claims(out, "articles")
    assert articles[["named", "vague", "none", "claims"]].sum().tolist() == [2, 2, 2, 6]
    assert articles["status"].tolist() == ["ok", "ok", "skipped", "ok"]
    assert articles["sentences"].tolist()[:2] == [2, 2]
    assert articles["claims"].tolist()[3] == 0
    assert read_run(out)["counts"] == counts.as_dict()
    assert counts.as_dict()["reasons"] == [{"status": "skipped", "reason": "empty", "count": 1}]


def test_an_article_that_fails_costs_only_itself(go, tmp_path):
    texts = [HI.format(1, 2, 3), "BOOM", HI.format(4, 5, 6)]
    counts, out = go(rows(tmp_path / "in.jsonl", texts))
    articles = read_claims(out, "articles")
    assert articles["status"].tolist() == ["ok", "failed", "ok"]
    assert articles["reason"].tolist()[1] == "ZeroDivisionError: the text is not for reading"
    assert articles["sha256"].notna().all()
    assert read_claims(out, "texts")["doc_id"].tolist() == ["a0", "a2"]
    assert (counts.articles, counts.failed) == (2, 1)


def test_like_reasons_are_counted_together(go, tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text("[1]\n[2]\n[3]\n")
    counts, _ = go(path)
    assert counts.reasons == {("failed", "JSON is a list, not an object"): 3}


def test_workers_give_the_same_tables(go, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.run.WINDOW_CHARS", 300)
    path = rows(tmp_path / "in.jsonl", [HI.format(i, i + 1, i + 2) for i in range(30)] + ["BOOM", "", "x"])
    _, out = go(path)
    names = ("claims.parquet", "claims.csv", "sources.csv", "texts.parquet")
    before = {n: (out / n).read_bytes() for n in names}
    counts, out = go(path, workers=2)
    assert {n: (out / n).read_bytes() for n in names} == before
    assert counts.failed == 1


def test_a_worker_that_dies_costs_only_its_article(go, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.run.WINDOW_CHARS", 150)
    texts = [HI.format(i, i, i) for i in range(10)]
    texts[4] = "QUIT"
    counts, out = go(rows(tmp_path / "in.jsonl", texts), workers=2)
    articles = read_claims(out, "articles")
    assert articles["doc_id"].tolist() == [f"a{i}" for i in range(10)]
    assert articles.loc[articles["status"] == "failed", "doc_id"].tolist() == ["a4"]
    assert articles["reason"].tolist()[4] == "the worker process died on this article"
    assert counts.articles == 9


def test_missing_models_stop_the_run_and_keep_the_old_tables(go, tmp_path):
    _, out = go(rows(tmp_path / "a.jsonl", [HI.format(1, 2, 3)]))
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    with pytest.raises(CannotRun, match="no models"):
        go(rows(tmp_path / "b.jsonl", ["NOMODEL"]))
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


def test_strict_stops_at_the_first_failure(go, tmp_path):
    path = rows(tmp_path / "in.jsonl", [HI.format(1, 2, 3), "", "BOOM"])
    with pytest.raises(StrictStop, match=r"a2 \(.*in\.jsonl\): ZeroDivisionError"):
        go(path, strict=True)
    with pytest.raises(TableError):
        read_run(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_missing_input_touches_nothing(go, tmp_path):
    with pytest.raises(InputMissing):
        go(tmp_path / "nowhere")
    assert not (tmp_path / "out").exists()


def test_empty_folder_gives_tables_with_headers(go, tmp_path):
    (tmp_path / "in").mkdir()
    counts, out = go(tmp_path / "in")
    assert counts.inputs == 0
    for table in ("claims", "sources", "articles", "texts"):
        assert len(read_claims(out, table)) == 0
    assert (out / "claims.csv").read_text("utf-8-sig").startswith("claim_id,doc_id,lang,")


def test_the_output_below_the_input_is_not_read(go, tmp_path):
    rows(tmp_path / "in.jsonl", [HI.format(1, 2, 3)])
    first, _ = go(tmp_path)
    second, _ = go(tmp_path)
    assert first.as_dict() == second.as_dict()
    assert second.inputs == 1


def test_progress_reaches_the_estimate(go, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.run.WINDOW_ARTICLES", 4)
    seen = []
    path = rows(tmp_path / "in.jsonl", [HI.format(i, i, i) for i in range(10)])
    go(path, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(4, 10), (8, 10), (10, 10)]


def test_settings_are_recorded(go, tmp_path):
    path = rows(tmp_path / "in.jsonl", [HI.format(1, 2, 3)])
    _, out = go(path, lang="gu", limits=Limits(max_chars=500))
    record = read_run(out)
    assert record["settings"]["lang"] == "gu"
    assert record["settings"]["limits"]["max_chars"] == 500
    assert record["settings"]["inputs"] == [path]
    assert record["libraries"]["pyarrow"]
    assert read_claims(out, "articles")["lang"].tolist() == ["gu"]


def test_a_note_is_kept_with_the_article(go, tmp_path):
    path = tmp_path / "in.jsonl"
    lines = [{"id": "x", "text": HI.format(1, 2, 3)}, {"id": "x", "text": HI.format(4, 5, 6)}]
    path.write_text("\n".join(map(json.dumps, lines)))
    _, out = go(path)
    articles = read_claims(out, "articles")
    assert articles["doc_id"].tolist() == ["x", "x~2"]
    assert articles["status"].tolist() == ["ok", "ok"]
    assert articles["reason"].tolist()[1] == "id x was given to another text before"


def test_a_single_worker_in_a_process_of_its_own(go, tmp_path):
    path = rows(tmp_path / "in.jsonl", [HI.format(1, 2, 3), "QUIT", HI.format(4, 5, 6)])
    counts, out = go(path, isolated=True)
    assert (counts.articles, counts.failed) == (2, 1)
    assert read_claims(out, "articles")["reason"].tolist()[1] == "the worker process died on this article"


@pytest.mark.parametrize("workers", [1, 2])
def test_tables_in_parts_are_those_in_one_file(go, tmp_path, monkeypatch, workers):
    monkeypatch.setattr("pipeline.run.WINDOW_ARTICLES", 5)
    path = rows(tmp_path / "in.jsonl", [HI.format(i, i + 1, i + 2) for i in range(23)])
    _, out = go(path)
    before = {t: read_claims(out, t).drop(columns="seconds", errors="ignore") for t in TABLES}
    go(path, part_articles=7, workers=workers)
    assert sorted(p.relative_to(out).as_posix() for p in out.rglob("part-*.parquet")) == [
        f"{t}/part-{n:05}.parquet" for t in sorted(TABLES) for n in range(4)
    ]
    assert not list(out.glob("*.parquet")) and not list(out.glob("*.csv"))
    for table, frame in before.items():
        pd.testing.assert_frame_equal(read_claims(out, table).drop(columns="seconds", errors="ignore"), frame)
    parts = [part["doc_id"].tolist() for part in read_parts(out, "articles")]
    assert [len(part) for part in parts] == [7, 7, 7, 2]
    assert [sorted(set(p["doc_id"])) for p in read_parts(out)] == [sorted(part) for part in parts]
    go(path, part_articles=23)  # as many as fit: one file again, and the parts are gone
    assert sorted(p.name for p in out.iterdir()) == sorted([*read_run(out)["tables"], "run.json"])


def test_a_part_that_was_changed_is_refused(go, tmp_path):
    path = rows(tmp_path / "in.jsonl", [HI.format(i, i, i) for i in range(5)])
    _, out = go(path, part_articles=2)
    (out / "claims" / "part-00001.parquet").write_bytes(b"x")
    with pytest.raises(TableError, match=r"part-00001.parquet is not the table"):
        read_claims(out)
