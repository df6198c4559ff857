"""``load("gu")``: a ``spacy.Language`` that parses with Stanza and whose ``nlp(text)._.claims`` are the claims."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.parsing.parser import Parser


class _BatchedPipe:
    """Makes ``Language.pipe`` parse many texts in one Stanza call instead of one by one."""

    tokenizer: Any

    def pipe(self, texts: Iterable[Any], *, as_tuples: bool = False, **options: Any) -> Iterator[Any]:
        size = options.get("batch_size") or 64
        upstream: Any = super()
        source = iter(texts)
        while rows := list(islice(source, size)):
            parts = [row[0] for row in rows] if as_tuples else rows
            plain = [i for i, part in enumerate(parts) if isinstance(part, str)]
            for i, doc in zip(plain, self.tokenizer.parser.parse([parts[i] for i in plain]), strict=True):
                parts[i] = doc
            docs = upstream.pipe(parts, **options)
            yield from zip(docs, (row[1] for row in rows), strict=True) if as_tuples else docs


class StanzaTokenizer:
    """Called by ``nlp(text)``: returns the fully parsed Doc of one text."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser

    def __call__(self, text: str) -> Doc:
        return self.parser.parse([text])[0]


def load(lang: str, models: Path | None = None) -> Language:
    """Return a ``spacy.Language`` for "hi" or "gu": ``nlp(text)._.claims`` is the list of claims of a text.

    ``nlp.pipe(texts)`` parses in batches. ``models``: another folder of models. Raises ValueError for another
    language and ModelError when the models are missing or damaged.
    """
    import pipeline.claims  # registers the components
    from pipeline.languages import LANGUAGES

    if lang not in LANGUAGES:
        raise ValueError(f"language {lang!r} is not one of {', '.join(LANGUAGES)}")
    base = spacy.util.get_lang_class(lang)
    nlp: Language = type("News" + base.__name__, (_BatchedPipe, base), {})()
    nlp.tokenizer = StanzaTokenizer(Parser(lang, models, nlp.vocab))
    for name in pipeline.claims.COMPONENTS:
        nlp.add_pipe(name)
    return nlp
