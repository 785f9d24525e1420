"""A new record: permit, prepare, write, remember, say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.errors import InvalidValues
from engine.records.attaching import claim_files
from engine.records.evaluating import Evaluation
from engine.records.grouping import Written, require_groups
from engine.records.once import done_once
from engine.records.permitting import reaching, require
from engine.records.preparing import Prepared, Preparer
from engine.records.results import Saved
from engine.records.saving import answer, give_serials, unique_rules_explained
from engine.records.shape import shape_of
from engine.records.writing import Journal
from engine.storage import rows

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction


def create(
    ctx: RecordContext, form: Form, values: Mapping[str, Any], *, system: Mapping[str, Any] | None = None
) -> Saved:
    """Writes a new record of `form` from JSON values (python values are taken too).

    `system` may set created_at, created_by, updated_at, updated_by (sample data, imports). With an idempotency key
    the second call gives the first one's answer. Raises PermissionDenied, InvalidValues, UniqueViolation, Conflict.
    """

    def work(ctx: RecordContext, tx: Transaction) -> Saved:
        return _create(ctx, tx, ctx.live_form(form), values, system)

    return done_once(ctx, form, values, work)


def _create(
    ctx: RecordContext, tx: Transaction, form: Form, values: Mapping[str, Any], system: Mapping[str, Any] | None
) -> Saved:
    decision = require(ctx, "create", form)
    preparer = Preparer(ctx, tx, form)
    granted = reaching(decision, Evaluation(preparer.related, form, {}))
    preparer.related.hold_above(form, (), [values])
    prepared = preparer.new(values, granted, system=system is not None)
    if prepared.errors:
        raise InvalidValues(errors=prepared.errors)
    give_serials(ctx, tx, form, [prepared.stored])
    journal = Journal(ctx, tx)
    with unique_rules_explained(ctx, form):
        id = rows.insert(tx, form, prepared.stored, at=ctx.clock.moment, by=ctx.actor.user_id, system=system)
    claim_files(ctx, tx, form, id, prepared.values)
    after = written(ctx, tx, form, id, prepared, system)
    preparer.related.put(form, id, after)
    require_groups(ctx, tx, form, [Written(id, None, after)])
    journal.created(form, id, after["revision"], after)
    journal.close()
    after.update(journal.computed(form, id))
    return answer(ctx, form, preparer.related, id, after, journal.change_set, journal.left)


def written(
    ctx: RecordContext, tx: Transaction, form: Form, id: int, prepared: Prepared, system: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The record as it now stands; read again only where the database gave something (ids of rows)."""
    if any(prepared.stored.get(subform.id) for subform in shape_of(form).subforms):
        found = rows.read(tx, form, id)
        assert found is not None
        return found
    moment, by = ctx.clock.moment, ctx.actor.user_id
    stamps = {"created_at": moment, "created_by": by, "updated_at": moment, "updated_by": by, "revision": 1}
    return {**prepared.stored, **stamps, **{k: v for k, v in (system or {}).items() if v is not None}, "id": id}
