"""An amount in one currency, exact to that currency's decimals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Any

from engine.catalog import currencies, quick, schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Limits, Palette, Surface
from engine.catalog.likeness import Likeness, Seen, currency_in, numbers_of
from engine.catalog.values import cell_number, decimal_of, decimal_text, grouped
from engine.expression import types


def _looks(seen: Seen) -> Likeness | None:
    numbers = numbers_of(seen)
    if numbers is None:
        return None
    signed = currency_in(seen.cells)
    likely = not numbers.coded and (signed is not None or seen.named)
    return Likeness(75 if likely else 0, {"currency": signed or seen.currency})


class Money(FieldType):
    """`currency` is the app's unless the field names its own; the JSON of a value is text: `"1054.00"`."""

    name = "money"
    schema = {
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "min": schemas.NUMBER,
        "max": schemas.NUMBER,
    }
    palette = Palette(looks=_looks)
    examples = FieldExamples(
        settings={"currency": "CNY", "min": 0},
        good=(
            ("1054.00", "1054.00"),
            (12, "12.00"),
            ("0.1", "0.10"),
            (None, None),
            ("90071992547409.93", "90071992547409.93"),
        ),
        bad=(
            ("1.001", "value.too_many_decimals"),
            (-1, "value.below_min"),
            ([], "value.not_a_number"),
            ("92233720368547758.08", "value.too_large"),
            ("1,000", "value.not_a_number"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        currency = settings.get("currency") or ask.currency
        if currency is None:
            ask.problem("no_currency", "")
            currency = "CNY"
        decimals = currencies.decimals_of(currency)
        if decimals is None:
            ask.problem("unknown_currency", "currency", found=currency, nearest=currencies.like(currency))
        low, high = settings.get("min"), settings.get("max")
        if low is not None and high is not None and low > high:
            ask.problem("min_above_max", "min", min=low, max=high)
        return {
            "min": None,
            "max": None,
            **settings,
            "currency": currency,
            "decimals": 2 if decimals is None else decimals,
        }

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
        decimals = field.settings["decimals"]
        return Surface(number_format="#,##0." + "0" * decimals if decimals else "0")

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return None if value is None else decimal_text(value, field.settings["decimals"])

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        return cell_number(cell)

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        if value is None:
            return ""
        sign = currencies.sign_of(field.settings["currency"])
        text = grouped(abs(value), field.settings["decimals"])
        return f"{'-' if value < 0 else ''}{sign}{text}"

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return None if value is None else decimal_text(value, field.settings["decimals"])
