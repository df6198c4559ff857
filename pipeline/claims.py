"""Joins the figures and the attributions of a ``Doc`` into claims."""

import hashlib
from bisect import bisect_right

from spacy.language import Language
from spacy.tokens import Doc, Span

import pipeline.attribution
import pipeline.figures
from pipeline.gloss import gloss
from pipeline.schema import Attribution, Claim, Figure, Source

#: The spaCy components in the order in which they run.
COMPONENTS = ("news_claims_figures", "news_claims_attribution", "news_claims_claims")

pipeline.figures.register()
if not Doc.has_extension("claims"):
    Doc.set_extension("claims", default=None)
if not Doc.has_extension("doc_id"):
    Doc.set_extension("doc_id", default="")


def claim_id(doc_id: str, start: int, end: int, numeral: str) -> str:
    """Return the stable id of a claim: 16 hexadecimal digits of a SHA-256 over its article's id and its span."""
    key = f"{doc_id}\0{start}\0{end}\0{numeral}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def claims_of(doc: Doc, doc_id: str = "") -> list[Claim]:
    """Return the claims of a parsed Doc in text order.

    Figures and attributions are read from ``doc._.figures`` and ``doc._.attributions`` where the components have
    run, and worked out where not. Offsets are characters of ``doc.text``.
    """
    figures = doc._.figures if doc.has_extension("figures") else None
    if figures is None:
        figures = pipeline.figures.find_figures(doc)
    attributions = doc._.attributions if doc.has_extension("attributions") else None
    if attributions is None:
        attributions = pipeline.attribution.attribute(doc, figures)
    sentences = list(doc.sents) if doc.has_annotation("SENT_START") else [doc[:]]
    starts = [s.start_char for s in sentences]
    text = doc.text  # put together from the tokens each time it is asked for
    return [
        _claim(doc, text, doc_id, figure, attribution, sentences, starts)
        for figure, attribution in zip(figures, attributions, strict=True)
    ]


def _claim(
    doc: Doc,
    text: str,
    doc_id: str,
    figure: Figure,
    attribution: Attribution,
    sentences: list[Span],
    starts: list[int],
) -> Claim:
    index = max(bisect_right(starts, figure.num_start) - 1, 0)
    speakers = [s for s in attribution.sources if s.relation == "speaker"] or list(attribution.sources)
    first: Source | None = speakers[0] if speakers else None
    numeral = text[figure.num_start : figure.num_end]
    return Claim(
        claim_id=claim_id(doc_id, figure.num_start, figure.num_end, numeral),
        doc_id=doc_id,
        lang=doc.lang_,
        sent_index=index,
        sentence=sentences[index].text.strip(),
        num_text=numeral,
        figure_text=text[figure.figure_start : figure.figure_end],
        item=_slice(text, figure.item_start, figure.item_end),
        sourcing=attribution.sourcing,
        source="; ".join(s.text for s in speakers) or None,
        source_key=first.key if first else None,
        source_via=first.via if first else None,
        source_count=len(speakers),
        cue=_slice(text, attribution.cue_start, attribution.cue_end),
        cue_type=attribution.cue_type,
        cue_start=attribution.cue_start,
        cue_end=attribution.cue_end,
        scope=attribution.scope,
        gloss=gloss(text, doc.lang_, figure, attribution),
        figure_rule=" ".join(figure.rules),
        source_rule=" ".join(attribution.rules),
        also_said_by=attribution.also_said_by,
        sources=attribution.sources,
        **figure.model_dump(exclude={"rules"}),
    )


def _slice(text: str, start: int | None, end: int | None) -> str | None:
    return None if start is None or end is None else text[start:end]


@Language.component("news_claims_claims", requires=["doc._.figures", "doc._.attributions"], assigns=["doc._.claims"])
def claims_component(doc: Doc) -> Doc:
    """Store the claims of a Doc in ``doc._.claims``; ``doc._.doc_id`` names the article."""
    doc._.claims = claims_of(doc, doc._.doc_id)
    return doc
