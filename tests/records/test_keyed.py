"""Totals by key and their ranks equal what plain Python makes of the same rows, and are right after every write."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine import records
from engine.access import Actor
from engine.clock import Clock
from engine.records import PageQuery, RecordContext
from engine.storage.database import Database
from tests.records import keyed
from tests.records.keyed import form
from tests.support.databases import Databases

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def ctx(databases: Databases) -> Iterator[RecordContext]:
    with databases.lent(databases.prepared("keyed", keyed.prepare)) as url:
        opened = Database(url)
        clock = Clock(NOW, ZoneInfo("Asia/Shanghai"))
        yield RecordContext(database=opened, apps=keyed.apps(), actor=Actor.system(), clock=clock)
        opened.close()


def make(ctx: RecordContext, form_: str, **values: Any) -> int:
    return records.create(ctx, form(form_), values).id


def listed(ctx: RecordContext, form_: str, *names: str, **asked: Any) -> list[tuple[Any, ...]]:
    page = records.page(ctx, form(form_), PageQuery(fields=",".join(names), **{"sort": "id", **asked}))
    return [tuple(one[name] for name in names) for one in page.records]


@pytest.fixture
def shop(ctx: RecordContext) -> dict[str, int]:
    north = make(ctx, "region", name="North")
    found = {name: make(ctx, "customer", name=name, region=north if name in "AB" else None) for name in "ABCDE"}
    for name, total, day, void in (
        ("A", "10.00", "2026-01-01", False),
        ("A", "20.00", "2026-01-05", False),
        ("B", "90.00", "2026-01-05", False),
        ("B", "99.00", "2026-02-05", True),
        ("C", "30.00", "2026-01-01", False),
        ("D", "5.00", "2025-12-31", False),
    ):
        values = {"customer": found[name], "product": "P", "shop": "n", "day": day, "total": total, "void": void}
        make(ctx, "order", **values)
    return {**found, "north": north}


def test_figures_stand_at_the_record_that_is_their_key(ctx: RecordContext, shop: dict[str, int]) -> None:
    assert listed(ctx, "customer", "name", "spent", "orders", "mean", "last_on", "days") == [
        ("A", "30.00", 2, "15.00", "2026-01-05", 2),
        ("B", "90.00", 1, "90.00", "2026-01-05", 1),
        ("C", "30.00", 1, "30.00", "2026-01-01", 1),
        ("D", "5.00", 1, "5.00", "2025-12-31", 1),
        ("E", "0.00", 0, None, None, 0),
    ]
    assert listed(ctx, "region", "spent") == [("219.00",)]


def test_ranks_put_equal_figures_in_equal_places(ctx: RecordContext, shop: dict[str, int]) -> None:
    assert listed(ctx, "customer", "name", "mark", "place", "recent", "marks", "good") == [
        ("A", 1, 2, 2, "1-2", False),
        ("B", 3, 1, 2, "3-2", True),
        ("C", 1, 2, 1, "1-1", False),
        ("D", 1, 4, 1, "1-1", False),
        ("E", None, None, None, "-", False),
    ]


def test_a_key_of_several_parts_goes_by_fields_of_the_same_name(ctx: RecordContext, shop: dict[str, int]) -> None:
    make(ctx, "order", product="P", shop="s", total="7.00")
    for product, place in (("P", "n"), ("P", "s"), ("Q", "n"), ("P", None)):
        make(ctx, "stock", product=product, shop=place)
    assert listed(ctx, "stock", "sold", "top") == [("254.00", 1), ("7.00", 2), ("0.00", None), ("0.00", None)]


def test_lists_are_asked_by_figures_and_ranks(ctx: RecordContext, shop: dict[str, int]) -> None:
    assert listed(ctx, "customer", "name", where="spent > 20", sort="-spent,name") == [("B",), ("A",), ("C",)]
    assert listed(ctx, "customer", "name", where="mark = 1 and recent = 1") == [("C",), ("D",)]
    assert listed(ctx, "customer", "name", where="good") == [("B",)]
    assert listed(ctx, "customer", "name", sort="place,name") == [("B",), ("A",), ("C",), ("D",), ("E",)]
    assert records.aggregate(ctx, form("customer"), ["mark"], {"n": "count()", "spent": "sum(spent)"}) == [
        {"mark": 1, "n": 3, "spent": "65.00"},
        {"mark": 3, "n": 1, "spent": "90.00"},
        {"mark": None, "n": 1, "spent": "0.00"},
    ]


def test_one_record_an_answer_and_an_export_say_the_same(ctx: RecordContext, shop: dict[str, int]) -> None:
    names = sorted(form("customer").read_fields)
    shown = dict(zip(names, listed(ctx, "customer", *names)[1], strict=True))
    one = records.get(ctx, form("customer"), shop["B"])
    saved = records.update(ctx, form("customer"), shop["B"], {"name": "Bee"}).record
    fields, stream = records.export_rows(ctx, form("customer"), PageQuery(sort="id"))
    exported = list(stream)[1]
    by_id = {field.id: field for field in fields}
    for name in names:
        assert one[name] == saved[name] == shown[name] == by_id[name].type.to_json(exported[name], by_id[name])


def test_it_says_what_it_counts(ctx: RecordContext, shop: dict[str, int]) -> None:
    why = records.why(ctx, form("customer"), "spent", shop["A"])
    assert (why["kind"], why["shown"], why["rollup"]["said"]) == ("aggregate", "¥30.00", "Sum")
    assert [one["shown"] for one in why["rollup"]["list"]] == ["¥10.00", "¥20.00"]
    assert records.count(ctx, form("order"), PageQuery(where=why["rollup"]["where"])) == 2
    sold = make(ctx, "stock", product="P", shop="n")
    assert records.why(ctx, form("stock"), "sold", sold)["rollup"]["count"] == 6


def naive(orders: dict[int, dict[str, Any]], customers: list[int]) -> list[tuple[Any, ...]]:
    """(spent, orders, mark, place, recent) of each customer."""
    rows = {id: [one for one in orders.values() if one["customer"] == id and not one["void"]] for id in customers}
    sums = {id: sum((Decimal(one["total"] or 0) for one in of), Decimal(0)) for id, of in rows.items() if of}
    lasts = {id: max(days) for id, of in rows.items() if (days := [one["day"] for one in of if one["day"] is not None])}

    def group(figures: dict[int, Any], id: int, groups: int) -> int | None:
        if id not in figures:
            return None
        return sum(1 for other in figures.values() if other < figures[id]) * groups // len(figures) + 1

    return [
        (
            f"{sums.get(id, Decimal(0)):.2f}",
            len(rows[id]),
            group(sums, id, 3),
            None if id not in sums else 1 + sum(1 for other in sums.values() if other > sums[id]),
            group(lasts, id, 2),
        )
        for id in customers
    ]


def test_after_random_writes_they_equal_a_plain_count(ctx: RecordContext) -> None:
    chance = random.Random(7)
    customers = [make(ctx, "customer", name=str(n)) for n in range(8)]
    orders: dict[int, dict[str, Any]] = {}

    def values() -> dict[str, Any]:
        return {
            "customer": chance.choice([*customers, None]),
            "day": chance.choice([None, (date(2026, 1, 1) + timedelta(days=chance.randrange(5))).isoformat()]),
            "total": chance.choice([None, "10.00", "20.00", "0.01", "-5.00"]),
            "void": chance.choice([True, False, False, False]),
        }

    for _ in range(60):
        what = chance.choice(["create", "create", "change", "delete"])
        if what == "create" or not orders:
            made = values()
            orders[make(ctx, "order", **made)] = made
        elif what == "change":
            id = chance.choice(list(orders))
            orders[id] = values()
            records.update(ctx, form("order"), id, orders[id])
        else:
            id = chance.choice(list(orders))
            del orders[id]
            records.delete(ctx, form("order"), id)
        if chance.random() < 0.2:
            found = listed(ctx, "customer", "spent", "orders", "mark", "place", "recent")
            assert found == naive(orders, customers)
