"""View types that come later, with the keys they will have."""

from __future__ import annotations

from engine.catalog import schemas
from engine.catalog.views.card import CARD
from engine.catalog.views.view_type import ViewType

LATER = (
    ViewType(
        "gantt",
        {"start": schemas.FIELD, "end": schemas.FIELD, "progress": schemas.FIELD, "after": schemas.FIELD},
        ("start", "end"),
        True,
    ),
    ViewType("tree", {"parent": schemas.FIELD, "columns": schemas.list_of(schemas.FIELD)}, ("parent",), True),
    ViewType("map", {"at": schemas.FIELD, "card": CARD}, ("at",), True),
)
