"""What a step may do, filled in with the real records, people and clock, inside the step's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine import records
from engine.automation.values import RuleValues
from engine.clock import Clock
from engine.definition.expressions import Expression
from engine.definition.model import Form, Holes
from engine.definition.resolving.meanings import RoleRef
from engine.desk import notifications
from engine.errors import FormwrightError, Kind
from engine.expression.values import ErrorValue
from engine.people import membership
from engine.records import RecordContext
from engine.records.evaluating import Related
from engine.records.showing import show_holes


class StepValueFailed(FormwrightError):
    """An expression of a step gave an error value (`text`, `error`)."""

    code = "step_value_failed"
    kind = Kind.INVALID


class RuleStepContext:
    """Implements the StepContext of the catalog for one step of one run."""

    def __init__(
        self,
        context: RecordContext,
        app_id: str,
        values: RuleValues,
        *,
        run: int,
        path: str,
        rule: str,
        rule_label: str,
        form: Form,
        record_id: int,
    ):
        assert context.tx is not None
        self.context = context
        self.tx = context.tx
        self.app_id = app_id
        self.values = values
        self.run = run
        self.path = path
        self.rule = rule
        self.rule_label = rule_label
        self.form = form
        self.record_id = record_id

    @property
    def record(self) -> Mapping[str, Any] | None:
        return self.values.values or None

    @property
    def clock(self) -> Clock:
        return self.context.clock

    def create(self, form: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        saved = records.create(self.context, self._form(form), values)
        return {**saved.record, "id": saved.id}

    def update(self, form: str, id: int, values: Mapping[str, Any]) -> Mapping[str, Any]:
        saved = records.update(self.context, self._form(form), id, values)
        return {**saved.record, "id": saved.id}

    def notify(self, users: Sequence[int], text: str) -> None:
        notifications.notify(
            self.tx,
            users,
            text,
            key=f"run/{self.run}/{self.path}",
            source={"kind": "rule", "id": self.rule, "label": self.rule_label, "run": self.run},
            app=self.app_id,
            form=self.form.id,
            record=self.record_id,
        )

    def evaluate(self, expression: Any) -> Any:
        """The value of an option: an expression's value, a text with its holes filled, or the literal itself."""
        if isinstance(expression, Expression):
            value = expression.run(self.values)
            if isinstance(value, ErrorValue):
                raise StepValueFailed(text=expression.text, error=str(value))
            return _plain(value)
        if isinstance(expression, Holes):
            return self.render(expression)
        return expression

    def render(self, holes: Any) -> str:
        if isinstance(holes, Holes):
            return show_holes(self.context, self.values, holes)
        return str(holes)

    def people(self, written: Any) -> Sequence[int]:
        found: dict[int, None] = {}
        for item in written if isinstance(written, (list, tuple)) else [written]:
            if isinstance(item, RoleRef):
                members = membership.members(self.tx, self.app_id, item.role)
                found.update(dict.fromkeys(members))
            else:
                found.update(dict.fromkeys(_ids(self.evaluate(item))))
        return list(found)

    def _form(self, name: str) -> Form:
        app, _, form = name.rpartition(".")
        return self.context.form(app or self.app_id, form)


def related(context: RecordContext) -> Related:
    """The records that this transaction's expressions meet on their way."""
    assert context.tx is not None
    return Related(context, context.tx)


def _plain(value: Any) -> Any:
    """A record as its id: that is what a relation takes."""
    if isinstance(value, Mapping) and "id" in value:
        return value["id"]
    return value


def _ids(value: Any) -> Iterable[int]:
    if isinstance(value, (list, tuple)):
        return [number for item in value for number in _ids(item)]
    value = _plain(value)
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []
