"""Brings the engine's own tables to what this version knows: under one lock, in one transaction, after a snapshot."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from engine.storage.database import Database, Transaction
from engine.storage.errors import NewerSchema

HEAD = "0002_drafts"
UPGRADE_LOCK = 0x46575550


def upgrade_system(database: Database) -> bool:
    """Makes or upgrades the `fw_` tables; True when something was done.

    Raises NewerSchema when a newer Formwright has been here: an old one would damage what it does not know.
    """
    with database.read() as tx:
        found = revision(tx)
    if found == HEAD:
        return False
    _refuse_newer(found)
    if found is not None:
        _snapshot(database, found)
    return database.transact(_upgrade, lock="none")


def revision(tx: Transaction) -> str | None:
    """The revision of the tables, None in an empty database."""
    if tx.dialect == "sqlite":
        there = tx.execute("SELECT 1 FROM sqlite_master WHERE name = 'fw_schema'").fetchone()
    else:
        there = tx.execute("SELECT 1 WHERE to_regclass('fw_schema') IS NOT NULL").fetchone()
    row = tx.execute("SELECT version_num FROM fw_schema").fetchone() if there else None
    return str(row[0]) if row else None


def _upgrade(tx: Transaction) -> bool:
    if tx.dialect == "postgresql":
        tx.execute("SELECT pg_advisory_xact_lock(%s)", (UPGRADE_LOCK,))
    found = revision(tx)  # another process may have been faster
    if found == HEAD:
        return False
    _refuse_newer(found)
    # Imported here: Alembic costs 200 ms, and almost every start finds nothing to do.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "system").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = tx.connection
    if not tx.connection.in_transaction():
        tx.connection.begin()  # ours is the transaction: Alembic is not to begin or commit one
    command.upgrade(config, "head")
    return True


def known() -> frozenset[str]:
    """All revisions that this version can read."""
    return frozenset(file.stem for file in (Path(__file__).parent / "system" / "versions").glob("[0-9]*.py"))


def _refuse_newer(found: str | None) -> None:
    if found is not None and found not in known():
        raise NewerSchema(found=found, known=HEAD)


def _snapshot(database: Database, found: str) -> None:
    """Copies SQLite's file beside itself before it is changed; PostgreSQL has its own backups."""
    path = database.url.database
    if database.dialect != "sqlite" or not path or path == ":memory:":
        return
    target = Path(path).with_name(f"{Path(path).stem}-before-{HEAD}-from-{found}.db")
    if target.exists():
        return
    with database.read() as tx, closing(sqlite3.connect(target)) as copy:
        tx.driver.backup(copy)
