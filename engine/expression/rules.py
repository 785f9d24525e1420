"""Rules of types: what arithmetic makes of what, what may be compared with what, what a literal is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal

from engine.expression.function import Kind
from engine.expression.nodes import Call, Literal, LiteralValue, Member, Name, Node
from engine.expression.types import (
    ANY,
    BLANK,
    DATE,
    DATETIME,
    DURATION,
    NUMBER,
    SHOWABLE,
    TEMPORAL,
    TEXT,
    TIME,
    YES_NO,
    AnyType,
    Blank,
    Date,
    DateTime,
    Duration,
    ListOf,
    Number,
    Option,
    Options,
    OptionValues,
    Record,
    Records,
    Scalar,
    Text,
    Time,
    Type,
    WorkCalendar,
    YesNo,
    join,
)
from engine.expression.values import EXACT, PRODUCT_DECIMALS, QUOTIENT_DECIMALS, Span, to_decimal

_DAY = 86_400_000_000
_MANY = (ListOf, Records, Options)
# What goes into an argument of each kind; into the others goes anything.
_ARGUMENTS: Mapping[Kind, tuple[type[Type], ...]] = {
    "text": SHOWABLE,
    "number": (Number,),
    "whole": (Number,),
    "day": (Date, DateTime),
    "date": (Date, DateTime),
    "moment": TEMPORAL,
    "time": (Time, DateTime),
    "instant": (Date, DateTime),
    "list": _MANY,
    "column": _MANY,
    "record": (Record,),
    "calendar": (WorkCalendar,),
}


def literal_type(value: LiteralValue | Scalar) -> Type:
    """The type of a value as written; a number knows its decimals and its bounds exactly."""
    if value is None:
        return BLANK
    if isinstance(value, bool):
        return YES_NO
    if isinstance(value, (Decimal, int)):
        exact = Decimal(value)
        exponent = exact.as_tuple().exponent
        return Number(max(0, -exponent) if isinstance(exponent, int) else None, exact, exact)
    if isinstance(value, str):
        return TEXT
    if isinstance(value, Span):
        return DURATION
    if isinstance(value, datetime):
        return DATETIME
    if isinstance(value, date):
        return DATE
    if isinstance(value, time):
        return TIME
    return ANY


def option_value_type(of: OptionValues, name: str) -> tuple[Type | None, bool, set[str]]:
    """The type of one of the options' values, whether each option has it, and all names that there are."""
    known = {key for choice in of.choices for key, _ in choice.values}
    found = [dict(choice.values)[name] for choice in of.choices if name in dict(choice.values)]
    if not of.choices:
        return ANY, False, known
    if not found:
        return None, False, known
    type: Type | None = BLANK
    for value in found:
        exact = to_decimal(value)
        type = join(type, literal_type(exact if exact is not None else value)) if type is not None else None
    return type or ANY, len(found) == len(of.choices), known


def arithmetic_type(operator: str, left: Type, right: Type, right_node: Node | None = None) -> Type | None:
    """The type of `left operator right`, or None when the operator does not go with them."""
    loose = (AnyType, Blank)
    if isinstance(left, (Number, *loose)) and isinstance(right, (Number, *loose)):
        if isinstance(left, AnyType) or isinstance(right, AnyType):
            return ANY if operator in "+-" else NUMBER
        zero = Number(0, Decimal(0), Decimal(0))
        return _numbers(
            operator, left if isinstance(left, Number) else zero, right if isinstance(right, Number) else zero
        )
    if isinstance(left, Duration):
        if isinstance(right, Duration) and operator == "/":
            return Number(QUOTIENT_DECIMALS)
        if (isinstance(right, (Duration, *loose)) and operator in "+-") or (
            isinstance(right, (Number, *loose)) and operator in "*/"
        ):
            return left
        return (
            right
            if operator == "+" and isinstance(right, (DateTime, Time))
            else _shifted(right, left, None)
            if operator == "+"
            else None
        )
    if isinstance(left, (Number, *loose)) and isinstance(right, Duration):
        return right if operator == "*" or (isinstance(left, loose) and operator in "+-") else None
    if isinstance(left, (Number, *loose)) and isinstance(right, (Date, DateTime)):
        return right if operator == "+" else NUMBER if operator == "-" and isinstance(left, loose) else None
    if isinstance(left, (Date, DateTime, Time)) and operator in "+-":
        if isinstance(right, (Date, DateTime, Time)):
            if operator == "+" or isinstance(left, Time) != isinstance(right, Time):
                return None
            return Number(0 if isinstance(left, Date) and isinstance(right, Date) else QUOTIENT_DECIMALS)
        if isinstance(right, (Number, *loose)):
            return left
        return _shifted(left, right, right_node)
    return None


def _shifted(start: Type, by: Type, node: Node | None) -> Type | None:
    """A day moved by whole days stays a day; by hours it becomes a moment."""
    if not isinstance(by, Duration) or not isinstance(start, (Date, DateTime, Time)):
        return None
    if (
        isinstance(start, Date)
        and isinstance(node, Literal)
        and isinstance(node.value, Span)
        and node.value.microseconds % _DAY
    ):
        return DATETIME
    return start


def moved_by_field(left: Node, right: Node) -> tuple[Node, Node] | None:
    """A day beside a length of time that a field holds, as the moment at which the day begins; None for all else.

    Whether it is a matter of whole days is known with the value only, and the type cannot wait for it.
    """
    for day, by, turned in ((left, right, False), (right, left, True)):
        if isinstance(day.type, Date) and isinstance(by.type, Duration) and isinstance(by, (Name, Member)):
            moment = Call("DATETIME", (day,), place=day.place, type=DATETIME)
            return (by, moment) if turned else (moment, by)
    return None


def _numbers(operator: str, left: Number, right: Number) -> Number:
    if operator == "/":
        return Number(QUOTIENT_DECIMALS)
    if operator == "^":
        return Number(None)
    a, b = left.decimals, right.decimals
    if operator == "*":
        decimals = None if a is None or b is None else min(a + b, PRODUCT_DECIMALS)
    else:
        decimals = None if a is None or b is None else max(a, b)
    if left.min is None or left.max is None or right.min is None or right.max is None:
        return Number(decimals)
    if operator == "+":
        return Number(decimals, EXACT.add(left.min, right.min), EXACT.add(left.max, right.max))
    if operator == "-":
        return Number(decimals, EXACT.subtract(left.min, right.max), EXACT.subtract(left.max, right.min))
    corners = [EXACT.multiply(x, y) for x in (left.min, left.max) for y in (right.min, right.max)]
    return Number(decimals, min(corners), max(corners))


def fits(kind: Kind, type: Type) -> bool:
    """May a value of this type be an argument of this kind?"""
    if isinstance(type, WorkCalendar):
        return kind in ("calendar", "free_days")
    wanted = _ARGUMENTS.get(kind)
    return wanted is None or isinstance(type, wanted)


def comparable(left: Type, right: Type, order: bool) -> bool:
    """May the two be compared; `order` for `<` and the like, which not every type has."""
    if isinstance(left, (AnyType, Blank)) or isinstance(right, (AnyType, Blank)):
        return True
    if isinstance(left, (Text, Option)) and isinstance(right, (Text, Option)):
        return True
    if isinstance(left, Record) or isinstance(right, Record):
        if order:
            return False
        if isinstance(left, Record) and isinstance(right, Record):
            return not left.form or not right.form or left.form == right.form
        number = right if isinstance(left, Record) else left
        return isinstance(number, Number) and number.decimals == 0
    if isinstance(left, (Records, Options, ListOf)):
        return False
    scalar = (Number, Date, DateTime, Time, Duration, YesNo)
    return isinstance(left, scalar) and left.kind == right.kind


def read_moment(text: str, wanted: Type) -> date | datetime | time | None:
    """`2024-05-31`, `2024-05-31T09:30:00Z`, `09:30` as a value; a moment needs its offset; None when it is none."""
    try:
        if isinstance(wanted, Time):
            made = time.fromisoformat(text)
            return made if made.tzinfo is None else None
        if len(text) == 10:
            return date.fromisoformat(text) if text[4] == "-" else None
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if isinstance(wanted, DateTime) and moment.tzinfo is not None else None
    except ValueError:
        return None
