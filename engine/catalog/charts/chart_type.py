"""The contract of a chart type: a name, the schema of its keys, and whether it draws points or one figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.catalog import schemas
from engine.catalog.schemas import Schema

PERIODS = ("day", "week", "month", "quarter", "year")

SERIES: Schema = schemas.map_of(
    schemas.fixed(
        {
            "form": schemas.FORM,
            "label": schemas.LABEL,
            "on": schemas.meaning("field", of="form", types=["date", "datetime"]),
            "where": schemas.meaning("condition", {"type": ["string", "boolean"]}, of="form"),
            "value": schemas.meaning("measure", of="form"),
            "color": schemas.TEXT,
        },
        ("value",),
    )
)
FIGURE: Mapping[str, Schema] = {
    "form": schemas.FORM,
    "where": schemas.meaning("condition", {"type": ["string", "boolean"]}, of="form"),
    "value": schemas.meaning("measure", of="form"),
    "filters": schemas.map_of(schemas.TEXT),
}
POINTS: Mapping[str, Schema] = {
    **FIGURE,
    # A field of the form, or a period along `on`.
    "by": {**schemas.TEXT, "x-offers": "group"},
    "on": schemas.meaning("field", of="form", types=["date", "datetime"]),
    "series": SERIES,
    "sort": schemas.one_of("value", "-value", "key", "-key"),
    "limit": {"type": "integer", "minimum": 1, "maximum": 100},
}


@dataclass(frozen=True)
class ChartType:
    """`shape`: one figure, or points along `by`; a widget with points has `form` and `value`, or `series`."""

    name: str
    schema: Mapping[str, Schema] = field(default_factory=lambda: dict(POINTS))
    needs: tuple[str, ...] = ()
    shape: Literal["figure", "points"] = "points"
    comes_later: bool = False
