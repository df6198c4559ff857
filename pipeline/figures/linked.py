"""What figures and items lend each other: a noun said once for parallel counts, a bound behind the noun."""

from pipeline.figures.before import Item
from pipeline.figures.lexicon import Lexicon
from pipeline.figures.quantities import Quantity, set_bound
from pipeline.figures.scan import ENDS, Atom
from pipeline.figures.shared import changed

#: How many atoms may stand between two numbers of a list, and between others.
LIST, NEAR = 16, 5


def share_items(atoms: list[Atom], lex: Lexicon, quantities: list[Quantity], found: list[Item | None]) -> None:
    """Gives counts whose noun is left out the noun of the parallel count after them, in place.

    "A made 68 and B made 70 runs", "25 in X, 19 in Y and Z and 3 cases in W": the numeral is followed by a comma or a
    conjunction and the next one is near; in "rose from 100 to 150" either lends the other its noun.
    """
    for k in range(len(quantities) - 2, -1, -1):
        a, b = quantities[k], quantities[k + 1]
        if a.kind != b.kind:
            continue
        one = found[k]
        behind = one.last + 1 if one is not None and one.first >= a.right else 0
        if (one is None) != (found[k + 1] is None) and changed(lex, atoms, a, b, behind):
            found[k] = found[k + 1] = found[k] or found[k + 1]
            continue
        item = found[k + 1]
        if a.kind != "count" or found[k] is not None or item is None or a.number.ending is not None:
            continue
        sign = atoms[a.right].key if a.right < len(atoms) else ""
        if (
            not (sign == "," or lex.is_word("coord", sign))
            or item.first < b.number.last
            and item.rule == "item_number_of"
        ):
            continue
        between = atoms[a.right + 1 : b.left]
        if any(x.kind == "newline" or lex.is_word("verb", x.key) or x.key in ENDS for x in between):
            continue
        if len(between) <= NEAR or len(between) <= LIST and _places(lex, between):
            found[k] = item


def _places(lex: Lexicon, between: list[Atom]) -> bool:
    """Whether the words are a list of places or groups: nouns, commas and conjunctions, "in" at the end."""
    last = between[-1].key
    ends = lex.is_word("in", last) or any(last.endswith(w) for w in lex.words.get("in", ()))
    return ends and not any(
        lex.is_word(r, x.key)
        for x in between[:-1]
        for r in ("post", "conj", "pron", "adverb", "in")
        if x.kind == "word"
    )


def share_out_of(lex: Lexicon, atoms: list[Atom], quantities: list[Quantity], found: list[Item | None]) -> None:
    """ "94 out of 110 wards", "of 1,915 stations 18": both numerals count the same noun, in place."""
    for k in range(len(quantities) - 1):
        a, b = quantities[k], quantities[k + 1]
        one, two = found[k], found[k + 1]
        if a.kind != "count" or b.kind != "count" or (one is None) == (two is None):
            continue
        i = one.last + 1 if one is not None else a.right
        apart = lex.context("among", atoms, i)
        glued = one is not None and one.last + 1 == b.left and lex.ends_among(atoms[one.last].key)
        ending = a.number.ending
        if ending is not None and one is None and a.right == b.left:
            glued = any(lex.ends_among(f) for f in ending.forms)
        if apart == b.left or glued:
            found[k], found[k + 1] = one or two, two or one


def bound_after_item(lex: Lexicon, atoms: list[Atom], qty: Quantity, item: Item | None) -> None:
    """Reads a bound that follows the counted noun: ten people or more, past the mark of 100 seats."""
    if (
        item is None
        or item.first > qty.right + 1
        or qty.comparator not in ("exact", "approx")
        or qty.kind not in ("count", "measure")
        or item.first < qty.number.last
    ):
        return
    i = item.last + 1
    for keys, bound in lex.bounds.first.get(atoms[i].key, ()) if i < len(atoms) else ():
        if bound.side != "after" or bound.comparator not in ("more_than", "less_than", "at_least") or bound.kinds:
            continue
        glued = "=glued" in bound.only_if
        if glued and item.end == atoms[item.last].end:
            continue
        if all(i + k < len(atoms) and atoms[i + k].key == key for k, key in enumerate(keys)):
            set_bound(qty, bound.comparator)
            qty.rules.append(bound.id)
            return
