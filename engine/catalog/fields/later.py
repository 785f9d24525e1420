"""Field types that this version knows by name and shape only: a definition may be checked with them, not published."""

from __future__ import annotations

from typing import Any

from engine.catalog.fields.field_type import Column, FieldExamples, FieldLike, FieldType
from engine.catalog.values import InvalidValue
from engine.expression import types

NAMES: dict[str, types.Type] = {
    "location": types.Parts(),
    "signature": types.Files(),
    "barcode": types.TEXT,
}


class LaterField(FieldType):
    """Nothing is stored; every value but null is refused."""

    schema = {}
    comes_later = True
    examples = FieldExamples(good=((None, None),), bad=((1, "value.comes_later"),))

    def __init__(self, name: str):
        self.name = name  # type: ignore[misc]  # one class stands for many names

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return ()

    def value_type(self, field: FieldLike) -> types.Type:
        return NAMES.get(self.name, types.ANY)

    def clean(self, value: Any, field: FieldLike) -> Any:
        if value is None:
            return None
        raise InvalidValue("value.comes_later", type=self.name)

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return None
