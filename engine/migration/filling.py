"""Fills new columns from what is already there, in blocks: stored keys, links, search words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.migration.operations import Line, Operation
from engine.storage import ddl, names
from engine.storage.database import Transaction
from engine.storage.layout import ColumnSpec, IndexSpec, TableSpec
from engine.storage.names import quoted
from engine.storage.reindexing import reindex
from engine.storage.tables import Stored, stored

if TYPE_CHECKING:
    from engine.definition.model import Form

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
        rewrite(tx, self.table.name, self.source.name, self.key.name, lambda cell: key.to_cell(source.from_cell(cell)))


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


def alike_by(
    tx: Transaction, index: IndexSpec, there: TableSpec, added: Mapping[str, ColumnSpec]
) -> tuple[int, list[int]]:
    """(groups of records that are alike by a unique index, ids of one), before its keys are stored."""
    keys = [added.get(name) or there.column(name) for name in index.columns]
    sources = [None if key is None else there.column(key.field) for key in keys]
    if any(source is None for source in sources):
        return 0, []  # a field that is new as well: it has no values yet
    makers: list[Callable[[Any], Any]] = []
    for key, source in zip(keys, sources, strict=True):
        assert key is not None and source is not None
        before, after = stored(source, tx.dialect), stored(key, tx.dialect)
        makers.append((lambda cell: cell) if key is source else _keyed(before, after))
    columns = ", ".join(quoted(source.name) for source in sources if source is not None)
    groups: dict[tuple[Any, ...], list[int]] = {}
    where = ddl.index_condition(tx, index)
    for id, *cells_ in tx.execute(f"SELECT id, {columns} FROM {quoted(index.table)} WHERE {where}"):
        made = tuple(None if cell is None else make(cell) for make, cell in zip(makers, cells_, strict=True))
        if None not in made:
            groups.setdefault(made, []).append(id)
    alike = [ids for ids in groups.values() if len(ids) > 1]
    return len(alike), sorted(alike[0])[:5] if alike else []


def _keyed(before: Stored, after: Stored) -> Callable[[Any], Any]:
    return lambda cell: after.to_cell(before.from_cell(cell))


def rewrite(tx: Transaction, table: str, source: str, target: str, cell: Callable[[Any], Any]) -> None:
    """Fills a column from another one, in blocks."""
    mark = "%s" if tx.dialect == "postgresql" else "?"
    sql = f"UPDATE {quoted(table)} SET {quoted(target)} = {mark} WHERE id = {mark}"
    block: list[tuple[Any, int]] = []
    for id, old in cells(tx, table, source):
        block.append((cell(old), id))
        if len(block) == BLOCK:
            tx.execute_many(sql, block)
            block = []
    if block:
        tx.execute_many(sql, block)


def cells(tx: Transaction, table: str, column: str) -> Iterator[tuple[int, Any]]:
    """(id, cell) of all rows in which the column is filled."""
    mark = "%s" if tx.dialect == "postgresql" else "?"
    sql = (
        f"SELECT id, {quoted(column)} FROM {quoted(table)} WHERE {quoted(column)} IS NOT NULL AND id > {mark} "
        f"ORDER BY id LIMIT {BLOCK}"
    )
    last = 0
    while rows := tx.execute(sql, (last,)).fetchall():
        yield from rows
        last = rows[-1][0]
