"""Word vectors from raw text, one space for both languages.

Gujarati and Devanagari letters lie 0x180 apart, so the texts of both languages are brought into one
script and trained together: the words that the languages share tie the two halves of the space.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.training.config import LanguageConfig
from pipeline.training.script import to_devanagari, to_gujarati

TOKEN = re.compile(
    "[\u0900-\u0963\u0971-\u097f\u0a80-\u0ae5\u0af0-\u0aff\u200c\u200d]+"
    "|[A-Za-z]+|[0-9\u0966-\u096f\u0ae6-\u0aef][0-9\u0966-\u096f\u0ae6-\u0aef,.:]*|[^\\s\\w]"
)
DIGIT = re.compile("[0-9\u0966-\u096f]")
OWN = "g_"  # marks a word form that the other language writes alike but uses for something else


def lines_of(path: Path) -> Iterator[str]:
    """The lines of one corpus file: plain or ``.xz`` text, or the titles and texts of a JSONL file."""
    opener: Any = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if path.suffix == ".jsonl":
                record = json.loads(line)
                if record.get("title"):
                    yield record["title"]
                yield from record["text"].split("\n")
            else:
                yield line


def words(line: str, lang: str, false_friends: frozenset[str]) -> list[str]:
    """The words of a line in the common script, lower case, digits as zeros."""
    out = []
    for token in TOKEN.findall(line.replace("\ufeff", "")):
        own = lang == "gu" and token in false_friends
        token = to_devanagari(token)
        if token[0].isdecimal():
            token = DIGIT.sub("0", token)
        out.append(OWN + token if own else token.lower())
    return out


def corpus_files(corpora: Path, lang: str) -> list[Path]:
    """The text files of one language, in a fixed order."""
    return sorted(p for p in (corpora / lang).iterdir() if p.name.endswith((".txt", ".txt.xz", ".jsonl")))


def write_joint_text(
    corpora: Path,
    out: Path,
    config: LanguageConfig,
    swaps: dict[str, list[str]] | None = None,
) -> dict[str, Counter[str]]:
    """Write the shuffled joint text and return how often each word occurs in each language.

    ``swaps`` (Hindi word in Gujarati script -> Gujarati words) gives half of the Hindi lines a second
    time with such words replaced, so that the function words of the two languages share neighbours.
    """
    rng = random.Random(config.seed)
    friends = frozenset(config.vectors.false_friends)
    counts: dict[str, Counter[str]] = {"hi": Counter(), "gu": Counter()}
    rows: list[str] = []
    for lang in ("hi", "gu"):
        for path in corpus_files(corpora, lang):
            share = config.vectors.share.get(path.name.split(".")[0], 1.0)
            repeat = config.vectors.repeat.get(path.name.split(".")[0], 1)
            for line in lines_of(path):
                if share < 1 and rng.random() > share:
                    continue
                tokens = words(line, lang, friends)
                if len(tokens) < 3:
                    continue
                counts[lang].update(tokens)
                rows.extend([" ".join(tokens)] * repeat)
                if swaps and lang == "hi" and share == 1 and rng.random() < 0.5:
                    rows.append(" ".join(swap(tokens, swaps, friends, rng)))
    rng.shuffle(rows)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return counts


def swap(tokens: list[str], swaps: dict[str, list[str]], friends: frozenset[str], rng: random.Random) -> list[str]:
    """The Hindi words with six in ten of those that ``swaps`` knows replaced by Gujarati ones."""
    out = []
    for token in tokens:
        known = swaps.get(to_gujarati(token))
        if known and rng.random() < 0.6:
            word = rng.choice(known)
            out.append((OWN if word in friends else "") + to_devanagari(word))
        else:
            out.append(token)
    return out


def train_vectors(text: Path, config: LanguageConfig, workers: int) -> tuple[list[str], np.ndarray]:
    """Skip-gram vectors of the joint text: words by falling frequency, and their matrix."""
    from gensim.models import Word2Vec

    v = config.vectors
    model = Word2Vec(
        corpus_file=str(text),
        vector_size=v.size,
        window=v.window,
        min_count=v.min_count,
        sg=1,
        negative=v.negative,
        sample=1e-4,
        workers=workers,
        epochs=v.epochs,
        seed=config.seed,
    )
    return list(model.wv.index_to_key), np.asarray(model.wv.vectors)


def shorten_mantissa(values: torch.Tensor, bits: int = 13) -> torch.Tensor:
    """Float32 values rounded to 23 - ``bits`` bits of mantissa: same type, files that pack to half."""
    step = 1 << bits
    whole = values.contiguous().view(torch.int32)
    return ((whole + (step >> 1)) // step * step).view(torch.float32)


def language_words(names: Iterable[str], counts: dict[str, Counter[str]], lang: str, least: int) -> dict[str, str]:
    """Words of one language as it writes them -> their name in the joint space, most frequent first."""
    mine = [n for n in names if counts[lang][n] >= least and (lang == "gu" or not n.startswith(OWN))]
    mine.sort(key=lambda n: -counts[lang][n])
    out: dict[str, str] = {}
    for name in mine:
        out.setdefault(written(name, lang), name)
    return out


def written(name: str, lang: str) -> str:
    """A word of the joint space in the script of ``lang``."""
    return to_gujarati(name.removeprefix(OWN)) if lang == "gu" else name


def pretrain_from(words_: dict[str, str], names: list[str], matrix: np.ndarray) -> Any:
    """A ``stanza`` Pretrain of these words; unknown words get the mean of the rarer quarter."""
    from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab

    index = {n: i for i, n in enumerate(names)}
    centred = matrix - matrix.mean(0)
    centred = centred / np.linalg.norm(centred, axis=1).mean() * 3.0
    emb = np.zeros((len(words_) + 4, matrix.shape[1]), np.float32)
    for row, name in enumerate(words_.values()):
        emb[row + 4] = centred[index[name]]
    emb[1] = emb[4 + len(words_) * 3 // 4 :].mean(0) if words_ else 0
    pretrain = Pretrain.__new__(Pretrain)
    pretrain._vocab = PretrainedWordVocab(list(words_))
    pretrain._emb = shorten_mantissa(torch.from_numpy(emb))
    return pretrain


def pruned(pretrain: Any, size: int) -> Any:
    """The same vectors for the ``size`` most frequent words only."""
    from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab

    kept = pretrain.vocab._id2unit[4 : 4 + size]
    small = Pretrain.__new__(Pretrain)
    small._vocab = PretrainedWordVocab(list(kept))
    small._emb = pretrain.emb[: len(kept) + 4].clone()
    return small
