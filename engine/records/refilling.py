"""Works out computed fields for all records of their forms, in the database where it can."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.dependencies import Computed
from engine.expression.sql import NoSqlForm
from engine.records.evaluating import Evaluation, Related
from engine.records.graph import graph_for
from engine.records.rolling import in_sql
from engine.records.working_out import BLOCK, Recomputed, WorkingOut, pointing
from engine.storage import filling, rows
from engine.storage.filling import Counted, Filling

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

Name = tuple[str, str]
_ALL = 2**63 - 1


@dataclass(frozen=True)
class Step:
    """One computed field that is worked out for a whole form; `fresh`: nothing is in its column yet."""

    one: Computed
    fresh: bool = False

    @property
    def form(self) -> Form:
        return self.one.form


def steps(ctx: RecordContext, names: Collection[Name], fresh: Collection[Name] = ()) -> Iterator[Step]:
    """These fields and all that reads them, in the order in which they have to be worked out."""
    graph = graph_for(ctx.apps)
    wanted = graph.following(names)
    return (Step(one, one.name in fresh) for one in graph if one.name in wanted)


def refill(
    ctx: RecordContext, tx: Transaction, names: Collection[Name], fresh: Collection[Name] = ()
) -> dict[str, int]:
    """Does it in this transaction, which nobody else may write beside; no history, no events.

    Gives how many records of each form (`crm.customer`) were changed, at least.
    """
    counts: dict[str, int] = {}
    for step in steps(ctx, names, fresh):
        changed = fill_between(ctx, tx, step, 1, _ALL)
        counts[step.form.name] = max(changed, counts.get(step.form.name, 0))
    return counts


def fill_between(ctx: RecordContext, tx: Transaction, step: Step, first: int, last: int) -> int:
    """Works the field out for the living records with these ids; how many changed. The caller has locked them."""
    one = step.one
    made = filling_of(ctx, tx, one)
    if made is not None:
        try:
            return filling.fill(tx, ctx.apps.all(), made, _context(ctx, tx, one), first, last, fresh=step.fresh)
        except NoSqlForm:
            pass  # only Python can
    return sum(len(found) for found in _by_python(ctx, tx, one, first, last))


def correct_between(
    ctx: RecordContext, tx: Transaction, step: Step, first: int, last: int, most: int
) -> tuple[Sequence[Recomputed], int]:
    """The same, telling which records changed and how, at most so many; up to which id it came."""
    one = step.one
    made = filling_of(ctx, tx, one)
    try:
        if made is None:
            raise NoSqlForm(one.field.id)
        ids = filling.differing(tx, ctx.apps.all(), made, _context(ctx, tx, one), first, last, most)
    except NoSqlForm:
        ids = [id for id in rows.ids_after(tx, one.form, first - 1, most) if id <= last]
    if len(ids) == most:
        last = ids[-1]
    return (WorkingOut(ctx, tx).block(one.form, ids, [(one, ids)]) if ids else ()), last


def filling_of(ctx: RecordContext, tx: Transaction, one: Computed) -> Filling | None:
    """What the database has to do for it; None where only Python can."""
    field, form = one.field, one.form
    if field.expression is not None:
        return Filling(form, field, one.subform, field.expression)
    figure = in_sql(field)
    if figure is None:
        return None
    related = Related(ctx, tx)
    where = field.settings.get("where")
    empty = 0 if figure.function in ("sum", "count", "count_distinct") else None
    hop = pointing(one)
    if hop is not None:
        other = related.form(hop.form)
        return Filling(form, field, counted=Counted(figure, where, empty, other, relation=other.fields[hop.field]))
    held = form.fields[str(field.settings["from"])]
    if held.target is None:
        return Filling(form, field, counted=Counted(figure, where, empty, form, subform=held))
    target = related.form(".".join(held.target))
    return Filling(form, field, counted=Counted(figure, where, empty, target, links=held))


def _by_python(
    ctx: RecordContext, tx: Transaction, one: Computed, first: int, last: int
) -> Iterator[Sequence[Recomputed]]:
    while ids := [id for id in rows.ids_after(tx, one.form, first - 1, BLOCK) if id <= last]:
        yield WorkingOut(ctx, tx).block(one.form, ids, [(one, ids)])
        first = ids[-1] + 1


def _context(ctx: RecordContext, tx: Transaction, one: Computed) -> Evaluation:
    return Evaluation(Related(ctx, tx), one.form, {})


__all__ = ["Step", "correct_between", "fill_between", "refill", "steps"]
