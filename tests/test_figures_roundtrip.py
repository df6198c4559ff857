"""Round trips against number spellers that nobody here wrote; skipped where they are not installed."""

import random
from collections.abc import Callable

import pytest

from pipeline.figures import parse_number

SEED = 20


def sample(top: int) -> list[int]:
    """All numbers below 1000 and 2,000 random ones below ``top``, every length alike."""
    rng = random.Random(SEED)
    digits = len(str(top)) - 1
    return [*range(1000), *(rng.randrange(10 ** rng.randint(4, digits)) for _ in range(2000))]


def wrong(spell: Callable[[int], str], lang: str, numbers: list[int]) -> list[tuple[int, str]]:
    """The numbers whose spelling is not read back as they are."""
    bad = []
    for n in numbers:
        text = spell(n)
        try:
            read = parse_number(text, lang)
        except ValueError:
            read = None
        if read != n:
            bad.append((n, text))
    return bad


def test_icu_hindi() -> None:
    icu = pytest.importorskip("icu", reason="PyICU is not installed")
    speller = icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale("hi"))
    assert wrong(speller.format, "hi", sample(10**12)) == []


@pytest.mark.parametrize("lang", ["hi", "gu"])
def test_indic_numtowords(lang: str) -> None:
    """The speller fails by itself from 10**9 on."""
    module = pytest.importorskip("indic_numtowords", reason="indic-numtowords is not installed")
    assert wrong(lambda n: module.num2words(n, lang=lang), lang, sample(10**9)) == []


@pytest.mark.parametrize("lang", ["hi", "gu"])
def test_indic_numtowords_variations(lang: str) -> None:
    module = pytest.importorskip("indic_numtowords", reason="indic-numtowords is not installed")
    for n in range(1000):
        for text in module.num2words(n, lang=lang, variations=True):
            assert parse_number(text, lang) == n, text
