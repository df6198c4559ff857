"""What people decided about claims: a CSV that survives reruns, corrects the audit and becomes gold for evaluation.

The file is keyed by claim_id, which stays the same as long as the article's id and the figure's span do. A row whose
claim is not in the tables any more is kept and counted as an orphan, never dropped.
"""

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.audit.facts import number_of, text_of
from pipeline.tables import csv_cell

COLUMNS = (
    "claim_id",
    "verdict",
    "corrected_source",
    "corrected_sourcing",
    "note",
    "doc_id",
    "figure_text",
    "sourcing",
    "source",
    "gloss",
    "sentence",
)
#: right: the row of the table is right as it stands; wrong: it is no figure; corrected: the figure is right, the
#: source is the corrected one.
VERDICTS = ("right", "wrong", "corrected")
_SOURCINGS = ("named", "vague", "none")


class VerdictError(ValueError):
    """A verdicts file that cannot be read; the message names the file, the line and the reason."""


@dataclass(frozen=True)
class Verdicts:
    """Verdicts by claim_id; every row is a mapping of the file's columns."""

    rows: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "Verdicts":
        """Return no verdicts."""
        return cls({})

    @classmethod
    def read(cls, path: Path) -> "Verdicts":
        """Read a verdicts file (CSV, UTF-8 with or without BOM); a file that does not exist holds none.

        Rows without a verdict are kept as undecided. Raises VerdictError for an unknown verdict, a correction that
        says nothing, or a claim judged twice.
        """
        if not path.exists():
            return cls.empty()
        rows: dict[str, dict[str, str]] = {}
        try:
            with path.open(encoding="utf-8-sig", newline="") as f:
                reader = csv.DictReader(f)
                missing = {"claim_id", "verdict"} - set(reader.fieldnames or ())
                if missing:
                    raise VerdictError(f"{path}: columns missing: {', '.join(sorted(missing))}")
                for line in reader:
                    _add(rows, line, f"{path}:{reader.line_num}")
        except UnicodeDecodeError as e:
            raise VerdictError(f"{path}: not UTF-8 ({e.reason} at byte {e.start}); save it as CSV UTF-8") from e
        return cls(rows)

    def verdict(self, claim_id: str) -> str:
        """Return right, wrong, corrected, or an empty string for a claim that nobody judged."""
        return self.rows.get(claim_id, {}).get("verdict", "")

    def note(self, claim_id: str) -> str:
        """Return the note to a claim, empty where there is none."""
        return self.rows.get(claim_id, {}).get("note", "")

    def confirmed(self, claim_id: str) -> bool:
        """Whether somebody found the claim right as it stands."""
        return self.verdict(claim_id) == "right"

    def sourcing(self, claim_id: str) -> tuple[str, str]:
        """Return (sourcing, source) of a corrected claim: named where a source is given, unless said otherwise."""
        row = self.rows[claim_id]
        source = row.get("corrected_source", "")
        return row.get("corrected_sourcing") or ("named" if source else "none"), source

    def applied(self, claims: pd.DataFrame) -> pd.DataFrame:
        """Return the claims as people left them: wrong ones dropped, corrected ones with their source.

        A corrected source keeps its key where the words are unchanged and has the key ``name:`` + words otherwise.
        """
        judged = claims["claim_id"].map(self.verdict)
        kept = claims[judged != "wrong"].copy()
        if not (judged == "corrected").any():
            return kept
        columns = ["sourcing", "source", "source_key", "source_count"]
        kept[columns] = kept[columns].astype(object)
        for index in kept.index[kept["claim_id"].map(self.verdict) == "corrected"]:
            sourcing, source = self.sourcing(str(kept.at[index, "claim_id"]))
            if source != text_of(kept.loc[index], "source"):
                kept.at[index, "source_key"] = f"name:{source}" if source else None
            kept.at[index, "sourcing"] = sourcing
            kept.at[index, "source"] = source or None
            kept.at[index, "source_count"] = 1 if source else 0
        return kept

    def orphans(self, claims: pd.DataFrame) -> list[str]:
        """Return the ids that were judged and are not in the table."""
        known = set(claims["claim_id"])
        return [c for c, row in self.rows.items() if row.get("verdict") and c not in known]

    def counts(self, claims: pd.DataFrame) -> dict[str, int]:
        """Return how many claims of the table are right, wrong, corrected, and how many verdicts are orphans."""
        judged = claims["claim_id"].map(self.verdict)
        return {v: int((judged == v).sum()) for v in VERDICTS} | {"orphans": len(self.orphans(claims))}


def _add(rows: dict[str, dict[str, str]], line: dict[str, Any], where: str) -> None:
    row = {k: (v or "").strip() for k, v in line.items() if isinstance(k, str) and isinstance(v, str | None)}
    claim_id = row["claim_id"]
    if not claim_id:
        if any(row.values()):
            raise VerdictError(f"{where}: no claim_id")
        return
    row["verdict"] = row["verdict"].lower()
    if row["verdict"] not in ("", *VERDICTS):
        raise VerdictError(f"{where}: verdict {row['verdict']!r} is none of {', '.join(VERDICTS)}")
    if row.get("corrected_sourcing", "") not in ("", *_SOURCINGS):
        raise VerdictError(f"{where}: corrected_sourcing is none of {', '.join(_SOURCINGS)}")
    if row["verdict"] == "corrected" and not (row.get("corrected_source") or row.get("corrected_sourcing")):
        raise VerdictError(f"{where}: corrected, but neither corrected_source nor corrected_sourcing is given")
    if claim_id in rows:
        raise VerdictError(f"{where}: claim {claim_id} is judged twice")
    rows[claim_id] = row


def write_sheet(path: Path, claims: pd.DataFrame, verdicts: Verdicts, order: Iterable[str]) -> int:
    """Write the verdicts file with a row for each of `order` added, and return how many rows were added.

    What people wrote stays as it is and comes first; the describing columns are filled from the claims. The file is
    replaced atomically. order: claim_ids, the most urgent first.
    """
    known = {r["claim_id"]: r for r in claims.to_dict("records")}
    new = [c for c in order if c in known and c not in verdicts.rows]
    lines = [dict(r) for r in verdicts.rows.values()] + [{"claim_id": c} for c in new]
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as f:
        writer = csv.DictWriter(f, COLUMNS, extrasaction="ignore", restval="")
        writer.writeheader()
        for line in lines:
            described = known.get(line["claim_id"], {})
            for column in COLUMNS[5:]:
                line.setdefault(column, csv_cell(text_of(described, column)))
            writer.writerow(line)
    Path(name).replace(path)
    return len(new)


def gold(claims: pd.DataFrame, text: dict[str, str], verdicts: Verdicts) -> Iterator[dict[str, Any]]:
    """Yield annotated articles made of the verdicts, in the form that ``news-claims evaluate`` reads.

    Every judged claim makes a region of its numeral, so that only judged figures count: a wrong one is a region
    without a figure. A corrected source must stand in the article to get its offsets; its words are given anyway.
    """
    for doc_id, rows in claims.groupby("doc_id", sort=True, observed=True):
        judged = [r for r in rows.to_dict("records") if verdicts.verdict(r["claim_id"])]
        if not judged or str(doc_id) not in text:
            continue
        judged.sort(key=lambda r: r["num_start"])
        yield {
            "id": str(doc_id),
            "lang": str(judged[0]["lang"]),
            "text": text[str(doc_id)],
            "regions": [[int(r["num_start"]), int(r["num_end"])] for r in judged],
            "figures": [_figure(r, verdicts) for r in judged if verdicts.verdict(r["claim_id"]) != "wrong"],
        }


def _figure(row: dict[str, Any], verdicts: Verdicts) -> dict[str, Any]:
    sourcing, source = str(row["sourcing"]), text_of(row, "source")
    if verdicts.verdict(row["claim_id"]) == "corrected":
        sourcing, source = verdicts.sourcing(row["claim_id"])
    return {
        "num": text_of(row, "num_text"),
        "num_start": int(row["num_start"]),
        "num_end": int(row["num_end"]),
        "kind": str(row["kind"]),
        "value": number_of(row, "value"),
        "low": number_of(row, "low"),
        "high": number_of(row, "high"),
        "comparator": str(row["comparator"]),
        "unit": text_of(row, "unit") or None,
        "item": text_of(row, "item") or None,
        "sourcing": sourcing,
        "source": source or None,
        "sources": source.split("; ") if source else [],
        "cue": text_of(row, "cue") or None,
    }
