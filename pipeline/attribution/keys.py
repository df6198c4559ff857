"""Language-independent keys of sources: countries, known organisations, and everybody else by name."""

from functools import cache

from babel import Locale

from pipeline.attribution.lexicon import lexicon as lexicon_of
from pipeline.attribution.phrases import Phrase
from pipeline.attribution.reading import Reading
from pipeline.attribution.romanise import name_key, romanise
from pipeline.languages.loader import Entry, load_common
from pipeline.schema import Relation, Source, SourceType
from pipeline.text import fold


class Organisation(Entry):
    """A well-known organisation, agency or outlet: ``id`` is its key, the forms are its names as written."""

    type: SourceType
    country: str | None = None
    hi: tuple[str, ...] = ()
    gu: tuple[str, ...] = ()
    latin: tuple[str, ...] = ()


class Territory(Entry):
    """More names of a country than CLDR has: newspaper spellings (``names``), and what speaks for it.

    ``seats`` are capitals, palaces and governments: a source of that name is the country, said via the word.
    """

    country: str
    hi: tuple[str, ...] = ()
    gu: tuple[str, ...] = ()
    hi_seats: tuple[str, ...] = ()
    gu_seats: tuple[str, ...] = ()


class GovernmentWord(Entry):
    """Words that make a country's government of a country's name: its government, its administration."""

    hi: tuple[str, ...] = ()
    gu: tuple[str, ...] = ()


@cache
def _names(lang: str) -> dict[str, tuple[str, SourceType, str | None, bool]]:
    """Folded name -> (key, type, country, spoken for by a seat)."""
    out: dict[str, tuple[str, SourceType, str | None, bool]] = {}
    for code, name in Locale(lang).territories.items():
        if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "UN", "XA", "XB", "EZ"):
            out[_fold(name)] = (f"country:{code}", "country", code, False)
    for t in load_common("countries", Territory):
        for form in getattr(t, lang, ()):
            out[_fold(form)] = (f"country:{t.country}", "country", t.country, False)
        for form in getattr(t, f"{lang}_seats", ()):
            out[_fold(form)] = (f"country:{t.country}", "country", t.country, True)
    for o in load_common("organisations", Organisation):
        for form in (*getattr(o, lang, ()), *o.latin):
            out[_fold(form)] = (o.id, o.type, o.country, False)
    return out


def _fold(name: str) -> str:
    return " ".join(fold(name).replace(".", "").replace("-", " ").split())


@cache
def _government(lang: str) -> frozenset[str]:
    return frozenset(_fold(w) for g in load_common("governments", GovernmentWord) for w in getattr(g, lang, ()))


def key_of(text: str, lang: str) -> tuple[str, str | None, SourceType, str | None]:
    """(key, via, type, country) of a source phrase.

    ``key`` is country:XX, org:id or name: + romanisation; ``via`` the word that stood for a country or
    organisation and is not its name; ``country`` an ISO 3166-1 code where the name tells it.
    """
    names = _names(lang)
    folded = _fold(text)
    words = folded.split()
    known = names.get(folded)
    if known is None and len(words) > 1:
        known = _inside(names, words, lang)
        if known is not None:
            return known[0], text if known[0].startswith("country:") else None, known[1], known[2]
    if known is not None:
        return known[0], text if known[3] else None, known[1], known[2]
    return f"name:{name_key(text)}", None, "unknown", None


def _without_genitive(name: str, lang: str) -> str:
    """A name without a glued genitive ending, when it has one."""
    case = lexicon_of(lang).cases.get("genitive")
    for suffix in case.suffixes if case is not None else ():
        if name.endswith(suffix) and name.removesuffix(suffix) in _names(lang):
            return name.removesuffix(suffix)
    return name


def _inside(
    names: dict[str, tuple[str, SourceType, str | None, bool]], words: list[str], lang: str
) -> tuple[str, SourceType, str | None, bool] | None:
    """A known organisation that ends the phrase, or a country followed only by words for its government."""
    for size in range(min(5, len(words) - 1), 0, -1):
        known = names.get(" ".join(words[-size:]))
        if known is not None and not known[0].startswith("country:"):
            return known
    for size in range(min(4, len(words) - 1), 0, -1):
        known = names.get(_without_genitive(" ".join(words[:size]), lang))
        if known is not None and known[0].startswith("country:"):
            rest = words[size:]
            if any(" ".join(rest[k:]) in _government(lang) for k in range(min(2, len(rest)))) and len(rest) <= 2:
                return known
    return None


def make_source(r: Reading, p: Phrase, relation: Relation, antecedent: Phrase | None) -> Source:
    """The Source record of a phrase; a pronoun takes its antecedent's key."""
    lexicon = r.lexicon
    lang = lexicon.lang
    text = r.text[p.start : p.end]
    key, via, kind, country = _identify(r, antecedent or p)
    pronoun = lexicon.pronouns.get(p.head)
    if pronoun is not None and p.first == p.last:
        kind = "pronoun"
        via = text if antecedent else None
    return Source(
        text=text,
        start=p.start,
        end=p.end,
        key=key,
        via=via,
        type=kind,
        relation=relation,
        antecedent=r.text[antecedent.start : antecedent.end] if antecedent else None,
        country=country or _country_inside(text, lang),
        roman=romanise(text, lang),
    )


def _identify(r: Reading, p: Phrase) -> tuple[str, str | None, SourceType, str | None]:
    """``key_of`` of a phrase; a titled person is keyed by the bare name."""
    key, via, kind, country = key_of(r.text[p.start : p.end], r.lexicon.lang)
    if kind == "unknown":
        kind = _type_of(r, p)
        name = _bare_name(r, p) if kind == "person" else ""
        key = f"name:{name_key(name)}" if name else key
    return key, via, kind, country


def names_somebody(r: Reading, p: Phrase, document: bool = True) -> bool:
    """Whether a bare phrase is surely a source: an organisation, an outlet, a noun for a person or a body.

    Countries are not, since they head lines as topics too; reports only where ``document`` allows them.
    """
    key, _, kind, _ = key_of(r.text[p.start : p.end], r.lexicon.lang)
    if key.startswith("country:"):
        return False
    roles = ("person", "body", "report", "document") if document else ("person", "body")
    return kind in ("organisation", "outlet") or r.lexicon.noun(p.head, *roles)


def is_seat(text: str, lang: str) -> bool:
    """Whether a name is a capital or another seat that speaks for a country."""
    known = _names(lang).get(_fold(text))
    return known is not None and known[3]


def _type_of(r: Reading, p: Phrase) -> SourceType:
    lexicon = r.lexicon
    if lexicon.noun(p.head, "report", "document", "figures"):
        return "document"
    if lexicon.noun(p.head, "media"):
        return "outlet"
    if lexicon.noun(p.head, "body"):
        return "organisation"
    if lexicon.noun(p.head, "person", "group", "insiders"):
        return "role"
    if any(lexicon.noun(w.key, "person") for w in r.words[p.first : p.last]):
        return "person"
    if all(w.pos == "PROPN" for w in r.words[p.first : p.last + 1] if not w.mark):
        return "person"
    return "unknown"


def _bare_name(r: Reading, p: Phrase) -> str:
    """The name after the last title of a person phrase: राष्ट्रपति X -> X."""
    start = p.start
    for w in r.words[p.first : p.last]:
        if r.lexicon.noun(w.key, "person"):
            start = w.end
    return r.text[start : p.end].strip(" ,.")


def _country_inside(text: str, lang: str) -> str | None:
    names = _names(lang)
    words = _fold(text).split()
    for i in range(len(words)):
        for size in (3, 2, 1):
            known = names.get(" ".join(words[i : i + size]))
            if known is not None and known[2] is not None and known[0].startswith("country:"):
                return known[2]
    return None
