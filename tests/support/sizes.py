"""How much a test does: bounded in `make test`, the full size in `make soak`."""

from __future__ import annotations

import os
from typing import TypeVar

T = TypeVar("T")

SIZE = "FORMWRIGHT_TEST_SIZE"


def is_soak() -> bool:
    return os.environ.get(SIZE, "bounded") == "soak"


def sized(bounded: T, soak: T) -> T:
    """`bounded` in `make test`, `soak` in `make soak`."""
    return soak if is_soak() else bounded
