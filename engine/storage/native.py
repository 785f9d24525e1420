"""Arithmetic of SQLite's own where numbers are small enough for 63 bits, exact functions where they are not.

A column may hold anything up to 63 bits, so that no product of two could be taken natively; what is in it is small
nearly always.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from engine.expression.sql import SqlValue, compile_value
from engine.storage.codecs import LIMIT
from engine.storage.kept import kept

if TYPE_CHECKING:
    from engine.definition.model import Field
    from engine.expression.expression import Expression
    from engine.storage.row_scope import RowScope
    from engine.storage.tables import Stored

# What numbers are tried to lie within: the first that leaves nothing to exact functions is taken.
BOUNDS = tuple(2**bits for bits in (45, 40, 36, 31, 28, 24, 20))


class Noticed:
    """Notes which columns are asked for, and whether anything was left to exact functions (the Limits of a value)."""

    def __init__(self, found: Sequence[tuple[int, int]] = (), bound: int | None = None):
        self.found = found  # by the order in which columns are asked for
        self.bound = bound  # for all of them
        self.asked: list[ColumnElement[Any]] = []
        self.missed = False

    def of(self, column: ColumnElement[Any]) -> tuple[int, int] | None:
        self.asked.append(column)
        at = len(self.asked)
        if self.bound is not None:
            return -self.bound, self.bound
        return self.found[at - 1] if at <= len(self.found) else None

    def miss(self) -> None:
        self.missed = True


def kept_formula(expression: Expression, scope: RowScope, column: Stored, field: Field) -> tuple[Any, SqlValue]:
    """The cell of a computed field as SQL, and the value it was made of (for its parameters). Raises NoSqlForm."""
    noticed = Noticed()
    exact = compile_value(expression, scope, noticed, kept=True)
    value = kept(exact, column.codec, field)
    if scope.dialect == "sqlite" and noticed.asked and _is_slow(exact, noticed, column):
        for bound in BOUNDS:
            noticed = Noticed(bound=bound)
            quick = compile_value(expression, scope, noticed, kept=True)
            if not _is_slow(quick, noticed, column):
                return sa.case((_within(noticed, bound), kept(quick, column.codec, field)), else_=value), exact
    return value, exact


def _is_slow(value: SqlValue, noticed: Noticed, column: Stored) -> bool:
    if noticed.missed or value.scale is None:
        return noticed.missed
    raised = 10 ** max(0, column.codec.scale - value.scale)
    return bool(max(value.high, -value.low) * raised > LIMIT)


def _within(noticed: Noticed, bound: int) -> ColumnElement[bool]:
    """Every number lies within the bound; those that are empty count as 0."""
    columns = {str(column): column for column in noticed.asked}
    filled = [sa.func.coalesce(column, sa.literal_column("0")) for column in columns.values()]
    return sa.and_(*[one.between(sa.literal_column(str(-bound)), sa.literal_column(str(bound))) for one in filled])
