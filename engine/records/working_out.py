"""What stored computed values are now, for a block of records of one form at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.catalog.fields.subform import RowChanges
from engine.definition.dependencies import Computed, Hop
from engine.expression.sql import NoSqlForm
from engine.records.computing import computed_value, stored_value
from engine.records.evaluating import Evaluation, Related
from engine.records.rolling import in_sql, reduced, rolled
from engine.storage import rows
from engine.storage.referring import referrers
from engine.storage.rolling import pointing_figures

if TYPE_CHECKING:
    from engine.definition.model import Field, Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

# Records that are read and written together.
BLOCK = 2_000

Asked = tuple[Computed, Collection[int]]


@dataclass(frozen=True)
class Recomputed:
    """Computed values of one record that are others now; python values by field."""

    form: Form
    id: int
    revision: int
    old: Mapping[str, Any]
    new: Mapping[str, Any]


class WorkingOut:
    """Works out and stores computed values; what it reads of other records it reads once."""

    def __init__(self, ctx: RecordContext, tx: Transaction):
        self.ctx, self.tx = ctx, tx
        self.related = Related(ctx, tx)

    def block(self, form: Form, ids: Sequence[int], asked: Sequence[Asked]) -> list[Recomputed]:
        """Brings fields of one level up to date in these records; those that were not.

        The records are locked before anything they are worked out from is read: on PostgreSQL the later statement
        sees what others have committed meanwhile.
        """
        records = rows.read_many(self.tx, form, ids, lock=True)
        evaluations = {}
        for id, values in records.items():
            self.related.put(form, id, values)
            evaluations[id] = Evaluation(self.related, form, values, id=id)
        changed: dict[int, dict[str, Any]] = {}
        stored: dict[int, dict[str, Any]] = {}
        for one, wanted in asked:
            of_one = {id: evaluation for id, evaluation in evaluations.items() if id in wanted}
            for id, value, cell in self._values(one, of_one):
                if records[id].get(one.stored_as) != value:
                    changed.setdefault(id, {}).setdefault(one.stored_as, records[id].get(one.stored_as))
                    records[id][one.stored_as] = value
                    _add(stored.setdefault(id, {}), one.stored_as, cell)
        if stored:
            rows.store_computed(self.tx, form, stored)
        return [
            Recomputed(form, id, int(records[id]["revision"]), old, {name: records[id].get(name) for name in old})
            for id, old in changed.items()
        ]

    def _values(self, one: Computed, records: Mapping[int, Evaluation]) -> Iterator[tuple[int, Any, Any]]:
        """(record, value of the field that holds it, what is stored)."""
        self._follow(one, records.values())
        if one.subform is not None:
            for id, record in records.items():
                yield id, *self._rows(one, one.subform, record)
        elif (hop := pointing(one)) is not None:
            figures = self._figures(one.field, hop, records)
            if figures is not None:
                for id in records:
                    value = stored_value(one.field, figures.get(id, reduced(one.field.settings["fn"], ())), [])
                    yield id, value, value
                return
            children = self._children(one.field, hop, records)
            for id in records:
                value = stored_value(one.field, rolled(one.field, children.get(id, ())), [])
                yield id, value, value
        else:
            for id, record in records.items():
                value = computed_value(one.field, record)
                yield id, value, value

    def _rows(self, one: Computed, subform: Field, record: Evaluation) -> tuple[Any, Any]:
        """The rows of one record with the field worked out again in each."""
        after, changed = [], {}
        for row in record.values.get(subform.id) or ():
            of_row = Evaluation(self.related, one.form, row, id=row["id"], asking=record.values)
            value = computed_value(one.field, of_row)
            if value != row.get(one.field.id):
                row = {**row, one.field.id: value}
                changed[row["id"]] = {one.field.id: value}
            after.append(row)
        return tuple(after) or None, RowChanges((), changed, ())

    def _figures(self, field: Field, hop: Hop, records: Mapping[int, Evaluation]) -> dict[int, Any] | None:
        """What the database makes of the records that point to each of these; None where it cannot."""
        figure = in_sql(field)
        if figure is None:
            return None
        form = self.related.form(hop.form)
        context = Evaluation(self.related, form, {})
        relation, where = form.fields[hop.field], field.settings.get("where")
        try:
            return pointing_figures(self.tx, self.ctx.apps.all(), form, relation, records, figure, where, context)
        except NoSqlForm:
            return None

    def _children(self, field: Field, hop: Hop, records: Mapping[int, Evaluation]) -> dict[int, list[Evaluation]]:
        """The living records that point to each of these, in the order of their ids."""
        form = self.related.form(hop.form)
        pairs = referrers(self.tx, form, form.fields[hop.field], records)
        there = rows.read_many(self.tx, form, [child for child, _ in pairs])
        found: dict[int, list[Evaluation]] = {}
        asking = {id: {**record.values, "id": id} for id, record in records.items()}
        for child, parent in pairs:
            if child in there:
                found.setdefault(parent, []).append(
                    Evaluation(self.related, form, there[child], id=child, asking=asking[parent])
                )
        self._fetch(form, list(there.values()), _paths(field))
        return found

    def _follow(self, one: Computed, records: Iterable[Evaluation]) -> None:
        """Reads together what the field looks at behind relations of its own record (or its rows)."""
        if one.field.expression is None:
            return
        held: list[Mapping[str, Any]] = [record.values for record in records]
        if one.subform is not None:
            held = [row for values in held for row in values.get(one.subform.id) or ()]
        self._fetch(one.form, held, list(one.field.expression.depends), one.subform)

    def _fetch(
        self,
        form: Form,
        held: Sequence[Mapping[str, Any]],
        paths: Sequence[tuple[str, ...]],
        subform: Field | None = None,
    ) -> None:
        by_first: dict[str, list[tuple[str, ...]]] = {}
        for path in paths:
            if len(path) > 1:
                by_first.setdefault(path[0], []).append(path[1:])
        for name, further in by_first.items():
            relation = (subform.fields if subform is not None else form.fields).get(name)
            if relation is None or relation.target is None:
                continue
            target = ".".join(relation.target)
            found = [values.get(name) for values in held]
            ids = {id for value in found for id in (value if isinstance(value, tuple) else (value,)) if id is not None}
            self.related.fetch(target, ids)
            there = [values for id in ids if (values := self.related.get(target, id)) is not None]
            self._fetch(self.related.form(target), there, further)


def pointing(one: Computed) -> Hop | None:
    """The relation of those that point here, when they are what is rolled up."""
    if one.field.expression is not None or str(one.field.settings["from"]) in one.form.fields:
        return None
    return next(read.way[0] for read in one.reads if read.field is None)


def _paths(field: Field) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for key in ("measure", "where"):
        expression = field.settings.get(key)
        found.extend(expression.depends if expression is not None else ())
    return found


def _add(stored: dict[str, Any], name: str, cell: Any) -> None:
    """Two fields of the same rows are stored together."""
    known = stored.get(name)
    if isinstance(cell, RowChanges) and isinstance(known, RowChanges):
        both = {id: {**known.set.get(id, {}), **row} for id, row in cell.set.items()}
        cell = RowChanges((), {**known.set, **both}, ())
    stored[name] = cell


__all__ = ["BLOCK", "Asked", "Recomputed", "WorkingOut", "pointing"]
