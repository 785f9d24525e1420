"""Two writers at once: the second waits where it must, and what is computed counts both (PostgreSQL)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest

from engine import records
from engine.records import RecordContext
from engine.records.evaluating import Related
from engine.records.refilling import Step, fill_between, steps
from engine.records.validating import TargetChecks
from engine.storage import filling, rows
from engine.storage.database import Database, Transaction
from tests.records import sums
from tests.records.test_computed_model import everything, expected
from tests.support.databases import PostgresDatabases
from tests.support.sizes import some

Write = Callable[[RecordContext], Any]


@pytest.fixture
def database(postgres_databases: PostgresDatabases) -> Iterator[Database]:
    with postgres_databases.lent(postgres_databases.prepared("sums", sums.prepare)) as url:
        opened = Database(url)
        yield opened
        opened.close()


def create(form: str, **values: Any) -> Write:
    return lambda ctx: records.create(ctx, sums.form(form), values)


def update(form: str, id: int, **values: Any) -> Write:
    return lambda ctx: records.update(ctx, sums.form(form), id, values)


def delete(form: str, id: int) -> Write:
    return lambda ctx: records.delete(ctx, sums.form(form), id)


def fill(form: str, name: str) -> Write:
    """What a job does for one block: the records are locked, then the field is written in each of them."""

    def write(ctx: RecordContext) -> None:
        def work(ctx: RecordContext, tx: Transaction) -> None:
            step = next(step for step in steps(ctx, {(f"sums.{form}", name)}) if step.one.field.id == name)
            if not step.one.is_of_itself:
                filling.lock_between(tx, step.form, 1, 1_000)
            fill_between(ctx, tx, Step(step.one, fresh=True), 1, 1_000)

        ctx.write(work)

    return write


# Area 1, customers 1 and 2 in it, product 1 at 10.00, orders 1 and 2 of customer 1, tag 1 on order 1, groups 1 <- 2.
LINES = [{"product": 1, "qty": 2}]
PAIRS: dict[str, tuple[Write, Write]] = {
    "two new orders of one customer": (
        create("order", customer=1, lines=LINES),
        create("order", customer=1, lines=LINES),
    ),
    "two orders of one customer change": (update("order", 1, lines=LINES), update("order", 2, lines=[])),
    "an order comes, another goes": (create("order", customer=1, lines=LINES), delete("order", 2)),
    "two orders move between two customers": (update("order", 1, customer=2), update("order", 2, customer=2)),
    "a looked up value changes while an order comes": (
        update("customer", 1, tier="b"),
        create("order", customer=1),
    ),
    "a value two steps away changes while an order comes": (
        update("area", 1, rate="7.50"),
        create("order", customer=1, lines=LINES),
    ),
    "a price changes while a row with it comes": (
        update("product", 1, price="99.00"),
        update("order", 2, lines=LINES),
    ),
    "an order comes while its customer moves": (
        update("customer", 1, area=None),
        create("order", customer=1, lines=LINES),
    ),
    "orders of two customers of one area": (
        create("order", customer=1, lines=LINES),
        create("order", customer=2, lines=LINES),
    ),
    "two orders with one tag": (update("order", 1, lines=LINES), update("order", 2, tags=[1])),
    "an order comes while the sums of customers are filled in": (
        create("order", customer=1, lines=LINES),
        fill("customer", "spent"),
    ),
    "rows change while the sums over them are filled in": (update("order", 1, lines=LINES), fill("order", "total")),
    "a customer moves while what orders look up is filled in": (
        update("customer", 1, area=None),
        fill("order", "area_rate"),
    ),
    "a number changes while a formula over it is filled in": (update("group", 2, own=9), fill("group", "both")),
    "two below one parent": (create("group", parent=1, own=5), update("group", 2, own=9)),
}


def prepare(ctx: RecordContext) -> None:
    create("area", name="N", rate="2.00")(ctx)
    create("customer", name="A", area=1, tier="a", limit=15)(ctx)
    create("customer", name="B", area=1, tier="a")(ctx)
    create("product", name="P", price="10.00")(ctx)
    create("tag", name="T", weight="1.5")(ctx)
    create("order", number="O1", customer=1, day="2026-01-01", tags=[1], lines=[{"product": 1, "qty": 1}])(ctx)
    create("order", number="O2", customer=1, day="2026-01-02", lines=[{"product": 1, "qty": 3}])(ctx)
    create("group", name="G1", own=1)(ctx)
    create("group", name="G2", own=2, parent=1)(ctx)


def waits_for_a_lock(database: Database) -> bool:
    with database.read() as tx:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        return bool(tx.execute(sql).fetchone()[0])


def at_once(database: Database, first: Write, second: Write) -> int:
    """Lets the second begin inside the first's open transaction; how often the two had to try."""
    finished, errors = threading.Event(), list[BaseException]()

    def run_second() -> None:
        try:
            second(sums.context(database))
        except BaseException as error:
            errors.append(error)
        finally:
            finished.set()

    thread = threading.Thread(target=run_second)

    def run_first(tx: Transaction) -> None:
        first(sums.context(database).inside(tx))
        if thread.ident is None:  # this one is repeated when it was the one to give way
            thread.start()
        until = time.monotonic() + 20
        while not finished.is_set() and not waits_for_a_lock(database) and time.monotonic() < until:
            finished.wait(0.02)

    with patch.object(database, "_attempt", wraps=database._attempt) as tries:
        database.transact(run_first)
        thread.join(timeout=30)
    assert not thread.is_alive() and not errors, errors
    return tries.call_count


def wrong(database: Database) -> list[tuple[str, int]]:
    """Records in which a computed value is not what plain Python makes of the rest."""
    there = sums.context(database).read(everything)
    return [
        (form, id)
        for form, table in expected(there).items()
        for id, computed in table.items()
        if {field: there[form][id][field] for field in computed} != computed
    ]


@pytest.mark.parametrize("turned", [False, True], ids=["first", "turned"])
@pytest.mark.parametrize("name", some("pairs of writers", list(PAIRS), 8))
def test_the_second_writer_counts_what_the_first_did_and_nobody_starts_again(
    database: Database, name: str, turned: bool
) -> None:
    prepare(sums.context(database))
    first, second = reversed(PAIRS[name]) if turned else PAIRS[name]
    assert at_once(database, first, second) == 2
    assert wrong(database) == []


@pytest.mark.parametrize("name", ["two new orders of one customer", "a looked up value changes while an order comes"])
def test_without_the_locks_something_is_counted_wrongly(
    database: Database, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(sums.context(database))
    monkeypatch.setattr(Related, "lock", lambda *_: None)
    monkeypatch.setattr(TargetChecks, "settle", lambda checks: checks.waiting.clear())
    read_many = rows.read_many
    unlocked = lambda tx, form, ids, *, lock=False, deleted=False: read_many(tx, form, ids, deleted=deleted)  # noqa: E731
    monkeypatch.setattr(rows, "read_many", unlocked)
    at_once(database, *PAIRS[name])
    assert wrong(database) != []
