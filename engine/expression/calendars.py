"""A calendar of working time: the spans of a week, the days off, and the days that are worked all the same."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any

import orjson

MINUTE = 60_000_000  # in microseconds
MOST_DAYS = 100_000  # working days that a day is moved by
MOST_HOURS = 1_000_000  # working hours that a moment is moved by
LAST = date(MAXYEAR, 12, 31).toordinal()
_MIDNIGHT = datetime.min.time()

Spans = tuple[tuple[int, int], ...]  # minutes since midnight, from and to, in order, apart from each other


@dataclass(frozen=True)
class Steps:
    """The days on which a calendar leaves its week: how much is worked until each, and by how much that is more.

    `more` has one number more than there are days: the first is of the time before all of them.
    """

    days: tuple[date, ...]
    until: tuple[int, ...]
    more: tuple[int, ...]


@dataclass(frozen=True)
class Calendar:
    """Monday to Sunday with their spans; `free` and `works` are in order, `zone` None is the company's.

    A day of `works` that the week leaves free has the spans of the week's first working weekday. A day that stands in
    both is worked.
    """

    week: tuple[Spans, ...]
    free: tuple[date, ...] = ()
    works: tuple[date, ...] = ()
    zone: str | None = None

    @cached_property
    def written(self) -> str:
        """The calendar as text, for databases and browsers; `Calendar.read` makes one of it again."""
        days = {"free": [day.isoformat() for day in self.free], "works": [day.isoformat() for day in self.works]}
        return orjson.dumps({"week": self.week, **days, "zone": self.zone}).decode()

    @staticmethod
    @lru_cache(maxsize=64)
    def read(text: str) -> Calendar:
        found = orjson.loads(text)
        week = tuple(tuple((start, end) for start, end in spans) for spans in found["week"])
        free, works = (tuple(map(date.fromisoformat, found[key])) for key in ("free", "works"))
        return Calendar(week, free, works, found["zone"])

    # whole days

    @cached_property
    def off(self) -> list[date]:
        """The days that the week would work, and that are free."""
        worked = set(self.works)
        return sorted({day for day in self.free if self.week[day.weekday()]} - worked)

    @cached_property
    def extra(self) -> list[date]:
        """The days that the week leaves free, and that are worked."""
        return sorted({day for day in self.works if not self.week[day.weekday()]})

    @cached_property
    def days_before(self) -> list[int]:
        """How many working weekdays come before each weekday, and (last) in the whole week."""
        return [0, *accumulate(int(bool(spans)) for spans in self.week)]

    @cached_property
    def day_steps(self) -> Steps:
        """Where working days are counted otherwise than by weeks alone."""
        return self._steps(lambda day: -1 if self.week[day.weekday()] else 1, self.days_until)

    def _steps(self, by: Callable[[date], int], until: Callable[[int], int]) -> Steps:
        days = tuple(sorted([*self.off, *self.extra]))
        more = tuple(accumulate(map(by, days), initial=0))
        return Steps(days, tuple(until(day.toordinal()) for day in days), more)

    def days_until(self, ordinal: int) -> int:
        """Working days from the year 1 until that day, itself included."""
        weeks, rest = divmod(ordinal, 7)  # the first day of the year 1 is a Monday
        count = weeks * self.days_before[7] + self.days_before[rest]
        if ordinal < 1:
            return count
        day = date.fromordinal(ordinal)
        return count - bisect_right(self.off, day) + bisect_right(self.extra, day)

    def days(self, start: date, end: date) -> int:
        """Working days from start to end, both counted; negative when turned round."""
        if start > end:
            return -self.days(end, start)
        return self.days_until(end.toordinal()) - self.days_until(start.toordinal() - 1)

    def later(self, day: date, count: int) -> date | None:
        """The day so many working days later (or earlier); None beyond the years 1 to 9999."""
        if not count:
            return day
        here = day.toordinal()
        wanted = self.days_until(here) + count if count > 0 else self.days_until(here - 1) + count + 1
        if wanted < 1:
            return None
        # The first day until which there are that many is a working day.
        return self._first_day(lambda ordinal: self.days_until(ordinal) >= wanted)

    # hours

    @cached_property
    def _usual(self) -> Spans:
        """The spans of a day that is worked though the week leaves it free."""
        return next((spans for spans in self.week if spans), ())

    @property
    def usual_minutes(self) -> int:
        return _length(self._usual)

    @cached_property
    def rows(self) -> tuple[tuple[int, int, int, int], ...]:
        """Every span with its weekday and what is worked before it on that day.

        Monday is 0; 7 is a day that is worked though the week leaves it free.
        """
        found = []
        for day, spans in enumerate((*self.week, self._usual)):
            before = accumulate((end - start for start, end in spans), initial=0)
            found += [(day, start, end, worked) for (start, end), worked in zip(spans, before, strict=False)]
        return tuple(found)

    @cached_property
    def minutes_before(self) -> list[int]:
        return [0, *accumulate(map(_length, self.week))]

    @cached_property
    def minutes_off(self) -> list[int]:
        """How many minutes the first days off, none to all, take away."""
        return [0, *accumulate(_length(self.week[day.weekday()]) for day in self.off)]

    @cached_property
    def minute_steps(self) -> Steps:
        """Where working minutes are counted otherwise than by weeks alone."""
        return self._steps(lambda day: -_length(self.week[day.weekday()]) or self.usual_minutes, self._minutes_until)

    def spans(self, day: date) -> Spans:
        """When that day is worked."""
        usual = self.week[day.weekday()]
        if usual:
            at = bisect_right(self.off, day)
            return () if at and self.off[at - 1] == day else usual
        at = bisect_right(self.extra, day)
        return self._usual if at and self.extra[at - 1] == day else ()

    def _minutes_until(self, ordinal: int) -> int:
        """Working minutes from the year 1 until the end of that day."""
        weeks, rest = divmod(ordinal, 7)
        count = weeks * self.minutes_before[7] + self.minutes_before[rest]
        if ordinal < 1:
            return count
        day = date.fromordinal(ordinal)
        return (
            count - self.minutes_off[bisect_right(self.off, day)] + bisect_right(self.extra, day) * _length(self._usual)
        )

    def worked(self, wall: datetime) -> int:
        """Microseconds of working time from the year 1 until `wall`, which is what the calendar's clock shows."""
        day = wall.date()
        at = (wall - datetime.combine(day, _MIDNIGHT)) // timedelta(microseconds=1)
        within = sum(max(0, min(at, end * MINUTE) - start * MINUTE) for start, end in self.spans(day))
        return self._minutes_until(day.toordinal() - 1) * MINUTE + within

    def at_work(self, wall: datetime, microseconds: int) -> datetime | None:
        """What the clock shows after so much more working time (before it, when negative); None beyond the years.

        At the end of a span forwards, at its beginning backwards: three hours from 9:00 end at 12:00, not after lunch.
        """
        if not microseconds:
            return wall
        wanted = self.worked(wall) + microseconds
        if microseconds < 0:
            return self._latest(wanted) if wanted >= 0 else None
        day = self._first_day(lambda ordinal: self._minutes_until(ordinal) * MINUTE >= wanted, wall.toordinal())
        return None if day is None else self._within(day, wanted, after=False)

    def _latest(self, wanted: int) -> datetime | None:
        """The last moment until which there is no more working time than `wanted`."""
        day = self._first_day(lambda ordinal: self._minutes_until(ordinal) * MINUTE > wanted)
        return None if day is None else self._within(day, wanted, after=True)

    def _within(self, day: date, wanted: int, *, after: bool) -> datetime | None:
        """The moment of that day until which there is so much working time; `after` a pause where it falls on one."""
        left = wanted - self._minutes_until(day.toordinal() - 1) * MINUTE
        for start, end in self.spans(day):
            length = (end - start) * MINUTE
            if left < length or (left == length and not after):
                return _on(day, start * MINUTE + left)
            left -= length
        return None

    def _first_day(self, is_reached: Callable[[int], bool], first: int = 1) -> date | None:
        """The first day, by its ordinal, from which on something is true; None when it never is."""
        low, high = first, LAST + 1
        while low < high:
            middle = (low + high) // 2
            if is_reached(middle):
                high = middle
            else:
                low = middle + 1
        return date.fromordinal(low) if low <= LAST else None


def weekdays(free: Iterable[date] = ()) -> Calendar:
    """Mondays to Fridays without the given days, as Excel counts."""
    days = tuple(free)
    return Calendar(_WEEKDAYS.week, days) if days else _WEEKDAYS


def calendar_of(given: Any) -> Calendar:
    """A calendar of the app, else Mondays to Fridays without the given free days."""
    if isinstance(given, Calendar):
        return given
    values = given if isinstance(given, (list, tuple)) else [given]
    return weekdays(
        value.date() if isinstance(value, datetime) else value for value in values if isinstance(value, date)
    )


def _length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


def _on(day: date, microseconds: int) -> datetime | None:
    try:
        return datetime.combine(day, _MIDNIGHT) + timedelta(microseconds=microseconds)
    except OverflowError:
        return None


_WHOLE: Spans = ((0, 24 * 60),)
_WEEKDAYS = Calendar((_WHOLE,) * 5 + ((),) * 2)
