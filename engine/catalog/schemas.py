"""Small pieces of JSON Schema; `x-means` tells the resolver (and the builder) what a value stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

ID_PATTERN = "^[a-z][a-z0-9]*(?:_[a-z0-9]+)*_?$"

TEXT: Schema = {"type": "string"}
LABEL: Schema = {"type": "string", "minLength": 1, "maxLength": 200}
LONG: Schema = {"type": "string", "maxLength": 20_000}
FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
POSITIVE: Schema = {"type": "integer", "minimum": 1}
ANY: Schema = {}
SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
ID: Schema = {"type": "string", "pattern": ID_PATTERN}
LITERALS: Schema = {"type": "object", "propertyNames": ID, "additionalProperties": SCALAR}


def one_of(*values: str) -> Schema:
    """One of a closed list of words."""
    return {"enum": list(values)}


def meaning(what: str, schema: Schema = TEXT, **details: Any) -> Schema:
    """A schema whose value the resolver turns into something: a form, a field, an expression, …

    Details: `of` names the sibling key whose form the names belong to; `type` is the type an expression must have.
    """
    more = {f"x-{key}": value for key, value in details.items()}
    return {**schema, "x-means": what, **more}


def list_of(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def map_of(values: Schema, keys: Schema = ID, **more: Any) -> Schema:
    return {"type": "object", "propertyNames": keys, "additionalProperties": values, **more}


def fixed(properties: Mapping[str, Schema], required: tuple[str, ...] = (), **more: Any) -> Schema:
    """An object of exactly these keys."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


FORM = meaning("form")
FIELD = meaning("field")
PATH = meaning("path")
CONDITION = meaning("condition", {"type": ["string", "boolean"]})
FORMULA = meaning("formula")
VALUE = meaning("value", {})
HOLES = meaning("holes", LONG)
RECORD = meaning("record")
MEASURE = meaning("measure")
DURATION = meaning("duration", {"type": ["string", "integer"]})
SORT = list_of(meaning("sort"), maxItems=5)
# What a part of a form's logic may say, of a record or of a row inside it.
LOGIC: Mapping[str, Schema] = {
    "when": CONDITION,
    "show": list_of(ID),
    "hide": list_of(ID),
    "require": list_of(ID),
    "readonly": list_of(ID),
    "error": LABEL,
    "field": ID,
    "note": LONG,
}
PEOPLE = meaning("people", {"type": ["string", "array"], "items": TEXT})
