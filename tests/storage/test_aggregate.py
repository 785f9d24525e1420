"""Figures: exact sums, groups by fields and by periods of the company's calendar, equal on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.definition.scopes import form_scope
from engine.expression.aggregates import check_aggregate
from engine.storage import rows
from engine.storage.aggregate import Group, aggregate
from engine.storage.database import Database
from tests.storage.test_reading import APP, APPS, AT, ORDER, ask, context, shop, where

__all__ = ["shop"]


def figures(database: Database, by: list[Group], *texts: str, **how: Any) -> list[tuple[Any, ...]]:
    scope = form_scope(APP, "order", APPS)
    measures = [check_aggregate(text, scope) for text in texts]
    with database.read() as tx:
        return [(*row.keys, *row.values) for row in aggregate(tx, ask(**how), by, measures, context())]


def put(database: Database, *many: dict[str, Any]) -> None:
    database.transact(lambda tx: rows.insert_many(tx, ORDER, many, at=AT))


def test_counts_and_sums_by_a_field_with_the_empty_group_last(shop: Database) -> None:
    put(
        shop,
        {"stage": "won", "amount": Decimal("0.10")},
        {"stage": "won", "amount": Decimal("0.20")},
        {"stage": "open"},
        {},
    )
    expected = [("open", 1, Decimal(0)), ("won", 2, Decimal("0.30")), (None, 1, Decimal(0))]
    for _ in range(2):  # built, then from the cache
        assert figures(shop, [Group("stage")], "count()", "sum(amount)") == expected
    assert figures(shop, [], "count()", "sum(amount)", "max(amount)", "min(amount)", "avg(amount)") == [
        (4, Decimal("0.30"), Decimal("0.20"), Decimal("0.10"), Decimal("0.15"))
    ]
    assert figures(shop, [], "count()", where=(where("stage = 'won'"),)) == [(2,)]


def test_nothing_sums_to_zero_and_has_no_average(shop: Database) -> None:
    assert figures(shop, [], "count()", "sum(amount)", "avg(amount)", "max(ordered_on)") == [
        (0, Decimal(0), None, None)
    ]
    assert figures(shop, [Group("stage")], "count()") == []


def test_a_sum_beyond_63_bits_is_exact(shop: Database) -> None:
    top = Decimal("92233720368547758.07")
    put(shop, {"amount": top}, {"amount": top}, {"amount": Decimal("-0.01")})
    assert figures(shop, [], "sum(amount)") == [(2 * top - Decimal("0.01"),)]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("day", [date(2024, 2, 28), date(2024, 2, 29), date(2024, 12, 30), None]),
        ("week", [date(2024, 2, 26), date(2024, 12, 30), None]),
        ("month", [date(2024, 2, 1), date(2024, 12, 1), None]),
        ("quarter", [date(2024, 1, 1), date(2024, 10, 1), None]),
        ("year", [date(2024, 1, 1), None]),
    ],
)
def test_periods_are_told_by_their_first_day(shop: Database, period: Any, expected: list[Any]) -> None:
    put(shop, *({"ordered_on": day} for day in (date(2024, 2, 28), date(2024, 2, 29), date(2024, 12, 30), None)))
    assert [row[0] for row in figures(shop, [Group("ordered_on", period)], "count()")] == expected


def test_moments_fall_on_the_company_s_days(shop: Database) -> None:
    put(
        shop,
        {"seen_at": datetime(2024, 1, 31, 16, 0, tzinfo=UTC)},
        {"seen_at": datetime(2024, 1, 31, 15, 59, tzinfo=UTC)},
    )
    assert figures(shop, [Group("seen_at", "month")], "count()") == [(date(2024, 1, 1), 1), (date(2024, 2, 1), 1)]


def test_a_search_without_words_has_no_figures(shop: Database) -> None:
    put(shop, {"number": "a"})
    assert figures(shop, [], "count()", search="!!") == [(0,)]
