"""Rows inside a record: a small form of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.catalog import schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Palette, Stores
from engine.catalog.values import INTEGER_LIMIT, InvalidValue
from engine.errors import FieldError
from engine.expression import types

MAX_ROWS = 10_000


@dataclass(frozen=True)
class RowChanges:
    """A PATCH that names only what changes: rows added, rows set by id, ids removed."""

    add: tuple[Mapping[str, Any], ...] = ()
    set: Mapping[int, Mapping[str, Any]] = None  # type: ignore[assignment]  # always given by clean
    remove: tuple[int, ...] = ()


class Subform(FieldType):
    """`columns` are the fields shown in the grid; `min` and `max` count rows; `logic` holds for each row."""

    name = "subform"
    schema = {
        "fields": schemas.meaning("row_fields", {"type": "object"}),
        "columns": schemas.list_of(schemas.ID),
        "logic": schemas.map_of(schemas.fixed(schemas.LOGIC, ("when",))),
        "min": schemas.COUNT,
        "max": schemas.POSITIVE,
    }
    needs = ("fields",)
    palette = Palette("relation", {"fields": {}})
    examples = FieldExamples(
        settings={"fields": {"what": {"type": "text"}, "qty": {"type": "number", "decimals": 0}}},
        good=(
            ([{"what": "A", "qty": 2}], [{"what": "A", "qty": 2}]),
            ([{"id": 3, "qty": "1"}], [{"id": 3, "qty": 1}]),
            ([], None),
            (None, None),
        ),
        bad=(
            ("x", "value.not_a_list"),
            ([1], "value.not_a_row"),
            ([{"qty": "many"}], "value.not_a_number"),
            ([{"gone": 1}], "value.unknown_field"),
            ([{"id": 1}, {"id": 1}], "value.row_twice"),
            ({"add": 1}, "value.not_a_list"),
            ({"put": []}, "value.not_a_list"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        fields = settings.get("fields", {})
        for at, id in enumerate(settings.get("columns", ())):
            if id not in fields:
                ask.problem("unknown_field", f"columns.{at}", found=id, known=list(fields), form=ask.field_id)
        return {"min": 0, "max": None, "columns": list(fields), **settings}

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return ()

    def stores(self, field: FieldLike) -> Stores:
        return "row_table"

    def value_type(self, field: FieldLike) -> types.Type:
        return types.Records(str(field.settings.get("rows_of", field.id)))

    def clean(self, value: Any, field: FieldLike) -> Any:
        """A list replaces by id and gives a tuple of rows; `{"add", "set", "remove"}` gives RowChanges."""
        if value is None or value == "" or value == [] or value == ():
            return None
        errors: list[FieldError] = []
        if isinstance(value, dict) and value and set(value) <= {"add", "set", "remove"}:
            changes = self._changes(value, field, errors)
            if errors:
                raise InvalidValue(errors=errors)
            return changes
        if not isinstance(value, (list, tuple)):
            raise InvalidValue("value.not_a_list")
        limit = field.settings["max"] or MAX_ROWS
        if len(value) > limit:
            raise InvalidValue("value.too_many_items", max=limit)
        if len(value) < field.settings["min"]:
            raise InvalidValue("value.too_few_items", min=field.settings["min"])
        rows, seen = [], set()
        for at, written in enumerate(value):
            row = _row(written, field, str(at), errors)
            if row.get("id") is not None:
                if row["id"] in seen:
                    errors.append(FieldError(f"{at}.id", "value.row_twice", {"id": row["id"]}))
                seen.add(row["id"])
            rows.append(row)
        if errors:
            raise InvalidValue(errors=errors)
        return tuple(rows)

    def _changes(self, value: Mapping[str, Any], field: FieldLike, errors: list[FieldError]) -> RowChanges:
        add, put, remove = value.get("add", []), value.get("set", {}), value.get("remove", [])
        if not isinstance(add, list) or not isinstance(put, dict) or not isinstance(remove, list):
            raise InvalidValue("value.not_a_list")
        added = tuple(_row(row, field, f"add.{at}", errors) for at, row in enumerate(add))
        changed: dict[int, Mapping[str, Any]] = {}
        for key, row in put.items():
            if not str(key).isascii() or not str(key).isdigit():
                errors.append(FieldError(f"set.{str(key)[:40]}", "value.not_a_row"))
                continue
            changed[int(key)] = _row(row, field, f"set.{key}", errors)
        for at, id in enumerate(remove):
            if isinstance(id, bool) or not isinstance(id, int):
                errors.append(FieldError(f"remove.{at}", "value.not_a_row"))
        return RowChanges(added, changed, tuple(id for id in remove if isinstance(id, int)))

    def to_json(self, value: Any, field: FieldLike) -> Any:
        if not value:
            return None
        fields = field.settings["fields"]
        return [
            {key: fields[key].type.to_json(item, fields[key]) if key in fields else item for key, item in row.items()}
            for row in value
        ]

    def from_cell(self, cell: Any, field: FieldLike, zone: Any = None) -> Any:
        return None

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        fields = field.settings["fields"]
        return "; ".join(
            ", ".join(fields[key].type.show(row.get(key), fields[key], language) for key in field.settings["columns"])
            for row in value or ()
        )

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        fields = field.settings["fields"]
        found = [
            text
            for row in value or ()
            for key, item in row.items()
            if key in fields and (text := fields[key].type.search_text(item, fields[key]))
        ]
        return " ".join(found) or None


def _row(written: Any, field: FieldLike, at: str, errors: list[FieldError]) -> dict[str, Any]:
    if not isinstance(written, dict):
        errors.append(FieldError(at, "value.not_a_row"))
        return {}
    fields, row = field.settings["fields"], {}
    for key, item in written.items():
        if key == "id":
            if item is not None and (
                isinstance(item, bool) or not isinstance(item, int) or not 0 < item <= INTEGER_LIMIT
            ):
                errors.append(FieldError(f"{at}.id", "value.not_a_row"))
            elif item is not None:
                row["id"] = item
        elif key not in fields:
            errors.append(FieldError(f"{at}.{str(key)[:80]}", "value.unknown_field", {"found": str(key)[:80]}))
        elif fields[key].type.computed:
            continue  # a row that was read is sent back whole: what the engine computes is its own business
        else:
            try:
                row[key] = fields[key].type.clean(item, fields[key])
            except InvalidValue as trouble:
                errors.extend(error.under(f"{at}.{key}") for error in trouble.errors)
    return row
