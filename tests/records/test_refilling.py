"""Computed fields over whole forms: the database works out what Python does, and Python what the database cannot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine import records
from engine.expression.sql import NoSqlForm
from engine.records import RecordContext
from engine.records.graph import graph_for
from engine.records.refilling import refill
from engine.storage import filling, rows
from engine.storage.database import Database, Transaction
from engine.storage.names import quoted
from engine.storage.tables import tables_of
from tests.records import sums
from tests.records.test_computed_model import FORMS, Writes, compare, everything
from tests.support import seeds
from tests.support.databases import Databases
from tests.support.sizes import sized

# What only Python works out: joined texts, the middle one, the last one, `record.`, all.
BY_PYTHON = {"names", "middle", "latest", "over", "all_paid"}
GREATEST = "92233720368547758.07"


@pytest.fixture
def ctx(databases: Databases) -> Iterator[RecordContext]:
    with databases.lent(databases.prepared("sums", sums.prepare)) as url:
        opened = Database(url)
        yield sums.context(opened)
        opened.close()


def forget(tx: Transaction) -> None:
    """Empties every computed column, as when a version has just brought them."""
    for one in graph_for(sums.apps()):
        tables = tables_of(tx, one.form)
        table, columns = tables.name, tables.columns
        if one.subform is not None:
            table, columns = tables.rows[one.subform.id].name, tables.rows[one.subform.id].columns
        column = next(column.name for column in columns if column.field == one.field.id)
        tx.execute(f"UPDATE {quoted(table)} SET {quoted(column)} = NULL")


def filled(ctx: RecordContext, *, fresh: bool = False) -> Any:
    """Everything after all computed fields were forgotten and filled again."""
    names = {one.name for one in graph_for(ctx.apps)}

    def work(tx: Transaction) -> None:
        forget(tx)
        refill(ctx.inside(tx), tx, names, names if fresh else ())

    ctx.database.transact(work)
    return ctx.read(everything)


def by_python_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> int:
        raise NoSqlForm("nothing")

    monkeypatch.setattr(filling, "fill", refuse)


@pytest.mark.parametrize("world", range(sized(1, 20)))
def test_the_database_fills_in_what_python_does(
    ctx: RecordContext, world: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = Writes(ctx, seeds.generator(f"refilling {world}"))
    for _ in range(sized(40, 120)):
        writes.step()
    worked_out = set()
    fill = filling.fill

    def noticed(tx: Any, apps: Any, what: Any, *rest: Any, **more: Any) -> int:
        found = fill(tx, apps, what, *rest, **more)
        worked_out.add(what.field.id)
        return found

    monkeypatch.setattr(filling, "fill", noticed)
    by_database = filled(ctx, fresh=world % 2 == 0)
    by_python_alone(monkeypatch)
    assert filled(ctx) == by_database
    assert {one.field.id for one in graph_for(ctx.apps)} - worked_out == BY_PYTHON
    compare(ctx, {id: one["tier_then"] for id, one in by_database["order"].items()}, "filled")


@pytest.mark.parametrize("price", [GREATEST, f"-{GREATEST}", "0.01", "-0.05", None])
@pytest.mark.parametrize("rate", ["999999.99", "-0.50", "33.33", None])
def test_extreme_figures_are_the_same_both_ways(
    ctx: RecordContext, price: str | None, rate: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = records.create(ctx, sums.form("area"), {"name": "N", "rate": rate}).id
    customer = records.create(ctx, sums.form("customer"), {"name": "A", "area": area, "limit": 1}).id
    products = [records.create(ctx, sums.form("product"), {"price": one}).id for one in (price, "1.25")]
    for qty in (1, 3, 9_000_000_000_000_000_000, -7):
        lines = [{"product": product, "qty": qty} for product in products]
        records.create(ctx, sums.form("order"), {"customer": customer, "lines": lines, "day": "2026-01-01"})
    there = ctx.read(everything)
    assert filled(ctx) == there
    by_python_alone(monkeypatch)
    assert filled(ctx) == there


def test_what_lies_in_the_bin_is_left_as_it_is(ctx: RecordContext) -> None:
    customer = records.create(ctx, sums.form("customer"), {"name": "A"}).id
    order = records.create(ctx, sums.form("order"), {"customer": customer, "lines": [{"qty": 2}]}).id
    records.delete(ctx, sums.form("order"), order)
    assert filled(ctx)["customer"][customer]["order_count"] == 0

    def read(tx: Transaction) -> Any:
        return rows.read(tx, sums.form("order"), order, deleted=True)

    assert ctx.read(read)["total"] is None
    assert FORMS
