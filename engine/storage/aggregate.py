"""Figures over many records: grouped by fields or by days, months and years of the company's calendar."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from engine.expression.aggregates import Aggregate, compile_aggregate
from engine.expression.function import Context
from engine.expression.sql import SqlValue, compile_value
from engine.storage.database import Transaction
from engine.storage.lifting import lifted
from engine.storage.live import live_stored
from engine.storage.query import Query
from engine.storage.reading import given_values
from engine.storage.row_scope import Compiling, RowScope
from engine.storage.statements import Statement, conditions, statement
from engine.storage.tables import tables_of

Period = Literal["day", "week", "month", "quarter", "year"]
MAX_GROUPS = 10_000


@dataclass(frozen=True)
class Group:
    """What to group by: a field, or the period that its date lies in (told by the period's first day)."""

    field: str
    period: Period | None = None


@dataclass(frozen=True)
class GroupRow:
    """One group: its keys (python values, None for empty) and its figures in the order they were asked for."""

    keys: tuple[Any, ...]
    values: tuple[Any, ...]


def aggregate(
    tx: Transaction, query: Query, by: Sequence[Group], measures: Sequence[Aggregate], context: Context | None = None
) -> list[GroupRow]:
    """Figures of the records that the query finds, a row for each group, in the order of the keys, empty last.

    Without `by` it is always one row. Numbers are exact on both databases. Raises NoSqlForm.
    """
    if tx.dialect == "sqlite":
        try:
            return _aggregate(tx, query, by, measures, context, plain_sums=True)
        except sqlite3.OperationalError as error:
            if "integer overflow" not in str(error):
                raise  # else the sum leaves 63 bits: it is taken again in halves, which takes three times as long
    return _aggregate(tx, query, by, measures, context, plain_sums=False)


def _aggregate(
    tx: Transaction,
    query: Query,
    by: Sequence[Group],
    measures: Sequence[Aggregate],
    context: Context | None,
    *,
    plain_sums: bool,
) -> list[GroupRow]:
    query, context = lifted(query, context, tx.dialect)
    readers: list[Any] = []

    def build(compiling: Compiling) -> Any:
        scope = RowScope(compiling, query.form)
        keys = [_key(scope, group) for group in by]
        figures = []
        for measure in measures:
            made = (_plain_sum(measure, scope) if plain_sums else None) or compile_aggregate(measure, scope)
            compiling.binds.update({bind.name: bind for bind in made.binds})
            readers.append(made.read)
            figures.append(made.element)
        labelled = [element.label(f"k{at}") for at, element in enumerate(keys)]
        select = sa.select(*labelled, *[element.label(f"v{at}") for at, element in enumerate(figures)])
        select = select.select_from(scope.source).where(*conditions(query, scope))
        if keys:
            places: list[ColumnElement[Any]] = [sa.literal_column(str(at + 1)) for at in range(len(keys))]
            select = select.group_by(*places).order_by(*[label.asc().nulls_last() for label in labelled])
        return select.limit(sa.literal_column(str(MAX_GROUPS)))

    kind = ("aggregate", plain_sums, tuple(by), tuple(measure.text for measure in measures))
    made = statement(tx, query, kind, build)
    cache: dict[int, tuple[Statement, list[Any]]] = tx.database.cached.setdefault("readers", {})
    if not readers:
        readers = cache[id(made)][1]
    elif not tx.migrating:
        cache[id(made)] = (made, readers)
    given = given_values(tx, query)
    if query.search is not None and given["search"] is None:
        given["search"] = '""' if tx.dialect == "sqlite" else ""
    zone = {"zone": str(context.clock.zone)} if context is not None else {}
    keys = [_reader(tx, query, group) for group in by]
    width = len(by)
    return [
        GroupRow(
            tuple(None if cell is None else reader(cell) for reader, cell in zip(keys, row, strict=False)),
            tuple(reader(cell) for reader, cell in zip(readers, row[width:], strict=True)),
        )
        for row in made.run(tx, context, {**given, **zone})
    ]


def _plain_sum(measure: Aggregate, scope: RowScope) -> SqlValue | None:
    """A sum or average of scaled integers by SQLite's own sum, which is exact and raises when it overflows."""
    if measure.function not in ("sum", "avg") or measure.argument is None:
        return None
    made = compile_value(measure.argument, scope)
    if made.scale is None:
        return None
    scale: ColumnElement[Any] = sa.literal_column(str(made.scale))
    total = sa.func.sum(made.element)
    if measure.function == "sum":
        element = sa.func.fw_total(sa.null(), total, scale)
    else:
        element = sa.func.fw_average(sa.null(), total, sa.func.count(made.element), scale)
    return SqlValue(element, measure.type, "sqlite", None, made.binds)


def _key(scope: RowScope, group: Group) -> ColumnElement[Any]:
    column = scope.column(group.field)
    if group.period is None:
        return column
    day = _local_day(scope, group.field, column)
    if scope.dialect == "postgresql":
        return sa.cast(sa.func.date_trunc(sa.literal_column(f"'{group.period}'"), day), sa.Date())
    year, month = sa.func.substr(day, 1, 4), sa.func.substr(day, 1, 7)
    match group.period:
        case "day":
            return day
        case "week":
            return sa.func.date(day, sa.literal_column("'weekday 0'"), sa.literal_column("'-6 days'"))
        case "month":
            return month.op("||")(sa.literal_column("'-01'"))
        case "quarter":
            number = sa.func.substr(day, 6, 2)
            firsts = [("'03'", "'-01-01'"), ("'06'", "'-04-01'"), ("'09'", "'-07-01'"), ("'12'", "'-10-01'")]
            ranges: list[tuple[ColumnElement[bool], ColumnElement[Any]]] = [
                (number <= sa.literal_column(last), sa.literal_column(first)) for last, first in firsts
            ]
            return year.op("||")(sa.case(*ranges))
        case "year":
            return year.op("||")(sa.literal_column("'-01-01'"))


def _local_day(scope: RowScope, field: str, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The day of a date, or of a moment in the company's zone."""
    if scope.stored(field).codec.kind != "datetime":
        return sa.type_coerce(column, sa.Text()) if scope.dialect == "sqlite" else column
    zone = sa.bindparam("zone", type_=sa.Text())
    if scope.dialect == "sqlite":
        return sa.func.fw_local_day(column, zone)
    return sa.func.timezone(zone, column)


def _reader(tx: Transaction, query: Query, group: Group) -> Any:
    if group.period is not None:
        return date.fromisoformat if tx.dialect == "sqlite" else _same
    stored = tables_of(tx, query.form).column(group.field)
    if stored is None and group.field in query.form.fields:
        stored = live_stored(query.form.fields[group.field], tx.dialect)
    return stored.from_cell if stored is not None else _same


def _same(value: Any) -> Any:
    return value
