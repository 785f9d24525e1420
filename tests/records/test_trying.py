"""An expression is tried by whoever writes it: it tells him no more than he may read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from engine import records
from engine.errors import NotFound
from engine.records import RecordContext
from tests.records import explained
from tests.records.explained import form, make, rep
from tests.support.databases import Databases


@pytest.fixture(scope="module")
def ctx(databases: Databases) -> Iterator[RecordContext]:
    yield from explained.opened(databases)


@pytest.fixture(scope="module")
def ids(ctx: RecordContext) -> dict[str, int]:
    region = make(ctx, "region", name="North", rate="1.50")
    acme = make(ctx, "customer", name="Acme", open=True, region=region, tier="gold")
    shut = make(ctx, "customer", name="Shut", open=False, tier="plain")
    orders = {
        "first": {"customer": acme, "total": "100.00", "count": 4, "margin": "10.00", "open": True},
        "of_shut": {"customer": shut, "total": "8.00", "count": 2, "open": True},
        "closed": {"customer": acme, "total": "70.00", "count": 1, "margin": "20.00", "open": False},
    }
    made = {name: make(ctx, "order", number=name, **values) for name, values in orders.items()}
    return {"acme": acme, "shut": shut, **made}


def tried(ctx: RecordContext, text: str, form_: str = "order", **more: Any) -> dict[str, Any]:
    return records.try_expression(ctx, form(form_), text, **more)


@pytest.mark.parametrize(
    ("form_", "record", "text", "state", "shown"),
    [
        ("order", "first", "{Total} / {Count}", "value", "25"),
        ("order", "first", "{Profit} + 1", "value", "91"),
        ("order", "of_shut", "{Customer}.{Tier}", "hidden", ""),
        ("order", "first", "{Customer}.{Tier}", "value", "Gold"),
        ("order", "of_shut", "{Customer}.{Name} & ''", "hidden", ""),
        ("customer", "acme", "SUM({Orders}.{Total})", "later", ""),
    ],
)
def test_a_value_is_told_as_far_as_the_reader_may_know_it(
    ctx: RecordContext, ids: dict[str, int], form_: str, record: str, text: str, state: str, shown: str
) -> None:
    found = tried(rep(ctx), text, form_, record=ids[record])
    assert found["problems"] == []
    assert (found["value"]["state"], found["value"]["shown"]) == (state, shown)


@pytest.mark.parametrize("text", ["{Margin}", "margin", "{margin}", "{Margins}", "old.margin", "{Total} - margin"])
@pytest.mark.parametrize("use", ["value", "formula", "filter"])
def test_a_hidden_field_is_not_there_for_who_may_not_read_it(
    ctx: RecordContext, ids: dict[str, int], text: str, use: records.Use
) -> None:
    for spelled in (True, False):
        found = tried(rep(ctx), text, use=use, labelled=spelled, record=ids["first"])
        assert found["problems"] and found["value"] is None
        said = " ".join(one["message"] for one in found["problems"])
        # What he wrote himself comes back; what it might have meant does not.
        assert "10" not in said and "did you mean {Margin}" not in said and "mean margin" not in said
        assert found["shown"].count("Margin") <= text.count("Margin")


def test_a_hidden_field_behind_a_relation_is_not_there_either(ctx: RecordContext, ids: dict[str, int]) -> None:
    (problem,) = tried(rep(ctx), "{Customer}.{Region}", record=ids["first"])["problems"]
    assert (
        problem["code"].startswith("expression.unknown_label") and "Region" not in problem["message"].partition(";")[2]
    )


def test_a_filter_may_not_reach_what_is_closed_on_some_records(ctx: RecordContext, ids: dict[str, int]) -> None:
    (problem,) = tried(rep(ctx), "{Customer}.{Tier} = 'Gold'", use="filter")["problems"]
    assert problem["code"] == "access.field_hidden" and "{Customer}.{Tier}" in problem["message"]
    assert tried(ctx, "{Customer}.{Tier} = 'Gold'", use="filter")["problems"] == []


def test_the_words_offered_are_those_that_may_be_read(ctx: RecordContext) -> None:
    offered = {one["id"] for one in records.vocabulary(rep(ctx), form("order"))}
    assert "margin" not in offered and "named" not in offered and {"total", "customer", "lines"} <= offered
    assert "region" not in {one["id"] for one in records.vocabulary(rep(ctx), form("order"), "ask.customer")}
    assert "margin" in {one["id"] for one in records.vocabulary(ctx, form("order"))}


def test_a_record_that_may_not_be_read_is_not_there(ctx: RecordContext, ids: dict[str, int]) -> None:
    for record in (ids["closed"], 999_999):
        with pytest.raises(NotFound):
            tried(rep(ctx), "1 + 1", record=record)


def test_labels_of_both_languages_are_read_and_the_readers_are_shown(ctx: RecordContext) -> None:
    chinese = replace(ctx, language="zh-CN")
    found = tried(chinese, "IF({金额} > 10, {Customer}.{等级}, '金')")
    assert (found["ids"], found["shown"]) == (
        "IF(total > 10, customer.tier, '金')",
        "IF({金额} > 10, {客户}.{等级}, '金')",
    )
