"""What formula, lookup, rollup and aggregate have in common: their value behaves as a field of the type they return."""

from __future__ import annotations

from typing import Any

from engine.catalog.fields.field_type import Column, FieldLike, FieldType
from engine.catalog.values import InvalidValue
from engine.expression import types

RETURNS = ("number", "money", "percent", "text", "date", "datetime", "time", "duration", "yes_no")


class Computed(FieldType):
    """`settings["result"]` is the field whose type the value has; None while it cannot be known."""

    computed = True

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        result = field.settings.get("result")
        if field.computed != "stored" or result is None:
            return ()
        columns: tuple[Column, ...] = result.type.columns(result)
        return columns

    def value_type(self, field: FieldLike) -> types.Type:
        result = field.settings.get("result")
        if result is None:
            return types.ANY
        type: types.Type = result.type.value_type(result)
        return type

    def clean(self, value: Any, field: FieldLike) -> Any:
        """Nobody writes a computed value: raises InvalidValue for everything but null."""
        if value is None:
            return None
        raise InvalidValue("value.computed")

    def to_json(self, value: Any, field: FieldLike) -> Any:
        result = field.settings.get("result")
        return None if value is None or result is None else result.type.to_json(value, result)

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        result = field.settings.get("result")
        return "" if value is None or result is None else result.type.show(value, result, language)

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        result = field.settings.get("result")
        return None if value is None or result is None else result.type.search_text(value, result)
