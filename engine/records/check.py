"""Says what saving would say, without saving: errors, states of fields, defaults and formulas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.records import logic, options, row_logic
from engine.records.evaluating import Evaluation
from engine.records.permitting import reaching, require, require_row, unknown
from engine.records.preparing import Prepared, Preparer
from engine.records.presenting import presented
from engine.records.results import Checked
from engine.records.screen_logic import may_know
from engine.records.taken import taken
from engine.storage import rows

if TYPE_CHECKING:
    from engine.access import Granted
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction


def check(ctx: RecordContext, form: Form, values: Mapping[str, Any], id: int | None = None) -> Checked:
    """What a form on the screen asks while somebody types: of a new record, or of record `id` with these changes.

    Raises PermissionDenied, NotFound.
    """

    def work(tx: Transaction) -> Checked:
        preparer = Preparer(ctx, tx, form)
        if id is None:
            decision = require(ctx, "create", form)
            granted = reaching(decision, Evaluation(preparer.related, form, {}))
            return _checked(ctx, tx, form, preparer.new(values, granted), None, granted)
        old = rows.read(tx, form, id)
        if old is None:
            raise unknown(form, id)
        before = Evaluation(preparer.related, form, old, id=id)
        granted = require_row(ctx, "update", form, before)
        return _checked(ctx, tx, form, preparer.change(id, old, values, granted), before, granted)

    return ctx.read(work)


def defaults(ctx: RecordContext, form: Form) -> dict[str, Any]:
    """The JSON values that a new record starts with. Raises PermissionDenied."""

    def work(tx: Transaction) -> dict[str, Any]:
        preparer = Preparer(ctx, tx, form)
        decision = require(ctx, "create", form)
        granted = reaching(decision, Evaluation(preparer.related, form, {}))
        return _shown(ctx, form, preparer.new({}, granted, check=False), granted)

    return ctx.read(work)


def _checked(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    prepared: Prepared,
    before: Evaluation | None,
    granted: tuple[Granted, ...],
) -> Checked:
    # What may be written is decided by the record as it is stored, as saving does.
    writable = None if ctx.actor.is_admin else _writable(before or prepared.record, granted)
    _, offered = may_know(ctx, form)
    states = options.narrowed(form.fields, prepared.record, logic.states(form, prepared.record, before, writable))
    wrong = {error.path.partition(".")[0] for error in prepared.errors}
    same = taken(ctx, tx, form, prepared.record, None if before is None else prepared.changed, wrong)
    return Checked(
        errors=(*prepared.errors, *same),
        fields={name: state for name, state in states.items() if name in offered},
        values=_shown(ctx, form, prepared, granted),
        rules=tuple(part.id for part in logic.active(form, prepared.record)),
        sections=tuple(sorted(logic.open_sections(form, prepared.record))),
        rows={
            name: rows for name, rows in row_logic.states_of(form, prepared.record, before).items() if name in offered
        },
        locked=tuple(name for name in form.fields if name in offered and writable is not None and name not in writable),
    )


def _writable(record: Evaluation, granted: tuple[Granted, ...]) -> frozenset[str]:
    return frozenset(
        name
        for grant in granted
        for name, condition in grant.writable.items()
        if condition is True or record.holds(condition)
    )


def _shown(ctx: RecordContext, form: Form, prepared: Prepared, granted: tuple[Granted, ...]) -> dict[str, Any]:
    """The values the actor may see: readable ones, and those it may write itself."""
    seen = presented(ctx, form, prepared.record)
    names = {name for name in seen if name in form.fields}
    if prepared.record.id is None:
        decision = ctx.decide("read", form)
        names = set(decision.visible) if decision.allowed else set()
        names |= {name for grant in granted for name in grant.readable}
    found = {}
    for name, field in form.fields.items():
        if name in names:
            value = prepared.record.value(name) if name in form.live else prepared.values.get(name)
            found[name] = seen[name] if name in seen else None if value is None else field.type.to_json(value, field)
    return found
