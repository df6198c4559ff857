"""Articles of one language in, results out: parsing, figures, attribution and claims of a batch.

A batch that fails is tried again one article at a time, so that an article that can't be parsed costs
nobody but itself.
"""

import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from pipeline.articles import Rejected, sha256_of
from pipeline.schema import Article, Claim
from pipeline.tables import Row, claim_rows

if TYPE_CHECKING:
    from pipeline.parsing import Parser


@dataclass(frozen=True)
class Result:
    """What became of one article: its claims, or ``error`` when it could not be read.

    ``seconds`` is the article's share, by length, of the time that its batch took.
    """

    article: Article
    sentences: int = 0
    claims: tuple[Claim, ...] = ()
    seconds: float = 0.0
    error: str | None = None


Process = Callable[[Sequence[Article]], list[Result]]
#: (articles of one language) -> (number of sentences, claims) of each.
Extract = Callable[[str, Sequence[Article]], list[tuple[int, list[Claim]]]]


class CannotRun(RuntimeError):
    """Something without which no article can be read: models or language data are missing or bad (exit code 2)."""


def extract_claims(lang: str, articles: Sequence[Article]) -> list[tuple[int, list[Claim]]]:
    """Return the number of sentences and the claims of each article of one language.

    Raises:
        CannotRun: the models of the language are missing or are not those of their manifest, or its data is refused.
    """
    from pipeline.claims import claims_of
    from pipeline.context import with_context
    from pipeline.figures.focus import numeral_starts
    from pipeline.languages import DataError

    found = []
    try:
        docs = parser(lang).parse([a.text for a in articles], partial(numeral_starts, lang=lang))
        for doc, article in zip(docs, articles, strict=True):
            claims = with_context(doc, claims_of(doc, article.doc_id), article.date)
            found.append((sum(1 for _ in doc.sents) if len(doc) else 0, claims))
    except DataError as e:
        raise CannotRun(f"language data: {e}") from e
    return found


@cache
def parser(lang: str) -> "Parser":
    """Return the parser of a language, loaded once. Raises CannotRun when its models are missing or damaged."""
    from pipeline.parsing import ModelError, get_parser

    # Stanza reports trees that it could repair only in part; the best one is taken all the same.
    warnings.filterwarnings("ignore", message="resolve_head_constraint_violations")
    try:
        return get_parser(lang)
    except ModelError as e:
        raise CannotRun(str(e)) from e


def process(articles: Sequence[Article], extract: Extract = extract_claims) -> list[Result]:
    """Process articles of any languages; the results come in the order of the articles."""
    results: dict[int, Result] = {}
    for lang in sorted({a.lang or "" for a in articles}):
        indexes = [i for i, a in enumerate(articles) if a.lang == lang]
        for i, result in zip(indexes, _process(lang, [articles[i] for i in indexes], extract), strict=True):
            results[i] = result
    return [results[i] for i in range(len(articles))]


def _process(lang: str, articles: Sequence[Article], extract: Extract) -> list[Result]:
    started = time.perf_counter()
    try:
        found = extract(lang, articles)
    except CannotRun:
        raise
    except Exception as e:  # any fault of one article must not stop the others
        if len(articles) == 1:
            return [Result(articles[0], seconds=time.perf_counter() - started, error=_reason(e))]
        return [result for article in articles for result in _process(lang, [article], extract)]
    seconds = time.perf_counter() - started
    chars = sum(len(a.text) for a in articles) or 1
    return [
        Result(article, sentences, tuple(claims), seconds * len(article.text) / chars)
        for article, (sentences, claims) in zip(articles, found, strict=True)
    ]


def _reason(error: BaseException) -> str:
    line = (str(error).splitlines() or [""])[0][:200]
    return f"{type(error).__name__}: {line}" if line else type(error).__name__


_EMPTY: Row = {
    "lang": None,
    "sha256": None,
    "chars": None,
    "sentences": None,
    "claims": None,
    "named": None,
    "vague": None,
    "none": None,
    "seconds": None,
}


def article_row(record: Result | Rejected) -> Row:
    """Return the row of the articles table for a result or a rejected input."""
    if isinstance(record, Rejected):
        return {**_EMPTY, **record.model_dump()}
    a = record.article
    row = {
        **_EMPTY,
        "doc_id": a.doc_id,
        "path": a.path,
        "lang": a.lang,
        "title": a.title,
        "date": a.date,
        "url": a.url,
        "sha256": sha256_of(a.text),
        "chars": len(a.text),
        "seconds": round(record.seconds, 4),
    }
    if record.error is not None:
        reason = "; ".join(filter(None, (record.error, a.note)))
        return {**row, "status": "failed", "reason": reason}
    sourcing = [c.sourcing for c in record.claims]
    return {
        **row,
        "sentences": record.sentences,
        "claims": len(sourcing),
        **{s: sourcing.count(s) for s in ("named", "vague", "none")},
        "status": "ok",
        "reason": a.note,
    }


def table_rows(records: Iterable[Result | Rejected]) -> dict[str, list[Row]]:
    """Return the rows of every table for results and rejected inputs, in order.

    The text of an article that failed is kept out of the texts table, as it has no claims.
    """
    rows: dict[str, list[Row]] = {"claims": [], "sources": [], "articles": [], "texts": []}
    for record in records:
        rows["articles"].append(article_row(record))
        if isinstance(record, Result) and record.error is None:
            claims, sources = claim_rows(record.claims)
            rows["claims"] += claims
            rows["sources"] += sources
            rows["texts"].append({"doc_id": record.article.doc_id, "text": record.article.text})
    return rows
