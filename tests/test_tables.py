"""The tables: types, descriptions, CSV cells, replacement in one step, and the check against run.json."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Literal, get_args, get_origin

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import schema
from pipeline.columns import CSV_TABLES, TABLES
from pipeline.tables import TableError, TableWriter, arrow_schema, claim_rows, csv_cell, read_claims, read_run
from tests.made import claim, source

TEXT = "आयोग के अनुसार 12 गाँव और 340 घर डूबे, =1+1 और 2.5 किलोमीटर सड़क बही।"


@pytest.fixture
def folder(tmp_path):
    """Tables of one article with three claims, one of them with two sources."""
    said = (source(TEXT, "आयोग", type="organisation", country="NA"), source(TEXT, "घर", relation="relayed_by"))
    claims = [
        claim(
            "a", TEXT, 15, 17, value=12.0, sourcing="named", source="आयोग", source_count=1, sources=said, item="=1+1"
        ),
        claim("a", TEXT, 26, 29, value=340.0, low=300.0, item_start=30, item_end=32),
        claim("a", TEXT, 46, 49, kind="measure", value=2.5, unit="kilometre", comparator="approx"),
    ]
    rows, sources = claim_rows(claims)
    out = tmp_path / "out"
    with TableWriter(out) as writer:
        writer.add("claims", rows)
        writer.add("sources", sources)
        writer.add("texts", [{"doc_id": "a", "text": TEXT}])
        writer.commit({"version": "x"})
    return out


def test_columns_are_those_of_the_claim():
    names = [c.name for c in TABLES["claims"][1]]
    assert names == [f for f in schema.Claim.model_fields if f in names]
    assert set(schema.Claim.model_fields) - set(names) == {"sources"}


def test_categories_are_the_values_that_the_schema_allows():
    for column in TABLES["claims"][1]:
        annotation = schema.Claim.model_fields[column.name].annotation
        parts = [annotation, *get_args(annotation)]
        allowed = next((get_args(p) for p in parts if get_origin(p) is Literal), ())
        assert column.values == allowed, column.name
        assert (column.type == "category") == bool(allowed), column.name


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_its_description_in_the_file(folder, table):
    stored = pq.read_schema(folder / f"{table}.parquet")
    for column, field in zip(TABLES[table][1], stored, strict=True):
        assert field.name == column.name
        assert field.metadata[b"description"].decode() == column.description
        assert column.description
    assert stored.metadata[b"description"].decode() == TABLES[table][0]


def test_data_frame_has_the_right_types(folder):
    df = read_claims(folder)
    assert list(df["value"]) == [12.0, 340.0, 2.5]
    assert df["value"].dtype == "float64"
    for name, values in (("kind", schema.Kind), ("sourcing", schema.Sourcing), ("scope", schema.Scope)):
        assert df[name].cat.categories.tolist() == list(get_args(values))
    assert list(df["kind"]) == ["count", "count", "measure"]
    assert df["item_start"].dtype == "Int64"
    assert list(df["item_start"].isna()) == [True, False, True]
    assert df["low"].isna().tolist() == [True, False, True]
    assert df.loc[0, "source"] == "आयोग"
    assert df["source"].isna().tolist() == [False, True, True]
    for row in df.itertuples():
        assert TEXT[row.num_start : row.num_end] == row.num_text


def test_sources_are_rows_in_order(folder):
    df = read_claims(folder, "sources")
    assert df[["claim_id", "source_order", "source", "relation"]].values.tolist() == [
        ["a:15", 1, "आयोग", "speaker"],
        ["a:15", 2, "घर", "relayed_by"],
    ]
    assert df.loc[0, "country"] == "NA"


def test_empty_tables_have_headers_and_types(folder):
    df = read_claims(folder, "articles")
    assert len(df) == 0
    assert list(df.columns) == [c.name for c in TABLES["articles"][1]]
    assert df["status"].cat.categories.tolist() == ["ok", "skipped", "failed"]
    assert (folder / "articles.csv").read_text("utf-8-sig").strip().split(",") == list(df.columns)


def test_csv_has_a_bom_and_escapes_formulas_only_there(folder):
    assert (folder / "claims.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (folder / "claims.csv").open(encoding="utf-8-sig", newline="") as f:
        rows = list(csv.DictReader(f))
    assert [r["value"] for r in rows] == ["12", "340", "2.5"]
    assert rows[0]["item"] == "'=1+1"
    assert rows[1]["item_start"] == "30"
    assert rows[0]["low"] == ""
    assert read_claims(folder).loc[0, "item"] == "=1+1"
    assert not (folder / "texts.csv").exists()


def test_csv_reads_back_as_the_parquet(folder):
    df = read_claims(folder, "sources")
    back = pd.read_csv(folder / "sources.csv", keep_default_na=False, na_values=[""])
    assert back["country"].tolist()[0] == "NA"
    assert back["source_start"].tolist() == df["source_start"].tolist()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (float("nan"), ""),
        (3, "3"),
        (-3, "-3"),
        (2.8e9, "2800000000"),
        (1e16, "1e+16"),
        (-0.5, "-0.5"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\uff1d1", "'\uff1d1"),
        ("5-6", "5-6"),
        ("", ""),
    ],
)
def test_csv_cells(value, cell):
    assert csv_cell(value) == cell


def test_run_file_holds_the_checksums_and_is_checked(folder):
    run = read_run(folder)
    assert run["version"] == "x"
    assert set(run["tables"]) == {f"{t}.parquet" for t in TABLES} | {f"{t}.csv" for t in CSV_TABLES}
    for name, entry in run["tables"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == entry["sha256"]
    assert run["tables"]["claims.parquet"]["rows"] == 3


def test_a_table_of_another_run_is_refused(folder, tmp_path):
    with TableWriter(tmp_path / "other") as writer:
        writer.commit({})
    (tmp_path / "other" / "claims.parquet").replace(folder / "claims.parquet")
    with pytest.raises(TableError, match=r"claims\.parquet is not the table that run\.json describes"):
        read_claims(folder)
    assert len(read_claims(folder, "sources")) == 2


def test_what_is_no_run_is_refused(folder, tmp_path):
    with pytest.raises(TableError, match="holds no finished run"):
        read_claims(tmp_path)
    with pytest.raises(TableError, match="no table 'claim'; there are claims, sources"):
        read_claims(folder, "claim")
    (folder / "texts.parquet").unlink()
    with pytest.raises(TableError, match=r"texts\.parquet is missing"):
        read_claims(folder, "texts")
    for content in ("{", "[]", '{"tables": 3}'):
        (folder / "run.json").write_text(content)
        with pytest.raises(TableError, match=r"run\.json"):
            read_claims(folder)


def test_without_commit_the_old_tables_stay(folder):
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    with pytest.raises(KeyboardInterrupt), TableWriter(folder) as writer:
        writer.add("texts", [{"doc_id": "b", "text": "x"}])
        raise KeyboardInterrupt
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_many_rows_are_written_in_groups(tmp_path):
    with TableWriter(tmp_path) as writer:
        for start in range(0, 25_000, 500):
            writer.add("texts", [{"doc_id": str(i), "text": "म"} for i in range(start, start + 500)])
        writer.commit({})
    assert pq.ParquetFile(tmp_path / "texts.parquet").num_row_groups == 25
    assert read_claims(tmp_path, "texts")["doc_id"].tolist() == [str(i) for i in range(25_000)]


def test_run_file_is_json_that_people_can_read(folder):
    text = (folder / "run.json").read_text("utf-8")
    assert text.endswith("}\n")
    assert json.loads(text)["tables"]


def test_schema_types():
    types = {f.name: f.type for f in arrow_schema("claims")}
    assert types["value"] == pa.float64()
    assert types["num_start"] == pa.int64()
    assert types["kind"] == pa.dictionary(pa.int32(), pa.string())
    assert types["source"] == pa.string()


class PowerCut(BaseException):
    """What a test raises in place of a power cut."""


@pytest.mark.parametrize("cut", range(11))
def test_a_power_cut_leaves_the_old_tables_or_the_new_ones(folder, monkeypatch, cut):
    """The power goes before the cut-th replacement of a file: the journal, seven tables, run.json, then none."""
    replace, calls = Path.replace, []

    def replace_until_cut(self, target):
        calls.append(target)
        if len(calls) > cut:
            raise PowerCut
        return replace(self, target)

    with monkeypatch.context() as m:
        m.setattr(Path, "replace", replace_until_cut)
        m.setattr(TableWriter, "__exit__", lambda *_: None)  # nothing runs after a power cut
        try:
            with TableWriter(folder) as writer:
                writer.add("texts", [{"doc_id": "new", "text": "x"}])
                writer.commit({"version": "new"})
        except PowerCut:
            assert cut < 9
    new = cut >= 1
    assert read_run(folder)["version"] == ("new" if new else "x")
    assert [len(read_claims(folder, t)) for t in TABLES] == ([0, 0, 0, 1] if new else [3, 2, 0, 1])
    assert read_claims(folder, "texts")["doc_id"].tolist() == ["new" if new else "a"]
    assert not (folder / ".commit.json").exists()
    for name, entry in read_run(folder)["tables"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == entry["sha256"]


def test_the_next_run_completes_the_one_before(folder, monkeypatch):
    with monkeypatch.context() as m:
        m.setattr("pipeline.tables.make_moves", lambda folder: None)
        with TableWriter(folder) as writer:
            writer.commit({"version": "second"})
    assert (folder / ".commit.json").exists()
    with TableWriter(folder):
        pass
    assert read_run(folder)["version"] == "second"
    assert not list(folder.glob(".*"))


def test_a_journal_moves_nothing_else(folder, tmp_path):
    (tmp_path / "secret").write_text("s")
    moves = {"../secret": "run.json", "claims.csv": "notes.txt", "texts.parquet": "../stolen"}
    (folder / ".commit.json").write_text(json.dumps(moves))
    assert read_run(folder)["version"] == "x"
    assert (tmp_path / "secret").exists()
    assert sorted(p.name for p in folder.iterdir()) == sorted([*read_run(folder)["tables"], "run.json"])


def test_a_full_disk_leaves_the_old_tables(folder, monkeypatch):
    before = {p.name: p.read_bytes() for p in folder.iterdir()}

    def full(path):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("pipeline.tables.sync", full)
    with pytest.raises(OSError, match="No space left"), TableWriter(folder) as writer:
        writer.add("texts", [{"doc_id": "b", "text": "x"}])
        writer.commit({})
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
