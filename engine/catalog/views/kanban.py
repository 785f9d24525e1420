"""Cards in lanes, one lane for each option of a select, for each person, or for yes and no."""

from __future__ import annotations

from engine.catalog import schemas
from engine.catalog.views.card import CARD
from engine.catalog.views.view_type import ViewType

KANBAN = ViewType(
    "kanban",
    {
        "lanes": schemas.fixed(
            {
                "by": schemas.meaning("field", types=["select", "user", "relation", "yes_no"]),
                "total": schemas.meaning("field", types=["number", "money", "percent"]),
                # How many cards a lane may hold before it is said to be too full, by option; `any` for all others.
                "limit": schemas.map_of(schemas.POSITIVE),
                "hide_empty": schemas.FLAG,
            },
            ("by",),
        ),
        "card": CARD,
        "columns": schemas.list_of(schemas.FIELD),
    },
    ("lanes",),
    apart=("lanes.by",),
)
