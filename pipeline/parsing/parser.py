"""Batched parsing: texts in, spaCy ``Doc`` objects out, with ``doc.text`` equal to the text given.

The networks of a Stanza pipeline are run directly where they are of the architecture that this project trains
(``cutter``, ``annotate``), through Stanza's processors where not (``stock``); what comes out is the same.
"""

import logging
import threading
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.parsing.bridge import Sentence, Token, make_doc
from pipeline.parsing.models import models_dir, official, verify
from pipeline.parsing.segments import model_view, pieces, sentence_cuts

logger = logging.getLogger(__name__)

#: Characters that go through Stanza in one call; bounds memory.
BATCH_CHARS = 200_000
PROCESSORS = "tokenize,pos,lemma,depparse"
#: text -> character offsets of what has to be understood in it, ascending.
Focus = Callable[[str], Sequence[int]]

_TOKENIZED, _TAGGED, _PARSED = range(3)


class Parser:
    """Tokenizes, tags, lemmatizes and parses texts of one language with Stanza.

    lang: ISO 639-1 code; folder: models folder, default as ``models_dir()`` or, where they were chosen, the models
    that the Stanza project publishes; vocab: of the Docs made. The models of this project are checked against their
    manifest before they are loaded. Raises ModelError.
    """

    def __init__(self, lang: str, folder: Path | None = None, vocab: Vocab | None = None) -> None:
        import stanza

        self.lang = lang
        self.vocab = vocab if vocab is not None else spacy.blank(lang).vocab
        self._lock = threading.Lock()
        if folder is None and official(lang):
            self._cutter, self._annotator = _official_engines(lang)
            self.checksums = verify(lang)
            return
        place = folder or models_dir()
        self.checksums = verify(lang, folder)
        loaded = stanza.Pipeline(
            lang,
            dir=str(place),
            processors=PROCESSORS,
            download_method=None,
            use_gpu=False,
            logging_level="ERROR",
            lemma_batch_size=500,
        )
        self._cutter, self._annotator = _engines(loaded.processors)

    def parse(self, texts: Sequence[str], focus: Focus | None = None) -> list[Doc]:
        """Return one Doc per text, in order; ``doc.text`` is the text, offsets are its characters.

        focus: gives the offsets in a text whose sentences are parsed; the sentences beside these are tagged, and all
        others are only tokenized (no part of speech, each a flat tree of relation dep). None parses every sentence.
        """
        sentences = self.sentences(texts, focus)
        return [make_doc(self.vocab, text, found) for text, found in zip(texts, sentences, strict=True)]

    def sentences(self, texts: Sequence[str], focus: Focus | None = None) -> list[list[Sentence]]:
        """Return the sentences of every text as ``parse`` says, with tokens at character offsets of that text."""
        out: list[list[Sentence]] = [[] for _ in texts]
        for batch in _batches(texts):
            with self._lock:
                for index, sentence in self._run(texts, batch, focus):
                    out[index].append(sentence)
        return out

    def _run(
        self, texts: Sequence[str], batch: list[tuple[int, int, int]], focus: Focus | None
    ) -> Iterator[tuple[int, Sentence]]:
        rows: list[tuple[int, list[tuple[int, int]]]] = []
        for index, spans in self._tokenize(texts, batch):
            for first, last in sentence_cuts([texts[index][s:e] for s, e in spans]):
                rows.append((index, spans[first:last]))
        depth = [_PARSED] * len(rows) if focus is None else _depths(texts, rows, focus)
        chosen = [r for r, d in enumerate(depth) if d != _TOKENIZED]
        words = [[_word(texts[rows[r][0]][s:e]) for s, e in rows[r][1]] for r in chosen]
        found = dict(zip(chosen, self._annotator.annotate(words, [depth[r] == _PARSED for r in chosen]), strict=True))
        for r, (index, spans) in enumerate(rows):
            annotated = found.get(r)
            if annotated is None:
                yield index, Sentence(_flat([Token(s, e, "", "", "", 0, "") for s, e in spans]))
            else:
                tokens = [Token(s, e, *word) for (s, e), word in zip(spans, annotated, strict=True)]
                yield index, Sentence(tokens if depth[r] == _PARSED else _flat(tokens))

    def _tokenize(
        self, texts: Sequence[str], batch: list[tuple[int, int, int]]
    ) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        views = [model_view(texts[i][s:e]) for i, s, e in batch]
        for (index, start, _), sentences in zip(batch, self._cutter.cut(views), strict=True):
            for spans in sentences:
                yield index, [(s + start, e + start) for s, e in spans]


def _engines(processors: Any) -> tuple[Any, Any]:
    """Return what cuts texts and what annotates sentences: the fast ones where the models allow it."""
    from pipeline.parsing.annotate import Annotator
    from pipeline.parsing.cutter import Cutter
    from pipeline.parsing.stock import StockAnnotator, StockCutter

    cutter: Any
    annotator: Any
    try:
        cutter = Cutter(processors["tokenize"].trainer)
    except (ValueError, AttributeError):
        cutter = StockCutter(processors["tokenize"])
    try:
        annotator = Annotator(processors)
    except (ValueError, AttributeError):
        annotator = StockAnnotator(processors)
    return cutter, annotator


def _official_engines(lang: str) -> tuple[Any, Any]:
    from pipeline.parsing.official import Infinitives, load

    cutter, annotator = _engines(load(lang).processors)
    return cutter, Infinitives(lang, annotator)


def _word(surface: str) -> str:
    return unicodedata.normalize("NFC", model_view(surface)).replace(" ", "") or "_"


def _flat(tokens: list[Token]) -> list[Token]:
    """Tokens without a tree, with the first one as the head of all (UD's unspecified ``dep``)."""
    return [t._replace(head=1 if i else 0, deprel="dep" if i else "root") for i, t in enumerate(tokens)]


def _depths(texts: Sequence[str], rows: list[tuple[int, list[tuple[int, int]]]], focus: Focus) -> list[int]:
    """How deep each row's sentence is analysed: parsed with an offset of focus, tagged beside such a one."""
    offsets = {index: focus(texts[index]) for index in {i for i, _ in rows}}
    depth = [_TOKENIZED] * len(rows)
    for r, (index, spans) in enumerate(rows):
        at = bisect_left(offsets[index], spans[0][0])
        if at < len(offsets[index]) and offsets[index][at] < spans[-1][1]:
            depth[r] = _PARSED
            for beside in (r - 1, r + 1):
                if 0 <= beside < len(rows) and rows[beside][0] == index and depth[beside] == _TOKENIZED:
                    depth[beside] = _TAGGED
    return depth


def _batches(texts: Sequence[str]) -> Iterator[list[tuple[int, int, int]]]:
    batch: list[tuple[int, int, int]] = []
    chars = 0
    for index, text in enumerate(texts):
        for start, end in pieces(text):
            if batch and chars + end - start > BATCH_CHARS:
                yield batch
                batch, chars = [], 0
            batch.append((index, start, end))
            chars += end - start
    if batch:
        yield batch


@cache
def get_parser(lang: str, folder: Path | None = None) -> Parser:
    """Return the parser of a language, loaded on first use and kept."""
    return Parser(lang, folder)
