"""The exports: a workbook, ClaimReview JSON-LD, Label Studio tasks and a DuckDB database."""

import json

import pytest

from pipeline.audit import Tables, Verdicts
from pipeline.export import FORMATS, ExportError, export
from tests.audit_data import newsroom

ODD = "🚜 =1+1 के पास 9 ट्रक खड़े थे, मालिक ने कहा।"


@pytest.fixture
def tables() -> Tables:
    room = newsroom()
    room.article("odd", "hi", ODD, title="=cmd|' /C calc'!A0", url="https://example.org/odd")
    room.claim(
        "9", figure="9 ट्रक", item="ट्रक", value=9, cue="ने कहा", sources="मालिक", gloss="=9 trucks, the owner said"
    )
    return room.tables()


@pytest.fixture
def verdicts(tables: Tables) -> Verdicts:
    tanks = tables.claims.loc[tables.claims["figure_text"] == "40 टैंक", "claim_id"].iloc[0]
    days = tables.claims.loc[tables.claims["figure_text"] == "3 દિવસ", "claim_id"].iloc[0]
    corrected = {"claim_id": tanks, "verdict": "corrected", "corrected_source": "प्योंगयांग", "note": "by hand"}
    return Verdicts({tanks: corrected, days: {"claim_id": days, "verdict": "wrong"}})


def test_the_workbook_has_filters_a_frozen_header_and_no_formulas(tables, verdicts, tmp_path) -> None:
    import openpyxl

    path = tmp_path / "claims.xlsx"
    assert export("xlsx", tables, verdicts, path) == 8
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["figures", "check first", "groups", "sources", "articles"]
    sheet = book["figures"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(9, sheet.max_column).coordinate}"
    heads = {cell.value: cell.column for cell in sheet[1]}
    figures = {sheet.cell(r, heads["figure_text"]).value: r for r in range(2, 10)}
    hindi, gujarati = figures["करीब 10,000 सैनिक"], figures["10,000થી વધુ સૈનિકો"]
    for row in (hindi, gujarati):
        assert sheet.cell(row, heads["sentence"]).font.name == "Nirmala UI"
        assert sheet.cell(row, heads["value"]).value == 10000
    assert sheet.cell(figures["40 टैंक"], heads["verdict"]).value == "corrected"
    gloss = sheet.cell(figures["9 ट्रक"], heads["gloss"])
    assert gloss.value == "=9 trucks, the owner said"
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}, "no cell is a formula"
    assert all(cell.hyperlink is None for cell in cells)


def test_claimreview_gives_each_figure_its_place(tables, verdicts, tmp_path) -> None:
    path = tmp_path / "review.jsonld"
    assert export("claimreview", tables, verdicts, path) == 7, "the figure that is none is left out"
    document = json.loads(path.read_text("utf-8"))
    assert document["@context"][0] == "https://schema.org"
    for review in document["@graph"]:
        assert review["@type"] == "ClaimReview"
        claim = review["itemReviewed"]
        text = tables.text[claim["appearance"]["identifier"]]
        quote, position = claim["appearance"]["selector"]
        assert quote["@type"] == "TextQuoteSelector"
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
    by_quote = {r["itemReviewed"]["appearance"]["selector"][0]["exact"]: r for r in document["@graph"]}
    gujarati = by_quote["10,000થી વધુ સૈનિકો"]
    assert [a["identifier"] for a in gujarati["itemReviewed"]["author"]] == ["country:US", "country:UA", "country:KR"]
    assert gujarati["reviewRating"]["ratingValue"] == 3
    assert gujarati["itemReviewed"]["about"]["minValue"] == 10000
    corrected = by_quote["40 टैंक"]
    assert corrected["itemReviewed"]["author"] == [{"@type": "Thing", "name": "प्योंगयांग"}]
    assert corrected["reviewRating"]["ratingExplanation"] == "by hand"
    assert by_quote["12 लोगों"]["reviewRating"]["alternateName"] == "no source given"


def test_labelstudio_counts_as_the_browser_does(tables, verdicts, tmp_path) -> None:
    path = tmp_path / "tasks.json"
    assert export("labelstudio", tables, verdicts, path) == 7
    tasks = {t["data"]["doc_id"]: t for t in json.loads(path.read_text("utf-8"))}
    assert set(tasks) == set(tables.text)
    for task in tasks.values():
        units = task["data"]["text"].encode("utf-16-le")
        regions = [r for r in task["predictions"][0]["result"] if r["type"] == "labels"]
        for region in regions:
            value = region["value"]
            assert units[value["start"] * 2 : value["end"] * 2].decode("utf-16-le") == value["text"]
    result = tasks["odd"]["predictions"][0]["result"]
    labels = {r["value"]["labels"][0]: r["value"]["text"] for r in result if r["type"] == "labels"}
    assert labels == {"figure": "9 ट्रक", "item": "ट्रक", "cue": "ने कहा", "source": "मालिक"}
    ids = {r["id"] for r in result if r["type"] == "labels"}
    relations = [r for r in result if r["type"] == "relation"]
    assert len(relations) == 3
    assert all(r["from_id"] in ids and r["to_id"] in ids for r in relations)
    assert [r["value"]["choices"] for r in result if r["type"] == "choices"] == [["named"]]


def test_duckdb_holds_every_table(tables, verdicts, tmp_path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="the extra duckdb is not installed")
    path = tmp_path / "claims.duckdb"
    assert export("duckdb", tables, verdicts, path) == 8
    with duckdb.connect(str(path), read_only=True) as database:
        names = {row[0] for row in database.execute("SHOW TABLES").fetchall()}
        assert {"claims", "sources", "articles", "texts", "verdicts", "groups", "check_first"} <= names
        found = database.execute(
            "SELECT c.figure_text FROM claims c JOIN sources s USING (claim_id) WHERE s.source_key = 'country:UA'"
        ).fetchall()
        assert found == [("10,000થી વધુ સૈનિકો",)]
        assert database.execute("SELECT count(*) FROM claims WHERE concept IS NULL").fetchone() == (2,)
    assert [p.name for p in tmp_path.iterdir()] == ["claims.duckdb"], "no other file is left"


def test_an_export_replaces_the_file_or_leaves_it(tables, verdicts, tmp_path, monkeypatch) -> None:
    path = tmp_path / "tasks.json"
    path.write_text("old", "utf-8")
    monkeypatch.setattr("pipeline.export.labelstudio.json.dumps", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export("labelstudio", tables, verdicts, path)
    assert path.read_text("utf-8") == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_unknown_formats_and_a_missing_extra_are_told(tables, verdicts, tmp_path, monkeypatch) -> None:
    with pytest.raises(ExportError, match="no format 'pdf'; there are"):
        export("pdf", tables, verdicts, tmp_path / "x")
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(ExportError, match="duckdb"):
        export("duckdb", tables, verdicts, tmp_path / "x")


@pytest.mark.parametrize("format", list(FORMATS))
def test_a_run_without_figures_can_be_exported(format: str, tmp_path) -> None:
    from tests.audit_data import Newsroom

    room = Newsroom()
    room.article("quiet", "hi", "आज कुछ नहीं हुआ।")
    assert export(format, room.tables(), Verdicts.empty(), tmp_path / "x") == 0
    assert (tmp_path / "x").stat().st_size > 0
