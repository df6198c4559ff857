"""Shows a sentence with its figure, item, cue and source in four colours, as HTML for notebooks and pages."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from pipeline.audit.facts import given, text_of

#: Roles in the order in which they win where spans overlap; the first is the innermost.
ROLES = ("figure", "item", "source", "cue")
#: Colours that keep a contrast of 4.5 and more with black text, and lines that tell the roles apart without colour.
STYLE = """
.nc-claim{font-family:system-ui,"Noto Sans","Noto Sans Devanagari","Noto Sans Gujarati","Nirmala UI",sans-serif;
line-height:1.9;margin:.5em 0}
.nc-claim mark{color:#111;padding:.1em .15em;border-radius:.2em;border-bottom:2px solid #111}
.nc-claim .nc-figure{background:#ffd54f;border-bottom-style:solid}
.nc-claim .nc-item{background:#a5d6a7;border-bottom-style:dotted}
.nc-claim .nc-cue{background:#f8bbd0;border-bottom-style:dashed}
.nc-claim .nc-source{background:#90caf9;border-bottom-style:double}
.nc-gloss{opacity:.8;font-style:italic}
"""


class Span(NamedTuple):
    """A stretch of text with a role; name: the id of its claim."""

    start: int
    end: int
    role: str
    name: str = ""


def spans(row: Any, sources: Iterable[Any] = ()) -> list[Span]:
    """Return the spans of a claim in the article's text.

    row: the claim's row; sources: its rows of the sources table.
    """
    name = text_of(row, "claim_id")
    out = [
        Span(int(row[f"{role}_start"]), int(row[f"{role}_end"]), role, name)
        for role in ("figure", "item", "cue")
        if given(row.get(f"{role}_start")) and given(row.get(f"{role}_end"))
    ]
    out += [
        Span(int(s["source_start"]), int(s["source_end"]), "source", name)
        for s in sources
        if given(s.get("source_start")) and int(s["source_end"]) > int(s["source_start"])
    ]
    return out


def pieces(text: str, marked: Iterable[Span], start: int = 0) -> list[tuple[str, str, list[Span]]]:
    """Cut a text at the ends of the spans and return (piece, role, spans that begin there).

    text: begins at the article's offset `start`; role: that of the span that wins, empty outside all spans. An item
    inside its figure phrase stays visible: it wins over the figure except on the numeral's side of it.
    """
    clipped = [
        s._replace(start=max(s.start - start, 0), end=min(s.end - start, len(text)))
        for s in marked
        if s.end > start and s.start < start + len(text)
    ]
    cuts = sorted({0, len(text)} | {s.start for s in clipped} | {s.end for s in clipped})
    order = {"item": 0, "figure": 1, "source": 2, "cue": 3}
    out = []
    for first, last in pairwise(cuts):
        roles = [s.role for s in clipped if s.start <= first and s.end >= last]
        begin = [s for s in clipped if s.start == first]
        out.append((text[first:last], min(roles, key=order.__getitem__) if roles else "", begin))
    return out


def marked_up(text: str, marked: Iterable[Span], start: int = 0) -> Markup:
    """Return the text as HTML with a ``mark`` for every piece that has a role."""
    out = Markup("")
    for piece, role, _ in pieces(text, marked, start):
        out += Markup('<mark class="nc-{0}" title="{0}">{1}</mark>').format(role, piece) if role else escape(piece)
    return out


def claim_html(row: Any, sources: Iterable[Any] = (), style: bool = True) -> str:
    """Return a claim as HTML: its sentence in the original script with the four roles marked, the gloss under it.

    row: a mapping with the columns of the claims table; sources: its rows of the sources table. Spans outside the
    sentence (a source named in the sentence before) are written behind it.
    """
    sentence, lang = text_of(row, "sentence"), text_of(row, "lang")
    found = spans(row, sources)
    start = _start(row, sentence)
    inside = [s for s in found if s.end > start and s.start < start + len(sentence)]
    outside = {"source": text_of(row, "source"), "cue": text_of(row, "cue")}
    shown = {s.role for s in inside}
    names = outside["source"].split("; ") if outside["source"] else []
    if "source" not in shown and names and all(name in sentence for name in names):
        at = [(sentence.index(name) + start, len(name)) for name in names]
        inside += [Span(first, first + size, "source") for first, size in at]
        shown.add("source")
    rest = Markup("").join(
        Markup(' <span>({0}: <mark class="nc-{0}">{1}</mark>)</span>').format(role, words)
        for role, words in outside.items()
        if words and role not in shown
    )
    body = Markup('<div lang="{}">{}{}</div>').format(lang, marked_up(sentence, inside, start), rest)
    body += Markup('<div class="nc-gloss" lang="en">{}</div>').format(text_of(row, "gloss"))
    head = Markup("<style>{}</style>").format(Markup(STYLE)) if style else Markup("")
    return str(head + Markup('<div class="nc-claim">{}</div>').format(body))


def _start(row: Any, sentence: str) -> int:
    """Where the sentence begins in the article: found from the figure, which stands in both."""
    figure, offset = text_of(row, "figure_text"), int(row["figure_start"])
    wanted = [(text_of(row, c), row.get(f"{k}_start")) for c, k in (("item", "item"), ("cue", "cue"))]
    best, most = 0, -1
    at = sentence.find(figure)
    while at >= 0:
        start = offset - at
        fits = sum(
            1 for words, where in wanted if words and given(where) and sentence[int(where) - start :].startswith(words)
        )
        if fits > most:
            best, most = start, fits
        at = sentence.find(figure, at + 1)
    return best if most >= 0 else offset
