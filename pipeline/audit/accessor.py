"""``df.claims`` on data frames of claims: `.audit()`, `.sources()`, `.groups()` and `.show()`."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from pipeline.attribution.keys import key_of
from pipeline.audit.audit import Audit, audit
from pipeline.audit.highlight import STYLE, claim_html
from pipeline.audit.load import Tables
from pipeline.audit.verdicts import Verdicts

_ARTICLE_COLUMNS = ("doc_id", "lang", "title", "date", "url", "status")


class Shown:
    """Claims as a notebook shows them; `_repr_html_` is what Jupyter calls."""

    def __init__(self, rows: list[dict[str, Any]], sources: dict[str, list[dict[str, Any]]], more: int) -> None:
        self.rows, self.sources, self.more = rows, sources, more

    def _repr_html_(self) -> str:
        body = "".join(claim_html(r, self.sources.get(r["claim_id"], ()), style=False) for r in self.rows)
        rest = Markup("<p>and {} more</p>").format(self.more) if self.more else ""
        return f"<style>{STYLE}</style>{body}{rest}"

    def __repr__(self) -> str:
        lines = [f"{r['doc_id']}: {r['sentence']}\n    {r['gloss']}" for r in self.rows]
        return "\n".join([*lines, f"and {self.more} more"] if self.more else lines)


def _sources_of(frame: pd.DataFrame) -> pd.DataFrame:
    """A sources table as far as the claims tell it: the first source with its key, others with the key of their words."""
    rows = []
    for row in frame[frame["source_key"].notna()].to_dict("records"):
        for order, words in enumerate(str(row["source"]).split("; "), 1):
            key = row["source_key"] if order == 1 else key_of(words, str(row["lang"]))[0]
            rows.append({"claim_id": row["claim_id"], "source": words, "source_key": key})
    found = pd.DataFrame(rows, columns=["claim_id", "source", "source_key"])
    return found.assign(relation="speaker", source_start=None, source_end=None)


@pd.api.extensions.register_dataframe_accessor("claims")
class ClaimsAccessor:
    """What the audit says about the claims of a data frame, such as ``read_claims("data/out")`` or a part of it.

    The other tables make the answers better: `with_tables` gives them. Without them, sources are read from the
    claims alone, the articles' dates are not known and no copies are found.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        missing = {"claim_id", "doc_id", "sourcing", "sentence", "gloss"} - set(frame.columns)
        if missing:
            column = '; the column is df["claims"]' if "claims" in frame else ""
            raise AttributeError(f"not a claims table: no column {', '.join(sorted(missing))}{column}")
        self._frame = frame
        self._tables: dict[str, pd.DataFrame] = {}
        self._verdicts = Verdicts.empty()

    def with_tables(
        self,
        sources: pd.DataFrame | None = None,
        articles: pd.DataFrame | None = None,
        texts: pd.DataFrame | None = None,
        verdicts: Verdicts | None = None,
    ) -> "ClaimsAccessor":
        """Give the other tables of the run (and verdicts), and return the accessor, which keeps them."""
        found = {"sources": sources, "articles": articles, "texts": texts}
        self._tables.update({name: frame for name, frame in found.items() if frame is not None})
        self._verdicts = verdicts or self._verdicts
        return self

    def tables(self) -> Tables:
        """Return the tables that the audit reads; those that were not given are made from the claims."""
        frame, given = self._frame, self._tables
        ids = set(frame["doc_id"])
        sources = given.get("sources")
        if sources is None:
            sources = _sources_of(frame)
        articles = given.get("articles")
        if articles is None:
            articles = frame.drop_duplicates("doc_id").assign(title=None, date=None, url=None, status="ok")
            articles = articles[list(_ARTICLE_COLUMNS)]
        texts = given.get("texts")
        if texts is None:
            texts = pd.DataFrame({"doc_id": [], "text": []})
        return Tables.of(
            frame,
            sources[sources["claim_id"].isin(set(frame["claim_id"]))],
            articles[articles["doc_id"].isin(ids)],
            texts[texts["doc_id"].isin(ids)],
        )

    def audit(self) -> Audit:
        """Return the audit tables of these claims."""
        return audit(self.tables(), self._verdicts)

    def sources(self) -> pd.DataFrame:
        """Return one row per source_key: figures, articles, languages and concepts that stand on it."""
        return self.audit().by_source

    def groups(self) -> pd.DataFrame:
        """Return one row per group of claims about the same thing, with what it amounts to in words."""
        return self.audit().groups

    def show(self, n: int = 20) -> Shown:
        """Show the first `n` claims: sentence with figure, item, cue and source in four colours, gloss under it."""
        sources: dict[str, list[dict[str, Any]]] = {}
        if "sources" in self._tables:
            for row in self._tables["sources"].to_dict("records"):
                sources.setdefault(row["claim_id"], []).append(row)
        return Shown(self._frame.head(n).to_dict("records"), sources, max(len(self._frame) - n, 0))
