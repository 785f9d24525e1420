"""What a migration is made of: each operation says what it will do, and does it, the same on both databases."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import sqlalchemy as sa

from engine.migration.errors import DuplicatesThere
from engine.storage import ddl, foreign_keys, names
from engine.storage.database import Transaction
from engine.storage.layout import ColumnSpec, IndexSpec, TableSpec
from engine.storage.names import Retired, quoted
from engine.storage.system_tables import fw_name

Sign = Literal["+", "-", "~"]


@dataclass(frozen=True)
class Line:
    """One line of a plan as people see it: a sign, and a sentence by code and values."""

    sign: Sign
    code: str
    values: Mapping[str, Any]
    destroys_data: bool = False
    rows: int = 0


class Operation(ABC):
    """One step of a migration inside its transaction."""

    destroys_data: ClassVar[bool] = False

    @abstractmethod
    def describe(self) -> Line | None:
        """What a person is told; None for what only follows from another operation."""

    @abstractmethod
    def apply(self, tx: Transaction) -> None:
        """Does it; raises what the database raises, then the whole migration is undone."""


@dataclass(frozen=True)
class CreateTable(Operation):
    """A new table of a form, of links or of rows."""

    app: str
    table: TableSpec

    def describe(self) -> Line | None:
        if self.table.role == "form":
            return Line("+", "plan.create_form", {"form": self.table.form})
        return Line("+", "plan.add_field", {"form": self.table.form, "field": self.table.field})

    def apply(self, tx: Transaction) -> None:
        ddl.create_table(tx, self.table)
        names.add_table(tx, self.app, self.table)


@dataclass(frozen=True)
class AddColumn(Operation):
    """A new, empty column."""

    app: str
    table: TableSpec
    column: ColumnSpec

    def describe(self) -> Line | None:
        if self.column.part:
            return None
        return Line("+", "plan.add_field", {"form": self.table.form, "field": _path(self.table, self.column)})

    def apply(self, tx: Transaction) -> None:
        ddl.add_column(tx, self.table.name, self.column)
        names.add_columns(tx, self.app, self.table, [self.column])


@dataclass(frozen=True)
class DropKey(Operation):
    """Takes away a stored key that nothing needs any more; it can be made again from the field."""

    app: str
    table: TableSpec
    column: ColumnSpec

    def describe(self) -> Line | None:
        return None

    def apply(self, tx: Transaction) -> None:
        tx.execute(f"ALTER TABLE {quoted(self.table.name)} DROP COLUMN {quoted(self.column.name)}")
        tx.connection.execute(
            sa.delete(fw_name).where(
                fw_name.c.app == self.app,
                fw_name.c.table_name == self.table.name,
                fw_name.c.column_name == self.column.name,
            )
        )


@dataclass(frozen=True)
class RetireColumn(Operation):
    """Renames a column out of the way; its values stay until they are purged."""

    app: str
    table: TableSpec
    column: ColumnSpec
    version: int
    converted: bool = False  # another column takes its place
    rows: int = 0

    def describe(self) -> Line | None:
        if self.converted:
            return None
        values = {"form": self.table.form, "field": _path(self.table, self.column), "rows": self.rows}
        return Line("-", "plan.retire_field", values, destroys_data=self.rows > 0, rows=self.rows)

    def apply(self, tx: Transaction) -> None:
        retire_column(tx, self.app, self.table, self.column, self.version)


@dataclass(frozen=True)
class RestoreColumn(Operation):
    """Gives a retired column its name back."""

    app: str
    table: TableSpec
    column: ColumnSpec
    retired: Retired

    def describe(self) -> Line | None:
        return Line("+", "plan.restore_field", {"form": self.table.form, "field": _path(self.table, self.column)})

    def apply(self, tx: Transaction) -> None:
        ddl.rename_column(tx, self.table.name, self.retired.column, self.column.name)
        tx.connection.execute(
            sa.update(fw_name)
            .where(fw_name.c.id == self.retired.id)
            .values(column_name=self.column.name, table_name=self.table.name, retired=None)
        )


@dataclass(frozen=True)
class RetireTable(Operation):
    """Renames a form's table, or one of links or rows, out of the way."""

    app: str
    table: TableSpec
    version: int
    converted: bool = False
    rows: int = 0

    def describe(self) -> Line | None:
        if self.converted:
            return None
        lost = {"destroys_data": self.rows > 0, "rows": self.rows}
        if self.table.role == "form":
            return Line("-", "plan.retire_form", {"form": self.table.form, "rows": self.rows}, **lost)  # type: ignore[arg-type]  # mypy cannot see which key is which
        values = {"form": self.table.form, "field": self.table.field, "rows": self.rows}
        return Line("-", "plan.retire_field", values, **lost)  # type: ignore[arg-type]  # as above

    def apply(self, tx: Transaction) -> None:
        name = _retired_name(tx, self.table.name, self.version)
        ddl.rename_table(tx, self.table.name, name)
        tx.connection.execute(
            sa.update(fw_name)
            .where(fw_name.c.app == self.app, fw_name.c.table_name == self.table.name)
            .values(table_name=name)
        )
        # Columns retired earlier keep their own version; what lived goes with the table.
        tx.connection.execute(
            sa.update(fw_name)
            .where(fw_name.c.app == self.app, fw_name.c.table_name == name, fw_name.c.retired.is_(None))
            .values(retired=self.version)
        )


@dataclass(frozen=True)
class RestoreTable(Operation):
    """Gives a retired table its name back, with the columns that went with it."""

    app: str
    table: TableSpec
    retired: Retired

    def describe(self) -> Line | None:
        if self.table.role == "form":
            return Line("+", "plan.restore_form", {"form": self.table.form})
        return Line("+", "plan.restore_field", {"form": self.table.form, "field": self.table.field})

    def apply(self, tx: Transaction) -> None:
        ddl.rename_table(tx, self.retired.table, self.table.name)
        of_table = (fw_name.c.app == self.app, fw_name.c.table_name == self.retired.table)
        tx.connection.execute(
            sa.update(fw_name).where(*of_table, fw_name.c.retired == self.retired.version).values(retired=None)
        )
        tx.connection.execute(sa.update(fw_name).where(*of_table).values(table_name=self.table.name))


@dataclass(frozen=True)
class AddForeignKey(Operation):
    """A foreign key that is not made with its column: PostgreSQL's, and those that a backup did not bring back."""

    table: str
    column: str
    target: str
    cascade: bool = False

    def describe(self) -> Line | None:
        return None

    def apply(self, tx: Transaction) -> None:
        foreign_keys.ensure(tx, self.table, self.column, self.target, cascade=self.cascade)


@dataclass(frozen=True)
class CreateIndex(Operation):
    """An index that follows from the definition."""

    index: IndexSpec

    def describe(self) -> Line | None:
        code = "plan.create_unique" if self.index.unique else "plan.create_index"
        return Line("+", code, {"table": self.index.table, "fields": list(self.index.columns)})

    def apply(self, tx: Transaction) -> None:
        if self.index.unique:
            self._refuse_duplicates(tx)
        ddl.create_index(tx, self.index)

    @property
    def fields(self) -> list[str]:
        """The fields whose values the index is over."""
        return [column.partition("__")[0] for column in self.index.columns]

    def _refuse_duplicates(self, tx: Transaction) -> None:
        groups, records = self.alike(tx)
        if groups:
            form = self.index.table.partition("__")[2]
            raise DuplicatesThere(form=form, fields=self.fields, groups=groups, records=records)

    def alike(self, tx: Transaction) -> tuple[int, list[int]]:
        """How many groups of records are alike by this index, and the ids of one of them."""
        columns = ", ".join(quoted(column) for column in self.index.columns)
        filled = " AND ".join(f"{quoted(column)} IS NOT NULL" for column in self.index.columns)
        table = quoted(self.index.table)
        living = f"FROM {table} WHERE {ddl.index_condition(tx, self.index)} AND {filled}"
        alike = f"SELECT {columns} {living} GROUP BY {columns} HAVING count(*) > 1"
        groups = tx.execute(f"SELECT count(*) FROM ({alike}) AS alike").fetchone()[0]
        records: list[int] = []
        if groups:
            first = tx.execute(f"{alike} LIMIT 1").fetchone()
            mark = "%s" if tx.dialect == "postgresql" else "?"
            same = " AND ".join(f"{quoted(column)} = {mark}" for column in self.index.columns)
            rows = tx.execute(f"SELECT id FROM {table} WHERE deleted_at IS NULL AND {same} ORDER BY id LIMIT 5", first)
            records = [row[0] for row in rows.fetchall()]
        return int(groups), records


@dataclass(frozen=True)
class DropIndex(Operation):
    """An index that nothing needs any more."""

    name: str

    def describe(self) -> Line | None:
        return Line("-", "plan.drop_index", {"index": self.name})

    def apply(self, tx: Transaction) -> None:
        ddl.drop_index(tx, self.name)


def retire_column(
    tx: Transaction, app: str, table: TableSpec, column: ColumnSpec, version: int, holds: str | None = None
) -> str:
    """Renames a column out of the way; its new name. What it points to may then be taken away as well.

    `holds` is the field type whose values it keeps, when another column takes its place.
    """
    name = _retired_name(tx, column.name, version)
    ddl.rename_column(tx, table.name, column.name, name)
    if column.references and tx.dialect == "postgresql":
        ddl.drop_foreign_key(tx, table.name, column.name)
    tx.connection.execute(
        sa.update(fw_name)
        .where(fw_name.c.app == app, fw_name.c.table_name == table.name, fw_name.c.column_name == column.name)
        .values(column_name=name, retired=version, **({} if holds is None else {"spec": names.holding(column, holds)}))
    )
    return name


def _path(table: TableSpec, column: ColumnSpec) -> str:
    return f"{table.field}.{column.field}" if table.field else column.field


def _retired_name(tx: Transaction, name: str, version: int) -> str:
    """`amount__v7`; with a letter behind it when that was taken by an earlier retirement in the same version."""
    wanted = f"{name[:52]}__v{version}"
    taken = set(
        tx.connection.execute(
            sa.select(fw_name.c.column_name).where(fw_name.c.column_name.like(f"{name[:52]}\\_\\_v%", escape="\\"))
        ).scalars()
    ) | set(
        tx.connection.execute(
            sa.select(fw_name.c.table_name).where(fw_name.c.table_name.like(f"{name[:52]}\\_\\_v%", escape="\\"))
        ).scalars()
    )
    return (
        wanted if wanted not in taken else next(f"{wanted}{c}" for c in "abcdefghijklmnop" if wanted + c not in taken)
    )
