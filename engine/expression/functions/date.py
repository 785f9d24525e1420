"""Functions over days and moments; parts of a moment are those on the company's clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.sql import cast, extract, func
from sqlalchemy.types import Numeric

from engine.expression.function import Function, Parameter, Run, Semantics, SqlForm, Value
from engine.expression.operators import moment_of
from engine.expression.sql_dates import (
    date_sql,
    difference_sql,
    later_sql,
    month_end_sql,
    period_sql,
    time_sql,
    weekday_sql,
)
from engine.expression.types import DATE, DATETIME, TIME, WHOLE
from engine.expression.values import NUM, ErrorValue, add_months, month_length

_DAY = Parameter("day", "day")
_MOMENT = Parameter("moment", "moment")


def _extract(name: str) -> SqlForm:
    """A part of a day or moment on PostgreSQL, as an exact number."""
    return SqlForm(lambda day: cast(func.floor(extract(name, day)), Numeric))


def _date(year: Decimal, month: Decimal, day: Decimal) -> Value:
    if not 0 <= year <= 9999 or abs(month) > 120_000 or abs(day) > 4_000_000:
        return NUM
    # Excel reads a year below 1900 as counted from 1900.
    first = add_months(date(int(year) + (1900 if year < 1900 else 0), 1, 1), int(month) - 1)
    if isinstance(first, ErrorValue):
        return first
    try:
        return first + timedelta(days=int(day) - 1)
    except OverflowError:
        return NUM


def _months_later(day: date, months: Decimal) -> Value:
    return NUM if abs(months) > 120_000 else add_months(day, int(months))


def _month_end(day: date, months: Decimal) -> Value:
    moved = _months_later(day, months)
    return moved if isinstance(moved, ErrorValue) else moved.replace(day=month_length(moved.year, moved.month))


def _weekday(day: date, kind: Decimal = Decimal(1)) -> Value:
    if kind == 1:
        return Decimal(day.isoweekday() % 7 + 1)
    if kind in (2, 11):
        return Decimal(day.isoweekday())
    if kind == 3:
        return Decimal(day.weekday())
    if 12 <= kind <= 17:
        return Decimal((day.weekday() - int(kind) + 11) % 7 + 1)
    return None


def _difference(start: date, end: date, unit: str) -> Value:
    if start > end:
        return NUM
    months = (end.year - start.year) * 12 + end.month - start.month - (1 if end.day < start.day else 0)
    unit = unit.lower()
    if unit == "d":
        return Decimal((end - start).days)
    if unit == "m":
        return Decimal(months)
    if unit == "y":
        return Decimal(months // 12)
    if unit == "ym":
        return Decimal(months % 12)
    if unit == "md":
        last = add_months(start, months)
        return last if isinstance(last, ErrorValue) else Decimal((end - last).days)
    if unit == "yd":
        turned = add_months(start, months // 12 * 12)
        return turned if isinstance(turned, ErrorValue) else Decimal((end - turned).days)
    return NUM


def _time(hour: Decimal, minute: Decimal, second: Decimal) -> Value:
    total = hour * 3600 + minute * 60 + second
    if total < 0 or max(abs(hour), abs(minute), abs(second)) > 32_767:
        return NUM
    return (datetime.min + timedelta(seconds=int(total) % 86_400)).time()


def _period(day: date, unit: str) -> Value:
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday()) if day.toordinal() > 7 else day
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    if unit == "year":
        return day.replace(month=1, day=1)
    return None


def _today(runs: list[Run], semantics: Semantics) -> Run:
    return lambda context: context.clock.today


def _now(runs: list[Run], semantics: Semantics) -> Run:
    return lambda context: context.clock.moment


FUNCTIONS = (
    Function(
        "TODAY",
        (),
        DATE,
        {"en": "The day of today, by the company's clock.", "zh-CN": "今天的日期（按公司时区）。"},
        (),
        compile=_today,
        clock=True,
        safe=True,
    ),
    Function(
        "NOW",
        (),
        DATETIME,
        {"en": "The moment of now.", "zh-CN": "现在的时间。"},
        (),
        compile=_now,
        clock=True,
        safe=True,
    ),
    Function(
        "DATE",
        (Parameter("year", "whole"), Parameter("month", "whole"), Parameter("day", "whole")),
        DATE,
        {"en": "A day out of year, month and day.", "zh-CN": "由年、月、日得到日期。"},
        (("DATE(2024, 2, 30)", date(2024, 3, 1)),),
        python=_date,
        sql=SqlForm(date_sql),
    ),
    Function(
        "DATETIME",
        (Parameter("day", "day"),),
        DATETIME,
        {"en": "The moment at which a day begins.", "zh-CN": "某一天开始的时刻。"},
        (),
        python=lambda context, day: moment_of(day, context),
        context=True,
    ),
    Function(
        "DATEVALUE",
        (Parameter("moment", "day"),),
        DATE,
        {"en": "The day of a moment.", "zh-CN": "取时间所在的日期。"},
        (("DATEVALUE(DATE(2024, 5, 1))", date(2024, 5, 1)),),
        python=lambda day: day,
        sql=SqlForm(lambda day: day, lambda day: day),
        safe=True,
    ),
    Function(
        "TIMEVALUE",
        (Parameter("moment", "time"),),
        TIME,
        {"en": "The time of day of a moment.", "zh-CN": "取时间中的时刻部分。"},
        (("TIMEVALUE(TIME(9, 30, 0))", time(9, 30)),),
        python=lambda moment: moment,
        safe=True,
    ),
    Function(
        "YEAR",
        (_DAY,),
        WHOLE,
        {"en": "The year.", "zh-CN": "年份。"},
        (("YEAR(DATE(2024, 5, 3))", Decimal(2024)),),
        python=lambda day: Decimal(day.year),
        sql=_extract("year"),
        safe=True,
    ),
    Function(
        "MONTH",
        (_DAY,),
        WHOLE,
        {"en": "The month, 1 to 12.", "zh-CN": "月份（1 到 12）。"},
        (("MONTH(DATE(2024, 5, 3))", Decimal(5)),),
        python=lambda day: Decimal(day.month),
        sql=_extract("month"),
        safe=True,
    ),
    Function(
        "DAY",
        (_DAY,),
        WHOLE,
        {"en": "The day of the month.", "zh-CN": "一个月中的第几天。"},
        (("DAY(DATE(2024, 5, 3))", Decimal(3)),),
        python=lambda day: Decimal(day.day),
        sql=_extract("day"),
        safe=True,
    ),
    Function(
        "QUARTER",
        (_DAY,),
        WHOLE,
        {"en": "The quarter, 1 to 4.", "zh-CN": "季度（1 到 4）。"},
        (("QUARTER(DATE(2024, 5, 3))", Decimal(2)),),
        python=lambda day: Decimal((day.month + 2) // 3),
        sql=_extract("quarter"),
        safe=True,
    ),
    Function(
        "HOUR",
        (_MOMENT,),
        WHOLE,
        {"en": "The hour, 0 to 23.", "zh-CN": "小时（0 到 23）。"},
        (),
        python=lambda moment: Decimal(moment.hour),
        sql=_extract("hour"),
        safe=True,
    ),
    Function(
        "MINUTE",
        (_MOMENT,),
        WHOLE,
        {"en": "The minute.", "zh-CN": "分钟。"},
        (),
        python=lambda moment: Decimal(moment.minute),
        sql=_extract("minute"),
        safe=True,
    ),
    Function(
        "SECOND",
        (_MOMENT,),
        WHOLE,
        {"en": "The second.", "zh-CN": "秒。"},
        (),
        python=lambda moment: Decimal(moment.second),
        sql=_extract("second"),
        safe=True,
    ),
    Function(
        "WEEKDAY",
        (_DAY, Parameter("kind", "whole", optional=True, default=Decimal(1))),
        WHOLE,
        {
            "en": "The day of the week: 1 is Sunday; with kind 2, 1 is Monday.",
            "zh-CN": "星期几：默认 1 为周日；类型为 2 时 1 为周一。",
        },
        (("WEEKDAY(DATE(2024, 5, 3))", Decimal(6)), ("WEEKDAY(DATE(2024, 5, 3), 2)", Decimal(5))),
        python=_weekday,
        sql=SqlForm(weekday_sql),
        safe=True,
    ),
    Function(
        "EDATE",
        (_DAY, Parameter("months", "whole")),
        DATE,
        {"en": "The same day so many months later.", "zh-CN": "若干个月之后的同一天。"},
        (("EDATE(DATE(2024, 1, 31), 1)", date(2024, 2, 29)),),
        python=_months_later,
        sql=SqlForm(later_sql),
    ),
    Function(
        "EOMONTH",
        (_DAY, Parameter("months", "whole")),
        DATE,
        {"en": "The last day of the month so many months later.", "zh-CN": "若干个月之后那个月的最后一天。"},
        (("EOMONTH(DATE(2024, 1, 15), 1)", date(2024, 2, 29)),),
        python=_month_end,
        sql=SqlForm(month_end_sql),
    ),
    Function(
        "DAYS",
        (Parameter("end", "day"), Parameter("start", "day")),
        WHOLE,
        {"en": "Days between two days.", "zh-CN": "两个日期之间的天数。"},
        (("DAYS(DATE(2024, 3, 1), DATE(2024, 2, 1))", Decimal(29)),),
        python=lambda end, start: Decimal((end - start).days),
        sql=SqlForm(lambda end, start: cast(end - start, Numeric)),
        safe=True,
    ),
    Function(
        "DATEDIF",
        (Parameter("start", "day"), Parameter("end", "day"), Parameter("unit", "text")),
        WHOLE,
        {
            "en": "Whole years (Y), months (M) or days (D) between two days; also YM, MD, YD.",
            "zh-CN": "两个日期之间的整年（Y）、整月（M）或天数（D），还有 YM、MD、YD。",
        },
        (('DATEDIF(DATE(2020, 5, 20), DATE(2024, 5, 19), "Y")', Decimal(3)),),
        python=_difference,
        sql=SqlForm(difference_sql),
    ),
    Function(
        "TIME",
        (Parameter("hour", "whole"), Parameter("minute", "whole"), Parameter("second", "whole")),
        TIME,
        {"en": "A time of day out of hour, minute and second.", "zh-CN": "由时、分、秒得到时间。"},
        (("TIME(9, 75, 0)", time(10, 15)),),
        python=_time,
        sql=SqlForm(time_sql),
    ),
    Function(
        "PERIOD",
        (_DAY, Parameter("unit", "text")),
        DATE,
        {
            "en": "The first day of the day's year, quarter, month or week (Monday).",
            "zh-CN": "日期所在年、季度、月或周（周一）的第一天。",
        },
        (
            ('PERIOD(DATE(2024, 5, 17), "quarter")', date(2024, 4, 1)),
            ('PERIOD(DATE(2024, 5, 17), "week")', date(2024, 5, 13)),
        ),
        python=_period,
        sql=SqlForm(period_sql),
        safe=True,
    ),
)
