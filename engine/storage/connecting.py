"""How a connection is opened on each database, and which of its errors mean "try again"."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.pool import NullPool

from engine.storage.functions import register_functions

# Within this process writers queue (writers.py); this is the wait for another process, before we try anew.
BUSY_TIMEOUT_MS = 2_000
# Pages of the log after which a commit brings it back itself; a server does so earlier, beside its users (upkeep.py).
LONGEST_LOG = 10_000
# Deadlock, serialization failure, lock not to be had in time, the server going away at the start.
TRANSIENT_STATES = {"40P01", "40001", "55P03"}


def connect_engine(url: URL) -> Engine:
    """An engine without a pool of its own (database.py keeps the links), in autocommit."""
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000, "cached_statements": 512},
        )
        event.listen(engine, "connect", _open_sqlite)
        return engine
    url = url.set(drivername="postgresql+psycopg")
    return sa.create_engine(
        url,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"options": "-c timezone=UTC -c extra_float_digits=1", "application_name": "formwright"},
    )


def is_transient(error: BaseException) -> bool:
    """Whether the same work may succeed when it is done again from the start."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.OperationalError):
        # The primary code is the low byte: SQLITE_BUSY 5, SQLITE_LOCKED 6.
        return (getattr(cause, "sqlite_errorcode", 0) or 0) & 0xFF in (5, 6)
    return getattr(cause, "sqlstate", None) in TRANSIENT_STATES


def is_interrupted(error: BaseException) -> bool:
    """Whether SQLite was told to stop in the middle of a statement."""
    cause = getattr(error, "orig", None) or error
    return isinstance(cause, sqlite3.OperationalError) and (getattr(cause, "sqlite_errorcode", 0) or 0) & 0xFF == 9


def is_gone(raw: Any) -> bool:
    """Whether the driver's connection is of no more use."""
    return bool(getattr(raw, "closed", False)) or bool(getattr(raw, "broken", False))


def _open_sqlite(raw: Any, _record: Any) -> None:
    connection = getattr(raw, "driver_connection", raw)
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "cache_size = -16000",
        "mmap_size = 268435456",
        f"wal_autocheckpoint = {LONGEST_LOG}",
        "journal_size_limit = 67108864",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    register_functions(connection)
