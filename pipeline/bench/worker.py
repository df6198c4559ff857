"""One measurement: ``python -m pipeline.bench.worker VARIANT LANG FILE`` prints it as one line of JSON.

``seconds`` and ``cpu`` (of this process and its workers) are of the work alone, ``load`` and ``load_cpu`` of what comes
before it: imports, models, language data and a first article. Where workers are started, ``seconds`` is reckoned from
the rate after the first window, and their share of loading is taken off ``cpu``.
"""

import hashlib
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

PROCESSORS = ("tokenize", "pos", "lemma", "depparse")
#: Differences between claims that are shown.
_EXAMPLES = 5


def main(variant: str, lang: str, path: str) -> dict[str, Any]:
    """Measure a variant of ``pipeline.bench.__main__.VARIANTS`` on a JSONL file of articles of one language."""
    texts = [json.loads(line)["text"] for line in Path(path).read_text(encoding="utf-8").splitlines()]
    before = _cpu()
    started = time.perf_counter()
    work, workers = _VARIANTS[variant](lang, path)
    load, load_cpu = time.perf_counter() - started, _cpu() - before
    before = _cpu()
    started = time.perf_counter()
    result = work(texts)
    seconds, cpu = time.perf_counter() - started, _cpu() - before
    seconds = result.pop("steady", seconds)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "variant": variant,
        "articles": len(texts),
        "chars": sum(map(len, texts)),
        "load": load,
        "load_cpu": load_cpu,
        "seconds": seconds,
        "cpu": max(cpu - workers * load_cpu, 0.001),
        "peak_mb": peak / 1024,
        **result,
    }


def _cpu() -> float:
    """Seconds of CPU that this process and its ended children have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


#: What is measured, and how many worker processes it starts.
Work = tuple[Callable[[list[str]], dict[str, Any]], int]


def _stanza(lang: str) -> Any:
    import stanza
    import torch

    from pipeline.parsing import models_dir

    torch.set_num_threads(1)
    return stanza.Pipeline(
        lang,
        dir=str(models_dir()),
        processors=",".join(PROCESSORS),
        download_method=None,
        use_gpu=False,
        logging_level="ERROR",
    )


def _stock(lang: str, path: str) -> Work:
    nlp = _stanza(lang)
    nlp(_first(path))
    return lambda texts: {"tokens": sum(nlp(text).num_tokens for text in texts)}, 0


def _bulk(lang: str, path: str) -> Work:
    nlp = _stanza(lang)
    nlp(_first(path))
    return lambda texts: {"tokens": sum(doc.num_tokens for doc in nlp.bulk_process(texts))}, 0


def _full(lang: str, path: str) -> Work:
    return _ours(lang, path, full=True)


def _shipped(lang: str, path: str) -> Work:
    return _ours(lang, path)


def _two(lang: str, path: str) -> Work:
    return _ours(lang, path, workers=2)


def _dask(lang: str, path: str) -> Work:
    return _ours(lang, path, workers=2, engine="dask")


def _first(path: str) -> str:
    with open(path, encoding="utf-8") as f:
        text: str = json.loads(f.readline())["text"]
    return text


def _loaded(lang: str, path: str) -> Any:
    """The parser of a language, after all that is loaded with the first article."""
    import torch

    from pipeline import extractor
    from pipeline.schema import Article

    torch.set_num_threads(1)
    extractor.process([Article(doc_id="first", text=_first(path), lang=lang)])
    return extractor.parser(lang)


def _parse_everything(parser: Any) -> None:
    parse = parser.parse
    parser.parse = lambda texts, focus=None: parse(texts)


def _ours(
    lang: str, path: str, workers: int = 1, full: bool = False, engine: Literal["local", "dask"] = "local"
) -> Work:
    from pipeline import attribution, context, figures, tables
    from pipeline.run import Settings, run

    stages: Counter[str] = Counter()
    parser = _loaded(lang, path)
    for owner, function, name in _parts(parser):
        _timed(owner, function, name, stages)
    if full:
        _parse_everything(parser)

    def work(texts: list[str]) -> dict[str, Any]:
        _timed(figures, "find_figures", "figures", stages)
        _timed(attribution, "attribute", "attribution", stages)
        _timed(context, "with_context", "context", stages)
        ticks: list[tuple[float, int]] = []

        def progress(done: int, total: int | None) -> None:
            ticks.append((time.perf_counter(), done))

        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            with _clock(stages, "everything"):
                run(Settings((path,), out, lang, workers, engine=engine), progress=progress)
            claims = tables.read_claims(out)
        everything = stages.pop("everything")
        stages["other rules, tables, files"] = everything - sum(stages.values())
        result = {"claims": len(claims), "digest": _digest(claims), "stages": dict(stages)}
        (first, some), (last, every) = ticks[0], ticks[-1]
        if workers > 1 and every > some:
            result["steady"] = (last - first) * every / (every - some)
        return result

    return work, workers if workers > 1 else 0


def _rerun(lang: str, path: str) -> Work:
    """A run with cache in a folder that holds the results already; ``first`` is what the first run took."""
    from pipeline.run import Settings, run

    _loaded(lang, path)
    folder = tempfile.TemporaryDirectory()
    settings = Settings((path,), Path(folder.name) / "out", lang, cache=True)
    started = _cpu()
    run(settings)
    first = _cpu() - started

    def work(texts: list[str]) -> dict[str, Any]:
        with folder:
            counts = run(settings)
        return {"first": first, "cached": counts.cached}

    return work, 0


def _same(lang: str, path: str) -> Work:
    """Whether claims are those of a run that parses every sentence: counts of what differs, with examples."""
    from pipeline import tables
    from pipeline.run import Settings, run

    parser = _loaded(lang, path)

    def work(texts: list[str]) -> dict[str, Any]:
        frames = []
        with tempfile.TemporaryDirectory() as folder:
            for n in range(2):
                out = Path(folder) / str(n)
                run(Settings((path,), out, lang))
                frames.append(tables.read_claims(out).astype(object).set_index("claim_id"))
                _parse_everything(parser)
        return _differences(*frames)

    return work, 0


def _differences(shipped: Any, full: Any) -> dict[str, Any]:
    both = shipped.index.intersection(full.index)
    a, b = shipped.loc[both], full.loc[both]
    unequal = (a != b) & ~(a.isna() & b.isna())
    fields = {name: int(n) for name, n in unequal.sum().items() if n}
    examples = [
        {"num_text": a.at[claim, "num_text"], "field": f, "full": str(b.at[claim, f]), "shipped": str(a.at[claim, f])}
        for f in fields
        for claim in both[unequal[f]][:_EXAMPLES]
    ]
    return {
        "claims": len(full),
        "missing": len(full.index.difference(shipped.index)),
        "extra": len(shipped.index.difference(full.index)),
        "differ": int(unequal.any(axis=1).sum()),
        "fields": fields,
        "examples": examples,
    }


_VARIANTS: dict[str, Callable[[str, str], Work]] = {
    "stock": _stock,
    "bulk": _bulk,
    "full": _full,
    "shipped": _shipped,
    "shipped2": _two,
    "dask2": _dask,
    "rerun": _rerun,
    "same": _same,
}


def _parts(parser: Any) -> list[tuple[Any, str, str]]:
    """(owner, function, stage) of what a parser runs."""
    annotator = parser._annotator
    if not hasattr(annotator, "_trees"):
        return [(parser._cutter, "cut", "tokenize"), (annotator, "annotate", "pos, lemma, depparse")]
    return [
        (parser._cutter, "cut", "tokenize"),
        (annotator._tagger, "tag", "pos"),
        (annotator._lemmas, "of", "lemma"),
        (annotator._trees, "parse", "depparse"),
    ]


def _digest(claims: Any) -> str:
    return hashlib.sha256(claims.to_csv(index=False).encode("utf-8")).hexdigest()


@contextmanager
def _clock(stages: Counter[str], name: str) -> Iterator[None]:
    started = time.process_time()
    yield
    stages[name] += time.process_time() - started  # type: ignore[assignment]


def _timed(owner: Any, attribute: str, name: str, stages: Counter[str]) -> None:
    function = getattr(owner, attribute)

    def timed(*args: Any, **kwargs: Any) -> Any:
        with _clock(stages, name):
            return function(*args, **kwargs)

    setattr(owner, attribute, timed)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:4])))
