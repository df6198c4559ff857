"""Packs trained processors as Stanza expects them: weights, ``resources.json``, manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from pipeline.training.config import LanguageConfig
from pipeline.training.vectors import pruned, shorten_mantissa

PROCESSORS = ("tokenize", "pos", "lemma", "depparse")
FILES = (*PROCESSORS, "pretrain")
NAMES = {"hi": "Hindi", "gu": "Gujarati"}


class ModelError(Exception):
    """Models that are missing, incomplete or changed; the message says which file and why."""


def halved(value: Any) -> Any:
    """The same nested structure with float32 tensors as float16; Stanza reads them back as float32."""
    if torch.is_tensor(value):
        return value.half() if value.dtype == torch.float32 else value
    if isinstance(value, dict):
        return type(value)((k, halved(v)) for k, v in value.items())
    return value


def halve_file(path: Path) -> None:
    """Rewrite a saved processor with float16 weights."""
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    checkpoint["model"] = halved(checkpoint["model"])
    torch.save(checkpoint, path, _use_new_zipfile_serialization=False)


def model_file(models: Path, lang: str, processor: str, package: str) -> Path:
    """Where Stanza looks for a processor's weights."""
    return models / lang / processor / f"{package}.pt"


def pack(models: Path, config: LanguageConfig, trainers: dict[str, Any], vectors: Any) -> None:
    """Write the weights of one language and enter it in ``resources.json``.

    ``trainers`` has a ``stanza`` Trainer for each of PROCESSORS; of ``vectors`` the most frequent words
    are kept, in float32 with a short mantissa, because Stanza multiplies them as they are stored.
    """
    for name in PROCESSORS:
        path = model_file(models, config.lang, name, config.package)
        path.parent.mkdir(parents=True, exist_ok=True)
        trainers[name].save(str(path))
        halve_file(path)
    small = pruned(vectors, config.vectors.keep)
    small._emb = shorten_mantissa(small.emb)
    path = model_file(models, config.lang, "pretrain", config.package)
    path.parent.mkdir(parents=True, exist_ok=True)
    small.save(str(path))
    write_resources(models, config.package)


def write_resources(models: Path, package: str) -> None:
    """Describe every language under ``models`` that has all files, for plain ``stanza.Pipeline``."""
    needs = {"dependencies": [{"model": "pretrain", "package": package}]}
    resources = {}
    for folder in sorted(p for p in models.iterdir() if p.is_dir()):
        lang = folder.name
        if not all(model_file(models, lang, f, package).exists() for f in FILES):
            continue
        entry: dict[str, Any] = {"lang_name": NAMES.get(lang, lang)}
        for name in FILES:
            entry[name] = {package: needs if name in {"pos", "depparse"} else {}}
        entry["packages"] = {"default": dict.fromkeys(PROCESSORS, package)}
        resources[lang] = entry
    text = json.dumps(resources, indent=1, ensure_ascii=False)
    (models / "resources.json").write_text(text + "\n", encoding="utf-8")


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_manifest(
    models: Path, config: LanguageConfig, *, scores: dict[str, Any], speeds: dict[str, float], notes: Sequence[str] = ()
) -> Path:
    """``models/<lang>/manifest.json``: files with checksums, sources with licences, scores, speed."""
    files = []
    for name in FILES:
        path = model_file(models, config.lang, name, config.package)
        relative = path.relative_to(models / config.lang).as_posix()
        files.append({"file": relative, "sha256": sha256(path), "bytes": path.stat().st_size})
    manifest = {
        "lang": config.lang,
        "package": config.package,
        "licence": config.licence,
        "sources": config.sources,
        "files": files,
        "scores": scores,
        "speed": speeds,
        "notes": list(notes),
    }
    out = models / config.lang / "manifest.json"
    out.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return out


def read_manifest(models: Path, lang: str) -> dict[str, Any]:
    """The manifest of one language; ModelError when there is none."""
    path = models / lang / "manifest.json"
    if not path.exists():
        raise ModelError(f"{path}: no manifest")
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def packed_languages(models: Path) -> list[str]:
    """The languages that have a manifest."""
    return sorted(p.parent.name for p in models.glob("*/manifest.json"))


def problems(models: Path, lang: str) -> list[str]:
    """What is wrong with the files of one language; empty when all are there, whole and unchanged."""
    out = []
    for entry in read_manifest(models, lang)["files"]:
        path = models / lang / entry["file"]
        if not path.exists():
            out.append(f"{lang}/{entry['file']}: missing")
        elif path.stat().st_size != entry["bytes"]:
            out.append(f"{lang}/{entry['file']}: {path.stat().st_size} bytes, not {entry['bytes']}")
        elif sha256(path) != entry["sha256"]:
            out.append(f"{lang}/{entry['file']}: checksum differs")
    return out
