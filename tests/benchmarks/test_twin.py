"""The twin that our figures are measured against does the work it claims to do, the same on both databases."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import psycopg
import pytest

from benchmarks import workload
from benchmarks.twin import HIDDEN, TOKEN, USER, Refused, Store, Twin, cents, check, open_store
from tests.support.databases import Databases
from tests.support.postgres import plain

ROWS = 120


def _address(url: str) -> str:
    return url.removeprefix("sqlite:///") if url.startswith("sqlite") else plain(url)


def _count(address: str, table: str) -> int:
    sql = f"select count(*) from {table}"
    if address.startswith("postgresql"):
        with psycopg.connect(address) as link:
            found: Any = link.execute(sql.encode()).fetchone()
    else:
        lite = sqlite3.connect(address)
        found = lite.execute(sql).fetchone()
        lite.close()
    return int(found[0])


@pytest.fixture
def address(database_url: str) -> str:
    return _address(database_url)


@pytest.fixture
def store(address: str) -> Store:
    opened = open_store(address, plain=False)
    opened.fill(workload.rows(ROWS))
    return opened


def _records(answer: bytes) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads(answer)["records"]
    return records


def test_a_record_comes_back_with_exact_money(store: Store) -> None:
    sent = workload.row(6)
    got = json.loads(store.get(7) or b"{}")
    assert {name: got[name] for name in ("name", "amount", "stage", "owner", "notes")} == {
        name: sent[name] for name in ("name", "amount", "stage", "owner", "notes")
    }


def test_a_write_leaves_a_change_set_history_and_an_event(store: Store, address: str) -> None:
    (made,) = store.create([workload.row(500)], USER)
    store.update(made, {"stage": "won"}, USER)
    assert [_count(address, table) for table in ("change_set", "history", "event")] == [2, 2, 2]
    assert json.loads(store.get(made) or b"{}")["revision"] == 2


def test_the_row_rule_hides_a_row_from_every_way_of_asking(store: Store) -> None:
    (made,) = store.create([{**workload.row(501), "owner": HIDDEN, "name": "only here zzyzx"}], USER)
    assert store.get(made) is None
    assert store.update(made, {"stage": "won"}, USER) is None
    assert _records(store.search("zzyzx", 50)) == []
    assert made not in {record["id"] for record in _records(store.page(1000, 0, 0))}


@pytest.mark.parametrize("text", ["renewal", "电子", "Steel"])
def test_search_finds_what_contains_the_text_and_nothing_else(store: Store, text: str) -> None:
    expected = [number + 1 for number, row in enumerate(workload.rows(ROWS)) if text.lower() in row["name"].lower()]
    assert [record["id"] for record in _records(store.search(text, 1000))] == expected


def test_a_sorted_list_is_ordered_by_amount_as_a_number(store: Store) -> None:
    expected = sorted(
        (-cents(row["amount"]), number + 1)
        for number, row in enumerate(workload.rows(ROWS))
        if row["stage"] == "won" and cents(row["amount"]) > 100_000
    )
    assert [record["id"] for record in _records(store.filtered("won", 100_000, 100))] == [
        number for _, number in expected
    ]


def test_pages_by_offset_and_by_key_are_the_same_rows(store: Store) -> None:
    assert _records(store.page(10, 50, 0)) == _records(store.page(10, 0, 50))


def test_sums_by_stage_equal_those_of_plain_python(store: Store) -> None:
    expected: dict[str, int] = {}
    for row in workload.rows(ROWS):
        expected[row["stage"]] = expected.get(row["stage"], 0) + cents(row["amount"])
    got = {group["stage"]: cents(group["total"]) for group in json.loads(store.by_stage())["groups"]}
    assert got == expected


@pytest.mark.parametrize("values", [{"stage": "nowhere"}, {"amount": "1.005"}, {"name": "x" * 201}, {"owner": "a\0b"}])
def test_values_that_the_form_does_not_take_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        check(values)


def test_nobody_reads_without_a_session(databases: Databases) -> None:
    with databases.lent(databases.fresh()) as url:
        twin = Twin(open_store(_address(url), plain=False), plain=False)
        asked = {"method": "GET", "path": "/records/1", "query_string": b"", "headers": []}
        assert twin.answer(asked, b"")[0] == 401
        signed_in = {**asked, "headers": [(b"cookie", f"session={TOKEN}".encode())]}
        assert twin.answer(signed_in, b"")[0] == 404
