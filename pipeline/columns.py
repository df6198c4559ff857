"""The columns of every table: name, type and what each means. The contract that everything downstream reads.

Types: ``string``, ``category`` (a dictionary in Parquet, a categorical in pandas), ``int`` (nullable in
pandas), ``float`` (null and NaN alike are "no value").
"""

from typing import Literal, NamedTuple, get_args

from pipeline import schema

Type = Literal["string", "category", "int", "float"]


class Column(NamedTuple):
    """One column. ``values`` are all the values that a category can take, in order."""

    name: str
    type: Type
    description: str
    values: tuple[str, ...] = ()


def _category(name: str, literal: object, description: str) -> Column:
    return Column(name, "category", description, get_args(literal))


CLAIMS = (
    Column("claim_id", "string", "stable id: the same article and span give the same id on every run and machine"),
    Column("doc_id", "string", "id of the article"),
    _category("lang", schema.Lang, "language of the article, ISO 639-1"),
    Column("sent_index", "int", "number of the sentence in the article, from 0"),
    Column("sentence", "string", "the sentence that holds the figure"),
    Column("num_text", "string", "the numeral alone, as written"),
    Column("num_start", "int", "where the numeral begins, in characters of the article's text"),
    Column("num_end", "int", "where the numeral ends (exclusive), in characters of the article's text"),
    Column("figure_text", "string", "the whole phrase: modifier, numeral, unit or item"),
    Column("figure_start", "int", "where the phrase begins, in characters of the article's text"),
    Column("figure_end", "int", "where the phrase ends (exclusive), in characters of the article's text"),
    _category("kind", schema.Kind, "what sort of quantity it is"),
    Column("value", "float", "the number with its scale applied; null for ranges and vague plurals"),
    Column("low", "float", "lower bound that the text states"),
    Column("high", "float", "upper bound that the text states"),
    _category("comparator", schema.Comparator, "how the number is bounded"),
    Column("unit", "string", "ISO 4217 code for money, else the English unit in the singular; null for counts"),
    Column("item", "string", "the counted or measured thing as written; null when the text leaves it out"),
    Column("item_lemma", "string", "dictionary form of the item"),
    Column("item_start", "int", "where the item begins, in characters of the article's text"),
    Column("item_end", "int", "where the item ends (exclusive), in characters of the article's text"),
    Column("concept", "string", "language-independent id of the counted thing; null when unknown"),
    Column("predicate", "string", "lemma of the verb that governs the figure"),
    _category("polarity", schema.Polarity, "whether the statement is affirmed or denied"),
    _category("modality", schema.Modality, "whether it is asserted, possible or in the future"),
    _category("sourcing", schema.Sourcing, "attributed to somebody (named), to nobody in particular (vague), or not"),
    Column("source", "string", 'the source phrase without postposition or case ending; several joined by "; "'),
    Column("source_key", "string", "language-independent id of the first source"),
    Column("source_via", "string", "the word that stood for the keyed source, such as a capital for its country"),
    Column("source_count", "int", "number of sources that speak"),
    Column("cue", "string", "the words that attribute"),
    _category("cue_type", schema.CueType, "what sort of attribution it is"),
    Column("cue_start", "int", "where the cue begins, in characters of the article's text"),
    Column("cue_end", "int", "where the cue ends (exclusive), in characters of the article's text"),
    _category("scope", schema.Scope, "how the attribution reaches the figure"),
    Column("gloss", "string", "one English line for a reader who knows neither language"),
    Column("figure_rule", "string", "ids of the rules and data entries that made the figure"),
    Column("source_rule", "string", "ids of the rules and data entries that made the attribution"),
    Column("also_said_by", "string", "nearest named source earlier in the paragraph; a hint, never the source"),
    Column("when_text", "string", "time of what the figure is about, as written"),
    Column("when_date", "string", "that time as an ISO date, resolved against the article's date"),
    Column("where", "string", "place of what the figure is about, as written"),
    Column("where_country", "string", "ISO 3166-1 alpha-2 code of the place's country (NA is Namibia)"),
    Column("actors", "string", 'who acts or suffers, as written; several joined by "; "'),
    Column("actor_keys", "string", "their language-independent ids, in the same order"),
)

SOURCES = (
    Column("claim_id", "string", "the claim that is attributed"),
    Column("source_order", "int", "order among the claim's sources, from 1"),
    Column("source", "string", "the source phrase without postposition or case ending"),
    Column("source_start", "int", "where the phrase begins, in characters of the article's text"),
    Column("source_end", "int", "where the phrase ends (exclusive), in characters of the article's text"),
    Column("source_key", "string", "language-independent id of the source"),
    Column("source_via", "string", "the word that stood for the keyed source"),
    _category("source_type", schema.SourceType, "what sort of source it is"),
    _category("relation", schema.Relation, "who speaks, and who relays what another said"),
    Column("antecedent", "string", "whom a pronoun stands for"),
    Column("country", "string", "ISO 3166-1 alpha-2 code of the source's country (NA is Namibia)"),
    Column("roman", "string", "the phrase romanised"),
)

ARTICLES = (
    Column("doc_id", "string", "id of the article"),
    Column("path", "string", 'the file it came from; "-" is standard input'),
    Column("lang", "string", "language of the text, ISO 639; null when not recognised or not read"),
    Column("title", "string", "title that the input gives; no part of the text"),
    Column("date", "string", "date that the input gives, as given"),
    Column("url", "string", "address that the input gives"),
    Column("sha256", "string", "SHA-256 of the text's UTF-8 bytes; null when there is no text"),
    Column("chars", "int", "length of the text in Unicode characters"),
    Column("sentences", "int", "number of sentences"),
    Column("claims", "int", "number of figures"),
    Column("named", "int", "figures attributed to somebody"),
    Column("vague", "int", "figures attributed to nobody in particular"),
    Column("none", "int", "figures without attribution"),
    Column("seconds", "float", "time that parsing and reading the figures took, a share of its batch's"),
    _category("status", schema.Status, "ok, skipped (by design) or failed (an error or a limit)"),
    Column("reason", "string", "why it was skipped or failed; a note on an article that is ok"),
)

TEXTS = (
    Column("doc_id", "string", "id of the article"),
    Column("text", "string", "the text, unaltered: what every offset points into"),
)

#: Table name -> (what a row is, columns). The order is the order of writing.
TABLES: dict[str, tuple[str, tuple[Column, ...]]] = {
    "claims": ("one row per figure", CLAIMS),
    "sources": ("one row per claim and source", SOURCES),
    "articles": ("one row per input", ARTICLES),
    "texts": ("one row per article that was read", TEXTS),
}
#: Tables that are written as CSV too.
CSV_TABLES = ("claims", "sources", "articles")
