"""Builds the report: one page that holds everything when a run is small, else a folder of pages."""

import base64
import hashlib
import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.audit.audit import Audit
from pipeline.audit.load import Tables
from pipeline.audit.verdicts import Verdicts
from pipeline.audit.write import replaced
from pipeline.report.charts import charts
from pipeline.report.data import COLUMNS, ArticleView, GroupView, View, view

#: More articles, figures or characters of text than these and the report is paged.
MOST_ARTICLES, MOST_CLAIMS, MOST_CHARS = 60, 500, 300_000
#: Rows of the claims table in one data file, and groups and list entries on one page.
CHUNK, GROUPS, LISTED = 400, 60, 200
#: Rows of each table of the overview.
ROWS = 15


def is_small(tables: Tables) -> bool:
    """Whether the report of a run fits into one page."""
    chars = sum(map(len, tables.text.values()))
    return len(tables.articles) <= MOST_ARTICLES and len(tables.claims) <= MOST_CLAIMS and chars <= MOST_CHARS


class Links:
    """Where things are, seen from a page. root: path from the page to the report's folder, "" or "../"."""

    def __init__(self, paged: bool, root: str = "") -> None:
        self.paged, self.root = paged, root

    def page(self, name: str) -> str:
        """Address of a part: overview, claims, groups, articles."""
        if not self.paged:
            return f"#{name}"
        return f"{self.root}{'index' if name == 'overview' else name}.html"

    def article(self, article: ArticleView) -> str:
        """Address of an article."""
        return f"{self.root}articles/{article.number}.html" if self.paged else f"#a-{article.number}"

    def claim(self, claim: dict[str, Any]) -> str:
        """Address of a claim's place in its article."""
        return f"{self.article(claim['article']) if self.paged else ''}#c-{claim['id']}"

    def group(self, number: int) -> str:
        """Address of a group."""
        page = "groups" if number <= GROUPS else f"groups-{(number - 1) // GROUPS + 1}"
        return f"{self.root}{page}.html#g-{number}" if self.paged else f"#g-{number}"

    def filtered(self, **wanted: str) -> str:
        """Address of the claims table with filters set."""
        from urllib.parse import urlencode

        return f"{self.root + 'claims.html' if self.paged else ''}#f:{urlencode(wanted)}"


def build(
    tables: Tables,
    audit: Audit,
    verdicts: Verdicts,
    folder: Path,
    paged: bool | None = None,
    title: str = "Figures and sources",
) -> list[Path]:
    """Write the report into a folder, which it makes if needed, and return the pages, ``index.html`` first.

    paged: None decides by the size of the run. What an earlier report left in the folder under the names that a
    report uses is removed. Raises OSError when the folder cannot be written.
    """
    shown = view(tables, audit, verdicts)
    paged = not is_small(tables) if paged is None else paged
    _clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    maker = _Maker(tables, audit, verdicts, shown, folder, paged, title)
    return maker.paged_report() if paged else maker.single_page()


def _clear(folder: Path) -> None:
    for name in ("articles", "data", "assets"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in folder.glob("*.html"):
        if path.stem.partition("-")[0] in ("index", "claims", "groups", "articles"):
            path.unlink()


def _static(name: str) -> str:
    return files("pipeline.report").joinpath("static", name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def script_json(value: Any) -> Markup:
    """Return JSON that may stand inside a script element: no character in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for ch in "<>&\u2028\u2029":
        text = text.replace(ch, f"\\u{ord(ch):04x}")
    return Markup(text)


class _Maker:
    def __init__(
        self, tables: Tables, audit: Audit, verdicts: Verdicts, shown: View, folder: Path, paged: bool, title: str
    ) -> None:
        self.shown, self.folder, self.paged = shown, folder, paged
        self.charts = charts(tables, audit)
        self.env = Environment(
            loader=PackageLoader("pipeline.report"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.paths: list[Path] = []
        counts = tables.claims["sourcing"].value_counts()
        self.common: dict[str, Any] = {
            "title": title,
            "paged": paged,
            "counts": {s: int(counts.get(s, 0)) for s in ("named", "vague", "none")},
            "total": len(tables.claims),
            "articles_total": len(tables.articles),
            "languages": sorted({a.language for a in shown.articles}),
            "judged": verdicts.counts(tables.claims),
            "states": audit.groups["status"].value_counts().to_dict(),
            "audit": audit,
            "rows": ROWS,
            "claims": shown.claims,
            "css": Markup(_static("report.css")),
            "js": Markup(_static("report.js")),
        }

    def _render(self, template: str, path: Path, **values: Any) -> None:
        root = "../" * (len(path.relative_to(self.folder).parts) - 1)
        text = self.env.get_template(template).render(**self.common, links=Links(self.paged, root), root=root, **values)
        with replaced(path) as temporary:
            temporary.write_text(text, encoding="utf-8", errors="replace")
        self.paths.append(path)

    def single_page(self) -> list[Path]:
        """Write ``index.html`` with everything in it."""
        data = script_json(self._head() | {"rows": self.shown.rows})
        policy = f"script-src {_hash(self.common['js'])}; style-src 'unsafe-inline'"
        self._render(
            "single.html",
            self.folder / "index.html",
            policy=policy,
            data=data,
            charts=self.charts,
            articles=self.shown.articles,
            groups=self.shown.groups,
        )
        return self.paths

    def paged_report(self) -> list[Path]:
        """Write the overview, the table of figures with its data files, the groups, the articles and their list."""
        for name in ("report.css", "report.js"):
            with replaced(self.folder / "assets" / name) as path:
                path.write_text(_static(name), encoding="utf-8")
        policy = "script-src 'self' file:; style-src 'self' file: 'unsafe-inline'"
        rows = self.shown.rows
        chunks = [rows[i : i + CHUNK] for i in range(0, len(rows), CHUNK)]
        for i, chunk in enumerate(chunks):
            with replaced(self.folder / "data" / f"claims-{i}.js") as path:
                path.write_text(f"newsClaims.add({i},{script_json(chunk)});\n", encoding="utf-8", errors="replace")
        head = script_json(self._head() | {"chunks": len(chunks), "total": len(rows)})
        self._render("overview.html", self.folder / "index.html", policy=policy, charts=self.charts, here="overview")
        self._render("claims.html", self.folder / "claims.html", policy=policy, data=head, here="claims")
        for page, groups in _pages(self.shown.groups, GROUPS):
            where = {"here": "groups", "base": "groups", "page": page, "pages": _count(self.shown.groups, GROUPS)}
            self._render("groups.html", self._name("groups", page), policy=policy, groups=groups, **where)
        for page, articles in _pages(self.shown.articles, LISTED):
            where = {"here": "articles", "base": "articles", "page": page}
            where["pages"] = _count(self.shown.articles, LISTED)
            self._render("articles.html", self._name("articles", page), policy=policy, articles=articles, **where)
        for article in self.shown.articles:
            path = self.folder / "articles" / f"{article.number}.html"
            near = {"before": article.number - 2, "after": article.number}
            neighbours = {n: self.shown.articles[i] for n, i in near.items() if 0 <= i < len(self.shown.articles)}
            self._render("article.html", path, policy=policy, article=article, here="articles", neighbours=neighbours)
        return self.paths

    def _name(self, base: str, page: int) -> Path:
        return self.folder / (f"{base}.html" if page == 1 else f"{base}-{page}.html")

    def _head(self) -> dict[str, Any]:
        """What the claims table needs beside its rows: names of the columns and of the articles."""
        articles = [[a.number, a.name, a.lang if a.title else "", a.outlet, a.date] for a in self.shown.articles]
        return {"columns": COLUMNS, "articles": articles, "paged": self.paged, "groupsPerPage": GROUPS}


def _pages(items: list[Any], size: int) -> Iterator[tuple[int, list[Any]]]:
    """Yield (number from 1, items) of every page; one empty page where there is nothing."""
    for page in range(1, _count(items, size) + 1):
        yield page, items[(page - 1) * size : page * size]


def _count(items: list[Any] | list[GroupView], size: int) -> int:
    return max((len(items) + size - 1) // size, 1)
