"""Reads and checks the language data: TOML files of records, each with an id.

A file ``pipeline/languages/<lang>/<name>.toml`` holds one array of tables ``[[entry]]``. A record has
a stable ``id``; one that matches words has ``forms`` and an ``example`` sentence that shows it. The
loader refuses what would silently match nothing or twice: text that is not NFC, letters of another
script, an id or a form given twice, unknown fields, an example that lacks every form.
"""

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import ValidationError

from pipeline.schema import Record
from pipeline.text import fold

#: ISO 639-1 code -> Unicode block of the script (first, last code point).
LANGUAGES = {"hi": (0x0900, 0x097F), "gu": (0x0A80, 0x0AFF)}
#: Blocks of other Indic scripts: a letter from one of them in a language's data is a typing error.
_INDIC = (0x0900, 0x0DFF)
#: Danda and double danda are shared by the scripts of India.
_SHARED = {0x0964, 0x0965}


class DataError(ValueError):
    """Language data that the loader refuses; the message names the file, the entry and the reason."""


class Entry(Record):
    """A record of language data."""

    id: str


class FormEntry(Entry):
    """A record that matches words: ``forms`` are its spellings, ``example`` a sentence that shows one of them."""

    forms: tuple[str, ...]
    example: str


E = TypeVar("E", bound=Entry)


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [s for v in value.values() for s in _strings(v)]
    if isinstance(value, list | tuple):
        return [s for v in value for s in _strings(v)]
    return []


def _check_text(text: str, lang: str | None, where: str) -> None:
    if text != unicodedata.normalize("NFC", text):
        raise DataError(f"{where}: not NFC: {text!r}")
    if lang is None:
        return
    first, last = LANGUAGES[lang]
    for ch in text:
        cp = ord(ch)
        if _INDIC[0] <= cp <= _INDIC[1] and not first <= cp <= last and cp not in _SHARED:
            raise DataError(f"{where}: {ch!r} (U+{cp:04X}) is not of the language's script: {text!r}")


def parse_records(
    source: str, model: type[E], lang: str | None, where: str, unique_forms: bool = True
) -> tuple[E, ...]:
    """Parse and check one TOML document of records.

    source: the document; model: what each record must be; lang: ISO 639-1 code for the script check, None
    for language-independent data; where: the name that errors give. Raises DataError.
    """
    try:
        raw = tomllib.loads(source)
    except tomllib.TOMLDecodeError as e:
        raise DataError(f"{where}: {e}") from e
    if set(raw) - {"entry"}:
        raise DataError(f"{where}: only [[entry]] tables are allowed, found {sorted(set(raw) - {'entry'})}")
    out: list[E] = []
    ids: set[str] = set()
    forms: dict[str, str] = {}
    for fields in raw.get("entry", []):
        name = f"{where}: {fields.get('id', '(no id)')}"
        for s in _strings(fields):
            _check_text(s, lang, name)
        try:
            entry = model.model_validate(fields)
        except ValidationError as e:
            raise DataError(f"{name}: {e}") from e
        if entry.id in ids:
            raise DataError(f"{name}: id given twice")
        ids.add(entry.id)
        if isinstance(entry, FormEntry):
            _check_forms(entry, name, forms, unique_forms)
        out.append(entry)
    return tuple(out)


def _check_forms(entry: FormEntry, name: str, seen: dict[str, str], unique: bool) -> None:
    if not entry.forms:
        raise DataError(f"{name}: no forms")
    if len(set(entry.forms)) != len(entry.forms):
        raise DataError(f"{name}: a form is given twice")
    for form in entry.forms:
        key = fold(form)
        if unique and seen.get(key, entry.id) != entry.id:
            raise DataError(f"{name}: form {form!r} is also in {seen[key]}")
        seen[key] = entry.id
    if not any(fold(f) in fold(entry.example) for f in entry.forms):
        raise DataError(f"{name}: the example shows none of the forms")


def _read(folder: str, name: str) -> str:
    return files("pipeline.languages").joinpath(folder, f"{name}.toml").read_text(encoding="utf-8")


@cache
def load_records(lang: str, name: str, model: type[E], unique_forms: bool = True) -> tuple[E, ...]:
    """Records of ``pipeline/languages/<lang>/<name>.toml``, checked, in file order. Raises DataError."""
    return parse_records(_read(lang, name), model, lang, f"{lang}/{name}.toml", unique_forms)


@cache
def load_common(name: str, model: type[E]) -> tuple[E, ...]:
    """Records of ``pipeline/languages/common/<name>.toml``: language-independent data. Raises DataError."""
    return parse_records(_read("common", name), model, None, f"common/{name}.toml")
