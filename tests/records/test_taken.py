"""While somebody types, a form says that a value is taken, and nothing else of the record that has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine import records
from engine.access import Actor
from engine.clock import Clock
from engine.errors import FormwrightError
from engine.records import RecordContext
from engine.storage.database import Database
from engine.texts import say
from tests.records import world as worlds
from tests.support.databases import Databases

FILES: Mapping[str, str] = {
    "app.yaml": "kind: app\nid: house\nlabel: House\n",
    "forms/seat.yaml": """
kind: form
id: seat
label: Seat
title: "{{ guest }}"
fields:
  guest: {type: text, label: Guest}
  mail: {type: email, label: Mail, unique: true, ignore: [case]}
  room: {type: text, label: Room}
  number: {type: number, decimals: 0, label: Number}
  state: {type: select, default: "held", options: [{id: held, label: Held}, {id: given_up, label: Given up}]}
  price: {type: money, currency: EUR, label: Price}
unique:
  by_seat: {fields: [room, number], ignore: [case, spaces], where: "state <> 'given_up' and guest <> '100%'"}
""",
    "roles/host.yaml": """
kind: role
id: host
label: Host
forms:
  seat: {create: true, read: "guest = 'mine'", update: "guest = 'mine'", fields: {"*": write, price: none}}
""",
    "roles/porter.yaml": """
kind: role
id: porter
label: Porter
forms:
  seat: {create: true, read: true, fields: {"*": write, room: none}}
""",
}


@lru_cache(maxsize=1)
def apps() -> worlds.Apps:
    return worlds.Apps(worlds.resolved(FILES))


@pytest.fixture(scope="module")
def admin(databases: Databases) -> Iterator[RecordContext]:
    with databases.lent(databases.prepared("house", lambda url: worlds.make_tables(url, apps()))) as url:
        database = Database(url)
        clock = Clock(worlds.NOW, ZoneInfo("Asia/Shanghai"))
        made = RecordContext(database=database, apps=apps(), actor=Actor.system(), clock=clock)
        for values in SEATS:
            records.create(made, seat(), values)
        yield made
        database.close()


SEATS: tuple[dict[str, Any], ...] = (
    {"guest": "Ann", "mail": "ann@example.org", "room": "Blue Hall", "number": 1},
    {"guest": "Bob", "mail": "bob@example.org", "room": "Red", "number": 1, "state": "given_up"},
    {"guest": "mine", "mail": "me@example.org", "room": "Red", "number": 2},
)


def seat() -> Any:
    return apps().apps["house"].forms["seat"]


def said(ctx: RecordContext, values: Mapping[str, Any], id: int | None = None) -> list[tuple[str, str]]:
    return [(error.path, error.code) for error in records.check(ctx, seat(), values, id).errors]


TAKEN = "value.not_unique"
NEW: tuple[tuple[str, dict[str, Any], list[tuple[str, str]]], ...] = (
    ("one field, without case", {"mail": "ANN@example.org"}, [("mail", TAKEN)]),
    ("several fields, without case and spaces", {"room": "bluehall", "number": 1}, [("number", TAKEN)]),
    ("not all of them yet", {"room": "bluehall"}, []),
    ("another number", {"room": "bluehall", "number": 2}, []),
    ("what is given up is free", {"room": "red", "number": 1}, []),
    ("what gives up takes nothing", {"room": "bluehall", "number": 1, "state": "given_up"}, []),
    ("both at once", {"mail": "Bob@example.org", "room": "RED", "number": 2}, [("mail", TAKEN), ("number", TAKEN)]),
    ("what cannot be read is not also taken", {"mail": "ann"}, [("mail", "value.not_an_email")]),
)


@pytest.mark.parametrize(("values", "errors"), [case[1:] for case in NEW], ids=[case[0] for case in NEW])
def test_a_new_record_is_told_what_is_taken_as_saving_would(
    admin: RecordContext, values: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    assert said(admin, values) == errors
    if errors and errors[0][1] == TAKEN:
        with pytest.raises(FormwrightError) as refused:
            records.create(admin, seat(), values)
        assert next((error.path, error.code) for error in refused.value.errors) in errors


def test_a_stored_record_is_not_in_its_own_way(admin: RecordContext) -> None:
    mine = records.create(admin, seat(), {"mail": "it@example.org", "room": "Green", "number": 3}).id
    assert said(admin, {"mail": "IT@example.org", "number": 3, "room": "GREEN"}, mine) == []
    assert said(admin, {"mail": "ann@example.org"}, mine) == [("mail", TAKEN)]
    records.create(admin, seat(), {"room": "Green", "number": 4, "state": "given_up"})
    given_up = records.create(admin, seat(), {"room": "Green", "number": 3, "state": "given_up"}).id
    assert said(admin, {"state": "held"}, given_up) == [("number", TAKEN)]
    assert said(admin, {"guest": "Cy"}, given_up) == []


def test_what_is_in_the_bin_takes_nothing(admin: RecordContext) -> None:
    gone = records.create(admin, seat(), {"mail": "gone@example.org"}).id
    records.delete(admin, seat(), gone)
    assert said(admin, {"mail": "gone@example.org"}) == []


def test_nobody_learns_more_of_a_record_that_he_may_not_see_than_that_it_is_there(admin: RecordContext) -> None:
    host = replace(admin, actor=Actor(kind="person", name="Kim", roles={"house": frozenset({"host"})}))
    (error,) = records.check(host, seat(), {"mail": "ann@example.org"}).errors
    assert (error.path, dict(error.values)) == ("mail", {"fields": ["Mail"]})
    assert say(error.code, error.values, "en") == "Another record has the same: Mail."
    assert say(error.code, error.values, "zh-CN") == "已有相同的记录：Mail。"


def test_nobody_tries_out_values_of_a_field_that_he_may_not_write(admin: RecordContext) -> None:
    porter = replace(admin, actor=Actor(kind="person", name="Po", roles={"house": frozenset({"porter"})}))
    for room in ("Blue Hall", "a room that there is not"):
        assert said(porter, {"room": room, "number": 1}) == [("room", "access.field_rule")]


def test_a_screen_is_told_which_fields_to_ask_about(admin: RecordContext) -> None:
    rules = records.screen_logic(admin, seat())["unique"]
    assert rules == [
        {"fields": ["mail"], "reads": []},
        {"fields": ["room", "number"], "reads": ["guest", "state"]},
    ]
