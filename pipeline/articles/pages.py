"""Articles from web pages: the text that trafilatura finds, with what it would drop kept.

trafilatura removes every character that Python does not call printable, ZWJ and ZWNJ among them,
and drops a paragraph that repeats the one before and a division that stands among paragraphs. So the
parsed page is prepared first: joiners become a printable letter that the page does not hold, repeated
passages get a mark of their own (both are undone in the text and the title), and such divisions become
paragraphs. Soft hyphens and other
invisible characters are still dropped and runs of spaces become one: the article's text is what
extraction yields.
"""

import copy
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.articles.decode import decode
from pipeline.articles.records import Unreadable

#: Control characters and others that a page can refer to by number but XML can't hold; dropped.
_UNFIT = dict.fromkeys((*range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))
#: Letters of scripts that no news page uses; the first three that the page lacks stand for ZWNJ, ZWJ, mark.
_STAND_INS = tuple(chr(c) for c in range(0x10400, 0x10450))
#: The parser refuses a page whose first line declares XML once the text is decoded; it has no other meaning here.
_XML = re.compile(r"\A\s*<\?xml[^>]{0,200}>")
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
#: Parts of a page that are never the article; removed because short pages would otherwise keep them.
_NOT_ARTICLE = ("script", "style", "noscript", "template", "nav", "footer", "form", "iframe")
#: Elements whose repeated text is marked, where they hold no other of them.
_BLOCKS = ("p", "li", "blockquote", "td", "h1", "h2", "h3", "h4", "h5", "h6", "div", "section", "article", "dd")
#: A division among paragraphs counts as one from this many characters on.
_RUNNING = 40
#: Attributes of a page that hold its title.
_TITLE_ATTRIBUTES = ("content", "title")


@dataclass(frozen=True)
class Page:
    """What a page gives: the article's text, and its title, date (ISO) and URL where it states them."""

    text: str
    title: str | None
    date: str | None
    url: str | None


@cache
def _config() -> Any:
    """trafilatura's settings, with short briefs taken as they are (its default wants 250 characters)."""
    from trafilatura.settings import DEFAULT_CONFIG

    config = copy.deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "40"
    return config


def read_page(data: bytes, max_depth: int = 250) -> Page:
    """Extract the article of a web page; ``max_depth`` bounds how many elements stand inside one another.

    Raises:
        Unreadable: the bytes can't be decoded, or the page holds no article.
    """
    from trafilatura import bare_extraction, load_html

    declared = _DECLARED.search(data[:4096])
    markup, _ = decode(data, declared.group(1).decode("ascii") if declared else None)
    if not markup.strip():
        raise Unreadable("empty")
    tree = load_html(_XML.sub("", markup, count=1))
    if tree is None:
        raise Unreadable("no article text found in the page")
    if _deeper(tree, max_depth):
        raise Unreadable(f"limit max_page_depth ({max_depth}) exceeded", "failed")
    marks = _mask(tree, markup)
    document: Any = bare_extraction(
        tree, config=_config(), include_comments=False, include_tables=True, with_metadata=True
    )
    if document is None or not (document.text or "").strip():
        raise Unreadable("no article text found in the page")
    return Page(
        text=_unmask(document.text, marks),
        title=_unmask(document.title, marks) if document.title else None,
        date=document.date or None,
        url=document.url or None,
    )


def _deeper(tree: Any, most: int) -> bool:
    from lxml.etree import iterwalk

    depth = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > most:
            return True
    return False


def _mask(tree: Any, markup: str) -> tuple[str, str, str]:
    """Mask joiners and repeated passages in the tree; return the stand-ins of ZWNJ, ZWJ and of marks."""
    free = [c for c in _STAND_INS if c not in markup and f"{ord(c):x}" not in markup.lower()]
    if len(free) < 3:
        raise Unreadable("page holds every stand-in for joiners", "failed")
    zwnj, zwj, mark = free[:3]
    for element in list(tree.iter(*_NOT_ARTICLE)):
        if element.getparent() is not None:
            element.drop_tree()
    table: dict[int, str | None] = {**_UNFIT, 0x200C: zwnj, 0x200D: zwj}
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.text:
            element.text = element.text.translate(table)
        if element.tail:
            element.tail = element.tail.translate(table)
        for name in _TITLE_ATTRIBUTES:
            value = element.get(name)
            if value and not value.isprintable():
                element.set(name, value.translate(table))
    _divs_to_paragraphs(tree)
    _mark_repeated(tree, mark)
    return zwnj, zwj, mark


def _divs_to_paragraphs(tree: Any) -> None:
    """Make paragraphs of the divisions that stand among paragraphs and hold running text, not links."""
    for block in list(tree.iter("div")):
        parent = block.getparent()
        if parent is None or parent.find("p") is None or next(block.iterdescendants(*_BLOCKS), None) is not None:
            continue
        length = len("".join(block.itertext()).strip())
        linked = sum(len("".join(a.itertext())) for a in block.iter("a"))
        if length >= _RUNNING and 2 * linked < length:
            block.tag = "p"


def _mark_repeated(tree: Any, mark: str) -> None:
    """Give every passage that repeats an earlier one a number, so that no two are alike."""
    seen: Counter[str] = Counter()
    for block in tree.iter(*_BLOCKS):
        key = " ".join(block.itertext()).split()
        if not key or next(block.iterdescendants(*_BLOCKS), None) is not None:
            continue
        seen[passage := " ".join(key)] += 1
        if seen[passage] == 1:
            continue
        number = f"{mark}{seen[passage]}{mark}"
        if len(block):
            block[-1].tail = (block[-1].tail or "") + number
        else:
            block.text = (block.text or "") + number


def _unmask(text: str, marks: tuple[str, str, str]) -> str:
    zwnj, zwj, mark = marks
    text = re.sub(f"{mark}\\d+{mark}", "", text)
    return unicodedata.normalize("NFC", text.replace(zwnj, "\u200c").replace(zwj, "\u200d"))
