"""The command ``news-claims``: extract, explain, evaluate, number; `pipeline.commands` has those on tables.

Exit codes: 0 when the command did its work, also when articles were skipped by design; 1 when some
articles failed; 2 when it can't run (an INPUT is missing, bad options, no models, no place to write).
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from pipeline.commands import add_commands

app = typer.Typer(
    name="news-claims",
    help="Reads Hindi and Gujarati news and tabulates the figures in it with who each is attributed to.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


class Lang(StrEnum):
    hi = "hi"
    gu = "gu"


class Engine(StrEnum):
    local = "local"
    dask = "dask"


def _take_models(value: str | None) -> str | None:
    """Have this process and its workers read with the models that ``--models`` names."""
    from pipeline.parsing.models import MODELS_VARIABLE, OFFICIAL

    if value is None:
        return None
    if value != OFFICIAL and not (Path(value) / "resources.json").is_file():
        _stop(f"--models {value}: neither {OFFICIAL} nor a folder of models (with resources.json)")
    os.environ[MODELS_VARIABLE] = value
    return value


Models = Annotated[
    str | None,
    typer.Option(
        metavar="stanza|DIR",
        callback=_take_models,
        help="Other models: those that the Stanza project publishes (Hindi only; fetched over the network the first "
        "time), or a folder.",
        show_default=False,
    ),
]


def _stop(message: str, code: int = 2) -> NoReturn:
    err.print(f"news-claims: {message}", style="red", markup=False, soft_wrap=True)
    raise typer.Exit(code)


@contextmanager
def _clear_errors() -> Iterator[None]:
    """Turn what keeps a command from running into one line and exit code 2."""
    from pipeline.articles import InputMissing
    from pipeline.evaluate import GoldError
    from pipeline.extractor import CannotRun
    from pipeline.languages import DataError
    from pipeline.tables import TableError

    try:
        yield
    except (InputMissing, CannotRun, DataError, GoldError, TableError) as e:
        _stop(str(e))
    except KeyboardInterrupt:
        _stop("interrupted; the tables are as they were before", 130)


def _version(asked: bool) -> None:
    if asked:
        from pipeline import __version__

        out.print(f"news-claims {__version__}", markup=False)
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
def extract(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Files or folders of .txt, .html, .jsonl, .csv, .parquet; - reads standard input.",
            show_default=False,
        ),
    ],
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the tables.", show_default=False)],
    lang: Annotated[Lang | None, typer.Option(help="Take every text as this language.", show_default=False)] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Processes that work side by side.")] = 1,
    engine: Annotated[
        Engine, typer.Option(help="Where the work is done: on this machine, or on a Dask cluster (extra: dask).")
    ] = Engine.local,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Dask scheduler, such as tcp://host:8786; without it a cluster of --workers processes is started.",
            show_default=False,
        ),
    ] = None,
    part_articles: Annotated[
        int | None,
        typer.Option(
            min=1, help="Tables of more articles than this are folders of parts of so many.", show_default="50000"
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first article that fails.")] = False,
    cache: Annotated[bool, typer.Option(help="Take the results of articles that did not change.")] = True,
    models: Models = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=NUMBER", help="Change a limit, such as max_seconds=60.", show_default=False),
    ] = None,
) -> None:
    """Write the claim tables of all articles of the inputs to a folder."""
    from pipeline.articles import InputMissing, Limits
    from pipeline.display import print_counts, progress_bar
    from pipeline.run import Settings, StrictStop, run
    from pipeline.tables import PART_ARTICLES

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that temporary files are removed
    try:
        limits = Limits.of(limit or ())
    except ValueError as e:
        _stop(f"--{e}")
    code = lang.value if lang else None
    if scheduler is not None and engine is not Engine.dask:
        _stop("--scheduler goes with --engine dask")
    settings = Settings(
        tuple(inputs),
        folder,
        code,
        workers,
        strict,
        cache,
        isolated=True,
        limits=limits,
        engine=engine.value,
        scheduler=scheduler,
        part_articles=part_articles or PART_ARTICLES,
    )
    with _clear_errors():
        try:
            with progress_bar(err) as progress:
                counts = run(settings, progress=progress)
        except StrictStop as e:
            _stop(f"stopped at the first failure, nothing written: {e}", 1)
        except InputMissing:
            raise  # an OSError too, but none of the output folder
        except (FileExistsError, NotADirectoryError):
            _stop(f"--out {folder} is not a folder")
        except OSError as e:
            where = f"--out {folder}" if e.filename is not None else "can't go on"
            _stop(f"{where}: {e.strerror or e}; the tables are as they were before")
    print_counts(out, counts, settings)
    raise typer.Exit(1 if counts.failed else 0)


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="A sentence or a whole text; - reads standard input.")],
    lang: Annotated[Lang | None, typer.Option(help="Take it as this language.", show_default=False)] = None,
    models: Models = None,
) -> None:
    """Show the figures, items, cues and sources of a text, and the rules that found them."""
    from pipeline.articles.language import identify
    from pipeline.display import print_explanation
    from pipeline.explain import explain_text

    if text == "-":
        text = sys.stdin.read()
    if not text.strip():
        _stop("the text is empty")
    code = lang.value if lang else None
    if code is None:
        found = identify(text)
        if found.reason:
            _stop(f"{found.reason} (--lang hi or --lang gu takes it as that)")
        code = found.lang
    with _clear_errors():
        print_explanation(out, explain_text(text, code or "hi"))


@app.command()
def evaluate(
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD.jsonl...", help="Annotated articles.")],
    claims: Annotated[
        Path | None,
        typer.Option(help="Score this claims table instead of extracting.", show_default=False),
    ] = None,
    errors: Annotated[int, typer.Option(min=0, help="Print this many wrong figures of each measure.")] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the scores here.", show_default=False)] = None,
    models: Models = None,
) -> None:
    """Print precision, recall and F1 on annotated articles."""
    from pipeline.display import print_report, progress_bar
    from pipeline.evaluate import evaluate as score
    from pipeline.evaluate import read_claim_rows, read_gold

    with _clear_errors():
        articles = read_gold(gold)
        if claims is not None:
            rows = read_claim_rows(claims)
        else:
            with progress_bar(err) as progress:
                rows = _extract_gold(articles, progress)
        report = score(rows, articles)
        texts = {a["id"]: a["text"] for a in articles}
        print_report(out, report, texts, errors)
        if json_file is not None:
            _write_scores(report, json_file)


def _extract_gold(articles: list[dict[str, Any]], progress: Callable[[int, int | None], None]) -> list[dict[str, Any]]:
    from pipeline.extractor import process, table_rows
    from pipeline.schema import Article

    rows: list[dict[str, Any]] = []
    for start in range(0, len(articles), 16):
        batch = [Article(doc_id=a["id"], text=a["text"], lang=a["lang"]) for a in articles[start : start + 16]]
        results = process(batch)
        for result in results:
            if result.error is not None:
                err.print(f"{result.article.doc_id} failed: {result.error}", style="red", markup=False)
        rows += [dict(row) for row in table_rows(results)["claims"]]
        progress(start + len(batch), len(articles))
    return rows


def _write_scores(report: Any, path: Path) -> None:
    import json

    scores = {
        m: {"p": round(s.precision, 1), "r": round(s.recall, 1), "f1": round(s.f1, 1), "gold": s.gold}
        for m, s in report.scores.items()
    }
    try:
        path.write_text(json.dumps(scores, indent=1) + "\n", "utf-8")
    except OSError as e:
        _stop(f"--json {path}: {e.strerror}")


@app.command()
def number(
    text: Annotated[str, typer.Argument(help="A numeral, or a text with numerals in it.")],
    lang: Annotated[Lang | None, typer.Option(help="Language of the number words.", show_default=False)] = None,
) -> None:
    """Print the value of a numeral in digits or words, or of every numeral in a text."""
    from pipeline.display import print_numbers
    from pipeline.explain import numbers_in

    with _clear_errors():
        found = numbers_in(text, lang.value if lang else None)
    if not found:
        _stop("no number found", 1)
    print_numbers(out, found)


add_commands(app)


def _mount_models() -> None:
    """Add the sub-commands that list, check and train models, where the package of training is there."""
    try:
        from pipeline.training.cli import models_app
    except ImportError:
        return
    app.add_typer(models_app, name="models", help="List, check and train the models.")


def main() -> None:
    """Run the command line; the entry point of ``news-claims``."""
    _mount_models()
    app()


if __name__ == "__main__":
    main()
