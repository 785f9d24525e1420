"""Functions that Excel reads in its own way: what counts from a field, days as serial numbers, January 0 of 1900."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from engine.expression.excel import LAST_SERIAL, LENIENT, day_of, moment_of_serial, read_serial, serial_of
from engine.expression.function import Context, Kind, Run, Value, built_in_functions
from engine.expression.operators import power
from engine.expression.patterns import format_value, is_moment_pattern
from engine.expression.values import (
    DIV0,
    EXACT,
    NAME,
    NUM,
    VALUE,
    ZERO,
    ErrorValue,
    add_months,
    month_length,
    number,
)

_WIDE = EXACT.copy()
_WIDE.prec = 34


class Field:
    """A value that comes from a field: some functions leave texts in fields out, which they read when written."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, context: Context) -> Value:
        values = getattr(context, "values", None)
        if values is not None and self.name not in values:
            return NAME
        return context.value(self.name)


def _divide(a: Decimal, b: Decimal) -> Value:
    return DIV0 if not b else number(_WIDE.divide(a, b))


def _power(a: Decimal, b: Decimal) -> Value:
    if b < 0 and a:
        inverse = _power(a, -b)
        return inverse if isinstance(inverse, ErrorValue) else ZERO if not inverse else _divide(Decimal(1), inverse)
    return power(a, b)


ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Value]] = {
    "+": lambda a, b: number(_WIDE.add(a, b)),
    "-": lambda a, b: number(_WIDE.subtract(a, b)),
    "*": lambda a, b: number(_WIDE.multiply(a, b)),
    "/": _divide,
    "^": _power,
}


def _values(runs: list[Run], context: Context) -> list[tuple[Value, bool]]:
    """All values of the arguments, each with whether it comes from a field."""
    found: list[tuple[Value, bool]] = []
    for run in runs:
        value = run(context)
        field = isinstance(run, Field)
        if isinstance(value, (list, tuple)):
            found.extend((item, True) for item in value)
        else:
            found.append((value, field))
    return found


def junction(operator: str, runs: list[Run]) -> Run:
    """AND, OR and XOR: texts of fields are left out, errors come through, and something must be left."""

    def run(context: Context) -> Value:
        answers: list[bool] = []
        for value, field in _values(runs, context):
            if isinstance(value, ErrorValue):
                return value
            if value is None or (isinstance(value, str) and (field or value == "")):
                if value is None:
                    answers.append(False) if not field else None
                continue
            answer = LENIENT.truth(value)
            if isinstance(answer, ErrorValue):
                return answer
            answers.append(answer)
        if not answers:
            return VALUE
        if operator == "xor":
            return sum(answers) % 2 == 1
        return all(answers) if operator == "and" else any(answers)

    return run


def _numbers(runs: list[Run], context: Context) -> list[Decimal] | ErrorValue:
    """The numbers among the arguments: texts and truth values count only when written, not out of fields."""
    found: list[Decimal] = []
    for value, field in _values(runs, context):
        if isinstance(value, ErrorValue):
            return value
        if field and (value is None or isinstance(value, (bool, str))):
            continue
        made = LENIENT.number(value)
        if isinstance(made, ErrorValue):
            return made
        found.append(made)
    return found


def listed(run: Run) -> Run:
    """A field as a list of one, so that a text or truth value in it is left out."""
    return lambda context: [run(context)] if isinstance(run, Field) else run(context)


def _over(compute: Callable[[list[Decimal]], Value]) -> Callable[[list[Run]], Run]:
    def special(runs: list[Run]) -> Run:
        def run(context: Context) -> Value:
            found = _numbers(runs, context)
            return found if isinstance(found, ErrorValue) else compute(found)

        return run

    return special


def _count(runs: list[Run]) -> Run:
    def run(context: Context) -> Value:
        count = 0
        for value, field in _values(runs, context):
            if isinstance(value, ErrorValue) or value is None or (field and isinstance(value, (bool, str))):
                continue
            count += not isinstance(LENIENT.number(value), ErrorValue)
        return Decimal(count)

    return run


def _with(*kinds: Any) -> Callable[[Callable[..., Value]], Callable[[list[Run]], Run]]:
    """A function over arguments read as the given kinds; a missing one is left out."""

    def wrap(compute: Callable[..., Value]) -> Callable[[list[Run]], Run]:
        def special(runs: list[Run]) -> Run:
            def run(context: Context) -> Value:
                values = []
                for kind, one in zip(kinds, runs, strict=False):
                    value = one(context)
                    made = value if isinstance(value, ErrorValue) else LENIENT.convert(kind, value, context)
                    if isinstance(made, ErrorValue):
                        return made
                    values.append(made)
                return compute(*values)

            return run

        return special

    return wrap


def _whole_days(value: Decimal) -> Decimal:
    return value.to_integral_value("ROUND_FLOOR")


def _days(end: Decimal, start: Decimal) -> Value:
    if end < 0 or start < 0:
        return NUM
    return _whole_days(end) - _whole_days(start)


def _value(value: Value) -> Value:
    return LENIENT.number(value) if not isinstance(value, bool) else VALUE


def _date_value(value: Value) -> Value:
    found = read_serial(value) if isinstance(value, str) else None
    return VALUE if found is None else _whole_days(found)


def _time_value(value: Value) -> Value:
    found = read_serial(value) if isinstance(value, str) else None
    return VALUE if found is None else found - _whole_days(found)


def _calendar(name: str) -> Callable[[list[Run]], Run]:
    """A function whose last argument lists free days, as serial numbers or texts."""

    def special(runs: list[Run]) -> Run:
        python = built_in_functions()[name].python
        assert python is not None
        kinds: tuple[Kind, ...] = ("day", "day" if name == "NETWORKDAYS" else "whole")

        def run(context: Context) -> Value:
            given = [LENIENT.convert(kind, one(context), context) for kind, one in zip(kinds, runs, strict=False)]
            free = runs[2](context) if len(runs) > 2 else None
            listed = free if isinstance(free, (list, tuple)) else [] if free is None else [free]
            days = [LENIENT.convert("day", value, context) for value in listed]
            error = next((value for value in (*given, *days) if isinstance(value, ErrorValue)), None)
            return error if error is not None else python(*given, days)

        return run

    return special


def _or_num(name: str, *arguments: Value) -> Value:
    """What is empty in the language is #NUM! in Excel."""
    python = built_in_functions()[name].python
    made = python(*arguments) if python is not None else None
    return NUM if made is None else made


def _part(name: str) -> Callable[[Decimal], Value]:
    def part(serial: Decimal) -> Value:
        # Excel's day zero is January 0 of 1900; its 60th is the 29th of a February that had 28.
        if 0 <= serial < 1:
            return Decimal({"year": 1900, "month": 1, "day": 0}[name])
        if 60 <= serial < 61:
            return Decimal({"year": 1900, "month": 2, "day": 29}[name])
        day = day_of(serial)
        return day if isinstance(day, ErrorValue) else Decimal(getattr(day, name))

    return part


def _date(year: Decimal, month: Decimal, day: Decimal) -> Value:
    """Counted in serial numbers, so that 1900 has its 29th of February as in Excel."""
    if not 0 <= year <= 9999 or abs(month) > 120_000 or abs(day) > LAST_SERIAL:
        return NUM
    first = add_months(date(int(year) + (1900 if year < 1900 else 0), 1, 1), int(month) - 1)
    if isinstance(first, ErrorValue) or first.year < 1899:
        return NUM
    serial = serial_of(first) + int(day) - 1
    return serial if 0 <= serial <= LAST_SERIAL else NUM


def _moved(move: Callable[[date, int], date | ErrorValue]) -> Callable[[Value, Value], Value]:
    """EDATE and EOMONTH, which take no truth value for a count of months."""

    def run(start: Value, months: Value) -> Value:
        if isinstance(months, bool) or isinstance(start, bool):
            return VALUE
        serial, count = LENIENT.number(start), LENIENT.number(months)
        if isinstance(serial, ErrorValue):
            return serial
        if isinstance(count, ErrorValue):
            return count
        day = day_of(serial)
        if isinstance(day, ErrorValue) or abs(count) > 120_000:
            return NUM
        made = move(day, int(count))
        return made if isinstance(made, ErrorValue) else serial_of(made) if made.year >= 1900 else NUM

    return run


def _month_end(day: date, months: int) -> date | ErrorValue:
    moved = add_months(day, months)
    return moved if isinstance(moved, ErrorValue) else moved.replace(day=month_length(moved.year, moved.month))


def _text(runs: list[Run]) -> Run:
    def run(context: Context) -> Value:
        value, pattern = runs[0](context), runs[1](context)
        for each in (value, pattern):
            if isinstance(each, ErrorValue):
                return each
        shown = LENIENT.text(pattern)
        if isinstance(value, bool):
            return LENIENT.text(value)
        if isinstance(value, str):
            found = LENIENT.number(value)
            value = value if isinstance(found, ErrorValue) else found
        if is_moment_pattern(shown) and not isinstance(value, str):
            serial = LENIENT.number(value)
            value = serial if isinstance(serial, ErrorValue) else moment_of_serial(serial)
            if isinstance(value, ErrorValue):
                return VALUE
        elif isinstance(value, (date, time, datetime)):
            value = LENIENT.number(value)
        return format_value(value, shown, context)

    return run


SPECIAL: dict[str, Callable[[list[Run]], Run]] = {
    "AND": lambda runs: junction("and", runs),
    "OR": lambda runs: junction("or", runs),
    "XOR": lambda runs: junction("xor", runs),
    "SUM": _over(lambda values: number(sum(values, ZERO))),
    "AVERAGE": _over(lambda values: _divide(sum(values, ZERO), Decimal(len(values)))),
    "MIN": _over(lambda values: min(values, default=ZERO)),
    "MAX": _over(lambda values: max(values, default=ZERO)),
    "COUNT": _count,
    "POWER": _with("number", "number")(_power),
    "DAYS": _with("number", "number")(_days),
    "VALUE": _with("any")(_value),
    "DATEVALUE": _with("any")(_date_value),
    "YEAR": _with("number")(_part("year")),
    "MONTH": _with("number")(_part("month")),
    "DAY": _with("number")(_part("day")),
    "TEXT": _text,
    "TIMEVALUE": _with("any")(_time_value),
    "WEEKDAY": _with("day", "whole")(lambda day, kind=Decimal(1): _or_num("WEEKDAY", day, kind)),
    "WEEKNUM": _with("day", "whole")(lambda day, kind=Decimal(1): _or_num("WEEKNUM", day, kind)),
    "NETWORKDAYS": _calendar("NETWORKDAYS"),
    "WORKDAY": _calendar("WORKDAY"),
    "DATE": _with("whole", "whole", "whole")(_date),
    "EDATE": _with("any", "any")(_moved(add_months)),
    "EOMONTH": _with("any", "any")(_moved(_month_end)),
}
