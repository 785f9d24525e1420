"""What a job promises: done once, gone on with after a crash, fenced, cancelled, tried again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from engine import clock
from engine.errors import MalformedRequest
from engine.jobs import queue
from engine.jobs.context import JobContext
from engine.jobs.job import Job, JobCancelled, JobType, LeaseLost, UnknownJob
from engine.jobs.worker import Worker
from engine.registry import Registry
from engine.storage import job_rows
from engine.storage.database import Database, Transaction

BY = {"key": "user:1"}


class Counting(JobType):
    """Counts to ten, a checkpoint each; `at` is called at every number and may raise."""

    name = "counting"

    def __init__(self, at: Callable[[JobContext, int], None] = lambda context, number: None):
        self.at = at
        self.counted: list[int] = []
        self.taken_back = 0

    def run(self, context: JobContext) -> Any:
        for number in range((context.job.position or 0) + 1, 11):
            self.at(context, number)
            context.database.transact(lambda tx, n=number: context.checkpoint(tx, n, done=n, total=10, step="counting"))
            self.counted.append(number)
        return {"counted": len(self.counted)}

    def cancelled(self, context: JobContext) -> Any:
        self.taken_back += 1
        return {"taken_back": True}


def worker(database: Database, job_type: JobType) -> Worker:
    types: Registry[JobType] = Registry()
    types.add(job_type.name, job_type)
    return Worker(database, types, threads=1)


def hand_in(database: Database, **more: Any) -> int:
    return database.transact(lambda tx: queue.enqueue(tx, "counting", {"to": 10}, actor=BY, label="ten", **more))


def end_lease(database: Database, job_id: int) -> None:
    """As if the worker had been silent for longer than its lease."""
    past = clock.machine_now() - timedelta(seconds=60)
    table = job_rows.job
    database.transact(
        lambda tx: tx.connection.execute(update(table).where(table.c.id == job_id).values(lease_until=past))
    )


def test_a_job_runs_once_and_keeps_its_result_and_progress(database: Database) -> None:
    job_type = Counting()
    job_id = hand_in(database)
    assert worker(database, job_type).run_due() == 1
    job = queue.get(database, job_id)
    assert (job.state, job.result, job.done, job.total, job.step) == ("done", {"counted": 10}, 10, 10, "counting")
    assert job.actor == BY and job.label == "ten" and job.attempts == 1 and job.ended_at is not None
    assert worker(database, job_type).run_due() == 0
    assert job_type.counted == list(range(1, 11))


def test_what_a_dead_worker_left_is_taken_over_from_its_last_checkpoint(database: Database) -> None:
    class Killed(BaseException):
        """Ends the worker as a kill does: nothing is written."""

    def die(context: JobContext, number: int) -> None:
        if number == 5:
            raise Killed

    job_id = hand_in(database)
    with pytest.raises(Killed):
        worker(database, Counting(die)).run_due()
    assert queue.get(database, job_id).state == "running"
    other = Counting()
    assert worker(database, other).run_due() == 0, "the lease still holds"
    end_lease(database, job_id)
    assert worker(database, other).run_due() == 1
    assert other.counted == [5, 6, 7, 8, 9, 10]
    assert queue.get(database, job_id).attempts == 2


def test_a_worker_that_lost_its_lease_cannot_write_any_more(database: Database) -> None:
    second = Counting()

    def overtaken(context: JobContext, number: int) -> None:
        if number == 4:
            end_lease(database, context.job.id)
            assert worker(database, second).run_due() == 1

    job_id = hand_in(database)
    first = Counting(overtaken)
    worker(database, first).run_due()
    assert first.counted == [1, 2, 3]
    assert second.counted == [4, 5, 6, 7, 8, 9, 10]
    job = queue.get(database, job_id)
    assert job.state == "done" and job.result == {"counted": 7}


def test_a_fence_refuses_who_lost_the_job(database: Database) -> None:
    seen: list[type[Exception]] = []

    def overtaken(context: JobContext, number: int) -> None:
        if number == 2:
            end_lease(database, context.job.id)
            worker(database, Counting()).run_due()
            with pytest.raises(LeaseLost):
                database.transact(context.fence)
            seen.append(LeaseLost)

    hand_in(database)
    worker(database, Counting(overtaken)).run_due()
    assert seen == [LeaseLost]


def test_cancelling_stops_a_running_job_at_its_next_checkpoint_and_takes_back(database: Database) -> None:
    def ask(context: JobContext, number: int) -> None:
        if number == 3:
            queue.cancel(database, context.job.id)

    job_type = Counting(ask)
    job_id = hand_in(database)
    worker(database, job_type).run_due()
    job = queue.get(database, job_id)
    assert (job.state, job.result, job_type.taken_back) == ("cancelled", {"taken_back": True}, 1)
    assert job_type.counted == [1, 2]


def test_a_waiting_job_can_be_cancelled_before_it_starts(database: Database) -> None:
    job_id = hand_in(database)
    queue.cancel(database, job_id)
    job_type = Counting()
    worker(database, job_type).run_due()
    assert queue.get(database, job_id).state == "cancelled"
    assert job_type.counted == []


def test_trouble_is_tried_again_later_and_then_given_up(database: Database) -> None:
    def trouble(context: JobContext, number: int) -> None:
        raise OSError("the disk is away")

    job_id = hand_in(database, max_attempts=2)
    worker(database, Counting(trouble)).run_due()
    job = queue.get(database, job_id)
    assert (job.state, job.attempts) == ("waiting", 1)
    table = job_rows.job
    database.transact(lambda tx: tx.connection.execute(update(table).values(due_at=clock.now())))
    worker(database, Counting(trouble)).run_due()
    job = queue.get(database, job_id)
    assert job.state == "failed" and job.error == {"code": "job_failed", "values": {"reason": "OSError"}}


def test_an_error_that_says_what_is_wrong_ends_the_job_at_once(database: Database) -> None:
    def refuse(context: JobContext, number: int) -> None:
        raise MalformedRequest(reason="a comma")

    job_id = hand_in(database)
    worker(database, Counting(refuse)).run_due()
    job = queue.get(database, job_id)
    assert job.state == "failed" and job.error is not None
    assert job.error["code"] == "malformed_request" and job.error["values"] == {"reason": "a comma"}


def test_jobs_with_one_key_live_once(database: Database) -> None:
    first = hand_in(database, key="install/crm")
    assert hand_in(database, key="install/crm") == first
    worker(database, Counting()).run_due()
    assert hand_in(database, key="install/crm") != first


def test_a_job_waits_for_its_time(database: Database) -> None:
    hand_in(database, due_at=clock.now() + timedelta(hours=1))
    assert worker(database, Counting()).run_due() == 0


def test_many_workers_share_the_jobs_and_none_runs_twice(database: Database) -> None:
    for _ in range(24):
        hand_in(database)
    types = [Counting() for _ in range(4)]
    threads = [threading.Thread(target=worker(database, job_type).run_due) for job_type in types]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(len(job_type.counted) for job_type in types) == 240
    assert {job.state for job in queue.recent(database)} == {"done"}


def test_a_started_worker_is_woken_and_stops(database: Database) -> None:
    job_type = Counting()
    running = worker(database, job_type)
    running.start()
    try:
        seen = database.wake_count("job_over")
        job_id = hand_in(database)
        assert database.wait("job_over", seen, 20)
        assert queue.get(database, job_id).state == "done"
    finally:
        running.stop()


def test_an_unknown_job_is_said_to_be_unknown(database: Database) -> None:
    with pytest.raises(UnknownJob):
        queue.get(database, 404)


def test_a_cancelled_job_raises_where_it_checks(database: Database) -> None:
    raised: list[Job] = []

    def ask(context: JobContext, number: int) -> None:
        queue.cancel(database, context.job.id)

        def work(tx: Transaction) -> None:
            with pytest.raises(JobCancelled):
                context.checkpoint(tx)
            raised.append(context.job)

        database.transact(work)

    hand_in(database)
    worker(database, Counting(ask)).run_due()
    assert len(raised) == 1
