"""Computed values over relations are always right: after every write, through every chain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine import records
from engine.catalog.catalog import built_in_catalog
from engine.definition.resolver import resolve
from engine.definition.source import load_texts
from engine.events import RecordEvent
from engine.records import PageQuery, RecordContext
from engine.storage import outbox
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


def events(ctx: RecordContext, after: int = 0) -> list[tuple[int, RecordEvent]]:
    with ctx.database.read() as tx:
        found = outbox.read(tx, after)
    return [(place, event) for place, event in found if isinstance(event, RecordEvent)]


def test_changed_values_belong_to_the_change_set_with_history_and_events(ctx: RecordContext) -> None:
    product = make(ctx, "product", price="10.00")
    customer = make(ctx, "customer", name="One")
    last = events(ctx)[-1][0]
    lines = [{"product": product, "qty": 2}]
    saved = records.create(ctx, sums.form("order"), {"customer": customer, "lines": lines})
    said = {(event.form, event.what): event for _, event in events(ctx, last)}
    assert set(said) == {("order", "created"), ("customer", "updated")}
    assert said["order", "created"].new["total"] == "20.00"
    changed = said["customer", "updated"]
    assert changed.change_set == saved.change_set
    assert (changed.old["spent"], changed.new["spent"]) == ("0.00", "20.00")
    assert "first_on" not in changed.new and "name" not in changed.new
    (entry,) = records.history(ctx, sums.form("customer"), customer)["changes"]
    assert entry["change_set"] == saved.change_set
    assert {"field": "spent", "old": "0.00", "new": "20.00"}.items() <= next(
        one.items() for one in entry["fields"] if one["field"] == "spent"
    )


def test_a_sum_that_moves_is_nobodys_edit(ctx: RecordContext) -> None:
    """The revision stays, so that nobody who is editing the customer is told off; and its creation can be undone."""
    created = records.create(ctx, sums.form("customer"), {"name": "One"})
    order = make(ctx, "order", customer=created.id)
    assert values(ctx, "customer", created.id, "order_count") == {"order_count": 1}
    records.update(ctx, sums.form("customer"), created.id, {"name": "Uno"}, revision=created.revision)
    other = records.create(ctx, sums.form("customer"), {"name": "Two"})
    change(ctx, "order", order, customer=other.id)
    change(ctx, "order", order, customer=None)
    undone = records.undo(ctx, other.change_set or 0)
    assert (undone.undone, undone.kept) == (1, [])


def test_the_answer_of_a_write_shows_what_follows_from_it(ctx: RecordContext) -> None:
    top = records.create(ctx, sums.form("group"), {"name": "Top", "own": 1})
    assert (top.record["below"], top.record["both"]) == (0, 1)
    make(ctx, "group", own=4, parent=top.id)
    own = records.update(ctx, sums.form("group"), top.id, {"own": 2, "parent": top.id})
    assert (own.record["below"], own.record["both"], own.record["beside"]) == (6, 8, 6)


def test_many_at_once_and_undone_again_leave_every_sum_right(ctx: RecordContext) -> None:
    product = make(ctx, "product", price="1.00")
    customer = make(ctx, "customer", name="One")
    rows = [{"customer": customer, "lines": [{"product": product, "qty": n}]} for n in range(1, 6)]
    bulk = records.create_many(ctx, sums.form("order"), rows)
    assert values(ctx, "customer", customer, "spent", "middle") == {"spent": "15.00", "middle": "3.00"}
    records.update_many(ctx, sums.form("order"), {"status": "void"}, ids=[id for id in bulk.ids if id][:2])
    assert values(ctx, "customer", customer, "spent", "order_count") == {"spent": "12.00", "order_count": 3}
    undone = records.undo(ctx, bulk.change_set or 0)
    assert (undone.undone, len(undone.kept)) == (3, 2)  # two were changed since
    assert values(ctx, "customer", customer, "order_count", "spent", "mean") == {
        "order_count": 0,
        "spent": "0.00",
        "mean": "1.50",
    }


def test_a_cell_that_was_worked_out_again_stands_alone_in_the_history_of_its_record(ctx: RecordContext) -> None:
    product = make(ctx, "product", name="P", price="10.00")
    lines = [{"product": product, "qty": 2}, {"qty": 5}]
    order = records.create(ctx, sums.form("order"), {"number": "O", "lines": lines})
    change(ctx, "product", product, price="7.00")
    (entry,) = records.history(ctx, sums.form("order"), order.id)["changes"]
    first = order.record["lines"][0]["id"]
    cell = {"field": "lines", "row": first}
    assert [one for one in entry["fields"] if one["field"] == "lines"] == [
        {**cell, "column": "price", "old": "10.00", "new": "7.00"},
        {**cell, "column": "total", "old": "20.00", "new": "14.00"},
    ]


def test_rows_whose_looked_up_values_moved_are_nobodys_edit(ctx: RecordContext) -> None:
    product = make(ctx, "product", name="P", price="10.00")
    order = records.create(ctx, sums.form("order"), {"number": "O", "lines": [{"product": product, "qty": 2}]})
    (row,) = order.record["lines"]
    edit = records.update(ctx, sums.form("order"), order.id, {"lines": {"set": {row["id"]: {"qty": 3}}}})
    change(ctx, "product", product, price="7.00")
    undone = records.undo(ctx, edit.change_set or 0)
    assert (undone.undone, undone.kept) == (1, [])
    (after,) = records.get(ctx, sums.form("order"), order.id)["lines"]
    assert (after["qty"], after["price"], after["total"]) == (2, "7.00", "14.00")
    undone = records.undo(ctx, order.change_set or 0)
    assert [one["code"] for one in undone.kept] == ["value.changed_since"]  # by the edit and its undoing
    other = records.create(ctx, sums.form("order"), {"lines": [{"product": product, "qty": 2}]})
    change(ctx, "product", product, price="1.00")
    assert records.undo(ctx, other.change_set or 0).kept == []


def test_what_one_value_may_be_at_most_says_nothing_of_their_sum() -> None:
    form = 'kind: form\nid: order\nlabel: Order\ntitle: "{{ id }}"\nfields:\n'
    form += "  lines: {type: subform, fields: {qty: {type: number, decimals: 0, max: 5}}}\n"
    form += "  all: {type: rollup, from: lines, fn: sum, value: qty, help: x}\n"
    resolved = resolve(load_texts({"app.yaml": sums.FILES["app.yaml"], "forms/order.yaml": form}), built_in_catalog())
    assert resolved.app is not None, resolved.problems
    result = resolved.app.forms["order"].fields["all"].settings["result"]
    assert (result.settings["max"], result.settings["decimals"]) == (None, 0)
