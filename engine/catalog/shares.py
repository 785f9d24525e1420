"""What a percentage and a progress have in common: a fraction with six decimals, 10 % is the number 0.1."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Any

from engine.catalog import quick
from engine.catalog.fields.field_type import Column, FieldLike, FieldType, Limits, Surface
from engine.catalog.values import cell_number, decimal_of, decimal_text, grouped
from engine.expression import types

SCALE = 6


class Share(FieldType):
    """Its settings have `min`, `max` and `decimals`: the places that people see after the percentage."""

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("decimal", SCALE),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.Number(SCALE)

    def clean(self, value: Any, field: FieldLike) -> Decimal | int | None:
        return decimal_of(value, SCALE, field.settings["min"], field.settings["max"])

    def reader(self, field: FieldLike) -> Callable[[Any], Any]:
        return quick.number(SCALE, field.settings["min"], field.settings["max"], super().reader(field))

    def limits(self, field: FieldLike) -> Limits | None:
        return Limits(low=field.settings["min"], high=field.settings["max"])

    def surface(self, field: FieldLike) -> Surface:
        return Surface(number_format="0.00%")

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return None if value is None else decimal_text(value, SCALE)

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        return cell_number(cell)

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        return "" if value is None else f"{grouped(value * 100, field.settings['decimals'], trim=True)}%"
