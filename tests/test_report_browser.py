"""The report in a real browser: filters work, links land, nothing is run that stands in an article, nobody is asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.audit import Verdicts, audit
from pipeline.report import build
from tests.audit_data import Newsroom, newsroom
from tests.browser import Browser, browser, needs_axe, needs_browser

pytestmark = needs_browser

EVIL = "</script><script>window.broken=1</script><img src=x onerror=window.broken=2>"


def evil_newsroom() -> Newsroom:
    """The shared articles and one whose id, title, text, item and source try to run a script."""
    room = newsroom()
    text = f"यहाँ {EVIL} 8 पेड़ गिरे, {{{{7*7}}}} ने कहा।\n" + "दूसरी पंक्ति में कुछ नहीं है।\n" * 60
    room.article(f"evil/{EVIL}", "hi", text, title=f"शीर्षक {EVIL}", date=EVIL, url="javascript:window.broken=3")
    room.claim(
        "8",
        figure=f"{EVIL} 8 पेड़",
        item=EVIL,
        value=8,
        concept=EVIL,
        cue="ने कहा",
        sources="{{7*7}}=name:<b>7",
        gloss=f"8 trees {EVIL}",
        when_text=EVIL,
        also_said_by=EVIL,
    )
    return room


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="module", params=[False, True], ids=["single", "paged"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report; single or paged."""
    folder = tmp_path_factory.mktemp("report")
    tables = evil_newsroom().tables()
    verdict = {"claim_id": tables.claims["claim_id"].iloc[1], "verdict": "right", "note": EVIL}
    verdicts = Verdicts({verdict["claim_id"]: verdict})
    build(tables, audit(tables, verdicts), verdicts, folder, paged=request.param)
    return folder


@pytest.fixture
def claims(chromium: Browser, report: Path) -> Browser:
    """The browser with the table of figures open and filled."""
    chromium.emulate()
    chromium.messages()
    chromium.requests()
    page = report / "claims.html"
    chromium.open(page if page.exists() else report / "index.html")
    chromium.until(
        "return document.getElementById('count').textContent === '8 of 8 figures'", "the table is not filled"
    )
    return chromium


ROWS = "return [...document.querySelectorAll('#table tbody tr')].map(r => r.cells[0].textContent)"


def _set(page: Browser, name: str, value: str) -> None:
    page.run(
        "const e = document.getElementById(arguments[0]); e.value = arguments[1];"
        "e.dispatchEvent(new Event(e.tagName === 'INPUT' ? 'input' : 'change', {bubbles: true}))",
        name,
        value,
    )


def test_filters_narrow_the_table(claims: Browser) -> None:
    _set(claims, "f-sourcing", "vague")
    assert claims.run(ROWS) == ["करीब 10,000 सैनिक"]
    assert claims.run("return document.getElementById('count').textContent") == "1 of 8 figures"
    claims.run("document.querySelector('#filters button[type=reset]').click()")
    claims.until("return document.getElementById('count').textContent === '8 of 8 figures'")
    _set(claims, "f-lang", "gu")
    assert len(claims.run(ROWS)) == 2
    _set(claims, "f-source", "Ukraine")
    assert claims.run(ROWS) == ["10,000થી વધુ સૈનિકો"], "the second of three sources is found"
    _set(claims, "f-sourcing", "none")
    assert claims.run(ROWS) == []


def test_search_looks_into_sentences_and_english_lines(claims: Browser) -> None:
    _set(claims, "f-q", "ટુકડી")
    assert claims.run(ROWS) == [], "a sentence that holds no figure is not searched"
    _set(claims, "f-q", "બરફ")
    assert claims.run(ROWS) == ["3 દિવસ"]
    _set(claims, "f-q", "SOUTH korea")
    assert len(claims.run(ROWS)) == 2


def test_sorting_by_head_and_by_menu(claims: Browser) -> None:
    head = "return [...document.querySelectorAll('#table thead th')].map(h => h.getAttribute('aria-sort'))"
    claims.run("document.querySelector('#table thead button').click()")
    assert claims.run(ROWS)[0] == "करीब 10,000 सैनिक", "the largest number first"
    assert claims.run(head)[0] == "descending"
    claims.run("document.querySelector('#table thead button').click()")
    assert claims.run(ROWS)[0] == "3 દિવસ"
    assert claims.run("return document.activeElement.textContent") == "Figure ↑", "the keyboard stays where it was"
    _set(claims, "f-sort", "sourcing")
    assert claims.run("return document.querySelector('#table tbody .chip').textContent") == "no source"


def test_filters_stand_in_the_address(claims: Browser) -> None:
    _set(claims, "f-concept", "killed")
    address = claims.run("return location.href")
    assert address.endswith("#f:concept=killed")
    claims.driver.get("about:blank")
    claims.driver.get(address)
    claims.until("return document.querySelectorAll('#table tbody tr').length === 3", "the filter is not restored")
    assert claims.run("return document.getElementById('f-concept').value") == "killed"


def test_overview_links_to_the_filtered_table(chromium: Browser, report: Path) -> None:
    chromium.open(report / "index.html")
    chromium.run("document.querySelector('.numbers .vague a').click()")
    chromium.until(
        "const c = document.getElementById('count'); return c && c.textContent === '1 of 8 figures'",
        "the link does not filter",
    )


def test_links_land_on_the_figure_in_its_article(claims: Browser) -> None:
    href = claims.run(
        "const a = [...document.querySelectorAll('#table tbody a')].find(a => a.textContent.includes('8 पेड़'));"
        "a.click(); return a.hash"
    )
    found = claims.until(
        "const e = document.getElementById(arguments ? location.hash.slice(1) : ''); if (!e) return null;"
        "const m = e.nextElementSibling, b = m.getBoundingClientRect();"
        "return b.height && {text: m.textContent, seen: b.top >= 0 && b.bottom <= innerHeight,"
        " marked: getComputedStyle(m).outlineStyle, lang: m.closest('[lang]').lang}",
        "the link does not land",
    )
    assert href.startswith("#c-")
    assert found["seen"], "the figure is not in view"
    assert found["marked"] == "solid"
    assert found["lang"] == "hi"
    assert found["text"] in f"{EVIL} 8 पेड़"


def test_every_link_of_the_report_has_a_target(chromium: Browser, report: Path) -> None:
    links = "return [...document.querySelectorAll('a[href]')].map(a => a.href)"
    ids, asked = {}, set()
    for page in sorted(report.rglob("*.html")):
        chromium.open(page)
        if chromium.run("return !!document.getElementById('table')"):
            chromium.until("return document.querySelectorAll('#table tbody tr').length")
        here = page.resolve().as_uri()
        ids[here] = set(chromium.run("return [...document.querySelectorAll('[id]')].map(e => e.id)"))
        asked |= set(chromium.run(links))
    for link in asked:
        page, _, fragment = link.partition("#")
        if page.startswith("https://www.example.org"):
            continue
        assert page in ids, f"{link} leads nowhere"
        assert not fragment or fragment.startswith("f:") or fragment in ids[page], f"{link} has no target"


def test_no_script_of_an_article_runs_and_no_request_leaves(chromium: Browser, report: Path) -> None:
    chromium.messages()
    chromium.requests()
    shown = ""
    for page in sorted(report.rglob("*.html")):
        chromium.open(page)
        if chromium.run("return !!document.getElementById('table')"):
            chromium.until("return document.querySelectorAll('#table tbody tr').length")
            chromium.run("document.querySelectorAll('#table details').forEach(d => d.open = true)")
        assert chromium.run("return window.broken === undefined"), f"a script of an article ran in {page.name}"
        assert chromium.run("return document.querySelectorAll('img, iframe, object').length") == 0
        shown += chromium.run("return document.body.innerText")
    assert "{{7*7}}" in shown, "what looks like a template is shown as it stands"
    assert EVIL in shown
    assert chromium.messages() == [], "the console is not empty"
    folder = report.resolve().as_uri()
    foreign = [r for r in chromium.requests() if not r.startswith((folder, "data:", "about:"))]
    assert foreign == []


def test_original_text_has_its_language_and_a_font_for_it(claims: Browser) -> None:
    langs = claims.run("return [...document.querySelectorAll('#table tbody td:first-child a')].map(a => a.lang)")
    assert set(langs) == {"hi", "gu"}
    family = claims.run("return getComputedStyle(document.querySelector('#table a[lang=gu]')).fontFamily")
    assert "Noto Sans Gujarati" in family
    assert "Nirmala UI" in family


def test_everything_is_reached_by_keyboard(claims: Browser) -> None:
    from selenium.webdriver.common.keys import Keys

    body = claims.driver.switch_to.active_element
    body.send_keys(Keys.TAB)
    first = claims.run("return document.activeElement.textContent")
    assert first == "Skip to the content"
    focused = set()
    for _ in range(60):
        claims.driver.switch_to.active_element.send_keys(Keys.TAB)
        focused.add(claims.run("const e = document.activeElement; return e.id || e.tagName"))
        if claims.run("return getComputedStyle(document.activeElement).outlineStyle") == "none":
            assert claims.run("return document.activeElement.tagName") in ("BODY", "HTML"), "focus cannot be seen"
    if claims.run("return !document.getElementById('overview')"):
        assert {"f-q", "f-sourcing", "f-sort", "BUTTON", "SUMMARY"} <= focused


def test_a_phone_shows_the_rows_as_cards_without_scrolling_sideways(claims: Browser) -> None:
    claims.emulate(width=390)
    wide = claims.run("return document.documentElement.scrollWidth")
    assert wide <= 390
    assert claims.run("return getComputedStyle(document.querySelector('#table tbody td')).display") == "block"


def test_dark_mode_and_print(claims: Browser) -> None:
    colour = "return getComputedStyle(document.body).backgroundColor"
    light = claims.run(colour)
    claims.emulate(scheme="dark")
    assert claims.run(colour) != light
    claims.emulate(scheme="dark", media="print")
    assert claims.run(colour) == "rgb(255, 255, 255)"
    assert claims.run("return getComputedStyle(document.getElementById('filters')).display") == "none"


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_axe_finds_nothing(chromium: Browser, report: Path, scheme: str, width: int) -> None:
    chromium.emulate(width, scheme)
    names = ["index.html", "claims.html", "groups.html", "articles.html", "articles/1.html"]
    for page in [report / n for n in names if (report / n).exists()]:
        chromium.open(page)
        if chromium.run("return !!document.getElementById('table')"):
            chromium.until("return document.querySelectorAll('#table tbody tr').length")
        assert chromium.axe() == [], page.name
