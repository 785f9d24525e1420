"""Functions that count days and hours of a calendar of their own: working time, years of 360 days."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.expression.calendars import MINUTE, MOST_DAYS, MOST_HOURS, Calendar, calendar_of
from engine.expression.function import Context, Function, Parameter, SqlForm, Value
from engine.expression.operators import moment_in, wall_in
from engine.expression.sql_dates import days_360_sql, workdays_sql
from engine.expression.types import DATE, DATETIME, WHOLE, Number
from engine.expression.values import EXACT, NUM, QUOTIENT_DECIMALS, divide_exact, month_length, round_half_up

_DAY = Parameter("day", "day")
_FREE = Parameter("free_days", "free_days", optional=True)
_CALENDAR = Parameter("calendar", "calendar")
_HOUR = Decimal(60 * MINUTE)


def _workdays(start: date, end: date, free: Value = None) -> Value:
    """Working days from start to end, both counted; negative when turned round."""
    return Decimal(calendar_of(free).days(start, end))


def _workday(start: date, count: Decimal, free: Value = None) -> Value:
    """The day so many working days later."""
    found = None if abs(count) > MOST_DAYS else calendar_of(free).later(start, int(count))
    return NUM if found is None else found


def _worktime(context: Context, start: date, end: date, calendar: Value) -> Value:
    """Hours of working time from one moment to another; negative when turned round."""
    if not isinstance(calendar, Calendar):
        return None
    worked = calendar.worked(_shown(end, calendar, context)) - calendar.worked(_shown(start, calendar, context))
    return divide_exact(Decimal(worked), _HOUR)


def _worktime_add(context: Context, start: date, hours: Decimal, calendar: Value) -> Value:
    """The moment so many hours of working time later."""
    if not isinstance(calendar, Calendar):
        return None
    if abs(hours) > MOST_HOURS:
        return NUM
    micros = int(round_half_up(EXACT.multiply(hours, _HOUR), 0))
    wall = calendar.at_work(_shown(start, calendar, context), micros)
    moment = None if wall is None else moment_in(wall, _zone(calendar, context))
    return NUM if moment is None else moment


def _zone(calendar: Calendar, context: Context) -> tzinfo:
    return context.clock.zone if calendar.zone is None else ZoneInfo(calendar.zone)


def _shown(point: date, calendar: Calendar, context: Context) -> datetime:
    """What the calendar's clock shows at a moment; a day is its beginning there."""
    if isinstance(point, datetime):
        return wall_in(point, _zone(calendar, context)) if point.tzinfo is not None else point
    return datetime.combine(point, time())


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
        (Parameter("start", "day"), Parameter("end", "day"), _FREE),
        WHOLE,
        {
            "en": "Working days between two days: Mondays to Fridays without the free days given, or by a calendar.",
            "zh-CN": "两个日期之间的工作日天数：周一至周五（除去给出的假日），或按日历计算。",
        },
        (
            ("NETWORKDAYS(DATE(2024, 5, 3), DATE(2024, 5, 6))", Decimal(2)),
            ("NETWORKDAYS(DATE(2024, 5, 3), DATE(2024, 5, 6), [DATE(2024, 5, 6)])", Decimal(1)),
        ),
        python=_workdays,
        sql=SqlForm(workdays_sql),
        safe=True,
    ),
    Function(
        "WORKDAY",
        (_DAY, Parameter("count", "whole"), _FREE),
        DATE,
        {
            "en": "The day so many working days later: Mondays to Fridays without the given days, or by a calendar.",
            "zh-CN": "若干个工作日之后的日期：周一至周五（除去给出的假日），或按日历计算。",
        },
        (
            ("WORKDAY(DATE(2024, 5, 3), 1)", date(2024, 5, 6)),
            ("WORKDAY(DATE(2024, 5, 3), 1, [DATE(2024, 5, 6)])", date(2024, 5, 7)),
        ),
        python=_workday,
        sql=SqlForm(),
    ),
    Function(
        "WORKTIME",
        (Parameter("start", "instant"), Parameter("end", "instant"), _CALENDAR),
        Number(QUOTIENT_DECIMALS),
        {
            "en": "Hours of working time between two moments, by a calendar of the app.",
            "zh-CN": "按应用的日历计算两个时刻之间的工作时间（小时）。",
        },
        (),
        python=_worktime,
        sql=SqlForm(),
        context=True,
        safe=True,
    ),
    Function(
        "WORKTIMEADD",
        (Parameter("start", "instant"), Parameter("hours", "number"), _CALENDAR),
        DATETIME,
        {
            "en": "The moment so many hours of working time later, by a calendar of the app.",
            "zh-CN": "按应用的日历，经过若干小时工作时间之后的时刻。",
        },
        (),
        python=_worktime_add,
        sql=SqlForm(),
        context=True,
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
