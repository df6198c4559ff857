"""Finds the cues of the language data in a reading: longest first, false cues cancelling what they overlap."""

from dataclasses import dataclass

from pipeline.attribution.lexicon import Cue, FalseCue
from pipeline.attribution.reading import Reading, Sentence


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue at words ``first`` to ``last`` (exclusive) of one sentence."""

    cue: Cue
    first: int
    last: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A cue that a false cue of the data overlaps."""

    hit: Hit
    by: FalseCue


def _longest(r: Reading, s: Sentence, i: int) -> list[tuple[int, Cue | FalseCue]]:
    node = r.lexicon.trie
    found: list[tuple[int, Cue | FalseCue]] = []
    j = i
    while j < s.last:
        w = r.words[j]
        child = node.children.get(w.key) if not w.mark else None
        if child is None:
            if j > i and not w.mark and r.lexicon.is_a(w.key, "particle"):
                j += 1
                continue
            break
        node = child
        j += 1
        found.extend((j, record) for record in node.ends)
    return found


def find_cues(r: Reading, s: Sentence) -> tuple[list[Hit], list[Cancelled]]:
    """The cues of a sentence from left to right, and those that a false cue cancels."""
    hits: list[Hit] = []
    spans: list[tuple[int, int, FalseCue]] = []
    for i in range(s.first, s.last):
        if r.words[i].mark:
            continue
        best: Hit | None = None
        for end, record in _longest(r, s, i):
            if isinstance(record, FalseCue):
                spans.append((i, end, record))
            elif best is None or end > best.last:
                best = Hit(record, i, end, s)
        if best is not None:
            hits.append(best)
    kept: list[Hit] = []
    cancelled: list[Cancelled] = []
    for hit in hits:
        false = next((f for a, b, f in spans if a < hit.last and hit.first < b), None)
        if false is not None:
            cancelled.append(Cancelled(hit, false))
        elif kept and hit.first < kept[-1].last:
            if hit.last - hit.first > kept[-1].last - kept[-1].first:
                kept[-1] = hit
        else:
            kept.append(hit)
    return kept, cancelled
