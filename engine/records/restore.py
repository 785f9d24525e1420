"""Out of the recycle bin, as the record was, unless another has taken its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.records.evaluating import Evaluation, Related
from engine.records.finding import with_same_key
from engine.records.grouping import Written, require_groups
from engine.records.permitting import require_row, unknown
from engine.records.presenting import presented
from engine.records.results import Saved
from engine.records.saving import answer, explained
from engine.records.writing import Journal
from engine.storage import rows
from engine.storage.errors import UniqueViolation

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction


def restore(ctx: RecordContext, form: Form, id: int) -> Saved:
    """Takes a record out of the bin with its rows and links.

    Raises NotFound when it is not in the bin (or may not be seen there), PermissionDenied, UniqueViolation when a
    living record has its unique values: `extra` shows both, `record` and `other`.
    """

    def work(ctx: RecordContext, tx: Transaction) -> Saved:
        journal = Journal(ctx, tx)
        live = ctx.live_form(form)
        saved = restore_in(ctx, tx, live, id, journal)
        journal.close()
        now = rows.read(tx, live, id) if journal.computed(live, id) or journal.left else None
        if now is None:
            return saved
        return answer(ctx, live, Related(ctx, tx), id, now, journal.change_set, journal.left)

    return ctx.write(work)


def restore_in(ctx: RecordContext, tx: Transaction, form: Form, id: int, journal: Journal) -> Saved:
    """The same within a transaction; the journal is the caller's to close."""
    related = Related(ctx, tx)
    related.hold_above(form, [id])
    old = rows.read(tx, form, id, lock=True, deleted=True)
    if old is None or old["deleted_at"] is None:
        raise unknown(form, id)
    before = Evaluation(related, form, old, id=id)
    require_row(ctx, "restore", form, before)
    try:
        with tx.savepoint():
            revision = rows.restore(tx, form, id, at=ctx.clock.moment, by=ctx.actor.user_id)
    except UniqueViolation as broken:
        error = explained(ctx, form, broken)
        other = with_same_key(ctx, tx, form, broken.values.get("key"), old)
        error.extra["record"] = presented(ctx, form, before)
        error.extra["other"] = None if other is None else presented(ctx, form, other)
        raise error from broken
    if revision is None:
        raise unknown(form, id)
    require_groups(ctx, tx, form, [Written(id, None, old)])
    journal.moved("restored", form, id, revision)
    stamps = {"revision": revision, "deleted_at": None, "updated_at": ctx.clock.moment, "updated_by": ctx.actor.user_id}
    return answer(ctx, form, related, id, {**old, **stamps}, journal.change_set)
