"""Makes a record ready to be written: cleaned, allowed, computed and checked; nothing is stored here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.catalog.fields.subform import RowChanges
from engine.errors import FieldError
from engine.records import logic, row_logic
from engine.records.attaching import settle_files
from engine.records.computing import Plan, fill_new, follow_changes, plan_of
from engine.records.evaluating import Evaluation, Related
from engine.records.permitting import unwritable
from engine.records.presenting import json_of, masked
from engine.records.row_logic import WrittenRow
from engine.records.shape import Shape, shape_of
from engine.records.validating import (
    Asked,
    TargetChecks,
    check_transitions,
    check_where_unchanged,
    clean,
    references,
    rows_of,
    settle_references,
)

if TYPE_CHECKING:
    from engine.access import Granted
    from engine.definition.model import Field, Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction


# Rows to which nothing was sent, worked out again because of the record around them.
UNTOUCHED = RowChanges((), {}, ())


@dataclass
class Prepared:
    """One record before it is written. `values`: every field after the change; `changed`: what differs
    from before (of a change); `stored`: what the tables are given; `rows`: those of the subforms that were sent."""

    values: dict[str, Any]
    record: Evaluation
    errors: list[FieldError] = field(default_factory=list)
    changed: tuple[str, ...] = ()
    stored: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[WrittenRow]] = field(default_factory=dict)


class Preparer:
    """Prepares records of one form within one transaction; what it reads of other records it reads once."""

    def __init__(self, ctx: RecordContext, tx: Transaction, form: Form):
        self.ctx = ctx
        self.tx = tx
        self.form = form
        self.related = Related(ctx, tx)
        self.plan = plan_of(form.fields)
        self.shape = shape_of(form)
        self.subforms = self.shape.subforms
        self.targets = TargetChecks(ctx, tx, self.related)
        self.by_block = False  # whether `targets` is settled by the caller, once for many records

    def new(
        self, sent: Mapping[str, Any], granted: Sequence[Granted], *, system: bool = False, check: bool = True
    ) -> Prepared:
        """A new record out of what was sent, with defaults and formulas. `check` False asks for nothing."""
        form = self.form
        errors: list[FieldError] = []
        given = clean(form, sent, errors, serial=system or self.ctx.actor.is_admin)
        settle_references(self.ctx, self.tx, self.shape, given, errors)
        values: dict[str, Any] = dict.fromkeys(form.fields)
        values.update(given)
        self.related.hold([given], form.fields, self.plan.looked_up)
        record = Evaluation(self.related, form, values)
        filled = [name for name, value in given.items() if value is not None]
        if not self.ctx.actor.is_admin:
            errors.extend(unwritable(self.ctx, form, granted, filled, record))
        prepared = Prepared(values, record, errors)
        fill_new(self.plan.first, values, given, record, errors)
        for subform in self.subforms:
            if given.get(subform.id) is not None:
                self._put_rows(prepared, subform, given[subform.id], ())
        fill_new(self.plan.then, values, given, record, errors)
        self._check_references(prepared, values)
        if self.shape.has_files:
            settle_files(self.ctx, self.tx, form, None, form.fields, values, errors)
        if check:
            _extend(errors, logic.errors_of(self.ctx, form, record, None, filled))
            _extend(errors, row_logic.errors_of(self.ctx, form, record, None, prepared.rows))
        prepared.stored = values
        return prepared

    def change(
        self,
        id: int,
        old: Mapping[str, Any],
        sent: Mapping[str, Any],
        granted: Sequence[Granted],
        *,
        system: bool = False,
    ) -> Prepared:
        """A living record after a change; `changed` names what is different, in the order of the form."""
        form = self.form
        errors: list[FieldError] = []
        given = clean(form, sent, errors, serial=system or self.ctx.actor.is_admin)
        settle_references(self.ctx, self.tx, self.shape, given, errors)
        before = Evaluation(self.related, form, old, id=id)
        values = {**old, **given}
        record = Evaluation(self.related, form, values, old={**old, "id": id}, id=id)
        prepared = Prepared(values, record, errors)
        typed = [name for name in given if name not in self.shape.rows and values[name] != old.get(name)]
        self.related.hold([{name: values[name] for name in typed}], form.fields, self.plan.looked_up)
        follow_changes(self.plan.first, values, typed, record, before, errors)
        for subform in self.subforms:
            if subform.id in given:
                self._put_rows(prepared, subform, given[subform.id], old.get(subform.id) or ())
            elif old.get(subform.id) and _differs(plan_of(subform.fields).outer, values, old):
                self._put_rows(prepared, subform, UNTOUCHED, old[subform.id])
        typed = [name for name in given if values[name] != old.get(name)]
        if not self.ctx.actor.is_admin:
            errors.extend(unwritable(self.ctx, form, granted, typed, before))
            errors.extend(self._stars(typed, given, old))
        follow_changes(self.plan.then, values, typed, record, before, errors)
        changed = prepared.changed = tuple(name for name in form.fields if values.get(name) != old.get(name))
        self._check_references(prepared, {name: given.get(name, values[name]) for name in changed})
        if self.shape.has_files:
            settle_files(self.ctx, self.tx, form, id, changed, values, errors)
        check_where_unchanged(form, self.related, record, changed, errors)
        if self.ctx.origin != "undo":  # taking a step back is what undo is for
            check_transitions(form, old, values, changed, errors, self.ctx.language)
        _extend(errors, logic.errors_of(self.ctx, form, record, before, typed))
        _extend(errors, row_logic.errors_of(self.ctx, form, record, before, prepared.rows))
        prepared.stored = {name: self._stored(name, given, values, old) for name in changed}
        return prepared

    def _stars(self, typed: Sequence[str], given: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[FieldError]:
        """Stars that came back from a screen are no value: what is hidden would be lost."""
        for name in self.ctx.decide("read", self.form).masked.intersection(typed):
            field = self.form.fields[name]
            if given[name] is not None and given[name] == masked(json_of(field, old.get(name))):
                yield FieldError(name, "value.stars")

    def _stored(self, name: str, given: Mapping[str, Any], values: Mapping[str, Any], old: Mapping[str, Any]) -> Any:
        """Rows as few changes where few were sent."""
        sent = given.get(name, UNTOUCHED if name in self.shape.rows else None)
        if not isinstance(sent, RowChanges):
            return values[name]
        there = {row["id"]: row for row in old.get(name) or ()}
        after = values[name] or ()
        changed = {row["id"]: row for row in after if row.get("id") in there and row != there[row["id"]]}
        return RowChanges(tuple(row for row in after if row.get("id") is None), changed, sent.remove)

    def _put_rows(self, prepared: Prepared, subform: Field, sent: Any, old: Sequence[Mapping[str, Any]]) -> None:
        rows = self._rows(subform, sent, old, prepared.record, prepared.errors)
        prepared.rows[subform.id] = rows
        prepared.values[subform.id] = tuple(row.values for row in rows) or None

    def _rows(
        self, subform: Field, sent: Any, old: Sequence[Mapping[str, Any]], parent: Evaluation, errors: list[FieldError]
    ) -> list[WrittenRow]:
        """All rows of a subform after the change, computed; errors get paths like `lines.2.qty`."""
        there = {row["id"]: row for row in old}
        written: list[tuple[str, Mapping[str, Any] | None, Mapping[str, Any]]] = []
        if isinstance(sent, RowChanges):
            wrong = [("set", id) for id in sent.set if id not in there] + [
                ("remove", id) for id in sent.remove if id not in there
            ]
            errors.extend(
                FieldError(f"{subform.id}.{what}.{id}", "value.no_such_row", {"id": id}) for what, id in wrong
            )
            gone = set(sent.remove)
            for at, (id, row) in enumerate(there.items()):
                if id not in gone:
                    path = str(at) if sent is UNTOUCHED else f"set.{id}"
                    written.append((path, row, sent.set.get(id, {})))
            written.extend((f"add.{at}", None, row) for at, row in enumerate(sent.add))
        else:
            for at, row in enumerate(sent or ()):
                if row.get("id") is not None and row["id"] not in there:
                    errors.append(FieldError(f"{subform.id}.{at}.id", "value.no_such_row", {"id": row["id"]}))
                    continue
                written.append((str(at), there.get(row.get("id")), row))
        plan = plan_of(subform.fields)
        self.related.hold([row for _, _, row in written], subform.fields, plan.looked_up)
        limit = subform.settings.get("max")
        if limit and len(written) > limit:
            errors.append(FieldError(subform.id, "value.too_many_items", {"max": limit}))
        return [
            self._row(subform, f"{subform.id}.{path}", before, row, parent, errors) for path, before, row in written
        ]

    def _row(
        self,
        subform: Field,
        path: str,
        before: Mapping[str, Any] | None,
        sent: Mapping[str, Any],
        parent: Evaluation,
        errors: list[FieldError],
    ) -> WrittenRow:
        fields, plan = subform.fields, plan_of(subform.fields)
        own: list[FieldError] = []
        sent = dict(sent)
        settle_references(self.ctx, self.tx, self.shape.rows[subform.id], sent, own)
        values: dict[str, Any] = {**(before or dict.fromkeys(self.shape.rows[subform.id].stored)), **sent}
        record = Evaluation(self.related, self.form, values, id=values.get("id"), old=before, asking=parent.values)
        given = [name for name in sent if name in fields]
        if before is None:
            values.pop("id", None)
            typed = [name for name in given if values[name] is not None]
            fill_new(plan.steps, values, given, record, own)
        else:
            typed = [name for name in given if values[name] != before.get(name)]
            stood = parent.old if parent.old is not None else parent.values
            was = Evaluation(self.related, self.form, before, id=values.get("id"), asking=stood)
            around = [name for name in plan.outer if stood.get(name) != parent.values.get(name)]
            follow_changes(plan.steps, values, typed, record, was, own, around)
        errors.extend(error.under(path) for error in own)
        return WrittenRow(path, values, before, typed)

    def _check_references(self, prepared: Prepared, values: Mapping[str, Any]) -> None:
        if not self.shape.has_relations:
            return
        me = self.ctx.actor.user_id
        pointed = [
            (field, path, id)
            for field, path, id in references(self.shape, values)
            if not (id == me and field.target == ("company", "user"))  # whoever acts is there
        ]

        def asking(path: str) -> Asked:
            record = {**prepared.record.values, "id": prepared.record.id}
            name = path.partition(".")[0]
            if name not in self.shape.rows:
                return record, None
            sent = dict(rows_of(values[name]))
            end = ".".join(path.split(".")[1:-1])
            return record, _finished(prepared.values[name] or (), end, sent)

        self.targets.add(pointed, asking, prepared.errors)
        if not self.by_block:
            self.targets.settle()

    def prefetch(self, sent: Sequence[Any]) -> None:
        """Reads together what defaults and formulas of many records will look up behind their relations."""
        for shape, plan, values in self._parts(sent):
            self.related.hold(values, {relation.id: relation for relation in shape.relations}, plan.looked_up)
            for relation in shape.relations:
                if relation.id in plan.followed and relation.target is not None:
                    ids = [value[relation.id] for value in values if isinstance(value.get(relation.id), int)]
                    self.related.fetch(".".join(relation.target), ids)

    def _parts(self, sent: Sequence[Any]) -> Iterator[tuple[Shape, Plan, list[Mapping[str, Any]]]]:
        records = [values for values in sent if isinstance(values, Mapping)]
        yield self.shape, self.plan, records
        for subform in self.subforms:
            lists = [values[subform.id] for values in records if isinstance(values.get(subform.id), (list, tuple))]
            rows = [row for rows in lists for row in rows if isinstance(row, Mapping)]
            yield self.shape.rows[subform.id], plan_of(subform.fields), rows


def _differs(names: Collection[str], values: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    return any(values.get(name) != old.get(name) for name in names)


def _finished(rows: Sequence[Mapping[str, Any]], end: str, sent: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The row that was sent at `end` of its path (`2`, `add.0`, `set.17`) with its defaults and stored values."""
    id = int(end.removeprefix("set.")) if end.startswith("set.") else sent[end].get("id")
    if id is not None:
        return next((row for row in rows if row.get("id") == id), sent[end])
    made = [one for one, row in sent.items() if row.get("id") is None and not one.startswith("set.")]
    return [row for row in rows if row.get("id") is None][made.index(end)]


def _extend(errors: list[FieldError], further: Sequence[FieldError]) -> None:
    """A field that is wrong already is not also said to be missing."""
    if not further:
        return
    wrong = {error.path for error in errors}
    errors.extend(error for error in further if error.path not in wrong or error.code == "logic.error")
