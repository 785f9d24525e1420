"""Computed values: new ones over a large table beside the same UPDATE by hand, and a write below two sums."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import machine
from engine import records
from engine.bootstrap import Engine
from engine.jobs import queue
from engine.records.handing_over import hand_over
from engine.storage.database import Transaction
from engine.storage.names import quoted
from engine.storage.tables import tables_of
from tests.support.databases import Databases
from tests.support.engines import engine_at

BAR = 0.7
LINES_OF_AN_ORDER, ORDERS_OF_A_CUSTOMER = 10, 10
FILES = {
    "app.yaml": "kind: app\nid: chain\nlabel: Chain\ncurrency: CNY\n",
    "forms/customer.yaml": """
kind: form
id: customer
label: Customer
title: "{{ id }}"
fields:
  name: {type: text}
  spent: {type: rollup, from: orders, fn: sum, value: total, help: Over both}
""",
    "forms/order.yaml": """
kind: form
id: order
label: Order
title: "{{ id }}"
fields:
  customer: {type: relation, to: customer, inverse: orders}
  total: {type: rollup, from: lines, fn: sum, value: amount, help: Of the lines}
  dear: {type: rollup, from: lines, fn: sum, value: price, where: "qty > 1", help: What is measured}
""",
    "forms/line.yaml": """
kind: form
id: line
label: Line
title: "{{ id }}"
fields:
  order: {type: relation, to: order, inverse: lines}
  qty: {type: number, decimals: 0}
  price: {type: money}
  amount: {type: formula, returns: money, expr: "qty * price", help: For the sums}
  charged: {type: formula, returns: money, expr: "qty * price * 0.87", help: What is measured}
""",
}
# The columns as they were before any of the computed ones; money is whole cents on SQLite.
_ROWS = {
    "sqlite": "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count}) ",
    "postgresql": "WITH n AS (SELECT n FROM generate_series(1, {count}) AS n) ",
}
_CENTS = {"sqlite": "{}", "postgresql": "{} / 100.0"}
# What a person who knows the tables writes instead: the formula, and the sum.
BY_HAND = {
    "formula": {
        "sqlite": "UPDATE {line} SET hand = (qty * price * 87 + 50) / 100 WHERE deleted_at IS NULL",
        "postgresql": "UPDATE {line} SET hand = round(qty * price * 0.87, 2) WHERE deleted_at IS NULL",
    },
    "rollup": dict.fromkeys(
        ("sqlite", "postgresql"),
        'UPDATE {order} SET hand = s.v FROM (SELECT "order" AS k, sum(price) AS v FROM {line} '
        "WHERE deleted_at IS NULL AND qty > 1 GROUP BY 1) AS s WHERE s.k = {order}.id AND {order}.deleted_at IS NULL",
    ),
}
MEASURED = {"formula": ("line", "charged"), "rollup": ("order", "dear")}


def measure(databases: Databases, folder: Path, *, rows: int, chain_rows: int, repeats: int) -> dict[str, Any]:
    """Seconds of filling a formula and a rollup and of the same by hand; milliseconds of a write below two sums."""
    result: dict[str, Any] = {"rows": rows, "chain_rows": chain_rows, "fixed_work_seconds": [machine.fixed_work()]}
    with engine_at(databases.fresh(), folder / f"computed-{databases.kind}") as engine:
        _prepare(engine, rows)
        for name in MEASURED:
            print(f"  {databases.kind}: {name} over {rows} lines", flush=True)
            result[name] = _one(engine, name, repeats)
    with engine_at(databases.fresh(), folder / f"chain-{databases.kind}") as engine:
        _prepare(engine, chain_rows)
        print(f"  {databases.kind}: writes to one of {chain_rows} lines", flush=True)
        result["chain"] = _chain(engine, chain_rows)
    result["fixed_work_seconds"].append(machine.fixed_work())
    return result


def _prepare(engine: Engine, rows: int) -> None:
    engine.publisher.publish(FILES, actor="bench", kind="install")
    orders = max(1, rows // LINES_OF_AN_ORDER)
    customers = max(1, orders // ORDERS_OF_A_CUSTOMER)
    cents = _CENTS[engine.database.dialect]

    def fill(tx: Transaction) -> None:
        _insert(tx, engine, "customer", customers, {})
        _insert(tx, engine, "order", orders, {"customer": f"1 + n % {customers}"})
        price = cents.format("(100 + n * 37 % 9000)")
        _insert(tx, engine, "line", rows, {"order": f"1 + n % {orders}", "qty": "1 + n % 7", "price": price})
        for form in ("order", "line"):
            kind = "bigint" if tx.dialect == "sqlite" else "numeric(19, 2)"
            tx.execute(f"ALTER TABLE {_table(tx, engine, form)} ADD COLUMN hand {kind}")

    engine.database.transact(fill, lock="exclusive")


def _insert(tx: Transaction, engine: Engine, form: str, count: int, columns: dict[str, str]) -> None:
    moment = "now()" if tx.dialect == "postgresql" else str(int(time.time() * 1_000_000))
    made = {"revision": "1", "created_at": moment, "updated_at": moment, **columns}
    names, values = ", ".join(map(quoted, made)), ", ".join(made.values())
    numbers = _ROWS[tx.dialect].format(count=count)
    sql = f"{numbers}INSERT INTO {_table(tx, engine, form)} ({names}) SELECT {values} FROM n"
    tx.execute(sql if tx.dialect == "sqlite" else sql.replace("%", "%%"))


def _table(tx: Transaction, engine: Engine, form: str) -> str:
    return quoted(tables_of(tx, engine.store.current().app("chain").forms[form]).name)


def _one(engine: Engine, name: str, repeats: int) -> dict[str, Any]:
    form, field = MEASURED[name]
    ours, hand, seen = [], [], 0
    for turn in range(repeats):
        # In turns, so that neither always meets the tables as the other has left them.
        for mine in (turn % 2 == 0, turn % 2 == 1):
            _empty(engine, form, field)
            if mine:
                taken, seen = _fill(engine, form, field)
                ours.append(taken)
            else:
                hand.append(_timed(lambda: engine.database.transact(lambda tx: _by_hand(tx, engine, name))))
    _check(engine, form, field)
    product, by_hand = statistics.median(ours), statistics.median(hand)
    return {
        "product_s": round(product, 3),
        "hand_s": round(by_hand, 3),
        "of_hand": round(by_hand / product, 3),
        "progress_seen": seen,
    }


def _fill(engine: Engine, form: str, field: str) -> tuple[float, int]:
    """Seconds of the job that fills the field after a publish, and how often it said how far it was."""
    context, name = engine.system(), (f"chain.{form}", field)
    job = engine.database.transact(
        lambda tx: hand_over(context.begin_change_set(tx), tx, [name], fresh=[name], quiet=True)
    )
    said = set[int]()
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            said.add(queue.get(engine.database, job).done)

    looking = threading.Thread(target=look)
    looking.start()
    taken = _timed(engine.worker.run_due)
    over.set()
    looking.join()
    done = queue.get(engine.database, job)
    assert done.state == "done" and done.done == done.total, done
    return taken, len(said)


def _by_hand(tx: Transaction, engine: Engine, name: str) -> None:
    names = {form: _table(tx, engine, form) for form in ("order", "line")}
    tx.execute(BY_HAND[name][tx.dialect].format(**names))


def _empty(engine: Engine, form: str, field: str) -> None:
    """Both columns are empty again, and nothing is left of the rows as they were."""
    database = engine.database

    def work(tx: Transaction) -> str:
        table = _table(tx, engine, form)
        there = f"hand IS NOT NULL OR {quoted(field)} IS NOT NULL"
        tx.execute(f"UPDATE {table} SET {quoted(field)} = NULL, hand = NULL WHERE {there}")
        return table

    table = database.transact(work)
    if database.dialect == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
            link.exec_driver_sql(f"VACUUM FULL ANALYZE {table}")
            link.exec_driver_sql("CHECKPOINT")
    else:
        with database.read() as tx:
            tx.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _check(engine: Engine, form: str, field: str) -> None:
    """Both have worked out the same; else the figures say nothing."""
    _fill(engine, form, field)
    name = next(name for name, measured in MEASURED.items() if measured == (form, field))
    engine.database.transact(lambda tx: _by_hand(tx, engine, name))
    with engine.database.read() as tx:
        sql = f"SELECT count(*) FROM {_table(tx, engine, form)} WHERE coalesce(hand, 0) <> coalesce({quoted(field)}, 0)"
        assert tx.execute(sql).fetchone()[0] == 0


def _chain(engine: Engine, rows: int) -> dict[str, Any]:
    """A quantity changes: the line, its order and its customer follow; in one process, signed in as the system."""
    context = engine.system()
    names = [(f"chain.{form}", field) for form, field in (("line", "amount"), ("line", "charged"), ("order", "dear"))]
    engine.database.transact(lambda tx: hand_over(context.begin_change_set(tx), tx, names, quiet=True))
    engine.worker.run_due()
    form = engine.system().form("chain", "line")

    def product(number: int) -> None:
        records.update(engine.system(), form, 1 + number * 37 % rows, {"qty": 10 + number % 50})

    def hand(number: int) -> None:
        engine.database.transact(lambda tx: _chain_by_hand(tx, engine, 1 + number * 41 % rows, 10 + number % 50))

    ours, theirs = [], []
    for number in range(200):
        ours.append(_timed(partial(product, number)))
        theirs.append(_timed(partial(hand, number)))
    ours.sort()
    theirs.sort()
    return {
        "p50_ms": round(ours[100] * 1000, 2),
        "p95_ms": round(ours[190] * 1000, 2),
        "hand_p50_ms": round(theirs[100] * 1000, 2),
    }


def _chain_by_hand(tx: Transaction, engine: Engine, line: int, qty: int) -> None:
    """The three statements alone: no rights, no checks, no history, no events."""
    names = {form: _table(tx, engine, form) for form in ("customer", "order", "line")}
    mark = "%s" if tx.dialect == "postgresql" else "?"
    changed = (
        f"UPDATE {names['line']} SET qty = {mark}, amount = {mark} * price, revision = revision + 1 "
        f'WHERE id = {mark} RETURNING "order"'
    )
    (order,) = tx.execute(changed, (qty, qty, line)).fetchone()
    total = (
        f"UPDATE {names['order']} SET total = (SELECT coalesce(sum(amount), 0) FROM {names['line']} "
        f'WHERE "order" = {mark} AND deleted_at IS NULL) WHERE id = {mark} RETURNING customer'
    )
    (customer,) = tx.execute(total, (order, order)).fetchone()
    spent = (
        f"UPDATE {names['customer']} SET spent = (SELECT coalesce(sum(total), 0) FROM {names['order']} "
        f"WHERE customer = {mark} AND deleted_at IS NULL) WHERE id = {mark}"
    )
    tx.execute(spent, (customer, customer))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def table(kind: str, measured: dict[str, Any]) -> str:
    lines = [f"\n{kind}, computed values over {measured['rows']} lines (bar: {BAR} of the same UPDATE by hand)"]
    for name in MEASURED:
        one = measured[name]
        verdict = "reached" if one["of_hand"] >= BAR else "MISSED"
        lines.append(
            f"new {name:8} by a job {one['product_s']:8.2f} s, by hand {one['hand_s']:8.2f} s, "
            f"ratio {one['of_hand']:.2f}: {verdict}"
        )
    chain = measured["chain"]
    lines.append(
        f"a write below two sums, {measured['chain_rows']} lines: p50 {chain['p50_ms']} ms, p95 {chain['p95_ms']} ms; "
        f"the three statements alone {chain['hand_p50_ms']} ms"
    )
    return "\n".join(lines)
