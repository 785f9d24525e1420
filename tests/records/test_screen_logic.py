"""What a screen is given to run by itself tells nobody what he may not see, and leaves to the server what it lacks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from engine import records
from engine.records import RecordContext
from engine.storage.database import Database
from engine.storage.errors import UniqueViolation
from engine.texts import say
from tests.records import till
from tests.support.databases import SqliteDatabases


@pytest.fixture
def database(sqlite_databases: SqliteDatabases) -> Iterator[Database]:
    with sqlite_databases.lent(sqlite_databases.prepared("till", till.prepare)) as url:
        opened = Database(url)
        yield opened
        opened.close()


def logic(ctx: RecordContext) -> dict[str, Any]:
    return records.screen_logic(ctx, till.form("order"))


def by_id(parts: list[dict[str, Any]], key: str = "id") -> dict[str, dict[str, Any]]:
    return {part[key]: part for part in parts}


def test_what_may_not_be_seen_is_in_no_tree_no_list_and_no_answer(database: Database) -> None:
    clerk, order = till.clerk(database), till.form("order")
    given = logic(clerk)
    assert "margin" not in json.dumps({**given, "rules": [{**rule, "id": "", "error": ""} for rule in given["rules"]]})
    assert by_id(given["rules"])["margin_covers"]["tree"] is None
    assert by_id(given["rules"])["always_ours"]["readonly"] == []
    assert "margin" not in records.check(clerk, order, {}).fields
    assert by_id(logic(till.admin(database))["rules"])["margin_covers"]["tree"] is not None
    assert given["locks"] and not logic(till.admin(database))["locks"]


def test_what_needs_other_records_or_holds_a_form_of_its_own_is_left_to_the_server(database: Database) -> None:
    given = logic(till.admin(database))
    steps = by_id(given["steps"], "field")
    assert {name for name, step in steps.items() if not step.get("tree") and not step.get("figure")} == {
        *("phone", "town"),  # read the customer
        "freight",  # a matching record
        *("kind", "status"),  # plain values
    }
    assert steps["status"]["literal"] == "open"
    assert steps["fee"]["tree"]["op"] == "*"
    assert steps["rate"]["tree"]["table"] == {"retail": {"number": "0.1"}, "project": {"number": "0.25"}}
    assert by_id(given["rules"])["town_is_served"]["tree"] is None
    around = given["around"]
    assert around.pop("calendars")["desk"].startswith('k:{"week":')
    assert around == {"me": None, "settings": {"most": "n:5000"}}
    assert given["clock"] == {"moment": "m:2026-03-02T01:30:00Z", "zone": "Asia/Shanghai"}


def test_the_server_says_what_the_screen_left_to_it(database: Database) -> None:
    admin, order = till.admin(database), till.form("order")
    town = {"name": "Cy", "phone": "03", "town": "Nowhere"}
    customer = records.create(admin, till.form("customer"), town).id
    said = records.check(admin, order, {"customer": customer, "kind": "project"})
    assert "town_is_served" in said.rules and "locked_when_closed" not in said.rules
    assert said.sections == ("main", "project")
    assert (said.values["phone"], said.values["place"]) == ("03", "NOWHERE!")
    clerk = till.clerk(database)
    project = records.create(admin, order, {"kind": "project", "amount": "5"}).id
    # What may be written is decided by what is stored, on the screen as when it is saved.
    assert records.check(clerk, order, {"kind": "retail"}, project).locked == ("amount",)


@pytest.mark.parametrize(
    ("language", "message"),
    [("en", "Another record has the same: Customer, Code."), ("zh-CN", "已有相同的记录：Customer, Code。")],
)
def test_values_that_are_unique_together_are_named_together(database: Database, language: str, message: str) -> None:
    admin = replace(till.admin(database), language=language)
    customer = records.create(admin, till.form("customer"), {"name": "Ann"}).id
    records.create(admin, till.form("order"), {"customer": customer, "code": "A 1"})
    with pytest.raises(UniqueViolation) as caught:
        records.create(admin, till.form("order"), {"customer": customer, "code": "a1"})
    (error,) = caught.value.errors
    assert error.path == "code"
    assert say(error.code, error.values, language) == message
