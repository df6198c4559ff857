"""Verdicts of people: read, kept through reruns, applied, and turned into gold."""

import csv
import json

import pytest
from typer.testing import CliRunner

from pipeline.audit import Verdicts, audit
from pipeline.audit.verdicts import COLUMNS, VerdictError, gold, write_sheet
from pipeline.evaluate import evaluate, read_gold
from tests.audit_data import newsroom


def _sheet(path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as f:
        writer = csv.DictWriter(f, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def tables():
    return newsroom().tables()


def _id(tables, figure: str) -> str:
    return tables.claims.loc[tables.claims["figure_text"] == figure, "claim_id"].iloc[0]


def test_a_sheet_keeps_what_people_wrote(tables, tmp_path) -> None:
    path = tmp_path / "verdicts.csv"
    order = list(audit(tables).check_first["claim_id"])
    assert write_sheet(path, tables.claims, Verdicts.empty(), order[:2]) == 2
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    assert rows[0]["figure_text"] == "करीब 10,000 सैनिक"
    rows[0] |= {"verdict": "Right", "note": "read by hand"}
    gone = {"claim_id": "feedfeedfeedfeed", "verdict": "wrong", "note": "of an article that is gone"}
    _sheet(path, [*rows, gone])
    again = Verdicts.read(path)
    assert write_sheet(path, tables.claims, again, order) == len(order) - 2
    kept = Verdicts.read(path)
    assert kept.verdict(order[0]) == "right"
    assert kept.note(order[0]) == "read by hand"
    assert kept.orphans(tables.claims) == ["feedfeedfeedfeed"]
    assert kept.counts(tables.claims) == {"right": 1, "wrong": 0, "corrected": 0, "orphans": 1}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"claim_id": "a", "verdict": "maybe"}, "'maybe' is none of"),
        ({"claim_id": "a", "verdict": "corrected"}, "neither corrected_source nor"),
        ({"claim_id": "a", "verdict": "corrected", "corrected_sourcing": "some"}, "corrected_sourcing is none of"),
        ({"claim_id": "", "verdict": "right"}, "no claim_id"),
    ],
)
def test_a_sheet_that_says_nothing_clear_is_refused(row, reason, tmp_path) -> None:
    path = tmp_path / "verdicts.csv"
    _sheet(path, [row])
    with pytest.raises(VerdictError, match=reason) as error:
        Verdicts.read(path)
    assert "verdicts.csv:2" in str(error.value)


def test_a_claim_judged_twice_and_a_wrong_file_are_refused(tmp_path) -> None:
    path = tmp_path / "verdicts.csv"
    _sheet(path, [{"claim_id": "a", "verdict": "right"}, {"claim_id": "a", "verdict": "wrong"}])
    with pytest.raises(VerdictError, match="judged twice"):
        Verdicts.read(path)
    path.write_text("id,verdict\n", "utf-8")
    with pytest.raises(VerdictError, match="columns missing: claim_id"):
        Verdicts.read(path)
    path.write_bytes("claim_id,verdict\na,right,\u0915".encode("utf-16"))
    with pytest.raises(VerdictError, match="not UTF-8"):
        Verdicts.read(path)


def test_verdicts_change_the_audit(tables, tmp_path) -> None:
    troops, tanks, days = _id(tables, "करीब 10,000 सैनिक"), _id(tables, "40 टैंक"), _id(tables, "3 દિવસ")
    rows = [
        {"claim_id": troops, "verdict": "corrected", "corrected_source": "प्योंगयांग"},
        {"claim_id": tanks, "verdict": "corrected", "corrected_sourcing": "none"},
        {"claim_id": days, "verdict": "wrong"},
    ]
    _sheet(tmp_path / "v.csv", rows)
    found = audit(tables, Verdicts.read(tmp_path / "v.csv"))
    hindi = found.by_article[found.by_article["doc_id"] == "desk/hi-troops"].iloc[0]
    assert (hindi["named"], hindi["vague"], hindi["none"]) == (1, 0, 1)
    assert found.by_article[found.by_article["doc_id"] == "desk/gu-troops"]["figures"].tolist() == [1]
    assert tables.claims["sourcing"].tolist().count("vague") == 1, "the tables stay as they are"


def test_a_confirmed_figure_need_not_be_checked_again(tables) -> None:
    first = audit(tables).check_first["claim_id"].iloc[0]
    judged = Verdicts({first: {"claim_id": first, "verdict": "right"}})
    assert first not in audit(tables, judged).check_first["claim_id"].tolist()


def test_gold_of_verdicts_is_read_by_evaluate(tables, tmp_path) -> None:
    troops, tanks, days = _id(tables, "करीब 10,000 सैनिक"), _id(tables, "40 टैंक"), _id(tables, "3 દિવસ")
    judged = Verdicts(
        {
            troops: {"claim_id": troops, "verdict": "right"},
            tanks: {"claim_id": tanks, "verdict": "corrected", "corrected_source": "प्योंगयांग"},
            days: {"claim_id": days, "verdict": "wrong"},
        }
    )
    articles = list(gold(tables.claims, tables.text, judged))
    assert [a["id"] for a in articles] == ["desk/gu-troops", "desk/hi-troops"]
    for article in articles:
        for figure in article["figures"]:
            assert article["text"][figure["num_start"] : figure["num_end"]] == figure["num"]
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(a) + "\n" for a in articles), "utf-8")
    rows = tables.claims.astype(object).where(tables.claims.notna(), None).to_dict("records")
    scores = evaluate(rows, read_gold([path])).scores
    assert scores["figure"].gold == 2
    assert scores["figure"].recall == 100
    assert scores["figure"].precision == pytest.approx(200 / 3), "the wrong one is a figure too many"
    assert (scores["source"].gold, scores["source"].recall) == (1, 0), "the corrected source is not the table's"


def test_the_commands_write_sheet_and_gold(tmp_path, monkeypatch) -> None:
    from pipeline import commands
    from pipeline.cli import app

    tables = newsroom().tables()
    monkeypatch.setattr(commands, "_load", lambda folder: tables)
    out, run = tmp_path / "out", CliRunner().invoke
    result = run(app, ["verdicts", "sheet", "--out", str(out), "--figures", "3"])
    assert result.exit_code == 0, result.output
    sheet = tmp_path / "verdicts.csv"
    sheet.write_text(sheet.read_text("utf-8-sig").replace(",,,,,", ",right,,,,", 1), "utf-8-sig")
    target = tmp_path / "gold.jsonl"
    result = run(app, ["verdicts", "gold", str(target), "--out", str(out)])
    assert "1 judged figures of 1 articles" in result.output
    assert len(read_gold([target])) == 1
    sheet.write_text("claim_id,verdict\nx,perhaps\n", "utf-8")
    assert run(app, ["verdicts", "sheet", "--out", str(out)]).exit_code == 2
