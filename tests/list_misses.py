"""Writes ``tests/known_misses.toml`` anew from what the program gets wrong now.

Run as ``python -m tests.list_misses`` from the top of the repository. Reasons that the list gives are
kept; a miss that is new gets the usual reason of its field, to be made exact by hand.
"""

import json
import math
import tempfile
from collections import defaultdict
from pathlib import Path

from pipeline.run import Settings, run
from tests import test_samples as samples

USUAL = {
    "found": "the numeral is taken for no figure, or its bounds are wrong",
    "concept": "a finer concept, or what became of the people, is not recognised",
    "item": "the counted noun is not the nearest one",
    "sourcing": "the attribution does not reach the figure, or reaches too far",
    "source": "the source phrase is another than the annotated one",
    "cue": "another word is taken for the cue",
    "scope": "the attribution is right but reached in another way, or it is not found",
    "source_key": "the key of the source is another than the annotated one",
    "comparator": "the bound is missed or misread",
    "kind": "age, duration or money is not recognised in this wording",
    "unit": "a unit that stands apart from its number is missed",
}
HEAD = """\
# What the program still gets wrong on the sample articles, with the reason. Each [[miss]] is one field
# of figures [article, numeral, occurrence]; [[extra]] are claims where there is no figure.
# `floors` are the least F1 scores, in percent. Written by tests/list_misses.py; reasons are edited by hand.
"""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _rows(keys: list[tuple[str, str, int]]) -> list[str]:
    """Figures as TOML, two on a line."""
    written = [f"[{_quoted(doc_id)}, {_quoted(num)}, {occ}]," for doc_id, num, occ in keys]
    return ["    " + " ".join(written[i : i + 2]) for i in range(0, len(written), 2)]


def listing(folder: Path) -> str:
    """The list as TOML, for the tables in a folder."""
    misses, extra = defaultdict(list), []
    for key in samples.FIGURES:
        claim, figure = samples.claim_of(folder, *key), samples._BY_KEY[key]
        for field in samples.FIELDS:
            if not samples.right(field, claim, figure):
                reason = USUAL["found"] if claim is None else USUAL.get(field, USUAL["comparator"])
                misses[field, samples.MISSES.get((*key, field), reason)].append(key)
    for article in samples.EXPECTED:
        extra += [(article["id"], *found) for found in samples.extra_claims(folder, article["id"])]
    lines = [HEAD]
    for lang in ("hi", "gu"):
        lines.append(f"[floors.{lang}]")
        lines += [f"{m} = {math.floor(s.f1 * 10) / 10}" for m, s in samples.scores(folder, lang).items()]
        lines.append("")
    for (field, reason), keys in misses.items():
        lines += ["[[miss]]", f'field = "{field}"', f"reason = {_quoted(reason)}", "figures = ["]
        lines += [*_rows(keys), "]", ""]
    if extra:
        lines += ["[[extra]]", 'reason = "a number that counts nothing is taken for a figure"', "figures = ["]
        lines += [*_rows(extra), "]", ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory() as temporary:
        run(Settings((str(root / "data" / "raw"),), Path(temporary)))
        (root / "tests" / "known_misses.toml").write_text(listing(Path(temporary)), "utf-8")
