"""Asks the policy and turns a no into an error that says which rule decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from engine.access import Decision, Granted
from engine.errors import FieldError, NotFound, PermissionDenied
from engine.records.evaluating import Evaluation
from engine.texts import say

if TYPE_CHECKING:
    from engine.access.policy import Action
    from engine.definition.model import Form
    from engine.records.context import RecordContext


def require(ctx: RecordContext, action: Action, form: Form) -> Decision:
    """The decision when it is yes. Raises PermissionDenied with the reason in the caller's language."""
    decision = ctx.decide(action, form)
    if not decision.allowed:
        raise denied(ctx, action, form, decision.reason.say(ctx.language))
    return decision


def denied(ctx: RecordContext, action: str, form: Form, reason: str) -> PermissionDenied:
    """The error of a no."""
    return PermissionDenied(
        action=say(f"access.action.{action}", language=ctx.language),
        resource=label_of(ctx, form),
        reason=reason,
    )


def label_of(ctx: RecordContext, form: Form) -> str:
    """The form's name in the caller's language."""
    return ctx.app_of(form).label_of(f"form/{form.id}", ctx.language)


def field_label(ctx: RecordContext, form: Form, name: str) -> str:
    """The field's name in the caller's language."""
    return ctx.app_of(form).label_of(f"form/{form.id}/fields/{name}", ctx.language)


def unknown(form: Form, id: Any) -> NotFound:
    """No such record, or none that the actor may know of: the same answer."""
    return NotFound(what=form.id, id=id)


def reaching(decision: Decision, record: Evaluation) -> tuple[Granted, ...]:
    """The grants whose row rule holds for this record."""
    return tuple(grant for grant in decision.grants if grant.rows is None or record.holds(grant.rows))


def is_readable(ctx: RecordContext, form: Form, record: Evaluation) -> bool:
    """Whether the actor may read this record at all."""
    decision = ctx.decide("read", form)
    return decision.allowed and bool(reaching(decision, record))


def require_row(ctx: RecordContext, action: Action, form: Form, record: Evaluation) -> tuple[Granted, ...]:
    """The grants that let the actor do `action` with this very record.

    Raises NotFound when it may not even be read, else PermissionDenied.
    """
    decision = ctx.decide(action, form)
    if not decision.allowed:
        if not is_readable(ctx, form, record):
            raise unknown(form, record.id)
        raise denied(ctx, action, form, decision.reason.say(ctx.language))
    granted = reaching(decision, record)
    if not granted:
        if action != "create" and not is_readable(ctx, form, record):
            raise unknown(form, record.id)
        reason = say("access.row_rule", {"roles": decision.reason.said("roles", ctx.language)}, ctx.language)
        raise denied(ctx, action, form, reason)
    return granted


def unwritable(
    ctx: RecordContext, form: Form, granted: Iterable[Granted], names: Iterable[str], record: Evaluation
) -> list[FieldError]:
    """An error for each of the fields that none of the grants opens for writing on this record."""
    grants = tuple(granted)
    rest = set(names)
    for grant in grants:
        rest -= grant.always_writable
        if not rest:
            return []
    errors = []
    for name in [name for name in form.fields if name in rest]:
        if not any(_opens(grant.writable, name, record) for grant in grants):
            values = {"field": field_label(ctx, form, name)}
            errors.append(FieldError(name, "access.field_rule", values))
    return errors


def _opens(writable: Mapping[str, Any], name: str, record: Evaluation) -> bool:
    condition = writable.get(name)
    return condition is True or (condition is not None and record.holds(condition))


def shown_fields(ctx: RecordContext, form: Form, record: Evaluation) -> tuple[frozenset[str], frozenset[str]]:
    """The fields of this very record that the actor may read, and those shown as stars; nothing if not the row."""
    decision = ctx.decide("read", form)
    if not decision.allowed:
        return frozenset(), frozenset()
    if decision.everything:
        return decision.readable, frozenset()
    if decision.row_filter and not reaching(decision, record):
        return frozenset(), frozenset()
    opened = {
        name
        for name, conditions in decision.conditional.items()
        if any(record.holds(condition) for condition in conditions)
    }
    return decision.readable | opened, decision.masked
