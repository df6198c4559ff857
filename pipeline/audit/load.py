"""Reads what a run wrote: the tables of ``data/out/`` as data frames, and the English names of their sources."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from pipeline.audit.facts import text_of
from pipeline.audit.names import english
from pipeline.tables import read_claims

#: Columns that the audit reads and that tables of an older run may lack: they are filled with nulls.
CONTEXT = ("when_text", "when_date", "where", "where_country", "actors", "actor_keys")


@dataclass(frozen=True)
class Tables:
    """The four tables of a run.

    names: claim_id -> English names of its sources, and source_key -> English name; text: doc_id -> article text.
    """

    claims: pd.DataFrame
    sources: pd.DataFrame
    articles: pd.DataFrame
    text: dict[str, str]
    names: dict[str, str]

    @classmethod
    def of(cls, claims: pd.DataFrame, sources: pd.DataFrame, articles: pd.DataFrame, texts: pd.DataFrame) -> "Tables":
        """Return the tables made of four frames with the columns of the claim tables."""
        claims = claims.copy()
        for column in CONTEXT:
            if column not in claims:
                claims[column] = None
        articles = articles[articles["status"] == "ok"].reset_index(drop=True)
        text = {str(r["doc_id"]): str(r["text"]) for r in texts.to_dict("records")}
        return cls(claims, sources, articles, text, source_names(claims, sources))


def source_names(claims: pd.DataFrame, sources: pd.DataFrame) -> dict[str, str]:
    """Return claim_id -> English names of its speakers joined by "; ", and source_key -> English name."""
    names: dict[str, str] = {}
    spoken: dict[str, list[str]] = {}
    lang = dict(zip(claims["claim_id"], claims["lang"].astype(str), strict=True))
    for row in sources.to_dict("records"):
        words = text_of(row, "antecedent") or text_of(row, "source")
        name = english(text_of(row, "source_key"), words, lang.get(row["claim_id"], ""))
        names.setdefault(text_of(row, "source_key"), name)
        if row.get("relation") != "relayed_by":
            spoken.setdefault(text_of(row, "claim_id"), []).append(name)
    for row in claims.to_dict("records"):
        if key := text_of(row, "source_key"):
            names.setdefault(key, english(key, text_of(row, "source"), text_of(row, "lang")))
    return names | {claim: "; ".join(dict.fromkeys(found)) for claim, found in spoken.items()}


def outlet(row: dict) -> str:
    """Return where an article is from: the host of its address, else the first folder of its id, else "(none)"."""
    host = urlsplit(text_of(row, "url")).hostname or ""
    folder, slash, _ = text_of(row, "doc_id").partition("/")
    return host.removeprefix("www.") or (folder if slash else "(none)")


def load(out: Path) -> Tables:
    """Return the tables of an output folder. Raises TableError where they are missing or of different runs."""
    claims, sources, articles, texts = (read_claims(out, name) for name in ("claims", "sources", "articles", "texts"))
    return Tables.of(claims, sources, articles, texts)
