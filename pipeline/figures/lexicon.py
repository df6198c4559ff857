"""The words that numerals, units, bounds and counted things are written with, as lookup tables per language."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, Generic, Literal, TypeVar

from pipeline.figures.scan import Atom, scan
from pipeline.languages.loader import Entry, FormEntry, load_common, load_records
from pipeline.text import fold


class Numeral(FormEntry):
    """A word of the numeral grammar.

    role: cardinal; plus (added to the next number: 3½ lakh); mixed (1½, 2½); fraction (½, and after a
    number its denominator: two thirds); scale (multiplies, ``weak`` ones only after a number); vague
    (dozens: twice the unit); all (all three, as one word); twice (a multiplier as one word); ordinal;
    sign (minus); point (decimal point). ``value`` is what it stands for. A ``weak`` word counts only where
    a unit, a counted thing or another numeral stands beside it. ``alone`` is the value of a plus word
    directly before a scale.
    """

    role: Literal["cardinal", "plus", "mixed", "fraction", "scale", "vague", "all", "twice", "ordinal", "sign", "point"]
    value: Decimal
    weak: bool = False
    alone: Decimal | None = None
    approx: bool = False


class Ending(FormEntry):
    """Letters that end a word: case (stay outside the numeral), ordinal, all (all three), approx (about fifty).

    ``on``: digits, words or both. ``range``: it may open a range (from … to). ``top``: the largest number that takes it.
    ``least``: the smallest number word that takes it.
    """

    role: Literal["case", "ordinal", "all", "approx"]
    on: Literal["digits", "words", "both"] = "both"
    range: bool = False
    top: int | None = None
    least: int | None = None


class Inflection(FormEntry):
    """An ending of nouns and what replaces it in the dictionary form; ``plural`` if it marks the plural."""

    lemma: tuple[str, ...]
    plural: bool = False
    case: bool = False


class Unit(FormEntry):
    """A unit of measure; ``part`` names the larger unit that it completes (6 foot 6 inch) and ``parts`` how many make one."""

    unit: str
    kind: Literal["measure", "duration", "percent", "times"]
    dim: str
    per: str | None = None
    part: str | None = None
    parts: int | None = None
    context: bool = False


class Currency(FormEntry):
    """A currency word with its ISO 4217 code; ``minor`` if it is a hundredth (paise),
    ``default`` if sums without a currency are meant in it."""

    code: str
    minor: bool = False
    default: bool = False


class Symbol(Entry):
    """A currency sign or a Latin abbreviation that any language's news uses."""

    code: str
    signs: tuple[str, ...]


class Bound(FormEntry):
    """Words that bound a number: before it, after it or after its unit or noun.

    ``kinds`` limits it to kinds of figure, ``unless`` cancels it when a word beginning so follows,
    ``only_if`` requires one ("=glued": a case ending on the word before). ``not_dims``: units it does not bound.
    """

    comparator: Literal["approx", "more_than", "at_least", "less_than", "at_most"]
    side: Literal["before", "after"]
    kinds: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    only_if: tuple[str, ...] = ()
    not_dims: tuple[str, ...] = ()


class Context(FormEntry):
    """Words around a number that decide what it is; ``role`` says what and on which side they stand."""

    role: str


class Word(FormEntry):
    """Words of the grammar that end or shape a noun phrase: postposition, conjunction, adjective, verb …"""

    role: str


class Concept(Entry):
    """A counted thing, language-independent: English plural id and the words of the gloss."""

    singular: str
    plural: str
    kind: Literal["person", "thing", "outcome", "event", "abstract"]


class ConceptWords(FormEntry):
    """Dictionary forms of a concept in one language; ``cues`` are phrases that tell an outcome."""

    forms: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    weak: bool = False


T = TypeVar("T", bound=Entry)
#: Words whose stems and readings are kept at a time.
CACHED = 50_000


@dataclass(slots=True)
class Phrases(Generic[T]):
    """Entries by the words they are written with, longest first."""

    first: dict[str, list[tuple[tuple[str, ...], T]]] = field(default_factory=dict)
    last: dict[str, list[tuple[tuple[str, ...], T]]] = field(default_factory=dict)

    def add(self, keys: tuple[str, ...], entry: T) -> None:
        if not keys:
            return
        for index, word in ((self.first, keys[0]), (self.last, keys[-1])):
            rows = index.setdefault(word, [])
            rows.append((keys, entry))
            rows.sort(key=lambda row: -len(row[0]))


def keys_of(form: str) -> tuple[str, ...]:
    """The comparison keys of a form's words; full stops do not count (कि.मी. = कि मी)."""
    return tuple(a.key for a in scan(form) if a.key != ".")


@dataclass(slots=True)
class Lexicon:
    """All tables of one language."""

    lang: str
    numerals: dict[str, Numeral]
    endings: tuple[Ending, ...]
    inflections: tuple[Inflection, ...]
    lookalikes: tuple[tuple[str, str], ...]
    letter_words: frozenset[str]
    units: Phrases[Unit]
    currencies: Phrases[Currency]
    signs: dict[str, str]
    home_currency: str
    bounds: Phrases[Bound]
    contexts: dict[str, Phrases[Context]]
    words: dict[str, dict[str, str]]
    concepts: Phrases[ConceptWords]
    outcomes: Phrases[ConceptWords]
    concept_kind: dict[str, str]
    stem_cache: dict[str, tuple[str, ...]] = field(default_factory=dict)
    piece_cache: dict[str, Any] = field(default_factory=dict)

    def stems(self, key: str) -> tuple[str, ...]:
        """The word itself, then what it may be the inflected form of, likeliest first."""
        got = self.stem_cache.get(key)
        if got is None:
            out = [key]
            for stem in out:
                if len(out) > 40:
                    break
                for inf in self.inflections:
                    for form in inf.forms:
                        if stem.endswith(form) and len(stem) - len(form) >= 2:
                            base = stem[: -len(form)] if form else stem
                            out += [base + r for r in inf.lemma if base + r not in out]
            if len(self.stem_cache) > CACHED:
                self.stem_cache.clear()
            got = self.stem_cache[key] = tuple(out)
        return got

    def match(self, table: Phrases[T], atoms: list[Atom], i: int, stem: bool = True) -> tuple[T, int] | None:
        """The longest entry whose words start at atom i, and the index after it; the last word may be inflected."""
        n = len(atoms)
        if i >= n or atoms[i].kind == "newline":
            return None
        rows = table.first.get(atoms[i].key, ())
        if stem and not rows and atoms[i].kind == "word":
            for s in self.stems(atoms[i].key)[1:]:
                rows = [r for r in table.first.get(s, ()) if len(r[0]) == 1]
                if rows:
                    break
        for keys, entry in rows:
            j = i
            for k, key in enumerate(keys):
                while j < n and atoms[j].key == "." and atoms[j].glued and k:
                    j += 1
                if j >= n or atoms[j].kind == "newline":
                    break
                if atoms[j].key != key and not (k == len(keys) - 1 and stem and key in self.stems(atoms[j].key)):
                    break
                j += 1
            else:
                if len(keys) > 1 and len(keys[-1]) <= 2 and j < n and atoms[j].key == "." and atoms[j].glued:
                    j += 1  # the full stop of an abbreviation
                return entry, j
        return None

    def bound_before(self, atoms: list[Atom], i: int) -> Bound | None:
        """The bound whose words end with atom i and stand before a numeral."""
        found = self.match_back(self.bounds, atoms, i)
        return found[0] if found is not None and found[0].side == "before" else None

    def match_back(self, table: Phrases[T], atoms: list[Atom], i: int, stem: bool = False) -> tuple[T, int] | None:
        """The longest entry whose words end with atom i, and the index of its first atom."""
        if i < 0 or atoms[i].kind == "newline":
            return None
        rows = table.last.get(atoms[i].key, ())
        if stem and not rows and atoms[i].kind == "word":
            for s in self.stems(atoms[i].key)[1:]:
                rows = table.last.get(s, ())
                if rows:
                    break
        for keys, entry in rows:
            j = i
            ok = True
            for key in reversed(keys[:-1]):
                j -= 1
                while j >= 0 and atoms[j].key == ".":
                    j -= 1
                if j < 0 or atoms[j].key != key:
                    ok = False
                    break
            if ok:
                return entry, j
        return None

    def context(self, role: str, atoms: list[Atom], i: int, stem: bool = True) -> int | None:
        """The index after a context word of that role which starts at atom i, or None."""
        table = self.contexts.get(role)
        found = self.match(table, atoms, i, stem) if table else None
        return found[1] if found else None

    def context_back(self, role: str, atoms: list[Atom], i: int, stem: bool = True) -> int | None:
        """The first index of a context word of that role which ends with atom i, or None."""
        table = self.contexts.get(role)
        found = self.match_back(table, atoms, i, stem) if table else None
        return found[1] if found else None

    def ends_among(self, key: str) -> bool:
        """Whether a word ends with a glued "out of"."""
        table = self.contexts.get("among")
        return table is not None and any(
            len(r[0]) == 1 and key.endswith(r[0][0]) for rows in table.first.values() for r in rows
        )

    def is_word(self, role: str, key: str) -> bool:
        """Whether the word with this key is listed under that role."""
        return key in self.words.get(role, ())


def _phrases(rows: Iterable[tuple[str, T]]) -> Phrases[T]:
    table: Phrases[T] = Phrases()
    for form, entry in rows:
        table.add(keys_of(form), entry)
    return table


@cache
def lexicon(lang: str) -> Lexicon:
    """The tables of a language (ISO 639-1 code). Raises DataError when its data is refused."""
    numerals: dict[str, Numeral] = {}
    for numeral in load_records(lang, "numerals", Numeral) + load_records(lang, "scales", Numeral):
        for form in numeral.forms:
            numerals.setdefault(fold(form), numeral)
    contexts: dict[str, list[tuple[str, Context]]] = {}
    lookalikes: list[tuple[str, str]] = []
    for context in load_records(lang, "number_contexts", Context, unique_forms=False):
        role, _, digit = context.role.partition("=")
        if role == "digit":
            lookalikes += [(form, digit) for form in context.forms]
            continue
        contexts.setdefault(context.role, []).extend((form, context) for form in context.forms)
    words: dict[str, dict[str, str]] = {}
    for word in load_records(lang, "phrase_words", Word, unique_forms=False):
        words.setdefault(word.role, {}).update((fold(form), word.id) for form in word.forms)
    currencies = load_records(lang, "currencies", Currency)
    kinds = {c.id: c.kind for c in load_common("concepts", Concept)}
    concepts = load_records(lang, "concepts", ConceptWords, unique_forms=False)
    signs = {fold(sign): symbol.code for symbol in load_common("currencies", Symbol) for sign in symbol.signs}
    return Lexicon(
        lang=lang,
        numerals=numerals,
        endings=tuple(
            sorted(
                load_records(lang, "numeral_endings", Ending, unique_forms=False), key=lambda e: -max(map(len, e.forms))
            )
        ),
        inflections=load_records(lang, "noun_endings", Inflection, unique_forms=False),
        lookalikes=tuple(lookalikes),
        letter_words=frozenset(
            form for row in words.values() for form in row if all(c in dict(lookalikes) for c in form)
        ),
        units=_phrases((f, u) for u in load_records(lang, "units", Unit) + load_common("units", Unit) for f in u.forms),
        currencies=_phrases((f, c) for c in currencies for f in c.forms),
        signs=signs,
        home_currency=next(c.code for c in currencies if c.default),
        bounds=_phrases((f, b) for b in load_records(lang, "bounds", Bound, unique_forms=False) for f in b.forms),
        contexts={role: _phrases(rows) for role, rows in contexts.items()},
        words=words,
        concepts=_phrases((f, c) for c in concepts for f in c.forms),
        outcomes=_phrases((f, c) for c in concepts for f in c.cues),
        concept_kind=kinds,
    )
