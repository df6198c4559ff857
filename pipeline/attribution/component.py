"""The spaCy component: reads ``doc._.figures``, stores ``doc._.attributions`` and spans of cues and sources."""

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.attribution.engine import attribute

NAME = "news_claims_attribution"


class AttributionComponent:
    """Attributes the figures of a Doc and stores the result on it.

    ``doc._.attributions`` is a list as long as ``doc._.figures``. The span groups ``cues`` and ``sources``
    hold the tokens that cover each cue and source once; the exact offsets are in the attributions.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Store the attributions of the Doc's figures."""
        rows = attribute(doc, doc._.figures or [])
        doc._.attributions = rows
        cues: dict[tuple[int, int], str] = {}
        sources: dict[tuple[int, int], str] = {}
        for row in rows:
            if row.cue_start is not None and row.cue_end is not None:
                cues.setdefault((row.cue_start, row.cue_end), row.cue_type or "")
            for source in row.sources:
                sources.setdefault((source.start, source.end), source.key)
        doc.spans["cues"] = _covering(doc, cues)
        doc.spans["sources"] = _covering(doc, sources)
        return doc


def _covering(doc: Doc, offsets: dict[tuple[int, int], str]) -> list[Span]:
    spans = (
        doc.char_span(start, end, label=label, alignment_mode="expand")
        for (start, end), label in sorted(offsets.items())
    )
    return [span for span in spans if span is not None]


def register_extensions() -> None:
    """Make sure that ``doc._.figures`` and ``doc._.attributions`` exist."""
    for name in ("figures", "attributions"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


@Language.factory(NAME, requires=["doc.text"], assigns=["doc._.attributions"])
def create_component(nlp: Language, name: str) -> AttributionComponent:
    """Factory of the component; its language is the Doc's."""
    register_extensions()
    return AttributionComponent()
