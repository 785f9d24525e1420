"""Ends the run."""

from __future__ import annotations

from typing import Any

from engine.catalog import schemas
from engine.catalog.steps.step_type import Outcome, StepContext, StepType


class Stop(StepType):
    """`stop: rejected`: the word is the result that the run shows."""

    name = "stop"
    schema = schemas.TEXT

    def run(self, options: Any, context: StepContext) -> Outcome:
        return Outcome(stop=str(options), sentence={"result": str(options)})
