"""Many records in one call: made, made or changed by key, or changed alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.errors import FieldError, FormwrightError, InvalidValues, NotFound, PermissionDenied, TooLarge
from engine.records.attaching import claim_files
from engine.records.create import written
from engine.records.evaluating import Evaluation
from engine.records.finding import find_by_key_in, key_fields
from engine.records.once import done_once
from engine.records.permitting import reaching, require
from engine.records.preparing import Prepared, Preparer
from engine.records.results import Bulk, Saved
from engine.records.saving import explained, give_serials
from engine.records.shape import shape_of
from engine.records.update import update_in
from engine.records.validating import references
from engine.records.writing import Journal
from engine.storage import rows
from engine.storage.errors import UniqueViolation

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

MOST = 10_000
MOST_ERRORS = 1_000


@dataclass
class _Batch:
    """What happens to each row that was sent, by its index."""

    ids: list[int | None]
    errors: list[FieldError] = field(default_factory=list)
    created: int = 0
    updated: int = 0


def create_many(
    ctx: RecordContext,
    form: Form,
    sent: Sequence[Any],
    *,
    partial: bool = False,
    upsert: str | None = None,
    system: Sequence[Mapping[str, Any]] | None = None,
) -> Bulk:
    """Writes many records in one transaction and one change set; with `upsert`, records with the same key are changed.

    All or nothing, unless `partial`: then what is wrong stands in `errors` with paths like `7.amount`, and the id of
    such a row is None. Raises InvalidValues (those errors), PermissionDenied, TooLarge, Conflict.
    """
    if len(sent) > MOST:
        raise TooLarge(limit=MOST, unit="records")
    found: list[Bulk] = []

    def work(ctx: RecordContext, tx: Transaction) -> Saved:
        live = ctx.live_form(form)
        bulk = _create_many(ctx, tx, live, sent, partial, upsert, system)
        found[:] = [bulk]
        kept = {
            "ids": list(bulk.ids),
            "created": bulk.created,
            "updated": bulk.updated,
            "errors": [[error.path, error.code, dict(error.values), error.message] for error in bulk.errors],
        }
        return Saved(0, 0, kept, bulk.change_set)

    saved = done_once(ctx, form, sent, work)
    kept = saved.record
    errors = tuple(FieldError(*error) for error in kept["errors"])
    return found[0] if found else Bulk(kept["ids"], kept["created"], kept["updated"], errors, saved.change_set)


def _create_many(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    sent: Sequence[Any],
    partial: bool,
    upsert: str | None,
    system: Sequence[Mapping[str, Any]] | None,
) -> Bulk:
    decision = require(ctx, "create", form)
    preparer = Preparer(ctx, tx, form)
    granted = reaching(decision, Evaluation(preparer.related, form, {}))
    batch = _Batch([None] * len(sent))
    journal = Journal(ctx, tx)
    new: list[tuple[int, Prepared]] = []
    known = _known_by_key(ctx, tx, form, sent, upsert, batch.errors) if upsert else {}
    preparer.related.hold_above(form, set(known.values()), [values for values in sent if isinstance(values, Mapping)])
    preparer.prefetch(sent)
    preparer.by_block = True
    for index, values in enumerate(sent):
        if not isinstance(values, Mapping):
            batch.errors.append(FieldError(str(index), "value.not_a_record_object"))
        elif known.get(index) is not None:
            _change(ctx, tx, form, index, known[index], values, batch, journal)
        else:
            new.append((index, preparer.new(values, granted, system=system is not None)))
    preparer.targets.settle()
    for index, prepared in new:
        batch.errors.extend(error.under(str(index)) for error in prepared.errors)
    batch.errors.sort(key=lambda error: int(error.path.partition(".")[0]))
    new = [(index, prepared) for index, prepared in new if not prepared.errors]
    if batch.errors and not partial:
        raise InvalidValues(errors=batch.errors[:MOST_ERRORS])
    _write_new(ctx, tx, form, new, batch, journal, preparer, partial, system)
    if batch.errors and not partial:
        raise InvalidValues(errors=batch.errors[:MOST_ERRORS])
    journal.close()
    return Bulk(batch.ids, batch.created, batch.updated, tuple(batch.errors), journal.change_set)


def _known_by_key(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    sent: Sequence[Any],
    upsert: str,
    errors: list[FieldError],
) -> dict[int, int]:
    """The record of each row's key, by index; two rows with one key are an error."""
    fields = key_fields(form, upsert)
    seen: dict[str, int] = {}
    found: dict[int, int] = {}
    for index, values in enumerate(sent):
        if not isinstance(values, Mapping):
            continue
        key = {name: values.get(name) for name in fields}
        if any(value is None for value in key.values()):
            continue
        if (first := seen.setdefault(repr(key), index)) != index:
            errors.append(FieldError(f"{index}.{fields[0]}", "value.key_twice", {"row": first}))
            continue
        try:
            id = find_by_key_in(ctx, tx, form, key)
        except InvalidValues as trouble:
            errors.extend(error.under(str(index)) for error in trouble.errors)
            continue
        if id is not None:
            found[index] = id
    return found


def _change(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    index: int,
    id: int,
    values: Mapping[str, Any],
    batch: _Batch,
    journal: Journal,
) -> None:
    try:
        with tx.savepoint():
            update_in(ctx, tx, form, id, values, journal=journal)
    except (InvalidValues, UniqueViolation, PermissionDenied, NotFound) as trouble:
        batch.errors.extend(at_index(trouble, index))
    else:
        batch.ids[index] = id
        batch.updated += 1


def at_index(trouble: FormwrightError, index: int) -> list[FieldError]:
    """The errors of one row of many, seen from the whole list."""
    if trouble.errors:
        return [error.under(str(index)) for error in trouble.errors]
    return [FieldError(str(index), trouble.code, trouble.values)]


def _write_new(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    new: Sequence[tuple[int, Prepared]],
    batch: _Batch,
    journal: Journal,
    preparer: Preparer,
    partial: bool,
    system: Sequence[Mapping[str, Any]] | None,
) -> None:
    if not new:
        return
    give_serials(ctx, tx, form, [prepared.stored for _, prepared in new])
    moment, by = ctx.clock.moment, ctx.actor.user_id
    stamps = [system[index] for index, _ in new] if system else None
    ids: list[int | None]
    try:
        with tx.savepoint():
            stored = [prepared.stored for _, prepared in new]
            ids = list(rows.insert_many(tx, form, stored, at=moment, by=by, system=stamps))
    except UniqueViolation:
        # Some row collides: one by one, to say which.
        ids = [_alone(ctx, tx, form, index, prepared, batch, system) for index, prepared in new]
        if batch.errors and not partial:
            return
    has_rows = bool(preparer.subforms)
    read_back = rows.read_many(tx, form, [id for id in ids if id is not None]) if has_rows else {}
    for (index, prepared), id in zip(new, ids, strict=True):
        if id is None:
            continue
        batch.ids[index] = id
        batch.created += 1
        claim_files(ctx, tx, form, id, prepared.values)
        stamp = system[index] if system else None
        after = read_back[id] if has_rows else written(ctx, tx, form, id, prepared, stamp)
        journal.created(form, id, after["revision"], after)


def _alone(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    index: int,
    prepared: Prepared,
    batch: _Batch,
    system: Sequence[Mapping[str, Any]] | None,
) -> int | None:
    try:
        with tx.savepoint():
            return rows.insert(
                tx,
                form,
                prepared.stored,
                at=ctx.clock.moment,
                by=ctx.actor.user_id,
                system=system[index] if system else None,
            )
    except UniqueViolation as broken:
        batch.errors.extend(at_index(explained(ctx, form, broken), index))
        return None


def update_many(
    ctx: RecordContext,
    form: Form,
    values: Mapping[str, Any],
    *,
    ids: Sequence[int] | None = None,
    where: str | None = None,
    search: str | None = None,
) -> Bulk:
    """The same change to many records, all or nothing, as one change set: those with `ids`, or all that `where` finds.

    Raises InvalidValues (paths `<index>.<field>`, index in the order of the ids), PermissionDenied, NotFound, TooLarge.
    """
    from engine.records.listing import ids_where

    def work(ctx: RecordContext, tx: Transaction) -> Bulk:
        live = ctx.live_form(form)
        wanted = list(dict.fromkeys(ids)) if ids is not None else ids_where(ctx, tx, live, where, search, MOST + 1)
        if len(wanted) > MOST:
            raise TooLarge(limit=MOST, unit="records")
        return _update_many(ctx, tx, live, values, wanted)

    return ctx.write(work)


def _update_many(
    ctx: RecordContext, tx: Transaction, form: Form, values: Mapping[str, Any], ids: Sequence[int]
) -> Bulk:
    require(ctx, "update", form)
    unique = {name for key in form.unique.values() for name in key.fields if len(key.fields) == 1}
    if len(ids) > 1 and not unique.isdisjoint(values):
        same = [FieldError(name, "value.not_unique", {"fields": [name]}) for name in unique & set(values)]
        raise InvalidValues(errors=same)
    preparer, journal = Preparer(ctx, tx, form), Journal(ctx, tx)
    batch = _Batch(list(ids))
    preparer.related.hold_above(form, ids, [values], values)
    there = rows.read_many(tx, form, ids, lock=True)
    for target, pointed in _pointed(form, there.values()).items():
        preparer.related.fetch(target, pointed)
    for index, id in enumerate(ids):
        old = there.get(id)
        if old is None:
            batch.errors.append(FieldError(str(index), "not_found", {"what": form.id, "id": id}))
            continue
        try:
            saved = update_in(ctx, tx, form, id, values, journal=journal, preparer=preparer, old=old)
        except (InvalidValues, UniqueViolation, PermissionDenied, NotFound) as trouble:
            batch.errors.extend(at_index(trouble, index))
            if isinstance(trouble, UniqueViolation):
                break  # PostgreSQL does nothing more in this transaction
        else:
            batch.updated += saved.change_set is not None
    if batch.errors:
        raise InvalidValues(errors=batch.errors[:MOST_ERRORS])
    journal.close()
    return Bulk(batch.ids, 0, batch.updated, (), journal.change_set)


def _pointed(form: Form, records: Iterable[Mapping[str, Any]]) -> dict[str, set[int]]:
    """What the records point to, by form: read together instead of one by one."""
    found: dict[str, set[int]] = {}
    for values in records:
        for relation, _, id in references(shape_of(form), values):
            if relation.target is not None and not relation.many:
                found.setdefault(".".join(relation.target), set()).add(id)
    return found
