"""Triggers that come later, with the keys they will have."""

from __future__ import annotations

from engine.catalog import schemas
from engine.catalog.triggers.trigger_type import TriggerType

_WHEN = schemas.meaning("trigger_condition", {"type": ["string", "boolean"]}, of="form")
_RECORD = {"form": schemas.FORM, "when": _WHEN}
_TIME = {"type": "string", "pattern": "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"}

LATER = (
    TriggerType("record.matches", _RECORD, ("form", "when"), comes_later=True),
    TriggerType("form.submitted", {**_RECORD, "page": schemas.ID}, ("form",), comes_later=True),
    TriggerType(
        "date",
        {
            **_RECORD,
            "field": schemas.meaning("field", of="form", types=["date", "datetime", "formula", "lookup"]),
            "offset": schemas.DURATION,
            "at": _TIME,
            "catch_up": schemas.DURATION,
            "yearly": schemas.FLAG,
        },
        ("form", "field"),
        comes_later=True,
    ),
    TriggerType(
        "schedule",
        {
            "cron": schemas.TEXT,
            "every": schemas.DURATION,
            "tz": schemas.TEXT,
            "at": _TIME,
            "catch_up": schemas.DURATION,
        },
        has_record=False,
        comes_later=True,
    ),
    TriggerType("webhook", {"path": schemas.ID, "body": {"type": "object"}}, has_record=False, comes_later=True),
    TriggerType("button", {**_RECORD, "field": schemas.meaning("field", of="form")}, ("form",), comes_later=True),
    TriggerType("todo.done", {**_RECORD, "rule": schemas.ID, "step": schemas.TEXT}, comes_later=True),
    TriggerType("run.failed", {"rule": schemas.ID}, has_record=False, comes_later=True),
)
