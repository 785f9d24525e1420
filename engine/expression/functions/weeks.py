"""Functions over days: numbers of weeks, age, moving by days, moments as a count of milliseconds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from engine.expression.function import Context, Function, Parameter, SqlForm, Value
from engine.expression.nodes import Binary, Call, Node
from engine.expression.operators import moment_of
from engine.expression.sql_dates import age_sql, iso_week_sql, week_sql
from engine.expression.types import WHOLE
from engine.expression.values import VALUE, microseconds

_DAY = Parameter("day", "day")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The weekday (Monday: 0) with which a week begins, by Excel's number of the kind; 21 is ISO's.
FIRST_DAYS = {1: 6, 2: 0, 11: 0, 12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6}


def _iso_week(day: date) -> Decimal:
    return Decimal(day.isocalendar().week)


def _week(day: date, kind: Decimal = Decimal(1)) -> Value:
    if kind == 21:
        return _iso_week(day)
    first = FIRST_DAYS.get(int(kind))
    if first is None:
        return None
    year = day.replace(month=1, day=1)
    return Decimal(((day - year).days + (year.weekday() - first) % 7) // 7 + 1)


def _age(born: date, at: date) -> Value:
    years = at.year - born.year - ((at.month, at.day) < (born.month, born.day))
    return Decimal(max(years, 0))


def _age_today(call: Call) -> Node | None:
    if len(call.arguments) != 1:
        return None
    return Call("AGE", (*call.arguments, Call("TODAY", (), place=call.place)), place=call.place)


def _moved(call: Call) -> Node:
    day, days = call.arguments
    return Binary("+", day, days, place=call.place)


def _milliseconds(context: Context, value: Value) -> Value:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = moment_of(value, context)
    if value is None:
        return None
    if not isinstance(value, datetime):
        return VALUE
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return Decimal(microseconds(value - _EPOCH) // 1000)


FUNCTIONS = (
    Function(
        "ISOWEEKNUM",
        (_DAY,),
        WHOLE,
        {"en": "The number of the week by ISO 8601.", "zh-CN": "ISO 8601 标准的周数。"},
        (("ISOWEEKNUM(DATE(2024, 12, 30))", Decimal(1)), ("ISOWEEKNUM(DATE(2021, 1, 3))", Decimal(53))),
        python=_iso_week,
        sql=SqlForm(iso_week_sql),
        safe=True,
    ),
    Function(
        "WEEKNUM",
        (_DAY, Parameter("kind", "whole", optional=True, default=Decimal(1))),
        WHOLE,
        {
            "en": "The number of the week in its year; weeks begin on Sunday, with kind 2 on Monday.",
            "zh-CN": "一年中的第几周：默认周日为一周的开始，类型为 2 时为周一。",
        },
        (
            ("WEEKNUM(DATE(2024, 1, 7))", Decimal(2)),
            ("WEEKNUM(DATE(2024, 1, 7), 2)", Decimal(1)),
            ("WEEKNUM(DATE(2021, 1, 3), 21)", Decimal(53)),
            ("WEEKNUM(DATE(2021, 1, 3), 5)", None),
        ),
        python=_week,
        sql=SqlForm(week_sql),
        safe=True,
    ),
    Function(
        "AGE",
        (_DAY, Parameter("at", "day", optional=True)),
        WHOLE,
        {
            "en": "Whole years from a day to today, or to another day; 0 before it.",
            "zh-CN": "从某天到今天（或另一天）的整年数，未到则为 0。",
        },
        (
            ("AGE(DATE(2000, 5, 20), DATE(2024, 5, 19))", Decimal(23)),
            ("AGE(DATE(2000, 2, 29), DATE(2001, 2, 28))", Decimal(0)),
            ("AGE(DATE(2024, 1, 1), DATE(2023, 1, 1))", Decimal(0)),
        ),
        python=_age,
        expand=_age_today,
        sql=SqlForm(age_sql),
        safe=True,
    ),
    Function(
        "DATEDELTA",
        (Parameter("day"), Parameter("days")),
        WHOLE,
        {"en": "A day or moment so many days later.", "zh-CN": "若干天之后的日期或时间。"},
        (("DATEDELTA(DATE(2024, 2, 28), 2)", date(2024, 3, 1)),),
        expand=_moved,
    ),
    Function(
        "TIMESTAMP",
        (Parameter("moment"),),
        WHOLE,
        {
            "en": "Milliseconds since the beginning of 1970 (UTC).",
            "zh-CN": "自 1970 年初（UTC）起的毫秒数。",
        },
        (("TIMESTAMP(DATE(1970, 1, 2))", Decimal(57_600_000)), ('TIMESTAMP("x")', VALUE)),
        python=_milliseconds,
        context=True,
    ),
)
