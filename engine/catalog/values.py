"""What all field types share: the error for a bad value, and reading of text, numbers, days and moments."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from typing import Any

from engine.errors import FieldError

INTEGER_LIMIT = 2**63 - 1
TEXT_LIMIT = 1_000_000
NUMBER_TEXT = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?\Z")


class InvalidValue(Exception):
    """A value that its field refuses: one `code` with values, or several errors with paths below the field."""

    def __init__(self, code: str = "", *, errors: Sequence[FieldError] = (), **values: Any):
        self.errors = tuple(errors) or (FieldError("", code, values),)
        self.code = self.errors[0].code
        self.values: Mapping[str, Any] = self.errors[0].values
        super().__init__(self.code)


def text_of(value: Any, *, max_length: int = TEXT_LIMIT, min_length: int = 0) -> str | None:
    """Text as sent, or None for '' and null; raises InvalidValue for other types, NUL and halves of characters."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InvalidValue("value.not_text")
    if "\x00" in value:
        raise InvalidValue("value.nul_character")
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise InvalidValue("value.broken_character")
    if len(value) > max_length:
        raise InvalidValue("value.too_long", max=max_length, length=len(value))
    if len(value) < min_length:
        raise InvalidValue("value.too_short", min=min_length, length=len(value))
    return value


def normalised(text: str, ways: Sequence[str]) -> str:
    """`trim` cuts and joins spaces, `width` makes full-width letters plain, `digits` makes all decimal digits ASCII."""
    if "width" in ways:
        text = "".join(narrow(char) for char in text)
    if "digits" in ways:
        text = ascii_digits(text)
    if "trim" in ways:
        text = " ".join(text.split())
    return text


def narrow(char: str) -> str:
    """The plain form of a full-width letter, digit or sign; every other character as it is."""
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0)
    return " " if code == 0x3000 else char


def ascii_digits(text: str) -> str:
    """All decimal digits of whatever script as 0-9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def decimal_of(value: Any, decimals: int, low: Any = None, high: Any = None) -> Decimal | int | None:
    """An exact number with `decimals` places (an int when 0) between `low` and `high`; '' and null are None.

    Raises InvalidValue: not a number, a digit beyond the scale, out of bounds.
    """
    if value is None or value == "":
        return None
    number = _decimal(value)
    scaled = number.scaleb(decimals)
    if scaled != scaled.to_integral_value():
        raise InvalidValue("value.too_many_decimals", decimals=decimals)
    if abs(scaled) > INTEGER_LIMIT:
        raise InvalidValue("value.too_large")
    if low is not None and number < low:
        raise InvalidValue("value.below_min", min=low)
    if high is not None and number > high:
        raise InvalidValue("value.above_max", max=high)
    if decimals == 0:
        return int(number)
    return Decimal(int(scaled)).scaleb(-decimals)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise InvalidValue("value.not_a_number")
    if isinstance(value, (int, Decimal)):
        number = Decimal(value)
    elif isinstance(value, float):
        number = Decimal(repr(value))
    elif isinstance(value, str) and len(value) <= 60 and NUMBER_TEXT.match(value):
        number = Decimal(value)
    else:
        raise InvalidValue("value.not_a_number")
    if not number.is_finite():
        raise InvalidValue("value.not_a_number")
    # A text of 60 characters holds no more digits than that.
    if number and (not -40 <= number.adjusted() <= 40 or (not isinstance(value, str) and _digits(number) > 60)):
        raise InvalidValue("value.too_large" if number.adjusted() > 0 else "value.too_many_decimals", decimals=40)
    return number


def _digits(number: Decimal) -> int:
    return len(number.as_tuple().digits)


def decimal_text(value: Decimal | int, decimals: int) -> str:
    """Plain notation with exactly `decimals` places: `1054.00`."""
    return f"{Decimal(value).quantize(_unit(decimals), rounding=ROUND_HALF_UP):f}"


@cache
def _unit(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def grouped(value: Decimal | int, decimals: int, *, trim: bool = False) -> str:
    """For people: `1,054.00`; with `trim` without zeros at the end."""
    text = f"{Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP):,f}"
    return text.rstrip("0").rstrip(".") if trim and "." in text else text


def date_of(value: Any) -> date | None:
    """A day from `2024-05-31` or a date."""
    if value is None or value == "":
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise InvalidValue("value.not_a_date")


_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,6})?)?) ?(.*)\Z")


def datetime_of(value: Any) -> datetime | None:
    """A moment in UTC from `2024-05-31T01:30:00Z` (any offset) or an aware datetime."""
    if value is None or value == "":
        return None
    moment: datetime | None = None
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, str) and (found := _MOMENT.match(value)):
        try:
            moment = datetime.fromisoformat(f"{found[1]}T{found[2].replace(',', '.')}{found[3]}".replace("z", "Z"))
        except ValueError:
            moment = None
    if moment is None:
        raise InvalidValue("value.not_a_datetime")
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise InvalidValue("value.no_offset")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise InvalidValue("value.not_a_datetime")


def datetime_text(value: datetime) -> str:
    """ISO in UTC with `Z`; parts of a second only where there are any."""
    moment = value if value.tzinfo is UTC else value.astimezone(UTC)
    text = moment.isoformat()[:-6]  # without +00:00
    return (text.rstrip("0") if moment.microsecond else text) + "Z"


# --- cells of imported tables -------------------------------------------------------------------------------------

_SIGNS = "¥￥$€£₹₽₩元圆円 \u00a0\u202f'’"


def cell_number(cell: Any) -> Any:
    """What people write in number cells as JSON input: `1,234.50`, `１２３`, `¥ 12`, `(5)`, `12 %` (as 0.12)."""
    if not isinstance(cell, str):
        if isinstance(cell, float):
            return repr(cell) if cell != int(cell) or abs(cell) > 1e15 else str(int(cell))
        return cell
    text = "".join(narrow(char) for char in cell).strip()
    text = ascii_digits(text)
    percent = text.endswith("%")
    negative = text.startswith("(") and text.endswith(")")
    text = text.strip("()%").strip()
    text = "".join(char for char in text if char not in _SIGNS)
    text = re.sub(r"^(?:CNY|RMB|USD|EUR)|(?:CNY|RMB|USD|EUR)$", "", text, flags=re.IGNORECASE).strip()
    if re.fullmatch(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"[-+]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+", text):
        text = text.replace(".", "").replace(",", ".")
    if text == "" or not NUMBER_TEXT.match(text):
        return cell if cell.strip() else None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return cell
    number = -number if negative else number
    return f"{number / 100:f}" if percent else f"{number:f}"


# What programs write: read as it is.
_CELL_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[-+][0-9]{2}:[0-9]{2})?)?\Z")
_CELL_DATES = (
    re.compile(r"(?P<y>[0-9]{4})[-/.年](?P<m>[0-9]{1,2})[-/.月](?P<d>[0-9]{1,2})日?(?P<rest>.*)\Z"),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?P<rest>)\Z"),
    re.compile(r"(?P<d>[0-9]{1,2})\.(?P<m>[0-9]{1,2})\.(?P<y>[0-9]{4})(?P<rest>.*)\Z"),
    re.compile(r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{4})(?P<rest>.*)\Z"),
)
_CELL_TIME = re.compile(
    r"[T ]*([0-9]{1,2})[:时点]([0-9]{1,2})?(?:[:分]([0-9]{1,2}))?[秒分]?\s*([AaPp][Mm]|Z|z|[-+][0-9:]{2,6})?\Z"
)


def cell_moment(cell: Any, zone: tzinfo) -> datetime | date | None:
    """A day or moment as people write it (`2024/5/31 9:30`, `31.05.2024`, `2024年5月31日`); None: it is none."""
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=zone)
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 1 <= cell < 2958466:
        moment = datetime(1899, 12, 30) + timedelta(days=float(cell))
        return moment.date() if float(cell).is_integer() else moment.replace(tzinfo=zone)
    if not isinstance(cell, str):
        return None
    if _CELL_ISO.match(cell):
        try:
            moment = datetime.fromisoformat(cell)
        except ValueError:
            return None
        return moment.date() if len(cell) == 10 else moment if moment.tzinfo else moment.replace(tzinfo=zone)
    text = (cell if cell.isascii() else ascii_digits("".join(narrow(char) for char in cell))).strip()
    for shape in _CELL_DATES:
        found = shape.match(text)
        if found is None:
            continue
        try:
            day = date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            continue
        rest = found["rest"]
        if not rest.strip():
            return day
        return _with_time(day, rest, zone)
    return None


def _with_time(day: date, text: str, zone: tzinfo) -> datetime | None:
    found = _CELL_TIME.match(re.sub(r"\.[0-9]+(?=$|[Zz+-])", "", text))
    if found is None:
        return None
    hour, minute, second, mark = int(found[1]), int(found[2] or 0), int(found[3] or 0), found[4] or ""
    if mark.lower() in ("am", "pm"):
        hour = hour % 12 + (12 if mark.lower() == "pm" else 0)
        mark = ""
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, second)
        if mark:
            return datetime.fromisoformat(moment.isoformat() + mark.upper())
    except ValueError:
        return None
    return moment.replace(tzinfo=zone)


_YES = frozenset("true yes y 1 on x ✓ √ 是 真 对 有 已".split())
_NO = frozenset("false no n 0 off 否 假 不 无 未 ×".split())


def cell_flag(cell: Any) -> Any:
    """True or False as people write it; everything else unchanged."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return bool(cell) if cell in (0, 1) else cell
    if not isinstance(cell, str):
        return cell
    word = cell.strip().casefold()
    return None if not word else True if word in _YES else False if word in _NO else cell


def cell_text(cell: Any) -> Any:
    """A cell of whatever kind as text; numbers without a needless `.0`."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None).isoformat(" ", "seconds")
    return str(cell)
