"""Rows: what is written comes back the same on both databases, with links, rows and keys."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.catalog.fields.subform import RowChanges
from engine.definition.app import App
from engine.definition.model import Form, UniqueKey
from engine.migration import planner, runner
from engine.migration.upgrading import upgrade_system
from engine.storage import rows
from engine.storage.database import Database
from engine.storage.errors import NumberTooLarge, UniqueViolation
from tests.storage.worlds import app, field, form
from tests.support.databases import Databases

AT = datetime(2024, 5, 31, 1, 30, tzinfo=UTC)
LATER = datetime(2024, 6, 1, 8, 0, tzinfo=UTC)

WORLD = app(
    form(
        "customer",
        field("name", "text", required=True, max=200, search=True),
        field("code", "text", max=20, unique=True, ignore=("case",)),
        field("phone", "phone", search=True),
        field("credit", "money"),
        field("rate", "percent"),
        field("since", "date"),
        field("seen", "datetime"),
        field("active", "yes_no"),
        field("tags", "multi_select", options=["A", "B", "C"]),
        field("parent", "relation", to="customer"),
    ),
    form(
        "order",
        field("customer", "relation", to="customer", required=True),
        field("contacts", "relation", to="customer", many=True),
        field("lines", "subform", fields={"what": field("what", "text"), "price": field("price", "money")}),
        unique={"one_a_day": UniqueKey("one_a_day", ("customer",), ())},
    ),
)
CUSTOMER, ORDER = WORLD.forms["customer"], WORLD.forms["order"]


def publish(database: Database, new: App, old: App | None = None, number: int = 1) -> list[str]:
    def work(tx: Any) -> list[str]:
        made = planner.plan(tx, old, new, number)
        runner.run(tx, made)
        return made.describe()

    return database.transact(work, lock="exclusive")


def prepare(url: str) -> None:
    """An installation with the world in it."""
    database = Database(url)
    upgrade_system(database)
    publish(database, WORLD)
    database.close()


@pytest.fixture
def crm(databases: Databases) -> Iterator[Database]:
    with databases.lent(databases.prepared("storage: world", prepare)) as url:
        database = Database(url)
        yield database
        database.close()


def add(database: Database, form_: Form, **values: Any) -> int:
    return database.transact(lambda tx: rows.insert(tx, form_, values, at=AT, by=7))


def get(database: Database, form_: Form, id: int, **how: Any) -> dict[str, Any] | None:
    with database.read() as tx:
        return rows.read(tx, form_, id, **how)


FULL = {
    "name": "上海张三丰公司 'quoted' \"x\" \\ 😀",
    "code": "A1",
    "phone": "+86 138 0013 8000",
    "credit": Decimal("90071992547409.93"),
    "rate": Decimal("0.125000"),
    "since": date(2024, 2, 29),
    "seen": datetime(1969, 12, 31, 23, 59, 59, 250_000, tzinfo=UTC),
    "active": True,
    "tags": ("a", "c"),
    "parent": None,
}


def test_every_kind_of_value_comes_back_as_it_was(crm: Database) -> None:
    id = add(crm, CUSTOMER, **FULL)
    found = get(crm, CUSTOMER, id)
    assert found == {
        "id": id, "revision": 1, "created_at": AT, "created_by": 7, "updated_at": AT, "updated_by": 7,
        "deleted_at": None, **FULL,
    }  # fmt: skip


def test_links_keep_their_order_and_rows_their_ids(crm: Database) -> None:
    a, b = add(crm, CUSTOMER, name="a"), add(crm, CUSTOMER, name="b")
    lines = ({"what": "x", "price": Decimal("1.50")}, {"what": "y", "price": None})
    id = add(crm, ORDER, customer=a, contacts=(b, a), lines=lines)
    found = get(crm, ORDER, id)
    assert found is not None
    assert found["contacts"] == (b, a)
    first, second = found["lines"]
    assert [first["what"], second["what"]] == ["x", "y"]

    changed = {"contacts": (a,), "lines": ({"id": second["id"], "what": "y2"}, {"what": "z"})}
    assert crm.transact(lambda tx: rows.update(tx, ORDER, id, changed, at=LATER, by=8)) == 2
    found = get(crm, ORDER, id)
    assert found is not None
    assert found["contacts"] == (a,)
    assert [row["what"] for row in found["lines"]] == ["y2", "z"]
    assert found["lines"][0]["id"] == second["id"]

    some = {
        "lines": RowChanges(
            add=({"what": "new"},), set={second["id"]: {"what": "y3"}}, remove=(found["lines"][1]["id"],)
        )
    }
    crm.transact(lambda tx: rows.update(tx, ORDER, id, some, at=LATER))
    found = get(crm, ORDER, id)
    assert found is not None
    assert [row["what"] for row in found["lines"]] == ["y3", "new"]


def test_a_stale_revision_changes_nothing(crm: Database) -> None:
    id = add(crm, CUSTOMER, name="a")
    assert crm.transact(lambda tx: rows.update(tx, CUSTOMER, id, {"name": "b"}, at=LATER, revision=1)) == 2
    assert crm.transact(lambda tx: rows.update(tx, CUSTOMER, id, {"name": "c"}, at=LATER, revision=1)) is None
    found = get(crm, CUSTOMER, id)
    assert found is not None
    assert (found["name"], found["revision"], found["updated_at"]) == ("b", 2, LATER)


def test_a_deleted_record_waits_in_the_bin_with_all_it_had(crm: Database) -> None:
    customer = add(crm, CUSTOMER, name="a", code="K")
    id = add(crm, ORDER, customer=customer, lines=({"what": "x"},))
    assert crm.transact(lambda tx: rows.soft_delete(tx, ORDER, id, at=LATER)) == 2
    assert get(crm, ORDER, id) is None
    assert crm.transact(lambda tx: rows.soft_delete(tx, ORDER, id, at=LATER)) is None
    binned = get(crm, ORDER, id, deleted=True)
    assert binned is not None
    assert binned["deleted_at"] == LATER
    assert crm.transact(lambda tx: rows.restore(tx, ORDER, id, at=LATER)) == 3
    found = get(crm, ORDER, id)
    assert found is not None
    assert [row["what"] for row in found["lines"]] == ["x"]


@pytest.mark.parametrize(("first", "second", "clash"), [("A1", "a1", True), ("A1", "A2", False), (None, None, False)])
def test_unique_text_is_compared_as_the_field_says(crm: Database, first: Any, second: Any, clash: bool) -> None:
    add(crm, CUSTOMER, name="x", code=first)
    if not clash:
        assert add(crm, CUSTOMER, name="y", code=second) > 0
        return
    with pytest.raises(UniqueViolation) as raised:
        add(crm, CUSTOMER, name="y", code=second)
    assert raised.value.values == {"form": "customer", "key": "code", "fields": ["code"]}


def test_what_lies_in_the_bin_frees_its_unique_values_until_it_comes_back(crm: Database) -> None:
    old = add(crm, CUSTOMER, name="x", code="A1")
    crm.transact(lambda tx: rows.soft_delete(tx, CUSTOMER, old, at=LATER))
    add(crm, CUSTOMER, name="y", code="A1")
    with pytest.raises(UniqueViolation):
        crm.transact(lambda tx: rows.restore(tx, CUSTOMER, old, at=LATER))
    assert get(crm, CUSTOMER, old) is None


def test_ids_are_never_given_twice(crm: Database) -> None:
    first = add(crm, CUSTOMER, name="a")
    crm.transact(lambda tx: tx.execute('DELETE FROM "crm__customer"'))
    assert add(crm, CUSTOMER, name="b") > first
    given = crm.transact(lambda tx: rows.insert(tx, CUSTOMER, {"name": "c"}, at=AT, system={"id": 500}))
    assert given == 500
    assert add(crm, CUSTOMER, name="d") > 500


def test_many_rows_go_in_at_once_in_order(crm: Database) -> None:
    parent = add(crm, CUSTOMER, name="p")
    many = [{"name": f"n{n}", "credit": Decimal(n), "tags": ("a",), "since": date(2024, 1, 1)} for n in range(250)]
    ids = crm.transact(lambda tx: rows.insert_many(tx, CUSTOMER, many, at=AT, by=1))
    assert ids == sorted(ids)
    with crm.read() as tx:
        found = rows.read_many(tx, CUSTOMER, ids)
    assert [found[id]["name"] for id in ids] == [f"n{n}" for n in range(250)]
    assert found[ids[3]]["credit"] == Decimal("3.00")
    orders = [{"customer": id, "contacts": (parent, id), "lines": ({"what": f"l{id}"},)} for id in ids]
    made = crm.transact(lambda tx: rows.insert_many(tx, ORDER, orders, at=AT))
    last = get(crm, ORDER, made[-1])
    assert last is not None
    assert (last["contacts"], last["lines"][0]["what"]) == ((parent, ids[-1]), f"l{ids[-1]}")
    with pytest.raises(UniqueViolation):
        crm.transact(lambda tx: rows.insert_many(tx, CUSTOMER, [{"code": "z"}, {"code": "Z"}], at=AT))


def test_a_number_beyond_what_both_databases_keep_is_refused(crm: Database) -> None:
    with pytest.raises(NumberTooLarge):
        add(crm, CUSTOMER, credit=Decimal("92233720368547758.08"))
    assert add(crm, CUSTOMER, credit=Decimal("92233720368547758.07")) > 0


def test_locks_name_the_records_that_are_there(crm: Database) -> None:
    a, b = add(crm, CUSTOMER, name="a"), add(crm, CUSTOMER, name="b")
    crm.transact(lambda tx: rows.soft_delete(tx, CUSTOMER, b, at=LATER))
    found = crm.transact(lambda tx: rows.lock(tx, [(CUSTOMER, [a, b, 999]), (ORDER, [])]))
    assert found == {("crm", "customer"): {a}, ("crm", "order"): set()}


def test_eight_writers_never_double_a_unique_value(crm: Database) -> None:
    start = threading.Barrier(8, timeout=30)
    won: list[int] = []

    def writer() -> None:
        start.wait()
        for n in range(10):
            try:
                won.append(add(crm, CUSTOMER, name=f"n{n}", code=f"C{n}"))
            except UniqueViolation:
                continue

    threads = [threading.Thread(target=writer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(won) == 10
    with crm.read() as tx:
        assert sorted(row["code"] for row in rows.read_many(tx, CUSTOMER, won).values()) == [f"C{n}" for n in range(10)]
