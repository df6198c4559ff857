"""`extract`: texts or articles in, a data frame of claims out, without any file."""

import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.articles import Rejected, admit
from pipeline.extractor import process, table_rows
from pipeline.schema import Article
from pipeline.tables import rows_frame

_FIELDS = ("lang", "title", "date", "url")


def extract(
    text_or_articles: str | Article | Mapping[str, Any] | pd.DataFrame | Iterable[Any], lang: str | None = None
) -> pd.DataFrame:
    """Return the claims of one text or of many articles, with the columns of the claims table.

    Args:
        text_or_articles: a text; an `Article`; a mapping with ``text`` and optionally ``id`` (or
            ``doc_id``), ``lang``, ``title``, ``date``, ``url``; a data frame with such columns; or any
            number of these. Without id the texts are named "text-1", "text-2", ...
        lang: "hi" or "gu" to take every text as that; None to identify each.

    Returns:
        One row per figure, in text order; offsets count characters of the text given.

    Warns:
        UserWarning: for each text that is left out, with the reason (empty, another language, duplicate).

    Raises:
        TypeError: something that is no text and no article.
        ValueError: an article without text, or ``lang`` is neither "hi" nor "gu".
        CannotRun: the models are missing or damaged.
    """
    if lang not in (None, "hi", "gu"):
        raise ValueError(f"lang {lang!r} is neither 'hi' nor 'gu'")
    articles: list[Article] = []
    for record in admit(_articles(text_or_articles), lang):
        if isinstance(record, Rejected):
            warnings.warn(f"{record.doc_id}: {record.status}: {record.reason}", stacklevel=2)
        else:
            articles.append(record)
    results = process(articles)
    for result in results:
        if result.error is not None:
            warnings.warn(f"{result.article.doc_id}: failed: {result.error}", stacklevel=2)
    return rows_frame(table_rows(results)["claims"], "claims")


def _articles(given: Any) -> Iterator[Article]:
    if isinstance(given, str | Article | Mapping):
        given = [given]
    elif isinstance(given, pd.DataFrame):
        given = given.astype(object).where(given.notna(), None).to_dict("records")
    for number, item in enumerate(given, 1):
        default = f"text-{number}"
        if isinstance(item, str):
            yield Article(doc_id=default, text=item)
        elif isinstance(item, Article):
            yield item
        elif isinstance(item, Mapping):
            yield _of_mapping(item, default)
        else:
            raise TypeError(f"neither a text nor an article: {type(item).__name__}")


def _of_mapping(item: Mapping[str, Any], default: str) -> Article:
    text = item.get("text")
    if not isinstance(text, str):
        raise ValueError(f"{default}: no text")
    doc_id = next((item[k] for k in ("doc_id", "id") if item.get(k) is not None), default)
    fields = {k: str(item[k]) for k in _FIELDS if item.get(k) is not None}
    return Article(doc_id=str(doc_id), text=text, **fields)
