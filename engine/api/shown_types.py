"""The types of fields as the builder offers them: names, search words, and the JSON Schema of their settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog.catalog import Catalog
from engine.catalog.fields.field_type import FieldType
from engine.catalog.type_words import words_of
from engine.definition import kinds
from engine.texts import catalog as texts
from engine.texts import say

# The settings that people change most stand first, then the type's own, then the rest.
FIRST = ("label", "required", "options", "help", "default")
LEFT_OUT = ("type", "note", "fields", "logic")  # chosen elsewhere


def shown_types(catalog: Catalog, language: str) -> list[dict[str, Any]]:
    """All types that can be used now, in the order of the catalog."""
    return [_type(one, language) for one in catalog.fields if not one.comes_later]


def _type(type: FieldType, language: str) -> dict[str, Any]:
    words = say(f"field_type_words.{type.name}", {}, language).split() if _known("words", type) else []
    return {
        "type": type.name,
        "label": say(f"field_type.{type.name}", {}, language) if _known("", type) else type.name,
        "help": say(f"field_type_help.{type.name}", {}, language) if _known("help", type) else None,
        "group": type.palette.group,
        "icon": type.name,
        "words": list(dict.fromkeys([type.name, *words])),
        "named": list(words_of(type.name)),
        "computed": type.computed,
        "schema": settings_schema(type, language),
        "defaults": dict(type.palette.begins_with),
    }


def _known(what: str, type: FieldType) -> bool:
    return f"field_type{'_' if what else ''}{what}.{type.name}" in texts()


def settings_schema(type: FieldType, language: str) -> dict[str, Any]:
    """The JSON Schema of a field's settings with titles and helps in the reader's language."""
    written: dict[str, Any] = {**kinds.FIELD_COMMON, **type.schema}
    if type.computed:
        written = {key: value for key, value in written.items() if key not in _ENTERED}
    own = [key for key in type.schema if key not in FIRST]
    order = [*(key for key in FIRST if key in written), *own, *written]
    properties = {
        key: {**_worded(_plain(written[key]), key, language), **_titled(type.name, key, language)}
        for key in dict.fromkeys(order)
        if key not in LEFT_OUT
    }
    return {"type": "object", "properties": properties, "required": [key for key in type.needs if key in properties]}


# What only values that people enter can have.
_ENTERED = ("required", "default", "follow", "fill", "placeholder", "encrypted", "unique", "ignore")


def _titled(type: str, key: str, language: str) -> dict[str, str]:
    found = {}
    for word, area in (("title", "setting"), ("description", "setting_help")):
        for code in (f"{area}.{type}.{key}", f"{area}.{key}"):
            if code in texts():
                found[word] = say(code, {}, language)
                break
    return found


def _worded(schema: Any, key: str, language: str) -> Any:
    """The schema with the words of its closed list beside it; a type's name is its own word."""
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("items"), dict):
        return {**schema, "items": _worded(schema["items"], key, language)}
    words = {}
    for value in schema.get("enum") or ():
        for code in (f"setting_choice.{key}.{value}", f"field_type.{value}"):
            if code in texts():
                words[str(value)] = say(code, {}, language)
                break
    return {**schema, "x-labels": words} if words else schema


def _plain(schema: Any) -> Any:
    if isinstance(schema, Mapping):
        return {key: _plain(value) for key, value in schema.items()}
    return [_plain(item) for item in schema] if isinstance(schema, (list, tuple)) else schema
