"""SQL over the rows of jobs: hand in, claim under a lease, checkpoint under a fence, finish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import and_, func, literal, or_, select, update
from sqlalchemy.sql import ColumnElement

from engine import clock
from engine.storage.database import Transaction
from engine.storage.system_tables import metadata

job = metadata.tables["fw_job"]

_SHOWN = [
    job.c[name]
    for name in (
        "id type label state options position result error done total step actor created_at started_at ended_at "
        "attempts max_attempts lease_token cancel_requested"
    ).split()
]
_JSON = ("options", "position", "result", "error", "actor")


def _row(row: Any) -> dict[str, Any]:
    values = dict(row._mapping)
    for name in _JSON:
        values[name] = None if values[name] is None else orjson.loads(values[name])
    values["cancel_requested"] = bool(values["cancel_requested"])
    return values


def to_json(value: Any) -> str | None:
    """JSON text of a value, None kept as NULL."""
    return None if value is None else orjson.dumps(value, default=str).decode()


def lease_now(tx: Transaction) -> Any:
    """The database's own clock: leases alone use it, so that workers on several machines agree."""
    return func.clock_timestamp() if tx.dialect == "postgresql" else clock.machine_now()


def lease_end(tx: Transaction, seconds: float) -> Any:
    """The moment `seconds` from now by the same clock."""
    if tx.dialect == "postgresql":
        return func.clock_timestamp() + timedelta(seconds=seconds)
    return clock.machine_now() + timedelta(seconds=seconds)


def insert(
    tx: Transaction,
    type_name: str,
    options: Mapping[str, Any],
    *,
    actor: Mapping[str, Any],
    label: str,
    key: str | None,
    due_at: datetime | None,
    max_attempts: int,
    priority: int,
) -> int:
    now = clock.now()
    result = tx.connection.execute(
        job.insert().values(
            type=type_name,
            label=label,
            state="waiting",
            priority=priority,
            key=key,
            options=to_json(dict(options)),
            done=0,
            actor=to_json(dict(actor)),
            created_at=now,
            due_at=due_at or now,
            attempts=0,
            max_attempts=max_attempts,
            lease_token=0,
            cancel_requested=False,
        )
    )
    made = result.inserted_primary_key
    assert made is not None
    return int(made[0])


def living_with_key(tx: Transaction, key: str) -> int | None:
    return tx.connection.execute(
        select(job.c.id).where(job.c.key == key, job.c.state.in_(("waiting", "running")))
    ).scalar()


def waiting(tx: Transaction, type_name: str) -> list[dict[str, Any]]:
    """Jobs of a type that nobody has begun; nobody begins them before `tx` ends."""
    query = select(*_SHOWN).where(job.c.type == type_name, job.c.state == "waiting", job.c.attempts == 0)
    if tx.dialect == "postgresql":
        query = query.with_for_update(skip_locked=True)
    return [_row(row) for row in tx.connection.execute(query.order_by(job.c.id))]


def put_off(tx: Transaction, job_id: int, due_at: datetime) -> None:
    """Has a waiting job that is not due yet wait until `due_at` at least."""
    still = and_(job.c.id == job_id, job.c.state == "waiting", job.c.due_at > clock.now(), job.c.due_at < due_at)
    tx.connection.execute(update(job).where(still).values(due_at=due_at))


def not_done(tx: Transaction, type_name: str) -> list[dict[str, Any]]:
    """Jobs of a type that did not come to their end: those that will, and those that failed or were stopped."""
    query = select(*_SHOWN).where(job.c.type == type_name, job.c.state != "done")
    return [_row(row) for row in tx.connection.execute(query.order_by(job.c.id))]


def revive(tx: Transaction, type_name: str) -> None:
    """Has jobs of a type that failed or were stopped go on from where they were."""
    tx.connection.execute(
        update(job)
        .where(job.c.type == type_name, job.c.state.in_(("failed", "cancelled")))
        .values(state="waiting", attempts=0, cancel_requested=False, error=None, ended_at=None, due_at=clock.now())
    )


def _due(tx: Transaction, types: Sequence[str]) -> ColumnElement[bool]:
    return and_(
        job.c.type.in_(types),
        or_(
            and_(job.c.state == "waiting", job.c.due_at <= clock.now()),
            and_(job.c.state == "running", job.c.lease_until < lease_now(tx)),
        ),
    )


def any_due(tx: Transaction, types: Sequence[str]) -> bool:
    return tx.connection.execute(select(job.c.id).where(_due(tx, types)).limit(1)).first() is not None


def claim(tx: Transaction, types: Sequence[str], owner: str, lease: float) -> dict[str, Any] | None:
    """Take the most urgent due job; its lease token rises by one, which fences off whoever had it before."""
    wanted = select(job.c.id).where(_due(tx, types)).order_by(job.c.priority, job.c.id).limit(1)
    if tx.dialect == "postgresql":
        wanted = wanted.with_for_update(skip_locked=True)
    job_id = tx.connection.execute(wanted).scalar()
    if job_id is None:
        return None
    tx.connection.execute(
        update(job)
        .where(job.c.id == job_id)
        .values(
            state="running",
            lease_owner=owner,
            lease_token=job.c.lease_token + 1,
            lease_until=lease_end(tx, lease),
            attempts=job.c.attempts + 1,
            started_at=func.coalesce(job.c.started_at, literal(clock.now(), job.c.started_at.type)),
        )
    )
    return get(tx, job_id)


def get(tx: Transaction, job_id: int) -> dict[str, Any] | None:
    row = tx.connection.execute(select(*_SHOWN).where(job.c.id == job_id)).first()
    return None if row is None else _row(row)


def recent(tx: Transaction, limit: int, types: Sequence[str]) -> list[dict[str, Any]]:
    query = select(*_SHOWN).order_by(job.c.id.desc()).limit(limit)
    if types:
        query = query.where(job.c.type.in_(types))
    return [_row(row) for row in tx.connection.execute(query)]


def _ours(job_id: int, token: int) -> ColumnElement[bool]:
    return and_(job.c.id == job_id, job.c.lease_token == token, job.c.state == "running")


def holds(tx: Transaction, job_id: int, token: int) -> bool:
    """Whether the fence still stands; locks the row so that it stands until the transaction ends."""
    query = select(job.c.id).where(_ours(job_id, token))
    if tx.dialect == "postgresql":
        query = query.with_for_update()
    return tx.connection.execute(query).first() is not None


def checkpoint(
    tx: Transaction,
    job_id: int,
    token: int,
    *,
    position: Any,
    done: int | None,
    total: int | None,
    step: str | None,
) -> tuple[bool, bool]:
    """Write what is given; answers (still ours, asked to stop)."""
    values: dict[str, Any] = {
        name: value for name, value in (("done", done), ("total", total), ("step", step)) if value is not None
    }
    if position is not None:
        values["position"] = to_json(position)
    if values:
        tx.connection.execute(update(job).where(_ours(job_id, token)).values(**values))
    row = tx.connection.execute(select(job.c.cancel_requested).where(_ours(job_id, token))).first()
    return (False, False) if row is None else (True, bool(row[0]))


def extend(tx: Transaction, held: Mapping[int, int], lease: float) -> None:
    for job_id, token in held.items():
        tx.connection.execute(update(job).where(_ours(job_id, token)).values(lease_until=lease_end(tx, lease)))


def finish(tx: Transaction, job_id: int, token: int, state: str, *, result: Any, error: Any) -> bool:
    done = tx.connection.execute(
        update(job)
        .where(_ours(job_id, token))
        .values(state=state, result=to_json(result), error=to_json(error), ended_at=clock.now(), lease_until=None)
    )
    return done.rowcount == 1


def release(tx: Transaction, job_id: int, token: int, due_at: datetime) -> None:
    """Put a job back until `due_at`; its position stays."""
    tx.connection.execute(
        update(job).where(_ours(job_id, token)).values(state="waiting", due_at=due_at, lease_until=None)
    )


def request_cancel(tx: Transaction, job_id: int) -> None:
    """Mark it; the worker that has it, or the next that claims it, stops it with the type's own clean-up."""
    tx.connection.execute(
        update(job)
        .where(job.c.id == job_id, job.c.state.in_(("waiting", "running", "suspended")))
        .values(cancel_requested=True, due_at=clock.now())
    )
