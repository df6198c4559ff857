"""The models that the Stanza project publishes, for those who choose them and have a network.

Stanza keeps them in a folder of its own ($STANZA_RESOURCES_DIR, else in the home folder) and fetches what is missing
there. Nothing here runs unless they are chosen.
"""

import hashlib
import json
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.parsing.models import ModelError

PROCESSORS = ("tokenize", "pos", "lemma", "depparse")


@cache
def languages() -> dict[str, dict[str, Any]]:
    """Return language -> how its lemmas differ, for every language with published models that is read here."""
    with open(Path(__file__).with_suffix(".toml"), "rb") as source:
        return tomllib.load(source)


def folder() -> Path:
    """Return the folder where Stanza keeps the models that it fetched."""
    from stanza.resources.common import DEFAULT_MODEL_DIR

    return Path(DEFAULT_MODEL_DIR)


def load(lang: str) -> Any:
    """Return a ``stanza.Pipeline`` of the published models, fetched if need be. Raises ModelError when that fails."""
    import stanza

    try:
        return stanza.Pipeline(
            lang,
            dir=str(folder()),
            processors=",".join(PROCESSORS),
            download_method=stanza.DownloadMethod.REUSE_RESOURCES,
            use_gpu=False,
            logging_level="ERROR",
        )
    except Exception as e:  # Stanza raises whatever its network and file layers do
        reason = (str(e).splitlines() or [""])[0][:200]
        raise ModelError(
            f"the official Stanza models of {lang!r} can't be loaded: {type(e).__name__}: {reason}; they are fetched "
            f"over the network the first time, to {folder()}. Without --models stanza the models of this project are "
            "used, which need no network"
        ) from e


def entry(lang: str) -> dict[str, Any]:
    """Return what Stanza's list of resources says of a language; empty when there is no list yet or it lacks it."""
    try:
        resources = json.loads((folder() / "resources.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    found: Any = resources.get(lang, {}) if isinstance(resources, dict) else {}
    return found if isinstance(found, dict) else {}


def checksums(lang: str) -> dict[str, str]:
    """Return path below Stanza's folder -> sha256 of the default models that are there, with what they build on.

    The paths begin with ``stanza/``, so that nobody takes them for the models of this project.
    """
    known = entry(lang)
    wanted = [(p, known.get("packages", {}).get("default", {}).get(p)) for p in PROCESSORS]
    paths: dict[str, Path] = {}
    while wanted:
        processor, package = wanted.pop()
        path = folder() / lang / processor / f"{package}.pt"
        name = f"stanza/{lang}/{processor}/{package}.pt"
        if name in paths or not path.is_file():
            continue
        paths[name] = path
        details = known.get(processor, {}).get(package, {})
        wanted += [(d["model"], d["package"]) for d in details.get("dependencies", [])]
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(paths.items())}


def lemma(lang: str, upos: str, found: str) -> str:
    """Return a lemma of the published models as the rules of this project write it: verbs in the infinitive."""
    how = languages()[lang]
    ending = how["infinitive"]
    if upos not in how["verbs"] or not found or found in how["kept"]:
        return found
    return found + str(ending)


class Infinitives:
    """An annotator whose words have their lemmas as ``lemma`` writes them."""

    def __init__(self, lang: str, inner: Any) -> None:
        self._lang, self._inner = lang, inner

    def annotate(self, sentences: Sequence[list[str]], parse: Sequence[bool]) -> list[list[Any]]:
        """Return the words of each sentence, with heads and relations where ``parse`` says so."""
        found = self._inner.annotate(sentences, parse)
        return [[w._replace(lemma=lemma(self._lang, w.upos, w.lemma)) for w in words] for words in found]
