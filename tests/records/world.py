"""A small world for tests of records: a shop with customers, deals, tasks, and people with two roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from engine import people
from engine.access import Actor
from engine.catalog.catalog import built_in_catalog
from engine.clock import Clock
from engine.definition.app import App
from engine.definition.resolver import Resolution, resolve
from engine.definition.setting_values import setting_values
from engine.definition.source import load_folder
from engine.definition.work_week import Holidays
from engine.errors import NotFound
from engine.expression.calendars import Calendar
from engine.migration import planner, runner
from engine.migration.upgrading import upgrade_system
from engine.records import RecordContext
from engine.storage.database import Database, Transaction

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SHOP = Path(__file__).parent / "shop"


@dataclass(frozen=True)
class Apps:
    """The live apps of the tests: they never change."""

    apps: Mapping[str, App]
    epoch: int = 0
    stale: Mapping[str, frozenset[str]] = field(default_factory=dict)
    queries: dict[Any, Any] = field(default_factory=dict)
    holidays: Holidays = field(default_factory=dict)

    def app(self, app_id: str) -> App:
        if app_id not in self.apps:
            raise NotFound(what="app", id=app_id)
        return self.apps[app_id]

    def all(self) -> Mapping[str, App]:
        return self.apps

    def settings(self, app_id: str) -> Mapping[str, Any]:
        return setting_values(self.app(app_id), {})

    def calendars(self, app_id: str) -> Mapping[str, Calendar]:
        return {id: week.on(self.holidays) for id, week in self.app(app_id).calendars.items()}

    def live(self, tx: Transaction) -> Apps:
        return self


@lru_cache(maxsize=1)
def apps() -> Apps:
    return Apps(resolved(SHOP))


def resolved(source: Path | Mapping[str, str]) -> dict[str, App]:
    """The company and an app out of a folder or of texts, by their ids."""
    catalog = built_in_catalog()
    company = _app(resolve(load_folder(people.company_files()), catalog))
    app = _app(resolve(load_folder(source), catalog, company=company))
    return {"company": company, app.id: app}


def _app(resolution: Resolution) -> App:
    assert resolution.app is not None, [(p.code, str(p.place), p.message()) for p in resolution.problems]
    return resolution.app


def prepare(url: str) -> None:
    """Tables of the engine, the company and the shop, with the people below."""
    make_tables(url, apps())


def make_tables(url: str, of: Apps) -> None:
    """Tables of the engine and of these apps."""
    database = Database(url)
    upgrade_system(database)

    def migrate(tx: Transaction) -> None:
        for app in of.apps.values():
            runner.run(tx, planner.plan(tx, None, app, 1))

    database.transact(migrate, lock="exclusive")
    database.close()


@dataclass(frozen=True)
class World:
    """Verbs are called with `world.admin`, `world.mei` … and `world.form("deal")`."""

    database: Database
    admin: RecordContext
    mei: RecordContext
    tom: RecordContext
    boss: RecordContext
    stranger: RecordContext

    def form(self, name: str, app: str = "shop") -> Any:
        return apps().apps[app].forms[name]

    def at(self, context: RecordContext, moment: datetime) -> RecordContext:
        return replace(context, clock=Clock(moment, ZoneInfo("Asia/Shanghai")))


def context(database: Database, actor: Actor, **more: Any) -> RecordContext:
    return RecordContext(
        database=database, apps=apps(), actor=actor, clock=Clock(NOW, ZoneInfo("Asia/Shanghai")), **more
    )


def open_world(database: Database) -> World:
    """People first: a department with its head, two reps, one of them elsewhere."""
    from engine import records
    from engine.people import membership
    from engine.records import people as record_people

    system = context(database, Actor.system())
    user, department = apps().apps["company"].forms["user"], apps().apps["company"].forms["department"]
    north = records.create(system, department, {"name": "North"}).id
    south = records.create(system, department, {"name": "South", "parent": north}).id
    made = {}
    for name, where, role in (
        ("Ada", None, None),
        ("Mei", south, "rep"),
        ("Tom", None, "rep"),
        ("Boss", None, "chief"),
        ("Zed", None, None),
    ):
        account = record_people.add_person(
            system,
            name,
            f"{name.lower()}@example.com",
            department=where,
            roles=[("shop", role)] if role else [],
            is_admin=name == "Ada",
        )
        made[name] = account
    records.update(system, department, north, {"head": made["Boss"].user_id})
    records.update(system, user, made["Mei"].user_id, {"manager": made["Boss"].user_id})
    assert membership.everybody is not None

    def acting(name: str) -> RecordContext:
        with database.read() as tx:
            return context(database, record_people.actor_of(tx, apps(), made[name].id))

    return World(database, acting("Ada"), acting("Mei"), acting("Tom"), acting("Boss"), acting("Zed"))


@dataclass(frozen=True)
class Deals:
    """Deals of Mei and of Tom; each with a margin that no rep may see. Boss leads Mei's department, not Tom's."""

    world: World
    customer: int
    hushed: int
    mei: int
    tom: int

    @property
    def form(self) -> Any:
        return self.world.form("deal")


def make_deals(world: World) -> Deals:
    """The deals above."""
    from engine import records

    customer = records.create(world.admin, world.form("customer"), {"name": "Acme", "hush": "zebra", "owner": None}).id
    hushed = records.create(world.admin, world.form("customer"), {"name": "Other", "hush": "yak"}).id
    deal = world.form("deal")

    def make(context: RecordContext, name: str, amount: int) -> int:
        values = {"name": name, "customer": customer, "amount": amount, "margin": 777, "close_date": "2026-04-01"}
        return records.create(world.admin, deal, {**values, "owner": context.actor.user_id}).id

    return Deals(world, customer, hushed, make(world.mei, "Mei's deal", 100), make(world.tom, "Tom's deal", 50))
