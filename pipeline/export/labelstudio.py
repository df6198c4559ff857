"""Label Studio tasks: each article with its figures, items, cues and sources as predictions to be corrected."""

import json
from pathlib import Path
from typing import Any

from pipeline.audit.facts import text_of
from pipeline.audit.highlight import spans
from pipeline.audit.load import Tables
from pipeline.audit.verdicts import Verdicts
from pipeline.audit.write import replaced

#: The labelling configuration that fits the tasks; it is given in docs/audit.md too.
CONFIG = """<View>
  <Labels name="label" toName="text">
    <Label value="figure" background="#ffd54f"/>
    <Label value="item" background="#a5d6a7"/>
    <Label value="cue" background="#f8bbd0"/>
    <Label value="source" background="#90caf9"/>
  </Labels>
  <Text name="text" value="$text" granularity="symbol"/>
  <Choices name="sourcing" toName="text" perRegion="true" whenTagName="label" whenLabelValue="figure">
    <Choice value="named"/>
    <Choice value="vague"/>
    <Choice value="none"/>
  </Choices>
</View>
"""


def write(tables: Tables, verdicts: Verdicts, path: Path) -> int:
    """Write one task per article that has figures, and return the number of figures.

    Offsets are what Label Studio counts: UTF-16 code units. Figures that a verdict calls wrong are left out.
    """
    sources: dict[str, list[dict[str, Any]]] = {}
    for row in tables.sources.to_dict("records"):
        sources.setdefault(row["claim_id"], []).append(row)
    claims: dict[str, list[dict[str, Any]]] = {}
    for row in verdicts.applied(tables.claims).to_dict("records"):
        claims.setdefault(str(row["doc_id"]), []).append(row)
    tasks = []
    for article in tables.articles.to_dict("records"):
        doc_id = str(article["doc_id"])
        if doc_id in claims and doc_id in tables.text:
            tasks.append(_task(article, tables.text[doc_id], claims[doc_id], sources))
    with replaced(path) as temporary:
        temporary.write_text(json.dumps(tasks, ensure_ascii=False) + "\n", encoding="utf-8", errors="replace")
    return sum(len(rows) for doc_id, rows in claims.items() if doc_id in tables.text)


def _task(
    article: dict[str, Any], text: str, rows: list[dict[str, Any]], sources: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    result: list[dict[str, Any]] = []
    units = _units(text)
    for row in rows:
        for number, span in enumerate(spans(row, sources.get(row["claim_id"], []))):
            region = f"{row['claim_id']}-{number}"
            value = {"start": units[span.start], "end": units[span.end], "text": text[span.start : span.end]}
            base = {"id": region, "from_name": "label", "to_name": "text"}
            result.append(base | {"type": "labels", "value": value | {"labels": [span.role]}})
            if span.role == "figure":
                choice = {"start": value["start"], "end": value["end"], "choices": [str(row["sourcing"])]}
                result.append(base | {"from_name": "sourcing", "type": "choices", "value": choice})
            else:
                relation = {
                    "type": "relation",
                    "from_id": f"{row['claim_id']}-0",
                    "to_id": region,
                    "direction": "right",
                }
                result.append(relation)
    data = {c: text_of(article, c) for c in ("doc_id", "lang", "title", "date", "url")}
    return {"data": {"text": text} | data, "predictions": [{"model_version": "news-claims", "result": result}]}


def _units(text: str) -> list[int]:
    """UTF-16 offset of every character of a text, and of its end."""
    out, at = [], 0
    for ch in text:
        out.append(at)
        at += 2 if ord(ch) > 0xFFFF else 1
    return [*out, at]
