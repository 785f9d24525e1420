"""Computed values over relations are always right: after every write, through every chain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine import records
from engine.records import PageQuery, RecordContext
from engine.storage.database import Database
from tests.records import sums
from tests.support.databases import Databases


@pytest.fixture
def ctx(databases: Databases) -> Iterator[RecordContext]:
    with databases.lent(databases.prepared("sums", sums.prepare)) as url:
        opened = Database(url)
        yield sums.context(opened)
        opened.close()


def make(ctx: RecordContext, form: str, **values: Any) -> int:
    return records.create(ctx, sums.form(form), values).id


def change(ctx: RecordContext, form: str, id: int, **values: Any) -> None:
    records.update(ctx, sums.form(form), id, values)


def values(ctx: RecordContext, form: str, id: int, *names: str) -> dict[str, Any]:
    found = records.get(ctx, sums.form(form), id)
    return {name: found[name] for name in names}


def test_a_sum_follows_its_records_through_every_write(ctx: RecordContext) -> None:
    product = make(ctx, "product", name="P", price="10.00")
    one, two = make(ctx, "customer", name="One"), make(ctx, "customer", name="Two")
    assert values(ctx, "customer", one, "order_count", "spent", "average") == {
        "order_count": 0,
        "spent": "0.00",
        "average": None,
    }
    order = make(ctx, "order", customer=one, day="2026-01-02", lines=[{"product": product, "qty": 3}])
    assert values(ctx, "order", order, "total") == {"total": "30.00"}
    assert values(ctx, "customer", one, "order_count", "spent", "average", "first_on") == {
        "order_count": 1,
        "spent": "30.00",
        "average": "30.00",
        "first_on": "2026-01-02",
    }
    change(ctx, "order", order, lines=[{"product": product, "qty": 5}])
    assert values(ctx, "customer", one, "spent") == {"spent": "50.00"}
    change(ctx, "order", order, customer=two)
    assert values(ctx, "customer", one, "spent", "order_count") == {"spent": "0.00", "order_count": 0}
    assert values(ctx, "customer", two, "spent", "order_count") == {"spent": "50.00", "order_count": 1}
    change(ctx, "product", product, price="20.00")
    assert values(ctx, "customer", two, "spent") == {"spent": "100.00"}
    records.delete(ctx, sums.form("order"), order)
    assert values(ctx, "customer", two, "spent", "first_on") == {"spent": "0.00", "first_on": None}
    change(ctx, "product", product, price="7.00")
    records.restore(ctx, sums.form("order"), order)
    assert values(ctx, "customer", two, "spent") == {"spent": "35.00"}


def test_lists_filter_and_sort_by_what_is_computed(ctx: RecordContext) -> None:
    product = make(ctx, "product", price="1.00")
    made = [make(ctx, "customer", name=f"C{n}") for n in range(3)]
    for n, customer in enumerate(made):
        make(ctx, "order", customer=customer, lines=[{"product": product, "qty": 10 * n}])
    page = records.page(ctx, sums.form("customer"), PageQuery(where="spent > 5", sort="-spent", fields="spent"))
    assert [(one["id"], one["spent"]) for one in page.records] == [(made[2], "20.00"), (made[1], "10.00")]
