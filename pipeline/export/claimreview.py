"""JSON-LD in the manner of schema.org ClaimReview: one review per figure, placed by W3C Web Annotation selectors.

The positions are TextQuote and TextPosition selectors into the article's text, so that a figure is found again also
where the text has moved.
"""

import json
from pathlib import Path
from typing import Any

from pipeline.audit.facts import number_of, text_of
from pipeline.audit.load import Tables
from pipeline.audit.verdicts import Verdicts
from pipeline.audit.write import replaced

#: Characters of text before and after the figure that a TextQuote selector gives.
AROUND = 40
_RATING = {"named": (3, "attributed to a named source"), "vague": (2, "attributed to nobody in particular"),
           "none": (1, "no source given")}  # fmt: skip
_CONTEXT = [
    "https://schema.org",
    {
        "oa": "http://www.w3.org/ns/oa#",
        "selector": "oa:hasSelector",
        "TextQuoteSelector": "oa:TextQuoteSelector",
        "TextPositionSelector": "oa:TextPositionSelector",
        "exact": "oa:exact",
        "prefix": "oa:prefix",
        "suffix": "oa:suffix",
        "start": "oa:start",
        "end": "oa:end",
    },
]


def write(tables: Tables, verdicts: Verdicts, path: Path) -> int:
    """Write the reviews of all figures that nobody called wrong, and return their number.

    The rating says how well a figure is sourced (1 none, 2 vague, 3 named), never whether it is true.
    """
    articles = {r["doc_id"]: r for r in tables.articles.to_dict("records")}
    sources: dict[str, list[dict[str, Any]]] = {}
    for row in tables.sources.to_dict("records"):
        sources.setdefault(row["claim_id"], []).append(row)
    claims = verdicts.applied(tables.claims)
    graph = [
        review(row, articles[row["doc_id"]], sources.get(row["claim_id"], []), tables, verdicts)
        for row in claims.to_dict("records")
        if row["doc_id"] in articles
    ]
    with replaced(path) as temporary:
        document = {"@context": _CONTEXT, "@graph": graph}
        temporary.write_text(
            json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", errors="replace"
        )
    return len(graph)


def review(
    row: dict[str, Any], article: dict[str, Any], sources: list[dict[str, Any]], tables: Tables, verdicts: Verdicts
) -> dict[str, Any]:
    """Return the review of one figure. row: of the claims table; article: of the articles table; sources: its rows."""
    text = tables.text.get(str(row["doc_id"]), "")
    rating, words = _RATING[str(row["sourcing"])]
    return _without_null(
        {
            "@type": "ClaimReview",
            "@id": f"urn:news-claims:{row['claim_id']}",
            "claimReviewed": text_of(row, "gloss"),
            "inLanguage": "en",
            "itemReviewed": {
                "@type": "Claim",
                "text": text_of(row, "sentence"),
                "inLanguage": text_of(row, "lang"),
                "author": _authors(row, sources, tables, verdicts),
                "appearance": _without_null(
                    {
                        "@type": "NewsArticle",
                        "identifier": text_of(article, "doc_id"),
                        "headline": text_of(article, "title") or None,
                        "datePublished": text_of(article, "date") or None,
                        "url": text_of(article, "url") or None,
                        "inLanguage": text_of(article, "lang"),
                        "selector": selectors(text, int(row["figure_start"]), int(row["figure_end"])),
                    }
                ),
                "about": _quantity(row),
                "contentLocation": text_of(row, "where") or None,
                "temporal": text_of(row, "when_date") or None,
            },
            "reviewRating": {
                "@type": "Rating",
                "ratingValue": rating,
                "bestRating": 3,
                "worstRating": 1,
                "alternateName": words,
                "ratingExplanation": verdicts.note(row["claim_id"]) or None,
            },
        }
    )


def selectors(text: str, start: int, end: int) -> list[dict[str, Any]]:
    """Return the TextQuote and TextPosition selectors of a span; positions count Unicode characters."""
    return [
        {
            "@type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(start - AROUND, 0) : start],
            "suffix": text[end : end + AROUND],
        },
        {"@type": "TextPositionSelector", "start": start, "end": end},
    ]


def _authors(
    row: dict[str, Any], sources: list[dict[str, Any]], tables: Tables, verdicts: Verdicts
) -> list[dict[str, Any]] | None:
    if verdicts.verdict(row["claim_id"]) == "corrected":
        source = text_of(row, "source")
        return [{"@type": "Thing", "name": source}] if source else None
    types = {"person": "Person", "organisation": "Organization", "outlet": "Organization", "country": "Country"}
    found = [
        _without_null(
            {
                "@type": types.get(str(s.get("source_type")), "Thing"),
                "name": text_of(s, "source"),
                "alternateName": tables.names.get(text_of(s, "source_key")),
                "identifier": text_of(s, "source_key") or None,
            }
        )
        for s in sources
        if s.get("relation") != "relayed_by"
    ]
    return found or None


def _quantity(row: dict[str, Any]) -> dict[str, Any]:
    unit = text_of(row, "unit")
    return {
        "@type": "MonetaryAmount" if str(row["kind"]) == "money" else "QuantitativeValue",
        "name": text_of(row, "concept") or text_of(row, "item") or text_of(row, "kind"),
        "value": number_of(row, "value"),
        "minValue": number_of(row, "low"),
        "maxValue": number_of(row, "high"),
        ("currency" if str(row["kind"]) == "money" else "unitText"): unit or None,
    }


def _without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_null(v) for k, v in value.items() if v is not None}
    return [_without_null(v) for v in value] if isinstance(value, list) else value
