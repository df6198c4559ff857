"""Short plain sentences made from the lexicons: the verb forms that a small news treebank has not.

News tells of the past and of third persons. A reader, a grammar or a letter says *I write*, *do you
play*, *the cows will graze*. Sentences of that kind are put together from a lexicon's nouns and verbs
with their trees; they make no sense, but their forms, cases and relations are right.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pipeline.training.config import HERE
from pipeline.training.conllu import Tree
from pipeline.training.lemmatizer import Triple

Word = tuple[str, str, str, str, str]
"""Form, lemma, UPOS, case or "", relation."""


class Plain:
    """Makes sentences from ``configs/plain_<lang>.toml`` and the words of a lexicon."""

    def __init__(self, data: dict[str, Any], nouns: Sequence[str], verbs: Sequence[str], seed: int = 1) -> None:
        self.data = data
        self.nouns = nouns
        self.verbs = verbs
        self.rng = random.Random(seed)

    def subject(self) -> tuple[list[Word], Sequence[str]]:
        """The subject, if any, and the pronoun's row that the verb agrees with."""
        r, d = self.rng, self.data
        third: Sequence[str] = d["pronouns"][4]
        draw = r.random()
        if draw < 0.45:
            person = r.choice(d["pronouns"])
            return [(person[0], person[1], "PRON", "Nom", "nsubj")], person
        if draw >= 0.9:
            return [], third
        noun = r.choice(self.nouns)
        form, case = noun, "Nom"
        if r.random() < 0.25 and noun[-1] not in d["nominal_vowels"]:
            form, case = noun + d["ergative"], "Erg"
        elif r.random() < 0.3 and noun[-1] not in d["neuter_endings"]:
            form = noun + (d["plural_vowel"] if noun[-1] in d["nominal_vowels"] else d["plural"])
        return [(form, noun, "NOUN", case, "nsubj")], third

    def middle(self) -> list[Word]:
        """A place, an object or an adverb, now and then with an owner before it."""
        r, d = self.rng, self.data
        noun, draw = r.choice(self.nouns), r.random()
        words: list[Word] = []
        if draw < 0.3:
            ending, case = r.choice(d["oblique"])
            words = [(noun + ending, noun, "NOUN", case, "obl")]
        elif draw < 0.45:
            words = [(noun, noun, "NOUN", "Nom", "obj")]
        elif draw < 0.55:
            adverb = r.choice(d["adverbs"])
            words = [(adverb, adverb, "ADV", "", "advmod")]
        if words and words[0][2] == "NOUN" and r.random() < 0.12:
            owner = r.choice(self.nouns)
            words.insert(0, (owner + r.choice(d["genitive"]), owner, "NOUN", "Gen", "nmod:poss"))
        return words

    def verb(self, person: Sequence[str]) -> list[Word]:
        """The verb and its auxiliaries."""
        r, d = self.rng, self.data
        lemma = r.choice(self.verbs)
        stem = lemma[: -len(d["infinitive"])]
        draw = r.random()
        if stem[-1] in d["vowels"]:
            chosen = r.choice(d["vowel_stems"][0][1])
        elif draw < d["present"]:
            chosen = [person[4], person[2]]
        elif draw < d["present"] + d["future"]:
            chosen = [person[3]]
        else:
            weights = [w for w, _ in d["stems"]]
            chosen = r.choice(r.choices([c for _, c in d["stems"]], weights)[0])
        parts = [r.choice(p.split("|")) for p in chosen]
        out: list[Word] = [(stem + parts[0], lemma, "VERB", "", "root")]
        denied = r.random() < 0.08
        for auxiliary in parts[1:]:
            form = d["negation"][1] if denied and auxiliary == d["negation"][0] else auxiliary
            out.append((form, d["auxiliaries"][form], "AUX", "", "aux"))
        return out

    def tree(self) -> Tree:
        """One sentence with its tree."""
        subject, person = self.subject()
        before = [*subject, *self.middle()]
        words = [*before, *self.verb(person)]
        root = len(before) + 1
        if self.rng.random() < 0.9:
            mark = self.rng.choice(self.data["marks"])
            words.append((mark, mark, "PUNCT", "", "punct"))
        rows = []
        for i, (form, lemma, upos, case, relation) in enumerate(words, 1):
            head = 0 if relation == "root" else i + 1 if relation == "nmod:poss" else root
            feats = f"Case={case}" if case else "_"
            rows.append([str(i), form, lemma, upos, "_", feats, str(head), relation, "_", "_"])
        return Tree(rows, {"text": " ".join(w[0] for w in words)})


def plain_sentences(
    lang: str,
    entries: Sequence[Triple],
    frequency: Callable[[str], int],
    number: int,
    seed: int = 1,
    folder: Path = HERE,
    least: int = 12,
) -> list[Tree]:
    """``number`` sentences from a lexicon's verbs and those of its nouns that raw text has ``least`` times.

    Empty for a language without a ``plain_<lang>.toml`` or a lexicon without nouns or verbs.
    """
    path = folder / f"plain_{lang}.toml"
    if not number or not path.exists():
        return []
    with open(path, "rb") as source:
        data = tomllib.load(source)
    infinitive = data["infinitive"]
    nouns = sorted({f for f, u, lm in entries if u == "NOUN" and f == lm and len(f) > 2 and frequency(f) >= least})
    verbs = sorted({lm for _, u, lm in entries if u == "VERB" and lm.endswith(infinitive) and len(lm) > 4})
    if not nouns or not verbs:
        return []
    maker = Plain(data, nouns, verbs, seed)
    return [maker.tree() for _ in range(number)]
