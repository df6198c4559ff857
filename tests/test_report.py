"""The report without a browser: which files there are, how large they are, what is escaped, and the charts."""

import re
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipeline.audit import Audit, Tables, Verdicts, audit
from pipeline.report import build
from pipeline.report.build import CHUNK, GROUPS, MOST_ARTICLES, is_small, script_json
from pipeline.report.charts import charts
from tests.audit_data import Newsroom, newsroom


def _many(articles: int, figures: int) -> Tables:
    """Tables of many articles that are no copies of each other, each with some figures."""
    room = Newsroom()
    for number in range(articles):
        words = " ".join(f"शब्द{number}क{i}" for i in range(60))
        room.article(
            f"many/{number:04d}", "hi", " ".join(f"{i + 1}{number} घर" for i in range(figures)) + f"। {words}।"
        )
        for i in range(figures):
            room.claim(f"{i + 1}{number}", figure=f"{i + 1}{number} घर", value=number, concept="houses")
    return room.tables()


@pytest.fixture(scope="module")
def many() -> tuple[Tables, Audit]:
    tables = _many(MOST_ARTICLES + 1, 8)
    return tables, audit(tables)


def test_a_small_run_is_one_page(tmp_path: Path) -> None:
    tables = newsroom().tables()
    assert is_small(tables)
    assert build(tables, audit(tables), Verdicts.empty(), tmp_path / "report") == [tmp_path / "report" / "index.html"]
    assert [p.name for p in (tmp_path / "report").iterdir()] == ["index.html"]


def test_a_large_run_is_paged_and_its_first_page_stays_small(many: tuple[Tables, Audit], tmp_path: Path) -> None:
    tables, found = many
    assert not is_small(tables)
    paths = build(tables, found, Verdicts.empty(), tmp_path)
    assert paths[0] == tmp_path / "index.html"
    assert len(list((tmp_path / "articles").glob("*.html"))) == len(tables.articles)
    files = list((tmp_path / "data").glob("claims-*.js"))
    assert len(files) == -(-len(tables.claims) // CHUNK)
    assets = sum(p.stat().st_size for p in (tmp_path / "assets").iterdir())
    assert assets + (tmp_path / "index.html").stat().st_size < 2_000_000
    rows = "".join(p.read_text("utf-8") for p in files)
    assert all(rows.count(claim) == 1 for claim in tables.claims["claim_id"])


def test_an_earlier_report_leaves_nothing_behind(many: tuple[Tables, Audit], tmp_path: Path) -> None:
    tables, found = many
    build(tables, found, Verdicts.empty(), tmp_path)
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    small = newsroom().tables()
    build(small, audit(small), Verdicts.empty(), tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["index.html", "notes.txt"]


def test_groups_are_paged(tmp_path: Path) -> None:
    room = Newsroom()
    for number in range(GROUPS + 5):
        for copy, figure in (("a", number + 1000), ("b", number + 1000)):
            room.article(f"{number:03d}{copy}", "hi", f"शहर{number}{copy} में {figure} घर गिरे।")
            room.claim(
                str(figure), value=figure, concept="houses", where=f"शहर{number}", where_country="IN",
                actor_keys=f"name:city-{number}",
            )  # fmt: skip
    tables = room.tables()
    found = audit(tables)
    assert len(found.groups) == GROUPS + 5
    build(tables, found, Verdicts.empty(), tmp_path, paged=True)
    assert (tmp_path / "groups-2.html").read_text("utf-8").count('<section class="group"') == 5


@pytest.mark.parametrize("paged", [False, True])
def test_the_pages_name_no_other_place(paged: bool, tmp_path: Path) -> None:
    tables = newsroom().tables()
    for page in build(tables, audit(tables), Verdicts.empty(), tmp_path, paged=paged):
        text = page.read_text("utf-8")
        assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
        loaded = re.findall(r'(?:src|<link[^>]*href)="([^"]*)"', text)
        assert not [a for a in loaded if not a.startswith(("data:", "assets/", "../assets/"))]
        assert set(re.findall(r"https?://[^\s\"'<>]*", text)) <= {
            "https://www.example.org/a?b=1",
            "http://www.w3.org/2000/svg",
        }


def test_a_page_of_an_article_shows_marks_links_and_verdict(tmp_path: Path) -> None:
    tables = newsroom().tables()
    claim = tables.claims.iloc[1]
    verdicts = Verdicts({claim["claim_id"]: {"claim_id": claim["claim_id"], "verdict": "corrected",
                                             "corrected_source": "प्योंगयांग", "note": "read again"}})  # fmt: skip
    build(tables, audit(tables, verdicts), verdicts, tmp_path, paged=True)
    text = (tmp_path / "articles" / "1.html").read_text("utf-8")
    assert (
        f'<span class="place" id="c-{claim["claim_id"]}" tabindex="-1"></span><mark class="nc-figure">40 </mark>'
        in text
    )
    assert '<div class="text" lang="hi">' in text
    assert (
        '<span class="chip v-corrected">corrected</span> <span class="note">named: प्योंगयांग. read again</span>' in text
    )
    assert "सरहद &lt;b&gt;की&lt;/b&gt; ख़बर" in text
    assert 'rel="noreferrer noopener external">original page' in (tmp_path / "articles" / "2.html").read_text("utf-8")


def test_only_web_addresses_become_links(tmp_path: Path) -> None:
    room = Newsroom()
    room.article("a", "hi", "आज कुछ नहीं हुआ।", url="javascript:alert(1)")
    tables = room.tables()
    build(tables, audit(tables), Verdicts.empty(), tmp_path)
    assert "javascript:" not in (tmp_path / "index.html").read_text("utf-8")


def test_json_in_a_script_cannot_end_it() -> None:
    text = script_json(["</script>", "<!--", "\u2028", "&amp;"])
    assert not set("<>&\u2028") & set(text)


def test_charts_say_what_is_to_be_seen_and_carry_their_numbers() -> None:
    tables = newsroom().tables()
    drawn = {c.id: c for c in charts(tables, audit(tables))}
    assert set(drawn) == {"chart-article", "chart-concept", "chart-sources", "chart-time"}
    assert "South Korea: 2 in 2 articles" in drawn["chart-sources"].summary
    months = [row[0] for row in drawn["chart-time"].rows]
    assert months == ["2024-11", "2024-12", "2025-01", "2025-02", "2025-03"], "months without figures are shown too"
    for chart in drawn.values():
        assert chart.svg.startswith("<svg aria-hidden")
        assert "currentColor" in chart.svg
        assert "<script" not in chart.svg
        assert len({len(row) for row in chart.rows} | {len(chart.columns)}) == 1


def test_charts_escape_names() -> None:
    room = Newsroom()
    room.article("<script>x</script>", "hi", "यहाँ 5 घर हैं।")
    room.claim("5", value=5)
    tables = room.tables()
    svg = next(c.svg for c in charts(tables, audit(tables)) if c.id == "chart-article")
    assert "<script" not in svg
    assert "&lt;script" in svg


def test_no_chart_without_figures_and_no_timeline_without_days(tmp_path: Path) -> None:
    room = Newsroom()
    assert charts(room.tables(), audit(room.tables())) == []
    room.article("a", "hi", "यहाँ 5 घर हैं।")
    room.claim("5", value=5)
    assert [c.id for c in charts(room.tables(), audit(room.tables()))] == ["chart-article", "chart-concept"]
    empty = Newsroom().tables()
    build(empty, audit(empty), Verdicts.empty(), tmp_path)
    assert "0 figures in 0 articles" in (tmp_path / "index.html").read_text("utf-8")


def test_text_that_is_no_valid_unicode_does_not_stop_the_report(tmp_path: Path) -> None:
    tables = newsroom().tables()
    tables.text["wire/day1"] = "टूटा \ud800 अक्षर"
    build(tables, audit(tables), Verdicts.empty(), tmp_path)
    assert "टूटा ? अक्षर" in (tmp_path / "index.html").read_text("utf-8")


def test_the_commands_work_from_the_folder_of_tables(tmp_path: Path) -> None:
    from pipeline.cli import app

    out = newsroom().write(tmp_path / "out")
    run = CliRunner().invoke
    result = run(app, ["audit", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "7 figures in 5 articles: 2 named, 1 vague, 4 without a source." in result.output
    assert len(pd.read_csv(out / "audit" / "groups.csv")) == 2
    result = run(app, ["report", "--out", str(out), "--title", "Desk <1>"])
    assert result.exit_code == 0, result.output
    assert "<title>Desk &lt;1&gt;</title>" in (out / "report" / "index.html").read_text("utf-8")
    result = run(app, ["export", "--format", "claimreview", "--out", str(out)])
    assert "7 figures in" in result.output
    assert (out / "claimreview.jsonld").exists()
    for command in (["audit"], ["report"], ["export", "--format", "xlsx"]):
        result = run(app, [*command, "--out", str(tmp_path / "nothing")])
        assert result.exit_code == 2, "there is no run"
        assert "no finished run" in result.output
