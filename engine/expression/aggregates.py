"""`sum(amount)`, `count()`, `avg(x)`: what dashboards and the API ask over many rows, exact on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.sql import ColumnElement, cast, func, literal_column
from sqlalchemy.types import BigInteger, Integer, Numeric

from engine.expression import types
from engine.expression.expression import Expression, check
from engine.expression.function import Functions
from engine.expression.nodes import Call
from engine.expression.parser import parse
from engine.expression.problems import BrokenExpression, ExpressionProblem, Place
from engine.expression.scope import Scope
from engine.expression.sql import Limits, NoSqlForm, SqlScope, SqlValue
from engine.expression.sql_numbers import exact, numeric, quotient
from engine.expression.sql_piece import Sql, scale_sql
from engine.expression.sql_values import Compiler

_NAMES = {
    "SUM": "sum",
    "COUNT": "count",
    "AVG": "avg",
    "AVERAGE": "avg",
    "MIN": "min",
    "MAX": "max",
    "COUNT_DISTINCT": "count_distinct",
    "DISTINCT": "count_distinct",
}
AGGREGATES = ("sum", "count", "avg", "min", "max", "count_distinct")


@dataclass(frozen=True)
class Aggregate:
    """One checked aggregate; `argument` is None for `count()`."""

    text: str
    function: str
    argument: Expression | None
    type: types.Type


def check_aggregate(text: str, scope: Scope, functions: Functions | None = None) -> Aggregate:
    """`sum(amount)` and the like over the rows of a form. Raises BrokenExpression."""
    tree = parse(text)
    function = _NAMES.get(tree.function) if isinstance(tree, Call) else None
    if not isinstance(tree, Call) or function is None or len(tree.arguments) > 1:
        raise _broken(text, "expression.aggregate", tree.place, known=AGGREGATES)
    if not tree.arguments:
        if function != "count":
            raise _broken(text, "expression.arguments", tree.place, signature=f"{function}(value)", found=0)
        return Aggregate(text, function, None, types.WHOLE)
    try:
        argument = check(tree.arguments[0], scope, functions=functions)
    except BrokenExpression as broken:
        raise BrokenExpression(text, broken.problems) from None
    type = argument.type
    wanted: tuple[Any, ...] = (types.Number,)
    if function == "sum":
        wanted = (types.Number, types.Duration)
    if function in ("min", "max"):
        wanted = (types.Number, types.Date, types.DateTime, types.Time, types.Duration, types.Text)
    elif function in ("count", "count_distinct"):
        wanted = (types.Number, types.Text, types.YesNo, types.Date, types.DateTime, types.Time, types.Duration)
        wanted = (*wanted, types.Option, types.Record)
        wanted = (*wanted, types.Options, types.Files, types.Parts) if function == "count" else wanted
    if not isinstance(type, wanted):
        place = tree.arguments[0].place
        raise _broken(text, "expression.operand", place, operator=function, found=type.said)
    if function in ("count", "count_distinct"):
        return Aggregate(text, function, argument, types.WHOLE)
    if isinstance(type, types.Number):
        result: types.Type = types.Number(12 if function == "avg" else type.decimals)
    else:
        result = type
    return Aggregate(text, function, argument, result)


def compile_aggregate(
    aggregate: Aggregate, scope: SqlScope, quick: bool = False, limits: Limits | None = None
) -> SqlValue:
    """An aggregate for the select list of a grouped query. Raises NoSqlForm.

    The sum of nothing is 0; average, smallest and greatest of nothing are empty. Empty values are left out.
    `quick`: on SQLite sums are taken in one, which fails with "integer overflow" beyond 63 bits: then ask again
    without it. (Measured over 100,000 rows in 6 groups: 17 ms against 27 ms.) `limits`: see compile_value.
    """
    if aggregate.argument is None:
        return SqlValue(func.count(literal_column("*")), aggregate.type, scope.dialect, 0, ())
    compiler = Compiler(scope, aggregate.argument.functions, limits)
    made = compiler.value(aggregate.argument.tree)
    element, scale = _element(compiler, aggregate.function, made, quick)
    return SqlValue(element, aggregate.type, scope.dialect, scale, compiler.bound())


def _element(compiler: Compiler, function: str, made: Sql, quick: bool) -> tuple[ColumnElement[Any], int | None]:
    if function in ("count", "count_distinct"):
        counted = made.element
        if isinstance(made.type, (types.Text, types.Option)) and not made.column:
            counted = func.nullif(counted, literal_column("''"))
        elif isinstance(made.type, (types.Options, types.Files)):
            counted = func.nullif(counted, literal_column("'[]'"))
        return func.count(counted.distinct() if function == "count_distinct" else counted), 0
    if function in ("min", "max"):
        return _extreme(compiler, function, made)
    if isinstance(made.type, types.Duration):
        # Lengths are bounded so that a sum of millions fits 63 bits; PostgreSQL sums wider and gives it back.
        return cast(func.coalesce(func.sum(made.element), literal_column("0")), BigInteger), None
    if not compiler.sqlite:
        whole = func.sum(numeric(compiler, made).element)
        if function == "sum":
            return func.coalesce(whole, literal_column("0", Numeric())), None
        return quotient(whole, cast(func.count(made.element), Numeric)), None
    if made.scale is None:
        total = func.fw_sum(made.element)
        return (total, None) if function == "sum" else (func.fw_mean(total, func.count(made.element)), None)
    if quick:
        sum_ = func.coalesce(func.sum(made.element), literal_column("0", BigInteger()))
        if function == "sum":
            return sum_, made.scale
        return func.fw_average(literal_column("0"), sum_, func.count(made.element), scale_sql(made.scale)), None
    # Two sums that cannot overflow instead of one that can: SQLite raises at 63 bits.
    high = func.sum(made.element.op(">>", precedence=8)(literal_column("32", Integer())))
    low = func.sum(made.element.op("&", precedence=8)(literal_column("4294967295", BigInteger())))
    scale = literal_column(str(made.scale), Integer())
    if function == "sum":
        return func.fw_total(high, low, scale), None
    return func.fw_average(high, low, func.count(made.element), scale), None


def _extreme(compiler: Compiler, function: str, made: Sql) -> tuple[ColumnElement[Any], int | None]:
    chosen = func.min if function == "min" else func.max
    if not isinstance(made.type, types.Number):
        element = made.element
        if isinstance(made.type, types.Text):
            element = element if made.column else func.nullif(element, literal_column("''"))
            element = element if compiler.sqlite else element.collate("C")
        return chosen(element), None
    if not compiler.sqlite:
        return chosen(numeric(compiler, made).element), None
    if made.scale is not None:
        return chosen(made.element), made.scale
    return (func.fw_min if function == "min" else func.fw_max)(exact(compiler, made)), None


def _broken(text: str, code: str, place: Place, **values: Any) -> BrokenExpression:
    return BrokenExpression(text, [ExpressionProblem(code, place, values)])


__all__ = ["AGGREGATES", "Aggregate", "NoSqlForm", "check_aggregate", "compile_aggregate"]
