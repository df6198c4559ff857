"""From a spaCy Doc to its figures, and the spaCy component that stores them."""

from typing import TYPE_CHECKING, Any

from pipeline.figures.before import Item
from pipeline.figures.clause import Clauses
from pipeline.figures.items import Items
from pipeline.figures.lexicon import lexicon
from pipeline.figures.linked import bound_after_item, share_items, share_out_of
from pipeline.figures.quantities import Quantities, Quantity
from pipeline.figures.scan import Atom
from pipeline.figures.shared import sums_of_sentence
from pipeline.figures.spans import numbers_of
from pipeline.figures.special import age_by_name
from pipeline.schema import Figure

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: Figures beyond this are no quantities of news, and a float holds them badly.
LARGEST = 1e24
#: Kinds that count something; of the others, items are named only where they stand right behind.
ITEMISED = frozenset({"count", "percent", "money", "measure", "duration", "age", "times", "ratio"})


def find_figures(doc: "Doc") -> list[Figure]:
    """The figures of a Doc in order of their numerals; offsets count characters of ``doc.text``.

    Works on a Doc without annotation too; with tags, lemmas and heads the items and predicates are better.
    Raises DataError when the Doc's language has no data.
    """
    lex = lexicon(doc.lang_)
    atoms, numbers = numbers_of(doc.text, lex)
    quantities = Quantities(lex, atoms, numbers).read()
    if not quantities:
        return []
    tokens = _tokens_of(doc, atoms)
    parsed = doc.has_annotation("TAG") or doc.has_annotation("POS")
    pos = [doc[t].pos_ for t in tokens] if parsed else []
    lemma = [doc[t].lemma_ for t in tokens] if doc.has_annotation("LEMMA") else []
    items = Items(
        lex, atoms, pos, lemma, {n.first for n in numbers if n.role != "article"}, _heads(doc, tokens, quantities)
    )
    clauses = Clauses(lex, atoms, doc, tokens)
    for qty in quantities:
        age_by_name(lex, atoms, pos, qty)
    found = [items.of(qty) if qty.kind in ITEMISED else None for qty in quantities]
    share_items(atoms, lex, quantities, found)
    share_out_of(lex, atoms, quantities, found)
    sums_of_sentence(lex, atoms, quantities, [item is not None for item in found])
    for qty, item in zip(quantities, found, strict=True):
        bound_after_item(lex, atoms, qty, item)
    made = []
    outcomes = clauses.outcomes(quantities, found)
    for qty, item, outcome in zip(quantities, found, outcomes, strict=True):
        figure = _figure(qty, atoms, item, clauses, outcome)
        if figure is not None:
            made.append(figure)
    return made


def _figure(
    qty: Quantity, atoms: list[Atom], item: Item | None, clauses: Clauses, outcome: str | None
) -> Figure | None:
    value, low, high = (None if x is None else float(x) for x in (qty.value, qty.low, qty.high))
    if any(x is not None and abs(x) > LARGEST for x in (value, low, high)):
        return None
    right = max(qty.right, qty.next) - 1
    start, end = (
        atoms[qty.left].start,
        max(qty.num_end, atoms[min(right, len(atoms) - 1)].end if right > qty.number.last else qty.num_end),
    )
    rules = list(dict.fromkeys(qty.rules))
    concept = None
    if item is not None:
        start, end = min(start, atoms[item.first].start), max(end, item.end)
        concept = item.concept
        rules.append(item.rule)
    predicate = clauses.of(qty, item)
    concept = outcome or concept
    return Figure(
        num_start=qty.number.start,
        num_end=qty.num_end,
        figure_start=start,
        figure_end=end,
        kind=qty.kind,  # type: ignore[arg-type]
        value=value,
        low=low,
        high=high,
        comparator=qty.comparator,  # type: ignore[arg-type]
        unit=qty.unit,
        item_start=atoms[item.first].start if item else None,
        item_end=item.end if item else None,
        item_lemma=item.lemma if item else None,
        concept=concept,
        predicate=predicate.lemma,
        polarity=predicate.polarity,
        modality=predicate.modality,
        rules=tuple(rules),
    )


def _heads(doc: "Doc", tokens: list[int], quantities: list[Quantity]) -> dict[int, int]:
    """For the last atom of each numeral the first atom of the noun that it counts by the parse; empty without one."""
    if not doc.has_annotation("DEP"):
        return {}
    first = {t: i for i, t in reversed(list(enumerate(tokens)))}
    out = {}
    for qty in quantities:
        token = doc[tokens[qty.number.last]]
        if token.dep_ == "nummod" and token.head.i > token.i and token.head.i in first:
            out[qty.number.last] = first[token.head.i]
    return out


def _tokens_of(doc: "Doc", atoms: list[Atom]) -> list[int]:
    """For every atom the index of the token that holds its first character."""
    out: list[int] = []
    t, n = 0, len(doc)
    for atom in atoms:
        while t + 1 < n and doc[t + 1].idx <= atom.start:
            t += 1
        out.append(t)
    return out


class Figures:
    """spaCy component: stores the figures in ``doc._.figures`` and the span groups "figures" and "items"."""

    def __call__(self, doc: "Doc") -> "Doc":
        figures = find_figures(doc)
        doc._.figures = figures
        doc.spans["figures"] = [_span(doc, f.figure_start, f.figure_end) for f in figures]
        doc.spans["items"] = [
            _span(doc, f.item_start, f.item_end) for f in figures if f.item_start is not None and f.item_end is not None
        ]
        return doc


def _span(doc: "Doc", start: int, end: int) -> Any:
    return doc.char_span(start, end, alignment_mode="expand")


def register() -> None:
    """Registers the component ``news_claims_figures`` and the extension ``doc._.figures``; may be called twice."""
    from spacy.language import Language
    from spacy.tokens import Doc

    if not Doc.has_extension("figures"):
        Doc.set_extension("figures", default=None)
    if not Language.has_factory("news_claims_figures"):

        @Language.factory("news_claims_figures")
        def create(nlp: "Language", name: str) -> Figures:
            return Figures()
