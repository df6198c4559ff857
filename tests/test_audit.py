"""The audit tables: counts, sources, copies, what to check first, and how they are written."""

import pandas as pd
import pytest
from rich.console import Console

from pipeline.audit import Audit, Tables, audit
from pipeline.audit.copies import copies
from pipeline.audit.load import outlet
from pipeline.audit.verdicts import Verdicts
from pipeline.audit.write import show, summary, write
from tests.audit_data import Newsroom, newsroom


@pytest.fixture(scope="module")
def tables() -> Tables:
    return newsroom().tables()


@pytest.fixture(scope="module")
def found(tables: Tables) -> Audit:
    return audit(tables)


def _row(frame: pd.DataFrame, column: str, value: str) -> dict:
    rows = frame[frame[column] == value].to_dict("records")
    assert len(rows) == 1, f"{value} stands {len(rows)} times in {column}"
    return rows[0]


def test_articles_are_counted_with_their_distinct_sources(found: Audit) -> None:
    row = _row(found.by_article, "doc_id", "desk/gu-troops")
    assert (row["figures"], row["named"], row["vague"], row["none"]) == (2, 1, 0, 1)
    assert row["share_sourced"] == 0.5
    assert row["distinct_sources"] == 3, "the three countries that one figure is attributed to"
    assert row["outlet"] == "example.org"


def test_an_article_without_figures_is_listed_with_zeros() -> None:
    room = newsroom()
    room.article("quiet", "hi", "आज कुछ नहीं हुआ।")
    row = _row(audit(room.tables()).by_article, "doc_id", "quiet")
    assert (row["figures"], row["named"], row["distinct_sources"]) == (0, 0, 0)
    assert pd.isna(row["share_sourced"])


def test_concepts_keep_the_figures_without_one(found: Audit) -> None:
    assert _row(found.by_concept, "concept", "killed")["none"] == 3
    unknown = found.by_concept[found.by_concept["concept"].isna()]
    assert unknown["kind"].tolist() == ["duration"]


def test_a_source_is_one_row_in_both_languages(found: Audit) -> None:
    row = _row(found.by_source, "source_key", "country:KR")
    assert row["name"] == "South Korea"
    assert (row["figures"], row["articles"], row["languages"]) == (2, 2, "gu hi")
    assert row["concepts"] == "tanks; troops"
    assert "दक्षिण कोरिया" not in row["as_written"]
    assert "દક્ષિણ કોરિયા" in row["as_written"]


def test_a_role_without_a_name_is_said_to_be_one() -> None:
    room = newsroom()
    room.article("role", "hi", "अधिकारियों ने कहा कि 6 घर गिरे। मीरा देवी ने कहा कि 5 घर गिरे।")
    room.claim("6", value=6, cue="ने कहा", sources="अधिकारियों=name:adhikariyon")
    room.claim("5", value=5, cue="ने कहा", sources="मीरा देवी=name:mira-devi")
    names = audit(room.tables()).by_source.set_index("source_key")["name"]
    assert names["name:adhikariyon"].endswith(" (not further named)")
    assert not names["name:mira-devi"].endswith(" (not further named)")
    assert names["country:KR"] == "South Korea"


def test_a_figure_is_to_be_checked_once_in_an_article() -> None:
    room = Newsroom()
    for name in ("one", "two"):
        room.article(name, "hi", f"सूरत में 15 मरे, {name}। सूरत में कुल 15 जन मरे।", date="2025-03-01")
        for figure in ("15 मरे", "15 जन"):
            room.claim("15", figure=figure, value=15, concept="killed", where="सूरत", where_country="IN")
    frame = audit(room.tables()).check_first
    assert sorted(frame["doc_id"]) == ["one", "two"]


def test_relayed_sources_are_not_counted_as_speakers(tables: Tables) -> None:
    sources = tables.sources.copy()
    sources["relation"] = sources["relation"].astype(object).where(sources["source_key"] != "country:UA", "relayed_by")
    relayed = Tables.of(tables.claims, sources, tables.articles, pd.DataFrame({"doc_id": [], "text": []}))
    assert set(audit(relayed).by_source["source_key"]) == {"country:KR", "country:US"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"doc_id": "a/b/c", "url": "https://www.example.org:8080/x"}, "example.org"),
        ({"doc_id": "a/b/c", "url": None}, "a"),
        ({"doc_id": "c", "url": float("nan")}, "(none)"),
    ],
)
def test_outlet(row: dict, expected: str) -> None:
    assert outlet(row) == expected


def test_copies_count_once(tables: Tables, found: Audit) -> None:
    assert _row(found.by_article, "doc_id", "other/copy")["copy_of"] == "wire/day2"
    assert pd.isna(_row(found.by_article, "doc_id", "wire/day1")["copy_of"]), "a toll that grew is another text"
    listed = found.check_first["doc_id"].tolist()
    assert ("wire/day2" in listed) != ("other/copy" in listed), "a copied figure is to be checked once"


def test_copies_are_found_through_small_changes_only() -> None:
    text = " ".join(f"शब्द{i}" for i in range(200))
    changed = text.replace("शब्द50 ", "दूसरा ")
    other = " ".join(f"वाक्य{i}" for i in range(200))
    numbers = copies({"a": text, "b": changed, "c": other, "d": "", "e": ""})
    assert numbers["a"] == numbers["b"]
    assert len(set(numbers.values())) == 4, "empty texts copy nobody"


def test_what_to_check_first(found: Audit) -> None:
    frame = found.check_first
    first = frame.iloc[0]
    assert first["doc_id"] == "desk/hi-troops", "10,000 troops that another article gives with a source"
    assert first["named_elsewhere"] == "United States; Ukraine; South Korea"
    assert first["repeated_in"] == 1
    assert frame["rank"].tolist() == list(range(1, len(frame) + 1))
    assert frame["weight"].is_monotonic_decreasing
    assert set(frame["sourcing"]) <= {"vague", "none"}
    assert frame["kind"].iloc[-1] == "duration"


def test_also_said_by_stays_a_hint() -> None:
    room = newsroom()
    room.article("hint", "hi", "वहाँ 9 लोग घायल हुए।")
    room.claim("9", figure="9 लोग", value=9, concept="injured", also_said_by="ज़िला अस्पताल")
    frame = audit(room.tables()).check_first
    assert "ज़िला अस्पताल" in frame["also_said_by"].tolist()
    assert "ज़िला अस्पताल" not in audit(room.tables()).by_source["as_written"].tolist()


def test_no_articles_at_all() -> None:
    empty = Newsroom().tables()
    found = audit(empty)
    assert all(frame.empty for frame in found.tables().values())
    console = Console(record=True, width=120)
    show(found, console)
    assert "no figure is given twice" in console.export_text()


def test_printing_shows_every_table_and_markup_as_text(found: Audit, tables: Tables) -> None:
    room = newsroom()
    room.article("odd", "hi", "यहाँ [bold]7[/bold] पेड़ गिरे।")
    room.claim("7", figure="[bold]7[/bold] पेड़", value=7)
    tables = room.tables()
    console = Console(record=True, width=250)
    show(audit(tables), console)
    text = console.export_text()
    for heading in ("Articles", "What is counted", "Sources", "Outlets and folders", "To check first"):
        assert heading in text
    assert "[bold]7[/bold]" in text
    assert "1 vague" in summary(tables, audit(tables), Verdicts.empty())


def test_tables_are_written_as_csv_and_parquet(found: Audit, tmp_path) -> None:
    paths = write(found, tmp_path / "audit")
    assert sorted(p.suffix for p in paths) == [".csv"] * 7 + [".parquet"] * 7
    for name, frame in found.tables().items():
        again = pd.read_parquet(tmp_path / "audit" / f"{name}.parquet")
        assert list(again.columns) == list(frame.columns)
        assert len(again) == len(frame)
    head = (tmp_path / "audit" / "by_source.csv").read_bytes()
    assert head.startswith("\ufeffsource_key".encode())
    assert not list((tmp_path / "audit").glob(".*")), "no temporary file is left"


def test_formulas_are_escaped_in_csv_only(tmp_path) -> None:
    room = newsroom()
    room.article("formula", "hi", "वहाँ =2+3 पेड़ गिरे।")
    room.claim("2", figure="=2+3 पेड़", value=2)
    write(audit(room.tables()), tmp_path)
    assert "'=2+3 पेड़" in (tmp_path / "check_first.csv").read_text("utf-8")
    assert "=2+3 पेड़" in pd.read_parquet(tmp_path / "check_first.parquet")["figure_text"].tolist()
