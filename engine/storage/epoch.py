"""The installation's number: it moves whenever apps, roles, sessions or settings change, and keys every cache."""

from __future__ import annotations

from engine.storage.database import APP_LOCK, Database, Transaction


def current(database: Database) -> int:
    """The number now; some microseconds on SQLite, one round trip on PostgreSQL."""
    return database.epoch()


def read(tx: Transaction) -> int:
    """The number as this transaction sees it."""
    return tx.epoch


def move(tx: Transaction) -> int:
    """The next number; every process sees it at its next request."""
    return tx.move_epoch()


def hold_apps(tx: Transaction) -> int:
    """Keeps apps as they are until the transaction ends; the number that holds. (Every write transaction does.)"""
    return tx.epoch


def hold_apps_alone(tx: Transaction) -> int:
    """Waits for all writers and keeps new ones out until the transaction ends.

    Better begin with `transact(…, lock="exclusive")`: two that hold the shared lock and both want it alone collide, and
    one of them starts again.
    """
    if tx.dialect == "postgresql":
        tx.execute(f"SELECT pg_advisory_xact_lock({APP_LOCK})")
    return tx.epoch
