"""Form logic on the server: what is shown, required, locked or refused for the values at hand, on every path."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from engine.errors import FieldError
from engine.records.evaluating import Evaluation
from engine.records.options import refused
from engine.records.results import FieldState
from engine.records.shape import shape_of

if TYPE_CHECKING:
    from engine.definition.model import Field, Form, LogicRule
    from engine.records.context import RecordContext


class Reacting(Protocol):
    """What has logic: a form, or a subform for each of its rows."""

    @property
    def fields(self) -> Mapping[str, Field]: ...
    @property
    def conditions(self) -> tuple[LogicRule, ...]: ...


def active(of: Reacting, record: Evaluation) -> tuple[LogicRule, ...]:
    """The parts of the logic whose condition holds."""
    return tuple(part for part in of.conditions if part.when is None or record.holds(part.when))


def open_sections(form: Form, record: Evaluation) -> frozenset[str]:
    """The sections of the layout that are there."""
    return frozenset(section.id for section in form.layout if section.visible is None or record.holds(section.visible))


def locked_by(form: Form, record: Evaluation, before: Evaluation | None) -> frozenset[str]:
    """Fields that logic locks: its condition held before the change and still does.

    So whoever moves a won deal back to contract may change the amount in the same breath. A new record has no before:
    only what locks whatever the record is like locks it.
    """
    return frozenset(
        name
        for part in form.conditions
        if part.readonly and (part.when is None or _holds_before(part, record, before))
        for name in part.readonly
    )


def _holds_before(part: LogicRule, record: Evaluation, before: Evaluation | None) -> bool:
    assert part.when is not None
    if not record.holds(part.when):
        return False
    return not part.when.fields if before is None else before.holds(part.when)


def states(
    form: Form, record: Evaluation, before: Evaluation | None = None, writable: Collection[str] | None = None
) -> Mapping[str, FieldState]:
    """How each field should be shown."""
    opened = open_sections(form, record)
    closed = {name for section in form.layout if section.id not in opened for name in section.items}
    return field_states(form, active(form, record), locked_by(form, record, before), closed, writable)


def field_states(
    of: Reacting,
    holding: Iterable[LogicRule],
    locked: Collection[str],
    closed: Collection[str] = (),
    writable: Collection[str] | None = None,
) -> Mapping[str, FieldState]:
    """The states that the parts `holding` give. A field that some logic shows is hidden while none of it holds."""
    holding = tuple(holding)
    shown = {name for part in holding for name in part.show}
    conditional = {name for part in of.conditions for name in part.show}
    required = {name for part in holding for name in part.require}
    hidden = {name for part in holding for name in part.hide}.union(closed)
    found = {}
    for name, field in of.fields.items():
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
    """What the form's logic and its required fields say against saving `record`; `changed` is what was typed."""
    shape = shape_of(form)
    errors = list(refused(ctx, shape, record, before)) if shape.dependent else []
    required: Collection[str] = shape.required
    if form.reacts:
        for part in active(form, record):
            if part.error is not None:
                errors.append(FieldError(part.field or "", "logic.error", {"logic": part.id}, said(ctx, part)))
        for name in sorted(locked_by(form, record, before).intersection(changed)):
            errors.append(FieldError(name, "value.locked"))
        found = states(form, record, before)
        errors = [error for error in errors if error.path not in found or found[error.path].visible]
        required = [name for name, state in found.items() if state.required]
        for name in changed:
            if not found[name].visible and not is_empty(record.values.get(name)):
                errors.append(FieldError(name, "value.hidden"))
    for name in required:
        if is_empty(record.values.get(name)) and form.fields[name].writable:
            errors.append(FieldError(name, "value.required"))
    return errors


def said(ctx: RecordContext, part: LogicRule) -> str:
    """The author's sentence in the caller's language."""
    return part.errors.get(ctx.language) or part.error or part.id


def is_empty(value: object) -> bool:
    return value is None or value == "" or value == () or value == []
