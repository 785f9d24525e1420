"""SQLAlchemy tables out of specs, and the few statements that make and change them on both databases."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql import ColumnElement, Select, quoted_name

from engine.expression.sql import NoSqlForm, SqlScope, compile_condition
from engine.storage.database import DialectName, Transaction
from engine.storage.layout import NAME_LIMIT, SYSTEM_COLUMNS, ColumnSpec, IndexSpec, TableSpec
from engine.storage.names import quoted
from engine.storage.types import BigId

_REQUIRED = {"revision", "created_at", "updated_at", "owner", "position", "target", "parent"}


def table_object(spec: TableSpec, dialect: str, *, foreign_keys: bool = False) -> sa.Table:
    """The spec as a SQLAlchemy table; with its foreign keys only where they can be part of CREATE TABLE (SQLite)."""
    columns: list[sa.Column[object]] = []
    for name, codec in SYSTEM_COLUMNS[spec.role].items():
        if name == "id":
            identity = [sa.Identity()] if dialect == "postgresql" else []
            columns.append(sa.Column(name, BigId, *identity, primary_key=True, autoincrement=True))
            continue
        reference = {"owner": spec.owner, "parent": spec.owner, "target": spec.target}.get(name)
        keys = (
            [_foreign_key(reference, "CASCADE" if reference == spec.owner else None)]
            if reference and foreign_keys
            else []
        )
        default = sa.text("1") if name == "revision" else None
        columns.append(
            sa.Column(name, codec.sql_type(dialect), *keys, nullable=name not in _REQUIRED, server_default=default)
        )
    for column in spec.columns:
        keys = [_foreign_key(column.references)] if column.references and foreign_keys else []
        columns.append(sa.Column(_name(column.name), column.codec.sql_type(dialect), *keys, nullable=True))
    return sa.Table(_name(spec.name), sa.MetaData(), *columns, sqlite_autoincrement=True)


def create_table(tx: Transaction, spec: TableSpec) -> None:
    """Makes the table; on PostgreSQL its foreign keys come after all tables (`add_foreign_keys`)."""
    table = table_object(spec, tx.dialect, foreign_keys=tx.dialect == "sqlite")
    for column in table.columns:
        for key in column.foreign_keys:
            target = key.target_fullname.rpartition(".")[0]
            if target not in table.metadata.tables:
                # Only the name matters for the statement; the target need not exist yet.
                sa.Table(target, table.metadata, sa.Column("id", BigId))
    tx.connection.execute(CreateTable(table))


def add_column(tx: Transaction, table: str, column: ColumnSpec) -> None:
    """Adds an empty column: no row is rewritten, on either database."""
    made = sa.Column(_name(column.name), column.codec.sql_type(tx.dialect))
    sa.Table(_name(table), sa.MetaData(), made)
    compiler = tx.database.sa_dialect.ddl_compiler(tx.database.sa_dialect, None)  # type: ignore[arg-type]  # SQLAlchemy does it so itself
    statement = f"ALTER TABLE {quoted(table)} ADD COLUMN {compiler.get_column_specification(made)}"
    if column.references and tx.dialect == "sqlite":
        statement += f" REFERENCES {quoted(column.references)} (id) DEFERRABLE INITIALLY IMMEDIATE"
    tx.execute(statement)


def add_foreign_key(tx: Transaction, table: str, column: str, target: str, *, cascade: bool = False) -> None:
    """PostgreSQL only: a foreign key; deferrable, so that a restore may load tables in any order."""
    tx.execute(
        f"ALTER TABLE {quoted(table)} ADD CONSTRAINT {quoted(foreign_key_name(table, column))} "
        f"FOREIGN KEY ({quoted(column)}) REFERENCES {quoted(target)} (id) "
        f"{'ON DELETE CASCADE ' if cascade else ''}DEFERRABLE INITIALLY IMMEDIATE"
    )


def drop_foreign_key(tx: Transaction, table: str, column: str) -> None:
    """PostgreSQL only."""
    tx.execute(f"ALTER TABLE {quoted(table)} DROP CONSTRAINT IF EXISTS {quoted(foreign_key_name(table, column))}")


def foreign_keys_of(spec: TableSpec) -> Iterator[tuple[str, str, bool]]:
    """(column, target table, cascade) of every foreign key of a table."""
    if spec.owner:
        yield ("owner" if spec.role == "links" else "parent"), spec.owner, True
    if spec.target:
        yield "target", spec.target, spec.target == spec.owner
    for column in spec.columns:
        if column.references:
            yield column.name, column.references, False


def rename_column(tx: Transaction, table: str, old: str, new: str) -> None:
    tx.execute(f"ALTER TABLE {quoted(table)} RENAME COLUMN {quoted(old)} TO {quoted(new)}")


def rename_table(tx: Transaction, old: str, new: str) -> None:
    tx.execute(f"ALTER TABLE {quoted(old)} RENAME TO {quoted(new)}")


def create_index(tx: Transaction, index: IndexSpec, *, concurrently: bool = False) -> None:
    """Makes an index; `living` ones cover records that are not deleted.

    `concurrently` (PostgreSQL, outside of transactions): others go on writing, and what is killed leaves it invalid.
    """
    names = list(index.columns)
    if tx.dialect == "sqlite" and index.living and not index.unique and "deleted_at" not in names:
        # SQLite tests the condition on each row though the index implies it: so the index holds it too.
        names.append("deleted_at")
    columns = ", ".join(quoted(column) for column in names)
    tx.execute(
        f"CREATE {'UNIQUE ' if index.unique else ''}INDEX {'CONCURRENTLY ' if concurrently else ''}"
        f"{quoted(index.name)} ON {quoted(index.table)} ({columns})"
        f"{' WHERE ' + index_condition(tx, index) if index.living else ''}"
    )


def index_condition(tx: Transaction, index: IndexSpec) -> str:
    """Which rows an index holds: the living, and those its rule is about."""
    living = "deleted_at IS NULL"
    if index.where is None:
        return living
    made = compile_condition(index.where, _BareRow(tx.dialect))
    if made.binds:
        raise NoSqlForm("a unique rule that depends on more than the record")
    options = {"literal_binds": True}
    return f"{living} AND ({made.element.compile(dialect=tx.database.sa_dialect, compile_kwargs=options)})"


@dataclass(frozen=True)
class _BareRow:
    """Columns by their plain names, as the condition of an index needs them."""

    dialect: DialectName

    def column(self, name: str) -> ColumnElement[Any]:
        return sa.column(_name(name))

    def follow(self, relation: str, value: Callable[[SqlScope], ColumnElement[Any]]) -> ColumnElement[Any]:
        raise NoSqlForm(relation)

    def many(self, relation: str) -> Select[Any]:
        raise NoSqlForm(relation)

    def changed_at(self, name: str) -> ColumnElement[Any]:
        raise NoSqlForm(name)


def drop_index(tx: Transaction, name: str) -> None:
    tx.execute(f"DROP INDEX IF EXISTS {quoted(name)}")


def drop_table(tx: Transaction, name: str) -> None:
    """Takes a table away with all its rows."""
    if tx.dialect == "sqlite":
        tx.execute("PRAGMA defer_foreign_keys = ON")  # looked at when everything that goes is gone
        tx.execute(f"DROP TABLE {quoted(name)}")
    else:
        tx.execute(f"DROP TABLE {quoted(name)} CASCADE")


def foreign_key_name(table: str, column: str) -> str:
    """Unique in the database, at most 63 bytes."""
    full = f"fk_{table}_{column}"
    if len(full) <= NAME_LIMIT:
        return full
    return f"{full[: NAME_LIMIT - 11]}_{hashlib.sha256(full.encode()).hexdigest()[:10]}"


def _foreign_key(target: str, on_delete: str | None = None) -> sa.ForeignKey:
    return sa.ForeignKey(f"{target}.id", ondelete=on_delete, deferrable=True, initially="IMMEDIATE")


def _name(name: str) -> quoted_name:
    return quoted_name(name, quote=True)
