"""Into the recycle bin: what points to the record decides whether it may go, and what happens to those that point."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from engine.errors import Conflict, FieldError
from engine.records.evaluating import Evaluation, Related
from engine.records.permitting import field_label, label_of, require_row, unknown
from engine.records.update import require_revision
from engine.records.writing import Journal
from engine.storage import rows
from engine.storage.referring import referrers

if TYPE_CHECKING:
    from engine.definition.model import Field, Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

# A cascade that goes further than this is no slip of the mouse any more.
MOST = 10_000


@dataclasses.dataclass
class _Emptied:
    """Records of one form that point to what goes, and by which relations (in which subform)."""

    form: Form
    relations: list[tuple[Field, Field | None]] = dataclasses.field(default_factory=list)
    records: set[int] = dataclasses.field(default_factory=set)


class DeleteRestricted(Conflict):
    """Other records still point to this one; `errors` name the relations with the number of records."""

    code = "delete_restricted"


def delete(ctx: RecordContext, form: Form, id: int, *, revision: int | None = None) -> None:
    """Moves a record into the bin with its rows and links.

    Relations that point here do as their `on_delete` says: restrict refuses, clear empties them, cascade deletes
    theirs too. Raises NotFound, PermissionDenied, StaleRevision, DeleteRestricted.
    """

    def work(ctx: RecordContext, tx: Transaction) -> None:
        journal = Journal(ctx, tx)
        delete_in(ctx, tx, ctx.live_form(form), id, journal, revision=revision)
        journal.close()

    ctx.write(work)


def delete_in(
    ctx: RecordContext, tx: Transaction, form: Form, id: int, journal: Journal, *, revision: int | None = None
) -> None:
    """The same within a transaction; the journal is the caller's to close."""
    related = Related(ctx, tx)
    related.hold_above(form, [id])
    old = rows.read(tx, form, id, lock=True)
    if old is None:
        raise unknown(form, id)
    before = Evaluation(related, form, old, id=id)
    require_row(ctx, "delete", form, before)
    require_revision(ctx, form, before, revision)
    _remove(ctx, tx, form, [id], journal, set())


def delete_many_in(ctx: RecordContext, tx: Transaction, form: Form, ids: Sequence[int], journal: Journal) -> None:
    """Deletes several records together, all or none; those in the bin already are passed over."""
    related = Related(ctx, tx)
    related.hold_above(form, ids)
    there = rows.read_many(tx, form, ids, lock=True)
    for id, old in there.items():
        require_row(ctx, "delete", form, Evaluation(related, form, old, id=id))
    if there:
        _remove(ctx, tx, form, list(there), journal, set())


def relations_to(ctx: RecordContext, form: Form) -> Iterator[tuple[Form, Field, Field | None]]:
    """(form, relation, subform it stands in or None) of every relation of every app that leads to `form`."""
    target = (form.app_id, form.id)
    for app in ctx.apps.all().values():
        for other in app.forms.values():
            for field in other.fields.values():
                if field.stores == "row_table":
                    for inner in field.fields.values():
                        if inner.target == target and inner.stores != "none":
                            yield other, inner, field
                elif field.target == target and field.stores != "none":
                    yield other, field, None


def _remove(
    ctx: RecordContext, tx: Transaction, form: Form, ids: list[int], journal: Journal, going: set[tuple[str, int]]
) -> None:
    going.update((form.name, id) for id in ids)
    if len(going) > MOST:
        raise DeleteRestricted(form=label_of(ctx, form), count=len(going), errors=[])
    refused: list[FieldError] = []
    emptied: dict[str, _Emptied] = {}
    for other, relation, subform in relations_to(ctx, form):
        pairs = referrers(tx, other, relation, ids, subform=subform)
        pointing = {record for record, _ in pairs if (other.name, record) not in going}
        if not pointing:
            continue
        on_delete = relation.settings.get("on_delete") or "clear"
        if on_delete == "restrict":
            refused.append(_refusal(ctx, other, relation, subform, pointing))
        elif on_delete == "cascade" and subform is None:
            Related(ctx, tx).hold_above(other, pointing)
            _remove(ctx, tx, other, sorted(pointing), journal, going)
        else:
            found = emptied.setdefault(other.name, _Emptied(other))
            found.relations.append((relation, subform))
            found.records |= pointing
    if refused:
        raise DeleteRestricted(form=label_of(ctx, form), count=len(refused), errors=refused)
    for found in emptied.values():
        found.records -= {id for name, id in going if name == found.form.name}
        _clear(ctx, tx, found, set(ids), journal)
    for id in ids:
        revision = rows.soft_delete(tx, form, id, at=ctx.clock.moment, by=ctx.actor.user_id)
        if revision is not None:
            journal.moved("deleted", form, id, revision)


def _refusal(ctx: RecordContext, form: Form, field: Field, subform: Field | None, pointing: set[int]) -> FieldError:
    name = field.id if subform is None else f"{subform.id}.{field.id}"
    label = field_label(ctx, form, field.id) if subform is None else field_label(ctx, form, subform.id)
    values = {"form": label_of(ctx, form), "field": label, "count": len(pointing)}
    return FieldError(f"{form.id}.{name}", "value.still_used", values)


def _clear(ctx: RecordContext, tx: Transaction, emptied: _Emptied, gone: set[int], journal: Journal) -> None:
    """Empties the relations of records that point to what goes: one change each, with history and event."""
    form = emptied.form
    names = {field.id if subform is None else subform.id for field, subform in emptied.relations}
    Related(ctx, tx).hold_above(form, emptied.records, changed=names)
    for id, old in rows.read_many(tx, form, sorted(emptied.records), lock=True).items():
        after: dict[str, Any] = {}
        for field, subform in emptied.relations:
            if subform is None:
                after[field.id] = _without(old.get(field.id), gone)
            else:
                before = after.get(subform.id, old.get(subform.id)) or ()
                after[subform.id] = tuple({**row, field.id: _without(row.get(field.id), gone)} for row in before)
        changed = {name: value for name, value in after.items() if value != old.get(name)}
        revision = rows.update(tx, form, id, changed, at=ctx.clock.moment, by=ctx.actor.user_id, old=old)
        if revision is not None:
            before = {name: old.get(name) for name in changed}
            journal.updated(form, id, revision, before, changed, settled=False)


def _without(value: Any, gone: set[int]) -> Any:
    if isinstance(value, tuple):
        return tuple(item for item in value if item not in gone) or None
    return None if value in gone else value
