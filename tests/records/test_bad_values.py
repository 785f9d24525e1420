"""What cannot be stored is refused at its place, with its reason, and leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest

from engine import records
from engine.errors import InvalidValues
from tests.records.world import World


@pytest.fixture(scope="module")
def world(shared_world: World) -> World:
    return shared_world


@pytest.fixture(scope="module")
def customer(world: World) -> int:
    return records.create(world.mei, world.form("customer"), {"name": "Acme", "code": "A 1"}).id


BAD: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"name": None}, [("name", "value.required")]),
    ({"name": ""}, [("name", "value.required")]),
    ({"name": "x" * 61}, [("name", "value.too_long")]),
    ({"name": "a\x00b"}, [("name", "value.nul_character")]),
    ({"name": "\ud800"}, [("name", "value.broken_character")]),
    ({"name": 5}, [("name", "value.not_text")]),
    ({"amount": "-1"}, [("amount", "value.below_min")]),
    ({"amount": "0.001"}, [("amount", "value.too_many_decimals")]),
    ({"amount": "99999999999999999999"}, [("amount", "value.too_large")]),
    ({"amount": "many"}, [("amount", "value.not_a_number")]),
    ({"amount": float("nan")}, [("amount", "value.not_a_number")]),
    ({"amount": True}, [("amount", "value.not_a_number")]),
    ({"amount": [1]}, [("amount", "value.not_a_number")]),
    ({"stage": "gone"}, [("stage", "value.unknown_option")]),
    ({"stage": None}, [("stage", "value.required")]),
    ({"tags": ["hot", "cold"]}, [("tags", "value.unknown_option")]),
    ({"close_date": "2026-02-30"}, [("close_date", "value.not_a_date")]),
    ({"met_at": "2026-03-01T10:00:00"}, [("met_at", "value.no_offset")]),
    ({"count": 2**63}, [("count", "value.too_large")]),
    ({"customer": 999_999}, [("customer", "value.no_such_record")]),
    ({"customer": "Acme"}, [("customer", "value.not_a_record")]),
    ({"customer": {"key": {"code": "nobody"}}}, [("customer", "value.no_such_key")]),
    ({"customer": {"key": {"colour": "red"}}}, [("customer", "value.unknown_field")]),
    ({"contacts": [1, 999]}, [("contacts.0", "value.no_such_record"), ("contacts.1", "value.no_such_record")]),
    ({"nmae": "x"}, [("nmae", "value.unknown_field")]),
    ({"lines": [{"qty": 1}]}, [("lines.0.product", "value.required")]),
    ({"lines": [{"product": 999}]}, [("lines.0.product", "value.no_such_record")]),
    ({"lines": [{"product": 999, "qty": "-2"}]}, [("lines.0.qty", "value.below_min")]),
    ({"lines": [{"id": 5, "product": 1}]}, [("lines.0.id", "value.no_such_row")]),
    ({"lines": "x"}, [("lines", "value.not_a_list")]),
    ({"lines": {"set": {"9": {"qty": 1}}}}, [("lines.set.9", "value.no_such_row")]),
    ({"stage": "lost"}, [("lost_reason", "value.required")]),
    ({"close_date": "2026-03-01"}, [("close_date", "logic.error")]),
]


@pytest.mark.parametrize(("values", "errors"), BAD, ids=[str(case[0])[:40] for case in BAD])
def test_a_bad_value_is_refused_at_its_place_and_nothing_is_stored(
    world: World, customer: int, values: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidValues) as caught:
        records.create(world.mei, world.form("deal"), {"name": "Big one", "customer": customer, **values})
    assert [(error.path, error.code) for error in caught.value.errors] == errors
    assert records.count(world.admin, world.form("deal"), records.PageQuery()) == 0
    with world.database.read() as tx:
        told = tx.execute("SELECT count(*) FROM fw_outbox WHERE form = 'deal'").fetchone()[0]
    assert told == 0
