"""Takes back a change set: a cell edit, an import, a batch or a run, leaving what was changed since."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.errors import Conflict, FieldError, InvalidValues, NotFound, PermissionDenied
from engine.records.delete import DeleteRestricted, delete_in, delete_many_in
from engine.records.evaluating import Related, from_json
from engine.records.graph import in_order
from engine.records.restore import restore_in
from engine.records.results import Undone
from engine.records.update import update_in
from engine.records.writing import Journal, json_values
from engine.storage import change_rows, rows
from engine.storage.errors import UniqueViolation

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction


# Records taken back in one transaction.
BLOCK = 200


class AlreadyUndone(Conflict):
    """The change set was taken back before."""

    code = "already_undone"


def undo(ctx: RecordContext, change_set: int) -> Undone:
    """Takes back what the change set did, as far as the actor may and nobody has changed it since.

    Created records go into the bin, deleted ones come back, changed fields get their old value where they still have
    the new one; `kept` says what stayed and why (`{app, form, id, field, code, now}`). Undo is a change set itself and
    can be undone. Raises NotFound (no such set, or somebody else's), AlreadyUndone.
    """

    def begin(ctx: RecordContext, tx: Transaction) -> RecordContext:
        found = change_rows.find_change_set(tx, change_set, lock=True)
        if found is None or not (ctx.actor.is_admin or found["user"] == ctx.actor.user_id is not None):
            raise NotFound(what="change_set", id=change_set)
        if found["undone_by"] is not None:
            raise AlreadyUndone(id=change_set)
        return replace(ctx, origin="undo").begin_change_set(tx, undoes=change_set)

    if ctx.tx is not None:
        inside = begin(ctx, ctx.tx)
        done = Undone(0, [], inside.change_set)
        below: int | None = None
        while (below := _block(inside, ctx.tx, change_set, below, done)) is not None:
            pass
        change_rows.mark_undone(ctx.tx, change_set, done.change_set or 0)
        return done
    return _in_blocks(ctx, change_set, begin)


def _in_blocks(
    ctx: RecordContext, change_set: int, begin: Callable[[RecordContext, Transaction], RecordContext]
) -> Undone:
    """A transaction for each block, so that taking back a long import keeps nobody else waiting.

    What is interrupted can be called again: what was taken back already is passed over.
    """
    done: Undone | None = None
    below: int | None = None
    while True:

        def work(ctx: RecordContext, tx: Transaction, done: Undone | None = done, below: int | None = below) -> Any:
            inside = begin(ctx, tx) if done is None else replace(ctx, origin="undo", change_set=done.change_set)
            so_far = Undone(0, [], inside.change_set)
            last = _block(inside, tx, change_set, below, so_far)
            if last is None:
                change_rows.mark_undone(tx, change_set, so_far.change_set or 0)
            return so_far, last

        part, below = ctx.write(work)
        done = part if done is None else Undone(done.undone + part.undone, [*done.kept, *part.kept], part.change_set)
        if below is None:
            return done


def _block(ctx: RecordContext, tx: Transaction, change_set: int, below: int | None, done: Undone) -> int | None:
    """Takes back one block of the set and adds to `done`; where to go on, or None at the end."""
    block = change_rows.history_of_change_set(tx, change_set, below=below, limit=BLOCK)
    journal = Journal(ctx, tx)
    kept: list[dict[str, Any]] = []
    _hold_above(ctx, tx, block)
    undone = _remove_created(ctx, tx, block, journal)
    for row in block:
        if row["id"] in undone:
            continue
        form = _form(ctx, row)
        if form is None:
            kept.append(_kept(row, None, "not_found", None))
            continue
        try:
            with tx.savepoint():
                if _take_back(ctx, tx, form, row, journal, kept):
                    undone.add(row["id"])
        except (InvalidValues, UniqueViolation, PermissionDenied, NotFound, DeleteRestricted) as trouble:
            first: FieldError | None = trouble.errors[0] if trouble.errors else None
            kept.append(_kept(row, first.path if first else None, first.code if first else trouble.code, None))
    journal.close()
    done.add(len(undone), kept)
    return block[-1]["id"] if len(block) == BLOCK else None


def _hold_above(ctx: RecordContext, tx: Transaction, block: Sequence[Mapping[str, Any]]) -> None:
    """Locks what counts the block's records before they are locked one by one."""
    by_form: dict[str, tuple[Form, set[int]]] = {}
    for row in block:
        form = _form(ctx, row)
        if form is not None:
            by_form.setdefault(form.name, (form, set()))[1].add(row["record"])
    related = Related(ctx, tx)
    for name in in_order(ctx.apps, by_form):
        related.hold_above(*by_form[name])


def _remove_created(
    ctx: RecordContext, tx: Transaction, block: Sequence[Mapping[str, Any]], journal: Journal
) -> set[int]:
    """Removes the block's new records together where nothing speaks against it; the history rows that are done."""
    by_form: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in block:
        if row["what"] == "created":
            by_form.setdefault((row["app"], row["form"]), []).append(row)
    done: set[int] = set()
    for rows_of_form in by_form.values():
        form = _form(ctx, rows_of_form[0])
        if form is None or len(rows_of_form) < 2:
            continue
        ids = [row["record"] for row in rows_of_form]
        later = change_rows.history_after(tx, form.app_id, form.id, ids, rows_of_form[0]["change_set"])
        changed = {row["record"] for row in later if _is_edit(form, row)}
        wanted = {row["record"]: row["id"] for row in rows_of_form if row["record"] not in changed}
        try:
            with tx.savepoint():
                delete_many_in(ctx, tx, form, sorted(wanted), journal)
        except (PermissionDenied, NotFound, DeleteRestricted, InvalidValues):
            continue  # one by one, to say which
        done.update(wanted.values())
    return done


def _form(ctx: RecordContext, row: Mapping[str, Any]) -> Form | None:
    app = ctx.apps.all().get(row["app"])
    return None if app is None else app.forms.get(row["form"])


def _is_edit(form: Form, row: Mapping[str, Any]) -> bool:
    """Whether somebody changed the record; computed values that moved with other records are nobody's edit."""
    fields = [form.fields.get(name) for name in row["new"] or () if "." not in name]  # with a dot: a computed cell
    return row["what"] != "updated" or any(field is None or not field.type.computed for field in fields)


def _typed(form: Form, name: str, value: Any) -> Any:
    """A JSON value without what follows by itself: the computed columns of a subform's rows."""
    field = form.fields[name]
    if field.stores != "row_table" or not value:
        return value
    computed = {column.id for column in field.fields.values() if column.type.computed}
    return [{key: cell for key, cell in row.items() if key not in computed} for row in value]


def _take_back(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    row: Mapping[str, Any],
    journal: Journal,
    kept: list[dict[str, Any]],
) -> int:
    id, what = row["record"], row["what"]
    now = rows.read(tx, form, id, lock=True, deleted=True)
    if now is None:
        kept.append(_kept(row, None, "not_found", None))
        return 0
    if what == "created":
        if now["deleted_at"] is not None:
            return 0
        later = change_rows.history_after(tx, form.app_id, form.id, [id], row["change_set"])
        if any(_is_edit(form, one) for one in later):
            kept.append(_kept(row, None, "value.changed_since", None))
            return 0
        delete_in(ctx, tx, form, id, journal)
        return 1
    if what == "deleted":
        if now["deleted_at"] is None:
            return 0
        restore_in(ctx, tx, form, id, journal)
        return 1
    if now["deleted_at"] is not None:
        if what == "restored":
            return 0
        kept.append(_kept(row, None, "value.deleted_since", None))
        return 0
    if what == "restored":
        delete_in(ctx, tx, form, id, journal)
        return 1
    return _put_back(ctx, tx, form, row, now, journal, kept)


def _put_back(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    row: Mapping[str, Any],
    now: Mapping[str, Any],
    journal: Journal,
    kept: list[dict[str, Any]],
) -> int:
    old, new = row["old"] or {}, row["new"] or {}
    current = json_values(form, {name: now.get(name) for name in new})
    decision = ctx.decide("read", form)
    seen = {name: value for name, value in current.items() if decision.may_probe(name)}
    values = {}
    for name, before in old.items():
        field = form.fields.get(name)
        if "." in name:
            continue  # a computed cell follows by itself
        if field is None:
            kept.append(_kept(row, name, "not_found", None))
        elif not field.writable:
            continue  # formulas follow by themselves
        elif _typed(form, name, current.get(name)) != _typed(form, name, new.get(name)):
            kept.append(_kept(row, name, "value.changed_since", seen.get(name)))
        else:
            values[name] = before if from_json(field, before) is not None else None
    while values:
        try:
            with tx.savepoint():
                saved = update_in(ctx, tx, form, row["record"], values, journal=journal, old=now)
            return int(saved.change_set is not None)
        except InvalidValues as trouble:
            # What may not be taken back (any more) stays and is reported; the rest is taken back all the same.
            wrong = {error.path.partition(".")[0]: error for error in trouble.errors}
            if wrong.keys().isdisjoint(values):
                raise
            for name in [name for name in values if name in wrong]:
                kept.append(_kept(row, name, wrong[name].code, seen.get(name)))
                del values[name]
    return 0


def _kept(row: Mapping[str, Any], field: str | None, code: str, now: Any) -> dict[str, Any]:
    return {"app": row["app"], "form": row["form"], "id": row["record"], "field": field, "code": code, "now": now}
