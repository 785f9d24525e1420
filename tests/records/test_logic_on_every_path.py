"""Whatever a form's logic says holds on every way to its records: form, bulk, import, rule, sample data, undo."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

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
from tests.support.sizes import some

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


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("till")

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
ROWS = [{"product": "Desk", "qty": 3}]
REFUSED_NEW: tuple[tuple[str, Values, Refusals], ...] = (
    ("required", {"status": None}, [("status", "value.required")]),
    ("required by logic", {"status": "void"}, [("reason", "value.required")]),
    ("hidden by logic", {"reason": "because"}, [("reason", "value.hidden")]),
    ("hidden with its section", {"site": "north"}, [("site", "value.hidden")]),
    ("locked", {"margin": "5"}, [("margin", "value.locked")]),
    ("refused with its own message", {"amount": "20000"}, [("amount", "logic.error")]),
    ("refused by another record", {"customer": "Cy"}, [("customer", "logic.error")]),
    ("not among the choices", {"customer": "Bob", "contact": "Annie"}, [("contact", "value.not_a_choice")]),
    ("taken together", {"customer": "Ann", "code": " TAKEN"}, [("code", "value.not_unique")]),
)


EVERY_NEW = [pytest.param(way, *case, id=f"{way}-{case[0]}") for way in WAYS_IN for case in REFUSED_NEW]


@pytest.mark.parametrize(("way", "kind", "values", "errors"), some("new records that are refused", EVERY_NEW, 30))
def test_a_new_record_obeys(world: World, way: str, kind: str, values: Values, errors: Refusals) -> None:
    ref = f"{way} {kind}"
    if way == "import" and values == {"status": None}:
        values = {"status": "gone"}  # an empty cell means the default
        errors = [("status", "value.unknown_option")]
    assert WAYS_IN[way](world, {"ref": ref, **values}) == errors
    assert world.stored(ref) is None


@pytest.mark.parametrize("way", [way for way in WAYS_IN if way != "import"])
def test_a_rule_over_rows_and_settings_refuses_a_new_record(world: World, way: str) -> None:
    rows = [{**row, "product": world.ids["Desk"]} for row in ROWS]
    assert WAYS_IN[way](world, {"ref": f"{way} rows", "lines": rows}) == [("lines", "logic.error")]


ROWS_REFUSED_NEW: tuple[tuple[str, Values, list[Values], Refusals], ...] = (
    ("required by logic", {}, [{"qty": 1}, {"gift": True}], [("lines.1.note", "value.required")]),
    ("hidden by logic", {}, [{"note": "for you"}], [("lines.0.note", "value.hidden")]),
    ("hidden away", {}, [{"gift": True, "note": "x", "price": "1.00"}], [("lines.0.price", "value.hidden")]),
    ("by the record", {"kind": "project"}, [{"net": "200.00"}], [("lines.0.service", "value.required")]),
    ("own message", {"amount": "5"}, [{}, {"qty": 501}], [("lines.1.qty", "logic.error")]),
)


@pytest.mark.parametrize(
    ("way", "case"),
    some(
        "rows of new records that are refused",
        [(way, case) for way in WAYS_IN if way != "import" for case in ROWS_REFUSED_NEW],
        10,
    ),
)
def test_each_row_of_a_new_record_obeys(world: World, way: str, case: tuple[str, Values, Any, Refusals]) -> None:
    kind, values, rows, errors = case
    ref = f"{way} row {kind}"
    assert WAYS_IN[way](world, {"ref": ref, "lines": rows, **values}) == errors
    assert world.stored(ref) is None


@pytest.mark.parametrize("way", WAYS_IN)
def test_a_new_record_gets_what_follows_from_its_values(world: World, way: str) -> None:
    ref = f"{way} follows"
    assert WAYS_IN[way](world, {"ref": ref, "customer": "Bob", "kind": "project", "amount": "100"}) == []
    stored = world.stored(ref)
    assert stored is not None
    assert {name: stored[name] for name in ("phone", "town", "place", "rate", "fee", "status")} == {
        "phone": "02",
        "town": "Linz",
        "place": "LINZ!",
        "rate": "0.250000",
        "fee": "25.00",
        "status": "open",
    }
    assert stored["due"] > stored["day"]


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
REFUSED_CHANGE: tuple[tuple[str, Values, Values, Refusals], ...] = (
    ("required", OPEN, {"status": None}, [("status", "value.required")]),
    ("required by logic", VOID, {"reason": None}, [("reason", "value.required")]),
    ("hidden by logic", OPEN, {"reason": "because"}, [("reason", "value.hidden")]),
    ("hidden with its section", OPEN, {"site": "north"}, [("site", "value.hidden")]),
    ("locked", CLOSED, {"amount": "60"}, [("amount", "value.locked")]),
    ("refused with its own message", OPEN, {"amount": "20000"}, [("amount", "logic.error")]),
    ("refused by the value before", OPEN, {"amount": "40"}, [("amount", "logic.error")]),
    ("refused by another record", OPEN, {"customer": "Cy"}, [("customer", "logic.error")]),
    ("not among the choices", OPEN, {"contact": "Annie"}, [("contact", "value.not_a_choice")]),
    ("taken together", {**OPEN, "customer": "Ann"}, {"code": "Taken "}, [("code", "value.not_unique")]),
    ("not the next step", VOID, {"status": "open"}, [("status", "value.no_transition")]),
)


# Taking a step back is what undo is for, and an empty cell of a file changes nothing.
APPLIES = {
    (way, kind): (stored, values, errors)
    for way in WAYS_TO_CHANGE
    for kind, stored, values, errors in REFUSED_CHANGE
    if not (way == "undo" and kind == "not the next step") and not (way == "import" and None in values.values())
}


@pytest.mark.parametrize(("way", "kind"), some("changes that are refused", list(APPLIES), 30))
def test_a_changed_record_obeys(world: World, way: str, kind: str) -> None:
    stored, values, errors = APPLIES[way, kind]
    ref = f"change {way} {kind}"
    id = world.order_of(ref=ref, **stored)
    before = records.get(world.context, world.order, id)
    assert WAYS_TO_CHANGE[way](world, id, ref, values) == errors
    assert records.get(world.context, world.order, id) == before


@pytest.mark.parametrize("way", [way for way in WAYS_TO_CHANGE if way != "undo"])
def test_a_changed_record_takes_along_what_follows_until_somebody_has_typed_over_it(world: World, way: str) -> None:
    ref = f"change {way} follows"
    id = world.order_of(ref=ref, customer="Ann", phone="own", kind="retail", amount="10")
    assert WAYS_TO_CHANGE[way](world, id, ref, {"customer": "Bob", "kind": "project"}) == []
    found = records.get(world.context, world.order, id)
    assert {name: found[name] for name in ("phone", "town", "place", "rate", "fee")} == {
        "phone": "own",
        "town": "Linz",
        "place": "LINZ!",
        "rate": "0.250000",
        "fee": "2.50",
    }


LINES = [{"qty": 5, "net": "1.00", "seen": 3}]
ROWS_REFUSED_CHANGE: tuple[tuple[str, Values, Callable[[int], Any], Refusals], ...] = (
    ("required", OPEN, lambda id: {"set": {str(id): {"gift": True}}}, [("lines.set.{}.note", "value.required")]),
    ("hidden", OPEN, lambda id: [{"id": id, "note": "x"}], [("lines.0.note", "value.hidden")]),
    ("hidden in a new one", OPEN, lambda id: {"add": [{"note": "x"}]}, [("lines.add.0.note", "value.hidden")]),
    ("locked", OPEN, lambda id: [{"id": id, "seen": 4}], [("lines.0.seen", "value.locked")]),
    (
        "locked by both",
        CLOSED,
        lambda id: [{"qty": 2}, {"id": id}],
        [("lines", "value.locked"), ("lines.0.qty", "value.locked")],
    ),
    ("own message", OPEN, lambda id: {"set": {str(id): {"qty": 600}}}, [("lines.set.{}.qty", "logic.error")]),
)


@pytest.mark.parametrize(
    ("way", "kind"),
    some(
        "rows of changed records that are refused",
        [(way, case[0]) for way in WAYS_TO_CHANGE if way not in ("import", "undo") for case in ROWS_REFUSED_CHANGE],
        10,
    ),
)
def test_each_row_of_a_changed_record_obeys(world: World, way: str, kind: str) -> None:
    _, stored, change, errors = next(case for case in ROWS_REFUSED_CHANGE if case[0] == kind)
    ref = f"change {way} row {kind}"
    id = world.order_of(ref=ref, **stored, lines=LINES)
    before = records.get(world.context, world.order, id)
    row = before["lines"][0]["id"]
    refusals = [(path.format(row), code) for path, code in errors]
    assert WAYS_TO_CHANGE[way](world, id, ref, {"lines": change(row)}) == refusals
    assert records.get(world.context, world.order, id) == before


def test_rows_that_nobody_touched_are_asked_again_when_the_record_around_them_changes(world: World) -> None:
    id = world.order_of(ref="around rows", amount="10", lines=[{"net": "1.00"}, {"net": "300.00"}])
    errors = [("lines.1.service", "value.required")]
    assert refused(lambda: records.update(world.context, world.order, id, {"kind": "project"})) == errors
    rows = {"set": {str(records.get(world.context, world.order, id)["lines"][1]["id"]): {"service": "yearly"}}}
    assert refused(lambda: records.update(world.context, world.order, id, {"kind": "project", "lines": rows})) == []


def test_whoever_opens_a_row_may_change_what_it_locked_in_the_same_breath(world: World) -> None:
    id = world.order_of(ref="opened row", lines=LINES)
    row = records.get(world.context, world.order, id)["lines"][0]["id"]
    change = {"lines": {"set": {str(row): {"seen": 1, "service": "once"}}}}
    assert refused(lambda: records.update(world.context, world.order, id, change)) == []


def test_a_check_says_how_each_row_stands(world: World) -> None:
    values = {"amount": "5", "lines": [{"gift": True}, {"qty": 600}]}
    said = records.check(world.context, world.order, values)
    assert [row.rules for row in said.rows["lines"]] == [("gift_has_note", "gift_costs_nothing"), ("not_so_many",)]
    gift, other = (row.fields for row in said.rows["lines"])
    assert (gift["note"].visible, gift["note"].required, gift["price"].visible) == (True, True, False)
    assert (other["note"].visible, other["price"].visible) == (False, True)
