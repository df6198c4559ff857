"""Hindi trees rewritten the Gujarati way: script, endings on the nouns, function words, verb forms.

What differs regularly between the languages is data (``configs/transfer.toml``); this module only
applies it. The result is no translation, but its words have Gujarati shapes and Gujarati endings, so
that a tagger and a parser trained on it start from much that is right.
"""

from __future__ import annotations

import random
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.training.config import HERE
from pipeline.training.conllu import DEPREL, DEPS, FEATS, FORM, HEAD, LEMMA, MISC, UPOS, Row, Tree
from pipeline.training.script import to_gujarati

NOMINAL = {"NOUN", "PROPN", "PRON", "NUM"}
HOSTS = {"NOUN", "PROPN", "PRON", "NUM", "VERB", "ADJ", "DET", "ADV", "X", "AUX"}


@dataclass(frozen=True)
class Rules:
    """The tables of ``transfer.toml``."""

    words: dict[str, list[str]]
    verbs: dict[str, str]
    irregular: dict[str, list[str]]
    postpositions: dict[str, list[str]]
    cases: dict[str, str]
    bare: frozenset[str]
    nouns: list[list[str]]
    pronoun_cases: dict[str, str]
    adverbs: frozenset[str]
    copulas: frozenset[str]
    letters: list[list[str]]
    forms: dict[str, Any]


def load_rules(path: Path = HERE / "transfer.toml") -> Rules:
    """The tables that say how Hindi becomes Gujarati."""
    with open(path, "rb") as source:
        data = tomllib.load(source)
    return Rules(
        words={k: v.split("|") for k, v in data["words"].items()},
        verbs=data["verbs"],
        irregular=data["irregular"],
        postpositions={k: v.split("|") for k, v in data["postpositions"].items()},
        cases=data["cases"],
        bare=frozenset(data["bare"]["after"]),
        nouns=data["nouns"]["endings"],
        pronoun_cases={w: case for case, ws in data["pronouns"].items() for w in ws},
        adverbs=frozenset(data["adverbs"]["words"]),
        copulas=frozenset(data["copulas"]["words"]),
        letters=data["letters"]["replace"],
        forms=data["forms"],
    )


class Rewriter:
    """Rewrites trees by one set of rules; the choice among several Gujarati words is random."""

    def __init__(self, rules: Rules, seed: int = 1) -> None:
        self.rules = rules
        self.rng = random.Random(seed)
        self.words = {self.script(k): v for k, v in rules.words.items()}

    def script(self, word: str) -> str:
        """A Hindi word in Gujarati letters, without the dots that Gujarati does not write."""
        word = unicodedata.normalize("NFC", word)
        for old, new in self.rules.letters:
            word = word.replace(old, new)
        return to_gujarati(word)

    def noun(self, form: str, lemma: str, oblique: bool) -> str:
        """A noun's or adjective's form with the plural and oblique endings of Gujarati."""
        forms = self.rules.forms
        text = self.script(form)
        for old, new in self.rules.nouns:
            if text.endswith(old) and len(text) > len(old) + 1:
                return text[: -len(old)] + new
        if oblique and form.endswith(forms["oblique"]) and lemma.endswith(forms["direct"]):
            return text[:-1] + forms["long_a"]
        return text

    def verb(self, row: Row) -> tuple[str, str] | None:
        """Form and lemma of a verb, or None where the form is not one that the rules know."""
        f, lemma = self.rules.forms, row[LEMMA]
        if not lemma.endswith(f["hindi_infinitive"]):
            return None
        root = lemma[: -len(f["hindi_infinitive"])]
        if not row[FORM].startswith(root):
            return None
        ending = row[FORM][len(root) :]
        stem = self.rules.verbs.get(lemma) or self.script(root)
        if stem in self.rules.irregular:
            infinitive, past, present = self.rules.irregular[stem]
        else:
            vowel = stem[-1] in f["vowels"]
            infinitive, past, present = stem + f["infinitive"], stem + f["past_vowel" if vowel else "past"], stem
        base = infinitive[: -len(f["infinitive"])]
        if ending in f["nonfinite"]:
            return base + f["nonfinite"][ending], infinitive
        if ending in f["habitual"]:
            if self.rng.random() < 0.4:
                return self.present(present), infinitive
            return base + self.rng.choice(f["habitual"][ending]), infinitive
        if ending in f["conjunctive"]:
            return base + f["conjunctive_vowel" if base[-1] in f["open"] else "conjunctive_form"], infinitive
        if ending.startswith(tuple(f["future"])):
            return base + f["future_form"], infinitive
        if ending in f["subjunctive"] and "Gender" not in row[FEATS]:
            return self.present(present), infinitive
        if ending in f["past_feminine"]:
            return self.past_feminine(past, stem), infinitive
        for endings, choices in f["past_forms"]:
            if ending in endings:
                return past + self.rng.choice(choices), infinitive
        if not ending:
            return base + f["absolutive_vowel" if base[-1] in f["open"] else "absolutive"], infinitive
        return None

    def present(self, stem: str) -> str:
        """The third person of the present."""
        f = self.rules.forms
        if stem[-1] == f["long_a"]:
            return stem + f["glide"]
        return stem if stem[-1] in f["open"] else stem + f["present"]

    def past_feminine(self, past: str, stem: str) -> str:
        """The feminine of the past: its glide is lost."""
        f = self.rules.forms
        if past.endswith(f["past_vowel"]) and not past.endswith(f["past"]):
            return past[: -len(f["past_vowel"])] + f["feminine_vowel"]
        return (past if past[-1] in f["dental"] else stem.rstrip(f["present"])) + f["feminine"]

    def merged(self, rows: Sequence[Row]) -> tuple[dict[int, int], dict[int, Row]]:
        """Postpositions that become endings (id -> the noun's id), and the ending of each noun."""
        gone: dict[int, int] = {}
        endings: dict[int, Row] = {}
        for i, row in enumerate(rows[1:], 1):
            before = rows[i - 1]
            if row[UPOS] != "ADP" or row[FORM] not in self.rules.postpositions or before[UPOS] not in HOSTS:
                continue
            after = rows[i + 1] if i + 1 < len(rows) else None
            genitive = self.rules.cases[row[FORM]] == "Gen"
            bare = genitive and after is not None and after[UPOS] == "ADP" and after[FORM] in self.rules.bare
            gone[int(row[0])] = int(before[0])
            if not (bare and self.rng.random() < 0.75):
                endings.setdefault(int(before[0]), row)
        return gone, endings

    def word(self, row: Row, ending: Row | None) -> tuple[str, str, str, str]:
        """Gujarati form, lemma, UPOS and case (or "") of one word with the ending it takes."""
        form, upos = row[FORM], row[UPOS]
        key = self.script(form)
        case = "Nom" if upos in NOMINAL else ""
        if form[0].isdecimal():
            upos, case = "NUM", "Nom"
        verb = self.verb(row) if upos in {"VERB", "AUX"} else None
        lemma = verb[1] if verb else self.script(row[LEMMA])
        if form in self.rules.copulas:
            lemma = self.rules.forms["be"]
        if key in self.words:
            new = self.rng.choice(self.words[key])
        elif verb:
            new = verb[0]
        elif upos in {"NOUN", "PROPN", "ADJ"}:
            new = self.noun(form, row[LEMMA], "Case=Acc" in row[FEATS])
        else:
            new = key
        if ending is not None:
            case = self.rules.cases[ending[FORM]]
            suffix = self.rng.choice(self.rules.postpositions[ending[FORM]])
            if case == "Erg" and new[-1] not in self.rules.forms["vowel_signs"]:
                suffix = self.rules.forms["present"]
            if case == "Abl" and self.rng.random() < 0.25:
                case = "Ins"
            new += suffix
        elif upos == "PRON" and form in self.rules.adverbs:
            upos, case = "ADV", ""
        elif upos == "PRON":
            case = self.rules.pronoun_cases.get(form, case)
        return new, lemma, upos, case

    def relation(self, row: Row, upos: str, case: str, head: Row | None) -> str:
        """The relation as the Gujarati treebank names it."""
        relation = {"obl:tmod": "obl", "dep": "nmod", "flat:name": "flat", "dislocated": "obl"}.get(
            row[DEPREL], row[DEPREL]
        )
        if case == "Gen" and row[DEPREL] in {"nmod", "obl"}:
            return "nmod:poss"
        if relation == "compound" and head is not None and head[UPOS] == "VERB" and upos in {"NOUN", "ADJ"}:
            return "compound:lvc"
        if upos == "PART" and relation not in {"punct", "cc"}:
            return "advmod"
        return "acl" if relation == "amod" and upos == "VERB" else relation

    def tree(self, tree: Tree) -> Tree | None:
        """The rewritten tree, or None where taking words out leaves no tree."""
        rows = tree.rows
        by_id = {int(r[0]): r for r in rows}
        gone, endings = self.merged(rows)
        number = {i: n for n, i in enumerate((i for i in by_id if i not in gone), 1)}
        out: list[Row] = []
        for row in rows:
            own = int(row[0])
            if own in gone:
                continue
            form, lemma, upos, case = self.word(row, endings.get(own))
            head = int(row[HEAD])
            for _ in range(6):
                if head not in gone:
                    break
                head = gone[head]
            if head in gone or head == own:
                return None
            new = list(row)
            new[0], new[FORM], new[LEMMA], new[UPOS] = str(number[own]), form, lemma, upos
            new[FEATS] = f"Case={case}" if case else "_"
            new[HEAD] = str(number[head]) if head else "0"
            new[DEPREL] = self.relation(row, upos, case, by_id.get(int(row[HEAD])))
            new[DEPS] = new[MISC] = "_"
            out.append(new)
        if sum(r[HEAD] == "0" for r in out) != 1:
            return None
        return Tree(out, {"text": " ".join(r[FORM] for r in out)})


def rewrite(trees: Sequence[Tree], seed: int = 1, rules: Rules | None = None) -> list[Tree]:
    """Every tree that can be rewritten, rewritten; Hindi trees in, Gujarati-shaped trees out."""
    rewriter = Rewriter(rules or load_rules(), seed)
    return [t for t in (rewriter.tree(t) for t in trees) if t is not None]


def swaps(rules: Rules | None = None) -> dict[str, list[str]]:
    """Hindi function words in Gujarati letters -> the Gujarati words for them."""
    return dict(Rewriter(rules or load_rules()).words)


def relations_of(trees: Sequence[Tree]) -> dict[str, int]:
    """How often each relation occurs."""
    counts: dict[str, int] = defaultdict(int)
    for tree in trees:
        for row in tree.rows:
            counts[row[DEPREL]] += 1
    return dict(counts)
