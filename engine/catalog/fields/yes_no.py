"""A switch: yes, no, or nothing said."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import Any

from engine.catalog.fields.field_type import Column, FieldExamples, FieldLike, FieldType, Limits, Palette
from engine.catalog.likeness import Likeness, Seen
from engine.catalog.values import InvalidValue, cell_flag
from engine.expression import types
from engine.texts import say


def _looks(seen: Seen) -> Likeness | None:
    flags = [cell_flag(cell) for cell in seen.cells]
    if True not in flags:
        return None
    said = any(isinstance(cell, bool) or (isinstance(cell, str) and not cell.strip().isdigit()) for cell in seen.cells)
    return Likeness(72 if said or seen.named else 0)


class YesNo(FieldType):
    """JSON true or false; in conditions nothing counts as no."""

    name = "yes_no"
    schema = {}
    palette = Palette("choice", looks=_looks)
    examples = FieldExamples(
        good=((True, True), (False, False), (None, None), ("", None)),
        bad=(("yes", "value.not_yes_no"), (1, "value.not_yes_no")),
    )

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("boolean"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.YES_NO

    def clean(self, value: Any, field: FieldLike) -> bool | None:
        if value is None or value == "":
            return None
        if not isinstance(value, bool):
            raise InvalidValue("value.not_yes_no")
        return value

    def limits(self, field: FieldLike) -> Limits | None:
        return Limits()

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        return cell_flag(cell)

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        return "" if value is None else say("value.yes" if value else "value.no", {}, language)
