"""Batched parsing: texts in, spaCy ``Doc`` objects out, with ``doc.text`` equal to the text given."""

import logging
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.parsing.bridge import Sentence, Token, make_doc
from pipeline.parsing.models import models_dir, verify
from pipeline.parsing.segments import model_view, pieces, sentence_cuts

logger = logging.getLogger(__name__)

#: Characters that go through Stanza in one call; bounds memory.
BATCH_CHARS = 200_000
PROCESSORS = "tokenize,pos,lemma,depparse"


class Parser:
    """Tokenizes, tags, lemmatizes and parses texts of one language with Stanza.

    lang: ISO 639-1 code; folder: models folder, default as ``models_dir()``; vocab: of the Docs made.
    The models are checked against their manifest before they are loaded. Raises ModelError.
    """

    def __init__(self, lang: str, folder: Path | None = None, vocab: Vocab | None = None) -> None:
        import stanza

        from pipeline.parsing.decode import speed_up

        place = folder or models_dir()
        self.lang = lang
        self.checksums = verify(lang, folder)
        self.vocab = vocab if vocab is not None else spacy.blank(lang).vocab
        self._lock = threading.Lock()
        self._stanza = stanza.Pipeline(
            lang,
            dir=str(place),
            processors=PROCESSORS,
            download_method=None,
            use_gpu=False,
            logging_level="ERROR",
        )
        speed_up(self._stanza.processors["depparse"].trainer.model)

    def parse(self, texts: Sequence[str]) -> list[Doc]:
        """Return one Doc per text, in order; ``doc.text`` is the text, offsets are its characters."""
        sentences = self.sentences(texts)
        return [make_doc(self.vocab, text, found) for text, found in zip(texts, sentences, strict=True)]

    def sentences(self, texts: Sequence[str]) -> list[list[Sentence]]:
        """Return the parsed sentences of every text, with tokens at character offsets of that text."""
        out: list[list[Sentence]] = [[] for _ in texts]
        for batch in _batches(texts):
            with self._lock:
                for index, sentence in self._run(texts, batch):
                    out[index].append(sentence)
        return out

    def _run(self, texts: Sequence[str], batch: list[tuple[int, int, int]]) -> Iterator[tuple[int, Sentence]]:
        rows: list[tuple[int, list[tuple[int, int]]]] = []
        for index, spans in self._tokenize(texts, batch):
            for first, last in sentence_cuts([texts[index][s:e] for s, e in spans]):
                rows.append((index, spans[first:last]))
        if not rows:
            return
        document = self._annotate([[_word(texts[i][s:e]) for s, e in spans] for i, spans in rows])
        for (index, spans), parsed in zip(rows, document.sentences, strict=True):
            yield index, Sentence([_token(s, e, w) for (s, e), w in zip(spans, parsed.words, strict=True)])

    def _tokenize(
        self, texts: Sequence[str], batch: list[tuple[int, int, int]]
    ) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        views = [model_view(texts[i][s:e]) for i, s, e in batch]
        starts, at = [], 0
        for view in views:
            starts.append(at)
            at += len(view) + 2
        document = self._stanza.processors["tokenize"].process("\n\n".join(views))
        piece = 0
        for sentence in document.sentences:
            spans: list[tuple[int, int]] = []
            for token in sentence.tokens:
                while piece + 1 < len(batch) and token.start_char >= starts[piece + 1]:
                    if spans:  # a sentence never crosses a line break
                        yield batch[piece][0], spans
                        spans = []
                    piece += 1
                index, start, end = batch[piece]
                shift = start - starts[piece]
                spans.append((token.start_char + shift, min(token.end_char + shift, end)))
            if spans:
                yield batch[piece][0], spans

    def _annotate(self, sentences: list[list[str]]) -> Any:
        from stanza.models.common.doc import Document

        document = Document(
            [[{"id": i, "text": w} for i, w in enumerate(words, 1)] for words in sentences]
        )
        for name in ("pos", "lemma", "depparse"):
            document = self._stanza.processors[name].process(document)
        return document


def _word(surface: str) -> str:
    return unicodedata.normalize("NFC", model_view(surface)).replace(" ", "") or "_"


def _token(start: int, end: int, word: Any) -> Token:
    return Token(start, end, word.upos, word.feats or "", word.lemma or "", word.head, word.deprel)


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
