"""Spans of days with names that move with today: this quarter, the last twelve months, and the span before each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from engine.expression.values import add_months

PRESETS = (
    "today",
    "this_week",
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
    "last_30_days",
    "last_90_days",
    "last_12_months",
    "all",
)


@dataclass(frozen=True)
class Span:
    """From the first day to the last, both inside; None: open on that side."""

    first: date | None
    last: date | None

    @property
    def text(self) -> str:
        """`2026-01-01..2026-03-31`, as it stands in addresses."""
        return f"{self.first or ''}..{self.last or ''}"


def months_on(day: date, months: int) -> date:
    """The same day some months later; stays within the calendar."""
    found = add_months(day, months)
    return found if isinstance(found, date) else day


def start_of(day: date, unit: str) -> date:
    """The first day of the day, week (Monday), month, quarter or year that `day` lies in."""
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def next_start(day: date, unit: str) -> date:
    """The first day of the unit after the one that starts on `day`."""
    match unit:
        case "week":
            return day + timedelta(days=7)
        case "month":
            return months_on(day, 1)
        case "quarter":
            return months_on(day, 3)
        case "year":
            return months_on(day, 12)
    return day + timedelta(days=1)


def span_of(name: str, today: date) -> Span | None:
    """The span that a preset, or a text like `2026-01-01..2026-03-31`, means on `today`; None when it means nothing."""
    if name == "all":
        return Span(None, None)
    first, dots, last = name.partition("..")
    if dots:
        try:
            return Span(date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)
        except ValueError:
            return None
    if name == "last_12_months":
        return Span(months_on(start_of(today, "month"), -11), next_start(start_of(today, "month"), "month") - DAY)
    if name in ("last_30_days", "last_90_days"):
        return Span(today - timedelta(days=int(name[5:7]) - 1), today)
    if name == "today":
        return Span(today, today)
    which, _, unit = name.partition("_")
    if which not in ("this", "last") or unit not in ("week", "month", "quarter", "year"):
        return None
    start = start_of(today, unit)
    if which == "last":
        start = start_of(start - DAY, unit)
    return Span(start, next_start(start, unit) - DAY)


def before(span: Span, name: str = "previous_period") -> Span | None:
    """The span to compare with: the one of equal length just before, or the same a year earlier."""
    if span.first is None or span.last is None:
        return None
    if name == "previous_year":
        return Span(months_on(span.first, -12), months_on(span.last, -12))
    whole_months = span.first.day == 1 and (span.last + DAY).day == 1
    if whole_months:
        months = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1
        return Span(months_on(span.first, -months), span.first - DAY)
    length = span.last - span.first
    return Span(span.first - DAY - length, span.first - DAY)


def starts(first: date, last: date, unit: str, limit: int = 400) -> Iterator[date]:
    """The first days of all units from `first` to `last`."""
    day = start_of(first, unit)
    while day <= last and limit:
        yield day
        day = next_start(day, unit)
        limit -= 1


DAY = timedelta(days=1)
