"""Files that belong to a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog import attachments, schemas
from engine.catalog.fields.field_type import Ask, FieldExamples


class File(attachments.Attachments):
    """`max` counts files, `max_size` is in megabytes each, `types` are endings (`pdf`) or kinds (`image/*`)."""

    name = "file"
    schema = {
        **attachments.SCHEMA,
        "types": schemas.list_of({"type": "string", "pattern": r"^(?:[a-z0-9]{1,10}|[a-z]+/(?:\*|[a-z0-9.+-]+))$"}),
    }
    examples = FieldExamples(
        settings={"max": 2},
        good=(([attachments.ONE], [attachments.ONE]), ([], None), (None, None), (["f1"], [{"id": "f1"}])),
        bad=(
            ("f1", "value.not_a_list"),
            ([{"name": "x"}], "value.not_a_file"),
            (["a", "b", "c"], "value.too_many_items"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        return {"max": None, "max_size": None, "types": (), **settings}
