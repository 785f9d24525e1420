"""A day, without time or zone."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from engine.catalog import quick, schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Limits, Palette, Surface
from engine.catalog.likeness import Likeness, Seen, has_time, is_day_like
from engine.catalog.values import InvalidValue, cell_moment, date_of
from engine.expression import types


def _looks(seen: Seen) -> Likeness | None:
    if any(has_time(cell) for cell in seen.cells):
        return Likeness(0)
    return Likeness(80 if seen.named else 58 if all(is_day_like(cell) for cell in seen.cells) else 0)


class Date(FieldType):
    """`min` and `max` are days like `2024-05-31`."""

    name = "date"
    schema = {"min": schemas.TEXT, "max": schemas.TEXT}
    palette = Palette(looks=_looks)
    examples = FieldExamples(
        settings={"min": "2000-01-01"},
        good=(("2024-05-31", "2024-05-31"), ("2024-02-29", "2024-02-29"), ("", None), ("9999-12-31", "9999-12-31")),
        bad=(
            ("2023-02-29", "value.not_a_date"),
            ("31.05.2024", "value.not_a_date"),
            (20240531, "value.not_a_date"),
            ("2024-5-1", "value.not_a_date"),
            ("1999-12-31", "value.below_min"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        settled: dict[str, Any] = {"min": None, "max": None}
        for key in ("min", "max"):
            if key in settings:
                try:
                    settled[key] = date_of(settings[key])
                except InvalidValue as trouble:
                    ask.problem("bad_value", key, found=settings[key], reason=trouble)
        if settled["min"] and settled["max"] and settled["min"] > settled["max"]:
            ask.problem("min_above_max", "min", min=settled["min"], max=settled["max"])
        return settled

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("date"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.DATE

    def clean(self, value: Any, field: FieldLike) -> datetime.date | None:
        day = date_of(value)
        low, high = field.settings["min"], field.settings["max"]
        if day is not None and low is not None and day < low:
            raise InvalidValue("value.below_min", min=low.isoformat())
        if day is not None and high is not None and day > high:
            raise InvalidValue("value.above_max", max=high.isoformat())
        return day

    def reader(self, field: FieldLike) -> Callable[[Any], Any]:
        return quick.day(field.settings["min"], field.settings["max"], super().reader(field))

    def limits(self, field: FieldLike) -> Limits | None:
        return Limits(low=field.settings["min"], high=field.settings["max"])

    def surface(self, field: FieldLike) -> Surface:
        return Surface(number_format="yyyy-mm-dd")

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return None if value is None else value.isoformat()

    def from_cell(self, cell: Any, field: FieldLike, zone: datetime.tzinfo = datetime.UTC) -> Any:
        moment = cell_moment(cell, zone)
        if isinstance(moment, datetime.datetime):
            return moment.astimezone(zone).date().isoformat()
        return cell if moment is None else moment.isoformat()

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        return "" if value is None else value.isoformat()
