"""Locks on names instead of rows: for what several records mean together."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from engine.storage.database import Transaction

# Beside the app's own lock, which is a single number.
SPACE = 4711


def hold(tx: Transaction, names: Iterable[str]) -> None:
    """Until the transaction ends nobody else holds one of these names; on SQLite the writer is alone anyway.

    What is read afterwards, in a statement of its own, is what others had committed.
    """
    if tx.dialect != "postgresql":
        return
    # Two names may share a number: then one waits for the other without need.
    numbers = {int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), signed=True) for name in names}
    for number in sorted(numbers):
        tx.execute("SELECT pg_advisory_xact_lock(%s, %s)", (SPACE, number))
