"""One seed for a whole test run: printed at its start, given again by FORMWRIGHT_TEST_SEED."""

from __future__ import annotations

import os
import random
import zlib

SEED = "FORMWRIGHT_TEST_SEED"


def settle() -> int:
    """Chooses the seed once and hands it to worker processes through the environment."""
    if SEED not in os.environ:
        os.environ[SEED] = str(random.SystemRandom().randrange(1_000_000))
    return int(os.environ[SEED])


def generator(name: str) -> random.Random:
    """A generator for one test: the same numbers for the same seed and name, whatever ran before."""
    return random.Random(settle() ^ zlib.crc32(name.encode()))
