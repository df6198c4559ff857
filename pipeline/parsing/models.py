"""Where the Stanza models lie, and their checksums."""

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

#: Environment variable that names another folder of models, or ``OFFICIAL``.
MODELS_VARIABLE = "NEWS_CLAIMS_MODELS"
#: Asks for the models that the Stanza project publishes, for the languages that it has.
OFFICIAL = "stanza"
_PACKAGE = Path(__file__).resolve().parent.parent


class ModelError(RuntimeError):
    """A model that is missing or is not the one that its manifest describes."""


def chosen() -> str | None:
    """Return what $NEWS_CLAIMS_MODELS says: a folder, ``OFFICIAL``, or None for the models of this project."""
    return os.environ.get(MODELS_VARIABLE) or None


def official(lang: str) -> bool:
    """Return whether texts of a language are read with the models that the Stanza project publishes."""
    if chosen() != OFFICIAL:
        return False
    from pipeline.parsing.official import languages

    return lang in languages()


def models_dir() -> Path:
    """Return the folder of models: $NEWS_CLAIMS_MODELS, else inside the package, else beside it in the repository.

    Raises ModelError when none of them holds a ``resources.json``.
    """
    named = None if chosen() == OFFICIAL else chosen()
    places = [Path(named)] if named else [_PACKAGE / "_models", _PACKAGE.parent / "models"]
    for place in places:
        if (place / "resources.json").is_file():
            return place
    raise ModelError(f"no models (resources.json) in {', '.join(map(str, places))}")


def manifest(lang: str, folder: Path | None = None) -> dict[str, Any]:
    """Return the manifest of a language's models as written by training. Raises ModelError when there is none."""
    path = (folder or models_dir()) / lang / "manifest.json"
    try:
        loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        raise ModelError(f"cannot read the manifest of the {lang} models: {path}: {e}") from e
    return loaded


def verify(lang: str, folder: Path | None = None) -> dict[str, str]:
    """Check every file of a language's models against its manifest; return path -> sha256.

    Official models have no manifest here: what Stanza has fetched is returned. Raises ModelError that names the
    first file that is missing or differs.
    """
    if folder is None and official(lang):
        from pipeline.parsing.official import checksums

        return checksums(lang)
    return _verify(lang, folder)


@cache
def _verify(lang: str, folder: Path | None) -> dict[str, str]:
    base = (folder or models_dir()) / lang
    sums: dict[str, str] = {}
    for record in manifest(lang, folder)["files"]:
        path = base / record["file"]
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as e:
            raise ModelError(f"model file missing: {path}") from e
        if digest != record["sha256"]:
            raise ModelError(f"model file differs from its manifest: {path}")
        sums[f"{lang}/{record['file']}"] = digest
    return sums
