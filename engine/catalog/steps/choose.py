"""Takes the first branch whose condition holds."""

from __future__ import annotations

from typing import Any

from engine.catalog import schemas
from engine.catalog.steps.step_type import Outcome, StepContext, StepType

STEPS = schemas.meaning("steps", {"type": "array", "items": {"$ref": "#/$defs/step"}})


class Choose(StepType):
    """A list of `{id, when, do}`; `default` beside `choose` holds the steps for when no branch fits."""

    name = "choose"
    schema = schemas.list_of(
        schemas.fixed(
            {"id": schemas.ID, "label": schemas.LABEL, "when": schemas.CONDITION, "do": STEPS}, ("id", "when", "do")
        ),
        minItems=1,
    )

    def run(self, options: Any, context: StepContext) -> Outcome:
        for branch in options:
            if context.evaluate(branch["when"]) is True:
                return Outcome(branch=branch["id"], sentence={"branch": branch["id"]})
        return Outcome(branch="default", sentence={"branch": "default"})
