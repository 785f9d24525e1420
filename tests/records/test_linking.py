"""A field is filled from the record that matches, on every way, until somebody types over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from engine import records
from engine.access import Actor
from tests.definition.small import resolved
from tests.records.ways import WAYS_IN, WAYS_TO_CHANGE, Values, World, till_world
from tests.support.databases import Databases
from tests.support.sizes import some

TARIFFS: tuple[Mapping[str, Any], ...] = (
    {"town": "Linz", "kind": "retail", "since": "2025-01-01", "fee": "5.00"},
    {"town": "Linz", "kind": "retail", "since": "2026-01-01", "fee": "6.00"},
    {"town": "Linz", "kind": "retail", "since": "2025-06-01", "fee": "5.50"},
    {"town": "Linz", "kind": "project", "fee": "60.00"},
    {"town": "Graz", "kind": "retail", "fee": "1.00"},
    {"product": "Desk", "town": "Linz", "days": 1, "fee": "10.00"},
    {"product": "Desk", "town": "Linz", "days": 3, "fee": "30.00"},
    {"product": "Desk", "days": 0, "fee": "7.00"},
)


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with till_world(databases, tmp_path_factory.mktemp("till")) as made:
        form = made.context.form("till", "tariff")
        records.create_many(made.context, form, [made.meant(values) for values in TARIFFS])
        yield made


CASES: tuple[tuple[str, Values, str | None], ...] = (
    ("the latest of several", {"town": "Linz"}, "6.00"),
    ("by every condition", {"town": "Linz", "kind": "project"}, "60.00"),
    ("by what follows itself", {"customer": "Ann"}, "1.00"),
    ("nothing matches", {"town": "Wien"}, None),
    ("typed over", {"town": "Linz", "freight": "9.99"}, "9.99"),
)


@pytest.mark.parametrize(
    ("way", "case"), some("new records that are filled", [(way, case) for way in WAYS_IN for case in CASES], 12)
)
def test_a_new_record_is_filled_from_what_matches(world: World, way: str, case: tuple[str, Values, str | None]) -> None:
    kind, values, freight = case
    ref = f"{way} {kind}"
    assert WAYS_IN[way](world, {"ref": ref, **values}) == []
    stored = world.stored(ref)
    assert stored is not None
    assert stored["freight"] == freight


CHANGES: tuple[tuple[str, Values, Values, str | None], ...] = (
    ("an input changes", {"town": "Linz"}, {"town": "Graz"}, "1.00"),
    ("nothing matches any more", {"town": "Linz"}, {"town": "Wien"}, None),
    ("an input of its input changes", {"customer": "Bob"}, {"customer": "Ann"}, "1.00"),
    ("something else changes", {"town": "Linz", "freight": "9.99"}, {"code": "other"}, "9.99"),
    ("somebody typed over it", {"town": "Linz", "freight": "9.99"}, {"town": "Graz"}, "9.99"),
)


@pytest.mark.parametrize(
    ("way", "case"),
    some("changes that fill", [(way, case) for way in WAYS_TO_CHANGE if way != "undo" for case in CHANGES], 12),
)
def test_a_changed_record_is_filled_again_until_somebody_types(
    world: World, way: str, case: tuple[str, Values, Values, str | None]
) -> None:
    kind, stored, change, freight = case
    ref = f"change {way} {kind}"
    id = world.order_of(ref=ref, **stored)
    assert WAYS_TO_CHANGE[way](world, id, ref, change) == []
    assert records.get(world.context, world.order, id)["freight"] == freight


def rows(world: World, id: int, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in records.get(world.context, world.order, id)["lines"] or ()]


def test_a_row_is_filled_by_its_own_values_and_those_of_the_record_around_it(world: World) -> None:
    desk = world.ids["Desk"]
    lines = [
        {"product": desk, "seen": 1},
        {"product": desk, "seen": 5},
        {"seen": 5},
        {"product": desk, "setup": "1.00"},
    ]
    # The town follows the customer: rows find it there.
    id = world.order_of(ref="rows", customer="Bob", lines=[{**line, "qty": 0} for line in lines])
    assert rows(world, id, "setup", "share") == [
        ("20.00", "0.100000"),
        ("20.00", "0.100000"),
        (None, "0.100000"),
        ("1.00", "0.100000"),
    ]


def test_rows_that_nobody_sent_follow_the_record_around_them(world: World) -> None:
    desk = world.ids["Desk"]
    lines = [{"product": desk, "seen": 5, "qty": 0}, {"product": desk, "seen": 5, "setup": "1.00", "qty": 0}]
    id = world.order_of(ref="around", town="Linz", lines=lines)
    before = records.get(world.context, world.order, id)["lines"]
    records.update(world.context, world.order, id, {"town": "Graz", "kind": "project"})
    assert rows(world, id, "setup", "share") == [("14.00", "0.250000"), ("1.00", "0.250000")]
    assert [row["id"] for row in records.get(world.context, world.order, id)["lines"]] == [row["id"] for row in before]
    row = {"set": {str(before[0]["id"]): {"share": "0.5"}}}
    records.update(world.context, world.order, id, {"lines": row})
    records.update(world.context, world.order, id, {"kind": "retail"})
    assert rows(world, id, "share") == [("0.500000",), ("0.100000",)]


def test_a_check_says_what_saving_would_fill_in(world: World) -> None:
    lines = [{"product": world.ids["Desk"], "seen": 5}]
    said = records.check(world.context, world.order, {"town": "Linz", "kind": "retail", "lines": lines})
    assert (said.values["freight"], said.values["lines"][0]["setup"]) == ("6.00", "20.00")


def test_nothing_comes_from_what_the_person_may_not_see(world: World) -> None:
    from dataclasses import replace

    clerk = Actor(kind="person", name="Kim", roles={"till": frozenset({"clerk"})})
    said = records.check(replace(world.context, actor=clerk), world.order, {"town": "Linz", "kind": "retail"})
    assert said.values["freight"] is None


PROBLEMS: tuple[tuple[str, str, str], ...] = (
    ("{from: gone, where: 'a = record.a', value: b}", "unknown_form", "fields.x.fill.from"),
    ("{from: list, where: 'c = record.a', value: b}", "expression.unknown_name", "fields.x.fill.where"),
    ("{from: list, where: 'a = record.c', value: b}", "expression.unknown_member", "fields.x.fill.where"),
    ("{from: list, where: 'a = ''1''', value: b}", "fill_asks_nothing", "fields.x.fill.where"),
    ("{from: list, where: 'a = record.a', value: a}", "expression.result", "fields.x.fill.value"),
    ("{from: list, where: 'a = record.a', value: b, sort: [c]}", "unknown_field", "fields.x.fill.sort.0"),
    ("{from: list, where: 'pinyin(a) = record.a', value: b}", "fill_not_asked", "fields.x.fill.where"),
    ("{from: list, where: 'a = record.a'}", "missing_key", "fields.x.fill.value"),
)


@pytest.mark.parametrize(("fill", "code", "at"), PROBLEMS)
def test_a_fill_that_cannot_work_is_refused_where_it_is_written(fill: str, code: str, at: str) -> None:
    files = {
        "app.yaml": "kind: app\nid: a\nlabel: A\n",
        "forms/list.yaml": "kind: form\nid: list\nlabel: L\nfields:\n  a: {type: text}\n  b: {type: number}\n",
        "forms/one.yaml": f"kind: form\nid: one\nlabel: O\nfields:\n  a: {{type: text}}\n"
        f"  x:\n    type: number\n    fill: {fill}\n",
    }
    found = [(problem.code, problem.path) for problem in resolved(files).problems]
    assert (code, at) in found
