"""Functions that count days of a calendar of their own: working days, years of 360 days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from engine.expression.function import Function, Parameter, SqlForm, Value
from engine.expression.sql_dates import days_360_sql, workdays_sql
from engine.expression.types import DATE, WHOLE
from engine.expression.values import NUM, month_length

_DAY = Parameter("day", "day")


def _workdays(start: date, end: date, free: Value = None) -> Value:
    """Mondays to Fridays from start to end, both counted, without the given free days; negative when turned round."""
    sign = 1
    if start > end:
        start, end, sign = end, start, -1
    weeks, rest = divmod((end - start).days + 1, 7)
    count = weeks * 5 + sum(1 for day in range(rest) if (start.weekday() + day) % 7 < 5)
    for day in set(_free_days(free)):
        count -= start <= day <= end and day.weekday() < 5
    return Decimal(sign * count)


def _workday(start: date, count: Decimal, free: Value = None) -> Value:
    """The day so many working days later."""
    if abs(count) > 100_000:
        return NUM
    taken, step, left, day = set(_free_days(free)), 1 if count > 0 else -1, abs(int(count)), start
    try:
        while left:
            day += timedelta(days=step)
            left -= day.weekday() < 5 and day not in taken
    except OverflowError:
        return NUM
    return day


def _free_days(given: Value) -> list[date]:
    values = given if isinstance(given, (list, tuple)) else [given]
    return [value.date() if isinstance(value, datetime) else value for value in values if isinstance(value, date)]


def _days_360(start: date, end: date, european: bool = False) -> Value:
    first, last = start.day, end.day
    if european:
        first, last = min(first, 30), min(last, 30)
    else:
        if first == month_length(start.year, start.month) and (start.month == 2 or first == 31):
            first = 30
        if last == 31 and first == 30:
            last = 30
    return Decimal((end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first)


FUNCTIONS = (
    Function(
        "NETWORKDAYS",
        (Parameter("start", "day"), Parameter("end", "day"), Parameter("free_days", optional=True)),
        WHOLE,
        {
            "en": "Working days (Monday to Friday) between two days.",
            "zh-CN": "两个日期之间的工作日（周一至周五）天数。",
        },
        (("NETWORKDAYS(DATE(2024, 5, 3), DATE(2024, 5, 6))", Decimal(2)),),
        python=_workdays,
        sql=SqlForm(workdays_sql),
        safe=True,
    ),
    Function(
        "WORKDAY",
        (_DAY, Parameter("count", "whole"), Parameter("free_days", optional=True)),
        DATE,
        {"en": "The day so many working days later.", "zh-CN": "若干个工作日之后的日期。"},
        (("WORKDAY(DATE(2024, 5, 3), 1)", date(2024, 5, 6)),),
        python=_workday,
    ),
    Function(
        "DAYS360",
        (
            Parameter("start", "day"),
            Parameter("end", "day"),
            Parameter("european", "yes_no", optional=True, default=False),
        ),
        WHOLE,
        {"en": "Days between two days in a year of 360.", "zh-CN": "按一年 360 天计算的两个日期之间的天数。"},
        (("DAYS360(DATE(2024, 1, 1), DATE(2024, 3, 1))", Decimal(60)),),
        python=_days_360,
        sql=SqlForm(days_360_sql),
        safe=True,
    ),
)
