"""The fuzzing targets with their seeds, and with some random changes of each: what a long run does, in short."""

import random

import pytest

from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_and_changes_of_them(target):
    chance = random.Random(target)
    for seed in seeds(target):
        TARGETS[target](seed)
        data = bytearray(seed[:4000])
        for _ in range(3):
            for _ in range(chance.randint(1, 6)):
                at = chance.randrange(len(data) + 1)
                how = chance.randrange(3)
                if how == 0:
                    del data[at : at + chance.randint(1, 8)]
                elif how == 1:
                    data[at:at] = bytes(chance.choices(range(256), k=chance.randint(1, 4)))
                else:
                    data[at:at] = data[at : at + chance.randint(1, 40)]
            TARGETS[target](bytes(data))
