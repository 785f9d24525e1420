"""What happens to a record: created, updated, deleted, restored."""

from __future__ import annotations

from engine.catalog import schemas
from engine.catalog.triggers.trigger_type import TriggerType

_WHEN = schemas.meaning("trigger_condition", {"type": ["string", "boolean"]}, of="form")
_COMMON = {"form": schemas.FORM, "when": _WHEN}
_CHANGED = schemas.list_of(schemas.meaning("field", of="form"), minItems=1)

RECORD_TRIGGERS = (
    TriggerType("record.created", _COMMON, ("form",)),
    TriggerType("record.updated", {**_COMMON, "changed": _CHANGED}, ("form",), has_old=True),
    TriggerType("record.deleted", _COMMON, ("form",)),
    TriggerType("record.restored", _COMMON, ("form",)),
)
