"""What is too much for one write is left to a job: marked until it is done, right in the end, whatever happens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from engine import clock, records
from engine.bootstrap import Engine
from engine.events import AppPublished, RecordEvent, ValuesFilled
from engine.jobs import queue
from engine.records import PageQuery, recompute_job
from engine.records.recompute_job import _Going
from engine.storage import change_rows, job_rows, outbox
from tests.records import sums
from tests.records.test_computed_model import Writes, everything, expected
from tests.support import seeds
from tests.support.databases import Databases
from tests.support.engines import engine_at
from tests.support.sizes import sized

ORDERS = 12
AT_ONCE = 10


@pytest.fixture
def engine(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The sums, with a product that stands in twelve orders of two customers; blocks of three records."""

    def prepare(url: str) -> None:
        with engine_at(url, tmp_path / "prepared") as made:
            made.publisher.publish(sums.FILES, actor="test", kind="install")
            context = made.system()
            product = records.create(context, sums.form("product"), {"name": "P", "price": "10.00"}).id
            area = records.create(context, sums.form("area"), {"name": "N", "rate": "2.00"}).id
            customers = [records.create(context, sums.form("customer"), {"area": area}).id for _ in range(2)]
            for number in range(ORDERS):
                lines = [{"product": product, "qty": number}]
                values = {"customer": customers[number % 2], "lines": lines, "day": "2026-01-01"}
                records.create(context, sums.form("order"), values)

    monkeypatch.setattr(recompute_job, "FIRST_BLOCK", 3)
    monkeypatch.setattr(_Going, "_resize", lambda *_: None)
    with (
        databases.lent(databases.prepared("sums with orders", prepare)) as url,
        engine_at(url, tmp_path, recompute_at_once=AT_ONCE) as opened,
    ):
        yield opened


def wrong(engine: Engine) -> list[tuple[str, int, str]]:
    """Computed values that are not what plain Python makes of the rest."""
    there = engine.system().read(everything)
    return [
        (form, id, field)
        for form, table in expected(there).items()
        for id, computed in table.items()
        for field, value in computed.items()
        if there[form][id][field] != value
    ]


def change_price(engine: Engine, price: str = "7.00") -> int:
    saved = records.update(engine.system(), sums.form("product"), 1, {"price": price})
    assert saved.change_set is not None
    return saved.change_set


def jobs(engine: Engine) -> list[Any]:
    return [job for job in queue.recent(engine.database) if job.type == "recompute"]


def stop_at(monkeypatch: pytest.MonkeyPatch, block: int, then: Callable[[], Any]) -> None:
    """Has something happen before a block of the job is begun."""
    real = _Going.next
    begun: list[int] = []

    def counted(self: _Going) -> bool:
        begun.append(1)
        if len(begun) == block + 1:
            monkeypatch.setattr(_Going, "next", real)
            then()
        return real(self)

    monkeypatch.setattr(_Going, "next", counted)


class Killed(BaseException):
    """Ends the worker as kill -9 does."""


def die() -> None:
    raise Killed


def let_the_lease_end(engine: Engine) -> None:
    table, past = job_rows.job, clock.machine_now().replace(year=2020)
    engine.database.transact(lambda tx: tx.connection.execute(update(table).values(lease_until=past)))


def test_the_answer_of_the_write_itself_says_what_is_stale_now(engine: Engine) -> None:
    order = sums.form("order")
    hurried = replace(engine.system(), at_once=0)
    saved = records.update(hurried, order, 2, {"status": "void"})
    assert "of_all" in saved.record["_stale"]
    assert saved.record["_stale"] == records.get(engine.system(), order, 2)["_stale"]
    engine.worker.run_due()
    assert "_stale" not in records.update(engine.system(), order, 2, {"number": "other"}).record


def test_a_write_that_too_many_records_follow_marks_them_until_a_job_is_done(engine: Engine) -> None:
    change_set = change_price(engine)
    context = engine.system()
    order = context.form("sums", "order")
    stale = ["lines", "total", "dear", "of_all", "charged"]
    page = records.page_json(context, order, PageQuery(fields="total"))
    assert page.endswith(b'"stale":["' + '","'.join(stale).encode() + b'"]}')
    assert records.get(context, order, 2)["_stale"] == stale
    assert records.get(context, order, 2)["total"] == "10.00"
    assert wrong(engine)
    (job,) = jobs(engine)
    assert (job.state, job.label) == ("waiting", "Area, Customer, Order, Tag")
    engine.worker.run_due()
    (job,) = jobs(engine)
    assert job.state == "done" and job.done == job.total > ORDERS
    assert wrong(engine) == []
    context = engine.system()
    assert b"stale" not in records.page_json(context, order, PageQuery(fields="total"))
    assert "_stale" not in records.get(context, order, 2)
    with engine.database.read() as tx:
        rows = change_rows.history_of_change_set(tx, change_set, below=None, limit=100)
        events = [event for _, event in outbox.read(tx, 0) if isinstance(event, RecordEvent)]
    assert {(row["form"], row["record"]) for row in rows if row["form"] == "order"} == {
        ("order", number) for number in range(1, ORDERS + 1)
    }
    changed = [event for event in events if event.change_set == change_set and event.id == 2 and event.form == "order"]
    assert {
        name: (event.old[name], event.new[name]) for event in changed for name in ("total",) if name in event.new
    } == {"total": ("10.00", "7.00")}


def test_a_write_that_few_records_follow_does_it_all_itself(engine: Engine) -> None:
    records.update(engine.system(), sums.form("order"), 2, {"lines": [{"product": 1, "qty": 9}]})
    assert jobs(engine) == [] or wrong(engine) == []
    engine.worker.run_due()
    assert wrong(engine) == []


@pytest.mark.parametrize("block", [1, 4, 9])
def test_a_job_killed_in_the_middle_goes_on_and_tells_nothing_twice(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    change_set = change_price(engine)
    stop_at(monkeypatch, block, die)
    with pytest.raises(Killed):
        engine.worker.run_due()
    assert engine.system().apps.stale
    let_the_lease_end(engine)
    engine.worker.run_due()
    assert [job.state for job in jobs(engine)] == ["done"]
    assert wrong(engine) == [] and not engine.system().apps.stale
    with engine.database.read() as tx:
        events = [event for _, event in outbox.read(tx, 0) if isinstance(event, RecordEvent)]
    told = [
        (event.form, event.id, name)
        for event in events
        if event.change_set == change_set and event.form != "product"
        for name in event.new
        if name != "lines"
    ]
    assert len(told) == len(set(told)) > 2 * (ORDERS - 1)


@pytest.mark.parametrize("world", range(sized(1, 20)))
def test_whatever_is_written_beside_the_job_everything_is_right_in_the_end(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, world: int
) -> None:
    writes = Writes(engine.system(), seeds.generator(f"beside {world}"))
    there = engine.system().read(everything)
    writes.ids = {name: list(table) for name, table in there.items()}
    real = _Going.next

    def after_a_write(self: _Going) -> bool:
        if len(done) < sized(40, 120):
            writes.ctx = engine.system()
            done.append(writes.step())
        return real(self)

    change_price(engine, "8.00")
    done = [writes.step() for _ in range(5)]
    monkeypatch.setattr(_Going, "next", after_a_write)
    engine.worker.run_due()
    assert len(done) > 20
    assert wrong(engine) == [], done
    assert not engine.system().apps.stale


def test_other_writers_may_write_while_the_job_works(engine: Engine) -> None:
    change_price(engine)
    errors: list[BaseException] = []

    def write() -> None:
        try:
            for number in range(15):
                values = {"lines": [{"product": 1, "qty": number}], "customer": 1 + number % 2}
                records.update(engine.system(), sums.form("order"), 1 + number % ORDERS, values)
        except BaseException as error:
            errors.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    engine.worker.run_due()
    writer.join()
    engine.worker.run_due()
    assert not errors and wrong(engine) == []


def test_two_writes_that_wait_for_the_same_job_have_one(engine: Engine) -> None:
    change_price(engine, "5.00")
    change_price(engine, "6.00")
    assert len(jobs(engine)) == 1
    engine.worker.run_due()
    assert wrong(engine) == []


def test_a_stopped_job_leaves_the_mark_and_goes_on_after_the_next_start(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    change_price(engine)
    (job,) = jobs(engine)
    stop_at(monkeypatch, 2, lambda: queue.cancel(engine.database, job.id))
    engine.worker.run_due()
    assert [job.state for job in jobs(engine)] == ["cancelled"] and engine.system().apps.stale
    with engine_at(str(engine.settings.url), tmp_path / "again") as again:
        again.worker.run_due()
        assert wrong(again) == [] and not again.system().apps.stale


GROSS = '  gross: {type: rollup, from: lines, fn: sum, value: "total * 2", help: x}\n'
NET = '  net: {type: formula, returns: money, expr: "gross / 2", help: x}\n'


@pytest.mark.parametrize("kill", [False, True], ids=["through", "killed"])
def test_publishing_a_formula_over_many_records_leaves_it_to_a_job(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, kill: bool
) -> None:
    files = {**sums.FILES, "forms/order.yaml": sums.FILES["forms/order.yaml"] + GROSS + NET}
    order = engine.system().form("sums", "order")
    before = records.history(engine.system(), order, 2)["changes"]
    published = engine.publisher.publish(files, actor="test", based_on=1)
    assert published.filling is not None
    context = engine.system()
    order = context.form("sums", "order")
    found = records.get(context, order, 2)
    assert (found["gross"], found["net"], found["_stale"]) == (None, None, ["gross", "net"])
    if kill:
        stop_at(monkeypatch, 3, die)
        with pytest.raises(Killed):
            engine.worker.run_due()
        let_the_lease_end(engine)
    engine.worker.run_due()
    job = queue.get(engine.database, published.filling)
    assert (job.state, job.done, job.total) == ("done", 2 * ORDERS, 2 * ORDERS)
    context = engine.system()
    assert {key: records.get(context, order, 2).get(key) for key in ("gross", "net", "_stale")} == {
        "gross": "20.00", "net": "10.00", "_stale": None
    }  # fmt: skip
    assert records.history(context, order, 2)["changes"] == before
    with engine.database.read() as tx:
        facts = [event for _, event in outbox.read(tx, 0) if not isinstance(event, RecordEvent)]
    assert [fact.filled for fact in facts if isinstance(fact, AppPublished) and fact.version == 2] == [{}]
    assert facts[-1] == ValuesFilled("sums", published.filling, {"sums.order": 2 * ORDERS})
