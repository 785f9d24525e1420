"""Runs a plan inside the publisher's transaction: all of it, or nothing of it."""

from __future__ import annotations

import contextlib
import sqlite3

from engine.migration.plan import Plan
from engine.storage.database import Transaction

# DDL does not wait behind a long query and make every other request wait behind itself: it gives up, and the whole
# transaction is repeated (database.transact knows the error).
LOCK_TIMEOUT_MS = 500


def run(tx: Transaction, plan: Plan) -> None:
    """Applies all operations in order; what any of them raises undoes the whole transaction."""
    if not plan.operations:
        return
    tx.migrating = True
    tx.cached.pop("tables", None)  # what this transaction knew of the tables before is no longer so
    if tx.dialect == "postgresql":
        tx.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_MS}ms'")
    for operation in plan.operations:
        operation.apply(tx)
    tx.cached.pop("tables", None)
    if tx.dialect == "sqlite":
        tx.after_commit(lambda: _refresh_statistics(tx))


def _refresh_statistics(tx: Transaction) -> None:
    """Only advice for the query planner: when somebody else writes at this moment, it comes another time."""
    with contextlib.suppress(sqlite3.OperationalError), tx.database.read() as fresh:
        fresh.execute("PRAGMA analysis_limit = 400")
        fresh.execute("PRAGMA optimize")
