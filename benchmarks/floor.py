"""The floor: the twin without rights, history, events and search upkeep; reported, and no goal."""

from __future__ import annotations

import os

from benchmarks.twin import Twin, open_store


def application() -> Twin:
    """What uvicorn calls (--factory); the address comes by TWIN_DATABASE."""
    return Twin(open_store(os.environ["TWIN_DATABASE"], plain=True), plain=True)
