"""Claims and articles made by hand, for tests that need no parser."""

import re
from collections.abc import Sequence

from pipeline.extractor import CannotRun, process
from pipeline.schema import Article, Claim, Source


def claim(doc_id: str, text: str, start: int, end: int, **fields) -> Claim:
    """A claim about ``text[start:end]``, exact and without source unless the fields say otherwise."""
    base = {
        "claim_id": f"{doc_id}:{start}",
        "doc_id": doc_id,
        "lang": "hi",
        "sent_index": 0,
        "sentence": text,
        "num_text": text[start:end],
        "num_start": start,
        "num_end": end,
        "figure_text": text[start:end],
        "figure_start": start,
        "figure_end": end,
        "kind": "count",
        "value": None,
        "low": None,
        "high": None,
        "comparator": "exact",
        "polarity": "affirmed",
        "modality": "asserted",
        "sourcing": "none",
        "source_count": 0,
        "gloss": "",
        "figure_rule": "",
        "source_rule": "",
    }
    empty = dict.fromkeys(Claim.model_fields)
    empty["sources"] = ()
    return Claim(**{**empty, **base, **fields})


def source(text: str, phrase: str, **fields) -> Source:
    """A source named by a phrase of the text."""
    start = text.index(phrase)
    return Source(text=phrase, start=start, end=start + len(phrase), key=f"name:{phrase}", **fields)


def digits(lang: str, articles: Sequence[Article]) -> list[tuple[int, list[Claim]]]:
    """A stand-in for parsing: every run of digits is a claim; a text with BOOM fails, with QUIT it kills."""
    found = []
    for a in articles:
        if "BOOM" in a.text:
            raise ZeroDivisionError("the text is not for reading\nat all")
        if "QUIT" in a.text:
            import os

            os._exit(9)
        if "NOMODEL" in a.text:
            raise CannotRun("no models")
        spans = [m.span() for m in re.finditer(r"\d+", a.text)]
        claims = [
            claim(
                a.doc_id, a.text, s, e, lang=lang, value=float(a.text[s:e]), sourcing=("none", "vague", "named")[i % 3]
            )
            for i, (s, e) in enumerate(spans)
        ]
        found.append((a.text.count("।"), claims))
    return found


def process_digits(articles):
    """`pipeline.extractor.process` with `digits` in place of the parser."""
    return process(articles, digits)
