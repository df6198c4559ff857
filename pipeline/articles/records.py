"""What reading yields beside articles: rejected inputs, the limits, and the errors readers raise."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.schema import Record


class Rejected(Record):
    """An input that gives no article: left out by design (``skipped``) or by an error or a limit (``failed``).

    ``reason`` is one line for the articles table. ``sha256`` and ``chars`` describe the text where one
    was read (a duplicate, another language) and are None otherwise.
    """

    doc_id: str
    path: str | None
    status: Literal["skipped", "failed"]
    reason: str
    lang: str | None = None
    title: str | None = None
    date: str | None = None
    url: str | None = None
    sha256: str | None = None
    chars: int | None = None


@dataclass(frozen=True)
class Limits:
    """Bounds on one input; what exceeds one is recorded as failed with the limit's name.

    max_file_bytes: a .txt file, and a table or text that has to be decoded whole (UTF-16, not UTF-8).
    max_page_bytes: an .html file. max_page_depth: elements inside one another in a page; the parser drops what lies
    deeper than 255.
    max_line_bytes: one JSONL line; for CSV one line and one cell, in characters.
    max_group_bytes: the columns of one row group of Parquet, uncompressed.
    max_chars: the text of one article, in characters. max_id_chars: its id.
    max_field_chars: title, date and url; a longer one is left out with a note, and the article is read.
    max_seconds: reading a page; parsing an article and finding its figures (a batch takes at most as long before its
    articles are tried one by one).
    max_memory_mib: what a worker process may ask for, in MiB.
    """

    max_file_bytes: int = 64 * 2**20
    max_page_bytes: int = 16 * 2**20
    max_page_depth: int = 250
    max_line_bytes: int = 64 * 2**20
    max_group_bytes: int = 2 * 2**30
    max_chars: int = 2_000_000
    max_id_chars: int = 1_000
    max_field_chars: int = 10_000
    max_seconds: float = 600.0
    max_memory_mib: int = 8192

    @classmethod
    def of(cls, given: Iterable[str]) -> "Limits":
        """Return the limits with those given as ``name=number`` changed. Raises ValueError that says what is wrong."""
        known: dict[str, float] = vars(cls())
        changed: dict[str, float] = {}
        for item in given:
            name, _, number = item.partition("=")
            if name not in known:
                raise ValueError(f"limit {item!r}: no limit has that name; there are {', '.join(known)}")
            try:
                value = type(known[name])(number)
            except ValueError:
                raise ValueError(f"limit {item!r}: give a number, such as {name}={known[name]}") from None
            if not 0 < value < 2**53:
                raise ValueError(f"limit {item!r}: give a number above 0")
            changed[name] = value
        return cls(**changed)  # type: ignore[arg-type]


class InputMissing(FileNotFoundError):
    """An INPUT that was named does not exist; the command can't run (exit code 2)."""


class Unreadable(ValueError):
    """An input that can't be turned into text.

    ``str(error)`` is the reason; ``status`` says whether it is left out by design (bytes that are no
    text) or failed.
    """

    def __init__(self, reason: str, status: Literal["skipped", "failed"] = "skipped") -> None:
        super().__init__(reason)
        self.status: Literal["skipped", "failed"] = status


def sha256_of(text: str) -> str:
    """Return the hex SHA-256 of the text's UTF-8 bytes (lone surrogates are passed through)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
