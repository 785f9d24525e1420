"""A calendar as an app defines it: working time by weekday, and the holidays that are taken from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.definition.problem import Place
from engine.expression.calendars import Calendar, Spans

# By key of the holiday table (`cn`): the days off, and the days that are worked all the same.
Holidays = Mapping[str, tuple[tuple[date, ...], tuple[date, ...]]]


@dataclass(frozen=True)
class WorkWeek:
    """`week` from Monday to Sunday; `days` are free besides those of the holiday table under `keys`; `zone` None: the
    company's.
    """

    id: str
    label: str
    week: tuple[Spans, ...]
    keys: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    zone: str | None = None
    place: Place = Place()

    def on(self, holidays: Holidays) -> Calendar:
        """The calendar as the holiday table stands now, with those days alone that make a difference."""
        found = [holidays[key] for key in self.keys if key in holidays]
        works = {day for _, days in found for day in days}
        free = {day for days, _ in found for day in days}.union(self.days) - works
        off = (day for day in free if self.week[day.weekday()])
        extra = (day for day in works if not self.week[day.weekday()])
        return Calendar(self.week, tuple(sorted(off)), tuple(sorted(extra)), self.zone)

    def is_as(self, other: WorkWeek | None) -> bool:
        """Whether both count the same time, whatever they are called and wherever they are written."""
        return other is not None and (self.week, self.keys, self.days, self.zone) == (
            other.week,
            other.keys,
            other.days,
            other.zone,
        )
