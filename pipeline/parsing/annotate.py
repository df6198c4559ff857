"""Tags, lemmas and trees of tokenized sentences, with the networks of a loaded Stanza pipeline.

Networks, weights and vocabularies are Stanza's, and so is what comes out. What is done differently: a word form's
vectors are worked out once and kept, the lemma of a word and tag as well; sentences of all articles run in batches of
like length; and no ``Document`` is built.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from stanza.models.common.doc import Document
from stanza.models.common.vocab import ROOT_ID
from stanza.models.depparse.model import GraphParser

from pipeline.parsing.decode import decode
from pipeline.parsing.forms import ROOT, Forms, Rows, highway, mask
from pipeline.parsing.recurrent import batches

#: Padded words of one batch.
_CELLS = 4096
#: Lemmas of words with their tags that are kept.
_MAX_LEMMAS = 200_000


class Tags(NamedTuple):
    """The tags of a word as Stanza gives them; "_" where there is none."""

    upos: str
    xpos: str
    feats: str


class Word(NamedTuple):
    """What is known of a word; head is 1-based and deprel not empty where the sentence was parsed."""

    upos: str
    feats: str
    lemma: str
    head: int = 0
    deprel: str = ""


class Annotator:
    """Annotates sentences with the processors of a Stanza pipeline. Raises ValueError for another architecture."""

    def __init__(self, processors: Any) -> None:
        self._tagger = _Tagger(processors["pos"])
        self._lemmas = _Lemmas(processors["lemma"])
        self._trees = _Trees(processors["depparse"])

    @torch.inference_mode()
    def annotate(self, sentences: Sequence[list[str]], parse: Sequence[bool]) -> list[list[Word]]:
        """Return the words of each sentence, with heads and relations where ``parse`` says so."""
        tags = self._tagger.tag(sentences)
        pairs = (zip(s, ts, strict=True) for s, ts in zip(sentences, tags, strict=True))
        lemmas = self._lemmas.of([(word, t.upos) for pair in pairs for word, t in pair])
        at = 0
        out: list[list[Word]] = []
        for words, found in zip(sentences, tags, strict=True):
            own = lemmas[at : at + len(words)]
            at += len(words)
            out.append(
                [
                    Word(_given(t.upos), _given(t.feats), "" if m == "_" and w != "_" else m)
                    for w, t, m in zip(words, found, own, strict=True)
                ]
            )
        chosen = [i for i, wanted in enumerate(parse) if wanted]
        trees = self._trees.parse(
            [sentences[i] for i in chosen],
            [tags[i] for i in chosen],
            [[w.lemma or "_" for w in out[i]] for i in chosen],
        )
        for i, tree in zip(chosen, trees, strict=True):
            out[i] = [w._replace(head=int(head), deprel=rel) for w, (head, rel) in zip(out[i], tree, strict=True)]
        return out


def _given(value: str) -> str:
    return "" if value == "_" else value


class _Tagger:
    def __init__(self, processor: Any) -> None:
        model = processor.trainer.model
        args = model.args
        plain = (
            _plain_words(model)
            and model.share_hid
            and args["num_layers"] == 1
            and model.tag_names == ["upos", "xpos", "feats"]
        )
        if not plain:
            raise ValueError("a tagger of another architecture")
        model.eval()
        self._model, self._vocab = model, processor.vocab
        self._forms = Forms(model, processor.vocab, processor.pretrain)
        self._run = highway(model.taggerlstm, model.taggerlstm_h_init, model.taggerlstm_c_init)
        heads = [model.upos_clf]
        self._parts = []
        for name in model.tag_names[1:]:
            clf = model.tag_clf[name]
            group = list(clf) if isinstance(clf, torch.nn.ModuleList) else [clf]
            self._parts.append((name, len(heads), len(heads) + len(group), isinstance(clf, torch.nn.ModuleList)))
            heads += group
        self._heads = heads
        self._known: dict[tuple[int, ...], Tags] = {}

    def tag(self, sentences: Sequence[list[str]]) -> list[list[Tags]]:
        out: list[list[Tags]] = [[] for _ in sentences]
        for batch in batches([len(s) for s in sentences], _CELLS):
            lengths = torch.tensor([len(sentences[b]) for b in batch])
            there = mask(lengths)
            x = torch.zeros(*there.shape, sum(self._forms.sizes))
            x[there] = self._forms.of([w for b in batch for w in sentences[b]])
            states = self._run(x, lengths)[there]
            hidden = torch.relu(self._model.upos_hid(states))
            found = torch.stack([head(hidden).argmax(1) for head in self._heads], 1).tolist()
            at = 0
            for b in batch:
                out[b] = [self._tags(tuple(ids)) for ids in found[at : at + len(sentences[b])]]
                at += len(sentences[b])
        return out

    def _tags(self, ids: tuple[int, ...]) -> Tags:
        tags = self._known.get(ids)
        if tags is None:
            names = [self._vocab["upos"].id2unit(ids[0])]
            for name, first, last, composite in self._parts:
                names.append(self._vocab[name].id2unit(list(ids[first:last]) if composite else ids[first]))
            tags = self._known[ids] = Tags(*names)
        return tags


class _Lemmas:
    """Lemmas by word and part of speech: from Stanza's dictionary, else from its network, once for each."""

    def __init__(self, processor: Any) -> None:
        config = processor.config
        if processor.use_identity or not config.get("ensemble_dict") or processor.trainer.has_contextual_lemmatizers():
            raise ValueError("a lemmatizer of another architecture")
        self._processor = processor
        self._known: dict[tuple[str, str], str] = {}

    def of(self, words: list[tuple[str, str]]) -> list[str]:
        known = self._known
        new = list(dict.fromkeys(w for w in words if w not in known))
        if len(known) + len(new) > _MAX_LEMMAS:
            known.clear()
            new = list(dict.fromkeys(words))
        if new:
            trainer = self._processor.trainer
            listed = trainer.skip_seq2seq(new)
            found = [w for w, there in zip(new, listed, strict=True) if there]
            known.update(zip(found, (lemma or "_" for lemma in trainer.predict_dict(found)), strict=True))
            other = [w for w, there in zip(new, listed, strict=True) if not there]
            if other:
                given = [{"id": n, "text": word, "upos": upos} for n, (word, upos) in enumerate(other, 1)]
                document = self._processor.process(Document([given]))
                known.update(zip(other, (w.lemma or "_" for w in document.sentences[0].words), strict=True))
        return [known[w] for w in words]


class _Trees:
    def __init__(self, processor: Any) -> None:
        model = processor.trainer.model
        args = model.args
        plain = type(model) is GraphParser and _plain_words(model)
        if not plain or any(args.get(k) for k in ("use_arc_embedding", "linearization", "distance", "reversed")):
            raise ValueError("a parser of another architecture")
        if args["tag_emb_dim"] <= 0 or args.get("use_ufeats", True) or not args.get("use_upos", True):
            raise ValueError("a parser of another architecture")
        model.eval()
        self._model, self._vocab = model, processor.vocab
        self._resolve = processor.config.get("resolve_head_constraints", True)
        self._forms = Forms(model, processor.vocab, processor.pretrain)
        self._lemmas = Rows(model.lemma_emb.embedding_dim, self._lemma_vectors)
        self._tags = Rows(args["tag_emb_dim"], self._tag_vectors)
        self._run = highway(model.parserlstm, model.parserlstm_h_init, model.parserlstm_c_init)

    def parse(
        self, sentences: list[list[str]], tags: list[list[Tags]], lemmas: list[list[str]]
    ) -> list[list[tuple[int, str]]]:
        out: list[list[tuple[int, str]]] = [[] for _ in sentences]
        word, pretrained, _ = self._forms.sizes
        for batch in batches([len(s) + 1 for s in sentences], _CELLS):
            lengths = torch.tensor([len(sentences[b]) + 1 for b in batch])
            there = mask(lengths)
            forms = self._forms.of([w for b in batch for w in (ROOT, *sentences[b])])
            named = self._lemmas.of([m for b in batch for m in (ROOT, *lemmas[b])])
            tagged = self._tags.of([key for b in batch for key in (ROOT, *((t.upos, t.xpos) for t in tags[b]))])
            parts = [
                forms[:, word : word + pretrained],
                forms[:, :word],
                named,
                tagged,
                forms[:, word + pretrained :],
            ]
            inputs = torch.cat(parts, 1)
            x = torch.zeros(*there.shape, inputs.shape[1])
            x[there] = inputs
            states = self._run(x, lengths)
            for b, tree in zip(batch, decode(self._model, states, lengths.tolist(), self._resolve), strict=True):
                out[b] = tree
        return out

    def _lemma_vectors(self, lemmas: list[str]) -> torch.Tensor:
        vocab = self._vocab["lemma"]
        vectors: torch.Tensor = self._model.lemma_emb(
            torch.tensor([ROOT_ID if lemma == ROOT else vocab.unit2id(lemma) for lemma in lemmas])
        )
        return vectors

    def _tag_vectors(self, tags: list[Any]) -> torch.Tensor:
        model, vocab = self._model, self._vocab
        upos = [ROOT_ID if t == ROOT else vocab["upos"].unit2id(t[0]) for t in tags]
        vectors: torch.Tensor = model.upos_emb(torch.tensor(upos))
        if not model.args.get("use_xpos", True):
            return vectors
        composite = isinstance(model.xpos_emb, torch.nn.ModuleList)
        width = len(model.xpos_emb) if composite else 1
        root: Any = [ROOT_ID] * width if composite else ROOT_ID
        xpos = [root if t == ROOT else vocab["xpos"].unit2id(t[1]) for t in tags]
        if not composite:
            return vectors + model.xpos_emb(torch.tensor(xpos))
        for part in range(width):
            vectors = vectors + model.xpos_emb[part](torch.tensor([x[part] for x in xpos]))
        return vectors


def _plain_words(model: Any) -> bool:
    """Whether words come into a tagger or parser as form, pretrained vector and characters, and by nothing else."""
    args = model.args
    return bool(
        args["word_emb_dim"] > 0
        and args["pretrain"]
        and args["char"]
        and args["char_emb_dim"] > 0
        and not args.get("charlm")
        and not args.get("rec_dropout")
        and not args.get("char_rec_dropout")
        and args.get("char_num_layers", 1) == 1
        and not args.get("char_bidirectional")
        and getattr(model, "bert_model", None) is None
    )
