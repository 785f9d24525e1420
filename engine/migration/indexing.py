"""Indexes of big tables, built beside the work of others instead of inside a publish (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.migration.operations import CreateIndex, CreateTable
from engine.migration.plan import Plan
from engine.storage import ddl
from engine.storage.layout import IndexSpec, layout_of
from engine.storage.names import quoted

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.storage.database import Database, Transaction

# One builder at a time; a killed one holds this until its database process has ended what it was at.
BUILDING = 0x464F5249


def split(tx: Transaction, plan: Plan, big: int) -> tuple[Plan, tuple[IndexSpec, ...]]:
    """The plan without the indexes that are better built afterwards, and those.

    An index waits where its table has more than `big` rows; a unique one never does: its rule holds from the start.
    """
    made = {operation.table.name for operation in plan.operations if isinstance(operation, CreateTable)}
    later = {
        operation.index.name: operation.index
        for operation in plan.operations
        if isinstance(operation, CreateIndex)
        and not operation.index.unique
        and operation.index.table not in made
        and tx.dialect == "postgresql"
        and _is_big(tx, operation.index.table, big)
    }
    now = [
        operation
        for operation in plan.operations
        if not (isinstance(operation, CreateIndex) and operation.index.name in later)
    ]
    return replace(plan, operations=tuple(now)), tuple(later.values())


def _is_big(tx: Transaction, table: str, rows: int) -> bool:
    there = tx.execute("SELECT 1 FROM pg_class WHERE oid = to_regclass(%s)", (quoted(table),)).fetchone()
    return bool(there and tx.execute(f"SELECT 1 FROM {quoted(table)} OFFSET {int(rows)} LIMIT 1").fetchone())


def missing(database: Database, app: App) -> list[IndexSpec]:
    """The indexes that `app` needs and that are not there, or were left half built."""
    valid = (
        "SELECT c.relname FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND x.indisvalid"
    )
    with database.read() as tx:
        there = {row[0] for row in tx.execute(valid).fetchall()}
    return [index for name, index in layout_of(app).indexes.items() if name not in there and not index.unique]


def build(database: Database, index: IndexSpec) -> None:
    """Builds one index while others read and write its table; what was left half built goes first."""
    with database.read() as tx:  # a plain read is in no transaction, as CONCURRENTLY wants it
        tx.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {quoted(index.name)}")
        ddl.create_index(tx, index, concurrently=True)


@contextmanager
def alone(database: Database) -> Iterator[bool]:
    """Whether nobody else builds indexes now; held until the end of the block.

    Asked, never waited for in the database: whoever waits there holds up the very builder it waits for.
    """
    with database.read() as tx:
        got = bool(tx.execute("SELECT pg_try_advisory_lock(%s)", (BUILDING,)).fetchone()[0])
        try:
            yield got
        finally:
            if got:
                tx.execute("SELECT pg_advisory_unlock(%s)", (BUILDING,))
