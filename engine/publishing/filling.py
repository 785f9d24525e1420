"""Computed values that a new version brings, or works out in another way, are filled in for all records at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.access import Actor
from engine.clock import Clock
from engine.definition.app import App
from engine.definition.dependencies import Computed, Name
from engine.definition.model import Field
from engine.migration.converting import ConvertColumn, GiveBack
from engine.migration.operations import AddColumn
from engine.migration.plan import Plan
from engine.publishing.app_store import AppSnapshot
from engine.records import RecordContext
from engine.records.graph import graph_over
from engine.records.handing_over import hand_over
from engine.records.holidays import counting_by, holidays_in
from engine.records.refilling import refill, steps
from engine.storage import counts
from engine.storage.database import Transaction
from engine.storage.tables import NotMigrated, tables_of


@dataclass(frozen=True)
class Filled:
    """What was filled: how many records changed by form; or the job that does it, because there are too many."""

    records: Mapping[str, int]
    job: int | None = None


def fill_new(tx: Transaction, live: AppSnapshot, app: App, plan: Plan, actor: str, at_once: int) -> Filled:
    """Works out what `app` computes otherwise than before, and all that follows.

    Runs in the publisher's transaction, after the plan: one change set, no history row for each record. With more
    than `at_once` records in one of its forms, a job does it, and the fields are marked as stale until then.
    """
    if app.id not in live.apps:
        return Filled({})  # a new app has no records
    apps = {**live.apps, app.id: app}
    graph, added = graph_over(apps), _added(plan)
    wanted = _otherwise(live, app, graph, plan)
    if not wanted:
        return Filled({})
    source = replace(live, apps=apps, epoch=tx.epoch, holidays=holidays_in(tx, apps), _settings={}, _calendars={})
    context = RecordContext(
        database=tx.database,
        apps=source,
        actor=Actor.system(actor),
        clock=Clock.in_zone(live.zone or "UTC"),
        origin="migration",
        tx=tx,
    ).begin_change_set(tx)
    forms = {step.form.name: step.form for step in steps(context, wanted)}
    if any(counts.more_than(tx, form, at_once) for form in forms.values()):
        return Filled({}, hand_over(context, tx, graph.following(wanted), fresh=wanted & added, quiet=True))
    return Filled(refill(context, tx, wanted, wanted & added))


def to_be_filled(live: AppSnapshot, app: App, plan: Plan) -> list[Computed]:
    """The stored computed values that publishing `app` would work out for every record, each after what it reads."""
    if app.id not in live.apps:
        return []
    graph = graph_over({**live.apps, app.id: app})
    wanted = graph.following(_otherwise(live, app, graph, plan))
    return [one for one in graph if one.name in wanted]


def _added(plan: Plan) -> set[Name]:
    return {
        (f"{plan.app}.{one.table.form}" + (f".{one.table.field}" if one.table.field else ""), one.column.field)
        for one in plan.operations
        if isinstance(one, AddColumn) and not one.column.part
    }


def _rewritten(plan: Plan) -> set[Name]:
    """The fields whose values the plan makes others."""
    return {
        (f"{plan.app}.{one.table.form}", one.table.field or one.column.field)
        for one in plan.operations
        if isinstance(one, (ConvertColumn, GiveBack))
    }


def _otherwise(live: AppSnapshot, app: App, graph: Iterable[Computed], plan: Plan) -> set[Name]:
    """What is new in the graph, worked out in another way than in the live version, by another calendar, or from
    values that the plan makes others.
    """
    known = {one.name: one for one in graph_over(live.apps)}
    before = live.apps[app.id].calendars
    recounted = {(app.id, id) for id, week in app.calendars.items() if not week.is_as(before.get(id))}
    added, rewritten = _added(plan), _rewritten(plan)
    changed = {one.name for one in graph if one.name in added or not _is_same(one, known.get(one.name))}
    if rewritten:
        changed |= {one.name for one in graph if any((read.form, read.field) in rewritten for read in one.reads)}
    return changed | counting_by(graph, recounted)


def is_behind(tx: Transaction, app: App) -> bool:
    """Whether the tables lack columns for computed values that an older Formwright did not keep."""
    for form in app.forms.values():
        subforms = [one for one in form.fields.values() if any(row.computed == "stored" for row in one.fields.values())]
        if not subforms and not any(one.computed == "stored" for one in form.fields.values()):
            continue
        try:
            tables = tables_of(tx, form)
        except NotMigrated:
            return True
        for subform in subforms:
            there = {column.field for column in tables.rows[subform.id].columns}
            if any(row.computed == "stored" and row.id not in there for row in subform.fields.values()):
                return True
    return False


def _is_same(one: Computed, before: Computed | None) -> bool:
    """Whether the live version works the value out in the same way."""
    if before is None:
        return False
    return before.form is one.form or (before.reads == one.reads and _meaning(before.field) == _meaning(one.field))


def _meaning(field: Field) -> tuple[Any, ...]:
    settings = field.settings
    trees = [None if one is None else one.tree for one in (field.expression, *map(settings.get, ("measure", "where")))]
    return (field.type.name, *trees, field.columns, *(settings.get(key) for key in ("from", "fn", "sort", "copy")))


__all__ = ["Filled", "fill_new", "is_behind", "to_be_filled"]
