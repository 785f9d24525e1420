"""Turns files into the live version of an app: check, compare, plan, migrate, all in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

from engine.definition.app import App
from engine.definition.diff import Change, diff
from engine.definition.merge import merge_for
from engine.definition.normal import with_option_ids
from engine.definition.problem import Problem
from engine.definition.resolver import Resolution, resolve
from engine.definition.source import Sources
from engine.errors import Conflict, InvalidDefinition, NotFound
from engine.events import AppPublished
from engine.jobs import queue
from engine.migration import indexing, planner, runner
from engine.migration.plan import Plan
from engine.publishing import holidays
from engine.publishing.app_store import COMPANY, AppStore
from engine.publishing.filling import fill_new, is_behind
from engine.publishing.indexing import BuildIndexes
from engine.records.context import AT_ONCE
from engine.storage import outbox, version_rows
from engine.storage.database import Transaction


class LiveHasMovedOn(Conflict):
    """The folder is based on version `based_on` of `app`, but `live` is live; `extra` lists both sides."""

    code = "live_has_moved_on"


class BasedOnNeeded(Conflict):
    """Files for an app that is live, without the version they came from: somebody's change could be eaten unseen."""

    code = "based_on_needed"


class PlanDestroysData(Conflict):
    """The plan would destroy data and nobody has said yes to that."""

    code = "plan_destroys_data"


class PlanHasChanged(Conflict):
    """The plan that was shown is not the plan it would be now; look at it again."""

    code = "plan_has_changed"


class PublishGate(Protocol):
    """Somebody above who may object to a version: rule tests, runs in flight."""

    def objections(self, tx: Transaction, old: App | None, new: App) -> Sequence[Problem]: ...


@dataclass(frozen=True)
class Prepared:
    """What publishing these files would do."""

    app: App
    live: App | None
    number: int
    changes: tuple[Change, ...]
    plan: Plan
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class Published:
    """What publishing did; `number` is the live version now (the old one when nothing had changed)."""

    app: App
    number: int
    plan: Plan
    changes: tuple[Change, ...]
    warnings: tuple[Problem, ...] = field(default=())
    job: int | None = None  # builds the indexes of big tables
    filling: int | None = None  # the job that fills in computed values of many records


class Publisher:
    """The only writer of versions."""

    def __init__(
        self, store: AppStore, gates: Sequence[PublishGate] = (), *, big_table: int = 50_000, at_once: int = AT_ONCE
    ):
        self.store = store
        self.database = store.database
        self.gates = tuple(gates)
        self.big_table = big_table  # rows beyond which an index is built after the publish
        self.at_once = at_once  # records beyond which computed values are filled in after it

    def check(self, texts: Mapping[str, str]) -> tuple[App, tuple[Problem, ...]]:
        """The app of these files and its warnings. Raises InvalidDefinition with all problems."""
        resolution = self.resolution(with_option_ids(texts, self.load))
        if resolution.app is None:
            raise InvalidDefinition(resolution.errors or resolution.problems)
        return resolution.app, resolution.warnings

    def load(self, texts: Mapping[str, str]) -> Sources:
        """Reads texts, of which most were read before."""
        return self.store.reader.load(texts)

    def resolution(self, texts: Mapping[str, str]) -> Resolution:
        """The app of these files and all problems."""
        company = self.store.current().apps.get(COMPANY)
        return resolve(self.load(texts), self.store.catalog, company=None if sources_are_company(texts) else company)

    def count_errors(self, texts: Mapping[str, str]) -> int:
        """How many problems stand in the way of these files."""
        return len(self.resolution(with_option_ids(texts, self.load)).errors)

    def versions(self, app_id: str) -> list[version_rows.VersionRow]:
        """All versions of an app, newest first."""
        with self.database.read() as tx:
            return version_rows.versions(tx, app_id)

    def prepare(self, texts: Mapping[str, str]) -> Prepared:
        """What publishing would do, writing nothing."""
        app, warnings = self.check(texts)
        with self.database.read() as tx:
            return self._prepare(tx, app, warnings)

    def publish(
        self,
        texts: Mapping[str, str],
        *,
        actor: str,
        kind: str = "publish",
        note: str = "",
        based_on: int | None = None,
        replace: int | None = None,
        merging: bool = False,
        destroy: bool = False,
        plan_hash: str | None = None,
        agreed: Callable[[Prepared], None] | None = None,
        within: Callable[[Transaction], None] | None = None,
    ) -> Published:
        """Make `texts` the live version.

        `based_on` is the version the files were exported from: when live has moved on, nothing is written and
        LiveHasMovedOn is raised, unless `merging` (both sides are taken where they do not meet) or `replace`
        names the live version. A plan that destroys data needs `destroy`. `agreed` sees what would be done before it
        is, and raises what is against it; `within` belongs to the same transaction.
        """
        app, warnings = self.check(texts)

        def work(tx: Transaction) -> Published:
            nonlocal app, warnings
            live_number = version_rows.live_number(tx, app.id)
            if based_on is not None and live_number != based_on and replace != live_number:
                app, warnings = self._meet(tx, app, texts, based_on, live_number, merging)
            prepared = self._prepare(tx, app, warnings)
            if agreed is not None:
                agreed(prepared)
            published = self._write(
                tx, prepared, actor=actor, kind=kind, note=note, based_on=based_on, destroy=destroy, plan_hash=plan_hash
            )
            if within is not None:
                within(tx)
            return published

        published = self.database.transact(work, lock="exclusive")
        self.database.wake("outbox")
        return published

    def catch_up(self) -> None:
        """Gives live apps the columns for computed values that an older Formwright did not keep, and fills them."""

        def behind(tx: Transaction) -> list[App]:
            return [app for app in self.store.load(tx, tx.epoch).apps.values() if is_behind(tx, app)]

        def work(tx: Transaction) -> None:
            for app in behind(tx):
                live = self.store.load(tx, tx.epoch)
                plan = planner.plan(tx, app, app, live.number(app.id))
                runner.run(tx, plan)
                fill_new(tx, live, app, plan, "system", self.at_once)
            tx.move_epoch()

        with self.database.read() as tx:
            if not behind(tx):
                return
        self.database.transact(work, lock="exclusive")

    def _prepare(self, tx: Transaction, app: App, warnings: tuple[Problem, ...]) -> Prepared:
        number = version_rows.live_number(tx, app.id)
        live = self.store.load(tx, tx.epoch).apps.get(app.id) if number is not None else None
        changes = diff(live, app)
        plan = planner.plan(tx, live, app, (number or 0) + 1)
        return Prepared(app, live, number or 0, tuple(changes), plan, warnings)

    def _write(
        self,
        tx: Transaction,
        prepared: Prepared,
        *,
        actor: str,
        kind: str,
        note: str,
        based_on: int | None,
        destroy: bool,
        plan_hash: str | None,
    ) -> Published:
        app, plan = prepared.app, prepared.plan
        texts_hash = hash_of(app.texts)
        if prepared.live is not None and hash_of(prepared.live.texts) == texts_hash:
            return Published(prepared.live, prepared.number, plan, ())
        if plan_hash is not None and plan_hash != plan.hash:
            raise PlanHasChanged(app=app.id)
        if plan.destroys_data and not destroy:
            raise PlanDestroysData(app=app.id, extra={"plan": plan.describe("en")})
        objections = [problem for gate in self.gates for problem in gate.objections(tx, prepared.live, app)]
        if objections:
            raise InvalidDefinition(objections)
        number = prepared.number + 1
        live = self.store.load(tx, tx.epoch)
        now, later = indexing.split(tx, plan, self.big_table)
        runner.run(tx, now)
        filled = fill_new(tx, live, app, now, actor, self.at_once)
        job = self._build_later(tx, app, number, actor) if later else None
        version_rows.add_version(
            tx,
            app.id,
            number,
            app.texts,
            hash=texts_hash,
            actor=actor,
            note=note,
            kind=kind,
            label=app.label,
            based_on=based_on,
        )
        if app.calendars:
            holidays.ask(tx, {**live.apps, app.id: app})
        tx.move_epoch()
        outbox.append_fact(tx, AppPublished(app.id, number, actor, filled.records))
        return Published(app, number, plan, prepared.changes, prepared.warnings, job, filled.job)

    def _build_later(self, tx: Transaction, app: App, number: int, actor: str) -> int:
        key = f"{BuildIndexes.name}/{app.id}/{number}"
        return queue.enqueue(
            tx, BuildIndexes.name, {"app": app.id}, actor={"key": actor}, label=app.label, key=key, priority=8
        )

    def _meet(
        self,
        tx: Transaction,
        app: App,
        texts: Mapping[str, str],
        based_on: int,
        live_number: int | None,
        merging: bool,
    ) -> tuple[App, tuple[Problem, ...]]:
        """The files and the live version have both moved on from `based_on`."""
        base = version_rows.texts(tx, app.id, based_on)
        live = version_rows.texts(tx, app.id, live_number) if live_number is not None else None
        if base is None or live is None:
            raise NotFound(what="version", id=f"{app.id} {based_on}")
        merged = merge_for(self.load(base), self.load(live), self.load(texts), self.count_errors)
        if not merging or merged.conflicts:
            raise LiveHasMovedOn(
                app=app.id,
                based_on=based_on,
                live=live_number,
                extra={
                    "live": live_number,
                    "differences": [difference_as_json(item) for item in merged.taken],
                    "conflicts": [difference_as_json(item) for item in merged.conflicts],
                },
            )
        return self.check(merged.texts)


def sources_are_company(texts: Mapping[str, str]) -> bool:
    """Whether these are the files of the built-in app of people and departments."""
    return any(name.startswith("app.") and "id: company" in text for name, text in texts.items())


def difference_as_json(item: Any) -> dict[str, Any]:
    """One difference of a merge as shown to people: where, base, theirs, ours."""
    return {name: getattr(item, name, None) for name in ("path", "base", "theirs", "ours")}


def hash_of(texts: Mapping[str, str]) -> str:
    """The identity of a version's files."""
    return hashlib.sha256(orjson.dumps(dict(texts), option=orjson.OPT_SORT_KEYS)).hexdigest()
