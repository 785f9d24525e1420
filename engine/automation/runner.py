"""Runs a rule step by step: what a step writes commits together with the row that says it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import structlog

from engine import clock
from engine.access.actor import Actor
from engine.automation.context import RuleStepContext, related
from engine.automation.dispatcher import RuleContext, event_from_json
from engine.automation.values import RuleValues, snapshot, values_now
from engine.catalog.steps.step_type import Outcome
from engine.definition.app import App
from engine.definition.model import Rule, Step
from engine.errors import FormwrightError
from engine.events import RecordEvent
from engine.jobs.context import JobContext
from engine.jobs.job import JobType
from engine.jobs.worker import problem_of
from engine.publishing.app_store import AppStore
from engine.storage import run_rows
from engine.storage.database import Transaction

log = structlog.get_logger("automation")

DONE, STOPPED, FAILED = "done", "stopped", "failed"


class _Stopped(Exception):
    """A step ended the run on purpose."""

    def __init__(self, result: str):
        self.result = result


class RunJob(JobType):
    """A run is a job whose steps are rows; a take-over finds the steps that are done and goes on behind them."""

    name: ClassVar[str] = "run"

    def __init__(self, store: AppStore, context: RuleContext):
        self.store = store
        self.context = context

    def run(self, context: JobContext) -> Any:
        run_id = int(context.job.options["run"])
        with context.database.read() as tx:
            row = run_rows.get(tx, run_id)
            outputs = run_rows.outputs(tx, run_id)
        if row is None or row["state"] != "running":
            return None
        app = self.store.at(row["app"], row["version"])
        rule = app.rules[row["rule"]]
        going = _Run(self, context, app, rule, run_id, event_from_json(row["event"]), outputs)
        try:
            going.steps(rule.steps)
        except _Stopped as stopped:
            self._finish(context, run_id, STOPPED, {"code": "run_stopped", "values": {"result": stopped.result}})
            return {"state": STOPPED}
        except FormwrightError as error:
            self._finish(context, run_id, FAILED, problem_of(error))
            raise
        self._finish(context, run_id, DONE)
        return {"state": DONE}

    def _finish(self, context: JobContext, run_id: int, state: str, error: Any = None) -> None:
        def work(tx: Transaction) -> None:
            context.fence(tx)
            run_rows.finish(tx, run_id, state, error)

        context.database.transact(work, lock="none")


class _Run:
    """One attempt at one run."""

    def __init__(
        self,
        job_type: RunJob,
        job: JobContext,
        app: App,
        rule: Rule,
        run_id: int,
        event: RecordEvent,
        done: dict[tuple[str, str], Any],
    ):
        self.type = job_type
        self.job = job
        self.app = app
        self.rule = rule
        self.run_id = run_id
        self.event = event
        self.done = done

    def steps(self, steps: Sequence[Step]) -> None:
        for step in steps:
            kept = self.done.get((step.path, ""))
            if (step.path, "") not in self.done:
                kept = self._step(step)
            if isinstance(kept, dict) and kept.get("stop"):
                raise _Stopped(str(kept["stop"]))
            if step.branches and isinstance(kept, dict) and kept.get("branch"):
                self.steps(step.branches.get(str(kept["branch"]), ()))

    def _step(self, step: Step) -> dict[str, Any]:
        """Run one step in one transaction; its row commits with what it wrote."""
        started = clock.now()
        try:
            outcome = self.job.database.transact(lambda tx: self._inside(tx, step, started))
        except FormwrightError as error:
            self._failed(step, started, error)
            raise
        kept = {"output": outcome.output, "branch": outcome.branch, "stop": outcome.stop}
        self.done[(step.path, "")] = kept
        return kept

    def _inside(self, tx: Transaction, step: Step, started: Any) -> Outcome:
        self.job.fence(tx)
        name = f"{self.app.id}/{self.rule.id}"
        cause = self.event.cause.then(f"rule:{name}#{self.run_id}")
        context = self.type.context(Actor.for_rule(name), cause).inside(tx)
        form = self.app.forms[self.event.form]
        snapshot_values, old = snapshot(context, form, self.event)
        values = RuleValues(
            related(context),
            form,
            values_now(context, form, self.event.id),
            id=self.event.id,
            old=old,
            trigger={"record": snapshot_values, "old": old, "event": self.event.name},
            outputs={path: kept.get("output") for (path, _), kept in self.done.items() if isinstance(kept, dict)},
        )
        step_context = RuleStepContext(
            context,
            self.app.id,
            values,
            run=self.run_id,
            path=step.path,
            rule=self.rule.id,
            rule_label=self.rule.label,
            form=form,
            record_id=self.event.id,
        )
        outcome = step.type.run(step.options, step_context)
        run_rows.write_step(
            tx,
            self.run_id,
            step.path,
            "",
            {
                "type": step.type.name,
                "state": DONE,
                "output": {"output": outcome.output, "branch": outcome.branch, "stop": outcome.stop},
                "sentence": outcome.sentence,
                "error": None,
                "attempt": self.job.job.attempts,
                "started_at": started,
                "ended_at": clock.now(),
            },
        )
        return outcome

    def _failed(self, step: Step, started: Any, error: FormwrightError) -> None:
        """The step's writes are gone with its transaction; that it failed, and why, is kept."""

        def work(tx: Transaction) -> None:
            self.job.fence(tx)
            run_rows.write_step(
                tx,
                self.run_id,
                step.path,
                "",
                {
                    "type": step.type.name,
                    "state": FAILED,
                    "error": problem_of(error),
                    "attempt": self.job.job.attempts,
                    "started_at": started,
                    "ended_at": clock.now(),
                },
            )

        self.job.database.transact(work, lock="none")
        log.warning("step_failed", run=self.run_id, step=step.path, code=error.code)
