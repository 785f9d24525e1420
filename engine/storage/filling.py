"""Computed values of many records at once, worked out and kept by the database itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import CompileError
from sqlalchemy.sql import ColumnElement, FromClause

from engine.expression.aggregates import Aggregate, compile_aggregate
from engine.expression.expression import Expression
from engine.expression.sql import Limits, NoSqlForm, SqlValue
from engine.storage.connecting import is_transient
from engine.storage.kept import kept
from engine.storage.names import quoted
from engine.storage.native import Noticed, kept_formula
from engine.storage.row_scope import Compiling, PartScope, RowScope, plain_table
from engine.storage.statements import compile_text
from engine.storage.tables import Stored, tables_of

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.definition.model import Field, Form
    from engine.expression.function import Context
    from engine.storage.database import Transaction

# States of PostgreSQL for values that no column of ours holds: beyond its digits, its calendar.
_DATA_TROUBLE = "22"


@dataclass(frozen=True)
class Counted:
    """The rows that a rollup counts: of `subform`, those that `links` of its own record lead to, or those of `form`
    whose `relation` points here.
    """

    figure: Aggregate
    where: Expression | None
    empty: int | None  # of no rows at all
    form: Form
    relation: Field | None = None
    subform: Field | None = None
    links: Field | None = None


@dataclass(frozen=True)
class Filling:
    """One computed field of a form (of the rows of its `subform`) and what it is worked out by."""

    form: Form
    field: Field
    subform: Field | None = None
    expression: Expression | None = None
    counted: Counted | None = None


def fill(
    tx: Transaction,
    apps: Mapping[str, App],
    filling: Filling,
    context: Context,
    first: int,
    last: int,
    *,
    fresh: bool = False,
) -> int:
    """Works the field out for all living records with ids from `first` to `last`; how many rows changed.

    `fresh`: the column is empty everywhere, so that nothing needs to be compared. On PostgreSQL the records have to be
    locked by an earlier statement wherever others may write. Raises NoSqlForm: only Python can do it.
    """
    return int(_run(tx, apps, filling, context, first, last, lambda made: made.update(fresh)).rowcount)


def differing(
    tx: Transaction,
    apps: Mapping[str, App],
    filling: Filling,
    context: Context,
    first: int,
    last: int,
    limit: int,
) -> list[int]:
    """The first ids of living records between these whose kept value is not what it should be. Raises NoSqlForm."""
    found = _run(tx, apps, filling, context, first, last, lambda made: made.differing(limit))
    return [int(row[0]) for row in found.fetchall()]


def _run(
    tx: Transaction,
    apps: Mapping[str, App],
    filling: Filling,
    context: Context,
    first: int,
    last: int,
    build: Callable[[_Made], sa.ClauseElement],
) -> Any:
    column = _column(tx, filling)

    def make(limits: Limits | None = None, *, quick: bool = True) -> _Made:
        return _Made(Compiling(tx, apps, {}), filling, column, first, last, limits, quick=quick)

    if tx.dialect == "postgresql":
        try:
            with tx.savepoint():
                return _execute(tx, make(), context, build)
        except Exception as error:
            if not str(getattr(error, "sqlstate", "")).startswith(_DATA_TROUBLE):
                raise
            raise NoSqlForm("a value that does not fit") from error
    try:
        found = () if filling.counted is None else _measured(tx, make, context)
        try:
            return _execute(tx, make(Noticed(found)), context, build)
        except sqlite3.OperationalError as error:
            if "integer overflow" not in str(error):
                raise
            return _execute(tx, make(Noticed(found), quick=False), context, build)
    except (sqlite3.OperationalError, sqlite3.DataError) as error:
        if is_transient(error):
            raise
        raise NoSqlForm("a value that does not fit") from error


def _execute(tx: Transaction, made: _Made, context: Context, build: Callable[[_Made], sa.ClauseElement]) -> Any:
    try:
        statement = compile_text(build(made), tx.dialect, made.compiling)
    except CompileError as error:
        raise NoSqlForm(str(error)) from error
    return tx.execute(statement.sql, statement.parameters(context, {}))


def _measured(tx: Transaction, make: Callable[[Noticed], _Made], context: Context) -> Sequence[tuple[int, int]]:
    """Between which integers the numbers lie that a figure is made of, where it makes a difference.

    Columns are told apart by the order in which the figure asks for them.
    """
    noticed = Noticed()
    made = make(noticed)
    if not noticed.asked or not noticed.missed:
        return ()
    figures = [figure for one in noticed.asked for figure in (sa.func.min(one), sa.func.max(one))]
    select = sa.select(*figures).select_from(made.source).where(*made.conditions)
    row = _execute(tx, made, context, lambda _: select).fetchone()
    return [(min(row[at] or 0, 0), max(row[at + 1] or 0, 0)) for at in range(0, len(row), 2)]


def _column(tx: Transaction, filling: Filling) -> Stored:
    """The column that is filled. Raises NoSqlForm where more hangs on it: keys, words, unique rules."""
    tables = tables_of(tx, filling.form)
    columns = tables.columns if filling.subform is None else tables.rows[filling.subform.id].columns
    found = [column for column in columns if column.field == filling.field.id]
    if len(found) != 1:
        raise NoSqlForm("a value in several columns")
    if filling.subform is None and (
        any(derived.field == filling.field.id for derived in tables.derived)
        or filling.field.id in tables.search
        or any(found[0].name in rule.columns for rule in tables.uniques)
    ):
        raise NoSqlForm("a field that more hangs on")
    return found[0]


class _Made:
    """The statement's parts: the table that is written, where values come from, and the value."""

    def __init__(
        self,
        compiling: Compiling,
        filling: Filling,
        column: Stored,
        first: int,
        last: int,
        limits: Limits | None = None,
        *,
        quick: bool = True,
    ):
        self.compiling = compiling
        self.filling = filling
        self._between: tuple[ColumnElement[Any], ColumnElement[Any]] = (_number(first), _number(last))
        tables = tables_of(compiling.tx, filling.form)
        main = plain_table(tables, tables.name)
        self.main = RowScope(compiling, filling.form, main)
        self.column = column
        self.table: sa.Table = main  # that is written
        self.id: ColumnElement[Any] = main.c.id  # of the record
        self.target: ColumnElement[Any]
        self.value: ColumnElement[Any]
        self.rows: list[ColumnElement[bool]]  # that are written
        self.source: FromClause
        self.conditions: list[ColumnElement[bool]]
        if filling.expression is not None:
            self._formula(filling.expression)
        else:
            assert filling.counted is not None
            self._figure(filling.counted, limits, quick)

    def update(self, fresh: bool) -> sa.ClauseElement:
        changed = [] if fresh else [self.target.is_distinct_from(self.value)]
        return sa.update(self.table).values({self.target: self.value}).where(*self.rows, *changed)

    def differing(self, limit: int) -> sa.ClauseElement:
        select = sa.select(self.id).distinct() if self.filling.subform is not None else sa.select(self.id)
        select = select.where(*self.rows, self.target.is_distinct_from(self.value))
        return select.order_by(self.id).limit(sa.literal_column(str(limit)))

    def _formula(self, expression: Expression) -> None:
        main, subform = self.main, self.filling.subform
        scope = main
        self.rows = [self.id.between(*self._between), main.living]
        if subform is not None:
            self.table = plain_table(main.tables, main.tables.rows[subform.id].name)
            self.id = self.table.c.parent
            scope = PartScope(main, subform, self.table)
            living = sa.select(main.source.c.id).where(main.living, main.source.c.id.between(*self._between))
            self.rows = [self.id.in_(living)]
        self.target = self.table.c[self.column.name]
        self.value, made = kept_formula(expression, scope, self.column, self.filling.field)
        self.compiling.binds.update({bind.name: bind for bind in made.binds})

    def _figure(self, counted: Counted, limits: Limits | None, quick: bool) -> None:
        scope, key = self._counted(counted)
        made = compile_aggregate(counted.figure, scope, quick and scope.dialect == "sqlite", limits)
        self.compiling.binds.update({bind.name: bind for bind in made.binds})
        if counted.where is not None:
            self.conditions.append(self.compiling.condition(counted.where, scope))
        self.target = self.table.c[self.column.name]
        if scope.dialect == "sqlite":
            self._one_by_one(made, key)
        else:
            self._grouped(made, key, counted.empty)
        self.conditions.append(key.between(*self._between))

    def _one_by_one(self, made: SqlValue, key: ColumnElement[Any]) -> None:
        """The rows of each record by the index over them: on SQLite twice as quick as grouping and joining them."""
        figure = sa.select(made.element).select_from(self.source).where(*self.conditions, key == self.id)
        value = replace(made, element=figure.correlate(self.table).scalar_subquery(), binds=())
        self.value = kept(value, self.column.codec, self.filling.field)
        self.rows = [self.id.between(*self._between), self.main.living]

    def _grouped(self, made: SqlValue, key: ColumnElement[Any], empty: int | None) -> None:
        """Rows are counted first, by the record they belong to; records without any get what is there of nothing."""
        figures = (
            sa.select(key.label("k"), made.element.label("v"))
            .select_from(self.source)
            .where(*self.conditions, key.between(*self._between))
            .group_by(sa.literal_column("1"))
            .subquery(self.compiling.alias())
        )
        every = RowScope(self.compiling, self.filling.form)
        held = kept(replace(made, element=figures.c.v, binds=()), self.column.codec, self.filling.field)
        if empty is not None:
            held = sa.case((figures.c.k.is_(None), sa.literal_column(str(empty))), else_=held)
        worked_out = (
            sa.select(every.source.c.id.label("k"), held.label("v"))
            .select_from(every.source.outerjoin(figures, figures.c.k == every.source.c.id))
            .where(every.living, every.source.c.id.between(*self._between))
            .subquery(self.compiling.alias())
        )
        self.value = worked_out.c.v
        self.rows = [self.id == worked_out.c.k]

    def _counted(self, counted: Counted) -> tuple[RowScope, ColumnElement[Any]]:
        """A row that counts, and the id of the record that it counts for; sets where rows come from."""
        if counted.subform is not None:
            part = RowScope(self.compiling, self.filling.form).rows(counted.subform)
            self.source, self.conditions = part.source, []
            return part, part.source.c.parent
        scope = RowScope(self.compiling, counted.form)
        self.source, self.conditions = scope.source, [scope.living]
        id: ColumnElement[Any] = scope.source.c.id
        if counted.links is not None:
            links = self.main.links(counted.links.id)
            self.source = scope.source.join(links, links.c.target == id)
            return scope, links.c.owner
        assert counted.relation is not None
        if counted.relation.many:
            links = scope.links(counted.relation.id)
            self.source = scope.source.join(links, links.c.owner == id)
            return scope, links.c.target
        return scope, scope.column(counted.relation.id)


def _number(id: int) -> ColumnElement[Any]:
    return sa.literal_column(str(int(id)))


def range_end(tx: Transaction, form: Form, last: int, size: int) -> int | None:
    """The end of the next range of so many ids that begins with a living record; None where none is left.

    Nothing is counted: that would read the whole block once more.
    """
    mark = "%s" if tx.dialect == "postgresql" else "?"
    table = quoted(tables_of(tx, form).name)
    sql = f"SELECT id FROM {table} WHERE id > {mark} AND deleted_at IS NULL ORDER BY id LIMIT 1"
    found = tx.execute(sql, (last,)).fetchone()
    return None if found is None else int(found[0]) + size - 1


def block_end(tx: Transaction, form: Form, last: int, size: int) -> tuple[int | None, int]:
    """The id of the last of the next `size` living records behind `last` (None: there is none), and how many."""
    mark = "%s" if tx.dialect == "postgresql" else "?"
    sql = (
        f"SELECT max(id), count(*) FROM (SELECT id FROM {quoted(tables_of(tx, form).name)} "
        f"WHERE id > {mark} AND deleted_at IS NULL ORDER BY id LIMIT {mark}) AS block"
    )
    end, count = tx.execute(sql, (last, size)).fetchone()
    return end, int(count)


def lock_between(tx: Transaction, form: Form, first: int, last: int) -> None:
    """Locks the living records with ids from `first` to `last`, in their order; on SQLite the writer is alone."""
    if tx.dialect == "postgresql":
        sql = (
            f"SELECT count(*) FROM (SELECT id FROM {quoted(tables_of(tx, form).name)} "
            "WHERE id BETWEEN %s AND %s AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE) AS locked"
        )
        tx.execute(sql, (first, last))


__all__ = ["Counted", "Filling", "block_end", "differing", "fill", "lock_between", "range_end"]
