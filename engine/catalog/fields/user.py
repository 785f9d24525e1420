"""A person of the company: a link to `company.user`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any

from engine.catalog import relations
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Palette, Stores
from engine.expression import types


class User(FieldType):
    """Everything that works over a relation works over it."""

    name = "user"
    schema = relations.SCHEMA
    palette = Palette("people")
    examples = FieldExamples(
        settings={},
        good=((7, 7), ({"id": 7}, 7), ({"id": 7, "title": "Anna"}, 7), (None, None), ("", None)),
        bad=(
            ("Anna", "value.not_a_record"),
            (True, "value.not_a_record"),
            (0, "value.not_a_record"),
            ([7], "value.not_a_record"),
            (2**63, "value.not_a_record"),
            ({"id": "7"}, "value.not_a_record"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        return relations.settled({**settings, "to": "user", "to_app": "company"}, ask.required)

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return relations.columns(field)

    def stores(self, field: FieldLike) -> Stores:
        return relations.stores(field)

    def value_type(self, field: FieldLike) -> types.Type:
        return relations.value_type(field)

    def clean(self, value: Any, field: FieldLike) -> Any:
        return relations.clean(value, field)

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return relations.to_json(value, field)

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        return relations.from_cell(cell, field)

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        return relations.show(value)
