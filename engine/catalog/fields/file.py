"""Files that belong to a record; uploaded first, then named by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog import schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType
from engine.catalog.values import InvalidValue
from engine.expression import types

_KEYS = ("id", "name", "size", "type")


class File(FieldType):
    """`max` counts files, `max_size` is in megabytes each, `types` are endings (`pdf`) or kinds (`image/*`)."""

    name = "file"
    schema = {
        "max": schemas.POSITIVE,
        "max_size": schemas.POSITIVE,
        "types": schemas.list_of({"type": "string", "pattern": r"^(?:[a-z0-9]{1,10}|[a-z]+/(?:\*|[a-z0-9.+-]+))$"}),
    }
    examples = FieldExamples(
        settings={"max": 2},
        good=(
            (
                [{"id": "f1", "name": "a.pdf", "size": 3, "type": "application/pdf"}],
                [{"id": "f1", "name": "a.pdf", "size": 3, "type": "application/pdf"}],
            ),
            ([], None),
            (None, None),
            (["f1"], [{"id": "f1"}]),
        ),
        bad=(
            ("f1", "value.not_a_list"),
            ([{"name": "x"}], "value.not_a_file"),
            (["a", "b", "c"], "value.too_many_items"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        return {"max": None, "max_size": None, "types": (), **settings}

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

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return None if not value else [dict(item) for item in value]

    def from_cell(self, cell: Any, field: FieldLike, zone: Any = None) -> Any:
        return None

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        return ", ".join(str(item.get("name") or item["id"]) for item in value or ())

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return " ".join(str(item["name"]) for item in value or () if item.get("name")) or None
