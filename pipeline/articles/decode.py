"""Bytes to text, without altering it: newlines stay as they are and only a leading BOM is dropped.

UTF-8 with or without BOM, UTF-16 and UTF-32 with BOM are decoded outright. Anything else is decoded
only when charset-normalizer is sure and the result reads as text; otherwise `Unreadable` says why.
"""

import codecs
import re
import unicodedata

from pipeline.articles.legacy import legacy_font
from pipeline.articles.records import Unreadable

#: BOM -> codec that drops it. The UTF-32 marks come first: one of them begins with UTF-16's.
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: First bytes of files that are not text, whatever they are named.
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"PK\x03\x04", "ZIP archive or office document"),
    (b"\xd0\xcf\x11\xe0", "office document"),
    (b"\x1f\x8b", "gzip archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ", "xz archive"),
    (b"7z\xbc\xaf", "7z archive"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"RIFF", "media file"),
    (b"PAR1", "Parquet table"),
    (b"SQLite format 3", "SQLite database"),
)
#: Control characters that text files hold: tab, line feed, vertical tab, form feed, return, NEL-like.
_TEXT_CONTROLS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85")
#: charset-normalizer reads this many bytes to make its guess; the rest must decode with it.
_SAMPLE = 64 * 1024
#: Above this measure of disorder (0 to 1) its guess is not taken.
_MAX_CHAOS = 0.1
#: Blocks of the scripts of India, from Devanagari to Sinhala.
_INDIC = re.compile("[\u0900-\u0dff]")


def bom_encoding(head: bytes) -> str | None:
    """Return the codec that a byte-order mark at the start announces, or None without one."""
    return next((codec for bom, codec in _BOMS if head.startswith(bom)), None)


def check_not_binary(data: bytes) -> None:
    """Raise `Unreadable` when the bytes are those of a known file type that is not text."""
    for magic, name in _MAGIC:
        if data.startswith(magic) and (magic != b"MZ" or b"\0" in data[:256]):
            raise Unreadable(f"binary file ({name}), not text")


def looks_like_text(text: str) -> bool:
    """Return whether the text is free of control characters but for a few (at most 1 in 200)."""
    sample = text[:20_000]
    strange = sum(unicodedata.category(c) in ("Cc", "Cn", "Co") and c not in _TEXT_CONTROLS for c in sample)
    return strange * 200 <= len(sample)


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Decode a whole file.

    Args:
        data: the file's bytes.
        declared: an encoding that the file states itself (an HTML page), tried after UTF-8.

    Returns:
        The text without BOM, newlines untranslated, and the name of the encoding.

    Raises:
        Unreadable: the bytes are binary, or their encoding can't be told for sure.
    """
    check_not_binary(data)
    codec = bom_encoding(data)
    if codec is not None:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError as e:
            raise Unreadable(f"starts with the mark of {codec} but is not: byte {e.start}") from None
        return _drop_bom(text), codec
    try:
        text, codec = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as e:
        text, codec = _guess(data, declared, e.start)
    if b"\0" in data[:_SAMPLE] and codec == "utf-8" and not looks_like_text(text):
        text, codec = _utf16_without_bom(data)
    if not looks_like_text(text):
        raise Unreadable("binary file: too many control characters for a text")
    return text, codec


def _drop_bom(text: str) -> str:
    return text[1:] if text.startswith("\ufeff") else text


def _utf16_without_bom(data: bytes) -> tuple[str, str]:
    """Decode UTF-16 that lacks its BOM when it is plainly that: even length, letters of India's scripts."""
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if looks_like_text(text) and len(_INDIC.findall(text)) * 2 > len(text):
            return text, codec
    raise Unreadable("binary file: holds NUL bytes")


def _guess(data: bytes, declared: str | None, bad_byte: int) -> tuple[str, str]:
    """Decode bytes that are not UTF-8 by their own declaration or by charset-normalizer's sure guess."""
    if declared:
        try:
            text = data.decode(declared)
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
        else:
            if looks_like_text(text):
                return text, declared
    if b"\0" in data[:_SAMPLE]:
        return _utf16_without_bom(data)
    from charset_normalizer import from_bytes

    font = legacy_font(data[:_SAMPLE].decode("cp1252", "replace"))
    if font is not None:
        raise Unreadable(font.reason)
    where = f"not UTF-8 (byte {bad_byte})"
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise Unreadable(f"{where} and its encoding is not recognised")
    try:
        text = data.decode(best.encoding)
    except (LookupError, UnicodeDecodeError):
        raise Unreadable(f"{where}; it begins like {best.encoding} but does not go on so") from None
    sure = best.chaos <= _MAX_CHAOS and (best.coherence >= 0.5 or len(_INDIC.findall(text)) * 2 > len(text))
    if not sure:
        raise Unreadable(f"{where}; its encoding is not sure (perhaps {best.encoding})")
    return text, best.encoding
