"""Trains Stanza's lemmatizer: a dictionary from treebank, lexicons and corpus, and a small network.

A guesser learns from treebank and lexicons which ending of a word is replaced by which in its lemma;
it writes the dictionary for the words that raw text has and the treebank has not, and so the network
is needed only for words that were never seen.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.training.config import LanguageConfig
from pipeline.training.conllu import FORM, LEMMA, UPOS, Tree
from pipeline.training.loop import set_seed, train_steps

MODEL: dict[str, Any] = {
    "ensemble_dict": True,
    "dict_only": False,
    "hidden_dim": 80,
    "emb_dim": 40,
    "num_layers": 1,
    "emb_dropout": 0.2,
    "dropout": 0.2,
    "max_dec_len": 40,
    "beam_size": 1,
    "attn_type": "soft",
    "pos_dim": 40,
    "pos_dropout": 0.2,
    "edit": True,
    "num_edit": 3,
    "alpha": 1.0,
    "pos": True,
    "copy": True,
    "charlm": None,
    "charlm_shorthand": None,
    "sample_train": 1.0,
    "optim": "adam",
    "lr": 2e-3,
    "batch_size": 100,
    "max_grad_norm": 5.0,
    "caseless": False,
    "skip_blank_lemmas": False,
}

Triple = tuple[str, str, str]
"""Form, UPOS, lemma."""

WIKTIONARY = {"noun": "NOUN", "verb": "VERB", "adj": "ADJ", "name": "PROPN", "adv": "ADV"}
UNIMORPH = {"N": "NOUN", "A": "ADJ", "V": "VERB"}
SIBLING = {"PROPN": "NOUN", "NOUN": "PROPN", "AUX": "VERB", "VERB": "AUX"}


def lexicon(folder: Path, lang: str, infinitive: str) -> list[Triple]:
    """What the lexicons of a language say about single words; missing files are passed over."""
    out: list[Triple] = []
    pairs = folder / f"{lang}_form_lemma.json"
    if pairs.exists():
        for form, lemma in json.loads(pairs.read_text("utf-8")).items():
            if lemma.endswith(infinitive):
                out.append((form, "VERB", lemma))
    for path in sorted(folder.glob(f"unimorph_{'hin' if lang == 'hi' else 'guj'}*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            parts = line.split("\t")
            if len(parts) == 3 and parts[2][:1] in UNIMORPH:
                out.append((parts[1], UNIMORPH[parts[2][0]], parts[0]))
    entries = folder / f"{lang}_wiktionary_pos.tsv"
    if entries.exists():
        for line in entries.read_text("utf-8").splitlines():
            word, _, pos = line.partition("\t")
            if pos in WIKTIONARY:
                out.append((word, WIKTIONARY[pos], word))
    return [t for t in out if " " not in t[0] and " " not in t[2]]


def irregular_forms(config: LanguageConfig) -> list[Triple]:
    """The forms of the irregular verb stems that the configuration names."""
    c = config.lemmatizer
    return [(stem + e, "VERB", lemma) for stem, lemma in c.irregular.items() for e in c.irregular_endings]


def edit(form: str, lemma: str) -> tuple[str, str]:
    """The ending of ``form`` and the ending of ``lemma`` that takes its place."""
    k = 0
    while k < min(len(form), len(lemma)) and form[k] == lemma[k]:
        k += 1
    return form[k:], lemma[k:]


class Guesser:
    """Guesses lemmas of unknown words from the endings of known ones."""

    def __init__(
        self, triples: dict[Triple, float], frequency: Callable[[str], int], infinitive: str, longest: int = 7
    ) -> None:
        self.infinitive = infinitive
        self.known = {t[2] for t in triples}
        self.irregular = {t[2] for t in triples if t[1] == "AUX" and not t[2].endswith(infinitive)}
        self.edits: dict[tuple[str, str], dict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
        self.frequency = frequency
        self.longest = longest
        for (form, upos, lemma), weight in triples.items():
            change = edit(form, lemma)
            for n in range(len(change[0]), min(longest, len(form)) + 1):
                self.edits[upos, form[len(form) - n :]][change] += weight

    def lemma(self, form: str, upos: str) -> str:
        """The best lemma: endings seen on the longest stretch of the word, and lemmas that text has."""
        scores: dict[tuple[str, str], float] = defaultdict(float)
        left = 1.0
        for n in range(min(self.longest, len(form)), -1, -1):
            changes = self.edits.get((upos, form[len(form) - n :]))
            if not changes:
                continue
            total = sum(changes.values())
            trust = total / (total + 1.5)
            for change, weight in changes.items():
                if form.endswith(change[0]) and len(form) + len(change[1]) > len(change[0]):
                    scores[change] += left * trust * weight / total
            left *= 1 - trust
            if left < 1e-4:
                break
        best, chosen = -1.0, form
        for (old, new), score in scores.items():
            candidate = form[: len(form) - len(old)] + new
            if candidate in self.known:
                score *= 1.7
            verb = upos in {"VERB", "AUX"}
            if verb and not candidate.endswith(self.infinitive) and candidate not in self.irregular:
                score *= 0.05
            value = score * (0.35 + math.log1p(min(self.frequency(candidate), 500)))
            if value > best:
                best, chosen = value, candidate
        return chosen


class Dictionary:
    """Lemmas of (form, UPOS): the treebank's, then the lexicons', then the guesser's."""

    def __init__(
        self,
        trees: Sequence[Tree],
        entries: Iterable[Triple],
        frequency: Callable[[str], int],
        infinitive: str,
        weight: float = 0.4,
    ) -> None:
        self.counts: Counter[Triple] = Counter((r[FORM], r[UPOS], r[LEMMA]) for t in trees for r in t.rows)
        self.treebank: dict[tuple[str, str], str] = {}
        for (form, upos, lemma), _ in reversed(self.counts.most_common()):
            self.treebank[form, upos] = lemma
        choices: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for form, upos, lemma in entries:
            choices[form, upos][lemma] += 1
        self.lexicons = {k: max(c, key=lambda x: (c[x], frequency(x))) for k, c in choices.items()}
        types: dict[Triple, float] = defaultdict(float)
        for triple, n in self.counts.items():
            types[triple] += 1 + math.log(n)
        for (form, upos), lemma in self.lexicons.items():
            types[form, upos, lemma] += weight
        self.guesser = Guesser(types, frequency, infinitive)
        self.verbs = {lemma for _, upos, lemma in types if upos == "VERB"}

    def lemma(self, form: str, upos: str) -> str:
        """The lemma of a word."""
        for table in (self.treebank, self.lexicons):
            if (form, upos) in table:
                return table[form, upos]
        other = SIBLING.get(upos, upos)
        if (form, other) in self.treebank:
            return self.treebank[form, other]
        if upos == "AUX" and (form, "VERB") in self.lexicons:
            return self.lexicons[form, "VERB"]
        return self.guesser.lemma(form, upos)

    def table(self, words: Iterable[str]) -> dict[str, dict[str, str]]:
        """{UPOS: {form: lemma}} of treebank, lexicons and ``words`` of raw text.

        A word of raw text is entered as noun and name, and as verb where its guessed lemma is a verb
        that treebank or lexicons know.
        """
        out: dict[str, dict[str, str]] = {}
        known = [*self.treebank.items(), *self.lexicons.items()]
        for (form, upos), lemma in known:
            out.setdefault(upos, {}).setdefault(form, lemma)
        for (form, upos), lemma in known:
            if upos in {"VERB", "NOUN", "PROPN"}:
                out.setdefault(SIBLING[upos], {}).setdefault(form, lemma)
        for form in words:
            for upos in ("NOUN", "PROPN", "VERB", "AUX"):
                lemma = self.lemma(form, upos)
                if upos in {"NOUN", "PROPN"} or lemma in self.verbs:
                    out.setdefault(upos, {}).setdefault(form, lemma)
        return out


def train_lemmatizer(
    trees: Sequence[Tree],
    entries: Sequence[Triple],
    config: LanguageConfig,
    *,
    frequency: Callable[[str], int] = lambda word: 0,
    words: Iterable[str] = (),
    steps: int | None = None,
    checkpoint: Path | None = None,
) -> Any:
    """A trained ``stanza`` lemmatizer Trainer.

    ``frequency`` tells how often raw text has a word, ``words`` are words of raw text that the
    dictionary shall hold too.
    """
    from stanza.models.lemma.data import DataLoader
    from stanza.models.lemma.trainer import Trainer
    from stanza.models.lemma.vocab import MultiVocab, Vocab

    set_seed(config.seed)
    c = config.lemmatizer
    dictionary = Dictionary(trees, entries, frequency, c.infinitive)
    table = dictionary.table(words)
    data = [(form, upos, lemma) for upos, forms in table.items() for form, lemma in forms.items()]
    seen = list(dictionary.counts)
    vocab = MultiVocab(
        {
            "char": Vocab("".join(f + lm for f, _, lm in data), config.lang),
            "pos": Vocab([u for _, u, _ in data], config.lang),
        }
    )
    args = {**MODEL, **c.model, "lang": config.lang, "shorthand": f"{config.lang}_{config.package}"}
    args.update(vocab_size=vocab["char"].size, pos_vocab_size=vocab["pos"].size)
    trainer = Trainer(args=args, vocab=vocab, device="cpu")
    loader = DataLoader.__new__(DataLoader)
    loader.args, loader.eval = args, False
    rng = random.Random(config.seed)

    def batches() -> Iterator[Any]:
        while True:
            chosen = [rng.choice(seen) if rng.random() < 0.5 else rng.choice(data) for _ in range(100)]
            loader.data = [loader.preprocess(chosen, vocab["char"], vocab["pos"], args)]
            yield loader[0]

    train_steps(
        trainer.model,
        trainer.optimizer,
        batches(),
        trainer.update,
        steps=steps or c.steps,
        peak=2.5e-3,
        name=f"{config.lang} lemmatizer",
        checkpoint=checkpoint,
    )
    trainer.pos_dict = {**table, "*": {}}
    return trainer
