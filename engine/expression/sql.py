"""Checked trees as SQL: what a storage needs to know to ask the database what Python would compute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.sql import ColumnElement, Select, column, func, literal_column, select
from sqlalchemy.types import BigInteger

from engine.expression.encoding import LIMIT, Bind, Dialect, reader
from engine.expression.function import Functions, Value
from engine.expression.types import Number, Type

if TYPE_CHECKING:
    from engine.expression.expression import Expression


class NoSqlForm(Exception):
    """This expression, or `what` in it, cannot be computed by the database; Python must."""

    def __init__(self, what: str):
        super().__init__(what)
        self.what = what


class SqlScope(Protocol):
    """One row of a form in a statement."""

    @property
    def dialect(self) -> Dialect: ...

    def column(self, name: str) -> ColumnElement[Any]:
        """The column of the field `name` of this row."""

    def follow(self, relation: str, value: Callable[[SqlScope], ColumnElement[Any]]) -> ColumnElement[Any]:
        """A correlated scalar subquery: `value` of the record that `relation` points to; NULL when it is gone."""

    def many(self, relation: str) -> Select[Any]:
        """The ids of the records that a relation to many of this row holds, one column; may raise NoSqlForm."""

    def changed_at(self, name: str) -> ColumnElement[Any]:
        """The moment at which the field `name` of this row was last changed; NULL when never; may raise NoSqlForm."""


class Limits(Protocol):
    """What is known of the numbers in columns where a statement runs (SQLite)."""

    def of(self, column: ColumnElement[Any]) -> tuple[int, int] | None:
        """The integers between which they lie; None where that is not known."""

    def miss(self) -> None:
        """Is told that something had to be left to an exact function, because too little is known."""


@dataclass(frozen=True)
class SqlCondition:
    """A condition for WHERE; NULL (an error) counts as no there. `binds` give the parameters at execution."""

    element: ColumnElement[bool]
    binds: tuple[Bind, ...]


@dataclass(frozen=True)
class SqlValue:
    """A value as SQL. On SQLite a number is an integer of `scale` from `low` to `high`, or exact text (scale None)."""

    element: ColumnElement[Any]
    type: Type
    dialect: Dialect
    scale: int | None
    binds: tuple[Bind, ...]
    low: int = -LIMIT
    high: int = LIMIT

    @property
    def order(self) -> ColumnElement[Any]:
        """What to sort by so that the order is that of Python."""
        if isinstance(self.type, Number) and self.dialect == "sqlite" and self.scale is None:
            return func.fw_order(self.element)
        return self.element

    def stored(self, decimals: int) -> ColumnElement[Any]:
        """A number as a column of so many decimals keeps it, rounded half up."""
        if self.dialect == "postgresql":
            return func.round(self.element, decimals)
        if self.scale == decimals:
            return self.element
        if self.scale is not None and self.scale > decimals:
            # Both divisions cut towards zero; the second one adds what is a half and more.
            step = 10 ** (self.scale - decimals)
            whole, half = (literal_column(str(number), BigInteger()) for number in (step, step // 2))
            element = self.element
            return element.op("/", precedence=8)(whole) + element.op("%", precedence=8)(whole).op("/", precedence=8)(
                half
            )
        if self.scale is not None and max(self.high, -self.low) * 10 ** (decimals - self.scale) <= LIMIT:
            return self.element * literal_column(str(10 ** (decimals - self.scale)), BigInteger())
        return func.fw_scaled(self.element, literal_column("NULL" if self.scale is None else str(self.scale)), decimals)

    def read(self, found: Any) -> Value:
        """What the driver gives, as a Python value."""
        return reader(self.type, self.dialect, self.scale)(found)


def compile_condition(expression: Expression, scope: SqlScope, literals: str | None = None) -> SqlCondition:
    """A checked condition for WHERE. Raises NoSqlForm.

    `literals`: a prefix of parameter names, its own for each expression of a statement. Then the literals that
    `expression.shape` leaves out are parameters too, so that the statement serves every expression of that shape:
    `bind.value(context, {prefix: other.shape.runs})`.
    """
    from engine.expression.sql_conditions import condition
    from engine.expression.sql_values import Compiler

    compiler = Compiler(scope, expression.functions)
    if literals is not None:
        compiler.open_literals(literals, expression.shape)
    element = condition(compiler, expression.tree, loose=True)
    return SqlCondition(element, compiler.bound())


def compile_value(
    expression: Expression, scope: SqlScope, limits: Limits | None = None, *, kept: bool = False
) -> SqlValue:
    """A checked expression as a value of the select list, to sort by or to group by. Raises NoSqlForm.

    `limits`: what surely fits 63 bits is computed natively. `kept`: the value goes into a column, which keeps an error
    as it keeps nothing.
    """
    from engine.expression.sql_values import Compiler

    compiler = Compiler(scope, expression.functions, limits)
    if kept:
        compiler.keep(expression.tree)
    made = compiler.value(expression.tree)
    return SqlValue(made.element, made.type, scope.dialect, made.scale, compiler.bound(), made.low, made.high)


def has_sql(expression: Expression, functions: Functions | None = None) -> bool:
    """Can both databases compute it?"""
    return what_has_no_sql(expression) is None


def what_has_no_sql(expression: Expression, *, condition: bool = False) -> str | None:
    """What in it stands in the way of computing it in both databases; of asking it of them as a `condition`."""
    try:
        for dialect in _DIALECTS:
            (compile_condition if condition else compile_value)(expression, _Probe(dialect))
    except NoSqlForm as missing:
        return missing.what
    return None


_DIALECTS: tuple[Dialect, ...] = ("sqlite", "postgresql")


@dataclass(frozen=True)
class _Probe:
    """A scope of made-up columns, only to see whether there is an SQL form."""

    dialect: Dialect

    def column(self, name: str) -> ColumnElement[Any]:
        return column(name)

    def follow(self, relation: str, value: Callable[[SqlScope], ColumnElement[Any]]) -> ColumnElement[Any]:
        return select(value(self)).scalar_subquery()

    def many(self, relation: str) -> Select[Any]:
        return select(column(relation))

    def changed_at(self, name: str) -> ColumnElement[Any]:
        return column(name)
