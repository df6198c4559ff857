"""Reruns: unchanged articles are not processed again, whatever happened to the run or the cache before."""

import json
import sqlite3
import subprocess
import sys

import pytest

from pipeline.cache import CACHE_FILE, Cache, key_of
from pipeline.extractor import Result
from pipeline.run import Settings, run
from pipeline.schema import Article
from pipeline.tables import read_claims
from tests.made import claim, process_digits, source

HI = "बाज़ार में {} ठेले और {} गाड़ियाँ खड़ी हैं।"
TEXT = HI.format(7, 9)


def test_a_rerun_needs_no_heavy_library():
    code = (
        "import sys, pipeline.run; from pipeline.cache import fingerprint; fingerprint('hi'); "
        "print([m for m in ('torch', 'stanza', 'spacy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture
def seen():
    return []


@pytest.fixture
def go(tmp_path, seen, monkeypatch):
    """A function that runs over texts with the cache; the ids of the articles processed end up in ``seen``."""
    monkeypatch.setattr("pipeline.run.WINDOW_CHARS", 100)

    def process(articles):
        seen.extend(a.doc_id for a in articles)
        return process_digits(articles)

    def _go(texts, cache=True, **options):
        path = tmp_path / "in.jsonl"
        path.write_text("\n".join(json.dumps({"id": i, "text": t, "lang": "hi"}) for i, t in texts.items()))
        seen.clear()
        return run(Settings((str(path),), tmp_path / "out", cache=cache, **options), process)

    return _go


def tables(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix in (".parquet", ".csv")}


def test_a_rerun_processes_nothing_and_gives_the_same_bytes(go, seen, tmp_path):
    texts = {f"a{i}": HI.format(i, i + 1) for i in range(9)}
    first = go(texts)
    before = tables(tmp_path / "out")
    assert seen == list(texts)
    second = go(texts)
    assert seen == []
    assert tables(tmp_path / "out") == before
    assert (first.cached, second.cached) == (0, 9)
    assert {**first.as_dict(), "cached": 9} == second.as_dict()


def test_only_what_is_new_or_changed_is_processed(go, seen, tmp_path):
    texts = {f"a{i}": HI.format(i, i + 1) for i in range(6)}
    go(texts)
    texts["a2"] = HI.format(50, 60)
    del texts["a4"]
    counts = go({"new": HI.format(1, 1), **texts})
    assert seen == ["new", "a2"]
    assert counts.cached == 4
    claims = read_claims(tmp_path / "out")
    assert claims["doc_id"].tolist() == [d for d in ("new", "a0", "a1", "a2", "a3", "a5") for _ in range(2)]
    assert claims.loc[claims["doc_id"] == "a2", "value"].tolist() == [50.0, 60.0]


def test_the_id_language_and_date_are_part_of_the_key():
    base = Article(doc_id="a", text=TEXT, lang="hi")
    changed = [{"doc_id": "b"}, {"lang": "gu"}, {"date": "2026-01-01"}, {"text": TEXT + " "}]
    keys = {key_of(base.model_copy(update=c)) for c in [{}, *changed]}
    assert len(keys) == 5
    assert key_of(base.model_copy(update={"title": "x", "path": "y", "url": "z"})) == key_of(base)


def test_new_code_or_data_makes_everything_anew(go, seen, monkeypatch):
    go({"a": TEXT})
    monkeypatch.setattr("pipeline.cache.fingerprint", lambda lang: "another")
    go({"a": TEXT})
    assert seen == ["a"]


def test_failures_are_tried_again(go, seen):
    assert go({"a": TEXT, "b": "BOOM"}).failed == 1
    assert go({"a": TEXT, "b": "BOOM"}).failed == 1
    assert set(seen) == {"b"}


def test_a_run_that_was_stopped_goes_on_where_it_was(go, seen, tmp_path):
    texts = {f"a{i}": HI.format(i, i) for i in range(8)}

    def stop(done, total):
        if done >= 5:
            raise KeyboardInterrupt

    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps({"id": i, "text": t, "lang": "hi"}) for i, t in texts.items()))
    with pytest.raises(KeyboardInterrupt):
        run(Settings((str(path),), tmp_path / "out", cache=True), process_digits, stop)
    go(texts)
    assert seen == ["a6", "a7"]


def test_workers_share_the_cache(go, seen, tmp_path):
    texts = {f"a{i}": HI.format(i, i) for i in range(8)}
    go(texts)
    before = tables(tmp_path / "out")
    counts = run(Settings((str(tmp_path / "in.jsonl"),), tmp_path / "out", workers=2, cache=True), process_digits)
    assert counts.cached == 8
    assert tables(tmp_path / "out") == before


def test_without_cache_nothing_is_kept(go, seen, tmp_path):
    go({"a": TEXT}, cache=False)
    assert not (tmp_path / "out" / CACHE_FILE).exists()
    go({"a": TEXT}, cache=False)
    assert seen == ["a"]


def test_results_come_back_whole(tmp_path):
    article = Article(doc_id="a", text=TEXT, lang="hi", title="t", note="n")
    made = claim("a", TEXT, 11, 12, value=0.1 + 0.2, sources=(source(TEXT, "ठेले", country="IN"),), cue_type="said")
    result = Result(article, 3, (made,), 0.25)
    with Cache(tmp_path / "c") as cache:
        cache.put([result])
    with Cache(tmp_path / "c") as cache:
        assert cache.get(article) == result
        assert cache.get(article.model_copy(update={"doc_id": "b"})) is None
        assert cache.hits == 1


@pytest.mark.parametrize("damage", ["no database", "bodies", "columns"])
def test_a_damaged_cache_is_made_again(go, seen, tmp_path, damage):
    go({"a": TEXT})
    path = tmp_path / "out" / CACHE_FILE
    if damage == "no database":
        path.write_bytes(b"not a database, but longer than its header would be" * 100)
    else:
        base = sqlite3.connect(path)
        change = "UPDATE results SET body = x'00'" if damage == "bodies" else "ALTER TABLE results RENAME body TO b"
        base.execute(change)
        base.commit()
        base.close()
    counts = go({"a": TEXT})
    assert seen == ["a"]
    assert (counts.articles, counts.figures, counts.cached) == (1, 2, 0)


def test_a_cache_that_cannot_be_opened_is_done_without(go, seen, tmp_path):
    (tmp_path / "out" / CACHE_FILE).mkdir(parents=True)
    assert go({"a": TEXT}).articles == 1
    assert seen == ["a"]


def test_the_cache_is_bounded(tmp_path):
    articles = [Article(doc_id=f"a{i}", text=TEXT * 20, lang="hi") for i in range(6)]
    for i, article in enumerate(articles):
        with Cache(tmp_path / "c", max_bytes=10**6) as cache:
            cache.put([Result(article, i)])
    with Cache(tmp_path / "c", max_bytes=10**6) as cache:
        assert cache.get(articles[0]) is not None
    size = 3 * len(sqlite3.connect(tmp_path / "c").execute("SELECT body FROM results").fetchone()[0])
    with Cache(tmp_path / "c", max_bytes=size):
        pass
    with Cache(tmp_path / "c", max_bytes=10**6) as cache:
        kept = [a.doc_id for a in articles if cache.get(a) is not None]
    assert "a0" in kept
    assert "a1" not in kept
    assert 2 <= len(kept) <= 3
