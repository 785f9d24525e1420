"""Cards with a picture each."""

from __future__ import annotations

from engine.catalog import schemas
from engine.catalog.views.card import CARD
from engine.catalog.views.view_type import ViewType

GALLERY = ViewType(
    "gallery",
    {
        "cover": schemas.meaning("field", types=["file", "image"]),
        "fit": schemas.one_of("whole", "crop"),
        "size": schemas.one_of("small", "medium", "large"),
        "card": CARD,
    },
)
