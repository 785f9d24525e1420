"""Records on the days of a month or the hours of a week, from a date or up to a second one."""

from __future__ import annotations

from engine.catalog import schemas
from engine.catalog.views.card import CARD
from engine.catalog.views.view_type import ViewType

CALENDAR = ViewType(
    "calendar",
    {
        "start": schemas.meaning("field", types=["date", "datetime"]),
        "end": schemas.meaning("field", types=["date", "datetime"], like="start"),
        "opens": schemas.one_of("month", "week", "list"),
        "card": CARD,
    },
    ("start",),
    along=("start",),
)
