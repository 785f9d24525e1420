"""Values that are worked out at read, as SQL: what a formula, lookup or rollup gives now stands like a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from engine.definition.figures import figure_of
from engine.definition.keyed import KeyedFigure
from engine.expression import types
from engine.expression.aggregates import compile_aggregate
from engine.expression.sql import NoSqlForm, SqlValue, compile_value
from engine.storage.codecs import Codec
from engine.storage.tables import Stored

if TYPE_CHECKING:
    from engine.definition.model import Field
    from engine.storage.row_scope import RowScope

_MAX = 2**63 - 1


def live_stored(field: Field, dialect: str) -> Stored | None:
    """How the value of a field that is worked out at read looks in an answer; None where the database cannot."""
    if field.computed != "read" or not field.shown_columns:
        return None
    (column,) = field.shown_columns
    codec = Codec(column.kind, column.scale)
    return Stored(field.id, field.id, codec, codec.encoder(dialect), codec.decoder(dialect))


def live_column(scope: RowScope, field: Field) -> ColumnElement[Any]:
    """The value now, as a column of its kind would hold it; NULL where there is none or it does not fit.

    It is the author's own formula: what it reads is not narrowed by what the reader may see. Raises NoSqlForm.
    """
    stored = live_stored(field, scope.dialect)
    if stored is None:
        raise NoSqlForm(field.id)
    open_ = scope.unruled
    keyed = field.settings.get("keyed")
    if isinstance(keyed, KeyedFigure):
        element = _ranked(open_, keyed) if keyed.rank is not None else _keyed(open_, keyed, stored)
    elif field.type.name == "rollup":
        element = _rolled(open_, field, stored)
    else:
        assert field.expression is not None
        element = _fitting(compile_value(field.expression, open_), stored, open_)
    return sa.type_coerce(element, stored.codec.sql_type(scope.dialect))


def _fitting(made: SqlValue, stored: Stored, scope: RowScope) -> ColumnElement[Any]:
    scope.compiling.binds.update({bind.name: bind for bind in made.binds})
    codec = stored.codec
    if codec.kind in ("decimal", "integer"):
        rounded = made.stored(codec.scale)
        if scope.dialect == "sqlite":
            return rounded
        limit: ColumnElement[Any] = sa.literal_column(f"{_MAX}::numeric / {10**codec.scale}")
        return sa.cast(sa.case((sa.func.abs(rounded).op("<=")(limit), rounded)), codec.sql_type("postgresql"))
    if codec.kind == "text":
        return sa.func.nullif(made.element, sa.literal_column("''", sa.Text()))
    return made.element


def _rolled(scope: RowScope, field: Field, stored: Stored) -> ColumnElement[Any]:
    """A rollup as a subquery over the records that it counts."""
    figure = figure_of(field.settings)
    if figure is None:
        raise NoSqlForm(field.id)
    rows, conditions, froms = scope.rolled_from(str(field.settings["from"]))
    made = compile_aggregate(figure, rows)
    where = field.settings.get("where")
    if where is not None:
        conditions = [*conditions, scope.compiling.condition(where, rows)]
    element = _fitting(made, stored, scope)
    return sa.select(element).where(*conditions).correlate_except(*froms).scalar_subquery()


def _keyed(scope: RowScope, keyed: KeyedFigure, stored: Stored) -> ColumnElement[Any]:
    """The figure of the key that this row stands for."""
    rows, conditions, keys = _rows_of(scope, keyed)
    conditions += [key == scope.column(own) for key, own in zip(keys, keyed.own, strict=True)]
    element = _fitting(compile_aggregate(keyed.figure, rows), stored, scope)
    return sa.select(element).where(*conditions).correlate_except(rows.source).scalar_subquery()


def _ranked(scope: RowScope, keyed: KeyedFigure) -> ColumnElement[Any]:
    """The rank of that key among all: a table of ranks that does not depend on the row, looked into by its key."""
    assert keyed.rank is not None
    rows, conditions, keys = _rows_of(scope, keyed)
    made = compile_aggregate(keyed.figure, rows)
    scope.compiling.binds.update({bind.name: bind for bind in made.binds})
    named = [key.label(f"k{at}") for at, key in enumerate(keys)]
    figures = (
        sa.select(*named, made.order.label("v"))
        .where(*conditions, *[key.is_not(None) for key in keys])
        .group_by(*keys)
        .correlate(None)
        .subquery(scope.compiling.alias())
    )
    order = figures.c.v.desc() if keyed.rank.descending else figures.c.v.asc()
    place: ColumnElement[Any] = sa.func.rank().over(order_by=order)
    if keyed.rank.groups is not None:
        groups = sa.literal_column(str(keyed.rank.groups), sa.BigInteger())
        # Whole division: the first n-th of the keys are group 1.
        place = ((place - sa.literal_column("1", sa.BigInteger())) * groups).op("/")(sa.func.count().over()) + 1
    names = [figures.c[f"k{at}"] for at in range(len(keys))]
    ranks = (
        sa.select(*names, place.label("r"))
        .where(figures.c.v.is_not(None))
        .correlate(None)
        .subquery(scope.compiling.alias())
    )
    mine = [scope.column(own) for own in keyed.own]
    theirs = [ranks.c[f"k{at}"] for at in range(len(keys))]
    if scope.dialect == "postgresql" and not any(isinstance(one.type, types.Number) for one in keyed.by):
        # PostgreSQL would walk through all ranks for every row; a map is made once and looked into.
        known = sa.select(sa.func.jsonb_object_agg(_joined(theirs), ranks.c.r)).select_from(ranks).correlate(None)
        return sa.cast(known.scalar_subquery().op("->>")(_joined(mine)), sa.BigInteger())
    found = [key == own for key, own in zip(theirs, mine, strict=True)]
    return sa.select(ranks.c.r).where(*found).correlate_except(ranks).scalar_subquery()


def _joined(keys: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """The parts of a key as one text; empty where a part is."""
    whole: ColumnElement[Any] = sa.cast(keys[0], sa.Text())
    for key in keys[1:]:
        whole = whole.op("||")(sa.literal_column("chr(31)", sa.Text())).op("||")(sa.cast(key, sa.Text()))
    return whole


def _rows_of(
    scope: RowScope, keyed: KeyedFigure
) -> tuple[RowScope, list[ColumnElement[bool]], list[ColumnElement[Any]]]:
    """The rows of an aggregate, what narrows them, and their keys."""
    rows = scope.beside(*keyed.form.split("."))
    conditions = [rows.living]
    if keyed.where is not None:
        conditions.append(scope.compiling.condition(keyed.where, rows))
    keys = []
    for one in keyed.by:
        made = compile_value(one, rows)
        scope.compiling.binds.update({bind.name: bind for bind in made.binds})
        keys.append(made.element)
    return rows, conditions, keys
