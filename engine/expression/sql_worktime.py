"""Working days and hours by a calendar: SQLite asks Python, PostgreSQL is given the calendar's days and spans."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy.sql import any_, case, cast, column, extract, func, literal_column, select
from sqlalchemy.types import ARRAY, TIMESTAMP, BigInteger, Date, Integer, Numeric, Text

from engine.expression import types
from engine.expression.calendars import LAST, MINUTE, MOST_DAYS, MOST_HOURS, Calendar, Steps, calendar_of
from engine.expression.encoding import parameter
from engine.expression.nodes import Call, Node
from engine.expression.sql import NoSqlForm
from engine.expression.sql_numbers import quotient
from engine.expression.sql_piece import Nulls, Sql, together
from engine.expression.sql_temporal import moment_within
from engine.expression.values import ErrorValue

if TYPE_CHECKING:
    from engine.expression.sql_values import Compiler

_FIRST = literal_column("DATE '0001-01-01'", Date())
_AFTER = literal_column("TIMESTAMP '10000-01-01'", TIMESTAMP())
_WIDTH = 12  # of a number in a text of numbers, which the database cuts out by its place


def working_days(compiler: Compiler, node: Call) -> Sql:
    """NETWORKDAYS: without free days, or by days or a calendar that do not depend on the row."""
    if len(node.arguments) < 3 or compiler.sqlite:
        return _asked_of_python(compiler, node)
    start, end, calendar = node.arguments
    held = _Held(compiler, calendar)
    first, last = (compiler.argument(each, "day") for each in (start, end))
    turned = held.days_until(last - 1) - held.days_until(first)
    counted = case((first > last, turned), else_=held.days_until(last) - held.days_until(first - 1))
    return Sql(cast(counted, Numeric), node.type, _nulls(compiler, start, end))


def later_day(compiler: Compiler, node: Call) -> Sql:
    """WORKDAY by days or a calendar that do not depend on the row."""
    if compiler.sqlite:
        return _asked_of_python(compiler, node)
    start, moved, *calendar = node.arguments
    held = _Held(compiler, calendar[0] if calendar else None)
    count = compiler.argument(moved, "whole")

    def after(first: Any) -> Any:
        wanted = case((count > 0, held.days_until(first) + count), else_=held.days_until(first - 1) + count + 1)
        later = _let(case((wanted >= 1, wanted)), lambda wanted: _day(held.first_day(wanted, "day")))
        return case((count == 0, first), (func.abs(count) <= MOST_DAYS, later))

    element = _let(compiler.argument(start, "day"), after)
    return Sql(element, node.type, together(Nulls.EMPTY, _nulls(compiler, start, moved)))


def working_hours(compiler: Compiler, node: Call) -> Sql:
    """WORKTIME by a calendar that does not depend on the row."""
    if compiler.sqlite:
        return compiler.call(node)
    start, end, calendar = node.arguments
    held = _Held(compiler, calendar)
    seconds = held.worked(held.shown(end)) - held.worked(held.shown(start))
    return Sql(quotient(seconds, literal_column("3600", Numeric())), node.type, _nulls(compiler, start, end))


def later_moment(compiler: Compiler, node: Call) -> Sql:
    """WORKTIMEADD by a calendar that does not depend on the row."""
    if compiler.sqlite:
        return compiler.call(node)
    start, hours, calendar = node.arguments
    held = _Held(compiler, calendar)
    given = compiler.argument(hours, "number")
    within = case((func.abs(given) <= MOST_HOURS, given))

    def later(micros: Any) -> Any:
        def from_there(wall: Any) -> Any:
            wanted = cast(held.worked(wall) * _number(1_000_000), BigInteger) + micros
            forwards = _let(wanted, lambda wanted: held.at_work(wanted, forwards=True))
            backwards = _let(wanted, lambda wanted: held.at_work(wanted, forwards=False))
            return case((micros > 0, forwards), (micros < 0, backwards), (micros == 0, wall))

        return _let(held.shown(start), from_there)

    element = held.clock(_let(cast(func.round(within * _number(60 * MINUTE)), BigInteger), later))
    return Sql(element, node.type, together(Nulls.EMPTY, _nulls(compiler, start, hours)))


def _asked_of_python(compiler: Compiler, node: Call) -> Sql:
    """A call by its Python on SQLite; free days go there as the calendar that they make."""
    for days in node.arguments[2:]:
        if not isinstance(days.type, types.WorkCalendar):
            _require_known(compiler, days)
            written = compiler.bind(days, _of(lambda calendar: calendar.written), Text(), "calendar")
            compiler.stand_for(days, Sql(written, types.CALENDAR))
    return compiler.call(node)


def _require_known(compiler: Compiler, days: Node) -> None:
    if compiler.of_row(days):
        raise NoSqlForm("free days that depend on the record")


def _nulls(compiler: Compiler, *points: Node) -> Any:
    return together(*(compiler.value(each).nulls for each in points))


class _Held:
    """A calendar as parameters of a statement on PostgreSQL."""

    def __init__(self, compiler: Compiler, calendar: Node | None):
        """`calendar`: one of the app, or days that are free; None: every week as it is."""
        if calendar is not None:
            _require_known(compiler, calendar)
        self.compiler, self.calendar = compiler, calendar

    def _part(self, name: str, part: Callable[[Calendar], Any], type: Any) -> Any:
        """Something of the calendar; NULL where there is none."""
        if self.calendar is None:
            return cast(parameter(f"xweek_{name.replace('.', '_')}", part(calendar_of(None)), type), type)
        encode = _of(part, named=isinstance(self.calendar.type, types.WorkCalendar))
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

    def first_day(self, wanted: Any, unit: str) -> Any:
        """The ordinal of the first day until which there are so many working days (`unit` day) or minutes (minute).

        Between two days on which the calendar leaves its week the weeks tell it; else it is the next of these days.
        """
        until = self._part(f"{unit}.until", lambda calendar: list(_steps(calendar, unit).until), ARRAY(BigInteger()))
        more = self._part(f"{unit}.more", lambda calendar: _numbers(_steps(calendar, unit).more), Text())
        days = self._part(f"{unit}.at", lambda calendar: _numbers(_ordinals(calendar, unit)), Text())
        before = self._part(f"{unit}.before", lambda calendar: _before(calendar, unit)[:7], ARRAY(BigInteger()))
        whole = self._part(f"{unit}.week", lambda calendar: _before(calendar, unit)[7] or None, BigInteger())

        def after(passed: Any) -> Any:
            return func.least(_let(wanted - _cut(more, passed) - 1, by_weeks), _cut(days, passed))

        def by_weeks(left: Any) -> Any:
            weeks = cast(func.div(cast(left, Numeric), whole), BigInteger)
            return weeks * 7 + func.width_bucket(left - weeks * whole, before)

        found = _let(func.width_bucket(wanted - 1, until), after)
        return func.nullif(func.least(found, LAST + 1), LAST + 1)

    def at_work(self, wanted: Any, *, forwards: bool) -> Any:
        """What the clock shows when `wanted` microseconds are worked since the year 1.

        Forwards the first such moment, at the end of a span; backwards the last, at the beginning of one.
        """
        minute = _number(MINUTE)
        minutes = func.ceil(wanted / minute) if forwards else func.floor(wanted / minute) + 1

        def on(day: Any) -> Any:
            table = self._spans()
            left = wanted - self._minutes_until(day - 1) * minute - table.c.w * minute
            length = (table.c.e - table.c.s) * minute
            fits = left <= length if forwards else left < length
            found = select(func.min(left + table.c.s * minute)).where(table.c.d == self._kind_of(day), fits)
            within = found.correlate_except(table).scalar_subquery()
            return cast(day, TIMESTAMP) + within * literal_column("INTERVAL '1 microsecond'")

        def from_there(reached: Any) -> Any:
            return _let(_day(case((reached >= 1, self.first_day(reached, "minute")))), on)

        return _let(cast(minutes, BigInteger), from_there)

    def clock(self, wall: Any) -> Any:
        """The moment at which the calendar's clock shows `wall`; NULL beyond the years."""
        in_time = func.nullif(func.least(wall, _AFTER), _AFTER)
        return moment_within(func.timezone(self._zone, in_time))

    def shown(self, node: Node) -> Any:
        """What the calendar's clock shows at a moment; a day is its beginning there."""
        made = self.compiler.value(node)
        if not isinstance(made.type, types.DateTime):
            return cast(made.element, TIMESTAMP)
        return func.timezone(self._zone, made.element)

    @property
    def _zone(self) -> Any:
        return func.coalesce(self._part("zone", lambda calendar: calendar.zone, Text()), self.compiler.zone())

    def _minutes_until(self, day: Any) -> Any:
        before = self._part("minutes", lambda calendar: _numbers(calendar.minutes_before), Text())
        taken = self._part("minutes_off", lambda calendar: _numbers(calendar.minutes_off), Text())
        usual = self._part("usual", lambda calendar: calendar.usual_minutes, Integer())
        special = func.width_bucket(day, self._extra) * usual - _cut(taken, func.width_bucket(day, self._off))
        return cast(self._weekly(before, day) + special, Numeric)

    def _within(self, day: Any, at: Any) -> Any:
        """Seconds of that day that are worked until so many seconds after midnight."""
        table = self._spans()
        worked = func.greatest(func.least(at, table.c.e * 60) - table.c.s * 60, 0)
        found = select(func.coalesce(func.sum(worked), 0)).where(table.c.d == self._kind_of(day))
        return found.correlate_except(table).scalar_subquery()

    def _kind_of(self, day: Any) -> Any:
        """The weekday of whose spans that day is: 7 where it is worked all the same, -1 where it is free."""
        usual = cast(extract("isodow", day), Integer) - 1
        return case((day == any_(self._off), -1), (day == any_(self._extra), 7), else_=usual)

    def _spans(self) -> Any:
        """Weekday, beginning, end and what is worked before it on its day, of every span."""
        names = {"d": "weekday", "s": "from", "e": "to", "w": "before"}
        columns = [func.unnest(self._column(name, at)).label(short) for at, (short, name) in enumerate(names.items())]
        return select(*columns).subquery()

    def _column(self, name: str, place: int) -> Any:
        return self._part(name, lambda calendar: [row[place] for row in calendar.rows], ARRAY(Integer()))

    def _weekly(self, before: Any, day: Any) -> Any:
        """What whole weeks bring, and the weekdays of the one that is not over."""
        ordinal = day - _FIRST + 1
        weeks = cast(func.div(cast(ordinal, Numeric), 7), BigInteger)
        return weeks * _cut(before, 7) + _cut(before, func.mod(ordinal, 7))


def _of(part: Callable[[Calendar], Any], *, named: bool = False) -> Callable[[Any], Any]:
    """`named`: it is a calendar of the app, or gone."""

    def run(given: Any) -> Any:
        if isinstance(given, ErrorValue) or (named and not isinstance(given, Calendar)):
            return None
        return part(calendar_of(given))

    return run


def _steps(calendar: Calendar, unit: str) -> Steps:
    return calendar.day_steps if unit == "day" else calendar.minute_steps


def _before(calendar: Calendar, unit: str) -> list[int]:
    return calendar.days_before if unit == "day" else calendar.minutes_before


def _ordinals(calendar: Calendar, unit: str) -> list[int]:
    return [day.toordinal() for day in _steps(calendar, unit).days]


def _day(ordinal: Any) -> Any:
    return _FIRST + cast(ordinal - 1, Integer)


def _number(value: int) -> Any:
    return literal_column(f"NUMERIC '{value}'", Numeric())


def _let(value: Any, use: Callable[[Any], Any]) -> Any:
    """Something made of a value that the database works out once, and once for each row."""
    held = func.coalesce(value).table_valued(column("v", value.type)).render_derived()
    return select(use(held.c.v)).select_from(held).correlate_except(held).scalar_subquery()


def _numbers(numbers: Iterable[int]) -> str:
    return "".join(f"{number:0{_WIDTH}d}" for number in numbers)


def _cut(numbers: Any, place: Any) -> Any:
    """One of the numbers of such a text; NULL beyond them."""
    return cast(func.nullif(func.substr(numbers, place * _WIDTH + 1, _WIDTH), literal_column("''")), BigInteger)


__all__ = ["later_day", "later_moment", "working_days", "working_hours"]
