"""Cards in lanes, one lane for each option of a select."""

from __future__ import annotations

from engine.catalog import schemas
from engine.catalog.views.view_type import ViewType

KANBAN = ViewType(
    "kanban",
    {
        "lanes": schemas.fixed(
            {
                "by": schemas.meaning("field", types=["select", "user", "relation", "yes_no"]),
                "total": schemas.FIELD,
                "limit": schemas.map_of(schemas.POSITIVE),
                "hide_empty": schemas.FLAG,
            },
            ("by",),
        ),
        "card": schemas.fixed(
            {
                "title": schemas.FIELD,
                "lines": schemas.list_of(schemas.FIELD, maxItems=6),
                "badge": schemas.FIELD,
                "color": schemas.FIELD,
            }
        ),
        "columns": schemas.list_of(schemas.FIELD),
    },
    ("lanes",),
)
