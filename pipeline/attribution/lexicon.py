"""The words that attribution knows in one language, read from the language data and made ready for matching.

Patterns are written as words parted by spaces; ``a/b`` offers alternatives for one word and a word that
ends in ``?`` may be missing. All comparison goes through ``pipeline.text.fold``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Literal

from pipeline.languages.loader import DataError, Entry, FormEntry, load_records
from pipeline.schema import CueType
from pipeline.text import fold

#: Where the source of a cue stands: ``agent`` an agent-marked noun phrase to the left, ``by`` one marked as
#: agent of a passive, ``genitive`` a possessor directly before the cue, ``cited`` a document there, ``bare`` an
#: unmarked noun phrase directly before it, ``document`` one that is a report, figures or a body, ``place`` a document
#: in the locative, ``from`` one in the ablative, ``dative`` a noun phrase in the object case directly before it,
#: ``experiencer`` the person or body in that case who fears or hopes, ``self`` the phrase that the cue itself ends,
#: ``colon`` a headline's name before or after a colon, ``none`` nothing.
Slot = Literal[
    "agent",
    "by",
    "genitive",
    "cited",
    "bare",
    "document",
    "place",
    "from",
    "dative",
    "experiencer",
    "self",
    "colon",
    "none",
]
#: Which text a cue governs: ``after`` it, ``before`` its source, ``between`` the two, the whole ``clause``, or
#: ``onward`` the rest of its clause, ``above`` the sentence before (he gave this information).
Place = Literal["after", "before", "between", "clause", "onward", "above"]
#: What a cue without a source is: nothing, a vague attribution (``initial``: where it opens its sentence), or the
#: speaker of the sentence before.
Alone = Literal["skip", "vague", "initial", "previous"]


class Cue(Entry):
    """One cue: what it looks like, where its source stands and which text it governs.

    ``needs`` asks for something reported: a complementizer, colon or quote (``complement``), or failing that
    a possessive or infinitive right before the cue (``nominal``), or that at the end of the sentence
    (``final``); ``apart`` wants a mark between what is reported and who reports it. ``relays`` marks a cue that
    names who is quoted, so that the sayer beside it only relays; ``weak`` cues count only when no other cue governs the
    figure; ``shares`` cues govern percentages and ratios alone.
    """

    type: CueType
    patterns: tuple[str, ...]
    source: tuple[Slot, ...]
    content: tuple[Place, ...]
    alone: Alone = "skip"
    needs: Literal["", "complement", "nominal", "final", "apart"] = ""
    relays: bool = False
    weak: bool = False
    shares: bool = False
    example: str


class FalseCue(Entry):
    """Words that look like a cue and are none: they cancel every cue that they overlap.

    With ``unless_reported`` they do so only when no complementizer or quote follows (ordered to, said that).
    """

    patterns: tuple[str, ...]
    unless_reported: bool = False
    example: str


class Noun(FormEntry):
    """Nouns that decide what a source is; ``forms`` are all their case forms.

    ``role``: ``hearsay`` (information, claims: whoever gives it is the source, without one it is vague),
    ``insiders`` (sources: vague unless of a named body), ``media`` (unspecified media and reports: vague
    unless owned), ``figures`` (statistics: likewise), ``report`` (vague only when bare and new),
    ``document`` (a poll, a law), ``person``, ``body`` (an organisation), ``group`` (people), ``empty`` (an
    adjective that names nobody), ``nobody`` (wishes, time, needs: no source at all), ``event``.
    """

    role: Literal[
        "hearsay",
        "insiders",
        "media",
        "figures",
        "report",
        "document",
        "person",
        "body",
        "group",
        "empty",
        "nobody",
        "event",
    ]


class Pronoun(FormEntry):
    """A pronoun that can be a source; ``slot`` says in which construction, ``relative`` ones never are."""

    slot: Literal["agent", "genitive", "bare", "place", "dative"]
    number: Literal["one", "many", "any"] = "any"
    person: Literal[1, 2, 3] = 3
    relative: bool = False


class Case(Entry):
    """How a case is marked: by separate ``words``, or by ``suffixes`` glued to the noun, minus ``not_words``."""

    slot: Slot
    words: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    not_endings: tuple[str, ...] = ()
    example: str


class WordClass(FormEntry):
    """Words of one grammatical use. ``role`` names the use; see docs/attribution.md."""

    role: Literal[
        "stop",
        "time",
        "auxiliary",
        "particle",
        "complementizer",
        "quotative",
        "coordinator",
        "contrast",
        "additive",
        "nominalised",
        "linker",
        "participle",
        "abbreviation",
        "finite",
        "honorific",
        "shift",
        "connective",
        "digit",
        "leftover",
        "namesake",
        "follows",
        "cause",
        "dateline",
    ]


class Ending(Entry):
    """Word endings of one grammatical use: ``bound`` ends a noun phrase to its left, ``finite`` a verb;
    ``participle`` describes a noun by what was done to it (issued, given)."""

    role: Literal["bound", "finite", "nominalised", "verbal", "participle"]
    suffixes: tuple[str, ...]
    not_words: tuple[str, ...] = ()
    example: str


def expand(pattern: str) -> Iterator[tuple[str, ...]]:
    """Every word sequence of a pattern, folded: ``का/की दावा किया?`` gives four."""
    options: list[list[str | None]] = []
    for part in pattern.split():
        optional = part.endswith("?")
        words: list[str | None] = [fold(w) for w in part.removesuffix("?").split("/")]
        options.append([*words, None] if optional else words)
    for choice in product(*options):
        words_ = tuple(w for w in choice if w is not None)
        if words_:
            yield words_


@dataclass(slots=True)
class Node:
    """A node of the trie of patterns: next words, and the records that end here."""

    children: dict[str, "Node"] = field(default_factory=dict)
    ends: list[Cue | FalseCue] = field(default_factory=list)


@dataclass(slots=True)
class Lexicon:
    """All attribution data of one language, indexed by folded word."""

    lang: str
    cues: tuple[Cue, ...]
    trie: Node
    nouns: dict[str, frozenset[str]]
    pronouns: dict[str, Pronoun]
    cases: dict[str, Case]
    classes: dict[str, frozenset[str]]
    endings: dict[str, tuple[Ending, ...]]
    abbreviations: frozenset[str]
    case_words: dict[str, frozenset[str]]
    not_case: dict[str, frozenset[str]]

    def noun(self, key: str, *roles: str) -> bool:
        """Whether a folded word is a noun of one of the roles."""
        return not self.nouns.get(key, frozenset()).isdisjoint(roles)

    def is_a(self, key: str, *roles: str) -> bool:
        """Whether a folded word belongs to one of the word classes."""
        return any(key in self.classes[r] for r in roles if r in self.classes)

    def participle(self, key: str) -> bool:
        """Whether a folded word is a participle by the lists or by its ending."""
        return self.is_a(key, "participle") or self.ends_as(key, "participle")

    def ends_as(self, key: str, role: str) -> bool:
        """Whether a folded word has an ending of that use and is none of its exceptions."""
        return any(
            key not in e.not_words and any(key.endswith(s) and (len(key) > len(s) + 1 or key == s) for s in e.suffixes)
            for e in self.endings.get(role, ())
        )


def _trie(records: Iterable[Cue | FalseCue], where: str) -> Node:
    root = Node()
    for record in records:
        shown = fold(record.example)
        sequences = {words for p in record.patterns for words in expand(p)}
        if not sequences:
            raise DataError(f"{where}: {record.id}: no patterns")
        if not any(all(w in shown for w in words) for words in sequences):
            raise DataError(f"{where}: {record.id}: the example shows none of the patterns")
        for words in sequences:
            node = root
            for word in words:
                node = node.children.setdefault(word, Node())
            if any(type(r) is type(record) and r.id != record.id for r in node.ends):
                raise DataError(f"{where}: {record.id}: {' '.join(words)!r} is also in {node.ends[0].id}")
            if all(r.id != record.id for r in node.ends):
                node.ends.append(record)
    return root


def _folded_case(case: Case) -> Case:
    return case.model_copy(
        update={
            "words": tuple(fold(w) for w in case.words),
            "suffixes": tuple(sorted((fold(s) for s in case.suffixes), key=len, reverse=True)),
            "not_words": tuple(fold(w) for w in case.not_words),
            "not_endings": tuple(fold(w) for w in case.not_endings),
        }
    )


@cache
def lexicon(lang: str) -> Lexicon:
    """The attribution data of a language, checked. Raises DataError for data that could not match."""
    cues = load_records(lang, "cues", Cue)
    false = load_records(lang, "false_cues", FalseCue)
    trie = _trie((*cues, *false), f"{lang}/cues.toml")
    nouns: dict[str, set[str]] = {}
    for name in ("source_nouns", "titles"):
        for noun in load_records(lang, name, Noun, False):
            for form in noun.forms:
                nouns.setdefault(fold(form), set()).add(noun.role)
    classes: dict[str, set[str]] = {}
    for record in load_records(lang, "word_classes", WordClass, False):
        classes.setdefault(record.role, set()).update(fold(f) for f in record.forms)
    endings: dict[str, list[Ending]] = {}
    for ending in load_records(lang, "endings", Ending):
        folded = ending.model_copy(
            update={
                "suffixes": tuple(fold(s) for s in ending.suffixes),
                "not_words": tuple(fold(s) for s in ending.not_words),
            }
        )
        endings.setdefault(ending.role, []).append(folded)
    cases = {c.slot: _folded_case(c) for c in load_records(lang, "cases", Case)}
    return Lexicon(
        lang=lang,
        cues=cues,
        trie=trie,
        nouns={k: frozenset(v) for k, v in nouns.items()},
        pronouns={fold(f): p for p in load_records(lang, "pronouns", Pronoun, False) for f in p.forms},
        cases=cases,
        classes={k: frozenset(v) for k, v in classes.items()},
        endings={k: tuple(v) for k, v in endings.items()},
        abbreviations=frozenset(classes.get("abbreviation", ())),
        case_words={k: frozenset(c.words) for k, c in cases.items()},
        not_case={k: frozenset(c.not_words) for k, c in cases.items()},
    )
