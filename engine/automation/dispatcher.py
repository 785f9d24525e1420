"""Reads what happened and starts the rules that wait for it; an event starts a rule once, whatever crashes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import structlog

from engine import clock
from engine.access.actor import Actor
from engine.automation.conditions import Explained, explain
from engine.definition.app import App
from engine.definition.model import Rule
from engine.events import MAX_CHAIN, Cause, RecordEvent
from engine.jobs import queue
from engine.publishing.app_store import AppSnapshot, AppStore
from engine.records import RecordContext
from engine.storage import outbox, run_rows
from engine.storage.database import Database, Transaction

log = structlog.get_logger("automation")

CONSUMER = "automation"
BATCH = 500
IDLE = 1.0
GATHER = 0.03  # seconds between the news and reading it: what many writers commit meanwhile is one batch
CLEAN_EVERY = 300.0  # seconds
# What is put into a form while it is set up is not news; a rule that wants it anyway says so in its trigger.
SILENT_ORIGINS = frozenset({"sample", "migration", "undo"})

RuleContext = Callable[[Actor, Cause], RecordContext]


class Dispatcher:
    """One consumer of the outbox; several processes take turns, one batch each."""

    def __init__(self, database: Database, store: AppStore, context: RuleContext, tidy: Callable[[], None]):
        self.database = database
        self.store = store
        self.context = context
        self.tidy = tidy
        self._stop = threading.Event()
        self._cleaned = clock.stopwatch()
        self._thread = threading.Thread(target=self._loop, name="dispatcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def register(self) -> None:
        """Make the rules known to the outbox, so that it keeps what they have not seen."""
        self.database.transact(lambda tx: outbox.register(tx, CONSUMER), lock="none")

    def stop(self, seconds: float = 1.0) -> None:
        self._stop.set()
        self.database.wake("outbox")
        self._thread.join(seconds)

    def run_once(self) -> int:
        """Handle one batch; answers how many events it held. Place, runs and jobs commit together."""
        with self.database.read() as tx:
            if not outbox.waiting(tx, CONSUMER):
                return 0
        return self.database.transact(self._batch)

    def is_behind(self) -> bool:
        """Whether events wait, be it only until an older transaction has ended."""
        with self.database.read() as tx:
            return outbox.waiting(tx, CONSUMER, unsettled=True)

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                seen = self.database.wake_count("outbox")
                if not self.run_once():
                    self._clean()
                    if self.database.wait("outbox", seen, IDLE):
                        self._stop.wait(GATHER)
            except Exception:
                log.exception("dispatcher_trouble")
                self._stop.wait(IDLE)

    def _clean(self) -> None:
        """Now and then, when nothing waits: take away what everybody has seen."""
        if clock.stopwatch() - self._cleaned > CLEAN_EVERY:
            self._cleaned = clock.stopwatch()
            self.database.transact(outbox.clean, lock="none", interactive=False)
            self.tidy()

    def _batch(self, tx: Transaction) -> int:
        snapshot = self.store.current(tx.epoch).live(tx)
        events = outbox.take(tx, CONSUMER, partial(somebody_waits, snapshot.apps), BATCH)
        if not events:
            return 0
        for seq, event in events:
            if isinstance(event, RecordEvent):
                self._start_rules(tx, snapshot, seq, event)
        outbox.pass_(tx, CONSUMER, events[-1][0])
        return len(events)

    def _start_rules(self, tx: Transaction, snapshot: AppSnapshot, seq: int, event: RecordEvent) -> None:
        app = snapshot.apps.get(event.app)
        for rule in waiting_rules(app, event) if app else ():
            assert app is not None
            context = self.context(Actor.for_rule(f"{app.id}/{rule.id}"), event.cause).inside(tx)
            explained = explain(context, app, rule, event)
            if explained.result is not True:
                continue
            self._start(tx, app, snapshot.number(app.id), rule, seq, event, explained)

    def _start(
        self,
        tx: Transaction,
        app: App,
        version: int,
        rule: Rule,
        seq: int,
        event: RecordEvent,
        explained: Explained,
    ) -> None:
        cut_off = len(event.cause.chain) >= MAX_CHAIN
        values: dict[str, Any] = {
            "app": app.id,
            "rule": rule.id,
            "version": version,
            "state": "failed" if cut_off else "running",
            "event_seq": seq,
            "event": event_as_json(event),
            "form": event.form,
            "record": event.id,
            "change_set": event.change_set,
            "condition": explained.as_json(),
            "changed": {name: [event.old.get(name), event.new.get(name)] for name in event.new},
            "chain": list(event.cause.chain),
            "actor": event.actor,
        }
        run_id = run_rows.insert(tx, values)
        if cut_off:
            # A rule that (over others) starts itself would never end: it is cut off and says so with its chain.
            run_rows.finish(tx, run_id, "failed", {"code": "rules_in_a_circle", "values": {"chain": values["chain"]}})
            log.warning("rules_in_a_circle", app=app.id, rule=rule.id, chain=values["chain"])
            return
        by = {"key": f"rule:{app.id}/{rule.id}"}
        job_id = queue.enqueue(tx, "run", {"run": run_id}, actor=by, label=rule.label)
        run_rows.set_job(tx, run_id, job_id)


def somebody_waits(apps: Mapping[str, App], name: str, app_id: str, form: str | None) -> bool:
    """Whether an event of this name and form may start any rule: most need not even be unpacked."""
    app = apps.get(app_id)
    return app is not None and any(
        rule.enabled and rule.trigger.event == name and rule.trigger.form == form for rule in app.rules.values()
    )


def waiting_rules(app: App, event: RecordEvent) -> list[Rule]:
    """The rules of `app` that wait for such an event, in the order the app says."""
    if event.origin in SILENT_ORIGINS:
        return []
    changed = set(event.new) | set(event.old)
    found = [
        rule
        for rule in app.rules.values()
        if rule.enabled
        and rule.trigger.event == event.name
        and rule.trigger.form == event.form
        and (not rule.trigger.changed or changed.intersection(rule.trigger.changed))
    ]
    order = {rule_id: place for place, rule_id in enumerate(app.rule_order.get(event.form, ()))}
    return sorted(found, key=lambda rule: (order.get(rule.id, len(order)), rule.id))


def event_as_json(event: RecordEvent) -> dict[str, Any]:
    """The snapshot that a run keeps of the event that started it."""
    return {
        "what": event.what,
        "app": event.app,
        "form": event.form,
        "id": event.id,
        "revision": event.revision,
        "change_set": event.change_set,
        "actor": event.actor,
        "origin": event.origin,
        "old": dict(event.old),
        "new": dict(event.new),
        "chain": list(event.cause.chain),
    }


def event_from_json(values: Mapping[str, Any]) -> RecordEvent:
    return RecordEvent(
        what=values["what"],
        app=values["app"],
        form=values["form"],
        id=values["id"],
        revision=values["revision"],
        change_set=values["change_set"],
        actor=values["actor"],
        origin=values["origin"],
        old=values["old"],
        new=values["new"],
        cause=Cause(tuple(values["chain"])),
    )
