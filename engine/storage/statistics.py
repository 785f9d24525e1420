"""What PostgreSQL knows about the sizes of tables, brought up to date after much was written at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.storage.names import quoted
from engine.storage.tables import tables_of

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.storage.database import Transaction


def refresh(tx: Transaction, form: Form) -> None:
    """Has a form's tables counted now: PostgreSQL does so by itself within minutes, and plans badly until then.

    SQLite's plans do not go by counts.
    """
    refresh_tables(tx, tables_of(tx, form).specs)


def refresh_tables(tx: Transaction, names: Iterable[str]) -> None:
    """The same for some form tables and the words of all forms."""
    if tx.dialect == "postgresql":
        for name in (*names, "fw_search"):
            tx.execute(f"ANALYZE {quoted(name)}")
