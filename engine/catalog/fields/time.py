"""A time of day, without day or zone."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from engine.catalog import schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Palette, Surface
from engine.catalog.likeness import Likeness, Seen, has_time
from engine.catalog.values import InvalidValue, ascii_digits, narrow
from engine.expression import types

_ISO = re.compile(r"[0-2][0-9]:[0-5][0-9](?::[0-5][0-9](?:\.0{1,6})?)?\Z")
_WRITTEN = re.compile(
    r"(上午|早上|凌晨|中午|下午|晚上|[ap]\.?m\.?)?\s*([0-9]{1,2})(?:[:：时点]\s*([0-9]{1,2})?)?"
    r"(?:[:：分]\s*([0-9]{1,2})?)?[秒分]?\s*([ap]\.?m\.?)?\Z",
    re.IGNORECASE,
)
_LATE = ("下午", "晚上", "pm", "p.m", "p.m.")
_DAY = 86_400


def _looks(seen: Seen) -> Likeness | None:
    clocked = all(isinstance(cell, datetime.time) or (has_time(cell) and isinstance(cell, str)) for cell in seen.cells)
    return Likeness(60) if clocked else None


class Time(FieldType):
    """Whole seconds; `min` and `max` are times like `09:30`, `step` is in minutes and guides the input only."""

    name = "time"
    schema = {"min": schemas.TEXT, "max": schemas.TEXT, "step": {"type": "integer", "minimum": 1, "maximum": 720}}
    palette = Palette(looks=_looks)
    examples = FieldExamples(
        settings={"max": "22:00"},
        good=(("09:30", "09:30:00"), ("09:30:15", "09:30:15"), ("00:00", "00:00:00"), ("", None)),
        bad=(
            ("24:00", "value.not_a_time"),
            ("9:30", "value.not_a_time"),
            ("09:30:00Z", "value.not_a_time"),
            (930, "value.not_a_time"),
            ("22:00:01", "value.above_max"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        settled: dict[str, Any] = {"step": 15, **settings, "min": None, "max": None}
        for key in ("min", "max"):
            if key in settings:
                try:
                    settled[key] = time_of(settings[key])
                except InvalidValue as trouble:
                    ask.problem("bad_value", key, found=settings[key], reason=trouble)
        if settled["min"] is not None and settled["max"] is not None and settled["min"] > settled["max"]:
            ask.problem("min_above_max", "min", min=settings["min"], max=settings["max"])
        return settled

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("time"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.TIME

    def clean(self, value: Any, field: FieldLike) -> datetime.time | None:
        found = time_of(value)
        low, high = field.settings["min"], field.settings["max"]
        if found is not None and low is not None and found < low:
            raise InvalidValue("value.below_min", min=low.isoformat("minutes"))
        if found is not None and high is not None and found > high:
            raise InvalidValue("value.above_max", max=high.isoformat("minutes"))
        return found

    def surface(self, field: FieldLike) -> Surface:
        return Surface(number_format="hh:mm:ss")

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return None if value is None else value.isoformat("seconds")

    def from_cell(self, cell: Any, field: FieldLike, zone: datetime.tzinfo = datetime.UTC) -> Any:
        """`9:30 PM`, `下午3点20分`, the part of a day that spreadsheets keep, and the time of a moment."""
        if isinstance(cell, datetime.datetime):
            cell = (cell.astimezone(zone) if cell.tzinfo else cell).time()
        if isinstance(cell, datetime.time):
            return cell.replace(microsecond=0, tzinfo=None).isoformat()
        if isinstance(cell, datetime.timedelta) and 0 <= cell.total_seconds() < _DAY:
            return _of_seconds(round(cell.total_seconds()))
        if isinstance(cell, float) and 0 <= cell < 1:
            return _of_seconds(round(cell * _DAY))
        if isinstance(cell, str):
            return _read(cell) or (cell if cell.strip() else None)
        return cell

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        return "" if value is None else value.isoformat("seconds" if value.second else "minutes")


def time_of(value: Any) -> datetime.time | None:
    """A time from `09:30`, `09:30:15` or a time; parts of a second are cut. Raises InvalidValue."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime.time) and value.tzinfo is None:
        return value.replace(microsecond=0)
    if isinstance(value, str) and _ISO.match(value):
        try:
            return datetime.time.fromisoformat(value[:8])
        except ValueError:
            pass
    raise InvalidValue("value.not_a_time")


def _read(text: str) -> str | None:
    plain = ascii_digits("".join(narrow(char) for char in text)).strip()
    found = _WRITTEN.match(plain)
    if found is None:
        return None
    if not any((found[1], found[3], found[5])) and not plain.endswith(("点", "时")):
        return None  # a bare number is no time
    hour, minute, second = int(found[2]), int(found[3] or 0), int(found[4] or 0)
    mark = (found[1] or found[5] or "").casefold()
    if mark.startswith(_LATE) or (mark == "中午" and hour < 3):
        hour = hour + 12 if hour < 12 else hour
    elif mark and hour == 12 and mark != "中午":
        hour = 0
    return f"{hour:02d}:{minute:02d}:{second:02d}" if hour < 24 and minute < 60 and second < 60 else None


def _of_seconds(seconds: int) -> str:
    seconds = min(seconds, _DAY - 1)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
