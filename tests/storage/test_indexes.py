"""Indexes follow from the definition, and the statements of views use them on both databases."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from engine.definition.app import App
from engine.storage import counter_rows, reading, rows
from engine.storage.database import Database, Transaction
from engine.storage.layout import layout_of
from engine.storage.query import Query
from tests.storage.test_reading import APP, AT, ORDER, ask, context, shop, where
from tests.storage.worlds import app, field, form, view

__all__ = ["shop"]


def indexes(world: App, table: str) -> set[tuple[str, ...]]:
    return {index.columns for index in layout_of(world).indexes.values() if index.table == table}


def test_relations_unique_rules_views_and_wishes_make_indexes_and_no_more() -> None:
    world = app(
        form(
            "order",
            field("code", "text", max=20, unique=True),
            field("customer", "relation", to="order"),
            field("stage", "select", options=["A"]),
            field("amount", "money"),
            field("notes", "long_text"),
            field("others", "relation", to="order", many=True),
            indexes={"wish": ("stage", "customer"), "needless": ("customer",), "too_long": ("notes",)},
        ),
        views={"all": view("all", "order", "-amount"), "by_code": view("by_code", "order", "code")},
    )
    assert indexes(world, "crm__order") == {
        ("code",), ("customer", "id"), ("stage", "customer"), ("amount", "id"), ("code__sort", "id"),
    }  # fmt: skip
    assert indexes(world, "crm__order__others") == {("owner", "position"), ("target", "owner")}


VIEWS = [
    (ask(where=(where("stage = 'won'"),), sort=(("amount", True),)), "stage_amount_id"),
    (ask(where=(where("stage = 'won'"),), sort=(("amount", False),)), "stage_amount_id"),
    (ask(sort=(("amount", True), ("number", True))), "amount_number"),
    (ask(where=(where("customer = 7"),)), "customer_id"),
]


@pytest.mark.parametrize(("query", "index"), VIEWS, ids=[name for _, name in VIEWS])
def test_the_lists_of_views_and_relations_walk_their_index(shop: Database, query: Query, index: str) -> None:
    many = [{"stage": ("open", "won", "lost")[n % 3], "amount": n, "number": str(n)} for n in range(3_000)]
    shop.transact(lambda tx: rows.insert_many(tx, ORDER, many, at=AT))
    asked: list[tuple[str, Any]] = []

    class Listening(Transaction):
        def execute(self, sql: str, parameters: Any = ()) -> Any:
            if sql.startswith("SELECT") and "FROM" in sql and "shop__order" in sql:
                asked.append((sql, parameters))
            return super().execute(sql, parameters)

    with shop.read() as tx:
        tx.execute("ANALYZE" if tx.dialect == "postgresql" else "PRAGMA optimize")
        tx.__class__ = Listening
        reading.page_json(tx, query, context())
        sql, parameters = asked[0]
        prefix = "EXPLAIN QUERY PLAN " if tx.dialect == "sqlite" else "EXPLAIN "
        plan = "\n".join(str(row) for row in Transaction.execute(tx, prefix + sql, parameters).fetchall())
    assert index in plan, plan
    assert "TEMP B-TREE" not in plan


def test_every_index_of_the_layout_is_in_the_database(shop: Database) -> None:
    from engine.migration.planner import existing_indexes

    layout = layout_of(APP)
    with shop.read() as tx:
        assert set(existing_indexes(tx, list(layout.tables))) == set(layout.indexes)


def test_serial_numbers_are_unique_and_without_gaps_under_eight_writers(database: Database) -> None:
    start = threading.Barrier(8, timeout=30)
    taken: list[int] = []

    def writer() -> None:
        start.wait()
        for _ in range(10):

            def take(tx: Transaction) -> int:
                return counter_rows.take(tx, "crm", "order", "number", "2024")

            taken.append(database.transact(take))

    threads = [threading.Thread(target=writer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == list(range(1, 81))


def test_a_person_s_write_is_not_kept_waiting_by_an_import(sqlite_url: str) -> None:
    """The importer commits block after block; each interactive writer gets in after the block that is running."""
    from engine.migration.upgrading import upgrade_system
    from engine.storage.system_tables import fw_setting

    database = Database(sqlite_url)
    upgrade_system(database)
    order: list[str] = []
    running, stop = threading.Event(), threading.Event()

    def block(tx: Transaction) -> None:
        tx.connection.execute(fw_setting.insert().values(key=f"i{len(order)}", value="1"))
        order.append("block")
        running.set()

    def importer() -> None:
        while not stop.is_set():
            database.transact(block, interactive=False)

    thread = threading.Thread(target=importer)
    thread.start()
    assert running.wait(20)
    waits: list[int] = []
    for n in range(20):
        before = len(order)

        def write(tx: Transaction, n: int = n) -> None:
            tx.connection.execute(fw_setting.insert().values(key=f"p{n}", value="1"))

        database.transact(write)
        waits.append(len(order) - before)
    stop.set()
    thread.join(20)
    database.close()
    # The block that runs, one that stood in line before, and one that may begin after the count was read.
    assert max(waits) <= 4
