"""Runs expressions on a record: its values, the ones before, the records it points to, who acts and what is set."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.clock import Clock
from engine.errors import NotFound
from engine.expression.functions.people import HELD_ROLES
from engine.records.graph import graph_for, in_order
from engine.storage import change_rows, rows
from engine.storage.referring import targets

if TYPE_CHECKING:
    from engine.definition.dependencies import Above
    from engine.definition.model import Field, Form
    from engine.expression.expression import Expression
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

Values = Mapping[str, Any]
_MISSING = object()


class Related:
    """The records that relations point to, read once for a whole verb; deleted ones count as gone."""

    def __init__(self, ctx: RecordContext, tx: Transaction):
        self.ctx = ctx
        self.tx = tx
        self._known: MutableMapping[tuple[str, int], Values | None] = {}
        self._held: set[tuple[str, int]] = set()
        self.matched: dict[tuple[int, str], int | None] = {}  # what linking.py has found

    def get(self, form: str, id: int) -> Values | None:
        """The python values of record `id` of `form` (`crm.customer`), None when it is gone."""
        found = self._known.get((form, id), _MISSING)
        if found is _MISSING:
            self.fetch(form, [id])
            found = self._known[(form, id)]
        return found  # type: ignore[return-value]  # _MISSING never stays

    def fetch(self, form: str, ids: Iterable[int]) -> None:
        """Reads many at once, so that a bulk verb does not ask row by row."""
        wanted = sorted({id for id in ids if (form, id) not in self._known})
        if not wanted:
            return
        found = rows.read_many(self.tx, self.form(form), wanted)
        for id in wanted:
            self._known[(form, id)] = found.get(id)

    def hold(self, held: Sequence[Values], fields: Mapping[str, Field], paths: Iterable[Sequence[str]]) -> None:
        """Locks every record that these paths pass on their way from `held`, before any of them is read.

        On PostgreSQL a later statement sees what others had committed before the lock was given, so that a value looked
        up is not one that is just being changed; on SQLite the writer is alone.
        """
        if self.tx.dialect != "postgresql":
            return
        ways = [path for path in paths if len(path) > 1]
        if any(len(way) > 2 for way in ways):
            # All of them together in one order, as far as they can be told without a lock.
            wanted: dict[str, set[int]] = {}
            for name, ids in self._steps(held, fields, ways):
                wanted.setdefault(name, set()).update(ids)
            self.lock(wanted)
        for _ in self._steps(held, fields, ways, locking=True):
            pass

    def _steps(
        self,
        held: Sequence[Values],
        fields: Mapping[str, Field],
        ways: Sequence[Sequence[str]],
        *,
        locking: bool = False,
    ) -> Iterator[tuple[str, set[int]]]:
        """(form, ids) of the records that each step of these ways leads to."""
        further: dict[str, list[Sequence[str]]] = {}
        for way in ways:
            if len(way) > 1 and way[0] in fields and fields[way[0]].target is not None:
                further.setdefault(way[0], []).append(way[1:])
        found = {name: {id for values in held for id in _ids(values.get(name))} for name in further}
        forms = {name: ".".join(fields[name].target or ()) for name in found}
        if locking:
            wanted: dict[str, set[int]] = {}
            for name, ids in found.items():
                wanted.setdefault(forms[name], set()).update(ids)
            self.lock(wanted)
        for name, ids in found.items():
            self.fetch(forms[name], ids)
            there = [values for id in ids if (values := self.get(forms[name], id)) is not None]
            yield forms[name], ids
            yield from self._steps(there, self.form(forms[name]).fields, further[name], locking=locking)

    def hold_above(
        self, form: Form, ids: Iterable[int], sent: Iterable[Values] = (), changed: Collection[str] | None = None
    ) -> None:
        """Locks the records whose figures count some records of `form`, before these are locked and written.

        `ids`: those there are, `sent`: what is about to be written. `changed`: the fields that change, None where
        records come or go. Whoever looks at a record of both sides locks it in this order: nobody has to start again
        because two waited for each other. What is missed here is locked when it is recomputed.
        """
        if self.tx.dialect != "postgresql":
            return
        names = None if changed is None else frozenset(name for name in changed if name in form.fields)
        above = graph_for(self.ctx.apps).above(form.name, names)
        if above:
            wanted: dict[str, set[int]] = {}
            self._climb(form, above, sorted(ids), list(sent), wanted)
            self.lock(wanted)

    def _climb(
        self,
        form: Form,
        above: Sequence[Above],
        ids: Sequence[int],
        sent: Sequence[Values],
        wanted: dict[str, set[int]],
    ) -> None:
        for step in above:
            found = {id for values in sent for id in _ids(values.get(step.relation))}
            if ids:
                found.update(id for _, id in targets(self.tx, form, form.fields[step.relation], ids))
            found -= wanted.setdefault(step.target, set())
            wanted[step.target] |= found
            if found:
                self._climb(self.form(step.target), step.above, sorted(found), (), wanted)

    def lock(self, wanted: Mapping[str, Iterable[int]]) -> None:
        """Locks records by form, those that relations point to before those that point; none of them twice."""
        fresh = {form: {id for id in ids if (form, id) not in self._held} for form, ids in wanted.items()}
        forms = in_order(self.ctx.apps, (form for form, ids in fresh.items() if ids))
        rows.lock(self.tx, [(self.form(form), sorted(fresh[form])) for form in forms])
        for form in forms:
            for id in fresh[form]:
                self._held.add((form, id))
                self._known.pop((form, id), None)

    def put(self, form: Form, id: int, values: Values | None) -> None:
        """What this verb has just written itself."""
        self._known[(f"{form.app_id}.{form.id}", id)] = values

    def form(self, name: str) -> Form:
        """The form of `crm.customer`. Raises NotFound."""
        app, _, form = name.partition(".")
        forms = self.ctx.apps.app(app).forms
        if form not in forms:
            raise NotFound(what="form", id=name)
        return forms[form]


def _ids(value: Any) -> list[int]:
    """What a relation holds, or was sent to hold, as ids as far as they stand there."""
    found = value if isinstance(value, (tuple, list)) else (value,)
    plain = (one.get("id") if isinstance(one, dict) else one for one in found)
    return [id for id in plain if isinstance(id, int) and abs(id) < 2**63]


class Evaluation:
    """One record as an expression sees it (the Context of engine.expression).

    `values` may be changed while defaults and formulas are worked out. `old` is the record before, None when it is
    new. `asking` is the record that chooses, for the `where` of a relation, `row` its row when a subform's column does.
    `extra` are further root names (`trigger`, `steps`, `item` in rules).
    """

    def __init__(
        self,
        related: Related,
        form: Form,
        values: Values,
        *,
        old: Values | None = None,
        id: int | None = None,
        asking: Values | None = None,
        row: Values | None = None,
        extra: Values | None = None,
    ):
        self.related = related
        self.form = form
        self.values = values
        self.old = old
        self.id = id
        self.asking = asking
        self.row = row
        self.extra = extra
        self._changes: dict[str, tuple[Any, datetime]] | None = None
        self._older: Iterator[Sequence[Mapping[str, Any]]] = iter(())
        self._working_out: set[str] = set()

    @property
    def clock(self) -> Clock:
        return self.related.ctx.clock

    def value(self, name: str) -> Any:
        found = self.values.get(name, _MISSING)
        if found is not None and found is not _MISSING:
            return found if name not in self.form.live_rows else self._live(name)
        # A row of a subform is asked by its record, and may have a column of the same name.
        if name in self.form.read_fields and (found is _MISSING or self.asking is None):
            return self._live(name)
        if found is None:
            return None
        if self.extra is not None and name in self.extra:
            return self.extra[name]
        if name == "me":
            return self.related.ctx.actor.me or None
        if name == "old":
            return self.old
        if name == "record":
            return self.asking if self.asking is not None else self.whole()
        if name == "parent":
            return self.asking
        if name == "row":
            return self.row
        if name == "settings":
            return self.related.ctx.apps.settings(self.form.app_id)
        if name == "calendars":
            return self.related.ctx.apps.calendars(self.form.app_id)
        if name == HELD_ROLES:
            return tuple(sorted(self.related.ctx.actor.holds(self.form.app_id)))
        if name == "id":
            return self.id
        return None

    def whole(self) -> Values:
        """The record as one value, `record.amount`; what is worked out at read is there when it is asked for."""
        values = {**self.values, "id": self.id}
        if not self.form.read_fields:
            return values
        return LiveValues(Evaluation(self.related, self.form, values, id=self.id))

    def _live(self, name: str) -> Any:
        """What is worked out at read; what that asks for again is empty, so that no circle of an old version hangs."""
        from engine.records.live import live_value, rows_now

        if name in self._working_out:
            return None
        self._working_out.add(name)
        field = self.form.fields[name]
        try:
            return rows_now(field, self) if name in self.form.live_rows else live_value(field, self)
        finally:
            self._working_out.discard(name)

    def record(self, form: str, id: int) -> Values | None:
        """The record that a relation points to; what it works out at read is worked out when it is asked for."""
        values = self.related.get(form, id)
        declared = self.related.form(form) if values is not None else None
        if values is None or declared is None or not declared.read_fields:
            return values
        return LiveValues(Evaluation(self.related, declared, values, id=id))

    def choosing(self, option: str) -> Evaluation:
        """The same record asked about one option of a field, which is called `option`."""
        extra = {**(self.extra or {}), "option": option}
        made = Evaluation(self.related, self.form, self.values, old=self.old, id=self.id, extra=extra)
        made.asking, made.row = self.asking, self.row
        return made

    def history(self, field: str) -> tuple[Any, datetime] | None:
        """The value before the last change of a field, and when that was."""
        if self.id is None:
            return None
        if self._changes is None:
            self._changes, self._older = (
                {},
                change_rows.history_in_blocks(self.related.tx, self.form.app_id, self.form.id, self.id),
            )
        while field not in self._changes and (block := next(self._older, None)) is not None:
            for name, change in last_changes(self.form, block).items():
                self._changes.setdefault(name, change)
        return self._changes.get(field)

    def holds(self, condition: Expression) -> bool:
        """Whether a condition is true; empty and errors count as no."""
        return condition.holds(self)


class LiveValues(Mapping[str, Any]):
    """The values of a record together with those that are worked out when they are asked for."""

    def __init__(self, record: Evaluation):
        self._record = record

    def __getitem__(self, name: str) -> Any:
        if name in self._record.values or name in self._record.form.read_fields:
            return self._record.value(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        yield from self._record.values

    def __len__(self) -> int:
        return len(self._record.values)


def last_changes(form: Form, rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Any, datetime]]:
    """The last change of each field in rows of the history, newest first: (python value before, moment)."""
    found: dict[str, tuple[Any, datetime]] = {}
    for row in rows:
        for name, before in (row["old"] or {}).items():
            field = form.fields.get(name)
            if field is not None and name not in found:
                found[name] = (from_json(field, before), row["at"])
    return found


def from_json(field: Field, value: Any) -> Any:
    """A stored JSON value as python value, leniently: what no longer fits the field's settings is empty."""
    from engine.catalog.values import InvalidValue

    target = field.settings.get("result") if field.type.computed else field
    if target is None or value is None:
        return None
    try:
        return target.type.clean(value, target)
    except InvalidValue:
        return None
