"""Operators on typed values: what the strict mode computes, and what SQL must agree with."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from math import floor
from typing import Any

from engine.expression.function import Context, Kind, Value
from engine.expression.values import (
    DIV0,
    EXACT,
    NUM,
    PRODUCT_DECIMALS,
    VALUE,
    ZERO,
    ErrorValue,
    Span,
    add_months,
    divide_exact,
    is_blank,
    iso,
    microseconds,
    number,
    plain,
    record_id,
    round_half_up,
    to_decimal,
)

UTC = UTC
FIRST_DAY = date.min
FIRST_MOMENT = datetime.min.replace(tzinfo=UTC)
MAX_POWER = 4_000
_DAY = 86_400_000_000


def show(value: Value, context: Context) -> str:
    """A value as the text that `&` makes of it: plain numbers, TRUE/FALSE, ISO dates, moments in the company's zone."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (Decimal, int)):
        return plain(value)
    if isinstance(value, datetime):
        return iso(value.astimezone(context.clock.zone))
    if isinstance(value, (date, time)):
        return iso(value)
    if isinstance(value, Mapping):
        return str(value.get("_title") or value.get("id") or "")
    if isinstance(value, (list, tuple)):
        return ", ".join(show(item, context) for item in value)
    return str(value)


def moment_of(day: date, context: Context) -> datetime | None:
    """The moment at which `day` begins in the company's zone; None beyond the calendar."""
    return moment_at(datetime.combine(day, time()), context)


def moment_at(wall: datetime, context: Context) -> datetime | None:
    """The moment at which the company's clock shows `wall`."""
    return moment_in(wall, context.clock.zone)


def moment_in(wall: datetime, zone: tzinfo) -> datetime | None:
    """The moment at which a zone's clock shows `wall`; of two such moments the later, as PostgreSQL has it."""
    zoned = wall.replace(tzinfo=zone)
    late = zoned.replace(fold=1)
    if zoned.utcoffset() != late.utcoffset() and (late.utcoffset() or timedelta()) < (zoned.utcoffset() or timedelta()):
        zoned = late
    try:
        return zoned.astimezone(UTC)
    except OverflowError:
        return None


def local(moment: datetime, context: Context) -> datetime:
    """`moment` on the company's clock, without its zone."""
    return wall_in(moment, context.clock.zone)


def wall_in(moment: datetime, zone: tzinfo) -> datetime:
    """`moment` on a zone's clock, without its zone."""
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return moment.replace(tzinfo=None)


def default_like(other: Value) -> Value:
    """What an empty value counts as beside `other`."""
    if isinstance(other, str):
        return ""
    if isinstance(other, bool):
        return False
    if isinstance(other, datetime):
        return FIRST_MOMENT
    if isinstance(other, date):
        return FIRST_DAY
    if isinstance(other, time):
        return time()
    if isinstance(other, Span):
        return Span()
    if isinstance(other, (Decimal, int)):
        return 0
    return None


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(sign: str) -> Callable[[Value, Value], bool | ErrorValue]:
    """Two-valued comparison: empty counts as 0, '', false, or as before every day."""
    test = _COMPARE[sign]

    def run(left: Value, right: Value) -> bool | ErrorValue:
        if left.__class__ is ErrorValue or right.__class__ is ErrorValue:
            return left if isinstance(left, ErrorValue) else right
        if left is None:
            if right is None:
                return test(0, 0)
            left = default_like(right)
        elif right is None:
            right = default_like(left)
        try:
            return test(left, right)
        except TypeError:
            return VALUE

    return run


equal_values = compare("=")


def contains(item: Value, within: Value) -> bool | ErrorValue:
    """`in`: is one of the list equal to the item. Records are compared by id."""
    if within is None:
        return False
    if not isinstance(within, (list, tuple)):
        return within if isinstance(within, ErrorValue) else VALUE
    item = record_id(item)
    for candidate in within:
        if isinstance(candidate, ErrorValue):
            return candidate
        if equal_values(item, record_id(candidate)) is True:
            return True
    return False


def arithmetic(sign: str) -> Callable[[Value, Value, Context], Value]:
    """`+ - * / ^` over numbers, days, moments and lengths of time; empty numbers are 0, an empty day stays empty."""
    numeric = _NUMERIC[sign]

    def run(left: Value, right: Value, context: Context) -> Value:
        if isinstance(left, Decimal) and isinstance(right, Decimal):
            return numeric(left, right)
        if isinstance(left, (date, time, Span)) or isinstance(right, (date, time, Span)):
            return temporal(sign, left, right, context)
        a = ZERO if left is None else to_decimal(left)
        b = ZERO if right is None else to_decimal(right)
        if a is None or b is None:
            return VALUE
        return numeric(a, b)

    return run


def multiply(left: Decimal, right: Decimal) -> Decimal | ErrorValue:
    made = EXACT.multiply(left, right)
    exponent = made.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -PRODUCT_DECIMALS:
        made = round_half_up(made, PRODUCT_DECIMALS)
    return number(made)


def _divide(left: Decimal, right: Decimal) -> Decimal | ErrorValue:
    return DIV0 if not right else number(divide_exact(left, right))


def power(base: Decimal, exponent: Decimal) -> Decimal | ErrorValue:
    """base ^ exponent: whole exponents exactly, others with 12 decimals; guarded against giant results."""
    if not base:
        if exponent < 0:
            return DIV0
        return NUM if not exponent else ZERO
    if abs(exponent) > MAX_POWER and base not in (1, -1):
        return NUM if (abs(base) > 1) == (exponent > 0) else ZERO
    if exponent == exponent.to_integral_value():
        if abs(base.adjusted() * exponent) > 700 and abs(exponent) > 1:
            return NUM if (base.adjusted() >= 0) == (exponent > 0) else ZERO
        made = EXACT.power(base, int(abs(exponent)))
        if exponent < 0:
            return _divide(Decimal(1), made) if made else DIV0
        small = made.as_tuple().exponent
        if isinstance(small, int) and small < -PRODUCT_DECIMALS:
            made = round_half_up(made, PRODUCT_DECIMALS)
        return number(made)
    if base < 0:
        return NUM
    rough = _ROUGH.power(base, exponent)
    return round_half_up(rough, 12) if abs(rough) < 10**300 else NUM


_ROUGH = EXACT.copy()
_ROUGH.prec = 40

_NUMERIC: dict[str, Callable[[Decimal, Decimal], Decimal | ErrorValue]] = {
    "+": lambda a, b: number(EXACT.add(a, b)),
    "-": lambda a, b: number(EXACT.subtract(a, b)),
    "*": multiply,
    "/": _divide,
    "^": power,
}


def temporal(sign: str, left: Value, right: Value, context: Context) -> Value:
    """Arithmetic with at least one day, moment, time or length of time."""
    if sign == "+" and isinstance(right, (date, time)) and not isinstance(left, (date, time)):
        left, right = right, left
    if isinstance(left, Span) and isinstance(right, Span) and sign in "+-":
        return left + (right if sign == "+" else -right)
    if isinstance(left, Span) and isinstance(right, Span):
        return _share(left, right) if sign == "/" else VALUE
    if isinstance(left, Span) or (isinstance(right, Span) and sign == "*"):
        span, factor = (left, right) if isinstance(left, Span) else (right, left)
        by = ZERO if factor is None else to_decimal(factor)
        if by is None or sign not in "*/" or not isinstance(span, Span):
            return VALUE
        if sign == "/":
            return DIV0 if not by else span.times(divide_exact(Decimal(1), by))
        return span.times(by)
    if left is None or sign not in "+-":
        return None if sign in "+-" else VALUE
    if right is None:
        return left
    if isinstance(left, (date, time)) and isinstance(right, (date, time)):
        return _between(left, right, context) if sign == "-" else VALUE
    if isinstance(right, Span):
        return _shift(left, right if sign == "+" else -right, context)
    days = to_decimal(right)
    if days is None:
        return VALUE
    days = days if sign == "+" else -days
    if abs(days) > 4_000_000:
        return None
    if isinstance(left, date) and not isinstance(left, datetime):
        return _shift(left, Span(0, floor(days) * _DAY), context)
    return _shift(left, Span(0, int(round_half_up(days * _DAY, 0))), context)


def _share(left: Span, right: Span) -> Value:
    """How often one length holds another; a month holds no certain number of anything."""
    if left.months or right.months:
        return VALUE
    return divide_exact(Decimal(left.microseconds), Decimal(right.microseconds)) if right.microseconds else DIV0


def _between(left: date | time, right: date | time, context: Context) -> Value:
    if isinstance(left, time) or isinstance(right, time):
        if not (isinstance(left, time) and isinstance(right, time)):
            return VALUE
        length = datetime.combine(FIRST_DAY, left) - datetime.combine(FIRST_DAY, right)
    elif isinstance(left, datetime) or isinstance(right, datetime):
        a = left if isinstance(left, datetime) else moment_of(left, context)
        b = right if isinstance(right, datetime) else moment_of(right, context)
        if a is None or b is None:
            return None
        length = a - b
    else:
        return Decimal((left - right).days)
    return divide_exact(Decimal(microseconds(length)), Decimal(_DAY))


def _shift(start: Value, span: Span, context: Context) -> Value:
    """Beyond the years 1 to 9999 there is no day: the result is empty."""
    try:
        if isinstance(start, time):
            total = microseconds(datetime.combine(FIRST_DAY, start) - datetime.min) + span.microseconds
            return VALUE if span.months else (datetime.min + timedelta(microseconds=total % _DAY)).time()
        if isinstance(start, datetime):
            if span.months:
                wall = local(start, context)
                day = add_months(wall.date(), span.months)
                if isinstance(day, ErrorValue):
                    return None
                moved = moment_at(datetime.combine(day, wall.time()), context)
                if moved is None:
                    return None
                start = moved
            return start + timedelta(microseconds=span.microseconds)
        day = add_months(start, span.months) if span.months else start
        if isinstance(day, ErrorValue):
            return None
        if span.microseconds % _DAY:
            begin = moment_of(day, context)
            return None if begin is None else begin + timedelta(microseconds=span.microseconds)
        return day + timedelta(days=span.microseconds // _DAY)
    except OverflowError:
        return None


class Strict:
    """Typed values as the checker let them through: only emptiness is left to read."""

    lenient = False

    def truth(self, value: Value) -> bool | ErrorValue:
        if value.__class__ is bool:
            return bool(value)
        if value is None or isinstance(value, ErrorValue):
            return value or False
        return bool(value)

    def equal(self, left: Value, right: Value) -> bool | ErrorValue:
        return equal_values(left, right)

    def convert(self, kind: Kind, value: Value, context: Context) -> Value:
        if kind in _AS_IT_IS:
            return value
        if kind == "number" or kind == "whole":
            made = ZERO if value is None else to_decimal(value)
            return VALUE if made is None else (made.to_integral_value("ROUND_DOWN") if kind == "whole" else made)
        if kind == "text":
            return show(value, context)
        if kind == "yes_no":
            return self.truth(value)
        if kind == "record":
            return record_id(value)
        if kind in ("list", "column"):
            return value if isinstance(value, (list, tuple)) else ([] if is_blank(value) else [value])
        return _temporal_argument(kind, value, context)


def _temporal_argument(kind: Kind, value: Value, context: Context) -> Value:
    if value is None:
        return None
    if kind == "time":
        return (
            local(value, context).time() if isinstance(value, datetime) else value if isinstance(value, time) else VALUE
        )
    if isinstance(value, datetime):
        return local(value, context).date() if kind == "day" else local(value, context)
    if isinstance(value, date):
        return value if kind in ("day", "date") else datetime.combine(value, time())
    if isinstance(value, time) and kind == "moment":
        return datetime.combine(FIRST_DAY, value)
    return VALUE


_AS_IT_IS = frozenset({"any", "field", "instant", "calendar", "free_days"})
STRICT = Strict()
