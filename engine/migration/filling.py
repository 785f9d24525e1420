"""Fills new columns from what is already there, in blocks: stored keys, and values converted to another type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.catalog.values import InvalidValue
from engine.migration.operations import Line, Operation, retire_column
from engine.storage import ddl, names
from engine.storage.database import Transaction
from engine.storage.layout import ColumnSpec, TableSpec
from engine.storage.names import quoted
from engine.storage.reindexing import reindex
from engine.storage.tables import stored

if TYPE_CHECKING:
    from engine.definition.model import Field, Form

BLOCK = 5_000


@dataclass(frozen=True)
class FillKey(Operation):
    """Makes the stored keys of all records that are already there."""

    table: TableSpec
    source: ColumnSpec
    key: ColumnSpec

    def describe(self) -> Line | None:
        return None

    def apply(self, tx: Transaction) -> None:
        source, key = stored(self.source, tx.dialect), stored(self.key, tx.dialect)
        _rewrite(tx, self.table.name, self.source.name, self.key.name, lambda cell: key.to_cell(source.from_cell(cell)))


@dataclass(frozen=True)
class ConvertColumn(Operation):
    """Another type for a field: the old column is kept aside, the new one filled with what converts."""

    app: str
    table: TableSpec
    old: ColumnSpec
    new: ColumnSpec
    old_field: Field
    new_field: Field
    version: int
    rows: int = 0
    lost: int = 0
    samples: tuple[str, ...] = ()

    def describe(self) -> Line | None:
        values = {
            "form": self.table.form, "field": self.new.field, "old": self.old_field.type.name,
            "new": self.new_field.type.name, "rows": self.rows, "lost": self.lost, "samples": list(self.samples),
        }  # fmt: skip
        code = "plan.convert_field_losing" if self.lost else "plan.convert_field"
        return Line("~", code, values, destroys_data=self.lost > 0, rows=self.rows)

    def apply(self, tx: Transaction) -> None:
        aside = retire_column(tx, self.app, self.table, self.old, self.version)
        ddl.add_column(tx, self.table.name, self.new)
        names.add_columns(tx, self.app, self.table, [self.new])
        convert = converter(tx, self.old, self.new, self.old_field, self.new_field)

        def cell(old: Any) -> Any:
            try:
                return convert(old)
            except InvalidValue:
                return None

        _rewrite(tx, self.table.name, aside, self.new.name, cell)


@dataclass(frozen=True)
class FillLinks(Operation):
    """A relation to one that became a relation to many: each record keeps its one link."""

    app: str
    main: str
    table: TableSpec

    def describe(self) -> Line | None:
        return Line("~", "plan.one_to_many", {"form": self.table.form, "field": self.table.field})

    def apply(self, tx: Transaction) -> None:
        aside = names.retired_as(tx, self.app, self.table.form, self.table.field)
        tx.execute(
            f"INSERT INTO {quoted(self.table.name)} (owner, position, target) "
            f"SELECT id, 0, {quoted(aside.column)} FROM {quoted(self.main)} WHERE {quoted(aside.column)} IS NOT NULL"
        )


@dataclass(frozen=True)
class FillReference(Operation):
    """A relation to many that became a relation to one: each record keeps its first link."""

    app: str
    table: TableSpec
    column: ColumnSpec
    rows: int
    lost: int  # records with more than one

    def describe(self) -> Line | None:
        values = {"form": self.table.form, "field": self.column.field, "rows": self.rows, "lost": self.lost}
        return Line("~", "plan.many_to_one", values, destroys_data=self.lost > 0, rows=self.rows)

    def apply(self, tx: Transaction) -> None:
        links = quoted(names.retired_as(tx, self.app, self.table.form, self.column.field).table)
        tx.execute(
            f"UPDATE {quoted(self.table.name)} SET {quoted(self.column.name)} = (SELECT l.target FROM {links} l "
            f"WHERE l.owner = {quoted(self.table.name)}.id ORDER BY l.position, l.id LIMIT 1)"
        )


@dataclass(frozen=True)
class Reindex(Operation):
    """Makes the search words of a form anew, because other fields are searched than before."""

    form: Form

    def describe(self) -> Line | None:
        return Line("~", "plan.reindex", {"form": self.form.id})

    def apply(self, tx: Transaction) -> None:
        tx.cached.pop("tables", None)
        reindex(tx, self.form)


def converter(
    tx: Transaction, old: ColumnSpec, new: ColumnSpec, old_field: Field, new_field: Field
) -> Callable[[Any], Any]:
    """From a cell of the old column to one of the new; raises InvalidValue for what does not convert."""
    before, after = stored(old, tx.dialect), stored(new, tx.dialect)

    def convert(cell: Any) -> Any:
        value = before.from_cell(cell)
        if value is None:
            return None
        shown = old_field.type.to_json(value, old_field)
        told = old_field.surface.told and new_field.value_type.kind != "number"
        if told or old_field.value_type.kind in ("option", "options") or isinstance(shown, bool):
            shown = old_field.type.show(value, old_field)
        elif not isinstance(shown, (list, dict)):
            shown = str(shown)
        return after.to_cell(new_field.type.clean(new_field.type.from_cell(shown, new_field), new_field))

    return convert


def survey(
    tx: Transaction, table: str, old: ColumnSpec, new: ColumnSpec, old_field: Field, new_field: Field
) -> tuple[int, int, tuple[str, ...]]:
    """(records with a value, how many of them do not convert, a few of these values)."""
    convert = converter(tx, old, new, old_field, new_field)
    rows, lost, samples = 0, 0, list[str]()
    for _, cell in _cells(tx, table, old.name):
        rows += 1
        try:
            convert(cell)
        except InvalidValue:
            lost += 1
            if len(samples) < 5:
                samples.append(str(cell)[:60])
    return rows, lost, tuple(samples)


def _rewrite(tx: Transaction, table: str, source: str, target: str, cell: Callable[[Any], Any]) -> None:
    mark = "%s" if tx.dialect == "postgresql" else "?"
    sql = f"UPDATE {quoted(table)} SET {quoted(target)} = {mark} WHERE id = {mark}"
    block: list[tuple[Any, int]] = []
    for id, old in _cells(tx, table, source):
        block.append((cell(old), id))
        if len(block) == BLOCK:
            tx.execute_many(sql, block)
            block = []
    if block:
        tx.execute_many(sql, block)


def _cells(tx: Transaction, table: str, column: str) -> Iterator[tuple[int, Any]]:
    mark = "%s" if tx.dialect == "postgresql" else "?"
    sql = (
        f"SELECT id, {quoted(column)} FROM {quoted(table)} WHERE {quoted(column)} IS NOT NULL AND id > {mark} "
        f"ORDER BY id LIMIT {BLOCK}"
    )
    last = 0
    while rows := tx.execute(sql, (last,)).fetchall():
        yield from rows
        last = rows[-1][0]
