"""Links from record to record: what relation, user and department have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.catalog import schemas
from engine.catalog.fields.field_type import Column, FieldLike, Stores
from engine.catalog.values import INTEGER_LIMIT, InvalidValue, cell_text
from engine.expression import types

MAX_LINKS = 10_000

SCHEMA: Mapping[str, schemas.Schema] = {
    "many": schemas.FLAG,
    "inverse": schemas.ID,
    "on_delete": schemas.one_of("restrict", "clear", "cascade"),
    "where": schemas.meaning("condition", {"type": ["string", "boolean"]}, of="to"),
    "show": schemas.list_of(schemas.meaning("field", of="to")),
    "create": schemas.FLAG,
    "min": schemas.COUNT,
    "max": schemas.POSITIVE,
}


@dataclass(frozen=True)
class KeyRef:
    """A record named by a unique key instead of its id: `{"key": {"code": "A1"}}`; records/ looks it up."""

    key: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class TitleRef:
    """A record named by its title, as cells of imported tables do; exchange/ looks it up."""

    title: str


def settled(settings: Mapping[str, Any], required: bool) -> Mapping[str, Any]:
    """All defaults of a link's settings."""
    defaults = {
        "many": False,
        "inverse": None,
        "on_delete": "restrict" if required else "clear",
        "where": None,
        "show": (),
        "create": True,
        "min": 0,
        "max": None,
    }
    return {**defaults, **settings}


def columns(field: FieldLike) -> tuple[Column, ...]:
    return () if field.settings["many"] else (Column("reference"),)


def stores(field: FieldLike) -> Stores:
    return "link_table" if field.settings["many"] else "column"


def value_type(field: FieldLike) -> types.Type:
    form = f"{field.settings['to_app']}.{field.settings['to']}"
    return types.Records(form) if field.settings["many"] else types.Record(form)


def clean(value: Any, field: FieldLike) -> Any:
    """An id or KeyRef; with `many` a tuple of them in order without repetition. Raises InvalidValue."""
    if not field.settings["many"]:
        return None if value is None or value == "" else _one(value)
    if value is None or value == "" or value == [] or value == ():
        return None
    if not isinstance(value, (list, tuple)):
        raise InvalidValue("value.not_a_list")
    if len(value) > MAX_LINKS:
        raise InvalidValue("value.too_many_items", max=MAX_LINKS)
    links = tuple(dict.fromkeys(_one(item) for item in value))
    if field.settings["max"] and len(links) > field.settings["max"]:
        raise InvalidValue("value.too_many_items", max=field.settings["max"])
    if len(links) < field.settings["min"]:
        raise InvalidValue("value.too_few_items", min=field.settings["min"])
    return links


def _one(value: Any) -> int | KeyRef | TitleRef:
    if isinstance(value, (KeyRef, TitleRef)):
        return value
    if isinstance(value, dict):
        if isinstance(value.get("key"), dict) and "id" not in value and value["key"]:
            return KeyRef(tuple((str(key), _scalar(part)) for key, part in value["key"].items()))
        value = value.get("id")
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= INTEGER_LIMIT:
        raise InvalidValue("value.not_a_record")
    return value


def _scalar(part: Any) -> Any:
    if isinstance(part, (dict, list)):
        raise InvalidValue("value.not_a_record")
    return part


def to_json(value: Any, field: FieldLike) -> Any:
    if not field.settings["many"]:
        return value
    return list(value) if value else None


def from_cell(cell: Any, field: FieldLike) -> Any:
    """The title written in the cell; whoever imports looks up whose it is."""
    text = cell_text(cell)
    if not isinstance(text, str) or not text.strip():
        return None
    if not field.settings["many"]:
        return TitleRef(text.strip())
    return [TitleRef(part.strip()) for part in text.replace("；", ";").replace("\n", ";").split(";") if part.strip()]


def show(value: Any) -> str:
    """Titles live in other records: only `{"title": …}` can be shown here, else the number."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(show(item) for item in value)
    return str(value.get("title", value.get("id", ""))) if isinstance(value, dict) else f"#{value}"
