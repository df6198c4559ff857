"""The parallel scripts: a Gujarati letter is its Devanagari twin plus 0x180."""

SHIFT = 0x180
DANDAS = "\u0964\u0965\u0970"  # shared marks that stay as they are


def to_gujarati(text: str) -> str:
    """Devanagari letters of ``text`` as Gujarati ones; everything else unchanged."""
    return "".join(chr(ord(c) + SHIFT) if 0x900 <= ord(c) <= 0x97F and c not in DANDAS else c for c in text)


def to_devanagari(text: str) -> str:
    """Gujarati letters of ``text`` as Devanagari ones; everything else unchanged."""
    return "".join(chr(ord(c) - SHIFT) if 0xA80 <= ord(c) <= 0xAFF else c for c in text)
