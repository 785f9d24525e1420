"""Days on PostgreSQL, step by step as Python counts them; out of the calendar is NULL."""

from __future__ import annotations

from typing import Any

from sqlalchemy.sql import and_, case, cast, extract, func, literal, literal_column, null
from sqlalchemy.types import TIMESTAMP, BigInteger, Integer, Numeric, Time
from sqlalchemy.types import Date as SqlDate

_AFTER_ALL = literal_column("DATE '10000-01-01'", SqlDate())
_FIRST = literal_column("DATE '0001-01-01'", SqlDate())
_BEFORE_ALL = literal_column("DATE '0001-12-31 BC'", SqlDate())


def later_sql(day: Any, months: Any) -> Any:
    """The same day so many months later; NULL beyond the years 1 to 9999."""
    month = extract("year", day) * 12 + extract("month", day) - 1 + months
    return case((month.between(12, 119_999), cast(day + func.make_interval(0, months), SqlDate)), else_=null())


def month_end_sql(day: Any, months: Any) -> Any:
    first = func.date_trunc("month", cast(later_sql(day, months), TIMESTAMP))
    return cast(first + func.make_interval(0, 1, 0, -1), SqlDate)


def weekday_sql(day: Any, kind: Any = literal(1)) -> Any:
    iso = cast(extract("isodow", day), Numeric)
    turned = func.mod(iso - kind + 17, 7) + 1
    known = case((kind == 1, func.mod(iso, 7) + 1), (kind.in_([2, 11]), iso), (kind == 3, iso - 1), else_=null())
    return case((kind.between(12, 17), turned), else_=known)


def period_sql(day: Any, unit: Any) -> Any:
    known = unit.in_(["day", "week", "month", "quarter", "year"])
    first = cast(func.date_trunc(case((known, unit), else_="day"), cast(day, TIMESTAMP)), SqlDate)
    early = and_(unit == "week", day < literal_column("DATE '0001-01-08'"))
    return case((early, day), (known, first), else_=null())


def iso_week_sql(day: Any) -> Any:
    return cast(extract("week", day), Numeric)


def week_sql(day: Any, kind: Any = literal(1)) -> Any:
    """Days since the first day on which a week begins, on or before January 1, in sevens."""
    january = cast(extract("isodow", func.date_trunc("year", cast(day, TIMESTAMP))), Numeric) - 1
    first = case((kind.in_([1, 17]), 6), (kind.in_([2, 11]), 0), (kind.between(12, 16), kind - 11), else_=null())
    count = cast(extract("doy", day), Numeric) - 1 + func.mod(january - first + 7, 7)
    return case((kind == 21, iso_week_sql(day)), else_=func.div(count, 7) + 1)


def _months_between(start: Any, end: Any) -> Any:
    """Whole months from one day to another."""
    years = extract("year", end) - extract("year", start)
    months = extract("month", end) - extract("month", start)
    return cast(years * 12 + months - case((extract("day", end) < extract("day", start), 1), else_=0), Numeric)


def age_sql(born: Any, at: Any) -> Any:
    years = func.floor(_months_between(born, at) / 12)
    return case((years < 0, 0), else_=years)


def difference_sql(start: Any, end: Any, unit: Any) -> Any:
    """DATEDIF: whole years, months, days, and what is left of them."""
    months, letters = _months_between(start, end), func.lower(unit.collate("C"))
    years = func.div(months, 12)
    whole = cast(func.greatest(months, 0), Integer)
    full_years = cast(func.greatest(years, 0) * 12, Integer)
    return case(
        (start > end, null()),
        (letters == "d", cast(end - start, Numeric)),
        (letters == "m", months),
        (letters == "y", years),
        (letters == "ym", func.mod(months, 12)),
        (letters == "md", cast(end - later_sql(start, whole), Numeric)),
        (letters == "yd", cast(end - later_sql(start, full_years), Numeric)),
        else_=null(),
    )


def day_within(day: Any) -> Any:
    late = func.nullif(func.least(cast(day, SqlDate), _AFTER_ALL), _AFTER_ALL)
    return func.nullif(func.greatest(late, _BEFORE_ALL), _BEFORE_ALL)


def days_later(day: Any, days: Any) -> Any:
    """`day` moved by a number of days that is never NULL; hardly before the year 1, for PostgreSQL ends in 4713 BC."""
    return day_within(day + func.greatest(days, _FIRST - day - 1))


def date_sql(year: Any, month: Any, day: Any) -> Any:
    """DATE: months and days may run over; clamped before they are counted, so that nothing overflows on the way."""
    year, month, day = (cast(part, BigInteger) for part in (year, month, day))
    total = (year + case((year < 1900, 1900), else_=0)) * 12 + month - 1
    within = func.least(func.greatest(total, 12), 119_999)
    first = func.make_date(cast(func.div(within, 12), Integer), cast(func.mod(within, 12) + 1, Integer), 1)
    days = cast(func.least(func.greatest(day, -4_000_001), 4_000_001) - 1, Integer)
    good = and_(year.between(0, 9999), month.between(-120_000, 120_000), day.between(-4_000_000, 4_000_000))
    return case((and_(good, total.between(12, 119_999)), days_later(first, days)), else_=null())


def time_sql(hour: Any, minute: Any, second: Any) -> Any:
    """TIME: what is more than a day begins again; NULL before midnight and for counts that Excel refuses."""
    hour, minute, second = (cast(part, BigInteger) for part in (hour, minute, second))
    total = hour * 3600 + minute * 60 + second
    good = and_(*(part.between(-32_767, 32_767) for part in (hour, minute, second)), total >= 0)
    within = case((good, func.mod(total, 86_400)), else_=null())
    return literal_column("TIME '00:00'", Time()) + func.make_interval(0, 0, 0, 0, 0, 0, within)


def workdays_sql(start: Any, end: Any) -> Any:
    """Mondays to Fridays from one day to another, both counted: full weeks, and the rest by its first weekday."""
    # Not LEAST and GREATEST, which leave an empty day out.
    first, last = case((start > end, end), else_=start), case((start > end, start), else_=end)
    days = last - first + 1
    begin = cast(extract("isodow", first), Integer) - 1
    rest = func.mod(days, 7)
    # Of the last days begin..begin+rest-1 those that are a Saturday (5, 12) or Sunday (6, 13) are free.
    free = func.greatest(func.least(begin + rest, 7) - func.greatest(begin, 5), 0)
    counted = func.div(cast(days, Numeric), 7) * 5 + rest - free
    return case((start > end, -counted), else_=counted)


def days_360_sql(start: Any, end: Any, european: Any = literal_column("false")) -> Any:
    first, last = extract("day", start), extract("day", end)
    month_end = extract("day", start + literal_column("1")) == 1
    ends = and_(month_end, (extract("month", start) == 2) | (first == 31))
    begin = case((european, func.least(first, 30)), (ends, 30), else_=first)
    finish = case((european, func.least(last, 30)), (and_(last == 31, begin == 30), 30), else_=last)
    years = extract("year", end) - extract("year", start)
    months = extract("month", end) - extract("month", start)
    return case((european.is_not(None), cast(years * 360 + months * 30 + finish - begin, Numeric)), else_=null())
