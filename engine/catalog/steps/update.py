"""Changes a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog import schemas
from engine.catalog.steps.step_type import Outcome, StepContext, StepType


class Update(StepType):
    """`{record: "=record", set: {stage: proposal}}`; without `record` it is the rule's own; an empty link is left."""

    name = "update"
    schema = schemas.fixed(
        {"record": schemas.RECORD, "set": schemas.meaning("values", {"type": "object"}, of="record")}, ("set",)
    )

    def run(self, options: Mapping[str, Any], context: StepContext) -> Outcome:
        target = options["record"]
        id = context.evaluate(target.expression)
        if id is None:
            return Outcome(None, {"form": target.form, "id": None})
        values = {key: context.evaluate(value) for key, value in options["set"].items()}
        record = context.update(target.form, id, values)
        return Outcome(record, {"form": target.form, "id": id})
