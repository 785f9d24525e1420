"""So many stars out of a few."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any

from engine.catalog import schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Limits, Palette, Surface
from engine.catalog.likeness import Likeness, Seen
from engine.catalog.values import cell_number, decimal_of
from engine.expression import types

ICONS: Mapping[str, tuple[str, str]] = {"star": ("★", "☆"), "heart": ("♥", "♡"), "dot": ("●", "○"), "flag": ("⚑", "⚐")}
_OF_MOST = re.compile(r"\s*([0-9]{1,2})\s*/\s*([0-9]{1,2})\s*\Z")


def _looks(seen: Seen) -> Likeness | None:
    marks = "".join(icon for pair in ICONS.values() for icon in pair)
    starred = all(text and not text.strip(marks) for text in seen.texts())
    if not starred or not all(isinstance(cell, str) for cell in seen.cells):
        return None
    written = "".join(seen.texts())
    return Likeness(66, {"icon": next((icon for icon, pair in ICONS.items() if set(pair) & set(written)), "star")})


class Rating(FieldType):
    """A whole number from 1 to `max` (5 when nothing is said); not rated is empty, not 0."""

    name = "rating"
    schema = {"max": {"type": "integer", "minimum": 2, "maximum": 10}, "icon": schemas.one_of(*ICONS)}
    palette = Palette("choice", looks=_looks)
    examples = FieldExamples(
        settings={"max": 5},
        good=((4, 4), ("3", 3), (5, 5), ("", None), (None, None)),
        bad=(
            (0, "value.below_min"),
            (6, "value.above_max"),
            (2.5, "value.too_many_decimals"),
            ("good", "value.not_a_number"),
            (True, "value.not_a_number"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        return {"max": 5, "icon": "star", **settings}

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("integer"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.Number(0)

    def clean(self, value: Any, field: FieldLike) -> Any:
        return decimal_of(value, 0, 1, field.settings["max"])

    def limits(self, field: FieldLike) -> Limits | None:
        return Limits(low=1, high=field.settings["max"])

    def surface(self, field: FieldLike) -> Surface:
        return Surface(number_format="0", json={"type": "integer", "minimum": 1, "maximum": field.settings["max"]})

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        """`★★★☆☆`, `3/5` and numbers; 0 is not rated."""
        if isinstance(cell, str):
            full, empty = ICONS[field.settings["icon"]]
            marks = cell.strip()
            if marks and not marks.strip(full + empty):
                return marks.count(full) or None
            if (found := _OF_MOST.match(cell)) and int(found[2]) == field.settings["max"]:
                cell = found[1]
        number = cell_number(cell)
        return None if number in (0, "0") else number

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        if value is None:
            return ""
        full, empty = ICONS[field.settings["icon"]]
        most = int(field.settings["max"])
        return full * int(value) + empty * max(0, most - int(value))
