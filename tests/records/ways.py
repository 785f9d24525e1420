"""Every way to make and to change a record of the till, and what each refuses."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine import records
from engine.access import Actor
from engine.automation.context import RuleStepContext
from engine.automation.values import RuleValues
from engine.bootstrap import Engine
from engine.errors import FormwrightError
from engine.records import RecordContext
from engine.records.evaluating import Related
from tests.records import till
from tests.support.databases import Databases
from tests.support.engines import engine_at

Refusals = list[tuple[str, str]]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class World:
    engine: Engine
    folder: Path
    ids: Mapping[str, int]

    @property
    def context(self) -> RecordContext:
        return self.engine.system("test")

    @property
    def order(self) -> Any:
        return self.context.form("till", "order")

    def order_of(self, **values: Any) -> int:
        return records.create(self.context, self.order, self.meant(values)).id

    def stored(self, ref: str) -> dict[str, Any] | None:
        page = records.page(self.context, self.order, records.PageQuery(where=f"ref = '{ref}'"))
        return dict(page.records[0]) if page.records else None

    def meant(self, values: Values) -> dict[str, Any]:
        """Names of customers, contacts and products as their ids."""
        return {
            name: self.ids[value] if isinstance(value, str) and value in self.ids else value
            for name, value in values.items()
        }


@contextmanager
def till_world(databases: Databases, folder: Path) -> Iterator[World]:
    """The till with a few customers and products, and one order."""

    def prepare(url: str) -> None:
        with engine_at(url, folder / "prepared") as made:
            made.publisher.publish(dict(till.FILES), actor="test", kind="install")

    with databases.lent(databases.prepared("till engine", prepare)) as url, engine_at(url, folder) as engine:
        context, ids = engine.system("test"), dict[str, int]()
        for form, values in (
            ("customer", {"name": "Ann", "phone": "01", "town": "Graz"}),
            ("customer", {"name": "Bob", "phone": "02", "town": "Linz"}),
            ("customer", {"name": "Cy", "phone": "03", "town": "Nowhere"}),
            ("product", {"name": "Desk", "price": "1999.00"}),
        ):
            ids[values["name"]] = records.create(context, context.form("till", form), values).id
        contact = {"name": "Annie", "customer": ids["Ann"]}
        ids["Annie"] = records.create(context, context.form("till", "contact"), contact).id
        made = World(engine, folder, ids)
        made.order_of(ref="first", customer="Ann", code="taken")
        yield made


def refused(work: Callable[[], object]) -> Refusals:
    """Where and why it was refused; paths without what only many records have (`0.amount`)."""
    try:
        work()
    except FormwrightError as trouble:
        return _plain([(error.path, error.code) for error in trouble.errors] or [("", trouble.code)])
    return []


def _plain(errors: Refusals) -> Refusals:
    return sorted({(path.removeprefix("0."), code) for path, code in errors})


# --- ways to make a record ---------------------------------------------------------------------------------------


def by_form(world: World, values: Values) -> Refusals:
    return refused(lambda: records.create(replace(world.context, origin="screen"), world.order, world.meant(values)))


def by_bulk(world: World, values: Values) -> Refusals:
    return refused(lambda: records.create_many(world.context, world.order, [world.meant(values)]))


def by_partial_bulk(world: World, values: Values) -> Refusals:
    bulk = records.create_many(world.context, world.order, [world.meant(values)], partial=True)
    return _plain([(error.path, error.code) for error in bulk.errors])


def by_upsert(world: World, values: Values) -> Refusals:
    return refused(lambda: records.create_many(world.context, world.order, [world.meant(values)], upsert="ref"))


def by_import(world: World, values: Values, **options: Any) -> Refusals:
    file = world.folder / "rows.csv"
    with file.open("w", encoding="utf-8", newline="") as content:
        writer = csv.writer(content)
        writer.writerow(values)
        writer.writerow(["" if value is None else value for value in values.values()])
    context = world.engine.system("test", origin="import")
    with file.open("rb") as content:
        import_id = str(world.engine.imports.start(context, world.order, file.name, content)["id"])
    world.engine.imports.choose(context, import_id, {name: name for name in values}, options)
    job = world.engine.wait_for(world.engine.imports.run(context, import_id, dry=False))
    assert job.state == "done", job.error
    report = world.engine.imports.get(context, import_id)["report"]
    return _plain([(problem["field"], problem["code"]) for problem in report["problems"] if problem["failed"]])


def by_rule(world: World, values: Values) -> Refusals:
    return refused(lambda: _in_a_rule(world, lambda step: step.create("order", world.meant(values))))


def by_sample_data(world: World, values: Values) -> Refusals:
    system = [{"created_at": world.context.clock.moment}]
    return refused(lambda: records.create_many(world.context, world.order, [world.meant(values)], system=system))


def _in_a_rule(world: World, work: Callable[[RuleStepContext], object]) -> None:
    acting = world.context.acting(Actor.for_rule("till/test"), origin="rule")

    def inside(tx: Any) -> None:
        context = acting.inside(tx)
        step = RuleStepContext(
            context,
            "till",
            RuleValues(Related(context, tx), world.order, {}, id=1, old=None),
            run=1,
            path="a",
            rule="test",
            rule_label="",
            form=world.order,
            record_id=1,
        )
        work(step)

    world.engine.database.transact(inside)


WAYS_IN = {
    "form": by_form,
    "bulk": by_bulk,
    "partial bulk": by_partial_bulk,
    "upsert": by_upsert,
    "import": by_import,
    "rule": by_rule,
    "sample data": by_sample_data,
}
# --- ways to change one ------------------------------------------------------------------------------------------


def change_by_form(world: World, id: int, ref: str, values: Values) -> Refusals:
    return refused(lambda: records.update(world.context, world.order, id, world.meant(values)))


def change_many(world: World, id: int, ref: str, values: Values) -> Refusals:
    return refused(lambda: records.update_many(world.context, world.order, world.meant(values), ids=[id]))


def change_by_upsert(world: World, id: int, ref: str, values: Values) -> Refusals:
    sent = [{"ref": ref, **world.meant(values)}]
    return refused(lambda: records.create_many(world.context, world.order, sent, upsert="ref"))


def change_by_import(world: World, id: int, ref: str, values: Values) -> Refusals:
    return by_import(world, {"ref": ref, **values}, key="ref")


def change_by_rule(world: World, id: int, ref: str, values: Values) -> Refusals:
    return refused(lambda: _in_a_rule(world, lambda step: step.update("order", id, world.meant(values))))


def change_by_undo(world: World, id: int, ref: str, values: Values) -> Refusals:
    """The values stood there before; somebody wrote over them, and takes that back."""
    stored = world.stored(ref)
    assert stored is not None
    before = {name: stored[name] for name in values}
    undone = records.undo(world.context, _past(world, id, world.meant(values), before))
    return _plain([(str(kept["field"]), kept["code"]) for kept in undone.kept])


def _past(world: World, id: int, then: Values, now: Values) -> int:
    """A change set that turned `then` into `now`, as if it had been allowed."""
    from engine.records.writing import Journal
    from engine.storage import rows

    def work(tx: Any) -> int:
        context = world.context.inside(tx)
        form = context.live_form(world.order)
        old = rows.read(tx, form, id)
        assert old is not None
        journal = Journal(context, tx)
        past = {name: form.fields[name].type.clean(value, form.fields[name]) for name, value in then.items()}
        journal.updated(form, id, old["revision"] + 1, past, {name: old.get(name) for name in now})
        journal.close()
        return journal.change_set

    return world.engine.database.transact(work)


WAYS_TO_CHANGE = {
    "form": change_by_form,
    "many": change_many,
    "upsert": change_by_upsert,
    "import": change_by_import,
    "rule": change_by_rule,
    "undo": change_by_undo,
}

OPEN: Values = {"customer": "Bob", "amount": "50", "town": "Graz"}
CLOSED: Values = {**OPEN, "status": "closed"}
VOID: Values = {**OPEN, "status": "void", "reason": "because"}
