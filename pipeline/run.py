"""A run over many articles: read, extract, write the tables, count.

Articles stream through in windows; a window's results are written before much more is read, so that
memory does not grow with the number of articles. The order of the input is the order of every table,
whatever the number of workers.
"""

import platform
import sys
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pipeline.articles import Limits, Rejected, read_articles
from pipeline.articles.files import estimate
from pipeline.extractor import Process, Result, article_row, process, table_rows
from pipeline.schema import Article
from pipeline.tables import TableWriter

#: A window is closed at this many characters or articles, whichever comes first.
WINDOW_CHARS = 50_000
WINDOW_ARTICLES = 256
_LIBRARIES = ("torch", "stanza", "spacy", "pandas", "pyarrow", "trafilatura", "py3langid", "charset-normalizer")

Record = Result | Rejected
Window = list[Article | Rejected]


class StrictStop(RuntimeError):
    """With ``strict``: an article failed, so nothing is written (exit code 1)."""


@dataclass(frozen=True)
class Settings:
    """What a run was asked to do; stored in ``run.json``. ``lang`` None identifies each article."""

    inputs: tuple[str, ...]
    out: Path
    lang: str | None = None
    workers: int = 1
    strict: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass
class Counts:
    """Counts of a run. ``reasons`` counts (status, reason) of the inputs that were left out."""

    articles: int = 0
    figures: int = 0
    named: int = 0
    vague: int = 0
    none: int = 0
    skipped: int = 0
    failed: int = 0
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def inputs(self) -> int:
        """All inputs: read, skipped and failed."""
        return self.articles + self.skipped + self.failed

    def add(self, record: Record) -> None:
        row = article_row(record)
        if row["status"] == "ok":
            self.articles += 1
            self.figures += row["claims"]
            self.named += row["named"]
            self.vague += row["vague"]
            self.none += row["none"]
            return
        if row["status"] == "skipped":
            self.skipped += 1
        else:
            self.failed += 1
        self.reasons[row["status"], _general(row["reason"])] += 1

    def as_dict(self) -> dict[str, Any]:
        names = ("articles", "figures", "named", "vague", "none", "skipped", "failed")
        reasons = [{"status": s, "reason": r, "count": n} for (s, r), n in sorted(self.reasons.items())]
        return {**{n: getattr(self, n) for n in names}, "reasons": reasons}


def _general(reason: str) -> str:
    """Return a reason without its place ("line 12: "), so that like reasons are counted together."""
    head, colon, rest = reason.partition(": ")
    return rest if colon and head.split(" ")[0] in ("line", "row") and head[-1:].isdigit() else reason


def run(
    settings: Settings,
    process: Process = process,
    progress: Callable[[int, int | None], None] | None = None,
) -> Counts:
    """Extract the claims of all inputs and write the tables to ``settings.out``.

    Args:
        settings: inputs, output folder and options.
        process: what turns articles into results (tests may give another).
        progress: called after each window with the number of inputs done and about how many there are
            (None when that can't be told).

    Returns:
        The counts that ``run.json`` holds too.

    Raises:
        InputMissing: an input does not exist.
        CannotRun: the models are missing or damaged.
        OSError: the output folder can't be written.
        StrictStop: an article failed and ``settings.strict`` is set; the old tables stay.
    """
    records = read_articles(settings.inputs, settings.lang, settings.limits, settings.out)
    total = estimate(list(settings.inputs), settings.out) if progress else None
    counts = Counts()
    started = datetime.now(UTC)
    languages: set[str] = set()
    with TableWriter(settings.out) as writer, closing(_results(records, settings.workers, process)) as results:
        for window in results:
            for record in window:
                counts.add(record)
                if settings.strict and _failed(record):
                    row = article_row(record)
                    raise StrictStop(f"{row['doc_id']} ({row['path']}): {row['reason']}")
                if isinstance(record, Result) and record.article.lang:
                    languages.add(record.article.lang)
            for table, rows in table_rows(window).items():
                writer.add(table, rows)
            if progress:
                progress(counts.inputs, total)
        writer.commit(_record(settings, counts, started, sorted(languages)))
    return counts


def _failed(record: Record) -> bool:
    return record.status == "failed" if isinstance(record, Rejected) else record.error is not None


def _windows(records: Iterable[Article | Rejected]) -> Iterator[Window]:
    window: Window = []
    chars = 0
    for record in records:
        window.append(record)
        chars += len(record.text) if isinstance(record, Article) else 0
        if chars >= WINDOW_CHARS or len(window) >= WINDOW_ARTICLES:
            yield window
            window, chars = [], 0
    if window:
        yield window


def _merge(window: Window, results: Sequence[Result]) -> list[Record]:
    """Put results in the places of their articles among the rejected inputs of a window."""
    ready = iter(results)
    return [r if isinstance(r, Rejected) else next(ready) for r in window]


def _articles(window: Window) -> list[Article]:
    return [r for r in window if isinstance(r, Article)]


def _results(
    records: Iterable[Article | Rejected], workers: int, process: Process
) -> Generator[list[Record], None, None]:
    """Yield the results of each window in the order of the input."""
    if workers <= 1:
        for window in _windows(records):
            yield _merge(window, process(_articles(window)))
        return
    with _Pool(workers, process) as pool:
        waiting: deque[tuple[Window, Future[list[Result]]]] = deque()
        for window in _windows(records):
            waiting.append((window, pool.submit(_articles(window))))
            if len(waiting) > 2 * workers:
                yield _take(waiting, pool)
        while waiting:
            yield _take(waiting, pool)


def _take(waiting: "deque[tuple[Window, Future[list[Result]]]]", pool: "_Pool") -> list[Record]:
    """Return the results of the oldest window; when a worker died, its articles are tried one by one."""
    window, future = waiting.popleft()
    try:
        return _merge(window, future.result())
    except BrokenProcessPool:
        pool.restart()
        results = [_alone(article, pool) for article in _articles(window)]
        for i, (later, _) in enumerate(waiting):
            waiting[i] = (later, pool.submit(_articles(later)))
        return _merge(window, results)


def _alone(article: Article, pool: "_Pool") -> Result:
    try:
        return pool.submit([article]).result()[0]
    except BrokenProcessPool:
        pool.restart()
        return Result(article, error="the worker process died on this article")


class _Pool:
    """Worker processes, started afresh (spawn), with one thread each for the numeric libraries."""

    def __init__(self, workers: int, process: Process) -> None:
        self._workers, self._process = workers, process
        self._pool = self._start()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"), initializer=_one_thread)

    def submit(self, articles: list[Article]) -> "Future[list[Result]]":
        try:
            return self._pool.submit(self._process, articles)
        except BrokenProcessPool as e:
            future: Future[list[Result]] = Future()
            future.set_exception(e)
            return future

    def restart(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._start()

    def __enter__(self) -> "_Pool":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


def _one_thread() -> None:
    import os

    os.environ["OMP_NUM_THREADS"] = "1"
    import torch

    torch.set_num_threads(1)


def _record(settings: Settings, counts: Counts, started: datetime, languages: Sequence[str]) -> dict[str, Any]:
    from pipeline import __version__

    return {
        "program": "news-claims",
        "version": __version__,
        "format": 1,
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": f"{sys.platform} {platform.machine()}",
        "libraries": {name: _version(name) for name in _LIBRARIES},
        "models": {lang: _checksums(lang) for lang in languages},
        "settings": {
            "inputs": [i.encode("utf-8", "replace").decode() for i in settings.inputs],
            "lang": settings.lang,
            "workers": settings.workers,
            "strict": settings.strict,
            "limits": vars(settings.limits),
        },
        "counts": counts.as_dict(),
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _checksums(lang: str) -> dict[str, str] | None:
    """Return {file: sha256} of a language's models, None where they have no manifest."""
    from pipeline.parsing.models import ModelError, verify

    try:
        return verify(lang)
    except ModelError:
        return None
