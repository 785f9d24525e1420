"""What a running job may do to itself: report progress, checkpoint, see whether it must stop."""

from __future__ import annotations

from typing import Any

from engine import clock
from engine.jobs.job import Job, JobCancelled, LeaseLost
from engine.storage import job_rows
from engine.storage.database import Database, Transaction

REPORT_EVERY = 0.4  # seconds between progress rows of a job that reports often


class JobContext:
    """The job's own view of the world, fenced: a worker that lost its lease cannot write any more."""

    def __init__(self, database: Database, job: Job):
        self.database = database
        self.job = job
        self._reported_at = 0.0

    def checkpoint(
        self,
        tx: Transaction,
        position: Any = None,
        *,
        done: int | None = None,
        total: int | None = None,
        step: str | None = None,
    ) -> None:
        """Write position and progress inside `tx`, so that they commit with the work before them.

        Raises LeaseLost when another worker has the job, JobCancelled when it should stop.
        """
        alive, cancel = job_rows.checkpoint(
            tx, self.job.id, self.job.lease_token, position=position, done=done, total=total, step=step
        )
        if not alive:
            raise LeaseLost(self.job.id)
        if cancel:
            raise JobCancelled(self.job.id)

    def fence(self, tx: Transaction) -> None:
        """Make sure inside `tx` that the job is still ours. Raises LeaseLost."""
        if not job_rows.holds(tx, self.job.id, self.job.lease_token):
            raise LeaseLost(self.job.id)

    def report(self, done: int, total: int | None = None, step: str | None = None) -> None:
        """Show progress to people, at most a few times a second; not a checkpoint."""
        if clock.stopwatch() - self._reported_at < REPORT_EVERY and done != total:
            return
        self._reported_at = clock.stopwatch()
        self.database.transact(lambda tx: self.checkpoint(tx, done=done, total=total, step=step), lock="none")
