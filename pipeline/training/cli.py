"""``news-claims models``: train, list and verify the Stanza models."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

models_app = typer.Typer(help="Train, list and verify the Stanza models.", no_args_is_help=True)

MODELS = Path("models")


def model_folder() -> Path:
    """``models`` of the working directory, or the models that the installed package carries."""
    carried = Path(__file__).parent.parent / "_models"
    beside = Path(__file__).parent.parent.parent / "models"
    return next((p for p in (MODELS, carried, beside) if (p / "resources.json").exists()), MODELS)


@models_app.command("train")
def train(
    lang: Annotated[str, typer.Option(help="Language to train: one that has a configuration file.")],
    treebanks: Annotated[Path, typer.Option(help="Folder of <lang>-train.conllu and <lang>-dev.conllu.")],
    corpora: Annotated[Path, typer.Option(help="Folder with one folder of raw text for each language.")],
    lexicons: Annotated[Path, typer.Option(help="Folder of word lists and inflection tables.")],
    out: Annotated[Path, typer.Option(help="Where the models go.")] = MODELS,
    work: Annotated[Path, typer.Option(help="Work in progress, which an interrupted training goes on from.")] = Path(
        "build/models"
    ),
    workers: Annotated[int, typer.Option(help="Threads for the word vectors.")] = 2,
    cross_validation: Annotated[bool, typer.Option(help="Also train and score every fold.")] = False,
) -> None:
    """Word vectors, every processor, scores, manifest; exit code 2 when something is missing."""
    from pipeline.training.config import languages
    from pipeline.training.run import Inputs, Training

    if lang not in languages():
        typer.echo(f"no configuration for {lang!r}; there are: {', '.join(languages())}", err=True)
        raise typer.Exit(2)
    for folder in (treebanks, corpora, lexicons):
        if not folder.is_dir():
            typer.echo(f"{folder}: no such folder", err=True)
            raise typer.Exit(2)
    inputs = Inputs(treebanks, corpora, lexicons, work, workers)
    for name, values in Training(lang, inputs).run(out, cross_validation).items():
        typer.echo(f"{name}: {values}")


@models_app.command("list")
def list_models(models: Annotated[Path | None, typer.Option(help="Folder of the models.")] = None) -> None:
    """Languages, sizes, licences and scores of the models."""
    from pipeline.training.package import packed_languages, read_manifest

    folder = models or model_folder()
    for lang in packed_languages(folder):
        manifest = read_manifest(folder, lang)
        size = sum(f["bytes"] for f in manifest["files"]) / 1e6
        typer.echo(f"{lang}: {size:.1f} MB, {manifest['licence']}")
        for name, values in manifest["scores"].items():
            shown = values.get("mean", values)
            typer.echo(f"  {name}: " + ", ".join(f"{k} {v}" for k, v in shown.items()))


@models_app.command("verify")
def verify(models: Annotated[Path | None, typer.Option(help="Folder of the models.")] = None) -> None:
    """Check every file against its manifest; exit code 1 when one is missing or changed."""
    from pipeline.training.package import packed_languages, problems

    folder = models or model_folder()
    langs = packed_languages(folder)
    found = [p for lang in langs for p in problems(folder, lang)]
    for line in found:
        typer.echo(line, err=True)
    if not langs:
        typer.echo(f"{folder}: no models", err=True)
    if found or not langs:
        raise typer.Exit(1)
    typer.echo(f"{', '.join(langs)}: all files are there and unchanged")
