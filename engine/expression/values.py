"""Values at run time: exact numbers, lengths of time, error values, and how each looks as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

# Wide enough for every exact product within the cap; Excel's range, so that nobody meets the cap by honest work.
_SHORT = Context(prec=34, Emax=MAX_EMAX, Emin=MIN_EMIN)
_LONG = Context(prec=160, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)
_QUOTIENT = Decimal("1e-12")
CAP = Decimal(10) ** 300
EXACT = Context(prec=1400, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)
ZERO = Decimal(0)
ONE = Decimal(1)
QUOTIENT_DECIMALS = 12
PRODUCT_DECIMALS = 30  # a product with more places is rounded half up; nobody has such money
TEXT_CAP = 100_000

ORIGIN = date(1899, 12, 30)  # Excel's day zero, from 1900-03-01 on


@dataclass(frozen=True)
class ErrorValue:
    """A value that says what went wrong, as in Excel; it travels through operators and never is an exception."""

    code: str

    def __str__(self) -> str:
        return self.code


DIV0 = ErrorValue("#DIV/0!")
VALUE = ErrorValue("#VALUE!")
NUM = ErrorValue("#NUM!")
NA = ErrorValue("#N/A")
NAME = ErrorValue("#NAME?")
REF = ErrorValue("#REF!")
NULL = ErrorValue("#NULL!")
ERRORS = {error.code: error for error in (DIV0, VALUE, NUM, NA, NAME, REF, NULL)}


@dataclass(frozen=True, order=True)
class Span:
    """A length of time: calendar months, then microseconds."""

    months: int = 0
    microseconds: int = 0

    def __add__(self, other: Span) -> Span:
        return Span(self.months + other.months, self.microseconds + other.microseconds)

    def __neg__(self) -> Span:
        return Span(-self.months, -self.microseconds)

    def times(self, factor: Decimal) -> Span | ErrorValue:
        months = self.months * factor
        if months != months.to_integral_value():
            return VALUE
        return Span(int(months), int((self.microseconds * factor).to_integral_value(ROUND_HALF_UP)))

    @property
    def days(self) -> Decimal:
        """Its length in days, a month taken as 30."""
        return self.months * 30 + divide_exact(Decimal(self.microseconds), Decimal(86_400_000_000))

    def __str__(self) -> str:
        parts = [f"{self.months} months"] if self.months else []
        rest = self.microseconds
        for name, size in (("days", _DAY), ("hours", _DAY // 24), ("minutes", 60_000_000)):
            if rest and rest % size == 0:
                return " ".join([*parts, f"{rest // size} {name}"])
        if rest or not parts:
            parts.append(f"{plain(Decimal(rest) / 1_000_000)} seconds")
        return " ".join(parts)


_DAY = 86_400_000_000
_UNITS: dict[str, tuple[int, int]] = {}
for _names, _months, _size in (
    ("s sec secs second seconds 秒", 0, 1_000_000),
    ("min mins minute minutes 分钟", 0, 60_000_000),
    ("h hour hours 小时", 0, 3_600_000_000),
    ("d day days 天", 0, _DAY),
    ("w week weeks 周", 0, 7 * _DAY),
    ("month months 个月", 1, 0),
    ("y year years 年", 12, 0),
):
    for _name in _names.split():
        _UNITS[_name] = (_months, _size)

DURATION_PATTERN = r"[0-9]+(?:\.[0-9]+)?[ \t]*(?:" + "|".join(sorted(_UNITS, key=len, reverse=True)) + r")(?![\w(])"
_DURATION = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([^\W\d_]+)\s*", re.IGNORECASE)


def parse_duration(text: str) -> Span | None:
    """`7 days`, `90d`, `2 weeks`, `30 min`, `1.5 h`, `3 months` -> Span; None when it is not a duration."""
    match = _DURATION.fullmatch(text)
    unit = _UNITS.get(match[2].lower()) if match else None
    if match is None or unit is None or len(match[1]) > 12:
        return None
    span = Span(*unit).times(Decimal(match[1]))
    return span if isinstance(span, Span) else None


def number(value: Decimal) -> Decimal | ErrorValue:
    """`value` if it is within the range of numbers."""
    return value if -CAP < value < CAP else NUM


def divide_exact(left: Decimal, right: Decimal) -> Decimal:
    """left / right with 12 decimals, half up, never rounded twice."""
    near = -15 < left.adjusted() < 31 and -15 < right.adjusted() < 31
    if near and _SHORT.plus(left) == left and _SHORT.plus(right) == right:
        # At most 34 digits each: such a quotient is a half at its 13th decimal, or differs from one within its
        # first 160 digits.
        return _LONG.divide(left, right).quantize(_QUOTIENT, ROUND_HALF_UP, _LONG)
    le, re_ = left.as_tuple().exponent, right.as_tuple().exponent
    assert isinstance(le, int) and isinstance(re_, int)
    shift = le - re_ + QUOTIENT_DECIMALS
    above, below = int(left.scaleb(-le, EXACT)), int(right.scaleb(-re_, EXACT))
    if shift >= 0:
        above *= 10**shift
    else:
        below *= 10**-shift
    quotient = (2 * abs(above) + abs(below)) // (2 * abs(below))
    return Decimal(quotient if (above < 0) == (below < 0) else -quotient).scaleb(-QUOTIENT_DECIMALS, EXACT)


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """`value` with `decimals` places (may be negative), halves away from zero."""
    return value.quantize(ONE.scaleb(-decimals), ROUND_HALF_UP, EXACT)


def plain(value: Decimal | int) -> str:
    """A number as text in plain notation without trailing zeros: 1054.00 -> 1054."""
    text = format(Decimal(value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def to_decimal(value: Any) -> Decimal | None:
    """An int, Decimal or float as an exact Decimal; None for anything else."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        try:
            return Decimal(repr(value))
        except InvalidOperation:
            return None
    return None


def record_id(value: Any) -> Any:
    """The id of a record that is given as a mapping or as its id."""
    if isinstance(value, Mapping):
        return value.get("id")
    return value


def is_blank(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, (list, tuple)) and not value)


def add_months(day: date, months: int) -> date | ErrorValue:
    """The same day `months` later, or the last of that month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not 1 <= year <= 9999:
        return NUM
    return day.replace(year=year, month=month + 1, day=min(day.day, month_length(year, month + 1)))


def month_length(year: int, month: int) -> int:
    if month == 12:
        return 31
    return (date(year, month + 1, 1) - date(year, month, 1)).days


def microseconds(length: timedelta) -> int:
    """A timedelta in whole microseconds, exact."""
    return (length.days * 86_400 + length.seconds) * 1_000_000 + length.microseconds


def iso(value: date | datetime | time) -> str:
    """A day, moment or time as text; moments without their zone, which is the company's."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "seconds")
    if isinstance(value, time):
        return value.isoformat("seconds")
    return value.isoformat()
