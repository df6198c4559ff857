"""Finds articles that copy each other, so that an agency text printed ten times counts once."""

import re
from collections.abc import Mapping

from datasketch import MinHash, MinHashLSH

from pipeline.text import fold

#: Words in a shingle, hashes in a signature, and the share of shingles in common from which two texts are copies.
SHINGLE, HASHES, SAME = 5, 128, 0.7
_WORD = re.compile(r"[\w\u0900-\u0dff\u200c\u200d]+")


def shingles(text: str) -> frozenset[str]:
    """Return the runs of five folded words of a text; the whole text where it is shorter."""
    words = [fold(w) for w in _WORD.findall(text)]
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(max(len(words) - SHINGLE + 1, 1)) if words)


def copies(texts: Mapping[str, str]) -> dict[str, int]:
    """Return a number for every article; articles that copy each other, directly or through others, share it.

    texts: doc_id -> text. Candidates come from MinHash signatures, each is then checked on the shingles themselves:
    at least `SAME` of those of both (Jaccard). Numbers follow the order of the mapping.
    """
    ids = list(texts)
    sets = {doc_id: shingles(texts[doc_id]) for doc_id in ids}
    index = MinHashLSH(threshold=SAME - 0.1, num_perm=HASHES)
    leader = {doc_id: i for i, doc_id in enumerate(ids)}
    for doc_id in ids:
        if not sets[doc_id]:
            continue
        signature = MinHash(num_perm=HASHES, seed=1)
        signature.update_batch([s.encode("utf-8", "surrogatepass") for s in sorted(sets[doc_id])])
        for other in sorted(index.query(signature), key=lambda d: leader[d]):
            if len(sets[doc_id] & sets[other]) >= SAME * len(sets[doc_id] | sets[other]):
                leader[doc_id] = leader[other]
                break
        index.insert(doc_id, signature)
    return leader
