"""The desk where work is handed in and asked after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.jobs.job import Job, UnknownJob
from engine.storage import job_rows
from engine.storage.database import Database, Transaction


def enqueue(
    tx: Transaction,
    type_name: str,
    options: Mapping[str, Any],
    *,
    actor: Mapping[str, Any],
    label: str = "",
    key: str | None = None,
    due_at: datetime | None = None,
    max_attempts: int = 5,
    priority: int = 5,
) -> int:
    """Add a job inside `tx`; answers its id. With `key`, a living job of the same key is answered instead."""
    if key is not None:
        living = job_rows.living_with_key(tx, key)
        if living is not None:
            return living
    job_id = job_rows.insert(
        tx,
        type_name,
        options,
        actor=actor,
        label=label,
        key=key,
        due_at=due_at,
        max_attempts=max_attempts,
        priority=priority,
    )
    tx.after_commit(lambda: tx.database.wake("jobs"))
    return job_id


def get(database: Database, job_id: int) -> Job:
    """The job now. Raises UnknownJob."""
    with database.read() as tx:
        row = job_rows.get(tx, job_id)
    if row is None:
        raise UnknownJob(what="job", id=job_id)
    return Job(**row)


def recent(database: Database, limit: int = 50, types: Sequence[str] = ()) -> list[Job]:
    """The newest jobs, newest first."""
    with database.read() as tx:
        return [Job(**row) for row in job_rows.recent(tx, limit, types)]


def cancel(database: Database, job_id: int) -> Job:
    """Ask a job to stop: a waiting one is over at once, a running one at its next checkpoint."""
    database.transact(lambda tx: job_rows.request_cancel(tx, job_id), lock="none")
    database.wake("jobs")
    return get(database, job_id)
