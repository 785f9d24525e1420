"""Pictures of a record, shown as small ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog import attachments, schemas
from engine.catalog.fields.field_type import Ask, FieldExamples

# What every browser shows and the server can make small; drawings that may hold scripts are none of them.
TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif")
_ONE = {"id": "f1", "name": "a.png", "size": 3, "type": "image/png"}


class Image(attachments.Attachments):
    """`max` counts pictures, `max_size` is in megabytes each (20); `camera` asks a phone for a photo of the moment.

    Only what can be opened as a picture is taken. What is shown small carries neither place nor camera.
    """

    name = "image"
    schema = {**attachments.SCHEMA, "camera": schemas.FLAG}
    examples = FieldExamples(
        settings={"max": 2},
        good=(([_ONE], [_ONE]), ([], None), (None, None), (["f1"], [{"id": "f1"}])),
        bad=(
            ("f1", "value.not_a_list"),
            ([{"name": "x"}], "value.not_a_file"),
            (["a", "b", "c"], "value.too_many_items"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        return {"max": None, "max_size": 20, "camera": False, **settings, "types": TYPES, "opens_as": "image"}
