"""One measurement: ``python -m pipeline.bench.worker VARIANT LANG FILE`` prints it as one line of JSON.

``seconds`` is the work alone, ``load`` what comes before the first article (imports and models; with two workers
the work includes their start, less what one load takes).
"""

import hashlib
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROCESSORS = ("tokenize", "pos", "lemma", "depparse")


def main(variant: str, lang: str, path: str) -> dict[str, Any]:
    """Measure a variant of ``pipeline.bench.__main__.VARIANTS`` on a JSONL file of articles of one language."""
    texts = [json.loads(line)["text"] for line in Path(path).read_text(encoding="utf-8").splitlines()]
    started = time.perf_counter()
    work = {"stock": _stock, "bulk": _bulk, "full": _full, "shipped": _shipped, "shipped2": _two}[variant](lang, path)
    load = time.perf_counter() - started
    started = time.perf_counter()
    result = work(texts)
    seconds = time.perf_counter() - started - (load if variant == "shipped2" else 0)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "variant": variant,
        "articles": len(texts),
        "chars": sum(map(len, texts)),
        "load": load,
        "seconds": seconds,
        "peak_mb": peak / 1024,
        **result,
    }


Work = Callable[[list[str]], dict[str, Any]]


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
    return lambda texts: {"tokens": sum(nlp(text).num_tokens for text in texts)}


def _bulk(lang: str, path: str) -> Work:
    nlp = _stanza(lang)
    return lambda texts: {"tokens": sum(doc.num_tokens for doc in nlp.bulk_process(texts))}


def _full(lang: str, path: str) -> Work:
    return _ours(lang, path, workers=1, full=True)


def _shipped(lang: str, path: str) -> Work:
    return _ours(lang, path, workers=1, full=False)


def _two(lang: str, path: str) -> Work:
    return _ours(lang, path, workers=2, full=False)


def _ours(lang: str, path: str, workers: int, full: bool) -> Work:
    import torch

    from pipeline import extractor
    from pipeline.run import Settings, run

    torch.set_num_threads(1)
    stages: Counter[str] = Counter()
    parser = extractor.parser(lang)
    for owner, function, name in _parts(parser):
        _timed(owner, function, name, stages)
    if full:
        parse = parser.parse
        parser.parse = lambda texts, focus=None: parse(texts)  # type: ignore[method-assign]

    def work(texts: list[str]) -> dict[str, Any]:
        from pipeline import attribution, figures, tables

        _timed(figures, "find_figures", "figures", stages)
        _timed(attribution, "attribute", "attribution", stages)
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            with _clock(stages, "everything"):
                run(Settings((path,), out, lang, workers))
            claims = tables.read_claims(out)
        everything = stages.pop("everything")
        stages["bridge, tables, files"] = everything - sum(stages.values())
        return {"claims": len(claims), "digest": _digest(claims), "stages": dict(stages)}

    return work


def _parts(parser: Any) -> list[tuple[Any, str, str]]:
    """(owner, function, stage) of what a parser runs."""
    annotator = parser._annotator
    if not hasattr(annotator, "_trees"):
        return [(parser._cutter, "cut", "tokenize"), (annotator, "annotate", "pos, lemma, depparse")]
    stages = ((annotator._tagger, "tag", "pos"), (annotator._lemmas, "of", "lemma"), (annotator._trees, "parse", "depparse"))
    return [(parser._cutter, "cut", "tokenize"), *stages]


def _digest(claims: Any) -> str:
    return hashlib.sha256(claims.to_csv(index=False).encode("utf-8")).hexdigest()


@contextmanager
def _clock(stages: Counter[str], name: str) -> Any:
    started = time.perf_counter()
    yield
    stages[name] += time.perf_counter() - started  # type: ignore[assignment]


def _timed(owner: Any, attribute: str, name: str, stages: Counter[str]) -> None:
    function = getattr(owner, attribute)

    def timed(*args: Any, **kwargs: Any) -> Any:
        with _clock(stages, name):
            return function(*args, **kwargs)

    setattr(owner, attribute, timed)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:4])))
