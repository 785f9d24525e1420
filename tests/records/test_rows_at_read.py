"""What follows from the clock in a row of a subform, and over it, is right on every day on which it is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine import records
from engine.access import Actor
from engine.clock import Clock
from engine.errors import InvalidValues
from engine.records import RecordContext
from engine.storage.database import Database
from tests.definition.small import resolved
from tests.records import world as worlds
from tests.support.databases import Databases

FILES: Mapping[str, str] = {
    "app.yaml": "kind: app\nid: bank\nlabel: Bank\ncurrency: EUR\n",
    "forms/loan.yaml": """
kind: form
id: loan
label: Loan
title: "{{ name }}"
fields:
  name: {type: text}
  rate: {type: number, decimals: 2}
  parts:
    type: subform
    fields:
      fine: {type: formula, returns: money, expr: "if(late, amount * parent.rate, 0)", help: What it costs}
      late: {type: formula, returns: yes_no, expr: "left < 0", help: Whether}
      due: {type: date}
      amount: {type: money}
      double: {type: formula, returns: money, expr: "amount * 2", help: Twice}
      left: {type: formula, returns: number, decimals: 0, expr: "due - today()", help: Days}
  fines: {type: rollup, from: parts, fn: sum, value: fine, help: Of all}
  open: {type: rollup, from: parts, fn: count, where: "not late", help: Not yet late}
  was: {type: formula, returns: number, decimals: 2, expr: "previous(rate)", help: The rate before}
  since: {type: formula, returns: number, decimals: 0, expr: "today() - changed_at(rate)", help: Days with this rate}
  next: {type: rollup, from: parts, fn: min, value: left, where: "left >= 0", help: Days}
  state: {type: formula, returns: text, expr: "if(fines > 0, 'late', 'fine')", help: In a word}
""",
}
# worlds.NOW is 2 March 2026 in Shanghai.
PARTS = [{"due": "2026-03-01", "amount": "100.00"}, {"due": "2026-03-05", "amount": "10.00"}, {"amount": "1.00"}]


@lru_cache(maxsize=1)
def apps() -> worlds.Apps:
    return worlds.Apps(worlds.resolved(FILES))


def loan() -> Any:
    return apps().apps["bank"].forms["loan"]


@pytest.fixture(scope="module")
def ctx(databases: Databases) -> Iterator[RecordContext]:
    with databases.lent(databases.prepared("bank", lambda url: worlds.make_tables(url, apps()))) as url:
        database = Database(url)
        clock = Clock(worlds.NOW, ZoneInfo("Asia/Shanghai"))
        yield RecordContext(database=database, apps=apps(), actor=Actor.system(), clock=clock)
        database.close()


def later(ctx: RecordContext, days: int) -> RecordContext:
    return replace(ctx, clock=Clock(worlds.NOW + timedelta(days=days), ZoneInfo("Asia/Shanghai")))


def cells(record: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in ("left", "late", "fine", "double")) for row in record["parts"]]


def over(record: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(record[name] for name in ("fines", "open", "next", "state"))


TODAY = [(-1, True, "50.00", "200.00"), (3, False, "0.00", "20.00"), (None, False, "0.00", "2.00")]
LATER = [(-11, True, "50.00", "200.00"), (-7, True, "5.00", "20.00"), (None, False, "0.00", "2.00")]


def test_rows_and_what_is_counted_over_them_are_right_wherever_they_are_read(ctx: RecordContext) -> None:
    made = records.create(ctx, loan(), {"name": "A", "rate": "0.5", "parts": PARTS})
    rows_format = records.PageQuery(format="rows", fields="parts,fines,open,next,state")
    for context, rows, figures in (
        (ctx, TODAY, ("50.00", 2, 3, "late")),
        (later(ctx, 10), LATER, ("55.00", 1, None, "late")),
        (later(ctx, -10), None, ("0.00", 3, 9, "fine")),
    ):
        found = records.get(context, loan(), made.id)
        listed = records.page(context, loan(), records.PageQuery()).records[0]
        sent = json.loads(records.page_json(context, loan(), rows_format))
        table = dict(zip(sent["columns"], sent["rows"][0], strict=True))
        for record in (found, listed, table):
            assert over(record) == figures
            assert rows is None or cells(record) == rows
    assert cells(made.record) == TODAY and over(made.record) == ("50.00", 2, 3, "late")


def test_a_form_that_is_being_typed_shows_them_too(ctx: RecordContext) -> None:
    said = records.check(ctx, loan(), {"rate": "0.5", "parts": PARTS})
    assert cells(said.values) == TODAY and over(said.values) == ("50.00", 2, 3, "late")
    stored = records.create(ctx, loan(), {"rate": "0.5", "parts": PARTS})
    first = stored.record["parts"][0]["id"]
    change = {"parts": {"set": {str(first): {"due": "2026-03-09"}}}}
    changed = records.update(ctx, loan(), stored.id, change).record
    assert cells(changed)[0] == (7, False, "0.00", "200.00") and over(changed) == ("0.00", 3, 3, "fine")


def test_what_only_python_works_out_is_said_to_be_no_filter(ctx: RecordContext) -> None:
    with pytest.raises(InvalidValues) as refused:
        records.page(ctx, loan(), records.PageQuery(where="fines > 0"))
    assert [error.code for error in refused.value.errors] == ["value.only_shown"]


def test_a_value_may_follow_from_the_past_of_its_record(ctx: RecordContext) -> None:
    id = records.create(ctx, loan(), {"name": "past", "rate": "0.5"}).id
    assert (records.get(ctx, loan(), id)["was"], records.get(ctx, loan(), id)["since"]) == (None, None)
    records.update(ctx, loan(), id, {"rate": "0.75"})
    listed = records.page(later(ctx, 4), loan(), records.PageQuery(where="name = 'past'")).records[0]
    assert (listed["was"], listed["since"]) == ("0.50", 4)
    for where in ("since = 4", "changed_at(rate) > '2026-03-01'", "isblank(changed_at(name)) and not isblank(since)"):
        found = records.page(later(ctx, 4), loan(), records.PageQuery(where=where, sort="-since"))
        assert [one["name"] for one in found.records] == ["past"], where
    with pytest.raises(InvalidValues):
        records.page(ctx, loan(), records.PageQuery(sort="was"))


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ("{type: formula, returns: yes_no, expr: changed(name)}", ("formula_of_change", "fields.x.expr")),
        (
            "{type: subform, fields: {a: {type: text}, b: {type: formula, returns: text, expr: previous(a)}}}",
            ("no_history_of_rows", "fields.x.fields.b.expr"),
        ),
        (
            "{type: subform, fields: {a: {type: text}}, logic: {one: {when: previous(a) = '1', require: [a]}}}",
            ("no_history_of_rows", "fields.x.logic.one.when"),
        ),
    ],
)
def test_the_past_is_refused_where_nobody_could_tell_it(field: str, problem: tuple[str, str]) -> None:
    form = f"kind: form\nid: thing\nlabel: T\nfields:\n  name: {{type: text}}\n  x: {field}\n"
    assert problem in [(one.code, one.path) for one in resolved({"forms/thing.yaml": form}).problems]
