"""Form logic on the server: what is shown, required, locked or refused for the values at hand, on every path."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from engine.errors import FieldError
from engine.records.evaluating import Evaluation
from engine.records.results import FieldState
from engine.records.shape import shape_of

if TYPE_CHECKING:
    from engine.definition.model import Form, LogicRule
    from engine.records.context import RecordContext


def active(form: Form, record: Evaluation) -> tuple[LogicRule, ...]:
    """The parts of the form's logic whose condition holds."""
    return tuple(part for part in form.logic.values() if part.when is None or record.holds(part.when))


def states(form: Form, record: Evaluation, writable: Collection[str] | None = None) -> Mapping[str, FieldState]:
    """How each field should be shown. A field that some logic shows is hidden while none of it holds."""
    holding = active(form, record)
    shown = {name for part in holding for name in part.show}
    conditional = {name for part in form.logic.values() for name in part.show}
    required = {name for part in holding for name in part.require}
    hidden = {name for part in holding for name in part.hide}
    locked = {name for part in holding for name in part.readonly}
    found = {}
    for name, field in form.fields.items():
        visible = (name not in conditional or name in shown) and name not in hidden
        found[name] = FieldState(
            visible=visible,
            required=visible and (field.required or name in required),
            readonly=not field.writable or name in locked or (writable is not None and name not in writable),
        )
    return found


def errors_of(
    ctx: RecordContext, form: Form, record: Evaluation, before: Evaluation | None, changed: Collection[str]
) -> list[FieldError]:
    """What the form's logic and its required fields say against saving `record`.

    A field is locked when the condition held before the change and still does: whoever moves a won deal back to
    contract may change the amount in the same breath, as the form on the screen lets them.
    """
    errors = []
    if form.logic:
        for part in active(form, record):
            if part.error is not None:
                errors.append(FieldError(part.field or "", "logic.error", {"logic": part.id}, said(ctx, form, part)))
            if part.readonly and before is not None and (part.when is None or before.holds(part.when)):
                errors.extend(FieldError(name, "value.locked") for name in part.readonly if name in changed)
    if form.logic:
        required: Collection[str] = [name for name, state in states(form, record).items() if state.required]
    else:
        required = shape_of(form).required
    for name in required:
        if is_empty(record.values.get(name)) and form.fields[name].writable:
            errors.append(FieldError(name, "value.required"))
    return errors


def said(ctx: RecordContext, form: Form, part: LogicRule) -> str:
    """The author's sentence in the caller's language."""
    return part.errors.get(ctx.language) or part.error or part.id


def is_empty(value: object) -> bool:
    return value is None or value == "" or value == () or value == []
