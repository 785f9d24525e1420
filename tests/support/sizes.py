"""How much a test does: bounded in `make test`, the full size in `make soak`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

from tests.support import seeds

T = TypeVar("T")

SIZE = "FORMWRIGHT_TEST_SIZE"


def is_soak() -> bool:
    return os.environ.get(SIZE, "bounded") == "soak"


def some(name: str, every: Sequence[T], bounded: int) -> list[T]:
    """All of them in `make soak`; in `make test` so many, chosen by the seed of the run, in their order."""
    if is_soak() or len(every) <= bounded:
        return list(every)
    chosen = sorted(seeds.generator(name).sample(range(len(every)), bounded))
    return [every[at] for at in chosen]


def sized(bounded: T, soak: T) -> T:
    """`bounded` in `make test`, `soak` in `make soak`."""
    return soak if is_soak() else bounded
