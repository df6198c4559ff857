"""Scores a pipeline on raw text with the CoNLL 2018 evaluation, and times its processors."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.training.conllu import Tree, paragraphs, to_conllu

METRICS = ("Tokens", "Sentences", "UPOS", "UFeats", "Lemmas", "UAS", "LAS")

Scores = dict[str, float]


def load_pipeline(lang: str, models: Path, **options: Any) -> Any:
    """A ``stanza.Pipeline`` of the packed models, offline, on the CPU."""
    import stanza

    options = {"download_method": None, "logging_level": "ERROR", "use_gpu": False, **options}
    return stanza.Pipeline(lang, dir=str(models), **options)


def conll_scores(gold: Sequence[Tree], document: Any) -> Scores:
    """F1 in per cent of every metric, of a ``stanza`` Document against the gold trees.

    The case of the Gujarati treebank is its only feature, so that UFeats is the score of Case there.
    """
    from udtools.udeval import evaluate, load_conllu

    expected = load_conllu(io.StringIO(to_conllu(gold)), "gold", {})
    found = load_conllu(io.StringIO(f"{document:C}\n\n"), "system", {})
    result = evaluate(expected, found)
    return {name: round(100 * result[name].f1, 2) for name in METRICS}


def score(nlp: Any, trees: Sequence[Tree]) -> Scores:
    """Scores on the raw text of ``trees``: running text, headlines as paragraphs of their own."""
    return conll_scores(trees, nlp(paragraphs(trees)))


def score_lines(nlp: Any, trees: Sequence[Tree]) -> Scores:
    """Scores on the raw text of ``trees``, each a paragraph of its own."""
    return conll_scores(trees, nlp("\n\n".join(t.text for t in trees)))


def pooled(parts: Sequence[tuple[int, Scores]]) -> Scores:
    """The mean of several scores, weighted by their numbers of words."""
    words = sum(n for n, _ in parts)
    return {m: round(sum(n * s[m] for n, s in parts) / words, 2) for m in METRICS} if words else {}


def by_genre(nlp: Any, trees: Sequence[Tree]) -> dict[str, tuple[int, Scores]]:
    """Number of words and scores of each ``genre`` that the trees name."""
    genres: dict[str, list[Tree]] = {}
    for tree in trees:
        genres.setdefault(tree.meta.get("genre", ""), []).append(tree)
    return {g: (sum(len(t.rows) for t in ts), score(nlp, ts)) for g, ts in sorted(genres.items()) if g}


def speed(lang: str, models: Path, texts: Sequence[str]) -> dict[str, float]:
    """Seconds of CPU time to load, and words a CPU second of each processor on ``texts`` in one batch."""
    from stanza.models.common.doc import Document

    began = time.process_time()
    nlp = load_pipeline(lang, models)
    out = {"load_s": round(time.process_time() - began, 2)}
    document = Document([], text="\n\n".join(texts))
    for name in ("tokenize", "pos", "lemma", "depparse"):
        began = time.process_time()
        document = nlp.processors[name].process(document)
        seconds = time.process_time() - began
        out[name] = round(sum(len(s.words) for s in document.sentences) / seconds)
    return out
