"""What holds in each row of a subform, and which options are open, holds on every way to the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine import records
from tests.records.ways import CLOSED, OPEN, WAYS_IN, WAYS_TO_CHANGE, Refusals, Values, World, refused, till_world
from tests.support.databases import Databases
from tests.support.sizes import some


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with till_world(databases, tmp_path_factory.mktemp("till")) as made:
        yield made


ROWS_REFUSED_NEW: tuple[tuple[str, Values, list[Values], Refusals], ...] = (
    ("required by logic", {}, [{"qty": 1}, {"gift": True}], [("lines.1.note", "value.required")]),
    ("hidden by logic", {}, [{"note": "for you"}], [("lines.0.note", "value.hidden")]),
    ("hidden away", {}, [{"gift": True, "note": "x", "price": "1.00"}], [("lines.0.price", "value.hidden")]),
    ("by the record", {"kind": "project"}, [{"net": "200.00"}], [("lines.0.service", "value.required")]),
    ("not an option", {}, [{"gift": True, "note": "x", "finish": "gold"}], [("lines.0.finish", "value.not_an_option")]),
    ("own message", {"amount": "5"}, [{}, {"qty": 501}], [("lines.1.qty", "logic.error")]),
)


@pytest.mark.parametrize(
    ("way", "case"),
    some(
        "rows of new records that are refused",
        [(way, case) for way in WAYS_IN if way != "import" for case in ROWS_REFUSED_NEW],
        10,
    ),
)
def test_each_row_of_a_new_record_obeys(world: World, way: str, case: tuple[str, Values, Any, Refusals]) -> None:
    kind, values, rows, errors = case
    ref = f"{way} row {kind}"
    assert WAYS_IN[way](world, {"ref": ref, "lines": rows, **values}) == errors
    assert world.stored(ref) is None


LINES = [{"qty": 5, "net": "1.00", "seen": 3}]
ROWS_REFUSED_CHANGE: tuple[tuple[str, Values, Callable[[int], Any], Refusals], ...] = (
    ("required", OPEN, lambda id: {"set": {str(id): {"gift": True}}}, [("lines.set.{}.note", "value.required")]),
    ("hidden", OPEN, lambda id: [{"id": id, "note": "x"}], [("lines.0.note", "value.hidden")]),
    ("hidden in a new one", OPEN, lambda id: {"add": [{"note": "x"}]}, [("lines.add.0.note", "value.hidden")]),
    ("locked", OPEN, lambda id: [{"id": id, "seen": 4}], [("lines.0.seen", "value.locked")]),
    (
        "locked by both",
        CLOSED,
        lambda id: [{"qty": 2}, {"id": id}],
        [("lines", "value.locked"), ("lines.0.qty", "value.locked")],
    ),
    ("not an option", OPEN, lambda id: [{"id": id, "finish": "gold"}], [("lines.0.finish", "value.not_an_option")]),
    ("own message", OPEN, lambda id: {"set": {str(id): {"qty": 600}}}, [("lines.set.{}.qty", "logic.error")]),
)


@pytest.mark.parametrize(
    ("way", "kind"),
    some(
        "rows of changed records that are refused",
        [(way, case[0]) for way in WAYS_TO_CHANGE if way not in ("import", "undo") for case in ROWS_REFUSED_CHANGE],
        10,
    ),
)
def test_each_row_of_a_changed_record_obeys(world: World, way: str, kind: str) -> None:
    _, stored, change, errors = next(case for case in ROWS_REFUSED_CHANGE if case[0] == kind)
    ref = f"change {way} row {kind}"
    id = world.order_of(ref=ref, **stored, lines=LINES)
    before = records.get(world.context, world.order, id)
    row = before["lines"][0]["id"]
    refusals = [(path.format(row), code) for path, code in errors]
    assert WAYS_TO_CHANGE[way](world, id, ref, {"lines": change(row)}) == refusals
    assert records.get(world.context, world.order, id) == before


def test_rows_that_nobody_touched_are_asked_again_when_the_record_around_them_changes(world: World) -> None:
    id = world.order_of(ref="around rows", amount="10", lines=[{"net": "1.00"}, {"net": "300.00"}])
    errors = [("lines.1.service", "value.required")]
    assert refused(lambda: records.update(world.context, world.order, id, {"kind": "project"})) == errors
    rows = {"set": {str(records.get(world.context, world.order, id)["lines"][1]["id"]): {"service": "yearly"}}}
    assert refused(lambda: records.update(world.context, world.order, id, {"kind": "project", "lines": rows})) == []


def test_whoever_opens_a_row_may_change_what_it_locked_in_the_same_breath(world: World) -> None:
    id = world.order_of(ref="opened row", lines=LINES)
    row = records.get(world.context, world.order, id)["lines"][0]["id"]
    change = {"lines": {"set": {str(row): {"seen": 1, "service": "once"}}}}
    assert refused(lambda: records.update(world.context, world.order, id, change)) == []


def test_a_check_says_how_each_row_stands(world: World) -> None:
    values = {"amount": "5", "lines": [{"gift": True}, {"qty": 600}]}
    said = records.check(world.context, world.order, values)
    assert [row.rules for row in said.rows["lines"]] == [("gift_has_note", "gift_costs_nothing"), ("not_so_many",)]
    gift, other = (row.fields for row in said.rows["lines"])
    assert (gift["note"].visible, gift["note"].required, gift["price"].visible) == (True, True, False)
    assert (other["note"].visible, other["price"].visible) == (False, True)


@pytest.mark.parametrize(
    ("values", "path", "found", "allowed"),
    [
        ({"wrap": "crate", "amount": "100"}, "wrap", ["Crate"], ["Paper", "Silk"]),
        ({"kind": "project", "wrap": "crate", "amount": "5"}, "wrap", ["Crate"], ["Pallet"]),
        ({"kind": None, "wrap": "silk"}, "wrap", ["Silk"], []),
    ],
)
def test_a_value_that_is_not_open_names_the_options_that_are(
    world: World, values: Values, path: str, found: list[str], allowed: list[str]
) -> None:
    errors = {error.path: error for error in records.check(world.context, world.order, values).errors}
    assert errors[path].code == ("value.not_an_option" if allowed else "value.no_option")
    assert errors[path].values == {"found": found, "allowed": allowed}


def test_options_that_depend_on_another_record_are_asked_of_it(world: World) -> None:
    cy, ann = (
        records.check(world.context, world.order, world.meant({"customer": name, "extras": ["lift", "tune"]}))
        for name in ("Cy", "Ann")
    )
    assert [cy.fields["extras"].options, ann.fields["extras"].options] == [("tune",), ("lift", "tune")]
    assert [error.values["found"] for error in cy.errors if error.path == "extras"] == [["Lift"]]


def test_a_value_that_was_not_open_before_either_hinders_no_other_change(world: World) -> None:
    """An option closed by a new version, or by the time that passes."""
    from engine.storage import rows

    id = world.order_of(ref="closed meanwhile", wrap="paper")

    def close(tx: Any) -> None:
        form = world.context.inside(tx).live_form(world.order)
        rows.update(tx, form, id, {"wrap": "crate"}, at=world.context.clock.moment, by=None)

    world.engine.database.transact(close)
    assert refused(lambda: records.update(world.context, world.order, id, {"reason": None, "code": "x1"})) == []
    errors = [("wrap", "value.not_an_option")]
    assert refused(lambda: records.update(world.context, world.order, id, {"wrap": "pallet"})) == errors
