"""Threads that claim due jobs and run them; a dead worker's jobs are taken over when their lease ends."""

from __future__ import annotations

import os
import random
import secrets
import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog

from engine import clock
from engine.errors import FormwrightError
from engine.jobs.context import JobContext
from engine.jobs.job import Job, JobCancelled, JobType, LeaseLost
from engine.registry import Registry
from engine.storage import job_rows
from engine.storage.database import Database

log = structlog.get_logger("jobs")

LEASE = 15.0  # seconds a silent worker keeps its job
HEARTBEAT = 4.0
IDLE_POLL = 1.0  # how long to sleep when nothing woke us; a claim by a timer or another process is seen then
FIRST_RETRY = 2.0
LONGEST_RETRY = 300.0


class Worker:
    """`threads` job threads and one heartbeat; `start()`, then `stop()` within a few seconds."""

    def __init__(self, database: Database, types: Registry[JobType], threads: int = 2):
        self.database = database
        self.types = types
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._threads = [threading.Thread(target=self._loop, name=f"job-{n}", daemon=True) for n in range(threads)]
        self._threads.append(threading.Thread(target=self._beat, name="job-heartbeat", daemon=True))
        self._held: dict[int, int] = {}
        self._held_lock = threading.Lock()
        self._stop = threading.Event()

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 2.0) -> None:
        """Stop claiming; what still runs is given `seconds`, then its lease ends and another takes it over."""
        self._stop.set()
        self.database.wake("jobs")
        until = clock.stopwatch() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - clock.stopwatch()))

    def run_due(self) -> int:
        """Run what is due in this thread until nothing is left; answers how many (commands and tests use it)."""
        count = 0
        while self._run_one():
            count += 1
        return count

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                seen = self.database.wake_count("jobs")
                if not self._run_one():
                    self.database.wait("jobs", seen, IDLE_POLL)
            except Exception:
                # A broken connection must not end the thread: say so, breathe, go on.
                log.exception("worker_trouble")
                self._stop.wait(IDLE_POLL)

    def _run_one(self) -> bool:
        with self.database.read() as tx:
            if not job_rows.any_due(tx, self.types.names()):
                return False
        row = self.database.transact(lambda tx: job_rows.claim(tx, self.types.names(), self.name, LEASE), lock="none")
        if row is None:
            return False
        job = Job(**row)
        with self._held_lock:
            self._held[job.id] = job.lease_token
        try:
            self._run(job)
        finally:
            with self._held_lock:
                self._held.pop(job.id, None)
        return True

    def _run(self, job: Job) -> None:
        type_ = self.types.get(job.type)
        context = JobContext(self.database, job)
        try:
            if job.cancel_requested:
                raise JobCancelled(job.id)
            result = type_.run(context)
            self._finish(job, "done", result=result)
        except LeaseLost:
            log.warning("lease_lost", job=job.id, type=job.type)
        except JobCancelled:
            self._finish(job, "cancelled", result=type_.cancelled(context))
        except FormwrightError as error:
            self._finish(job, "failed", error=problem_of(error))
        except Exception as error:
            self._retry_or_fail(job, type_, error)

    def _finish(self, job: Job, state: str, *, result: Any = None, error: Any = None) -> None:
        self.database.transact(
            lambda tx: job_rows.finish(tx, job.id, job.lease_token, state, result=result, error=error), lock="none"
        )
        self.database.wake("job_over")
        log.info("job_over", job=job.id, type=job.type, state=state)

    def _retry_or_fail(self, job: Job, type_: JobType, error: Exception) -> None:
        log.exception("job_trouble", job=job.id, type=job.type, attempt=job.attempts)
        if job.attempts >= min(job.max_attempts, type_.max_attempts):
            self._finish(job, "failed", error={"code": "job_failed", "values": {"reason": type(error).__name__}})
            return
        pause = min(LONGEST_RETRY, FIRST_RETRY * 2 ** (job.attempts - 1)) * random.uniform(0.8, 1.2)
        due = clock.now() + timedelta(seconds=pause)
        self.database.transact(lambda tx: job_rows.release(tx, job.id, job.lease_token, due), lock="none")

    def _beat(self) -> None:
        while not self._stop.wait(HEARTBEAT):
            with self._held_lock:
                held = dict(self._held)
            if not held:
                continue
            try:
                self._extend(held)
            except Exception:
                log.exception("heartbeat_trouble")

    def _extend(self, held: Mapping[int, int]) -> None:
        self.database.transact(lambda tx: job_rows.extend(tx, held, LEASE), lock="none")


def problem_of(error: FormwrightError) -> dict[str, Any]:
    """An error as JSON that keeps code and values, so that the sentence can be made in any language later."""
    return {
        "code": error.code,
        "values": {name: str(value) for name, value in error.values.items()},
        "errors": [
            {"path": item.path, "code": item.code, "values": {k: str(v) for k, v in item.values.items()}}
            for item in error.errors[:100]
        ],
    }
