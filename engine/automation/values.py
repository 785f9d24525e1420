"""What the expressions of a rule read: the record now, the event's snapshot, earlier steps, the item of a loop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import records
from engine.definition.model import Field, Form
from engine.events import RecordEvent
from engine.records import RecordContext
from engine.records.evaluating import Evaluation, Related, from_json


class RuleValues(Evaluation):
    """An expression's context for one rule and one event.

    In a trigger's condition the record's fields are the root names; in steps they stand under `record`.
    """

    def __init__(
        self,
        related: Related,
        form: Form,
        record: Mapping[str, Any],
        *,
        id: int,
        old: Mapping[str, Any] | None,
        trigger: Mapping[str, Any] | None = None,
        outputs: Mapping[str, Any] | None = None,
    ):
        super().__init__(related, form, record, old=old, id=id)
        self.trigger = trigger or {}
        self.outputs = outputs or {}

    def value(self, name: str) -> Any:
        if name == "record":
            return self.whole()
        if name == "trigger":
            return self.trigger
        if name == "steps":
            return self.outputs
        return super().value(name)


def snapshot(context: RecordContext, form: Form, event: RecordEvent) -> tuple[dict[str, Any], dict[str, Any]]:
    """(values as of the event, old values): the row as it is, with what the event itself said laid over it."""
    now = values_now(context, form, event.id)
    old = {name: _python(form.fields.get(name), value) for name, value in event.old.items()}
    new = {name: _python(form.fields.get(name), value) for name, value in event.new.items()}
    return {**now, **new}, {**now, **new, **old}


def values_now(context: RecordContext, form: Form, record_id: int) -> dict[str, Any]:
    """The record's python values, deleted or not; empty when it was purged."""
    return dict(records.values_of(context, form, record_id, deleted=True) or {})


def _python(field: Field | None, value: Any) -> Any:
    return None if field is None else from_json(field, value)
