"""Says in English what a group of claims amounts to."""

from dataclasses import dataclass

from pipeline.audit.facts import Fact, number_of, text_of
from pipeline.audit.names import english, language, listed, number, plain

_BOUND = {
    "approx": "about ",
    "more_than": "more than ",
    "at_least": "at least ",
    "less_than": "less than ",
    "at_most": "at most ",
}
#: Vague plurals by the lower bound that the tables give them.
_PLURALS = {
    24.0: "dozens",
    200.0: "hundreds",
    2_000.0: "thousands",
    20_000.0: "tens of thousands",
    200_000.0: "hundreds of thousands",
    2_000_000.0: "millions",
    20_000_000.0: "tens of millions",
}


@dataclass(frozen=True)
class Line:
    """What one claim of a group says: the amount in English, the article, its language, and who it is from.

    names: the English names of the sources of a named claim; said: the words of a vague attribution as written.
    """

    doc_id: str
    lang: str
    copies: int
    day: str
    amount: str
    thing: str
    sourcing: str
    names: tuple[str, ...]
    said: str

    @classmethod
    def of(cls, fact: Fact, row: dict, names: dict[str, str]) -> "Line":
        """Return the line of a claim; row: its row of the claims table; names: claim_id or key -> English name."""
        joined = (
            names.get(fact.claim_id)
            or names.get(fact.source_key)
            or english(fact.source_key, text_of(row, "source"), fact.lang)
        )
        return cls(
            doc_id=fact.doc_id,
            lang=fact.lang,
            copies=fact.copies,
            day=fact.day.isoformat() if fact.day else "",
            amount=amount(row),
            thing=plain(text_of(row, "concept")) or text_of(row, "item"),
            sourcing=fact.sourcing,
            names=tuple(joined.split("; ")) if fact.sourcing == "named" else (),
            said=text_of(row, "source") or text_of(row, "cue"),
        )


def amount(row: dict) -> str:
    """Return a claim's number in English with its bound and unit: "about 10,000", "20 to 30 percent"."""
    value, low, high = (number_of(row, c) for c in ("value", "low", "high"))
    comparator, unit = text_of(row, "comparator"), text_of(row, "unit")
    if comparator == "vague" and low is not None:
        said = _PLURALS.get(low, f"{number(low)} or more")
    elif value is None and low is not None and high is not None:
        said = f"{number(low)} to {number(high)}"
    else:
        shown = value if value is not None else low if low is not None else high
        said = _BOUND.get(comparator, "") + (number(shown) if shown is not None else "a number")
    plural = unit and not unit.isupper() and unit != "percent" and not said.endswith(" 1") and said != "1"
    return f"{said} {unit}{'s' if plural and ' ' not in unit and unit != 'foot' else ''}" if unit else said


def _who(line: Line) -> str:
    if line.sourcing == "named":
        return f"names {listed(list(line.names))}"
    if line.sourcing == "vague":
        return f"names nobody, only \u201c{line.said}\u201d" if line.said else "names nobody"
    return "gives no source"


def in_words(lines: list[Line], state: str, undated: bool = False) -> str:
    """Return one paragraph: what the group is about, what each article says and on whom it rests, and the verdict.

    lines: the claims of the group in order; state: agree, update or disagree; undated: without the missing dates, an
    update cannot be told from a disagreement.
    """
    docs = list(dict.fromkeys(line.doc_id for line in lines))
    independent = len({line.copies for line in lines})
    langs = listed([language(code) for code in dict.fromkeys(line.lang for line in lines)])
    thing = next((line.thing for line in lines if line.thing), "the same quantity")
    amounts = list(dict.fromkeys(line.amount for line in lines))
    one = len(amounts) == 1 and amounts[0] not in _PLURALS.values()
    head = f"{amounts[0]} {thing}" if one else f"{thing}: {listed(amounts)}"
    count = f"{len(docs)} articles" if len(docs) > 1 else "one article"
    copied = f", of which {independent} independent" if independent < len(docs) else ""
    parts = [f"{head[:1].upper()}{head[1:]} in {count} ({langs}{copied})."]
    parts += [f"{s[:1].upper()}{s[1:]}." for s in _per_article(lines)]
    parts.append(_verdict(lines, state, undated))
    return " ".join(parts)


def _per_article(lines: list[Line], most: int = 6) -> list[str]:
    said: dict[str, list[str]] = {}
    for line in lines:
        day = f" ({line.day})" if line.day else ""
        said.setdefault(f"article {line.doc_id}, {language(line.lang)}{day},", []).append(
            f"says {line.amount} and {_who(line)}"
        )
    out = [f"{head} {'; it '.join(dict.fromkeys(what))}" for head, what in said.items()]
    return out if len(out) <= most else [*out[: most - 1], f"{len(out) - most + 1} more articles follow"]


def _verdict(lines: list[Line], state: str, undated: bool) -> str:
    named = sorted({n for line in lines for n in line.names})
    bare = any(line.sourcing != "named" for line in lines)
    if state == "agree":
        end = "The numbers agree"
    elif state == "update":
        end = "The number grew from day to day: an update, not a disagreement"
    elif undated:
        end = "The numbers differ: a disagreement, or an update that cannot be told from it without dates"
    else:
        end = "The numbers disagree"
    if not named:
        return f"{end}; nobody is named for any of them."
    if bare:
        return f"{end}; {listed(named)} can be asked about the figure that is given without a named source."
    return f"{end}; every article names its source."
