"""Working days and hours by a calendar: SQLite asks Python, PostgreSQL is given the calendar's days and spans."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy.sql import any_, case, cast, extract, func, literal_column, select
from sqlalchemy.types import ARRAY, TIMESTAMP, BigInteger, Date, Integer, Numeric, Text

from engine.expression import types
from engine.expression.calendars import Calendar
from engine.expression.nodes import Call, Node
from engine.expression.sql import NoSqlForm
from engine.expression.sql_numbers import quotient
from engine.expression.sql_piece import Sql, together

if TYPE_CHECKING:
    from engine.expression.sql_values import Compiler

_FIRST = literal_column("DATE '0001-01-01'", Date())
_WIDTH = 12  # of a number in a text of numbers, which the database cuts out by its place


def working_days(compiler: Compiler, node: Call) -> Sql:
    """NETWORKDAYS: without free days, or by a calendar that does not depend on the row."""
    if len(node.arguments) < 3:
        return compiler.call(node)
    start, end, calendar = node.arguments
    if not isinstance(calendar.type, types.WorkCalendar):
        raise NoSqlForm(f"{node.function} with a list of days")
    if compiler.sqlite:
        return compiler.call(node)
    held = _Held(compiler, calendar)
    first, last = (compiler.argument(each, "day") for each in (start, end))
    turned = held.days_until(last - 1) - held.days_until(first)
    counted = case((first > last, turned), else_=held.days_until(last) - held.days_until(first - 1))
    return Sql(cast(counted, Numeric), node.type, _nulls(compiler, start, end))


def working_hours(compiler: Compiler, node: Call) -> Sql:
    """WORKTIME by a calendar that does not depend on the row."""
    if compiler.sqlite:
        return compiler.call(node)
    start, end, calendar = node.arguments
    held = _Held(compiler, calendar)
    seconds = held.worked(held.shown(end)) - held.worked(held.shown(start))
    return Sql(quotient(seconds, literal_column("3600", Numeric())), node.type, _nulls(compiler, start, end))


def _nulls(compiler: Compiler, *points: Node) -> Any:
    return together(*(compiler.value(each).nulls for each in points))


class _Held:
    """A calendar as parameters of a statement on PostgreSQL."""

    def __init__(self, compiler: Compiler, calendar: Node):
        if compiler.of_row(calendar):
            raise NoSqlForm("a calendar that depends on the record")
        self.compiler, self.calendar = compiler, calendar

    def _part(self, name: str, part: Callable[[Calendar], Any], type: Any) -> Any:
        """Something of the calendar; NULL where it is no longer there."""
        encode = _of(part)
        return cast(self.compiler.bind(self.calendar, encode, type, f"calendar.{name}"), type)

    @property
    def _off(self) -> Any:
        return self._part("off", lambda calendar: calendar.off, ARRAY(Date()))

    @property
    def _extra(self) -> Any:
        return self._part("extra", lambda calendar: calendar.extra, ARRAY(Date()))

    def days_until(self, day: Any) -> Any:
        """Working days from the year 1 until that day, itself included."""
        before = self._part("days", lambda calendar: _numbers(calendar.days_before), Text())
        special = func.width_bucket(day, self._extra) - func.width_bucket(day, self._off)
        return self._weekly(before, day) + special

    def worked(self, wall: Any) -> Any:
        """Seconds of working time from the year 1 until `wall`, which is what the calendar's clock shows."""
        day = cast(wall, Date)
        at = cast(extract("epoch", wall - cast(day, TIMESTAMP)), Numeric)
        return self._minutes_until(day - 1) * 60 + self._within(day, at)

    def shown(self, node: Node) -> Any:
        """What the calendar's clock shows at a moment; a day is its beginning there."""
        made = self.compiler.value(node)
        if not isinstance(made.type, types.DateTime):
            return cast(made.element, TIMESTAMP)
        zone = self._part("zone", lambda calendar: calendar.zone, Text())
        return func.timezone(func.coalesce(zone, self.compiler.zone()), made.element)

    def _minutes_until(self, day: Any) -> Any:
        before = self._part("minutes", lambda calendar: _numbers(calendar.minutes_before), Text())
        taken = self._part("minutes_off", lambda calendar: _numbers(calendar.minutes_off), Text())
        usual = self._part("usual", lambda calendar: calendar.usual_minutes, Integer())
        special = func.width_bucket(day, self._extra) * usual - _cut(taken, func.width_bucket(day, self._off))
        return cast(self._weekly(before, day) + special, Numeric)

    def _within(self, day: Any, at: Any) -> Any:
        """Seconds of that day that are worked until so many seconds after midnight."""
        spans = [func.unnest(self._column(name, place)) for place, name in enumerate(("weekday", "from", "to"))]
        weekday = case(
            (day == any_(self._off), -1),
            (day == any_(self._extra), 7),
            else_=cast(extract("isodow", day), Integer) - 1,
        )
        table = select(*(span.label(name) for span, name in zip(spans, ("d", "s", "e"), strict=True))).subquery()
        worked = func.greatest(func.least(at, table.c.e * 60) - table.c.s * 60, 0)
        return select(func.coalesce(func.sum(worked), 0)).where(table.c.d == weekday).scalar_subquery()

    def _column(self, name: str, place: int) -> Any:
        return self._part(name, lambda calendar: [row[place] for row in calendar.rows], ARRAY(Integer()))

    def _weekly(self, before: Any, day: Any) -> Any:
        """What whole weeks bring, and the weekdays of the one that is not over."""
        ordinal = day - _FIRST + 1
        weeks = cast(func.div(cast(ordinal, Numeric), 7), BigInteger)
        return weeks * _cut(before, 7) + _cut(before, func.mod(ordinal, 7))


def _of(part: Callable[[Calendar], Any]) -> Callable[[Any], Any]:
    return lambda calendar: part(calendar) if isinstance(calendar, Calendar) else None


def _numbers(numbers: Iterable[int]) -> str:
    return "".join(f"{number:0{_WIDTH}d}" for number in numbers)


def _cut(numbers: Any, place: Any) -> Any:
    """One of the numbers of such a text."""
    return cast(func.substr(numbers, place * _WIDTH + 1, _WIDTH), BigInteger)


__all__ = ["working_days", "working_hours"]
