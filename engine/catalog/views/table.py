"""Rows and columns."""

from __future__ import annotations

from engine.catalog import schemas
from engine.catalog.views.view_type import ViewType

TABLE = ViewType(
    "table",
    {
        "columns": schemas.list_of(schemas.FIELD),
        "group": schemas.list_of(schemas.FIELD, maxItems=3),
        "freeze": schemas.COUNT,
        "widths": schemas.map_of({"type": "integer", "minimum": 40, "maximum": 1200}),
        "totals": schemas.map_of(schemas.one_of("sum", "avg", "min", "max", "count")),
        "colors": schemas.list_of(schemas.fixed({"when": schemas.CONDITION, "color": schemas.TEXT}, ("when", "color"))),
    },
    every_field=True,
)
