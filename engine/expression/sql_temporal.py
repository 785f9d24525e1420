"""Days and moments in SQL: shifts and differences, equal on both databases."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.sql import ColumnElement, cast, extract, func, literal_column
from sqlalchemy.types import TIMESTAMP, BigInteger, Double, Integer, Numeric

from engine.expression import types
from engine.expression.nodes import Binary, Literal, Node
from engine.expression.sql import NoSqlForm
from engine.expression.sql_dates import day_within, days_later
from engine.expression.sql_numbers import number, quotient
from engine.expression.sql_piece import Nulls, Sql, scale_sql
from engine.expression.sql_values import Compiler
from engine.expression.values import Span, round_half_up

_DAY = 86_400_000_000
_MANY = 1_500_000  # days that may be counted back from the year 1 without leaving PostgreSQL's calendar
_AFTER_ALL_MOMENTS: ColumnElement[Any] = literal_column("TIMESTAMPTZ '10000-01-01 00:00:00+00'")
_BEFORE_ALL_MOMENTS: ColumnElement[Any] = literal_column("TIMESTAMPTZ '0001-12-31 23:59:59.999999+00 BC'")


def binary(compiler: Compiler, node: Binary) -> Sql:
    """`+` and `-` with at least one day or moment, and arithmetic of lengths of time."""
    left, right, operator = node.left, node.right, node.operator
    if isinstance(left.type, types.Duration) and isinstance(right.type, (types.Duration, types.Blank)):
        return _of_lengths(compiler, left, right, operator, node.type)
    if operator == "+" and isinstance(right.type, (types.Date, types.DateTime)):
        left, right = right, left
    if isinstance(left.type, (types.Date, types.DateTime)) and operator in "+-":
        if isinstance(right.type, (types.Date, types.DateTime)):
            return difference(compiler, left, right)
        if isinstance(right.type, (types.Number, types.Duration)):
            return shifted(compiler, left, right, operator == "-", node.type)
    raise NoSqlForm(f"{left.type.kind} {operator} {right.type.kind}")


def difference(compiler: Compiler, left: Node, right: Node) -> Sql:
    """Days between two days, or days with fraction between moments; empty when one of them is."""
    a, b = moment(compiler, left, right), moment(compiler, right, left)
    nulls = Nulls.EMPTY if Nulls.EMPTY in (a.nulls, b.nulls) else Nulls.NEVER
    if isinstance(a.type, types.Date):
        if not compiler.sqlite:
            return Sql(cast(a.element - b.element, Numeric), types.WHOLE, nulls)
        days = func.julianday(a.element) - func.julianday(b.element)
        return Sql(cast(days, Integer), types.WHOLE, nulls, 0, -4_000_000, 4_000_000)
    type = types.Number(12)
    if compiler.sqlite:
        micros = cast(a.element, BigInteger) - cast(b.element, BigInteger)
        return Sql(func.fw_div(micros, 0, literal_column(str(_DAY)), 0), type, nulls)
    seconds = cast(extract("epoch", a.element - b.element), Numeric)
    return Sql(quotient(seconds, literal_column("86400", Numeric())), type, nulls)


def moment(compiler: Compiler, node: Node, other: Node) -> Sql:
    """One side of a comparison or difference; a day beside a moment is the moment at which it begins."""
    made = compiler.value(node)
    if isinstance(made.type, types.Date) and isinstance(other.type, types.DateTime):
        return Sql(beginning(compiler, made.element), types.DATETIME, Nulls.EMPTY)
    return made


def beginning(compiler: Compiler, day: ColumnElement[Any]) -> ColumnElement[Any]:
    """The moment at which a day begins in the company's zone."""
    if compiler.sqlite:
        return func.fw_begin(day, compiler.zone())
    return moment_within(func.timezone(compiler.zone(), cast(day, TIMESTAMP(timezone=False))))


def shifted(compiler: Compiler, start: Node, by: Node, back: bool, type: types.Type) -> Sql:
    """A day or moment moved by a number of days or a length of time; out of the calendar is empty."""
    made = compiler.value(start)
    if isinstance(by, Literal) and isinstance(by.value, Span):
        return _by_span(compiler, made, -by.value if back else by.value, type)
    if isinstance(by, Literal) and isinstance(by.value, Decimal) and abs(by.value) < 4_000_000:
        days = -by.value if back else by.value
        whole = int(days.to_integral_value("ROUND_FLOOR")) * _DAY
        micros = whole if isinstance(made.type, types.Date) else int(round_half_up(days * _DAY, 0))
        return _by_span(compiler, made, Span(0, micros), type)
    if isinstance(by.type, types.Duration) and isinstance(made.type, types.DateTime):
        return _by_length(compiler, made, length(compiler, by), back, type)
    if not isinstance(by.type, types.Number) or not isinstance(made.type, types.Date):
        raise NoSqlForm("a moment moved by a computed length")
    days_sql = number(compiler, by)
    if days_sql.nulls is Nulls.ERROR:
        raise NoSqlForm("a value that may be empty or an error")
    if compiler.sqlite:
        amount = days_sql.element if not back else func.fw_sub(0, 0, days_sql.element, scale_sql(days_sql.scale))
        scale = None if back else days_sql.scale
        return Sql(func.fw_add_days(made.element, amount, scale_sql(scale)), type, Nulls.EMPTY)
    amount = -days_sql.element if back else days_sql.element
    cut = func.least(func.greatest(func.floor(amount), literal_column("-4000000")), literal_column("4000000"))
    return Sql(days_later(made.element, cast(cut, Integer)), type, Nulls.EMPTY)


def length(compiler: Compiler, node: Node) -> ColumnElement[Any]:
    """A length of time as microseconds; an empty one is none at all. Months have no length."""
    if isinstance(node, Literal) and isinstance(node.value, Span) and not node.value.months:
        return literal_column(str(node.value.microseconds), BigInteger())
    if not compiler.of_row(node):
        raise NoSqlForm("a length of time that may be one of months")
    return compiler.value(node, fill=True).element


def _of_lengths(compiler: Compiler, left: Node, right: Node, operator: str, type: types.Type) -> Sql:
    a = length(compiler, left)
    b: ColumnElement[Any] = literal_column("0") if isinstance(right.type, types.Blank) else length(compiler, right)
    if operator in "+-":
        return Sql(a + b if operator == "+" else a - b, type, Nulls.NEVER)
    if compiler.sqlite:
        return Sql(func.fw_div(a, 0, b, 0), type, Nulls.ERROR)
    return Sql(quotient(cast(a, Numeric), cast(b, Numeric)), type, Nulls.ERROR)


def _by_length(compiler: Compiler, made: Sql, by: ColumnElement[Any], back: bool, type: types.Type) -> Sql:
    micros = -by if back else by
    if compiler.sqlite:
        shift = func.fw_shift(compiler.text("m"), made.element, literal_column("0"), micros, compiler.zone())
        return Sql(shift, type, Nulls.EMPTY)
    hours = cast(micros.op("/", precedence=8)(literal_column("3600000000", BigInteger())), Integer)
    rest = cast(micros.op("%", precedence=8)(literal_column("3600000000", BigInteger())), Numeric)
    seconds = rest.op("/", precedence=8)(literal_column("1000000"))
    moved = made.element + func.make_interval(0, 0, 0, 0, hours, 0, cast(seconds, Double))
    return Sql(moment_within(moved), type, Nulls.EMPTY)


def _by_span(compiler: Compiler, made: Sql, span: Span, type: types.Type) -> Sql:
    days_only = isinstance(made.type, types.Date) and not span.months and not span.microseconds % _DAY
    if span.days < -_MANY and not days_only:
        raise NoSqlForm("a move back by thousands of years")
    if compiler.sqlite:
        code = "d" if isinstance(made.type, types.Date) else "m"
        zone = compiler.zone() if code == "m" or isinstance(type, types.DateTime) else compiler.text("UTC")
        element = func.fw_shift(
            compiler.text(code), made.element, span.months, literal_column(str(span.microseconds)), zone
        )
        return Sql(element, type, Nulls.EMPTY)
    if isinstance(made.type, types.Date):
        day: Any = made.element
        if span.months:
            day = day_within(day + func.make_interval(0, span.months))
        days, rest = divmod(span.microseconds, _DAY)
        if not rest:
            by = literal_column(str(days), Integer())
            if days:
                day = days_later(day, by) if days < -_MANY else day_within(day + by)
            return Sql(day, type, Nulls.EMPTY)
        return Sql(moment_within(beginning(compiler, day) + _interval(span.microseconds)), type, Nulls.EMPTY)
    moved: ColumnElement[Any] = made.element
    if span.months:
        wall = func.timezone(compiler.zone(), moved) + func.make_interval(0, span.months)
        moved = func.timezone(compiler.zone(), wall)
    if span.microseconds:
        moved = moved + _interval(span.microseconds)
    return Sql(moment_within(moved), type, Nulls.EMPTY)


def _interval(micros: int) -> ColumnElement[Any]:
    """A length in hours and seconds; days would be those of the session's calendar."""
    hours, rest = divmod(abs(micros), 3_600_000_000)
    sign = -1 if micros < 0 else 1
    seconds: ColumnElement[Any] = literal_column(f"{sign * rest / 1_000_000:.6f}")
    return func.make_interval(0, 0, 0, 0, sign * hours, 0, seconds)


def moment_within(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    late = func.nullif(func.least(moment, _AFTER_ALL_MOMENTS), _AFTER_ALL_MOMENTS)
    return func.nullif(func.greatest(late, _BEFORE_ALL_MOMENTS), _BEFORE_ALL_MOMENTS)
