"""A moment, kept in UTC and shown in the reader's zone."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from engine.catalog import quick
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Limits, Palette, Surface
from engine.catalog.likeness import Likeness, Seen, has_time
from engine.catalog.values import cell_moment, datetime_of, datetime_text
from engine.expression import types


def _looks(seen: Seen) -> Likeness | None:
    return Likeness(80 if any(has_time(cell) for cell in seen.cells) else 0)


class DateTime(FieldType):
    """Any offset is accepted and turned into UTC; a moment without an offset is refused."""

    name = "datetime"
    schema = {}
    palette = Palette(looks=_looks)
    examples = FieldExamples(
        good=(
            ("2024-05-31T01:30:00Z", "2024-05-31T01:30:00Z"),
            ("2024-05-31T09:30:00+08:00", "2024-05-31T01:30:00Z"),
            ("2024-05-31 09:30+08:00", "2024-05-31T01:30:00Z"),
            ("", None),
            ("2024-05-31T01:30:00.25Z", "2024-05-31T01:30:00.25Z"),
        ),
        bad=(
            ("2024-05-31T01:30:00", "value.no_offset"),
            ("2024-05-31", "value.not_a_datetime"),
            ("soon", "value.not_a_datetime"),
            (1717119000, "value.not_a_datetime"),
            ("0001-01-01T00:00:00+14:00", "value.not_a_datetime"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        return settings

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("datetime"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.DATETIME

    def clean(self, value: Any, field: FieldLike) -> datetime.datetime | None:
        return datetime_of(value)

    def reader(self, field: FieldLike) -> Callable[[Any], Any]:
        return quick.moment(super().reader(field))

    def limits(self, field: FieldLike) -> Limits | None:
        return Limits()

    def surface(self, field: FieldLike) -> Surface:
        return Surface(number_format="yyyy-mm-dd hh:mm:ss")

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return None if value is None else datetime_text(value)

    def from_cell(self, cell: Any, field: FieldLike, zone: datetime.tzinfo = datetime.UTC) -> Any:
        moment = cell_moment(cell, zone)
        if moment is None:
            return cell
        if not isinstance(moment, datetime.datetime):
            moment = datetime.datetime(moment.year, moment.month, moment.day, tzinfo=zone)
        return datetime_text(moment)

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        """In the zone that the value carries: whoever shows it to a person turns it first."""
        return "" if value is None else value.replace(tzinfo=None).isoformat(" ", "minutes")
