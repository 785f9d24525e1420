"""How values look in SQL on each database, and what an empty one counts as there."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, time
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Literal

from sqlalchemy.sql import ColumnElement, bindparam, literal_column, type_coerce
from sqlalchemy.types import BigInteger, Boolean, Date, DateTime, Integer, Numeric, Text, Time, TypeEngine

from engine.expression import types
from engine.expression.calendars import Calendar
from engine.expression.function import Context, Run, Value
from engine.expression.operators import FIRST_DAY, FIRST_MOMENT
from engine.expression.sqlite import decode, encode, micros_of
from engine.expression.values import EXACT, ErrorValue, Span, record_id, to_decimal

Dialect = Literal["sqlite", "postgresql"]
LIMIT = 2**63 - 1

_POSTGRESQL: Mapping[type[types.Type], Callable[[], TypeEngine[Any]]] = {
    types.Number: Numeric,
    types.YesNo: Boolean,
    types.Date: Date,
    types.DateTime: lambda: DateTime(timezone=True),
    types.Time: Time,
    types.Duration: BigInteger,
    types.Record: BigInteger,
}
_SQLITE: Mapping[type[types.Type], Callable[[], TypeEngine[Any]]] = {
    types.Number: BigInteger,
    types.YesNo: Integer,
    types.DateTime: BigInteger,
    types.Duration: BigInteger,
    types.Record: BigInteger,
}


def sql_type(type: types.Type, dialect: Dialect) -> TypeEngine[Any]:
    """The plain SQL type of a value: no processors, so that the driver gets and gives raw values."""
    made = (_SQLITE if dialect == "sqlite" else _POSTGRESQL).get(type.__class__)
    return made() if made is not None else Text()


def raw(column: ColumnElement[Any], type: types.Type, dialect: Dialect) -> ColumnElement[Any]:
    """A column without the processors of its own type."""
    return type_coerce(column, sql_type(type, dialect))


def empty_value(type: types.Type) -> Value:
    """What an empty value of this type counts as when it is compared."""
    if isinstance(type, (types.Number, types.Record)):
        return 0
    if isinstance(type, types.YesNo):
        return False
    if isinstance(type, types.Date):
        return FIRST_DAY
    if isinstance(type, types.DateTime):
        return FIRST_MOMENT
    if isinstance(type, types.Time):
        return time()
    if isinstance(type, types.Duration):
        return Span()
    return ""


def empty_sql(type: types.Type, dialect: Dialect) -> ColumnElement[Any]:
    """The same as constant SQL, without a parameter."""
    if isinstance(type, (types.Number, types.Record, types.Duration)):
        text = "0"
    elif isinstance(type, types.YesNo):
        text = "0" if dialect == "sqlite" else "false"
    elif isinstance(type, types.Date):
        text = "'0001-01-01'" if dialect == "sqlite" else "DATE '0001-01-01'"
    elif isinstance(type, types.DateTime):
        text = str(micros_of(FIRST_MOMENT)) if dialect == "sqlite" else "TIMESTAMPTZ '0001-01-01 00:00:00+00'"
    elif isinstance(type, types.Time):
        text = "'00:00:00'" if dialect == "sqlite" else "TIME '00:00:00'"
    else:
        text = "''"
    return literal_column(text, sql_type(type, dialect))


@dataclass(frozen=True)
class Bind:
    """A parameter of a compiled expression: `name` in the SQL, `value(context)` for the driver.

    The name follows from what is computed, so that equal names of several expressions carry equal values.
    `literal`: it stands for a literal, (prefix, index); another expression of the same shape brings its own.
    """

    name: str
    run: Run
    encode: Callable[[Value], Any]
    literal: tuple[str, int] | None = None

    def value(self, context: Context, literals: Mapping[str, Sequence[Run]] | None = None) -> Any:
        """The driver's value. `literals`: by prefix the `shape.runs` of the expressions that are asked now."""
        if self.literal is not None and literals is not None:
            prefix, index = self.literal
            return self.encode(literals[prefix][index](context))
        return self.encode(self.run(context))


def encoder(type: types.Type, dialect: Dialect, fill: bool) -> Callable[[Value], Any]:
    """Python value -> driver value; errors become NULL, empty ones NULL or (fill) what they count as."""
    is_record, is_number = isinstance(type, types.Record), isinstance(type, types.Number)
    is_text = isinstance(sql_type(type, dialect), Text) and not isinstance(type, (types.Date, types.Time))

    def run(value: Value) -> Any:
        if isinstance(value, ErrorValue):
            return None
        if isinstance(value, Calendar):
            return value.written
        if is_record:
            value = record_id(value)
        if value is None or (value == "" and not is_text):
            if not fill:
                return None
            value = empty_value(type)
        if is_number:
            exact = to_decimal(value)
            return exact if dialect == "postgresql" or exact is None else encode(exact)
        if is_record:
            return int(value)
        if isinstance(value, Span):
            # No field holds months: they are longer than every length in days, whatever its sign.
            return (LIMIT if value.months > 0 else -LIMIT) if value.months else value.microseconds
        return (
            value
            if dialect == "postgresql"
            else encode(value)
            if not isinstance(value, int) or isinstance(value, bool)
            else value
        )

    return run


def bound_integer(operator: str, scale: int) -> Callable[[Value], Any]:
    """A number as the integer that a column of `scale` is compared with: exact, whatever its digits.

    `amount > 0.125` on cents asks `> 12`; what cannot be equal to any cent becomes infinity, which equals none.
    """
    rounding = {">": ROUND_FLOOR, "<=": ROUND_FLOOR, "<": ROUND_CEILING, ">=": ROUND_CEILING}.get(operator)

    def run(value: Value) -> int | float | None:
        if isinstance(value, ErrorValue):
            return None
        exact = to_decimal(value) if value is not None and value != "" else Decimal(0)
        if exact is None:
            return None
        scaled = exact.scaleb(scale, EXACT)
        whole = int(scaled.to_integral_value(rounding or ROUND_FLOOR, EXACT))
        if rounding is None and scaled != whole:
            return math.inf
        return whole if abs(whole) <= LIMIT else math.copysign(math.inf, whole)

    return run


def reader(type: types.Type, dialect: Dialect, scale: int | None) -> Callable[[Any], Value]:
    """Driver value -> Python value."""
    if dialect == "postgresql":
        if isinstance(type, types.Number):
            return lambda found: None if found is None else Decimal(found)
        if isinstance(type, types.DateTime):
            return lambda found: None if found is None else found.astimezone(UTC)
        if isinstance(type, types.Duration):
            return lambda found: None if found is None else Span(0, int(found))
        return lambda found: found
    code = code_of(type, scale)
    return lambda found: decode(code, found)


_CODES: Mapping[type[types.Type], str] = {
    types.YesNo: "b",
    types.Date: "d",
    types.DateTime: "m",
    types.Time: "c",
    types.Duration: "s",
    types.WorkCalendar: "k",
}


def code_of(type: types.Type, scale: int | None = None) -> str:
    """The code of a type for functions that SQLite calls (see sqlite.decode)."""
    if isinstance(type, types.Number):
        return "n" if scale is None else f"n{scale}"
    return _CODES.get(type.__class__, "t")


def parameter(name: str, value: Any, type: TypeEngine[Any]) -> ColumnElement[Any]:
    return bindparam(name, value, type_=type)
