"""Makes a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog import schemas
from engine.catalog.steps.step_type import Outcome, StepContext, StepType


class Create(StepType):
    """`{form: task, set: {subject: "Call {{ record.name }}", owner: "=record.owner"}}`; its output is the record."""

    name = "create"
    schema = schemas.fixed(
        {"form": schemas.FORM, "set": schemas.meaning("values", {"type": "object"}, of="form")}, ("form",)
    )

    def run(self, options: Mapping[str, Any], context: StepContext) -> Outcome:
        form = options["form"]
        values = {id: context.evaluate(value) for id, value in options.get("set", {}).items()}
        record = context.create(form, values)
        return Outcome(record, {"form": form, "id": record["id"]})
