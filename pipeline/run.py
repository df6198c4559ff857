"""A run over many articles: read, extract, write the tables, count.

Articles stream through in windows; a window's results are written before much more is read, so that
memory does not grow with the number of articles. The order of the input is the order of every table,
whatever the number of workers.
"""

import os
import platform
import signal
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
from pipeline.cache import CACHE_FILE, Cache
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
    """What a run was asked to do; stored in ``run.json``.

    ``lang`` None identifies each article; ``cache`` keeps results in the output folder and takes those
    of articles that did not change.
    """

    inputs: tuple[str, ...]
    out: Path
    lang: str | None = None
    workers: int = 1
    strict: bool = False
    cache: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass
class Counts:
    """Counts of a run.

    ``reasons`` counts (status, reason) of the inputs that were left out, ``cached`` the articles whose
    results were taken from an earlier run.
    """

    articles: int = 0
    figures: int = 0
    named: int = 0
    vague: int = 0
    none: int = 0
    skipped: int = 0
    failed: int = 0
    cached: int = 0
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
        names = ("articles", "figures", "named", "vague", "none", "skipped", "failed", "cached")
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
    with (
        TableWriter(settings.out) as writer,
        Cache(settings.out / CACHE_FILE if settings.cache else None) as cache,
        closing(_results(records, settings.workers, process, cache)) as results,
    ):
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
        counts.cached = cache.hits
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


class _Job:
    """A window on its way: what it holds, what the cache knew of it, and the articles left to process."""

    def __init__(self, window: Window, cache: Cache) -> None:
        self.window = window
        self.known = {i: hit for i, r in enumerate(window) if isinstance(r, Article) and (hit := cache.get(r))}
        self.articles = [r for i, r in enumerate(window) if isinstance(r, Article) and i not in self.known]

    def records(self, results: Sequence[Result], cache: Cache) -> list[Record]:
        """Put results in the places of their articles among the rejected inputs, and keep them."""
        cache.put(results)
        new = iter(results)
        places = enumerate(self.window)
        return [r if isinstance(r, Rejected) else self.known.get(i) or next(new) for i, r in places]


def _results(
    records: Iterable[Article | Rejected], workers: int, process: Process, cache: Cache
) -> Generator[list[Record], None, None]:
    """Yield the results of each window in the order of the input."""
    jobs = (_Job(window, cache) for window in _windows(records))
    if workers <= 1:
        for job in jobs:
            yield job.records(process(job.articles) if job.articles else [], cache)
        return
    with _Pool(workers, process) as pool:
        waiting: deque[tuple[_Job, Future[list[Result]]]] = deque()
        for job in jobs:
            waiting.append((job, pool.submit(job.articles)))
            if len(waiting) > 2 * workers:
                yield _take(waiting, pool, cache)
        while waiting:
            yield _take(waiting, pool, cache)


def _take(waiting: "deque[tuple[_Job, Future[list[Result]]]]", pool: "_Pool", cache: Cache) -> list[Record]:
    """Return the results of the oldest window; when a worker died, its articles are tried one by one."""
    job, future = waiting.popleft()
    try:
        return job.records(future.result(), cache)
    except BrokenProcessPool:
        pool.restart()
        results = [_alone(article, pool) for article in job.articles]
        for i, (later, _) in enumerate(waiting):
            waiting[i] = (later, pool.submit(later.articles))
        return job.records(results, cache)


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
        if not articles:
            done: Future[list[Result]] = Future()
            done.set_result([])
            return done
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
    """Prepare a worker: one thread for the numeric libraries, and interrupts left to the main process."""
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _record(settings: Settings, counts: Counts, started: datetime, languages: Sequence[str]) -> dict[str, Any]:
    from pipeline import __version__
    from pipeline.parsing.models import chosen

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
            "cache": settings.cache,
            "models": chosen(),
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
