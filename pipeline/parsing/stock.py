"""Cutting and annotating through Stanza's own processors: for models of another architecture than this project's."""

from collections.abc import Sequence
from typing import Any

from stanza.models.common.doc import Document

from pipeline.parsing.annotate import Word
from pipeline.parsing.cutter import Span
from pipeline.parsing.decode import speed_up


class StockCutter:
    """Does what ``pipeline.parsing.cutter.Cutter`` does, with a Stanza tokenize processor."""

    def __init__(self, processor: Any) -> None:
        self._processor = processor

    def cut(self, views: list[str]) -> list[list[list[Span]]]:
        """Return the sentences of every piece, each the spans of its tokens."""
        starts, at = [], 0
        for view in views:
            starts.append(at)
            at += len(view) + 2
        out: list[list[list[Span]]] = [[] for _ in views]
        piece = 0
        for sentence in self._processor.process("\n\n".join(views)).sentences:
            spans: list[Span] = []
            for token in sentence.tokens:
                while piece + 1 < len(views) and token.start_char >= starts[piece + 1]:
                    if spans:  # a sentence never crosses a line break
                        out[piece].append(spans)
                        spans = []
                    piece += 1
                end = min(token.end_char - starts[piece], len(views[piece]))
                spans.append((token.start_char - starts[piece], end))
            if spans:
                out[piece].append(spans)
        return out


class StockAnnotator:
    """Does what ``pipeline.parsing.annotate.Annotator`` does, with the processors pos, lemma and depparse."""

    def __init__(self, processors: Any) -> None:
        self._processors = processors
        speed_up(processors["depparse"].trainer.model)

    def annotate(self, sentences: Sequence[list[str]], parse: Sequence[bool]) -> list[list[Word]]:
        """Return the words of each sentence, with heads and relations where ``parse`` says so."""
        out: list[list[Word]] = [[] for _ in sentences]
        for names, wanted in ((("pos", "lemma", "depparse"), True), (("pos", "lemma"), False)):
            chosen = [i for i, p in enumerate(parse) if p == wanted]
            if not chosen:
                continue
            document = Document([[{"id": n, "text": w} for n, w in enumerate(sentences[i], 1)] for i in chosen])
            for name in names:
                document = self._processors[name].process(document)
            for i, sentence in zip(chosen, document.sentences, strict=True):
                out[i] = [
                    Word(w.upos or "", w.feats or "", w.lemma or "", w.head or 0, w.deprel or "")
                    for w in sentence.words
                ]
        return out
