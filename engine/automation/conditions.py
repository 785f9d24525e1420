"""Decides whether an event starts a rule, and keeps the answer with the values it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.automation.values import RuleValues, snapshot
from engine.definition.app import App
from engine.definition.model import Field, Form, Rule
from engine.events import RecordEvent
from engine.records import RecordContext
from engine.records.evaluating import Related


@dataclass(frozen=True)
class Explained:
    """A condition's answer: its text, whether it held, and what each name in it was."""

    text: str | None
    result: bool
    values: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "result": self.result, "values": dict(self.values)}


def explain(context: RecordContext, app: App, rule: Rule, event: RecordEvent) -> Explained:
    """Ask the rule's condition about the record as it was when the event happened."""
    condition = rule.trigger.when
    if condition is None:
        return Explained(None, True)
    assert context.tx is not None
    form = app.forms[event.form]
    values, old = snapshot(context, form, event)
    seen = RuleValues(Related(context, context.tx), form, values, id=event.id, old=old)
    shown = {".".join(path): _shown(form, path, _follow(seen, path)) for path in sorted(condition.fields)}
    return Explained(condition.text, seen.holds(condition), shown)


def _follow(seen: RuleValues, path: tuple[str, ...]) -> Any:
    """The value at the first name of a path; what lies behind a relation is told by the record's own page."""
    return seen.value(path[0])


def _shown(form: Form, path: tuple[str, ...], value: Any) -> Any:
    """A value as JSON, so that a run can keep it."""
    known: Field | None = form.fields.get(path[0])
    if known is None or value is None:
        return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
    return known.type.to_json(value, known)
