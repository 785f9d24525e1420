"""A field that may not be read cannot be asked about either: no filter, order, figure or key tells of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine import records
from engine.errors import FormwrightError, InvalidValues, PermissionDenied
from engine.records import PageQuery, RecordContext
from tests.records.world import Deals, World, make_deals


@pytest.fixture(scope="module")
def deals(shared_world: World) -> Deals:
    return make_deals(shared_world)


PROBES: list[tuple[str, Callable[[RecordContext, Deals], Any]]] = [
    ("where", lambda c, d: records.page(c, d.form, PageQuery(where="margin > 5"))),
    ("where on a path", lambda c, d: records.page(c, d.form, PageQuery(where="customer.hush = 'zebra'"))),
    ("where inside a function", lambda c, d: records.page(c, d.form, PageQuery(where="not isblank(margin)"))),
    ("sort", lambda c, d: records.page(c, d.form, PageQuery(sort="-margin"))),
    ("sum", lambda c, d: records.aggregate(c, d.form, [], {"x": "sum(margin)"})),
    ("sum of a formula", lambda c, d: records.aggregate(c, d.form, [], {"x": "sum(amount - margin)"})),
    ("group", lambda c, d: records.aggregate(c, d.form, ["margin"], {"n": "count()"})),
    ("figures where", lambda c, d: records.aggregate(c, d.form, [], {"n": "count()"}, where="margin = 777")),
    ("batch where", lambda c, d: records.update_many(c, d.form, {"notes": "x"}, where="margin = 777")),
    ("export where", lambda c, d: records.export_rows(c, d.form, PageQuery(where="margin = 777"))),
    ("key", lambda c, d: records.find_by_key(c, c.form("shop", "customer"), {"hush": "zebra"})),
    ("upsert", lambda c, d: records.create_many(c, c.form("shop", "customer"), [{"hush": "zebra"}], upsert="hush")),
    ("relation by key", lambda c, d: records.create(
        c, d.form, {"name": "x", "customer": {"key": {"hush": "zebra"}}})),
]  # fmt: skip


@pytest.mark.parametrize("probe", [probe for _, probe in PROBES], ids=[name for name, _ in PROBES])
def test_a_hidden_field_cannot_be_probed_by_any_question(
    deals: Deals, probe: Callable[[RecordContext, Deals], Any]
) -> None:
    with pytest.raises((InvalidValues, PermissionDenied)) as caught:
        probe(deals.world.mei, deals)
    assert isinstance(caught.value, FormwrightError)
    assert "777" not in str(caught.value.errors)
