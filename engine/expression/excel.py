"""Excel's loose reading of values: text that looks like a number, days as serial numbers, text in any case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.expression.function import Context as RunContext
from engine.expression.function import Kind, Value
from engine.expression.patterns import DIGITS, general, read_number
from engine.expression.values import NUM, VALUE, ZERO, ErrorValue, Span, to_decimal

LAST_SERIAL = 2_958_465  # 9999-12-31
_DAY_SECONDS = Decimal(86_400)
_MONTHS = {name: at for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*(am|pm)?", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?")


def serial_of(value: date) -> Decimal:
    """A day or moment as Excel counts it: 1 is 1900-01-01, and there was a 1900-02-29 (60)."""
    day = value.date() if isinstance(value, datetime) else value
    count = (day - date(1899, 12, 30)).days
    if count < 61:
        count -= 1
    serial = Decimal(count)
    if isinstance(value, datetime):
        seconds = Decimal(value.hour * 3600 + value.minute * 60 + value.second) + Decimal(value.microsecond) / 1_000_000
        serial += seconds / _DAY_SECONDS
    return serial


def day_of(serial: Decimal) -> date | ErrorValue:
    """The day of a serial number, its fraction left out. The day that never was counts as February 28."""
    whole = int(serial.to_integral_value("ROUND_FLOOR"))
    if not 0 <= whole <= LAST_SERIAL:
        return NUM
    return date(1899, 12, 30) + timedelta(days=whole + (1 if whole < 60 else -1 if whole == 60 else 0))


def moment_of_serial(serial: Decimal) -> datetime | ErrorValue:
    """The moment of a serial number, to the second as Excel's parts of a time are."""
    day = day_of(serial)
    if isinstance(day, ErrorValue):
        return day
    seconds = ((serial - serial.to_integral_value("ROUND_FLOOR")) * _DAY_SECONDS).quantize(Decimal("0.001"))
    return datetime.combine(day, time()) + timedelta(milliseconds=int(seconds * 1000))


def read_serial(text: str) -> Decimal | None:
    """`3/17/2024`, `17-Mar-2024`, `2024-03-17`, `12:30`, a day with a time: as a serial number."""
    rest = text.strip()
    if len(rest) > 60:
        return None
    clock = ZERO
    if ":" in rest:
        match = _CLOCK.search(rest)
        if match is None or match.end() != len(rest):
            return None
        hour = int(match[1])
        if match[5]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if match[5].lower() == "pm" else 0)
        if int(match[2]) > 59 or int(match[3] or 0) > 59:
            return None
        seconds = Decimal(hour * 3600 + int(match[2]) * 60 + int(match[3] or 0)) + Decimal(match[4] or 0)
        clock, rest = seconds / _DAY_SECONDS, rest[: match.start()].rstrip(" T")
        if not rest:
            return clock
    day = _read_day(rest)
    return None if day is None or day.year < 1900 else serial_of(day) + clock


def _read_day(text: str) -> date | None:
    parts = [part for part in re.split(r"[-/\s,.]+", text) if part]
    if len(parts) not in (2, 3):
        return None
    named = next((at for at, part in enumerate(parts) if part[:3].lower() in _MONTHS and part.isalpha()), None)
    try:
        if named is not None:
            month = _MONTHS[parts[named][:3].lower()]
            others = [int(part) for at, part in enumerate(parts) if at != named]
            if len(others) == 1:
                return date(others[0], month, 1) if others[0] > 31 else None
            return date(_year(others[1]), month, others[0])
        if "." in text or "," in text or not all(part.isdigit() for part in parts) or len(parts) == 2:
            return None
        first, second, third = (int(part) for part in parts)
        if len(parts[0]) == 4:
            return date(first, second, third)
        return date(_year(third), first, second)
    except ValueError:
        return None


def _year(year: int) -> int:
    return year if year > 99 else 2000 + year if year < 30 else 1900 + year


class Lenient:
    """Excel's coercions, at run time."""

    lenient = True

    def truth(self, value: Value) -> bool | ErrorValue:
        if isinstance(value, (bool, ErrorValue)):
            return value
        if value is None:
            return False
        if isinstance(value, str):
            return {"TRUE": True, "FALSE": False}.get(value.upper(), VALUE)
        number = self.number(value)
        return number if isinstance(number, ErrorValue) else bool(number)

    def number(self, value: Value) -> Decimal | ErrorValue:
        if isinstance(value, Decimal):
            return value
        if isinstance(value, ErrorValue):
            return value
        if value is None:
            return ZERO
        if isinstance(value, bool):
            return Decimal(int(value))
        if isinstance(value, str):
            if value.strip() == "":
                return VALUE
            found = read_number(value)
            if found is None:
                found = read_serial(value) if value == value.strip() else None
            return VALUE if found is None else found
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.replace(tzinfo=None)
        if isinstance(value, date):
            return serial_of(value)
        if isinstance(value, time):
            return (serial_of(datetime.combine(date(1900, 1, 1), value))) - 1
        if isinstance(value, Span):
            return value.days
        made = to_decimal(value)
        return VALUE if made is None else made

    def text(self, value: Value) -> str:
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, Mapping):
            return str(value.get("id", ""))
        if isinstance(value, (list, tuple)):
            return ", ".join(self.text(item) for item in value)
        number = self.number(value)
        return str(number) if isinstance(number, ErrorValue) else general(number)

    def equal(self, left: Value, right: Value) -> bool | ErrorValue:
        return self.compare("=", left, right)

    def compare(self, operator: str, left: Value, right: Value) -> bool | ErrorValue:
        """Numbers before texts before truth values, texts in any case; an empty value counts as the other's zero."""
        for value in (left, right):
            if isinstance(value, ErrorValue):
                return value
        if left is None:
            left = _zero_like(right)
        if right is None:
            right = _zero_like(left)
        a, b = self._rank(left), self._rank(right)
        order = (a > b) - (a < b)
        return {
            "=": order == 0,
            "<>": order != 0,
            "<": order < 0,
            "<=": order <= 0,
            ">": order > 0,
            ">=": order >= 0,
        }[operator]

    def _rank(self, value: Value) -> tuple[int, Any]:
        if isinstance(value, bool):
            return 2, value
        if isinstance(value, str):
            return 1, value.casefold()
        number = self.number(value)
        return 0, DIGITS.plus(number) if isinstance(number, Decimal) else ZERO

    def convert(self, kind: Kind, value: Value, context: RunContext) -> Value:
        if kind in ("any", "field", "record", "calendar", "free_days"):
            return value
        if isinstance(value, ErrorValue):
            return value
        if kind == "text":
            return self.text(value)
        if kind == "yes_no":
            return self.truth(value)
        if kind in ("list", "column"):
            return value if isinstance(value, (list, tuple)) else [] if value is None else [value]
        number = self.number(value)
        if isinstance(number, ErrorValue) or kind == "number":
            return number
        if kind == "whole":
            return number.to_integral_value("ROUND_DOWN")
        if kind in ("day", "date"):
            return day_of(number)
        if kind in ("moment", "instant"):
            return moment_of_serial(number)
        found = moment_of_serial(number)
        return found if isinstance(found, ErrorValue) else found.time()


def _zero_like(other: Value) -> Value:
    if isinstance(other, bool):
        return False
    return "" if isinstance(other, str) else ZERO


def from_json(value: Any) -> Value:
    """A field's value of a JSON line: numbers exact, `#N/A` an error, `2024-01-10T00:00:00` a moment."""
    if isinstance(value, str):
        if value.startswith("#"):
            from engine.expression.values import ERRORS

            return ERRORS.get(value, value)
        if _ISO.fullmatch(value):
            try:
                return datetime.fromisoformat(value)
            except ValueError:
                return value
        return value
    if isinstance(value, (list, tuple)):
        return [from_json(item) for item in value]
    if isinstance(value, (bool, Mapping)) or value is None:
        return value
    return to_decimal(value)


def to_json(value: Value) -> Any:
    """A result for JSON: numbers with 15 digits, days and moments as their serial numbers."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return value.get("id")
    number = LENIENT.number(value)
    if isinstance(number, ErrorValue):
        return str(value)
    rounded = DIGITS.plus(number)
    if rounded == rounded.to_integral_value():
        return int(rounded)
    return float(rounded)


LENIENT = Lenient()
