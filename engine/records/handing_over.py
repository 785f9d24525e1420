"""What a write leaves for later: the job that brings computed fields up to date, and the mark that they are not yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.jobs import queue
from engine.storage import job_rows

if TYPE_CHECKING:
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

JOB = "recompute"
PRIORITY = 6
Name = tuple[str, str]


def hand_over(
    ctx: RecordContext,
    tx: Transaction,
    names: Collection[Name],
    *,
    fresh: Collection[Name] = (),
    quiet: bool = False,
    settled: bool = False,
    due_at: datetime | None = None,
) -> int:
    """Has a job work these fields out for their whole forms; its id. Until it is done they are marked as stale.

    `quiet`: a version brought them, so there is no history and no event of each record. `fresh`: of these nothing is
    kept yet. `settled`: it begins when all that is being written now is in, because that still goes by what was there
    before. `due_at`: not sooner, where more of the same may follow. A job that waits for the same work already does
    this one too; one that was itself put off waits as long as this one.
    """
    wanted = sorted(names)
    if not quiet:
        for job in job_rows.waiting(tx, JOB):
            waits = job["options"]
            if not waits["quiet"] and waits.get("settled", False) >= settled and _covers(waits["names"], wanted):
                if due_at is not None:
                    job_rows.put_off(tx, job["id"], due_at)
                return int(job["id"])
    options = {
        "names": wanted,
        "fresh": sorted(fresh),
        "quiet": quiet,
        "settled": settled,
        "change_set": ctx.change_set,
        "origin": ctx.origin,
        "cause": list(ctx.cause.chain),
    }
    actor = {"key": ctx.actor.key, "user_id": ctx.actor.user_id}
    label = ", ".join(dict.fromkeys(_label(ctx, name) for name in wanted))
    tx.move_epoch()  # everybody who reads from now on sees the mark
    return queue.enqueue(tx, JOB, options, actor=actor, label=label[:200], priority=PRIORITY, due_at=due_at)


def _covers(names: Iterable[Iterable[str]], wanted: Iterable[Name]) -> bool:
    return set(map(tuple, names)) >= set(wanted)


def stale_in(jobs: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """By form the fields that these jobs have not finished; a subform where a column of its rows is one."""
    found: dict[str, set[str]] = {}
    for job in jobs:
        finished = set(map(tuple, (job["position"] or {}).get("finished", ())))
        for form, field in set(map(tuple, job["options"]["names"])) - finished:
            app, name, *subform = form.split(".")
            found.setdefault(f"{app}.{name}", set()).add(subform[0] if subform else field)
    return {form: frozenset(fields) for form, fields in found.items()}


def _label(ctx: RecordContext, name: Name) -> str:
    app, form, *_ = name[0].split(".")
    return ctx.apps.app(app).forms[form].label


__all__ = ["JOB", "hand_over", "stale_in"]
