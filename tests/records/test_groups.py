"""Logic over a figure of several records holds on every way to them, and two writers cannot pass it side by side."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from engine import records
from engine.definition.resolver import resolve
from engine.definition.source import load_texts
from engine.errors import InvalidValues
from engine.records import RecordContext
from engine.storage.database import Database, Transaction
from tests.records import till
from tests.support.databases import Databases, PostgresDatabases

TOO_MUCH = [("moved", "logic.error", "There is not so much in stock")]


@pytest.fixture
def ctx(databases: Databases) -> Iterator[RecordContext]:
    with databases.lent(databases.prepared("till", till.prepare)) as url:
        opened = Database(url)
        context = till.admin(opened)
        for name in ("Pen", "Desk"):
            records.create(context, till.form("product"), {"name": name})
        yield context
        opened.close()


def move(ctx: RecordContext, moved: int, **more: Any) -> int:
    return records.create(ctx, till.form("move"), {"product": 1, "store": "A", "moved": moved, **more}).id


def refused(work: Callable[[], object]) -> list[tuple[str, str, str | None]]:
    with pytest.raises(InvalidValues) as caught:
        work()
    return [(error.path, error.code, error.message) for error in caught.value.errors]


def test_what_a_group_has_not_cannot_be_taken_out_of_it(ctx: RecordContext) -> None:
    form = till.form("move")
    incoming = move(ctx, 10)
    first = move(ctx, -6)
    assert refused(lambda: move(ctx, -5)) == TOO_MUCH
    assert [error for _, _, error in refused(lambda: move(replace(ctx, language="zh-CN"), -5))] == ["库存不足"]
    move(ctx, -5, planned=True)
    assert refused(lambda: move(ctx, -1, store="B")) == TOO_MUCH
    assert refused(lambda: move(ctx, -1, product=2)) == TOO_MUCH
    assert refused(lambda: move(ctx, -1, store=None)) == TOO_MUCH
    assert refused(lambda: records.update(ctx, form, first, {"moved": -11})) == TOO_MUCH
    records.update(ctx, form, first, {"moved": -10})
    # The group that a record leaves is asked too.
    assert refused(lambda: records.update(ctx, form, incoming, {"store": "B"})) == TOO_MUCH
    assert refused(lambda: records.delete(ctx, form, incoming)) == TOO_MUCH
    records.delete(ctx, form, first)
    second = move(ctx, -8)
    assert refused(lambda: records.restore(ctx, form, first)) == TOO_MUCH
    records.delete(ctx, form, second)
    records.restore(ctx, form, first)


def test_a_change_beside_the_figure_is_not_asked_about_it(ctx: RecordContext) -> None:
    form = till.form("move")
    outgoing = move(ctx, -3, planned=True)
    with ctx.database.read() as tx:
        assert tx is not None
    records.update(ctx, form, outgoing, {"name": "of May"})
    assert refused(lambda: records.update(ctx, form, outgoing, {"planned": False})) == TOO_MUCH


def test_many_at_once_count_together(ctx: RecordContext) -> None:
    form = till.form("move")
    rows = [{"product": 1, "store": "A", "moved": moved} for moved in (5, -3, -3, 2)]
    assert refused(lambda: records.create_many(ctx, form, [*rows[:3]])) == [
        ("2.moved", "logic.error", "There is not so much in stock")
    ]
    assert records.create_many(ctx, form, rows).created == 4
    partial = records.create_many(ctx, form, [rows[2], {**rows[3], "moved": 1}], partial=True)
    assert [id is None for id in partial.ids] == [True, False]
    assert [(error.path, error.code) for error in partial.errors] == [("0.moved", "logic.error")]
    ids = [move(ctx, -1), move(ctx, -1)]
    move(ctx, 3)
    assert refused(lambda: records.update_many(ctx, form, {"moved": -3}, ids=ids)) == [
        ("1.moved", "logic.error", "There is not so much in stock")
    ]
    records.update_many(ctx, form, {"moved": -2}, ids=ids[:1])


def test_taking_back_keeps_what_would_empty_the_group(ctx: RecordContext) -> None:
    form = till.form("move")
    incoming = records.create(ctx, form, {"product": 1, "store": "A", "moved": 4})
    raised = records.update(ctx, form, incoming.id, {"moved": 9})
    move(ctx, -7)
    assert raised.change_set is not None and incoming.change_set is not None
    undone = records.undo(ctx, raised.change_set)
    assert [(kept["field"], kept["code"]) for kept in undone.kept] == [("moved", "logic.error")]
    assert records.get(ctx, form, incoming.id)["moved"] == 9


def waits_for_a_lock(database: Database) -> bool:
    with database.read() as tx:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        return bool(tx.execute(sql).fetchone()[0])


@pytest.fixture
def at_once(postgres_databases: PostgresDatabases) -> Iterator[RecordContext]:
    with postgres_databases.lent(postgres_databases.prepared("till", till.prepare)) as url:
        opened = Database(url)
        context = till.admin(opened)
        records.create(context, till.form("product"), {"name": "Pen"})
        yield context
        opened.close()


def take(moved: int, store: str = "A") -> Callable[[RecordContext], object]:
    """Without a product, whose lock would hold the other one up in any case."""
    return lambda ctx: move(ctx, moved, store=store, product=None)


PAIRS: dict[str, tuple[Callable[[RecordContext], object], Callable[[RecordContext], object], bool]] = {
    "two take from one store": (take(-6), take(-6), True),
    "two take from two stores": (take(-6), take(-6, "B"), False),
    "one takes and one takes the supply away": (
        take(-6),
        lambda ctx: records.delete(ctx, till.form("move"), 1),
        True,
    ),
    "one takes and one moves the supply": (
        lambda ctx: records.update(ctx, till.form("move"), 1, {"store": "B"}),
        take(-6),
        True,
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_of_two_writers_who_go_too_far_together_the_second_is_refused(at_once: RecordContext, name: str) -> None:
    database, (first, second, collide) = at_once.database, PAIRS[name]
    take(10)(at_once)
    take(10, "B")(at_once)
    finished, errors, waited = threading.Event(), list[BaseException](), list[bool]()

    def run_second() -> None:
        try:
            second(till.admin(database))
        except BaseException as error:
            errors.append(error)
        finally:
            finished.set()

    thread = threading.Thread(target=run_second)

    def run_first(tx: Transaction) -> None:
        first(at_once.inside(tx))
        if thread.ident is None:
            thread.start()
        until = time.monotonic() + 20
        while not finished.is_set() and not waits_for_a_lock(database) and time.monotonic() < until:
            finished.wait(0.02)
        waited.append(not finished.is_set())

    database.transact(run_first)
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert [type(error).__name__ for error in errors] == (["InvalidValues"] if collide else [])
    totals = records.aggregate(at_once, till.form("move"), by=["store"], values={"left": "sum(moved)"})
    assert all(int(group["left"]) >= 0 for group in totals), totals
    assert waited == [collide]


BROKEN: tuple[tuple[str, str], ...] = (
    ("group: {by: [nothing], value: count()}, when: 'group > 1', error: Full", "unknown_field"),
    ("group: {by: [name], value: total(name)}, when: 'group > 1', error: Full", "expression"),
    ("group: {by: [name], value: count()}, when: 'group > 1', require: [name]", "group_only_refuses"),
    ("when: 'group > 1', error: Full", "expression"),
    ("group: {by: [tags], value: count()}, when: 'group > 1', error: Full", "group_not_by"),
    ("group: {by: [name], value: sum(later)}, when: 'group > 1', error: Full", "group_not_counted"),
    (
        "group: {by: [name], value: count(), where: \"PINYIN(name) = 'a'\"}, when: 'group > 1', error: Full",
        "group_not_c",
    ),
)


@pytest.mark.parametrize(("rule", "code"), BROKEN)
def test_a_broken_group_is_a_problem_with_its_place(rule: str, code: str) -> None:
    fields = (
        "fields:\n  name: {type: text}\n  tags: {type: multi_select, options: [a, b]}\n"
        "  later: {type: formula, returns: number, expr: 'len(pinyin(name)) + year(today())', help: Later}\n"
    )
    form = f"kind: form\nid: seat\nlabel: Seat\n{fields}logic:\n  full: {{{rule}}}\n"
    found = resolve(load_texts({"app.yaml": "kind: app\nid: hall\nlabel: Hall\n", "forms/seat.yaml": form}), _catalog())
    codes = [problem.code for problem in found.problems if problem.severity == "error"]
    assert any(one.startswith(code) for one in codes), codes


def _catalog() -> Any:
    from engine.catalog.catalog import built_in_catalog

    return built_in_catalog()
