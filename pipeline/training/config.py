"""What a language's training is made of: one TOML file per language, checked on reading."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

HERE = Path(__file__).parent / "configs"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class VectorConfig(_Strict):
    """Skip-gram settings, and how the corpora are weighed (by file name without endings)."""

    size: int = 100
    window: int = 4
    min_count: int = 3
    negative: int = 6
    epochs: int = 6
    keep: int = Field(default=40000, description="words kept in the package, most frequent first")
    share: dict[str, float] = {}
    repeat: dict[str, int] = {}
    false_friends: list[str] = []
    opinions: list[str] = Field(default=[], description="UPOS whose mean probability in raw text the vectors carry")
    opinion_weight: float = 3.0


class TokenizerConfig(_Strict):
    """Steps, sizes and the language's marks for the tokenizer's training text."""

    steps: int = 900
    batch: int = 16
    rate: float = 3e-3
    stop: str
    other_stops: list[str]
    zero: str = Field(description="the script's digit nought")
    abbreviations: list[str]
    rupee: list[str]
    initials: list[str]
    initials_joined: bool = Field(description="an initial and its stop are one token")
    dots_joined: bool = Field(default=True, description="three dots are one token")
    endings: list[str] = Field(default=[""], description="endings written onto numbers")
    split_stops: bool = Field(default=False, description="take 'word.12' of the treebank apart")
    names_with_numbers: bool = Field(default=False, description="a word, a hyphen and a number in digits are one token")
    latin: list[str] = []
    links: list[str] = []
    model: dict[str, Any] = {}


class RereadConfig(_Strict):
    """Training on raw text that the tagger itself has read, then on the treebank again."""

    rounds: int = Field(default=1, description="each reads other sentences with the tagger of the one before")
    sentences: int = 7000
    share: dict[str, float] = Field(description="share of the sentences of each corpus file")
    opinions: float = Field(default=0.0, description="weight of a word's mean tag in raw text against its sentence's")
    wider: float = Field(default=4.0, description="times the shares that raw text is read by for those means")
    weighed: list[str] = Field(default=["NOUN", "PROPN", "ADJ"], description="UPOS among which means decide")
    endings: list[str] = Field(default=[], description="case endings, without which a word has one mean")
    copies: int = Field(default=4, description="times the treebank is repeated beside the raw text")
    steps: int = 750
    rate: float = 2.5e-3
    last_steps: int = 230
    last_budget: int = 300
    last_rate: float = 1e-3


class TaggerConfig(_Strict):
    """Steps and sizes of the tagger; ``pretrain_steps`` on the rewritten Hindi treebank, if any."""

    steps: int = 1500
    budget: int = 500
    rate: float = 3e-3
    pretrain_steps: int = 0
    pretrain_rate: float = 3e-3
    again: int = Field(default=0, description="times the end is trained on from, the ends being averaged")
    again_steps: int = 400
    again_rate: float = 2e-3
    teacher: RereadConfig | None = Field(default=None, description="of the tagger whose opinions the vectors carry")
    reread: RereadConfig | None = None
    model: dict[str, Any] = {}


class ParserConfig(_Strict):
    """Steps and sizes of the parser; tags are read with dropout on for ``noise`` of the sentences."""

    steps: int = 1100
    budget: int = 600
    rate: float = 2.5e-3
    pretrain_steps: int = 0
    pretrain_rate: float = 2.5e-3
    noise: float = 0.8
    noise_dropout: float = 0.12
    again: int = Field(default=0, description="times the end is trained on from, the ends being averaged")
    again_steps: int = 330
    again_rate: float = 1.6e-3
    last_steps: int = Field(default=0, description="a last training on tags that are read anew")
    last_rate: float = 2e-3
    model: dict[str, Any] = {}


class PlainConfig(_Strict):
    """Short plain sentences from the lexicons, for every processor; after them tagger and parser are trained at last."""

    sentences: int = Field(default=0, description="pronoun or noun, an object or place, a verb form")
    frames: int = Field(default=0, description="sentences from the frames of frames_<lang>.toml")
    least: int = Field(default=12, description="how often raw text must have a noun")
    share: float = Field(default=1.0, description="share of them that the last training has")
    steps: int = 260
    budget: int = 300
    rate: float = 1.2e-3


class LemmatizerConfig(_Strict):
    """Steps and sizes of the lemmatizer, the ending that a verb's lemma has, irregular stems."""

    steps: int = 500
    infinitive: str
    irregular: dict[str, str] = Field(default={}, description="verb stem -> lemma")
    irregular_endings: list[str] = []
    model: dict[str, Any] = {}


class LanguageConfig(_Strict):
    """Everything that decides how one language's processors are trained."""

    lang: str
    name: str
    package: str = "news"
    seed: int = 1
    transfer_from: str | None = None
    train_on_dev: bool = Field(default=False, description="the shipped weights see the dev part too")
    folds: int = 0
    vectors: VectorConfig
    tokenizer: TokenizerConfig
    tagger: TaggerConfig
    parser: ParserConfig
    lemmatizer: LemmatizerConfig
    plain: PlainConfig = PlainConfig()
    sources: list[dict[str, str]] = Field(description="treebanks and texts with their licences")
    licence: str = Field(description="of the weights, apart from that of the code")


def load_config(lang: str, folder: Path = HERE) -> LanguageConfig:
    """The configuration of ``lang``; FileNotFoundError when there is none, ValueError when it is wrong."""
    with open(folder / f"{lang}.toml", "rb") as source:
        return LanguageConfig.model_validate(tomllib.load(source))


def languages(folder: Path = HERE) -> list[str]:
    """The languages that have a configuration."""
    return sorted(p.stem for p in folder.glob("??.toml"))
