"""What was taken away and is kept: how much there is of it, and doing away with it for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from engine.storage import ddl, names
from engine.storage.database import Transaction
from engine.storage.names import Retired, quoted
from engine.storage.system_tables import fw_file, fw_history, fw_name


@dataclass(frozen=True)
class Kept:
    """Values of a field (or, without one, records of a form) that version `version` put aside; `rows` are filled."""

    form: str
    field: str
    version: int
    rows: int


def kept(tx: Transaction, app: str, form: str | None = None, field: str | None = None) -> list[Kept]:
    """All that is kept aside of an app, of one of its forms, or of a field."""
    return [Kept(one.form, one.field, one.version, _rows(tx, one)) for one in _chosen(tx, app, form, field)]


def purge(tx: Transaction, app: str, form: str | None = None, field: str | None = None) -> list[Kept]:
    """Does away with it, and says what it was. What still lives is never touched."""
    chosen = list(_chosen(tx, app, form, field))
    done = [Kept(one.form, one.field, one.version, _rows(tx, one)) for one in chosen]
    # Columns first: what they point to may be among the tables.
    for one in sorted(chosen, key=lambda one: not one.column):
        if one.column:
            _drop_column(tx, one)
        else:
            _drop_table(tx, app, one)
    if chosen:
        tx.migrating = True
        tx.cached.pop("tables", None)
    return done


def _chosen(tx: Transaction, app: str, form: str | None, field: str | None) -> Iterator[Retired]:
    everything = names.retired(tx, app)
    tables = {one.table for one in everything if not one.column}
    for one in everything:
        if (form is not None and one.form != form) or (field is not None and one.field != field):
            continue
        if one.column and (one.table in tables or one.part):
            continue  # it goes with its table, or with its field
        yield one


def _rows(tx: Transaction, one: Retired) -> int:
    where = f" WHERE {quoted(one.column)} IS NOT NULL" if one.column else ""
    return int(tx.execute(f"SELECT count(*) FROM {quoted(one.table)}{where}").fetchone()[0])


def _drop_column(tx: Transaction, one: Retired) -> None:
    if one.spec is not None and one.spec.references and tx.dialect == "sqlite":
        # SQLite does not drop a column that points somewhere: it is emptied, and nobody knows of it any more.
        tx.execute(f"UPDATE {quoted(one.table)} SET {quoted(one.column)} = NULL")
    else:
        tx.execute(f"ALTER TABLE {quoted(one.table)} DROP COLUMN {quoted(one.column)}")
    tx.connection.execute(sa.delete(fw_name).where(fw_name.c.id == one.id))


def _drop_table(tx: Transaction, app: str, one: Retired) -> None:
    original = one.table.rpartition("__v")[0]
    for other in names.retired(tx, app):
        if other.column and other.spec is not None and other.spec.references == original:
            tx.execute(f"UPDATE {quoted(other.table)} SET {quoted(other.column)} = NULL")
    ddl.drop_table(tx, one.table)
    tx.connection.execute(sa.delete(fw_name).where(fw_name.c.app == app, fw_name.c.table_name == one.table))
    if not one.field and not names.load(tx, app, one.form).tables:
        # Nothing is left that these could be about; files that no record claims are collected.
        tx.connection.execute(sa.delete(fw_history).where(fw_history.c.app == app, fw_history.c.form == one.form))
        freed = dict.fromkeys(("app", "form", "record", "field"))
        tx.connection.execute(
            sa.update(fw_file).where(fw_file.c.app == app, fw_file.c.form == one.form).values(**freed)
        )
