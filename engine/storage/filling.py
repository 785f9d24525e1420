"""Computed values of many records at once, worked out and kept by the database itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import CompileError
from sqlalchemy.sql import ColumnElement, FromClause

from engine.expression.aggregates import Aggregate, compile_aggregate
from engine.expression.expression import Expression
from engine.expression.sql import Limits, NoSqlForm, SqlValue, compile_value
from engine.storage.connecting import is_transient
from engine.storage.kept import kept
from engine.storage.names import quoted
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
    tables = tables_of(tx, filling.form)
    column = _column(tx, filling)
    if filling.subform is None and (
        any(derived.field == filling.field.id for derived in tables.derived) or filling.field.id in tables.search
    ):
        raise NoSqlForm("a field whose words and keys are made in Python")
    if tx.dialect == "postgresql":
        try:
            with tx.savepoint():
                return _execute(tx, _Made(Compiling(tx, apps, {}), filling, column, first, last), context, build)
        except Exception as error:
            if not str(getattr(error, "sqlstate", "")).startswith(_DATA_TROUBLE):
                raise
            raise NoSqlForm("a value that does not fit") from error
    try:
        limits = _measured(tx, apps, filling, column, context, first, last)
        try:
            made = _Made(Compiling(tx, apps, {}), filling, column, first, last, limits())
            return _execute(tx, made, context, build)
        except sqlite3.OperationalError as error:
            if "integer overflow" not in str(error):
                raise
            made = _Made(Compiling(tx, apps, {}), filling, column, first, last, limits(), quick=False)
            return _execute(tx, made, context, build)
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


def _measured(
    tx: Transaction,
    apps: Mapping[str, App],
    filling: Filling,
    column: Stored,
    context: Context,
    first: int,
    last: int,
) -> Callable[[], Limits]:
    """Between which integers the numbers lie that the value is made of, asked of the database once for all of them.

    A column may hold anything up to 63 bits, so that no product of two could be taken natively; what is in it is small
    nearly always. Columns are told apart by the order in which the value asks for them.
    """
    asked: list[ColumnElement[Any]] = []

    def ask(column: ColumnElement[Any]) -> None:
        asked.append(column)

    noticing = _Made(Compiling(tx, apps, {}), filling, column, first, last, ask)
    found: list[tuple[int, int]] = []
    if asked:
        figures = [figure for one in asked for figure in (sa.func.min(one), sa.func.max(one))]
        select = sa.select(*figures).select_from(noticing.source).where(*noticing.conditions)
        row = _execute(tx, noticing, context, lambda _: select).fetchone()
        found = [(min(row[at] or 0, 0), max(row[at + 1] or 0, 0)) for at in range(0, len(row), 2)]

    def limits() -> Limits:
        left = iter(found)
        return lambda _: next(left)

    return limits


def _column(tx: Transaction, filling: Filling) -> Stored:
    tables = tables_of(tx, filling.form)
    columns = tables.columns if filling.subform is None else tables.rows[filling.subform.id].columns
    found = [column for column in columns if column.field == filling.field.id]
    if len(found) != 1:
        raise NoSqlForm("a value in several columns")
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
            self._formula(filling.expression, limits)
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

    def _formula(self, expression: Expression, limits: Limits | None) -> None:
        main, subform = self.main, self.filling.subform
        if subform is None:
            made = compile_value(expression, main, limits, kept=True)
            self.rows = [self.id.between(*self._between), main.living]
        else:
            self.table = plain_table(main.tables, main.tables.rows[subform.id].name)
            self.id = self.table.c.parent
            made = compile_value(expression, PartScope(main, subform, self.table), limits, kept=True)
            living = sa.select(main.source.c.id).where(main.living, main.source.c.id.between(*self._between))
            self.rows = [self.id.in_(living)]
        self.compiling.binds.update({bind.name: bind for bind in made.binds})
        self.source, self.conditions = self.table, self.rows
        self._keep(made)

    def _figure(self, counted: Counted, limits: Limits | None, quick: bool) -> None:
        """Rows are counted first, by the record they belong to; records without any get what is there of nothing."""
        scope, key = self._counted(counted)
        made = compile_aggregate(counted.figure, scope, quick and scope.dialect == "sqlite", limits)
        self.compiling.binds.update({bind.name: bind for bind in made.binds})
        self.conditions.append(key.between(*self._between))
        if counted.where is not None:
            self.conditions.append(self.compiling.condition(counted.where, scope))
        figures = (
            sa.select(key.label("k"), made.element.label("v"))
            .select_from(self.source)
            .where(*self.conditions)
            .group_by(sa.literal_column("1"))
            .subquery(self.compiling.alias())
        )
        all_ = RowScope(self.compiling, self.filling.form)
        value = SqlValue(figures.c.v, made.type, made.dialect, made.scale, (), made.low, made.high)
        held = kept(value, self.column.codec, self.filling.field)
        if counted.empty is not None:
            held = sa.case((figures.c.k.is_(None), sa.literal_column(str(counted.empty))), else_=held)
        every = (
            sa.select(all_.source.c.id.label("k"), held.label("v"))
            .select_from(all_.source.outerjoin(figures, figures.c.k == all_.source.c.id))
            .where(all_.living, all_.source.c.id.between(*self._between))
            .subquery(self.compiling.alias())
        )
        self.target = self.table.c[self.column.name]
        self.value = every.c.v
        self.rows = [self.id == every.c.k]

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

    def _keep(self, made: SqlValue) -> None:
        self.target = self.table.c[self.column.name]
        self.value = kept(made, self.column.codec, self.filling.field)


def _number(id: int) -> ColumnElement[Any]:
    return sa.literal_column(str(int(id)))


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


__all__ = ["Counted", "Filling", "block_end", "differing", "fill", "lock_between"]
