"""The audit tables: figures with and without a source by article, concept, source and outlet; what to check first."""

import math
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from pipeline.audit.copies import copies
from pipeline.audit.facts import number_of, text_of
from pipeline.audit.groups import group
from pipeline.audit.load import Tables, outlet
from pipeline.audit.verdicts import Verdicts

#: Tables of the audit, in the order in which they are printed and written.
NAMES = ("by_article", "by_concept", "by_source", "by_outlet", "check_first", "groups", "group_claims")
_UNNAMED = " (not further named)"
_COUNTS = ["figures", "named", "vague", "none", "share_sourced"]
CHECK_COLUMNS = [
    "rank",
    "weight",
    "claim_id",
    "doc_id",
    "lang",
    "figure_text",
    "gloss",
    "concept",
    "kind",
    "value",
    "sourcing",
    "cue",
    "also_said_by",
    "repeated_in",
    "named_elsewhere",
    "sentence",
]


@dataclass(frozen=True)
class Audit:
    """The audit tables of a run; the attributes are data frames whose columns `docs/audit.md` describes."""

    by_article: pd.DataFrame
    by_concept: pd.DataFrame
    by_source: pd.DataFrame
    by_outlet: pd.DataFrame
    check_first: pd.DataFrame
    groups: pd.DataFrame
    group_claims: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name, in printing order."""
        return {name: getattr(self, name) for name in NAMES}


@cache
def _weights() -> tuple[dict[str, float], dict[str, float]]:
    data = tomllib.loads(files("pipeline.audit").joinpath("weights.toml").read_text(encoding="utf-8"))
    return data["concepts"], data["kinds"]


def audit(tables: Tables, verdicts: Verdicts | None = None) -> Audit:
    """Return the audit of a run; claims that a verdict calls wrong are left out, corrected ones are corrected."""
    verdicts = verdicts or Verdicts.empty()
    claims = verdicts.applied(tables.claims)
    leaders = copies(tables.text)
    groups, members = group(claims, tables.articles, leaders, tables.names)
    where = {str(r["doc_id"]): outlet(r) for r in tables.articles.to_dict("records")}
    return Audit(
        by_article=_by_article(claims, tables, leaders, where),
        by_concept=_by_concept(claims),
        by_source=_by_source(claims, tables, leaders),
        by_outlet=_by_outlet(claims, where),
        check_first=_check_first(claims, tables, groups, members, leaders, verdicts),
        groups=groups,
        group_claims=members,
    )


def counted(claims: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return one row per value of the columns `by` (null is a value): figures, named, vague, none, share_sourced."""
    if claims.empty:
        return pd.DataFrame(columns=[*by, *_COUNTS])
    table = claims.groupby(by, dropna=False, observed=True)["sourcing"].value_counts().unstack(fill_value=0)
    for name in ("named", "vague", "none"):
        if name not in table:
            table[name] = 0
    table["figures"] = table[["named", "vague", "none"]].sum(axis=1)
    table["share_sourced"] = (table["named"] / table["figures"]).round(4)
    return table[_COUNTS].astype(dict.fromkeys(_COUNTS[:-1], "int64")).reset_index().rename_axis(columns=None)


def _by_article(claims: pd.DataFrame, tables: Tables, leaders: dict[str, int], where: dict[str, str]) -> pd.DataFrame:
    counts = counted(claims, ["doc_id"])
    named = claims[claims["sourcing"] == "named"][["claim_id", "doc_id"]]
    speakers = tables.sources[tables.sources["relation"] != "relayed_by"].merge(named, on="claim_id")
    distinct = speakers.groupby("doc_id", observed=True)["source_key"].nunique().rename("distinct_sources")
    first = {number: doc_id for doc_id, number in reversed(list(leaders.items()))}
    table = tables.articles[["doc_id", "lang", "title", "date"]].merge(counts, on="doc_id", how="left")
    table = table.merge(distinct, left_on="doc_id", right_index=True, how="left")
    whole = [*_COUNTS[:-1], "distinct_sources"]
    table[whole] = table[whole].fillna(0).astype("int64")
    table.insert(4, "outlet", table["doc_id"].map(where))
    heads = {d: first[leaders[d]] for d in leaders}
    table["copy_of"] = [heads[d] if heads.get(d, d) != d else None for d in table["doc_id"]]
    return table


def _by_concept(claims: pd.DataFrame) -> pd.DataFrame:
    table = counted(claims, ["concept", "kind"])
    articles = claims.groupby(["concept", "kind"], dropna=False, observed=True)["doc_id"].nunique()
    table = table.merge(articles.rename("articles").reset_index(), on=["concept", "kind"], how="left")
    return table.sort_values(["figures", "concept", "kind"], ascending=[False, True, True], ignore_index=True)


def _by_source(claims: pd.DataFrame, tables: Tables, leaders: dict[str, int]) -> pd.DataFrame:
    """One row per source_key of the speakers of named figures."""
    columns = ["source_key", "name", "as_written", "figures", "articles", "independent_articles"]
    columns += ["languages", "concepts"]
    rows: dict[str, dict[str, dict]] = {}
    kept = {r["claim_id"]: r for r in claims.to_dict("records") if r["sourcing"] == "named"}
    for source in tables.sources.to_dict("records"):
        claim = kept.get(source["claim_id"])
        if claim is None or source.get("relation") == "relayed_by" or not text_of(source, "source_key"):
            continue
        found = rows.setdefault(source["source_key"], defaultdict(dict))
        doc_id = str(claim["doc_id"])
        found["figures"][claim["claim_id"]] = 1
        found["articles"][doc_id] = 1
        found["independent"][leaders.get(doc_id, doc_id)] = 1
        found["languages"][str(claim["lang"])] = 1
        found["written"][text_of(source, "source")] = 1
        found["types"][text_of(source, "source_type")] = 1
        if concept := text_of(claim, "concept"):
            found["concepts"][concept] = 1
    out: list[dict[str, Any]] = [
        {
            "source_key": key,
            "name": tables.names.get(key, key) + (_UNNAMED if _anybody(key, found["types"]) else ""),
            "as_written": "; ".join(found["written"]),
            "figures": len(found["figures"]),
            "articles": len(found["articles"]),
            "independent_articles": len(found["independent"]),
            "languages": " ".join(sorted(found["languages"])),
            "concepts": "; ".join(sorted(found["concepts"])) or None,
        }
        for key, found in rows.items()
    ]
    out.sort(key=lambda r: (-r["figures"], -r["articles"], r["source_key"]))
    return pd.DataFrame(out, columns=columns)


def _anybody(key: str, types: dict[str, Any]) -> bool:
    """Whether a key is one word for a role or a document: "minister", "report", each time perhaps another one."""
    family, _, name = key.partition(":")
    return family == "name" and "-" not in name and not set(types) & {"person", "organisation", "outlet", "country"}


def _by_outlet(claims: pd.DataFrame, where: dict[str, str]) -> pd.DataFrame:
    with_outlet = claims.assign(outlet=claims["doc_id"].astype(str).map(where).fillna("(none)"))
    table = counted(with_outlet, ["outlet"])
    articles = pd.Series(where, dtype="object").value_counts()
    missing = [o for o in articles.index if o not in set(table["outlet"])]
    extra = pd.DataFrame({"outlet": missing, **dict.fromkeys(_COUNTS[:-1], 0), "share_sourced": math.nan})
    table = pd.concat([table, extra], ignore_index=True) if missing else table
    table.insert(1, "articles", table["outlet"].map(articles).fillna(0).astype("int64"))
    return table.sort_values(["figures", "outlet"], ascending=[False, True], ignore_index=True)


def weight(row: dict, repeated: int) -> float:
    """Return how much a figure without a named source asks to be checked.

    The weight of what it counts, times 1 + a third of the digits of the number (counts and money), times 1.5, 2 …
    3 for one, two … four and more independent articles that repeat it, times 0.8 where the attribution is vague
    rather than missing. row: a row of the claims table.
    """
    concepts, kinds = _weights()
    value = number_of(row, "value") or number_of(row, "low") or number_of(row, "high") or 1.0
    size = 1 + math.log10(max(abs(value), 1)) / 3 if text_of(row, "kind") in ("count", "money") else 1.0
    base = concepts.get(text_of(row, "concept"), kinds.get(text_of(row, "kind"), 1.0))
    return base * size * (1 + 0.5 * min(repeated, 4)) * (0.8 if row["sourcing"] == "vague" else 1.0)


def _check_first(
    claims: pd.DataFrame,
    tables: Tables,
    groups: pd.DataFrame,
    members: pd.DataFrame,
    leaders: dict[str, int],
    verdicts: Verdicts,
) -> pd.DataFrame:
    """Figures without a named source, the weightiest first; one that stands in copies of an article is listed once."""
    of_claim = dict(zip(members["claim_id"], members["group_id"], strict=True))
    rows = claims.to_dict("records")
    inside: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        if row["claim_id"] in of_claim:
            inside[of_claim[row["claim_id"]]].append(row)
    out, seen = [], set()
    for row in rows:
        if row["sourcing"] == "named" or verdicts.confirmed(row["claim_id"]):
            continue
        doc_id = str(row["doc_id"])
        mine = leaders.get(doc_id, doc_id)
        # Within an article a figure is known again by its group and number, within its copies by the sentence too.
        same = of_claim.get(row["claim_id"], text_of(row, "sentence"))
        once = (mine, same, text_of(row, "num_text") if row["claim_id"] not in of_claim else str(row.get("value")))
        if once in seen:
            continue
        seen.add(once)
        others = [r for r in inside[of_claim.get(row["claim_id"], "")] if leaders.get(r["doc_id"], r["doc_id"]) != mine]
        named = [tables.names.get(r["claim_id"], "") for r in others if r["sourcing"] == "named"]
        repeated = len({leaders.get(r["doc_id"], r["doc_id"]) for r in others})
        out.append(
            {
                **{c: row.get(c) for c in CHECK_COLUMNS if c in row},
                "weight": round(weight(row, repeated), 2),
                "repeated_in": repeated,
                "named_elsewhere": "; ".join(dict.fromkeys("; ".join(filter(None, named)).split("; "))) or None,
                "also_said_by": text_of(row, "also_said_by") or None,
            }
        )
    out.sort(key=lambda r: (-r["weight"], r["doc_id"], r["claim_id"]))
    return pd.DataFrame([{**r, "rank": i} for i, r in enumerate(out, 1)], columns=CHECK_COLUMNS)
