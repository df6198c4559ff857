"""Training text for the tokenizer: treebank sentences with the spacing and marks that news has.

A treebank is clean: every stop is followed by a space, quotes are of one kind, numbers are plain. Here
its sentences are written again with numbers, abbreviations, quotes, dashes, brackets, list numbers,
links, missing and extra spaces, other final marks and none, and joined to paragraphs.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.training.config import TokenizerConfig
from pipeline.training.conllu import FORM, MISC, Row

Piece = list
"""[form, followed by a space]: one token of a sentence being written."""

GLUED = re.compile(r"^([^\W\d_][^\d.]{0,4})\.(\d.*)$")
QUOTES = [('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'"), ("«", "»"), ("„", "“"), ("``", "''")]
BRACKETS = [("(", ")"), ("(", ")"), ("[", "]"), ("{", "}")]
FINAL = "।.?!|"
VIRAMAS = "\u094d\u0acd"
ENDS = {"।", ".", "?", "!", "|", "..", "…", "...", '"', "”", "’", "'", "।।", "?!", "!!", "??", "...."}


def in_digits(text: str, zero: str) -> str:
    """``text`` with its ASCII digits in the script whose nought is ``zero``."""
    return "".join(chr(ord(zero) + int(c)) if c in "0123456789" else c for c in text)


def grouped(number: int) -> str:
    """A number with Indian commas: 1234567 -> 12,34,567."""
    text = str(number)
    head, tail = text[:-3], text[-3:]
    parts: list[str] = []
    while len(head) > 2:
        parts.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*([head] if head else []), *parts, tail])


def dots_apart(out: list[Piece]) -> list[Piece]:
    """The pieces with every row of dots as so many tokens."""
    pieces: list[Piece] = []
    for form, space in out:
        if len(form) > 1 and not form.strip("."):
            pieces += [[".", False] for _ in form[1:]] + [[".", space]]
        else:
            pieces.append([form, space])
    return pieces


@dataclass
class Writer:
    """Writes sentences of one language with news habits; ``strength`` 0 leaves them nearly as they are."""

    config: TokenizerConfig
    rng: random.Random
    strength: float = 1.0

    def chance(self, p: float) -> bool:
        """True with probability ``p`` times the strength."""
        return self.rng.random() < p * self.strength

    def number(self) -> str:
        """A number as one token: grouped, decimal, clock time, range, date or plain, in either script."""
        r = self.rng
        value = int(10 ** (r.random() * 8))
        kind = r.random()
        if kind < 0.35:
            text = grouped(value)
        elif kind < 0.45:
            text = f"{value:,}"
        elif kind < 0.6:
            text = f"{value % 1000}.{r.randrange(100)}" if r.random() < 0.5 else f"{value % 100}.{r.randrange(10)}"
        elif kind < 0.66:
            text = f"{r.randrange(24)}:{r.randrange(60):02d}"
        elif kind < 0.72:
            low = r.randrange(100)
            text = f"{low}-{low + r.randrange(1, 20)}"
        elif kind < 0.76:
            mark = r.choice("/.")
            text = f"{r.randrange(1, 31)}{mark}{r.randrange(1, 13)}{mark}{r.randrange(1990, 2030)}"
        else:
            text = str(value)
        return in_digits(text, self.config.zero) if r.random() < 0.45 else text

    def base(self, rows: Sequence[Row]) -> list[Piece]:
        """The sentence as the treebank writes it."""
        out: list[Piece] = []
        for row in rows:
            space = "SpaceAfter=No" not in row[MISC]
            glued = GLUED.match(row[FORM]) if self.config.split_stops else None
            if glued and glued[1] + "." in self.config.rupee:
                out += [[glued[1] + ".", False], [glued[2], space]]
            elif glued:
                out += [[glued[1], False], [".", False], [glued[2], space]]
            else:
                out.append([row[FORM], space])
        out[-1][1] = True
        return out

    def renumber(self, out: list[Piece]) -> None:
        """Other numbers in place of the sentence's own, and some more with signs and units."""
        r, c = self.rng, self.config
        for piece in out:
            if piece[0].isdecimal() and self.chance(0.35):
                piece[0] = self.number()
            elif piece[0].isdecimal() and r.random() < 0.15:
                piece[0] = in_digits(piece[0], c.zero)
        if not self.chance(0.22):
            return
        at = r.randrange(len(out))
        number, kind = self.number(), r.random()
        new: list[Piece] = [[number, True]]
        if kind < 0.3:
            new = [[number, r.random() < 0.2], [r.choice("%%%٪"), True]]
        elif kind < 0.5:
            new = [[r.choice("₹₹₹$£€"), r.random() < 0.3], [number, True]]
        elif kind < 0.6:
            new = [[r.choice(c.rupee), r.random() < 0.6], [number, True]]
        elif kind < 0.75:
            new = [[number + r.choice(c.endings), True]]
        elif kind < 0.8:
            new = [[r.choice("+-~"), False], [number, True]]
        elif kind < 0.92 and at and self.config.names_with_numbers and out[at - 1][0].isalpha():
            if kind < 0.86:
                out[at - 1][0] += "-" + str(r.choice([*range(1, 20), 30, 100, 400])) + r.choice(self.config.endings)
            else:
                space = r.random() < 0.4
                out[at:at] = [[r.choice("++/×"), space], [number, True]]
                out[at - 1][1] = space
            return
        if at and not out[at - 1][1] and r.random() < 0.7:
            out[at - 1][1] = True
        out[at:at] = new

    def abbreviate(self, out: list[Piece]) -> None:
        """Abbreviations, initials and list numbers: stops that end no sentence."""
        r, c = self.rng, self.config
        if self.chance(0.2):
            at = r.randrange(len(out))
            new: list[Piece] = []
            if r.random() < 0.6:
                new = [[r.choice(c.abbreviations), r.random() < 0.85]]
            else:
                for _ in range(r.choice([1, 2, 2, 3])):
                    initial, space = r.choice(c.initials), r.random() < 0.6
                    new += [[initial + ".", space]] if c.initials_joined else [[initial, False], [".", space]]
            if (at == 0 or out[at - 1][0][-1] not in ".।?!") and out[at][0][0].isalpha():
                out[at:at] = new
        if self.chance(0.05):
            number = str(r.randrange(1, 20))
            number = in_digits(number, c.zero) if r.random() < 0.4 else number
            kind = r.random()
            if kind < 0.6:
                out[:0] = [[number + ".", r.random() < 0.9]]
            else:
                out[:0] = [*([["(", False]] if kind > 0.8 else []), [number, False], [")", True]]
        if self.chance(0.12):
            out.insert(r.randrange(len(out)), [r.choice(c.latin if r.random() < 0.75 else c.links), True])

    def quote(self, out: list[Piece]) -> None:
        """Quotes and brackets around parts, and speech closed by a comma before its quote."""
        r = self.rng
        if self.chance(0.25) and len(out) > 3:
            last = len(out) - 1 if out[-1][0] in FINAL else len(out)
            start = r.randrange(last)
            end = min(last, start + r.choice([1, 1, 2, 3, 5, 8, 30]))
            opening, closing = r.choice(QUOTES + BRACKETS)
            apart = r.random() < 0.08
            out.insert(end, [closing, out[end - 1][1]])
            out[end - 1][1] = apart
            out.insert(start, [opening, apart])
        if self.chance(0.07) and len(out) > 6:
            end = r.randrange(2, len(out) - 2)
            start = 0 if r.random() < 0.8 else r.randrange(end - 1)
            opening, closing = r.choice(QUOTES[:4])
            plain = not any(x[0] in "\"“”‘’'()[]{}" for x in out)
            if plain and out[end - 1][0][-1].isalpha():
                out[end:end] = [[r.choice(",,,!?" + self.config.stop), False], [closing, True]]
                out[end - 1][1] = False
                out.insert(start, [opening, False])

    def punctuate(self, out: list[Piece]) -> None:
        """Colons after a dateline, dashes and commas with and without spaces, joiners in words."""
        r = self.rng
        if self.chance(0.07) and len(out) > 4:
            at = r.choice([1, 1, 2, 3])
            if out[at - 1][0][-1].isalpha() and out[at][0][0].isalnum():
                out[at - 1][1] = r.random() < 0.2
                out.insert(at, [":" if r.random() < 0.85 else "-", True])
        for before, piece, after in zip(out, out[1:], out[2:], strict=False):
            between_digits = before[0][-1].isdecimal() and after[0][0].isdecimal()
            if piece[0] in {",", ";", ":"} and r.random() < 0.12:
                piece[1] = piece[1] if between_digits else False
            elif piece[0] == "," and r.random() < 0.06:
                before[1] = True
            elif piece[0] == "-" and r.random() < 0.3:
                piece[0] = r.choice("-–—-")
                if not between_digits:
                    before[1] = piece[1] = r.random() < 0.5
        if self.chance(0.08) and len(out) > 4:
            at, space = r.randrange(1, len(out) - 1), r.random() < 0.7
            if out[at - 1][0][-1].isalpha() and out[at][0][0].isalpha():
                out[at - 1][1] = space
                mark = r.choice(["-", "–", "—", "--", ":", "/", "...", "…", ";"])
                out.insert(at, [mark, space if mark != "/" else r.random() < 0.5])
        if r.random() < 0.06:
            piece = r.choice(out)
            at = next((i + 1 for i, ch in enumerate(piece[0][:-1]) if ch in VIRAMAS), 0)
            if at:
                piece[0] = piece[0][:at] + r.choice("\u200c\u200d") + piece[0][at:]

    def finish(self, out: list[Piece]) -> None:
        """Other final marks, apart from the last word or attached, inside quotes or brackets."""
        r = self.rng
        if out[-1][0] not in FINAL or len(out) < 3:
            return
        kind = r.random()
        if kind < 0.10 * self.strength:
            out[-1][0] = r.choice(self.config.other_stops)
        elif kind < 0.15 * self.strength:
            out[-1][0] = r.choice(["...", "…", "…", "!!", "?!", "??", "...."])
            out[-2][1] = False
        if self.chance(0.14):
            out[-2][1] = True
        elif r.random() < 0.1:
            out[-2][1] = False
        if self.chance(0.08) and not any(x[0] in "\"“‘'" for x in out):
            opening, closing = r.choice(QUOTES[:4])
            out[-1][1] = False
            out.append([closing, True])
            out.insert(r.choice([0, 0, min(len(out) - 3, 3)]), [opening, False])
        elif self.chance(0.03):
            out[-1][1] = False
            out.append([")", True])
            out.insert(0, ["(", False])

    def sentence(self, rows: Sequence[Row]) -> list[Piece]:
        """One sentence, three times in four with changes."""
        out = self.base(rows)
        if self.chance(0.75):
            for change in (self.renumber, self.abbreviate, self.quote, self.punctuate, self.finish):
                change(out)
        return out if self.config.dots_joined else dots_apart(out)

    def paragraph(self, sentences: Sequence[Sequence[Row]]) -> tuple[list[str], list[int]]:
        """Characters and labels of a paragraph: 0 within a token, 1 its end, 2 the end of a sentence.

        The last sentence may lack its final mark, as headlines do; now and then the space between two
        sentences is missing.
        """
        r = self.rng
        text: list[str] = []
        labels: list[int] = []
        for k, rows in enumerate(sentences):
            out = self.sentence(rows)
            last = k == len(sentences) - 1
            if last and out[-1][0] in FINAL and len(out) > 3 and r.random() < 0.2:
                out = out[:-1]
            if not last and out[-1][0] not in ENDS:
                out.append([self.config.stop, True])
            for i, (form, space) in enumerate(out):
                final = i == len(out) - 1
                text += form
                labels += [0] * (len(form) - 1) + [2 if final else 1]
                if (final and not last and not self.glued(out, sentences[k + 1])) or (not final and space):
                    text.append(" ")
                    labels.append(0)
        return text, labels

    def glued(self, out: list[Piece], following: Sequence[Row]) -> bool:
        """Whether the next sentence follows its stop without a space."""
        first = following[0][FORM]
        fits = len(out) > 1 and out[-1][0] in FINAL and out[-2][0][-1].isalpha() and not first[0].isascii()
        return fits and not first[0].isdecimal() and self.chance(0.08)
