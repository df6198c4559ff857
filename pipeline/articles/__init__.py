"""Articles: readers for every format, unique ids, and the language of each.

`read_articles` is the one entry: it yields articles that can be parsed and, for everything else that
was given, a `Rejected` with the reason.
"""

from collections.abc import Iterable, Iterator
from os import PathLike, fspath
from pathlib import Path

from pipeline.articles.files import check_inputs, read_input
from pipeline.articles.language import SAME_SCRIPT, given_language, identify, other_language
from pipeline.articles.legacy import legacy_font
from pipeline.articles.records import InputMissing, Limits, Rejected, Unreadable, sha256_of
from pipeline.schema import Article

__all__ = ["InputMissing", "Limits", "Rejected", "Unreadable", "admit", "read_articles", "sha256_of"]


def read_articles(
    inputs: Iterable[str | PathLike[str]],
    lang: str | None = None,
    limits: Limits | None = None,
    exclude: Path | None = None,
) -> Iterator[Article | Rejected]:
    """Read articles lazily, in the order of the inputs and sorted by name within folders.

    Args:
        inputs: files or folders of .txt, .html, .jsonl, .csv, .parquet; "-" is standard input.
        lang: "hi" or "gu" to take every text as that; None to identify each.
        limits: bounds on one input.
        exclude: a folder that is not read even where it lies below an input (the output of the run).

    Returns:
        An iterator of articles, each with a unique ``doc_id`` and ``lang`` "hi" or "gu", and of rejected
        inputs.

    Raises:
        InputMissing: an input does not exist (raised at once, before anything is read).
    """
    names = [fspath(name) for name in inputs]
    check_inputs(names)
    limits = limits or Limits()
    return admit((record for name in names for record in read_input(name, limits, exclude)), lang, limits)


def admit(
    records: Iterable[Article | Rejected], lang: str | None = None, limits: Limits | None = None
) -> Iterator[Article | Rejected]:
    """Check each article: not empty, within limits, an id of its own, in Hindi or Gujarati.

    Of two articles of one id, the same text is rejected as a duplicate and another text gets ``~2``
    (``~3``, ...) after its id, with a note.
    """
    limits = limits or Limits()
    texts_of: dict[str, list[bytes]] = {}
    for record in records:
        if isinstance(record, Rejected):
            yield record
        else:
            yield _admit(record, lang, limits, texts_of)


def _admit(article: Article, lang: str | None, limits: Limits, texts_of: dict[str, list[bytes]]) -> Article | Rejected:
    text = article.text
    sha256 = sha256_of(text)
    article = _short_fields(article, limits)

    def rejected(status: str, reason: str, language: str | None = None) -> Rejected:
        if article.note:
            reason = f"{reason}; {article.note}"
        storable = all(_storable(s) for s in (article.title, article.date, article.url) if s)
        meta = {"title": article.title, "date": article.date, "url": article.url} if storable else {}
        return Rejected(
            doc_id=_clean(article.doc_id),
            path=article.path,
            status="failed" if status == "failed" else "skipped",
            reason=reason,
            lang=language,
            sha256=sha256,
            chars=len(text),
            **meta,
        )

    if len(article.doc_id) > limits.max_id_chars:
        over = f"limit max_id_chars ({limits.max_id_chars}) exceeded: {len(article.doc_id)} characters"
        article = article.model_copy(update={"doc_id": article.doc_id[: limits.max_id_chars]})
        return rejected("failed", over)
    if not text.strip():
        return rejected("skipped", "empty")
    if len(text) > limits.max_chars:
        return rejected("failed", f"limit max_chars ({limits.max_chars}) exceeded: {len(text)} characters")
    for name in ("doc_id", "text", "title", "date", "url"):
        if not _storable(getattr(article, name) or ""):
            return rejected("failed", f"{name} holds a lone surrogate, which no encoding can store")
    same_id = texts_of.setdefault(article.doc_id, [])
    digest = bytes.fromhex(sha256)
    if digest in same_id:
        return rejected("skipped", "duplicate: the same id and text were read before")
    same_id.append(digest)
    doc_id, note = article.doc_id, article.note
    if len(same_id) > 1:
        number = len(same_id)
        while (doc_id := f"{article.doc_id}~{number}") in texts_of:
            number += 1
        texts_of[doc_id] = [digest]
        note = "; ".join(filter(None, (note, f"id {article.doc_id} was given to another text before")))
    language, reason = _language(article, lang)
    article = article.model_copy(update={"doc_id": doc_id, "note": note, "lang": language})
    if reason:
        return rejected("skipped", reason, language).model_copy(update={"doc_id": doc_id})
    return article


def _short_fields(article: Article, limits: Limits) -> Article:
    """Return the article without the fields that are too long, with a note."""
    most = limits.max_field_chars
    over = [name for name in ("title", "date", "url") if len(getattr(article, name) or "") > most]
    if not over:
        return article
    note = f"{', '.join(over)} ignored, limit max_field_chars ({most}) exceeded"
    dropped: dict[str, str | None] = dict.fromkeys(over)
    return article.model_copy(update={**dropped, "note": "; ".join(filter(None, (article.note, note)))})


def _language(article: Article, forced: str | None) -> tuple[str | None, str | None]:
    """Return the language and, where the article is left out for it, the reason.

    Text typed in a legacy font is left out whatever is said of its language.
    A row's own ``lang`` is believed when it names Hindi, Gujarati or a language that looks like Hindi;
    feeds that label everything "en" are not.
    """
    font = legacy_font(article.text)
    if font is not None:
        return font.lang, font.reason
    if forced is not None:
        return forced, None
    given = given_language(article.lang) if article.lang else None
    if given in ("hi", "gu"):
        return given, None
    if given in SAME_SCRIPT:
        return given, other_language(given)
    found = identify(article.text)
    return found.lang, found.reason


def _storable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
