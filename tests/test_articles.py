"""Readers of files, folders and standard input: texts unaltered, ids, and a reason for what is left out."""

import io
import json
import os
import subprocess
import sys

import pandas as pd
import pytest

from pipeline.articles import InputMissing, Limits, Rejected, read_articles
from pipeline.schema import Article

HI = "कस्बे में आग लगने से चार दुकानें जल गईं, दमकल अधिकारी ने यह बताया।"
HI2 = "नहर टूटने से नौ खेत डूब गए हैं और किसान मुआवज़ा मांग रहे हैं।"
GU = "ગામમાં નવું દવાખાનું બનશે અને તેમાં વીસ પથારી હશે."
MR = "गावातील शाळेत नवीन इमारत बांधण्यात येणार असल्याचे सरपंचांनी सांगितले आहे."


def read(*inputs, **options):
    return list(read_articles(inputs, **options))


def only(*inputs, **options):
    records = read(*inputs, **options)
    assert len(records) == 1, records
    return records[0]


def reasons(records):
    return {r.doc_id: (r.status, r.reason) for r in records if isinstance(r, Rejected)}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("utf8", HI.encode()),
        ("utf8-bom", b"\xef\xbb\xbf" + HI.encode()),
        ("utf16", HI.encode("utf-16")),
        ("utf16-be", b"\xfe\xff" + HI.encode("utf-16-be")),
        ("utf16-without-bom", HI.encode("utf-16-le")),
        ("utf32", HI.encode("utf-32")),
    ],
)
def test_text_is_decoded_without_bom(write, name, data):
    assert only(write(f"{name}.txt", data)) == Article(
        doc_id=name, text=HI, lang="hi", path=str(write(f"{name}.txt", data))
    )


def test_newlines_and_spaces_are_left_as_they_are(write):
    text = f"\r\n{HI}\r{HI2}\n\n \t{HI}\r\n\u2028"
    assert only(write("a.txt", text)).text == text


def test_a_bom_inside_the_text_stays(write):
    text = f"{HI}\ufeff{HI2}"
    assert only(write("a.txt", "\ufeff" + text)).text == text


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("spaces.txt", b" \r\n\t ", "empty"),
        ("bom.txt", b"\xef\xbb\xbf", "empty"),
        ("page.html", b"\n", "empty"),
        ("pdf.txt", b"%PDF-1.7\n" + HI.encode(), "binary file (PDF), not text"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary file (PNG image), not text"),
        ("packed.jsonl", b"\x1f\x8b\x08\x00" + bytes(60), "binary file (gzip archive), not text"),
        ("random.txt", bytes(range(256)) * 20, "binary file: holds NUL bytes"),
        ("controls.txt", b"\x01\x02\x03\x04abc" * 40, "binary file: too many control characters for a text"),
        ("half.txt", HI.encode()[:-1], None),
        ("lie.txt", b"\xff\xfe" + HI.encode()[:61], "starts with the mark of utf-16 but is not: byte 62"),
        ("english.txt", b"Four shops burnt down in the market on Monday.", "language en (English), not hi or gu"),
        ("digits.txt", b"12 34 5,678", "no letters to tell the language by"),
        ("notes.docx", HI.encode(), None),
    ],
)
def test_what_is_no_article_is_skipped_with_the_reason(write, name, data, reason):
    record = only(write(name, data))
    assert isinstance(record, Rejected)
    assert record.status == "skipped"
    if reason is not None:
        assert record.reason == reason
    elif name == "half.txt":
        assert record.reason.startswith("not UTF-8 (byte ")
    else:
        assert record.reason.startswith(".docx files are not read (only .txt, ")


def test_mixed_encodings_are_not_guessed(write):
    record = only(write("mixed.txt", HI.encode() + b"\xa4\x95\xe0\x80 caf\xe9 " + HI.encode()))
    assert isinstance(record, Rejected)
    assert record.reason.startswith("not UTF-8 (byte ")


def test_an_encoding_that_is_sure_is_decoded(write):
    text = "The council said that four shops burnt down in the old market; a café was saved. " * 8
    record = only(write("latin.txt", text.encode("latin-1")))
    assert isinstance(record, Rejected)
    assert record.reason == "language en (English), not hi or gu"
    assert record.chars == len(text)


def test_folder_is_read_in_order_with_ids_from_the_path(write, tmp_path):
    for name in ("b/2.txt", "b/1.txt", "a.txt", "c.HTM", ".hidden.txt", "README.md", "ज़िला/ख़बर.txt"):
        content = f"<html><body><p>{HI}</p></body></html>" if name.endswith("HTM") else f"{HI} {name}"
        write(name, content)
    assert [r.doc_id for r in read(tmp_path)] == ["a", "b/1", "b/2", "c", "ज़िला/ख़बर"]


def test_symlink_loops_end(write, tmp_path):
    write("a/x.txt", HI)
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "self").symlink_to(".", target_is_directory=True)
    write("other/y.txt", HI2)
    (tmp_path / "a" / "z-other").symlink_to(tmp_path / "other", target_is_directory=True)
    assert [r.doc_id for r in read(tmp_path / "a") if r.doc_id.count("/") <= 1] == ["x", "z-other/y"]


def test_dangling_links_and_pipes_are_reported(tmp_path):
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert reasons(read(tmp_path)) == {
        "gone": ("failed", "can't be read: No such file or directory"),
        "pipe": ("skipped", "not a regular file"),
    }


def test_missing_input_is_refused_before_anything_is_read(write, tmp_path):
    with pytest.raises(InputMissing, match="nowhere: No such file"):
        read_articles([write("a.txt", HI), tmp_path / "nowhere"])


def test_output_folder_is_not_read(write, tmp_path):
    write("a.txt", HI)
    write("out/texts.csv", f"doc_id,text\na,{HI}\n")
    assert [r.doc_id for r in read(tmp_path, exclude=tmp_path / "out")] == ["a"]


def test_name_that_is_not_utf8(tmp_path):
    name = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / name).write_text(HI, "utf-8")
    record = only(tmp_path)
    assert record.doc_id == "caf\ufffd"
    record.path.encode("utf-8")


def test_jsonl_rows(write):
    rows = [
        {"id": "x", "text": HI, "title": "शीर्षक", "date": "2026-01-05", "url": "u", "extra": [1]},
        {"text": GU, "title": None},
        {"id": 7, "text": HI2, "date": 20260105, "title": ["no"]},
    ]
    path = write("rows.jsonl", "\ufeff" + "\r\n\r\n".join(json.dumps(r) for r in rows) + "\n")
    assert read(path) == [
        Article(doc_id="x", text=HI, lang="hi", title="शीर्षक", date="2026-01-05", url="u", path=str(path)),
        Article(doc_id="rows#3", text=GU, lang="gu", path=str(path)),
        Article(
            doc_id="7",
            text=HI2,
            lang="hi",
            date="20260105",
            path=str(path),
            note="line 5: title ignored, not a text",
        ),
    ]


def test_broken_jsonl_lines_fail_alone(write):
    lines = [
        json.dumps({"id": "good", "text": HI}),
        '{"id": "cut", "text": "',
        "[1, 2]",
        '{"id": "none"}',
        '{"id": ["a"], "text": "x"}',
        '{"id": "num", "text": 5}',
        json.dumps({"id": "low", "text": HI + "\ud83d"}),
        '{"id": "digits", "n": ' + "9" * 5000 + "}",
        "[" * 100_000,
    ]
    data = "\n".join(lines).encode() + b"\n\xff\xfe{}\n" + json.dumps({"id": "last", "text": HI2}).encode()
    records = read(write("r.jsonl", data))
    assert [r.doc_id for r in records if isinstance(r, Article)] == ["good", "last"]
    found = reasons(records)
    assert {status for status, _ in found.values()} == {"failed"}
    assert {k: reason for k, (_, reason) in found.items()} == {
        "r#2": "line 2: broken JSON (Invalid control character at at character 24)",
        "r#3": "line 3: JSON is a list, not an object",
        "none": "line 4: has no text",
        "r#5": "line 5: id is a list, not a text",
        "num": "line 6: text is a number, not a text",
        "low": "text holds a lone surrogate, which no encoding can store",
        "r#8": "line 8: broken JSON (a number with too many digits)",
        "r#9": "line 9: JSON nested too deeply",
        "r#10": "line 10: not UTF-8 (byte 0 of the line)",
    }


def test_jsonl_in_utf16(write):
    path = write("r.jsonl", (json.dumps({"id": "a", "text": HI}, ensure_ascii=False) + "\n").encode("utf-16"))
    assert only(path).text == HI


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_rows(write, delimiter, encoding):
    quoted = f'"{HI}\r\n""{HI2}"", वे बोले"'
    rows = [["ID", "Text", "title"], ["a", quoted, ""], ["", GU, "t"], ["b", HI2]]
    data = "\r\n".join(delimiter.join(r) for r in rows).encode(encoding)
    records = read(write("t.csv", data))
    assert [(r.doc_id, r.text, r.title) for r in records] == [
        ("a", f'{HI}\r\n"{HI2}", वे बोले', None),
        ("t#4", GU, "t"),
        ("b", HI2, None),
    ]


def test_csv_that_is_no_table_of_articles(write):
    assert reasons(read(write("t.csv", "id,body\n1,x\n"))) == {
        "t": ("failed", "no column named text (columns: id, body)")
    }
    records = read(write("u.csv", f"id,text\na,{HI},more,cells\nb,{HI2}\n"))
    assert [type(r) for r in records] == [Rejected, Article]
    assert records[0].reason == "line 2: 5 cells under 2 columns"


def test_parquet_rows(tmp_path):
    dates = pd.to_datetime(["2026-01-05", None, "2026-01-07"])
    df = pd.DataFrame({"Text": [HI, GU, HI2], "id": pd.array([1, None, 3], "Int64"), "date": dates})
    path = tmp_path / "t.parquet"
    df.to_parquet(path)
    assert [(r.doc_id, r.text, r.date) for r in read(path)] == [
        ("1", HI, "2026-01-05T00:00:00"),
        ("t#2", GU, None),
        ("3", HI2, "2026-01-07T00:00:00"),
    ]


def test_damaged_parquet_fails_with_the_reason(write, tmp_path):
    pd.DataFrame({"text": [HI]}).to_parquet(tmp_path / "a.parquet")
    data = (tmp_path / "a.parquet").read_bytes()
    for name, content in (("cut", data[: len(data) // 2]), ("lie", b"PAR1" + bytes(100) + b"PAR1")):
        record = only(write(f"{name}.parquet", content))
        assert (record.doc_id, record.status) == (name, "failed")
        assert record.reason.startswith("damaged Parquet file after row 0: ")


def test_the_same_id_and_text_is_a_duplicate_another_text_gets_a_number(write):
    rows = [("x", HI), ("x", HI), ("x", HI2), ("x~2", GU), ("x", GU), ("y", HI), ("x", HI2)]
    path = write("r.jsonl", "\n".join(json.dumps({"id": i, "text": t}) for i, t in rows))
    records = read(path)
    assert [r.doc_id for r in records if isinstance(r, Article)] == ["x", "x~2", "x~2~2", "x~3", "y"]
    assert [r.note for r in records if r.doc_id == "x~2"] == ["id x was given to another text before"]
    duplicates = [r for r in records if isinstance(r, Rejected)]
    assert [(r.doc_id, r.reason) for r in duplicates] == [("x", "duplicate: the same id and text were read before")] * 2
    assert duplicates[0].chars == len(HI)


def test_limits_are_named(write):
    limits = Limits(max_file_bytes=100, max_line_bytes=60, max_chars=30)
    long = write("long.txt", HI)
    lines = write("r.jsonl", json.dumps({"text": HI}) + "\n" + '{"id": "s", "text": "बीस घर गिरे"}\n')
    chars = write("c.txt", HI2[:32])
    assert reasons(read(long, lines, chars, limits=limits)) == {
        "long": ("failed", f"limit max_file_bytes (100) exceeded: {len(HI.encode())} bytes"),
        "r#1": ("failed", "line 1: limit max_line_bytes (60) exceeded"),
        "c": ("failed", "limit max_chars (30) exceeded: 32 characters"),
    }


def test_other_languages_are_skipped_unless_forced(write):
    path = write("a.txt", MR)
    record = only(path)
    assert (record.status, record.lang, record.reason) == ("skipped", "mr", "language mr (Marathi), not hi or gu")
    assert only(path, lang="hi").lang == "hi"


def test_the_language_of_a_row_is_believed_for_languages_that_look_alike(write):
    rows = [("hi-IN", "दस, 20"), ("gujarati", GU), ("en", HI), ("", HI2), ("mr", HI + "!")]
    path = write("r.jsonl", "\n".join(json.dumps({"text": t, "lang": lang}) for lang, t in rows))
    assert [(r.lang, isinstance(r, Article)) for r in read(path)] == [
        ("hi", True),
        ("gu", True),
        ("hi", True),
        ("hi", True),
        ("mr", False),
    ]


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (HI.encode(), ["stdin"]),
        (b'\n {"text": "%s"}\n{"id": "b", "text": "%s"}' % (HI.encode(), HI2.encode()), ["stdin#2", "b"]),
        (b"", ["stdin"]),
    ],
)
def test_standard_input(monkeypatch, data, ids):
    class Stdin:
        buffer = io.BufferedReader(io.BytesIO(data))

    monkeypatch.setattr(sys, "stdin", Stdin)
    records = read("-")
    assert [r.doc_id for r in records] == ids
    assert all(isinstance(r, Article) == bool(data) for r in records)


def test_reading_is_lazy(write, tmp_path):
    write("a.txt", HI)
    second = write("b.txt", HI2)
    records = read_articles([tmp_path])
    assert next(records).doc_id == "a"
    second.unlink()
    assert next(records).reason == "can't be read: No such file or directory"


def test_unreadable_folder_is_reported(write, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    write("shut/a.txt", HI)
    (tmp_path / "shut").chmod(0)
    try:
        assert reasons(read(tmp_path))["shut"] == ("failed", "can't be read: Permission denied")
    finally:
        (tmp_path / "shut").chmod(0o755)


def test_import_costs_no_heavy_library():
    code = "import pipeline, sys; print([m for m in ('torch', 'stanza', 'spacy', 'pandas') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
