"""A length of time, exact to the second."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.catalog import schemas
from engine.catalog.durations import LIMIT, SECOND, UNITS, read_duration, rounded, seconds_of, show_duration, span_of
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Surface
from engine.catalog.values import NUMBER_TEXT, InvalidValue
from engine.expression import types
from engine.expression.values import Span


class Duration(FieldType):
    """Sent as seconds, or in words (`1h 30m`, `1:30`, `1小时30分`); `unit` says what a bare number in a cell means.

    `min` and `max` are lengths like `30m`; `display: clock` shows `1:30` instead of `1h 30m`.
    """

    name = "duration"
    schema = {
        "min": {"type": ["string", "integer"]},
        "max": {"type": ["string", "integer"]},
        "unit": schemas.one_of(*UNITS),
        "display": schemas.one_of("words", "clock"),
    }
    examples = FieldExamples(
        settings={"min": "0m", "max": "100h"},
        good=((5400, 5400), ("90m", 5400), ("1:30", 5400), ("1小时30分", 5400), ("", None), (0, 0), ("5400", 5400)),
        bad=(
            ("soon", "value.not_a_duration"),
            ("1 month", "value.not_a_duration"),
            (1.5, "value.not_a_duration"),
            (True, "value.not_a_duration"),
            ("101h", "value.above_max"),
            ("-1m", "value.below_min"),
            (10**12, "value.not_a_duration"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        settled: dict[str, Any] = {"unit": "minutes", "display": "words", **settings, "min": None, "max": None}
        for key in ("min", "max"):
            if key in settings:
                try:
                    settled[key] = _span(settings[key])
                except InvalidValue as trouble:
                    ask.problem("bad_value", key, found=settings[key], reason=trouble)
        if settled["min"] is not None and settled["max"] is not None and settled["min"] > settled["max"]:
            ask.problem("min_above_max", "min", min=settings["min"], max=settings["max"])
        return settled

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("duration"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.DURATION

    def clean(self, value: Any, field: FieldLike) -> Span | None:
        if value is None or value == "":
            return None
        span = _span(value)
        low, high = field.settings["min"], field.settings["max"]
        if low is not None and span < low:
            raise InvalidValue("value.below_min", min=show_duration(low))
        if high is not None and span > high:
            raise InvalidValue("value.above_max", max=show_duration(high))
        return span

    def surface(self, field: FieldLike) -> Surface:
        return Surface(number_format="[h]:mm:ss", json={"type": ["integer", "string"]}, told=True)

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return None if value is None else seconds_of(value)

    def from_cell(self, cell: Any, field: FieldLike, zone: datetime.tzinfo = datetime.UTC) -> Any:
        """Spreadsheets keep a length as a time of day or as a part of a day; a bare number has the field's unit."""
        if isinstance(cell, datetime.timedelta):
            return round(cell.total_seconds())
        if isinstance(cell, datetime.time):
            return cell.hour * 3600 + cell.minute * 60 + cell.second
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            cell = repr(cell)
        if isinstance(cell, str):
            span = read_duration(cell, field.settings["unit"])
            return (cell if cell.strip() else None) if span is None else seconds_of(span)
        return cell

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        if value is None:
            return ""
        clock, days = field.settings["display"] == "clock", field.settings["unit"] == "days"
        return show_duration(value, clock=clock, days=days, language=language)


def _span(value: Any) -> Span:
    span: Span | None = None
    if isinstance(value, Span):
        span = rounded(value) if not value.months else None
    elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        span = span_of(value)
    elif isinstance(value, float) and value.is_integer():
        span = span_of(int(value))
    elif isinstance(value, str) and len(value) <= 60:
        span = span_of(Decimal(value)) if NUMBER_TEXT.match(value) else read_duration(value)
    if span is None or abs(span.microseconds) > LIMIT * SECOND:
        raise InvalidValue("value.not_a_duration")
    return span
