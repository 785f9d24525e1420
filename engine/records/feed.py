"""The stream of what has happened, for those who show it live; it takes nothing away from anybody."""

from __future__ import annotations

from typing import Any

from engine.storage import outbox
from engine.storage.database import Database


def newest(database: Database) -> int:
    """The place of the newest event now."""
    with database.read() as tx:
        return outbox.newest(tx)


def after(database: Database, position: int, limit: int = 500) -> list[tuple[int, Any]]:
    """(place, event) of what came after `position`, in the order it was committed."""
    with database.read() as tx:
        return outbox.read(tx, position, limit)
