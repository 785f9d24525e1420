"""Tells people something inside the app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog import schemas
from engine.catalog.steps.step_type import Outcome, StepContext, StepType


class Notify(StepType):
    """`{to: "=record.owner", text: "Won: {{ record.name }}"}`; `to` is people, or roles as `role:sales_director`."""

    name = "notify"
    schema = schemas.fixed({"to": schemas.PEOPLE, "text": schemas.HOLES, "title": schemas.HOLES}, ("to", "text"))

    def run(self, options: Mapping[str, Any], context: StepContext) -> Outcome:
        users = context.people(options["to"])
        text = context.render(options["text"])
        if users:
            context.notify(users, text)
        return Outcome({"to": list(users), "text": text}, {"count": len(users), "text": text})
