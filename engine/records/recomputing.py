"""After a write: works out again every stored computed value that reads what has changed, level by level."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.catalog.fields.subform import RowChanges
from engine.definition.dependencies import Computed, Graph, Hop, Read, graph_of
from engine.expression.sql import NoSqlForm
from engine.records.computing import computed_value, stored_value
from engine.records.evaluating import Evaluation, Related
from engine.records.rolling import in_sql, reduced, rolled
from engine.storage import rows
from engine.storage.referring import referrers, targets
from engine.storage.rolling import pointing_figures

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.definition.model import Field, Form
    from engine.records.context import AppSource, RecordContext
    from engine.storage.database import Transaction

# Records that are read and written together.
BLOCK = 2_000


@dataclass
class Touched:
    """What a write did to one record: `what` is created, updated, deleted or restored, `old` its fields before.

    `settled`: its own computed values were worked out with it. `computed`: fields that changed here.
    """

    what: str
    old: dict[str, Any] = field(default_factory=dict)
    settled: bool = True
    computed: set[str] = field(default_factory=set)

    def matters_to(self, read: Read, pointing: bool) -> bool:
        """`pointing`: what reads it looks at records that point to it, which its own write knew nothing of."""
        if read.field is None:
            return self.what != "updated"
        if read.field in self.computed:
            return True
        if self.what == "restored":
            return bool(read.way)  # records taken out of the bin may still point to it
        return self.what == "updated" and read.field in self.old and (bool(read.way) or pointing or not self.settled)


@dataclass(frozen=True)
class Recomputed:
    """Computed values of one record that are others now; python values by field."""

    form: Form
    id: int
    revision: int
    old: Mapping[str, Any]
    new: Mapping[str, Any]


Changes = dict[str, dict[int, Touched]]
Asked = tuple[Computed, Collection[int]]

_graphs: dict[tuple[int, ...], tuple[tuple[App, ...], Graph]] = {}


def graph_for(source: AppSource) -> Graph:
    """The graph of the live apps, made once for each set of versions."""
    apps = source.all()
    key = tuple(map(id, apps.values()))
    found = _graphs.get(key)
    if found is None:
        if len(_graphs) > 32:
            _graphs.clear()
        found = _graphs[key] = (tuple(apps.values()), graph_of(apps))
    return found[1]


def recompute(ctx: RecordContext, tx: Transaction, changes: Changes) -> list[Recomputed]:
    """Brings everything up to date that follows from `changes`; what that changed, each record once.

    Records are locked in a statement of their own before anything they are worked out from is read: on PostgreSQL
    the later statement then sees what others have committed meanwhile.
    """
    return _Recomputing(ctx, tx, changes).run()


def fill(ctx: RecordContext, tx: Transaction, wanted: Iterable[Computed]) -> dict[str, int]:
    """Works out some computed fields for all records, and what follows from them; no history, no events.

    Gives how many records of each form (`crm.customer`) were changed.
    """
    return _Recomputing(ctx, tx, {}).fill({one.name for one in wanted})


class _Recomputing:
    def __init__(self, ctx: RecordContext, tx: Transaction, changes: Changes):
        self.ctx, self.tx, self.changes = ctx, tx, changes
        self.graph = graph_for(ctx.apps)
        self.related = Related(ctx, tx)
        self.done: dict[tuple[str, int], Recomputed] = {}
        self.keeps = True  # whether what changes is remembered one by one
        self.waiting: list[dict[tuple[str, str], Computed]] = [{} for _ in self.graph.levels]
        self.woken: set[str] = set()

    def run(self) -> list[Recomputed]:
        for name in list(self.changes):
            self._wake(name)
        for level in self.waiting:
            wanted: dict[str, list[Asked]] = {}
            for one in level.values():
                if ids := self._affected(one):
                    wanted.setdefault(one.form.name, []).append((one, ids))
            for form in self._in_order(wanted):
                self._of_form(form, wanted[form.name])
        return list(self.done.values())

    def _wake(self, form: str) -> None:
        """What reads this form is worth a look; of the other forms' fields nothing is asked."""
        if form not in self.woken:
            self.woken.add(form)
            for one in self.graph.readers.get(form, ()):
                self.waiting[one.level].setdefault(one.name, one)

    def fill(self, names: set[tuple[str, str]]) -> dict[str, int]:
        self.keeps = False
        counts: dict[str, int] = {}
        for level in self.graph.levels:
            for name in dict.fromkeys(one.form.name for one in level):
                of_form = [one for one in level if one.form.name == name]
                asked = [one for one in of_form if one.name in names or any(read.name in names for read in one.reads)]
                names |= {one.name for one in asked}
                if asked:
                    counts[name] = counts.get(name, 0) + self._fill(asked[0].form, asked)
        return counts

    def _fill(self, form: Form, asked: list[Computed]) -> int:
        changed, last = 0, 0
        while ids := rows.ids_after(self.tx, form, last, BLOCK):
            last = ids[-1]
            changed += self._block(form, ids, [(one, ids) for one in asked])
            self.related = Related(self.ctx, self.tx)
        return changed

    def _in_order(self, wanted: Mapping[str, Any]) -> list[Form]:
        return rows.ranked(self.tx, [self.related.form(name) for name in wanted])

    # --- which records ------------------------------------------------------------------------------------------------

    def _affected(self, one: Computed) -> set[int]:
        found: set[int] = set()
        pointing = _pointing(one) is not None
        for read in one.reads:
            touched = self.changes.get(read.form)
            if touched:
                hit = {id for id, what in touched.items() if what.matters_to(read, pointing)}
                if hit:
                    found |= self._back(read.way, hit)
        if not one.field.settings.get("copy"):
            # Others may have changed while it lay in the bin.
            found.update(id for id, what in self.changes.get(one.form.name, {}).items() if what.what == "restored")
        return found

    def _back(self, way: Sequence[Hop], ids: set[int]) -> set[int]:
        """From records at the end of a way to all that it may have begun at, before the write or after it."""
        for hop in reversed(way):
            form = self.related.form(hop.form)
            subform = form.fields[hop.subform] if hop.subform else None
            relation = (subform.fields if subform is not None else form.fields)[hop.field]
            if hop.back:
                found = {target for _, target in targets(self.tx, form, relation, ids)}
                for id, what in self.changes.get(hop.form, {}).items():
                    if id in ids and what.old.get(relation.id) is not None:
                        before = what.old[relation.id]
                        found.update(before if isinstance(before, tuple) else (before,))
            else:
                found = {record for record, _ in referrers(self.tx, form, relation, ids, subform=subform)}
            ids = found
            if not ids:
                break
        return ids

    # --- what they are now --------------------------------------------------------------------------------------------

    def _of_form(self, form: Form, asked: Sequence[Asked]) -> None:
        every = sorted(set[int]().union(*(ids for _, ids in asked)))
        for at in range(0, len(every), BLOCK):
            self._block(form, every[at : at + BLOCK], asked)

    def _block(self, form: Form, ids: Sequence[int], asked: Sequence[Asked]) -> int:
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
        if self.keeps:
            for id, old in changed.items():
                self._note(form, id, records[id], old)
        return len(changed)

    def _values(self, one: Computed, records: Mapping[int, Evaluation]) -> Iterator[tuple[int, Any, Any]]:
        """(record, value of the field that holds it, what is stored)."""
        self._follow(one, records.values())
        if one.subform is not None:
            for id, record in records.items():
                yield id, *self._rows(one, one.subform, record)
        elif (hop := _pointing(one)) is not None:
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

    def _note(self, form: Form, id: int, values: Mapping[str, Any], old: Mapping[str, Any]) -> None:
        self._wake(form.name)
        touched = self.changes.setdefault(form.name, {}).setdefault(id, Touched("updated"))
        for name, before in old.items():
            touched.old.setdefault(name, before)
            touched.computed.add(name)
        known = self.done.get((form.name, id))
        before = {**old, **(known.old if known is not None else {})}
        now = {name: values.get(name) for name in before}
        self.done[form.name, id] = Recomputed(form, id, int(values["revision"]), before, now)


def _pointing(one: Computed) -> Hop | None:
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


__all__ = ["Changes", "Recomputed", "Touched", "fill", "graph_for", "recompute"]
