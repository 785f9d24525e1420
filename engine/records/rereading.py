"""Reads that an app's new version has overtaken are begun again on that version."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from engine.records.context import AppHasChanged

T = TypeVar("T")
TIMES = 3


def reread(work: Callable[[], T]) -> Callable[[], T]:
    """`work` begun again, a few times, while apps are published under it.

    It has to make its own context each time and must write nothing. Raises AppHasChanged when that goes on.
    """

    def several_times() -> T:
        for _ in range(TIMES):
            try:
                return work()
            except AppHasChanged:
                pass
        return work()

    return several_times
