"""A run over many articles: read, extract, write the tables, count.

Articles stream through in windows; a window's results are written before much more is read, so that
memory does not grow with the number of articles. The order of the input is the order of every table,
whatever the number of workers.
"""

import platform
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from pipeline.articles import Limits, Rejected, read_articles
from pipeline.articles.files import estimate
from pipeline.bounded import Bounded, time_exceeded
from pipeline.cache import CACHE_FILE, Cache
from pipeline.extractor import Process, Result, article_row, process, table_rows
from pipeline.schema import Article
from pipeline.tables import PART_ARTICLES, TableWriter
from pipeline.workers import LocalPool, Pool, WorkerDied

#: A window is closed at this many characters or articles, whichever comes first.
WINDOW_CHARS = 25_000
WINDOW_ARTICLES = 256
_LIBRARIES = ("torch", "stanza", "spacy", "pandas", "pyarrow", "trafilatura", "py3langid", "charset-normalizer")

_WORKER_DIED = "the worker process died on this article"

Record = Result | Rejected
Window = list[Article | Rejected]


class StrictStop(RuntimeError):
    """With ``strict``: an article failed, so nothing is written (exit code 1)."""


@dataclass(frozen=True)
class Settings:
    """What a run was asked to do; stored in ``run.json``.

    ``lang`` None identifies each article; ``cache`` keeps results in the output folder and takes those
    of articles that did not change. ``isolated`` gives a single worker a process of its own too, so that an
    article that kills it, or that no signal can stop, costs only itself.
    """

    inputs: tuple[str, ...]
    out: Path
    lang: str | None = None
    workers: int = 1
    strict: bool = False
    cache: bool = False
    isolated: bool = False
    limits: Limits = field(default_factory=Limits)
    engine: Literal["local", "dask"] = "local"
    scheduler: str | None = None
    part_articles: int = PART_ARTICLES


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
        reason = row["reason"]
        if isinstance(record, Result) and not reason.startswith(("limit ", _WORKER_DIED)):
            reason = reason.partition(":")[0]  # the rest may hold words of the article
        self.reasons[row["status"], _general(reason)] += 1

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
        TableWriter(settings.out, settings.part_articles) as writer,
        Cache(settings.out / CACHE_FILE if settings.cache else None) as cache,
        closing(_results(records, settings, Bounded(process, settings.limits), cache)) as results,
    ):
        for window in results:
            for record in window:
                counts.add(record)
                if settings.strict and _failed(record):
                    row = article_row(record)
                    raise StrictStop(f"{row['doc_id']} ({row['path']}): {row['reason']}")
                if isinstance(record, Result) and record.article.lang:
                    languages.add(record.article.lang)
            _write(window, writer)
            if progress:
                progress(counts.inputs, total)
        counts.cached = cache.hits
        writer.commit(_record(settings, counts, started, sorted(languages)))
    return counts


def _failed(record: Record) -> bool:
    return record.status == "failed" if isinstance(record, Rejected) else record.error is not None


def _write(window: Sequence[Record], writer: TableWriter) -> None:
    at = 0
    while at < len(window):
        room = writer.make_room()
        for table, rows in table_rows(window[at : at + room]).items():
            writer.add(table, rows)
        at += room


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
    records: Iterable[Article | Rejected], settings: Settings, process: Process, cache: Cache
) -> Generator[list[Record], None, None]:
    """Yield the results of each window in the order of the input."""
    jobs = (_Job(window, cache) for window in _windows(records))
    if settings.engine == "local" and settings.workers <= 1 and not settings.isolated:
        for job in jobs:
            yield job.records(process(job.articles) if job.articles else [], cache)
        return
    with _pool(settings, process) as pool:
        waiting: deque[tuple[_Job, Any]] = deque()
        for job in jobs:
            waiting.append((job, pool.submit(job.articles) if job.articles else None))
            if len(waiting) > pool.width():
                yield _take(waiting, pool, cache, settings.limits)
        while waiting:
            yield _take(waiting, pool, cache, settings.limits)


def _pool(settings: Settings, process: Process) -> Pool:
    if settings.engine == "local":
        return LocalPool(settings.workers, process, settings.limits)
    from pipeline.cluster import DaskPool

    return DaskPool(settings.workers, process, settings.limits, settings.scheduler)


def _take(waiting: deque[tuple[_Job, Any]], pool: Pool, cache: Cache, limits: Limits) -> list[Record]:
    """Return the results of the oldest window; when a worker died, its articles are tried one by one."""
    job, pending = waiting.popleft()
    if pending is None:
        return job.records([], cache)
    try:
        results = pool.take(pending)
    except WorkerDied:
        lost = pool.restart()
        results = [_alone(article, pool, limits) for article in job.articles]
        if lost:
            for i, (later, _) in enumerate(waiting):
                waiting[i] = (later, pool.submit(later.articles) if later.articles else None)
    return job.records(results, cache)


def _alone(article: Article, pool: Pool, limits: Limits) -> Result:
    started = time.monotonic()
    try:
        return pool.take(pool.submit([article]))[0]
    except WorkerDied:
        pool.restart()
        seconds = time.monotonic() - started
        late = seconds >= limits.max_seconds  # a worker that no signal could stop was ended
        return Result(article, seconds=seconds, error=time_exceeded(limits) if late else _WORKER_DIED)


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
            "engine": settings.engine,
            "scheduler": settings.scheduler,
            "part_articles": settings.part_articles,
            "strict": settings.strict,
            "cache": settings.cache,
            "isolated": settings.isolated,
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
