"""Files that belong to a record, uploaded first and then named by their ids: what files and images have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog import schemas
from engine.catalog.fields.field_type import Column, FieldLike, FieldType, Surface
from engine.catalog.values import InvalidValue
from engine.expression import types

_KEYS = ("id", "name", "size", "type")

SCHEMA: Mapping[str, schemas.Schema] = {"max": schemas.POSITIVE, "max_size": schemas.POSITIVE}
ONE: Mapping[str, Any] = {"id": "f1", "name": "a.pdf", "size": 3, "type": "application/pdf"}


class Attachments(FieldType):
    """A list of `{"id", "name", "size", "type"}`; its settings have `max`, `max_size` (megabytes) and `types`."""

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("json"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.Files()

    def clean(self, value: Any, field: FieldLike) -> tuple[dict[str, Any], ...] | None:
        """Ids only are trusted; records/ takes name, size and type from the stored file."""
        if value is None or value == "" or value == [] or value == ():
            return None
        if not isinstance(value, (list, tuple)):
            raise InvalidValue("value.not_a_list")
        if field.settings["max"] and len(value) > field.settings["max"]:
            raise InvalidValue("value.too_many_items", max=field.settings["max"])
        files = []
        for item in value:
            given = {"id": item} if isinstance(item, str) else item
            if not isinstance(given, dict) or not isinstance(given.get("id"), str) or not 0 < len(given["id"]) <= 80:
                raise InvalidValue("value.not_a_file")
            files.append({key: given[key] for key in _KEYS if key in given})
        return tuple(files)

    def surface(self, field: FieldLike) -> Surface:
        one = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
        return Surface(json={"type": "array", "items": {"anyOf": [one, {"type": "string"}]}})

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return None if not value else [dict(item) for item in value]

    def from_cell(self, cell: Any, field: FieldLike, zone: Any = None) -> Any:
        return None

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        return ", ".join(str(item.get("name") or item["id"]) for item in value or ())

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return " ".join(str(item["name"]) for item in value or () if item.get("name")) or None
