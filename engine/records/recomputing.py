"""After a write: works out again every stored computed value that reads what has changed, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.definition.dependencies import Computed, Hop, Read
from engine.records.graph import graph_for, in_order
from engine.records.working_out import BLOCK, Asked, Recomputed, WorkingOut, pointing
from engine.storage.referring import referrers, targets

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction


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


Name = tuple[str, str]
Changes = dict[str, dict[int, Touched]]


class _TooMany(Exception):
    """More records follow than a write may work out itself."""


@dataclass(frozen=True)
class Followed:
    """What followed from a write: records with other computed values now, and fields that are left for a job."""

    records: Sequence[Recomputed]
    left: tuple[Name, ...] = ()


def recompute(ctx: RecordContext, tx: Transaction, changes: Changes) -> Followed:
    """Brings everything up to date that follows from `changes`, each record once.

    At most `ctx.at_once` records; fields that more records follow in are left, with all that reads them.
    """
    return _Recomputing(ctx, tx, changes).run()


class _Recomputing:
    def __init__(self, ctx: RecordContext, tx: Transaction, changes: Changes):
        self.ctx, self.tx, self.changes = ctx, tx, changes
        self.graph = graph_for(ctx.apps)
        self.working = WorkingOut(ctx, tx)
        self.done: dict[tuple[str, int], Recomputed] = {}
        self.waiting: list[dict[Name, Computed]] = [{} for _ in self.graph.levels]
        self.woken: set[str] = set()
        self.room = ctx.at_once
        self.counted: dict[str, set[int]] = {}
        self.left: set[Name] = set()

    def run(self) -> Followed:
        for name in list(self.changes):
            self._wake(name)
        for level in self.waiting:
            wanted: dict[str, list[Asked]] = {}
            for one in level.values():
                if one.name in self.left:
                    continue
                try:
                    ids = self._affected(one)
                    self._take_room(one.form.name, ids)
                except _TooMany:
                    self._leave(one)
                    continue
                if ids:
                    wanted.setdefault(one.form.name, []).append((one, ids))
            for name in in_order(self.ctx.apps, wanted):
                self._of_form(self.working.related.form(name), wanted[name])
        return Followed(list(self.done.values()), tuple(one.name for one in self.graph if one.name in self.left))

    def _wake(self, form: str) -> None:
        """What reads this form is worth a look; of the other forms' fields nothing is asked."""
        if form not in self.woken:
            self.woken.add(form)
            for one in self.graph.readers.get(form, ()):
                self.waiting[one.level].setdefault(one.name, one)

    def _take_room(self, form: str, ids: set[int]) -> None:
        """A record counts once, however many of its values follow."""
        counted = self.counted.setdefault(form, set())
        fresh = ids - counted
        if len(fresh) > self.room:
            raise _TooMany
        self.room -= len(fresh)
        counted |= fresh

    def _leave(self, one: Computed) -> None:
        self.left |= self.graph.following({one.name})

    # --- which records ------------------------------------------------------------------------------------------------

    def _affected(self, one: Computed) -> set[int]:
        found: set[int] = set()
        points = pointing(one) is not None
        for read in one.reads:
            touched = self.changes.get(read.form)
            if touched:
                hit = {id for id, what in touched.items() if what.matters_to(read, points)}
                if hit:
                    found |= self._back(read.way, hit)
        if not one.field.settings.get("copy"):
            # Others may have changed while it lay in the bin.
            found.update(id for id, what in self.changes.get(one.form.name, {}).items() if what.what == "restored")
        return found

    def _back(self, way: Sequence[Hop], ids: set[int]) -> set[int]:
        """From records at the end of a way to all that it may have begun at, before the write or after it."""
        for hop in reversed(way):
            form = self.working.related.form(hop.form)
            subform = form.fields[hop.subform] if hop.subform else None
            relation = (subform.fields if subform is not None else form.fields)[hop.field]
            if hop.back:
                found = {target for _, target in targets(self.tx, form, relation, ids)}
                for id, what in self.changes.get(hop.form, {}).items():
                    if id in ids and what.old.get(relation.id) is not None:
                        before = what.old[relation.id]
                        found.update(before if isinstance(before, tuple) else (before,))
            else:
                pairs = referrers(self.tx, form, relation, ids, subform=subform, limit=self.ctx.at_once + 1)
                found = {record for record, _ in pairs}
                if len(pairs) > self.ctx.at_once:
                    raise _TooMany
            ids = found
            if not ids:
                break
        return ids

    # --- what they are now --------------------------------------------------------------------------------------------

    def _of_form(self, form: Form, asked: Sequence[Asked]) -> None:
        every = sorted(set[int]().union(*(ids for _, ids in asked)))
        for at in range(0, len(every), BLOCK):
            for one in self.working.block(form, every[at : at + BLOCK], asked):
                self._note(one)

    def _note(self, one: Recomputed) -> None:
        self._wake(one.form.name)
        touched = self.changes.setdefault(one.form.name, {}).setdefault(one.id, Touched("updated"))
        for name, before in one.old.items():
            touched.old.setdefault(name, before)
            touched.computed.add(name)
        known = self.done.get((one.form.name, one.id))
        if known is not None:
            one = Recomputed(one.form, one.id, one.revision, {**one.old, **known.old}, {**known.new, **one.new})
        self.done[one.form.name, one.id] = one


__all__ = ["Changes", "Followed", "Touched", "recompute"]
