"""An exact number with a fixed count of decimals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Any

from engine.catalog import quick, schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Limits, Palette, Surface
from engine.catalog.likeness import Likeness, Seen, numbers_of
from engine.catalog.values import cell_number, decimal_of, decimal_text, grouped
from engine.expression import types


def _looks(seen: Seen) -> Likeness | None:
    numbers = numbers_of(seen)
    if numbers is None:
        return None
    settings: dict[str, Any] = {"decimals": numbers.decimals if seen.whole else max(4, numbers.decimals)}
    if numbers.are_years or (numbers.are_counted_up and seen.repeats == 1):
        settings["thousands"] = False
    return Likeness(0 if numbers.coded else 70 if seen.named else 50, settings)


class Number(FieldType):
    """Up to 9 decimals, 4 when nothing is said; whole numbers (`decimals: 0`) are JSON numbers, others are text."""

    name = "number"
    schema = {
        "decimals": {"type": "integer", "minimum": 0, "maximum": 9},
        "min": schemas.NUMBER,
        "max": schemas.NUMBER,
        "unit": schemas.LABEL,
        "thousands": schemas.FLAG,
    }
    palette = Palette(looks=_looks)
    examples = FieldExamples(
        settings={"decimals": 2, "min": -1000000, "max": 1000000},
        good=((5, "5.00"), ("1054.5", "1054.50"), (0.1, "0.10"), ("-3", "-3.00"), ("", None), ("1e3", "1000.00")),
        bad=(
            ("abc", "value.not_a_number"),
            (True, "value.not_a_number"),
            ("1.005", "value.too_many_decimals"),
            (2000000, "value.above_max"),
            (-2000000, "value.below_min"),
            ("NaN", "value.not_a_number"),
            ("1e400", "value.too_large"),
            ("١٢", "value.not_a_number"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        low, high = settings.get("min"), settings.get("max")
        if low is not None and high is not None and low > high:
            ask.problem("min_above_max", "min", min=low, max=high)
        return {"decimals": 4, "min": None, "max": None, "unit": None, "thousands": True, **settings}

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        decimals = field.settings["decimals"]
        return (Column("decimal", decimals) if decimals else Column("integer"),)

    def value_type(self, field: FieldLike) -> types.Type:
        # Bounds may have been narrowed after values were stored, so nothing is built on them.
        return types.Number(field.settings["decimals"])

    def clean(self, value: Any, field: FieldLike) -> Decimal | int | None:
        return decimal_of(value, field.settings["decimals"], field.settings["min"], field.settings["max"])

    def reader(self, field: FieldLike) -> Callable[[Any], Any]:
        settings = field.settings
        return quick.number(settings["decimals"], settings["min"], settings["max"], super().reader(field))

    def limits(self, field: FieldLike) -> Limits | None:
        return Limits(low=field.settings["min"], high=field.settings["max"])

    def surface(self, field: FieldLike) -> Surface:
        return Surface(number_format="General" if field.settings["decimals"] else "0")

    def to_json(self, value: Any, field: FieldLike) -> Any:
        if value is None:
            return None
        decimals = field.settings["decimals"]
        return decimal_text(value, decimals) if decimals else int(value)

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        return cell_number(cell)

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        if value is None:
            return ""
        decimals, unit = field.settings["decimals"], field.settings["unit"]
        text = grouped(value, decimals, trim=True) if field.settings["thousands"] else decimal_text(value, decimals)
        return f"{text} {unit}" if unit else text

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return None if value is None else f"{Decimal(value).normalize():f}"
