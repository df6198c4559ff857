"""What reading yields beside articles: rejected inputs, the limits, and the errors readers raise."""

import hashlib
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

    ``max_file_bytes`` holds for a .txt or .html file, ``max_line_bytes`` for one JSONL line (both in
    bytes), ``max_chars`` for the text of one article (in characters).
    """

    max_file_bytes: int = 64 * 2**20
    max_line_bytes: int = 64 * 2**20
    max_chars: int = 2_000_000


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
