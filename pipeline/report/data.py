"""What the pages show: articles cut into marked pieces, rows of the claims table, groups with their claims."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from pipeline.audit.audit import Audit
from pipeline.audit.facts import text_of
from pipeline.audit.highlight import Span, pieces, spans
from pipeline.audit.load import Tables, outlet
from pipeline.audit.names import english, language, plain
from pipeline.audit.verdicts import Verdicts

#: Columns of the rows that the claims table is drawn from, in order; the script reads them by these names.
COLUMNS = (
    "id",
    "article",
    "lang",
    "figure",
    "gloss",
    "sentence",
    "concept",
    "kind",
    "value",
    "sourcing",
    "source",
    "source_names",
    "verdict",
    "note",
    "group",
    "status",
    "when",
    "where",
    "also",
)


@dataclass
class ArticleView:
    """An article as its page shows it. number: from 1, names its page and its anchor; paragraphs: lists of
    (text, role, ids of the claims whose figure begins there)."""

    number: int
    doc_id: str
    lang: str
    language: str
    title: str
    date: str
    url: str
    outlet: str
    copy_of: str
    counts: dict[str, int]
    paragraphs: list[list[tuple[str, str, list[str]]]]
    claims: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The title, else the id."""
        return self.title or self.doc_id


@dataclass
class GroupView:
    """A group of claims about the same thing. number: from 1, names its anchor."""

    number: int
    status: str
    thing: str
    words: str
    claims: list[dict[str, Any]]


@dataclass
class View:
    """Everything that the pages show, in the order of the tables."""

    articles: list[ArticleView]
    groups: list[GroupView]
    rows: list[list[Any]]
    claims: dict[str, dict[str, Any]]


def view(tables: Tables, audit: Audit, verdicts: Verdicts) -> View:
    """Return what the pages show; verdicts are shown beside the claims, which stay as the tables have them."""
    sources: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in tables.sources.to_dict("records"):
        sources[row["claim_id"]].append(row)
    heads = {r["doc_id"]: r for r in audit.by_article.to_dict("records")}
    articles, by_doc = [], {}
    for number, row in enumerate(tables.articles.to_dict("records"), 1):
        article = _article(number, row, heads.get(row["doc_id"], {}))
        articles.append(article)
        by_doc[article.doc_id] = article
    of_claim, groups = _groups(audit)
    claims: dict[str, dict[str, Any]] = {}
    marks: dict[str, list[Span]] = defaultdict(list)
    for row in sorted(tables.claims.to_dict("records"), key=lambda r: int(r["num_start"])):
        doc_id = text_of(row, "doc_id")
        if doc_id not in by_doc:
            continue
        found = sources[row["claim_id"]]
        claim = _claim(row, by_doc[doc_id], tables, verdicts, of_claim.get(row["claim_id"]))
        claims[claim["id"]] = claim
        by_doc[doc_id].claims.append(claim)
        marks[doc_id] += spans(row, found)
        claim["pieces"] = _sentence_pieces(tables.text.get(doc_id, ""), row, spans(row, found))
    for article in articles:
        article.paragraphs = _paragraphs(tables.text.get(article.doc_id, ""), marks[article.doc_id])
    for group in groups:
        group.claims = [claims[c] for c in group.claims if c in claims]  # type: ignore[index]
    ordered = [claim for article in articles for claim in article.claims]
    return View(articles, groups, [_row(c) for c in ordered], claims)


def _article(number: int, row: dict[str, Any], head: dict[str, Any]) -> ArticleView:
    url = text_of(row, "url")
    return ArticleView(
        number=number,
        doc_id=text_of(row, "doc_id"),
        lang=text_of(row, "lang"),
        language=language(text_of(row, "lang")),
        title=text_of(row, "title"),
        date=text_of(row, "date"),
        url=url if url.startswith(("https://", "http://")) else "",
        outlet=outlet(row),
        copy_of=text_of(head, "copy_of"),
        counts={c: int(head.get(c, 0) or 0) for c in ("figures", "named", "vague", "none")},
        paragraphs=[],
    )


def _groups(audit: Audit) -> tuple[dict[str, GroupView], list[GroupView]]:
    rank = {"disagree": 0, "update": 1, "agree": 2}
    rows = sorted(
        audit.groups.to_dict("records"), key=lambda r: (rank[r["status"]], -r["independent_articles"], -r["high"])
    )
    members: dict[str, list[Any]] = defaultdict(list)
    for member in audit.group_claims.to_dict("records"):
        members[member["group_id"]].append(member["claim_id"])
    views, of_claim = [], {}
    for number, row in enumerate(rows, 1):
        group = GroupView(
            number, row["status"], plain(text_of(row, "thing")), row["in_words"], members[row["group_id"]]
        )
        views.append(group)
        of_claim.update(dict.fromkeys(members[row["group_id"]], group))
    return of_claim, views


def _claim(
    row: dict[str, Any], article: ArticleView, tables: Tables, verdicts: Verdicts, group: GroupView | None
) -> dict[str, Any]:
    claim_id = text_of(row, "claim_id")
    names = tables.names.get(claim_id, "")
    if not names and text_of(row, "sourcing") == "named":
        names = english(text_of(row, "source_key"), text_of(row, "source"), article.lang)
    verdict = verdicts.verdict(claim_id)
    note = verdicts.note(claim_id)
    if verdict == "corrected":
        sourcing, source = verdicts.sourcing(claim_id)
        note = f"{sourcing}: {source}. {note}" if source else f"{sourcing}. {note}"
    value = row.get("value")
    return {
        "id": claim_id,
        "article": article,
        "lang": article.lang,
        "figure": text_of(row, "figure_text"),
        "gloss": text_of(row, "gloss"),
        "concept": plain(text_of(row, "concept")),
        "kind": text_of(row, "kind"),
        "value": float(value) if value is not None and value == value else None,
        "sourcing": text_of(row, "sourcing"),
        "source": text_of(row, "source"),
        "source_names": names,
        "verdict": verdict,
        "note": note.strip(),
        "group": group.number if group else 0,
        "status": group.status if group else "",
        "when": text_of(row, "when_date") or text_of(row, "when_text"),
        "where": text_of(row, "where"),
        "also": text_of(row, "also_said_by"),
    }


def _sentence_pieces(text: str, row: dict[str, Any], marked: list[Span]) -> list[list[str]]:
    """The claim's sentence as [piece, role]; the article's text is used, so that offsets fit."""
    sentence = text_of(row, "sentence")
    start = text.rfind(sentence, 0, int(row["num_start"]) + len(sentence)) if sentence else -1
    if start < 0:
        return [[sentence, ""]]
    return [[piece, role] for piece, role, _ in pieces(sentence, marked, start)]


def _paragraphs(text: str, marked: list[Span]) -> list[list[tuple[str, str, list[str]]]]:
    """The lines of an article, each cut into (piece, role, ids of the claims whose figure begins there)."""
    out, start = [], 0
    for line in text.splitlines(keepends=True):
        words = line.strip("\r\n")
        if words.strip():
            out.append(
                [
                    (piece, role, [s.name for s in begin if s.role == "figure"])
                    for piece, role, begin in pieces(words, marked, start)
                ]
            )
        start += len(line)
    return out


def _row(claim: dict[str, Any]) -> list[Any]:
    values = claim | {"article": claim["article"].number, "sentence": claim["pieces"]}
    return [values[c] for c in COLUMNS]
