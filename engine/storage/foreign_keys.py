"""Gives foreign keys to tables that are there already: what came back out of a backup may lack some."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from engine.storage import ddl
from engine.storage.database import Transaction
from engine.storage.names import quoted

ASIDE = "fw_aside"


def ensure(tx: Transaction, table: str, column: str, target: str, *, cascade: bool = False) -> None:
    """Makes the foreign key unless it is there."""
    if tx.dialect == "postgresql":
        known = "SELECT 1 FROM pg_constraint WHERE conname = %s AND conrelid = to_regclass(%s)"
        if not tx.execute(known, (ddl.foreign_key_name(table, column), quoted(table))).fetchone():
            ddl.add_foreign_key(tx, table, column, target, cascade=cascade)
    elif all(key[3] != column for key in tx.execute(f"PRAGMA foreign_key_list({quoted(table)})").fetchall()):
        if column in ("owner", "parent", "target"):
            _rebuild(tx, table, column, target, cascade)
        else:
            _replace(tx, table, column, target)


def _replace(tx: Transaction, table: str, column: str, target: str) -> None:
    """SQLite gives a column its foreign key when it is made only: so it is made again."""
    of, name = quoted(table), quoted(column)
    tx.execute(f"ALTER TABLE {of} RENAME COLUMN {name} TO {ASIDE}")
    tx.execute(
        f"ALTER TABLE {of} ADD COLUMN {name} INTEGER REFERENCES {quoted(target)} (id) DEFERRABLE INITIALLY IMMEDIATE"
    )
    tx.execute(f"UPDATE {of} SET {name} = {ASIDE}")
    tx.execute(f"ALTER TABLE {of} DROP COLUMN {ASIDE}")


def _rebuild(tx: Transaction, table: str, column: str, target: str, cascade: bool) -> None:
    """The same for columns that may not be empty, of tables of links and rows: nothing points at those."""
    there = sa.Table(table, sa.MetaData(), autoload_with=tx.connection, resolve_fks=False)
    made = sa.Table(ASIDE, sa.MetaData(), sqlite_autoincrement=True)
    for old in there.columns:
        new = sa.Column(old.name, old.type, primary_key=old.primary_key, nullable=old.nullable)
        if old.name == column:
            new.append_foreign_key(_key(target, cascade))
        for key in old.foreign_keys:
            new.append_foreign_key(_key(key.target_fullname.rpartition(".")[0], key.ondelete is not None))
        made.append_column(new)
    for key in made.foreign_keys:
        name = key.target_fullname.rpartition(".")[0]
        if name not in made.metadata.tables:
            sa.Table(name, made.metadata, sa.Column("id", sa.Integer))  # only its name stands in the statement
    tx.connection.execute(CreateTable(made))
    names = ", ".join(quoted(one.name) for one in there.columns)
    tx.execute(f"INSERT INTO {ASIDE} ({names}) SELECT {names} FROM {quoted(table)}")
    # Ids that were given once are not given again.
    tx.execute("DELETE FROM sqlite_sequence WHERE name = ?", (ASIDE,))
    tx.execute("UPDATE sqlite_sequence SET name = ? WHERE name = ?", (ASIDE, table))
    tx.execute(f"DROP TABLE {quoted(table)}")
    tx.execute(f"ALTER TABLE {ASIDE} RENAME TO {quoted(table)}")


def _key(target: str, cascade: bool) -> sa.ForeignKey:
    return sa.ForeignKey(
        f"{target}.id", ondelete="CASCADE" if cascade else None, deferrable=True, initially="IMMEDIATE"
    )
