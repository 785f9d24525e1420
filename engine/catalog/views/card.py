"""What a record looks like as a card: on a board, in a calendar, in a gallery."""

from __future__ import annotations

from engine.catalog import schemas
from engine.catalog.schemas import Schema

CARD: Schema = schemas.fixed(
    {
        "title": schemas.FIELD,
        "lines": schemas.list_of(schemas.FIELD, maxItems=6),
        "badge": schemas.FIELD,
        "color": schemas.meaning("field", types=["select"]),
    }
)
