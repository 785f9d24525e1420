"""A changed record: permit, compare revisions, prepare, write, remember, say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.errors import InvalidValues, StaleRevision
from engine.records.attaching import claim_files
from engine.records.evaluating import Evaluation, Related
from engine.records.grouping import Written, require_groups
from engine.records.permitting import require_row, unknown
from engine.records.preparing import Preparer
from engine.records.presenting import presented
from engine.records.results import Saved
from engine.records.saving import answer, unique_rules_explained
from engine.records.shape import shape_of
from engine.records.writing import Journal
from engine.storage import rows

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction


def update(ctx: RecordContext, form: Form, id: int, values: Mapping[str, Any], *, revision: int | None = None) -> Saved:
    """Changes the fields named in `values` (JSON values); nothing is written when nothing is different.

    `revision`: the one that was read. Raises StaleRevision (`extra["current"]` is the record now), NotFound,
    PermissionDenied, InvalidValues, UniqueViolation.
    """

    def work(ctx: RecordContext, tx: Transaction) -> Saved:
        return update_in(ctx, tx, ctx.live_form(form), id, values, revision=revision)

    return ctx.write(work)


def update_in(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    id: int,
    values: Mapping[str, Any],
    *,
    revision: int | None = None,
    journal: Journal | None = None,
    preparer: Preparer | None = None,
    old: Mapping[str, Any] | None = None,
) -> Saved:
    """The same within a transaction; a given `journal` is the caller's to close, `old` was read (and locked) by it."""
    preparer = preparer or Preparer(ctx, tx, form)
    related = preparer.related
    if old is None:
        related.hold_above(form, [id], [values], values)
        old = rows.read(tx, form, id, lock=True)
    if old is None:
        raise unknown(form, id)
    before = Evaluation(related, form, old, id=id)
    granted = require_row(ctx, "update", form, before)
    require_revision(ctx, form, before, revision)
    prepared = preparer.change(id, old, values, granted)
    if prepared.errors:
        raise InvalidValues(errors=prepared.errors)
    if not prepared.changed:
        return answer(ctx, form, related, id, old, None)
    own = journal or Journal(ctx, tx)
    moment, by = ctx.clock.moment, ctx.actor.user_id
    with unique_rules_explained(ctx, form):
        new = rows.update(tx, form, id, prepared.stored, at=moment, by=by, old=old)
    if new is None:
        raise unknown(form, id)
    claim_files(ctx, tx, form, id, prepared.values, old)
    after: Mapping[str, Any] = {**prepared.values, "revision": new, "updated_at": moment, "updated_by": by, "id": id}
    if any(subform.id in prepared.changed for subform in shape_of(form).subforms):
        after = rows.read(tx, form, id) or after
    related.put(form, id, after)
    require_groups(ctx, tx, form, [Written(id, old, after)])
    own.updated(
        form,
        id,
        new,
        {name: old.get(name) for name in prepared.changed},
        {name: after.get(name) for name in prepared.changed},
    )
    if journal is None:
        own.close()
        after = {**after, **own.computed(form, id)}
    return answer(ctx, form, related, id, after, own.change_set, own.left)


def require_revision(ctx: RecordContext, form: Form, record: Evaluation, revision: int | None) -> None:
    """Raises StaleRevision with the record as it is now, when it is not the one that was read."""
    now = record.values["revision"]
    if revision is not None and revision != now:
        raise StaleRevision(id=record.id, revision=revision, now=now, extra={"current": presented(ctx, form, record)})


def values_of(ctx: RecordContext, form: Form, id: int, *, deleted: bool = False) -> dict[str, Any] | None:
    """All python values of a record, without asking what the actor may see: for rules, never for answers."""
    return ctx.read(lambda tx: rows.read(tx, form, id, deleted=deleted))


def evaluation(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    values: Mapping[str, Any],
    *,
    id: int | None = None,
    old: Mapping[str, Any] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Evaluation:
    """A record as expressions see it, its relations followed when they are asked for."""
    return Evaluation(Related(ctx, tx), form, values, old=old, id=id, extra=extra)
