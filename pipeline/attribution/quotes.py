"""Direct quotes: where they begin and end, also unbalanced ones and those that run over paragraphs."""

from dataclasses import dataclass

from pipeline.attribution.reading import Reading

#: Opening mark -> closing marks. Straight marks open and close; an apostrophe inside a word is no mark.
_PAIRS: dict[str, tuple[str, ...]] = {
    "“": ("”", '"', "“", "''"),
    "„": ("“", "”"),
    "«": ("»",),
    "‘": ("’", "'"),
    '"': ('"', "”", "''"),
    "''": ("''", '"', "”"),
    "'": ("'", "’"),
    "”": ("”", '"'),
}
_DOUBLE = frozenset(("“", "”", '"', "''", "«", "»"))
#: After these a glued mark closes, even when the next word is glued to it.
_ENDS = frozenset(".।?!")
#: A quote left open goes on over so many lines at most.
_LINES = 8
#: A quote counts as speech when it has so many words; shorter ones are names and scare quotes.
SPEECH = 5


@dataclass(frozen=True, slots=True)
class Quote:
    """Words ``first`` (the opening mark) to ``last`` (the closing mark, or the last word covered)."""

    first: int
    last: int
    start: int
    end: int
    closed: bool


def find_quotes(r: Reading) -> list[Quote]:
    """The direct quotes of an article in order, none inside another; linear in the number of words.

    A quote that is not closed in its line goes on to the first closing mark of the next lines, or, when
    the next mark opens again, to the end of its line.
    """
    bounds: list[tuple[int, int]] = []
    paragraph = -1
    for s in r.sentences:
        if s.paragraph == paragraph:
            bounds[-1] = (bounds[-1][0], s.last)
        else:
            bounds.append((s.first, s.last))
        paragraph = s.paragraph
    out: list[Quote] = []
    done = 0
    for n, (first, last) in enumerate(bounds):
        i = max(first, done)
        unclosed: set[str] = set()
        while i < last:
            w = r.words[i]
            if not (w.mark and w.text in _PAIRS) or _inside_word(r, i, first, last):
                i += 1
                continue
            close = None if w.text in unclosed else _closing(r, i, last)
            if close is None:
                unclosed.add(w.text)
            if close is None:
                if w.text in _DOUBLE and (i == first or _opens(r, i)):
                    far = _far_close(r, bounds[n + 1 : n + 1 + _LINES])
                    if far is not None:
                        out.append(Quote(i, far, w.start, r.words[far].end, True))
                        done = far + 1
                    elif last - i > SPEECH:
                        out.append(Quote(i, last - 1, w.start, r.words[last - 1].end, False))
                    break
                i += 1
                continue
            if close - i > SPEECH:
                out.append(Quote(i, close, w.start, r.words[close].end, True))
            i = close + 1
    return out


def _far_close(r: Reading, lines: list[tuple[int, int]]) -> int | None:
    """The closing mark in the lines after an open quote, if no opening mark comes before it."""
    for first, last in lines:
        for j in range(first, last):
            w = r.words[j]
            if w.mark and w.text in _DOUBLE:
                glued = j > first and r.words[j - 1].end == w.start
                closes = glued and (r.words[j - 1].text in _ENDS or not _opens(r, j))
                return j if closes else None
    return None


def _closing(r: Reading, i: int, last: int) -> int | None:
    closers = _PAIRS[r.words[i].text]
    for j in range(i + 1, last):
        w = r.words[j]
        if w.mark and w.text in closers and not _inside_word(r, j, i, last):
            return j
    return None


def _opens(r: Reading, i: int) -> bool:
    """Whether an unbalanced mark opens rather than closes: a space before it and none after it."""
    before = r.words[i - 1] if i else None
    after = r.words[i + 1] if i + 1 < len(r.words) else None
    return (before is None or before.end < r.words[i].start or before.mark) and (
        after is not None and after.start == r.words[i].end
    )


def _inside_word(r: Reading, i: int, first: int, last: int) -> bool:
    if r.words[i].text not in "'’":
        return False
    return (
        i > first
        and i + 1 < last
        and not r.words[i - 1].mark
        and not r.words[i + 1].mark
        and r.words[i - 1].end == r.words[i].start
        and r.words[i + 1].start == r.words[i].end
    )
