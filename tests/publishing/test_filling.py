"""A computed field that a version brings, or changes, is right for every record the moment the version is live."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import records
from engine.bootstrap import Engine
from engine.events import AppPublished
from engine.records import PageQuery
from engine.storage import outbox
from tests.support.engines import engine_at

APP = "kind: app\nid: sums\nlabel: Sums\ncurrency: CNY\n"
CUSTOMER = 'kind: form\nid: customer\nlabel: Customer\ntitle: "{{ name }}"\nfields:\n  name: {type: text}\n'
ORDER = (
    'kind: form\nid: order\nlabel: Order\ntitle: "{{ id }}"\nfields:\n'
    "  customer: {type: relation, to: customer, inverse: orders}\n  amount: {type: money}\n"
)
SPENT = "  spent: {type: rollup, from: orders, fn: sum, value: amount, help: x}\n"
DOUBLE = '  double: {type: formula, returns: money, expr: "spent * 2", help: x}\n'
COUNTED = '  spent: {type: rollup, from: orders, fn: sum, value: amount, where: "amount > 5", help: x}\n'


def files(customer: str, order: str = "") -> dict[str, str]:
    return {"app.yaml": APP, "forms/customer.yaml": CUSTOMER + customer, "forms/order.yaml": ORDER + order}


@pytest.fixture
def sold(engine: Engine) -> Engine:
    """One customer with orders of 3 and 9, one without."""
    engine.publisher.publish(files(""), actor="test")
    context = engine.system()
    one = records.create(context, context.form("sums", "customer"), {"name": "One"}).id
    records.create(context, context.form("sums", "customer"), {"name": "Two"})
    for amount in ("3.00", "9.00"):
        records.create(context, context.form("sums", "order"), {"customer": one, "amount": amount})
    return engine


def shown(engine: Engine, *names: str) -> list[tuple[Any, ...]]:
    context = engine.system()
    page = records.page(context, context.form("sums", "customer"), PageQuery(sort="id"))
    return [tuple(one[name] for name in names) for one in page.records]


def test_new_computed_fields_are_filled_and_what_follows_from_them_too(sold: Engine) -> None:
    sold.publisher.publish(files(SPENT + DOUBLE), actor="test", based_on=1)
    assert shown(sold, "spent", "double") == [("12.00", "24.00"), ("0.00", "0.00")]


def test_a_changed_condition_changes_the_values_of_all_records(sold: Engine) -> None:
    sold.publisher.publish(files(SPENT + DOUBLE), actor="test", based_on=1)
    sold.publisher.publish(files(COUNTED + DOUBLE), actor="test", based_on=2)
    assert shown(sold, "spent", "double") == [("9.00", "18.00"), ("0.00", "0.00")]


def test_filling_is_one_event_and_no_history_of_each_record(sold: Engine) -> None:
    sold.publisher.publish(files(SPENT), actor="test", based_on=1)
    with sold.database.read() as tx:
        last = [event for _, event in outbox.read(tx, 0) if isinstance(event, AppPublished)][-1]
    assert last.filled == {"sums.customer": 2}
    context = sold.system()
    said = records.history(context, context.form("sums", "customer"), 1)
    assert said["changes"] == []


def test_a_database_from_before_is_brought_up_to_date_at_the_start(sold: Engine, tmp_path: Path) -> None:
    sold.publisher.publish(files(SPENT), actor="test", based_on=1)

    def forget(tx: Any) -> None:
        # As if the field had been kept by no column when it was published.
        tx.execute("ALTER TABLE sums__customer DROP COLUMN spent")
        tx.execute("DELETE FROM fw_name WHERE app = 'sums' AND form = 'customer' AND field = 'spent'")

    sold.database.transact(forget, lock="exclusive")
    with engine_at(str(sold.settings.url), tmp_path / "again") as again:
        assert shown(again, "spent") == [("12.00",), ("0.00",)]


def test_a_value_goes_from_stored_to_worked_out_at_read_and_back(sold: Engine) -> None:
    aged, day = SPENT.replace("help", "where: \"today() > '2020-01-01'\", help"), "  day: {type: date}\n"
    sold.publisher.publish(files(SPENT + DOUBLE), actor="test", based_on=1)
    sold.publisher.publish(files(aged + DOUBLE, day), actor="test", based_on=2)
    assert sold.system().form("sums", "customer").fields["double"].computed == "read"
    assert shown(sold, "spent", "double") == [("12.00", "24.00"), ("0.00", "0.00")]
    context = sold.system()
    records.create(context, context.form("sums", "order"), {"customer": 2, "amount": "5.00"})
    assert shown(sold, "spent", "double") == [("12.00", "24.00"), ("5.00", "10.00")]
    sold.publisher.publish(files(SPENT + DOUBLE, day), actor="test", based_on=3)
    assert shown(sold, "spent", "double") == [("12.00", "24.00"), ("5.00", "10.00")]
