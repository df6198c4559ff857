"""Hostile input: every kind gives its rows with a reason, no text is altered, and the run goes on.

The files are made by `tests.hostile`; the parser is replaced by one that takes digits for figures.
"""

import json
import os
import sys

import pytest

from pipeline.articles import Limits, Rejected, read_articles
from pipeline.articles.legacy import legacy_font
from pipeline.articles.pages import read_page
from pipeline.run import Settings, run
from pipeline.tables import read_claims
from tests.hostile import CASES, CHANAKYA, ENGLISH, GU, HI, KRUTI_DEV, LMG_ARUN, OK, PAGE, ROMAN, line, parquet
from tests.made import process_digits


def rows(path, **options):
    """(status, reason) of every record that a path gives."""
    records = list(read_articles([path], **options))
    return [(r.status, r.reason) if isinstance(r, Rejected) else ("ok", r.note) for r in records]


def matches(found, expected):
    return found[0] == expected[0] and (expected[1] is None or (found[1] or "").startswith(expected[1]))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_every_kind_of_input_gives_its_rows(case, write):
    expected = () if case.name == "no-rows.csv" else case.rows
    found = rows(write(case.name, case.make()))
    assert len(found) == len(expected), found
    assert [f for f, e in zip(found, expected, strict=True) if not matches(f, e)] == []


def test_all_of_them_in_one_run(tmp_path):
    """Nothing stops the run; the rows of all inputs are there, with ids, and every reason is one printable line."""
    for number, case in enumerate(CASES):
        content = case.make()
        path = tmp_path / "in" / f"{number:02}" / case.name
        path.parent.mkdir(parents=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    counts = run(Settings((str(tmp_path / "in"),), tmp_path / "out"), process_digits)
    articles = read_claims(tmp_path / "out", "articles")
    assert len(articles) == counts.inputs == sum(len(c.rows) for c in CASES) - 1
    assert {p.split("/")[-2] for p in articles["path"]} == {
        f"{n:02}" for n, c in enumerate(CASES) if c.name != "no-rows.csv"
    }
    assert articles["doc_id"].is_unique or set(articles.loc[articles["doc_id"].duplicated(), "status"]) <= {
        "skipped",
        "failed",
    }
    left_out = articles[articles["status"] != "ok"]
    assert left_out["reason"].notna().all()
    assert not left_out["reason"].str.contains("\n|Traceback").any()
    texts = read_claims(tmp_path / "out", "texts").set_index("doc_id")["text"]
    claims = read_claims(tmp_path / "out")
    assert len(claims)
    assert all(texts[c.doc_id][c.num_start : c.num_end] == c.num_text for c in claims.itertuples())


@pytest.mark.parametrize(
    "text", [HI, "\r\n" + HI * 6 + "\r\u2028\0", "क\u093c" + HI, "\u202e" + HI + "\u200d", HI + "\ufeff"]
)
def test_texts_come_out_as_they_went_in(write, text):
    stored = [write("a.txt", text), write("b.jsonl", line(text=text)), write("c.parquet", parquet({"text": [text]}))]
    for path in stored:
        assert [r.text for r in read_articles([path])] == [text], path.suffix
    quoted = '"' + text.replace('"', '""') + '"'
    assert [r.text for r in read_articles([write("d.csv", f"text\r\n{quoted}\r\n")])] == [text]


def test_names_of_files(tmp_path):
    names = ["एक\nदो.txt", "-rf.txt", "$(touch x).txt", "a" * 240 + ".txt", "ગુજ ૧.txt", "<img src=x>.txt", "=1+1.txt"]
    for i, name in enumerate(names):
        (tmp_path / name).write_text(HI + " " * i, "utf-8")
    (tmp_path / "run").mkdir()
    counts = run(Settings((str(tmp_path),), tmp_path / "run"), process_digits)
    assert counts.articles == len(names)
    assert set(read_claims(tmp_path / "run", "articles")["doc_id"]) == {n.removesuffix(".txt") for n in names}
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*names, "run"])


def test_a_hundred_levels_of_folders_and_many_tiny_files(tmp_path):
    deep = tmp_path.joinpath(*["d"] * 100)
    deep.mkdir(parents=True)
    for i in range(2000):
        (deep / f"{i}.txt").write_bytes(b"" if i % 2 else HI.encode())
    found = rows(tmp_path)
    assert len(found) == 2000
    assert found.count(OK) == found.count(("skipped", "empty")) == 1000


def test_a_folder_without_permission_and_a_file_without(tmp_path):
    """As another user where the tests are run by root, whom nothing is forbidden."""
    (tmp_path / "in" / "shut").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(HI, "utf-8")
    (tmp_path / "in" / "b.txt").write_text(HI, "utf-8")
    (tmp_path / "in" / "b.txt").chmod(0)
    (tmp_path / "in" / "shut").chmod(0)
    code = (
        "import os, sys\n"
        "from pipeline.articles import read_articles\n"
        "from pipeline.articles.language import identify; identify(sys.argv[2])\n"
        "os.geteuid() or (os.setgroups([]), os.setgid(65534), os.setuid(65534))\n"
        "print([(r.doc_id, getattr(r, 'reason', None)) for r in read_articles([sys.argv[1]])])"
    )
    import subprocess

    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    command = [sys.executable, "-c", code, str(tmp_path / "in"), HI]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout.strip() == str(
        [("a", None), ("b", "can't be read: Permission denied"), ("shut", "can't be read: Permission denied")]
    ), done.stderr


def test_limits_of_rows_are_named(write):
    limits = Limits(max_line_bytes=400, max_file_bytes=600, max_group_bytes=150)
    long = "क" * 500
    assert rows(write("cell.csv", f'id,text\na,"{(HI + chr(10)) * 7}"\nb,{GU}\n'), limits=limits)[0] == (
        "failed",
        "line 2: limit max_line_bytes (400) exceeded by a cell",
    )
    assert rows(write("line.csv", f'id,text\na,"{HI}"\nb,{long}\nc,{GU}\n'), limits=limits) == [
        OK,
        ("failed", "line 3: limit max_line_bytes (400) exceeded, the rest is not read"),
    ]
    wide = (line(text=HI, ascii=1) + "\n").encode("utf-16") * 5
    assert rows(write("wide.jsonl", wide), limits=limits) == [("failed", "limit max_file_bytes (600) exceeded")]
    assert rows(write("old.csv", ("text\n" + "café au lait\n" * 60).encode("latin-1")), limits=limits) == [
        ("failed", "limit max_file_bytes (600) exceeded")
    ]
    ((status, reason),) = rows(write("group.parquet", parquet({"text": [HI, GU]})), limits=limits)
    assert status == "failed"
    assert reason.startswith("limit max_group_bytes (150) exceeded: ")


def test_a_page_that_takes_too_long(write, monkeypatch):
    def slow(*_):
        while True:
            pass

    monkeypatch.setattr("pipeline.articles.pages.read_page", slow)
    path = write("in/a.html", PAGE)
    write("in/b.txt", HI)
    assert rows(path.parent, limits=Limits(max_seconds=0.2)) == [("failed", "limit max_seconds (0.2) exceeded"), OK]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("max_chars", "give a number"),
        ("max_chars=x", "give a number"),
        ("max_chars=-1", "above 0"),
        ("x=1", "no limit"),
    ],
)
def test_limits_that_are_none(given, message):
    with pytest.raises(ValueError, match=message):
        Limits.of([given])


def test_limits_as_given():
    assert Limits.of(["max_seconds=1.5", "max_chars=9"]) == Limits(max_seconds=1.5, max_chars=9)


@pytest.mark.parametrize(("name", "text"), [("Kruti Dev", KRUTI_DEV), ("Chanakya", CHANAKYA), ("LMG-Arun", LMG_ARUN)])
def test_legacy_fonts_are_told_also_when_the_text_is_short_or_in_capitals_around(name, text):
    sentence = text.split("A " if name == "Kruti Dev" else "Ð " if name == "Chanakya" else "P ")[1]
    for variant in (text, sentence, f"PTI, 5 May: {text}", text.replace(" ", "\n"), text * 50):
        found = legacy_font(variant)
        assert found is not None and found.name == name, variant


def test_texts_that_are_in_no_legacy_font(samples):
    texts = [HI, GU, ENGLISH, ROMAN, "ls -l; ds dh dk us", "GM TM VF " * 3, "", " ", "12 " * 50, ENGLISH.upper()]
    texts += ["“Café” — naïve façade, æther; Ünïcode çà et là, où êtes-vous, très bien, señor. " * 5]
    texts += list(read_claims(samples, "texts")["text"])
    texts += ["main us se mila tha jo dk lk fk ho gaya. kya ye sahi hai? haan bhai ok tks " * 9]
    assert [t[:60] for t in texts if legacy_font(t) is not None] == []


def test_a_page_reads_no_other_file_and_its_scripts_are_no_text():
    head = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    page = read_page((head + PAGE.replace(HI, HI + " &x; <script>alert(1)</script>", 1)).encode())
    assert "root:" not in page.text
    assert "alert" not in page.text
    assert page.text.count("सात मकान") == 4


def test_ids_and_texts_never_become_paths(tmp_path):
    ids = ["../../escape", "/tmp/absolute", "a/b/../../c", "..", "CON", "x" * 999, "\u202egnp.exe"]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(line(id=i, text=f"{HI} {n} घर") for n, i in enumerate(ids)), "utf-8")
    out = tmp_path / "below" / "out"
    run(Settings((str(path),), out), process_digits)
    from pipeline.audit import Verdicts, audit
    from pipeline.audit.load import load
    from pipeline.report import build

    tables = load(out)
    pages = build(tables, audit(tables, Verdicts({})), Verdicts({}), out / "report", True, "t")
    assert all((out / "report") in p.parents and p.name.isascii() for p in pages)
    assert {p.name for p in tmp_path.iterdir()} == {"in.jsonl", "below"}
    assert {p.name for p in (tmp_path / "below").iterdir()} == {"out"}


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_links_that_lead_round_and_out(tmp_path):
    (tmp_path / "in" / "a").mkdir(parents=True)
    (tmp_path / "in" / "a" / "round").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "self.txt").symlink_to("self.txt")
    (tmp_path / "in" / "x.txt").write_text(HI, "utf-8")
    found = {r.doc_id: getattr(r, "reason", None) for r in read_articles([tmp_path / "in"])}
    assert found["x"] is None
    assert found["self"] == "can't be read: Too many levels of symbolic links"
    assert len(found) <= 3


def test_json_that_is_deep_or_odd(write):
    odd = [
        "[" * 200_000,
        '{"text": ' + "[" * 50_000,
        "{" * 99,
        '{"text": 1e999999}',
        '{"text": "\\uZZZZ"}',
        "\0",
        "NaN",
    ]
    found = rows(write("r.jsonl", "\n".join([*odd, json.dumps({"id": "last", "text": HI})])))
    assert [status for status, _ in found] == ["failed"] * len(odd) + ["ok"]
