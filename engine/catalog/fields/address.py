"""A postal address in named parts."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import Any

from engine.catalog.fields.field_type import Column, FieldExamples, FieldLike, FieldType
from engine.catalog.values import InvalidValue, cell_text, text_of
from engine.errors import FieldError
from engine.expression import types

PARTS = ("country", "province", "city", "district", "street", "postcode")


class Address(FieldType):
    """An object of the parts country, province, city, district, street, postcode; parts left out are empty."""

    name = "address"
    schema = {}
    examples = FieldExamples(
        good=(
            ({"city": "上海", "street": "南京路 1 号"}, {"city": "上海", "street": "南京路 1 号"}),
            ({}, None),
            (None, None),
            ({"city": ""}, None),
        ),
        bad=(
            ("Shanghai", "value.not_an_address"),
            ({"planet": "Mars"}, "value.unknown_part"),
            ({"city": 5}, "value.not_text"),
        ),
    )

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("json"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.Parts(tuple((part, types.TEXT) for part in PARTS))

    def clean(self, value: Any, field: FieldLike) -> dict[str, str] | None:
        if value is None or value == "":
            return None
        if not isinstance(value, dict):
            raise InvalidValue("value.not_an_address")
        cleaned: dict[str, str] = {}
        errors: list[FieldError] = []
        for part in value:
            if part not in PARTS:
                errors.append(FieldError(str(part)[:80], "value.unknown_part", {"known": PARTS}))
        for part in PARTS:
            try:
                text = text_of(value.get(part), max_length=500)
            except InvalidValue as trouble:
                errors.extend(error.under(part) for error in trouble.errors)
                continue
            if text is not None:
                cleaned[part] = text
        if errors:
            raise InvalidValue(errors=errors)
        return cleaned or None

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return None if value is None else dict(value)

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        text = cell_text(cell)
        return {"street": text.strip()} if isinstance(text, str) and text.strip() else None

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        """Big to small without spaces in Chinese, small to big with commas else."""
        parts = [value[part] for part in PARTS[:5] if value.get(part)] if value else []
        if language.startswith("zh"):
            return "".join(parts)
        return ", ".join([*reversed(parts), *([value["postcode"]] if value and value.get("postcode") else [])])

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return self.show(value, field, "zh-CN") or None
