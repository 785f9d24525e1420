"""Whatever a form's logic says holds on every way to its records: form, bulk, import, rule, sample data, undo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine import records
from tests.records.ways import CLOSED, OPEN, VOID, WAYS_IN, WAYS_TO_CHANGE, Refusals, Values, World, till_world
from tests.support.databases import Databases
from tests.support.sizes import some


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with till_world(databases, tmp_path_factory.mktemp("till")) as made:
        yield made


ROWS = [{"product": "Desk", "qty": 3}]
REFUSED_NEW: tuple[tuple[str, Values, Refusals], ...] = (
    ("required", {"status": None}, [("status", "value.required")]),
    ("required by logic", {"status": "void"}, [("reason", "value.required")]),
    ("hidden by logic", {"reason": "because"}, [("reason", "value.hidden")]),
    ("hidden with its section", {"site": "north"}, [("site", "value.hidden")]),
    ("locked", {"margin": "5"}, [("margin", "value.locked")]),
    ("refused with its own message", {"amount": "20000"}, [("amount", "logic.error")]),
    ("refused by another record", {"customer": "Cy"}, [("customer", "logic.error")]),
    ("not among the choices", {"customer": "Bob", "contact": "Annie"}, [("contact", "value.not_a_choice")]),
    ("taken together", {"customer": "Ann", "code": " TAKEN"}, [("code", "value.not_unique")]),
    ("not an option for these values", {"wrap": "crate"}, [("wrap", "value.not_an_option")]),
)


EVERY_NEW = [pytest.param(way, *case, id=f"{way}-{case[0]}") for way in WAYS_IN for case in REFUSED_NEW]


@pytest.mark.parametrize(("way", "kind", "values", "errors"), some("new records that are refused", EVERY_NEW, 30))
def test_a_new_record_obeys(world: World, way: str, kind: str, values: Values, errors: Refusals) -> None:
    ref = f"{way} {kind}"
    if way == "import" and values == {"status": None}:
        values = {"status": "gone"}  # an empty cell means the default
        errors = [("status", "value.unknown_option")]
    assert WAYS_IN[way](world, {"ref": ref, **values}) == errors
    assert world.stored(ref) is None


@pytest.mark.parametrize("way", [way for way in WAYS_IN if way != "import"])
def test_a_rule_over_rows_and_settings_refuses_a_new_record(world: World, way: str) -> None:
    rows = [{**row, "product": world.ids["Desk"]} for row in ROWS]
    assert WAYS_IN[way](world, {"ref": f"{way} rows", "lines": rows}) == [("lines", "logic.error")]


@pytest.mark.parametrize("way", WAYS_IN)
def test_a_new_record_gets_what_follows_from_its_values(world: World, way: str) -> None:
    ref = f"{way} follows"
    assert WAYS_IN[way](world, {"ref": ref, "customer": "Bob", "kind": "project", "amount": "100"}) == []
    stored = world.stored(ref)
    assert stored is not None
    assert {name: stored[name] for name in ("phone", "town", "place", "rate", "fee", "status")} == {
        "phone": "02",
        "town": "Linz",
        "place": "LINZ!",
        "rate": "0.250000",
        "fee": "25.00",
        "status": "open",
    }
    assert stored["due"] > stored["day"]


REFUSED_CHANGE: tuple[tuple[str, Values, Values, Refusals], ...] = (
    ("required", OPEN, {"status": None}, [("status", "value.required")]),
    ("required by logic", VOID, {"reason": None}, [("reason", "value.required")]),
    ("hidden by logic", OPEN, {"reason": "because"}, [("reason", "value.hidden")]),
    ("hidden with its section", OPEN, {"site": "north"}, [("site", "value.hidden")]),
    ("locked", CLOSED, {"amount": "60"}, [("amount", "value.locked")]),
    ("refused with its own message", OPEN, {"amount": "20000"}, [("amount", "logic.error")]),
    ("refused by the value before", OPEN, {"amount": "40"}, [("amount", "logic.error")]),
    ("refused by another record", OPEN, {"customer": "Cy"}, [("customer", "logic.error")]),
    ("not among the choices", OPEN, {"contact": "Annie"}, [("contact", "value.not_a_choice")]),
    ("taken together", {**OPEN, "customer": "Ann"}, {"code": "Taken "}, [("code", "value.not_unique")]),
    ("not an option", OPEN, {"wrap": "pallet"}, [("wrap", "value.not_an_option")]),
    ("no option any more", {**OPEN, "wrap": "silk"}, {"kind": "project"}, [("wrap", "value.not_an_option")]),
    ("not the next step", VOID, {"status": "open"}, [("status", "value.no_transition")]),
)


# Taking a step back is what undo is for, and an empty cell of a file changes nothing.
APPLIES = {
    (way, kind): (stored, values, errors)
    for way in WAYS_TO_CHANGE
    for kind, stored, values, errors in REFUSED_CHANGE
    if not (way == "undo" and kind == "not the next step") and not (way == "import" and None in values.values())
}


@pytest.mark.parametrize(("way", "kind"), some("changes that are refused", list(APPLIES), 30))
def test_a_changed_record_obeys(world: World, way: str, kind: str) -> None:
    stored, values, errors = APPLIES[way, kind]
    ref = f"change {way} {kind}"
    id = world.order_of(ref=ref, **stored)
    before = records.get(world.context, world.order, id)
    assert WAYS_TO_CHANGE[way](world, id, ref, values) == errors
    assert records.get(world.context, world.order, id) == before


@pytest.mark.parametrize("way", [way for way in WAYS_TO_CHANGE if way != "undo"])
def test_a_changed_record_takes_along_what_follows_until_somebody_has_typed_over_it(world: World, way: str) -> None:
    ref = f"change {way} follows"
    id = world.order_of(ref=ref, customer="Ann", phone="own", kind="retail", amount="10")
    assert WAYS_TO_CHANGE[way](world, id, ref, {"customer": "Bob", "kind": "project"}) == []
    found = records.get(world.context, world.order, id)
    assert {name: found[name] for name in ("phone", "town", "place", "rate", "fee")} == {
        "phone": "own",
        "town": "Linz",
        "place": "LINZ!",
        "rate": "0.250000",
        "fee": "2.50",
    }
