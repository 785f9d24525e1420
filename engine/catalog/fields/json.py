"""Structured data that no field describes: kept as it came, in the order it came."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any

import orjson

from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Surface
from engine.catalog.values import InvalidValue, cell_text, text_of
from engine.expression import types

MOST_KB = 64
DEEPEST = 30
# Beyond, browsers and most programs round without a word.
LARGEST = 2**53 - 1


class Written(str):
    """JSON as the text that stands in a cell, still to be read."""


class Json(FieldType):
    """Any JSON: objects, lists, text, numbers, true and false, at most `max_size` kilobytes (64) and 30 levels deep.

    `field.name` in an expression is one part of an object, as text. Whole numbers beyond 2^53 are refused, not rounded.
    """

    name = "json"
    schema = {"max_size": {"type": "integer", "minimum": 1, "maximum": 1024}}
    examples = FieldExamples(
        settings={"max_size": 1},
        good=(
            ({"b": 1, "a": [True, None, "x"]}, {"b": 1, "a": [True, None, "x"]}),
            ([1, 2.5], [1, 2.5]),
            ("text", "text"),
            (0, 0),
            (False, False),
            ({}, {}),
            (None, None),
        ),
        bad=(
            ("x" * 2000, "value.json_too_large"),
            (2**53, "value.json_number"),
            ({"a": [1e300]}, "value.json_number"),
            (float("nan"), "value.json_number"),
            ({"a": "\x00"}, "value.nul_character"),
            ({"\ud83d": 1}, "value.broken_character"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        return {"max_size": MOST_KB, **settings}

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("json"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.Parts()

    def clean(self, value: Any, field: FieldLike) -> Any:
        if isinstance(value, Written):
            value = _read(value)
        if value is None or value == "":
            return None
        kept = _checked(value, 1)
        size = len(orjson.dumps(kept))
        if size > field.settings["max_size"] * 1024:
            raise InvalidValue("value.json_too_large", max=field.settings["max_size"], size=math.ceil(size / 1024))
        return tuple(kept) if isinstance(kept, list) else kept

    def surface(self, field: FieldLike) -> Surface:
        return Surface(json={}, operators=("is_empty", "is_not_empty"), sortable=False, told=True)

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return list(value) if isinstance(value, tuple) else value

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        text = cell_text(cell)
        return Written(text) if isinstance(text, str) and text.strip() else None

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        return "" if value is None else orjson.dumps(value).decode()

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        """Its texts; what the parts are called is not what people look for."""
        return " ".join(_texts(value)) or None


def _read(text: str) -> Any:
    try:
        return orjson.loads(str(text))
    except orjson.JSONDecodeError as trouble:
        raise InvalidValue("value.not_json", line=trouble.lineno, column=trouble.colno) from None


def _checked(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise InvalidValue("value.json_too_deep", max=DEEPEST)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text_of(value) or ""
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise InvalidValue("value.json_number", found=str(value)[:40])
        return value
    if isinstance(value, float):
        if not math.isfinite(value) or (value.is_integer() and abs(value) > LARGEST):
            raise InvalidValue("value.json_number", found=str(value))
        return int(value) if value.is_integer() else value
    if isinstance(value, (list, tuple)):
        return [_checked(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {text_of(str(key)) or "": _checked(item, depth + 1) for key, item in value.items()}
    raise InvalidValue("value.not_json", line=1, column=1)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        value = value.values()
    elif not isinstance(value, (list, tuple)):
        return []
    return [text for item in value for text in _texts(item)]
