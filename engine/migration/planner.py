"""Compares the tables that are there with those an app needs, and says which operations lead from one to the other.

The order of operations: indexes go first (a renamed column would keep them under a wrong name), then tables are retired
and given back, then columns; then comes what is new; values are filled in before foreign keys and indexes look at them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.migration.converting import Conversion, ConvertColumn, GiveBack, came_apart, moves_between, survey_return
from engine.migration.errors import TooManyColumns
from engine.migration.filling import FillKey, FillLinks, FillReference, Reindex
from engine.migration.operations import (
    AddColumn,
    AddForeignKey,
    CreateIndex,
    CreateTable,
    DropIndex,
    DropKey,
    Operation,
    RestoreColumn,
    RestoreTable,
    RetireColumn,
    RetireTable,
)
from engine.migration.plan import Plan
from engine.storage import ddl, names
from engine.storage.database import Transaction
from engine.storage.layout import ColumnSpec, Layout, TableSpec, layout_of
from engine.storage.names import Retired, quoted
from engine.storage.tables import searched

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.definition.model import Field

# PostgreSQL takes 1,600 and SQLite 2,000; the engine's own are among them, and both databases say no at one number.
MOST_COLUMNS = 1_500
MOST_LOOKED_AT = 4  # columns kept aside for one field, the latest first
_ORDER: tuple[type[Operation], ...] = (
    DropIndex, RetireTable, RestoreTable, DropKey, RetireColumn, RestoreColumn, CreateTable, ConvertColumn, GiveBack,
    AddColumn,
    FillLinks, FillReference, FillKey, AddForeignKey, CreateIndex, Reindex,
)  # fmt: skip


def plan(tx: Transaction, old: App | None, new: App | None, number: int) -> Plan:
    """The plan that brings the database from what it holds to what `new` needs, as version `number`.

    `old` gives the types that values are converted from; None for `new` retires the whole app.
    """
    app = new or old
    if app is None:
        raise ValueError("a plan needs an app")
    wanted = layout_of(new) if new is not None else Layout()
    there = names.load(tx, app.id).tables
    retired = names.retired(tx, app.id)
    operations = list(_Comparison(tx, app.id, old, new, number, there, retired).compare(wanted))
    _refuse_too_many(operations, there, retired)
    return Plan(app.id, tuple(sorted(operations, key=lambda operation: _ORDER.index(type(operation)))))


def _refuse_too_many(operations: list[Operation], there: Mapping[str, TableSpec], retired: list[Retired]) -> None:
    """Raises TooManyColumns; columns of fields that were taken away stay in their table."""
    counts = Counter({name: len(table.columns) for name, table in there.items()})
    counts.update(one.table for one in retired if one.column)
    forms = {table.name: table.form for table in there.values()}
    for operation in operations:
        if isinstance(operation, (AddColumn, ConvertColumn)):
            counts[operation.table.name] += 1
            forms[operation.table.name] = operation.table.form
    for name, count in counts.items():
        if count > MOST_COLUMNS:
            raise TooManyColumns(form=forms.get(name, name), columns=count, limit=MOST_COLUMNS)


class _Comparison:
    """What is there against what is wanted; `asides` are the names under which tables to be given back lie now."""

    def __init__(
        self,
        tx: Transaction,
        app: str,
        old: App | None,
        new: App | None,
        number: int,
        there: Mapping[str, TableSpec],
        retired: list[Retired],
    ) -> None:
        self.tx, self.app, self.old, self.new, self.number = tx, app, old, new, number
        self.there, self.retired = there, retired
        self.asides: dict[str, str] = {}
        self.replaced: set[tuple[str, str]] = set()  # (table, column or '') that get a new body under their old name

    def compare(self, wanted: Layout) -> Iterator[Operation]:
        for name, table in wanted.tables.items():
            present = self.there.get(name)
            if present is not None and _same_table(present, table):
                yield from self._columns(present, table, wanted)
            else:
                yield from self._new_table(table, wanted)
        for name, table in self.there.items():
            other = wanted.tables.get(name)
            if other is None or not _same_table(other, table):
                self.replaced.add((name, ""))
                converted = self._becomes_one(table, wanted) is not None
                yield RetireTable(self.app, table, self.number, converted, rows=self._count(name))
        yield from self._indexes(wanted)
        yield from self._reindexed()

    def _reindexed(self) -> Iterator[Operation]:
        for id, form in (self.new.forms if self.new is not None else {}).items():
            before = self.old.forms.get(id) if self.old is not None else None
            if before is None:
                continue  # a new form has no records yet
            if {one.id for one in searched(before)} != {one.id for one in searched(form)}:
                yield Reindex(form)

    def _new_table(self, table: TableSpec, wanted: Layout) -> Iterator[Operation]:
        if (source := self._became_many(table)) is not None:
            yield from self._made(table)
            yield FillLinks(self.app, source, table)
            return
        aside = next((one for one in reversed(self.retired) if _is_of(one, table)), None)
        if aside is None:
            yield from self._made(table)
            return
        self.asides[table.name] = aside.table
        yield RestoreTable(self.app, table, aside)
        for column, target, cascade in ddl.foreign_keys_of(table):
            yield AddForeignKey(table.name, column, target, cascade)
        back = [
            one.spec
            for one in self.retired
            if one.table == aside.table and one.version == aside.version and one.spec is not None
        ]
        yield from self._columns(replace(table, columns=tuple(back)), table, wanted)

    def _made(self, table: TableSpec) -> Iterator[Operation]:
        yield CreateTable(self.app, table)
        for column, target, cascade in ddl.foreign_keys_of(table):
            yield AddForeignKey(table.name, column, target, cascade)

    def _columns(self, present: TableSpec, table: TableSpec, wanted: Layout) -> Iterator[Operation]:
        before = {column.name: column for column in present.columns}
        after = {column.name: column for column in table.columns}
        for name, column in after.items():
            old = before.get(name)
            if old is None:
                yield from self._new_column(table, column)
            else:
                moves = self._moves(table, column)
                if old != column or moves is not None or self._another_type(table, column):
                    yield from self._changed(present, table, old, column, moves or {})
        for name, column in before.items():
            if name in after:
                continue
            if column.part:
                yield DropKey(self.app, present, column)
            else:
                converted = self._becomes_many(present, column, wanted)
                was = self._field(self.old, present, column)
                # What was worked out is not lost: it follows from what stays.
                rows = 0 if was is not None and was.type.computed else self._count(present.name, name)
                yield RetireColumn(self.app, present, column, self.number, converted, rows)

    def _new_column(self, table: TableSpec, column: ColumnSpec) -> Iterator[Operation]:
        if column.part:
            yield AddColumn(self.app, table, column)
            source = next(one for one in table.columns if one.field == column.field and not one.part)
            yield FillKey(table, source, column)
            return
        links = self.there.get(f"{table.name}__{column.field}") if table.role == "form" else None
        if links is not None and links.role == "links" and links.target == column.references:
            yield AddColumn(self.app, table, column)
            yield AddForeignKey(table.name, column.name, links.target or "")
            yield FillReference(self.app, table, column, *self._links_counted(links.name))
            return
        path = f"{table.field}.{column.field}" if table.field else column.field
        for one in reversed(self.retired):
            where = (one.form, one.field, one.table) == (table.form, path, self.asides.get(table.name, table.name))
            body = one.spec is not None and (one.spec.codec, one.spec.references) == (column.codec, column.references)
            if where and body:
                yield RestoreColumn(self.app, table, column, one)
                break
        else:
            yield AddColumn(self.app, table, column)
        if column.references:
            yield AddForeignKey(table.name, column.name, column.references)

    def _changed(
        self, present: TableSpec, table: TableSpec, old: ColumnSpec, new: ColumnSpec, moves: Mapping[str, str]
    ) -> Iterator[Operation]:
        self.replaced.add((table.name, new.name))
        if new.part:
            yield DropKey(self.app, present, old)
            yield from self._new_column(table, new)
            return
        old_field, new_field = self._field(self.old, table, new), self._field(self.new, table, new)
        if old_field is None or new_field is None or new.references or old.references:
            yield RetireColumn(self.app, present, old, self.number, rows=self._count(present.name, old.name))
            yield AddColumn(self.app, table, new)
            if new.references:
                yield AddForeignKey(table.name, new.name, new.references)
        else:
            yield self._converted(present, table, Conversion(old, new, old_field, new_field, moves))
        for key in table.columns:
            if key.part and key.field == new.field and key in present.columns:
                yield FillKey(table, new, key)

    def _converted(self, present: TableSpec, table: TableSpec, conversion: Conversion) -> Operation:
        """Given back from what was kept aside when the field had this type before, else converted."""
        at = self.asides.get(present.name, present.name)
        path = f"{table.field}.{conversion.new.field}" if table.field else conversion.new.field
        wanted = conversion.new_field
        kept = [
            one
            for one in (reversed(self.retired) if at == present.name else ())
            if (one.form, one.field, one.part, one.table) == (table.form, path, "", present.name)
            and one.spec is not None
            and (one.spec.codec, one.holds) == (conversion.new.codec, wanted.type.name)
        ]
        ways: list[tuple[int, int, GiveBack]] = []
        for one in kept[:MOST_LOOKED_AT]:
            column = replace(conversion.new, name=one.column)
            moves = moves_between(wanted, conversion.old_field)
            forward = Conversion(column, conversion.old, wanted, conversion.old_field, moves)
            found = survey_return(self.tx, at, one.column, conversion.old.name, forward, conversion)
            # Where nothing is gained by it, what is kept stays kept.
            if found.gained:
                way = GiveBack(self.app, table, forward, conversion, one, self.number, found.surveyed, found.changed)
                ways.append((found.gained, -len(ways), way))
        if ways:
            return max(ways)[2]
        return ConvertColumn(self.app, table, conversion, self.number, conversion.survey(self.tx, at))

    def _moves(self, table: TableSpec, column: ColumnSpec) -> dict[str, str] | None:
        """The options that became others; {} where some that had become one are several again; None: neither."""
        old, new = self._field(self.old, table, column), self._field(self.new, table, column)
        if old is None or new is None or column.part or old.type.name != new.type.name:
            return None
        moves = moves_between(old, new)
        return moves if moves or came_apart(old, new) else None

    def _became_many(self, table: TableSpec) -> str | None:
        """The form's table, when a new table of links takes over from a column of it."""
        main = self.there.get(table.owner or "") if table.role == "links" else None
        column = main.column(table.field) if main is not None else None
        return main.name if main is not None and column is not None and column.references == table.target else None

    def _becomes_many(self, present: TableSpec, column: ColumnSpec, wanted: Layout) -> bool:
        links = wanted.tables.get(f"{present.name}__{column.field}")
        return links is not None and links.role == "links" and links.target == column.references

    def _becomes_one(self, table: TableSpec, wanted: Layout) -> ColumnSpec | None:
        main = wanted.tables.get(table.owner or "") if table.role == "links" else None
        column = main.column(table.field) if main is not None else None
        return column if column is not None and column.references == table.target else None

    def _links_counted(self, table: str) -> tuple[int, int]:
        """(records with links, those with more than one)."""
        counted = f"SELECT count(*) AS n FROM {quoted(table)} GROUP BY owner"
        sql = f"SELECT count(*), coalesce(sum(CASE WHEN n > 1 THEN 1 ELSE 0 END), 0) FROM ({counted}) AS counted"
        rows, lost = self.tx.execute(sql).fetchone()
        return int(rows), int(lost)

    def _another_type(self, table: TableSpec, column: ColumnSpec) -> bool:
        """Whether equal columns hold values that mean something else (the label of a choice, its id)."""
        old, new = self._field(self.old, table, column), self._field(self.new, table, column)
        if old is None or new is None or column.part or old.type.name == new.type.name:
            return False
        if old.surface.told or new.surface.told:
            return True
        return (old.value_type.kind == "option") != (new.value_type.kind == "option")

    def _field(self, app: App | None, table: TableSpec, column: ColumnSpec) -> Field | None:
        form = app.forms.get(table.form) if app is not None else None
        if form is None:
            return None
        fields: Mapping[str, Field] = form.fields
        if table.field:
            outer = form.fields.get(table.field)
            fields = outer.fields if outer is not None else {}
        return fields.get(column.field)

    def _indexes(self, wanted: Layout) -> Iterator[Operation]:
        stale = {
            name
            for name, index in wanted.indexes.items()
            if (index.table, "") in self.replaced or any((index.table, name) in self.replaced for name in index.columns)
        }
        there = existing_indexes(self.tx, list(self.there))
        for name in there:
            if name not in wanted.indexes or name in stale:
                yield DropIndex(name)
        for name, index in wanted.indexes.items():
            if name not in there or name in stale:
                yield CreateIndex(index)

    def _count(self, table: str, column: str | None = None) -> int:
        where = f" WHERE {quoted(column)} IS NOT NULL" if column else ""
        at = self.asides.get(table, table)
        return int(self.tx.execute(f"SELECT count(*) FROM {quoted(at)}{where}").fetchone()[0])


def _same_table(one: TableSpec, other: TableSpec) -> bool:
    return (one.role, one.target) == (other.role, other.target)


def _is_of(one: Retired, table: TableSpec) -> bool:
    part = table.role if table.field else ""
    return one.column == "" and (one.form, one.field, one.part, one.target) == (
        table.form,
        table.field,
        part,
        table.target,
    )


def existing_indexes(tx: Transaction, tables: list[str]) -> list[str]:
    """Our indexes of some tables by name, without those of primary keys."""
    if not tables:
        return []
    if tx.dialect == "sqlite":
        marks = ", ".join("?" * len(tables))
        sql = f"SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})"
        return sorted(row[0] for row in tx.execute(sql, tables).fetchall())
    sql = (
        "SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid "
        "JOIN pg_class t ON t.oid = x.indrelid "
        "JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = current_schema() AND NOT x.indisprimary "
        "AND t.relname = ANY(%s)"
    )
    return sorted(row[0] for row in tx.execute(sql, (tables,)).fetchall())
