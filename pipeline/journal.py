"""The folder of a run's tables: which files are put in place, all or none, one process at a time.

Before the first replacement all of them are noted in a journal; whoever opens the folder after a run was cut short
there completes them first.
"""

import hashlib
import json
import os
import re
from contextlib import suppress
from pathlib import Path

from pipeline.columns import TABLES
from pipeline.lock import locked

RUN_FILE = "run.json"
#: Name of the list of replacements to be made; it exists only while they are made.
JOURNAL = ".commit.json"
#: Names of all files of a run of one part, ``run.json`` last.
FILES = (*(f"{t}.{s}" for t in TABLES for s in ("parquet", "csv")), RUN_FILE)
_PART = re.compile(rf"({'|'.join(TABLES)})/part-\d{{5,}}\.parquet")


def complete(folder: Path) -> None:
    """Make the replacements that a journal in the folder still asks for, alone."""
    if (folder / JOURNAL).exists():
        with locked(folder):
            make_moves(folder)


def make_moves(folder: Path) -> None:
    """Make the replacements of the journal, if there is one, and remove it; the caller holds the folder."""
    journal = folder / JOURNAL
    try:
        moves = json.loads(journal.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return
    if _ours(moves):
        for temporary, name in moves.items():
            (folder / name).parent.mkdir(exist_ok=True)
            with suppress(FileNotFoundError):  # replaced already
                (folder / temporary).replace(folder / name)
        _remove_old(folder)
        sync(folder)
    journal.unlink(missing_ok=True)


def _ours(moves: object) -> bool:
    """Whether a journal is one that a run writes: files of its own, within the folder, with a ``run.json``."""
    return (
        isinstance(moves, dict)
        and RUN_FILE in moves.values()
        and all(
            Path(temporary).name == temporary
            and temporary.endswith(".tmp")
            and isinstance(name, str)
            and (name in FILES or _PART.fullmatch(name))
            for temporary, name in moves.items()
        )
    )


def _remove_old(folder: Path) -> None:
    """Remove the tables of earlier runs that are not of the run in ``run.json``: its parts, or the whole files."""
    try:
        names = set(json.loads((folder / RUN_FILE).read_text("utf-8"))["tables"])
    except (OSError, ValueError, TypeError, KeyError):
        return
    for name in FILES[:-1]:
        if name not in names:
            (folder / name).unlink(missing_ok=True)
    for table in TABLES:
        for path in (folder / table).glob("part-*.parquet"):
            if f"{table}/{path.name}" not in names:
                path.unlink(missing_ok=True)
        with suppress(OSError):  # not there, or not empty
            (folder / table).rmdir()


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of runs that were killed; those of a run that is alive stay."""
    for path in folder.glob(".*.tmp"):
        name, _, pid = path.stem[1:].rpartition(".")
        plain = re.sub(r"\.\d+(?=\.parquet$)", "", name)
        if not pid.isdigit() or plain not in {*FILES, JOURNAL[1:]}:
            continue
        try:
            os.kill(int(pid), 0)
        except (ProcessLookupError, OverflowError):
            path.unlink(missing_ok=True)
        except PermissionError:
            continue


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_file(path: Path) -> str:
    """Return the hex SHA-256 of a file."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()
