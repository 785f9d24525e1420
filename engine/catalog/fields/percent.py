"""A share: 10 % is the number 0.1, with six decimals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Any

from engine.catalog import quick, schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Limits
from engine.catalog.values import cell_number, decimal_of, decimal_text, grouped
from engine.expression import types

SCALE = 6


class Percent(FieldType):
    """`min`, `max` and values are fractions; `decimals` says how many places people see after the percentage."""

    name = "percent"
    schema = {
        "decimals": {"type": "integer", "minimum": 0, "maximum": 4},
        "min": schemas.NUMBER,
        "max": schemas.NUMBER,
        "bar": schemas.FLAG,
    }
    examples = FieldExamples(
        settings={"min": 0, "max": 1},
        good=((0.1, "0.100000"), ("0.333333", "0.333333"), (1, "1.000000"), ("", None)),
        bad=(("0.3333333", "value.too_many_decimals"), (2, "value.above_max"), ("10%", "value.not_a_number")),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        low, high = settings.get("min"), settings.get("max")
        if low is not None and high is not None and low > high:
            ask.problem("min_above_max", "min", min=low, max=high)
        return {"decimals": 2, "min": None, "max": None, "bar": False, **settings}

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

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return None if value is None else decimal_text(value, SCALE)

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        return cell_number(cell)

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        return "" if value is None else f"{grouped(value * 100, field.settings['decimals'], trim=True)}%"
