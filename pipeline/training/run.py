"""The training of one language from end to end, stage by stage; a finished stage is not done again."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.training import lemmatizer, parser, tagger, tokenizer, transfer, vectors
from pipeline.training.card import render
from pipeline.training.config import HERE, LanguageConfig, RereadConfig, load_config
from pipeline.training.conllu import FORM, LEMMA, UPOS, Tree, read_conllu
from pipeline.training.evaluate import Scores, by_genre, load_pipeline, pooled, score, score_lines, speed
from pipeline.training.frames import certain_tags, frame_sentences
from pipeline.training.loop import set_seed
from pipeline.training.opinions import with_opinions
from pipeline.training.package import pack, read_manifest, write_manifest
from pipeline.training.plain import plain_sentences
from pipeline.training.reread import characters, train_again_on_raw_text, widely_read

BLOCK = 10  # neighbouring sentences stay in one fold: they are often of one article


@dataclass
class Inputs:
    """Where the training material lies, and where work in progress goes."""

    treebanks: Path
    corpora: Path
    lexicons: Path
    work: Path
    workers: int = 2

    def trees(self, lang: str, part: str) -> list[Tree]:
        """The trees of one part of a language's treebank."""
        return read_conllu(self.treebanks / f"{lang}-{part}.conllu")


@dataclass
class Vectors:
    """The vectors of one language, those of both in its script, and word counts of its raw text."""

    own: Any
    joint: Any
    counts: Counter[str]


def fold_of(index: int, folds: int) -> int:
    """The fold that sentence number ``index`` belongs to."""
    return index // BLOCK % folds


def triples(trees: Sequence[Tree]) -> list[lemmatizer.Triple]:
    """Form, UPOS and lemma of every word of the trees."""
    return [(r[FORM], r[UPOS], r[LEMMA]) for t in trees for r in t.rows]


def kept(path: Path, make: Callable[[], Any], load: Callable[[str], Any]) -> Any:
    """The trainer saved at ``path``, or a new one, which is then saved there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        make().save(str(path))
    return load(str(path))


class Training:
    """One language's training: stages that keep their results under ``inputs.work``."""

    def __init__(self, lang: str, inputs: Inputs, config: LanguageConfig | None = None) -> None:
        self.config = config or load_config(lang)
        self.inputs = inputs
        self.work = inputs.work / lang
        entries = lemmatizer.lexicon(inputs.lexicons, lang, self.config.lemmatizer.infinitive)
        self.lexicon = [*entries, *lemmatizer.irregular_forms(self.config)]

    def vectors(self) -> Vectors:
        """Joint vectors, trained once for both languages (same text, same settings)."""
        from stanza.models.common.pretrain import Pretrain

        lang, c = self.config.lang, self.config
        folder = self.inputs.work / "vectors"
        counted = folder / "counts.json"
        if not counted.exists():
            counts = vectors.write_joint_text(self.inputs.corpora, folder / "text.txt", c, transfer.swaps())
            names, matrix = vectors.train_vectors(folder / "text.txt", c, self.inputs.workers)
            for one in counts:
                own = vectors.language_words(names, counts, one, c.vectors.min_count)
                joint = dict(own)
                for name in names:
                    if not name.startswith(vectors.OWN):
                        joint.setdefault(vectors.written(name, one), name)
                vectors.pretrain_from(own, names, matrix).save(str(folder / f"{one}.own.pt"))
                vectors.pretrain_from(joint, names, matrix).save(str(folder / f"{one}.joint.pt"))
            written = {k: {vectors.written(w, k): n for w, n in v.items()} for k, v in counts.items()}
            counted.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
        own_path, joint_path = folder / f"{lang}.own.pt", folder / f"{lang}.joint.pt"
        counts_of = json.loads(counted.read_text(encoding="utf-8"))[lang]
        return Vectors(Pretrain(str(own_path)), Pretrain(str(joint_path)), Counter(counts_of))

    def plain(self, v: Vectors) -> list[Tree]:
        """Short plain sentences from the lexicons, mixed; empty for a language that has none."""
        c = self.config

        def frequency(word: str) -> int:
            return v.counts.get(word, 0)

        found = plain_sentences(c.lang, self.lexicon, frequency, c.plain.sentences, c.seed, least=c.plain.least)
        found += frame_sentences(c.lang, self.lexicon, frequency, c.plain.frames, c.seed)
        random.Random(c.seed).shuffle(found)
        return found

    def written(self) -> list[Tree]:
        """The sentences written and annotated for this project, in ``configs/sentences_<lang>.conllu``, if any."""
        path = HERE / f"sentences_{self.config.lang}.conllu"
        return read_conllu(path) if path.exists() else []

    def certain(self, v: Vectors, trees: Sequence[Tree]) -> dict[str, tuple[str, str]]:
        """Words of raw text whose UPOS and case the lists of the frames decide."""
        return certain_tags(self.config.lang, self.lexicon, lambda w: v.counts.get(w, 0), trees)

    def related(self) -> list[Tree]:
        """Two rewritings of the related language's treebank, or nothing."""
        source = self.config.transfer_from
        if source is None:
            return []
        trees = self.inputs.trees(source, "train")
        return [*transfer.rewrite(trees, self.config.seed), *transfer.rewrite(trees, self.config.seed + 1)]

    def tagger_start(self, trees: Sequence[Tree], v: Vectors, work: Path) -> Any:
        """A tagger trained on the related treebank, kept in ``work``; None for a language without one."""
        from stanza.models.pos.trainer import Trainer

        if self.config.transfer_from is None:
            return None
        return kept(
            work / "tagger.start.pt",
            lambda: tagger.pretrain_tagger(self.related(), trees, v.joint, self.config, work),
            lambda p: Trainer(pretrain=v.joint, model_file=p, device="cpu"),
        )

    def parser_start(self, trees: Sequence[Tree], v: Vectors, work: Path) -> Any:
        """A parser trained on the related treebank, kept in ``work``; None for a language without one."""
        from stanza.models.depparse.trainer import GraphTrainer

        if self.config.transfer_from is None:
            return None
        return kept(
            work / "parser.start.pt",
            lambda: parser.pretrain_parser(self.related(), trees, v.joint, self.config, work),
            lambda p: GraphTrainer.load(p, pretrain=v.joint, device="cpu"),
        )

    def tagger_of(
        self, trees: Sequence[Tree], v: Vectors, work: Path, everything: Sequence[Tree], start: Any,
        reread: RereadConfig | None,
    ) -> Any:  # fmt: skip
        """A tagger trained on ``trees`` from ``start`` on, then on raw text."""
        from stanza.models.pos.trainer import Trainer

        c = self.config
        half = self.related()[: len(self.inputs.trees(c.transfer_from, "train"))] if c.transfer_from else []
        made = kept(
            work / "tagger.first.pt",
            lambda: tagger.train_tagger(trees, v.own, c, work, start=start, related=half),
            lambda p: Trainer(pretrain=v.own, model_file=p, device="cpu"),
        )
        if reread is None:
            return made
        return train_again_on_raw_text(
            made, start, trees, self.plain(v), self.certain(v, trees), self.inputs.corpora, v.own, c, reread, work,
            everything,
        )  # fmt: skip

    def informed(self, trees: Sequence[Tree], v: Vectors, work: Path, everything: Sequence[Tree]) -> Vectors:
        """The vectors with the mean opinions of a first tagger, a teacher, on the words of raw text.

        The teacher is trained on ``trees``; ``v`` itself comes back where the configuration asks for none.
        """
        from stanza.models.common.pretrain import Pretrain

        c, teacher = self.config, self.config.tagger.teacher
        if teacher is None or not c.vectors.opinions:
            return v
        paths = {k: work / f"vectors.{k}.pt" for k in ("own", "joint")}
        if not all(p.exists() for p in paths.values()):
            written = self.written()
            trees, everything = [*trees, *written], [*everything, *written]
            start = self.tagger_start([*everything, *self.plain(v)], v, self.work / "teacher")
            made = self.tagger_of(trees, v, work / "teacher", everything, start, teacher)
            known = characters(everything)
            opinions = widely_read(made, self.inputs.corpora, c, teacher, known, 0, v.own)
            words = set(v.own.vocab._id2unit)
            for name, path in paths.items():
                with_opinions(getattr(v, name), opinions, words, c.vectors).save(str(path))
        return Vectors(Pretrain(str(paths["own"])), Pretrain(str(paths["joint"])), v.counts)

    def processors(self, trees: Sequence[Tree], v: Vectors, work: Path, everything: Sequence[Tree]) -> dict[str, Any]:
        """A trainer for each processor, trained on ``trees`` and the written sentences.

        ``everything`` only gives the letters and labels that the models shall know of.
        """
        from stanza.models.depparse.trainer import GraphTrainer
        from stanza.models.lemma.trainer import Trainer as LemmaTrainer
        from stanza.models.pos.trainer import Trainer as TagTrainer
        from stanza.models.tokenization.trainer import Trainer as TokenTrainer

        c = self.config
        written = self.written()
        trees, everything = [*trees, *written], [*everything, *written]
        plain = self.plain(v)
        few = plain[: round(len(plain) * c.plain.share)]
        starts = self.work if c.tagger.teacher is None else work

        def load_tagger(path: str) -> Any:
            return TagTrainer(pretrain=v.own, model_file=path, device="cpu")

        def load_parser(path: str) -> Any:
            return GraphTrainer.load(path, pretrain=v.own, device="cpu")

        def make_tagger() -> Any:
            start = self.tagger_start([*everything, *plain], v, starts)
            made = self.tagger_of(trees, v, work, everything, start, c.tagger.reread)
            return tagger.go_on(made, [*trees, *few], v.own, c, work) if few else made

        def first_parser() -> Any:
            start = self.parser_start([*everything, *plain], v, starts)
            half = self.related()[: len(self.inputs.trees(c.transfer_from, "train"))] if c.transfer_from else []
            return parser.train_parser(trees, v.own, c, work, tags=tags, start=start, related=half)

        def make_parser() -> Any:
            made = kept(work / "parser.first.pt", first_parser, load_parser)
            return parser.go_on(made, trees, few, v.own, c, work, tags=tags) if few else made

        tags = kept(work / "pos.pt", make_tagger, load_tagger)
        heads = kept(work / "depparse.pt", make_parser, load_parser)
        tokens = kept(
            work / "tokenize.pt",
            lambda: tokenizer.train_tokenizer([*trees, *few], c, checkpoint=work / "tokenizer.state"),
            lambda p: TokenTrainer(model_file=p, device="cpu"),
        )
        frequent = sorted(w for w, n in v.counts.items() if n >= 3 and ord(w[0]) >= 0x900)
        lemmas = kept(
            work / "lemma.pt",
            lambda: lemmatizer.train_lemmatizer(
                trees,
                [*self.lexicon, *triples(plain)],
                c,
                frequency=lambda w: v.counts.get(w, 0),
                words=frequent,
                checkpoint=work / "lemmatizer.state",
            ),
            lambda p: LemmaTrainer(model_file=p, device="cpu"),
        )
        return {"tokenize": tokens, "pos": tags, "lemma": lemmas, "depparse": heads}

    def cross_validate(self, v: Vectors) -> dict[str, Any]:
        """Scores of every fold on raw text, pooled over all words and by genre."""
        c = self.config
        trees = [*self.inputs.trees(c.lang, "train"), *self.inputs.trees(c.lang, "dev")]
        parts: list[tuple[int, Scores]] = []
        lines: list[tuple[int, Scores]] = []
        genres: dict[str, list[tuple[int, Scores]]] = {}
        for fold in range(c.folds):
            held = [t for i, t in enumerate(trees) if fold_of(i, c.folds) == fold]
            rest = [t for i, t in enumerate(trees) if fold_of(i, c.folds) != fold]
            work = self.work / f"fold{fold}"
            models = work / "models"
            own = self.informed(rest, v, work, trees)
            pack(models, c, self.processors(rest, own, work, trees), own.own)
            nlp = load_pipeline(c.lang, models)
            words = sum(len(t.rows) for t in held)
            parts.append((words, score(nlp, held)))
            lines.append((words, score_lines(nlp, held)))
            for genre, found in by_genre(nlp, held).items():
                genres.setdefault(genre, []).append(found)
        return {
            "folds": [s for _, s in parts],
            "mean": pooled(parts),
            "lines": pooled(lines),
            "genres": {g: {"words": sum(n for n, _ in p), **pooled(p)} for g, p in sorted(genres.items())},
        }

    def run(self, models: Path, cross_validation: bool = False) -> dict[str, Any]:
        """Train, pack under ``models`` and score; return the scores, which the manifest has too."""
        c = self.config
        set_seed(c.seed)
        random.seed(c.seed)
        v = self.vectors()
        train, dev = self.inputs.trees(c.lang, "train"), self.inputs.trees(c.lang, "dev")
        everything = [*train, *dev]
        scores: dict[str, Any] = {}
        if cross_validation and c.folds:
            scores["cross_validation"] = self.cross_validate(v)
        chosen = everything if c.train_on_dev else train
        v = self.informed(chosen, v, self.work, everything)
        pack(models, c, self.processors(chosen, v, self.work, everything), v.own)
        nlp = load_pipeline(c.lang, models)
        if not c.train_on_dev:
            scores["dev"] = score(nlp, dev)
        speeds = speed(c.lang, models, [t.text for t in dev])
        write_manifest(models, c, scores=scores, speeds=speeds)
        card = render(read_manifest(models, c.lang), c.name)
        (models / c.lang / "README.md").write_text(card, encoding="utf-8")
        return scores
