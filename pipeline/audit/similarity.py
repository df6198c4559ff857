"""How alike two claims are: points for the value, the actors, the place, the time and the wording.

Two claims can only be alike when they are about the same thing (concept, else item) in units of one dimension.
Then the points below are added; `THRESHOLD` points put them together. What a text does not say costs nothing,
what two texts say differently does.

| evidence | points |
|---|---|
| the bounds meant overlap, number of 1,000 and more / 20 and more / smaller or a vague plural | 3 / 2 / 1 |
| numbers that differ by up to half / up to threefold / more | 1 / 0 / -2 |
| every actor or country in both, the first two that are not everywhere | 2 |
| an actor or country that a large part of the articles names, or known by one word only | 1 |
| the same place inside a country | 3 |
| other places of one country / other countries, none of them in both | -2 / -3 |
| within three days / more than thirty days apart | 1 / -3 |
| an outcome (killed, injured, arrested...), if the place, the time or the wording speaks for it too | 1 |
| one language, three tenths / six tenths of the words in common | 1 / 2 |

Claims without a concept or an item ("three days") need one more point, and two of these kinds of context.
"""

from pipeline.audit.facts import Fact

#: Points from which two claims are about the same thing.
THRESHOLD = 5.0
#: Concepts that are outcomes of an event: they happen at one place and one time.
OUTCOMES = frozenset({"killed", "injured", "missing", "arrested", "displaced", "infected", "cases"})
_NEVER = -100.0


def overlap(a: Fact, b: Fact) -> bool:
    """Whether the bounds that two claims mean overlap."""
    return a.low <= b.high and b.low <= a.high


def _value(a: Fact, b: Fact) -> float:
    if overlap(a, b):
        if a.vague or b.vague:
            return 1.0
        size = max(abs(a.point), abs(b.point))
        return 3.0 if size >= 1000 else 2.0 if size >= 20 else 1.0
    small, large = sorted((abs(a.point), abs(b.point)))
    if small == 0 or large / small > 3:
        return -2.0
    return 1.0 if large / small <= 1.5 else 0.0


def _entities(a: Fact, b: Fact, common: frozenset[str]) -> float:
    shared = a.entities & b.entities
    telling = sum(1 for e in shared if e not in common and _telling(e))
    return 2.0 * min(telling, 2) + (1.0 if len(shared) > telling else 0.0)


def _telling(entity: str) -> bool:
    """Whether a key tells somebody apart: a country, an organisation, a name of several words, not "police"."""
    family, _, name = entity.partition(":")
    return family != "name" or "-" in name


def _place(a: Fact, b: Fact) -> float:
    if a.place and a.place == b.place:
        return 3.0 if a.country == b.country else 0.0
    if a.country and b.country and a.country != b.country:
        meet = f"country:{a.country}" in b.entities or f"country:{b.country}" in a.entities
        return 0.0 if meet or a.entities & b.entities else -3.0
    if a.place and b.place and a.lang == b.lang and a.country == b.country:
        return -2.0
    return 0.0


def _time(a: Fact, b: Fact) -> float:
    if a.day is None or b.day is None:
        return 0.0
    apart = abs((a.day - b.day).days)
    return 1.0 if apart <= 3 else 0.0 if apart <= 30 else -3.0


def _words(a: Fact, b: Fact) -> float:
    if a.lang != b.lang or not a.words or not b.words:
        return 0.0
    share = len(a.words & b.words) / len(a.words | b.words)
    return 2.0 if share >= 0.6 else 1.0 if share >= 0.3 else 0.0


def points(a: Fact, b: Fact, common: frozenset[str] = frozenset()) -> float:
    """Return how alike two claims are; at least `THRESHOLD` means that they are about the same thing.

    common: entities that a large part of the articles names, which therefore tell little.
    """
    if a.thing != b.thing or a.dimension != b.dimension or a.claim_id == b.claim_id:
        return _NEVER
    if a.doc_id == b.doc_id and not may_repeat(a, b):
        return _NEVER
    if a.copies == b.copies and a.doc_id != b.doc_id and a.point == b.point and _words(a, b) == 2.0:
        return 2 * THRESHOLD
    entities, place, words = _entities(a, b, common), _place(a, b), _words(a, b)
    context = [entities, place, words]
    time = _time(a, b)
    outcome = a.thing in OUTCOMES and max(place, words, time) > 0
    total = _value(a, b) + sum(context) + time + (1.0 if outcome else 0.0)
    if not any(c > 0 for c in context):
        return _NEVER
    if not a.thing:
        total -= 1.0
        if sum(c > 0 for c in context) < 2:
            return _NEVER
    return total


def may_repeat(a: Fact, b: Fact) -> bool:
    """Whether two figures of one article can be the same thing: one number, or two sources with a number each."""
    if a.point == b.point:
        return True
    both = a.sourcing == "named" and b.sourcing == "named"
    return both and a.source_key != b.source_key and overlap(a, b) is False
