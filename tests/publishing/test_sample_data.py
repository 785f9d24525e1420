"""Sample data: days counted from the installation, relations by key, clear words for a broken line."""

from __future__ import annotations

import json
from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest

from engine.publishing.sample_data import (
    InvalidSampleData,
    SampleForm,
    SampleRow,
    blocks,
    read_people,
    read_sample,
    resolve_day,
    with_ids,
)
from engine.texts import say

TODAY = date(2026, 3, 10)

HEADER = {
    "form": "order",
    "columns": ["key", "customer", "ordered_on", "tags", "lines", "created_at"],
    "types": {
        "customer": "@customer",
        "ordered_on": "date",
        "created_at": "datetime",
        "lines": {"columns": ["product", "qty", "sent_on"], "types": {"product": "@product", "sent_on": "date"}},
    },
}


def lines(*rows: object) -> bytes:
    return "\n".join(["# a comment", "", *(json.dumps(row, ensure_ascii=False) for row in rows)]).encode()


@pytest.mark.parametrize(
    "text, expected",
    [
        ("today", date(2026, 3, 10)),
        ("today-3d", date(2026, 3, 7)),
        ("today+5d", date(2026, 3, 15)),
        ("today-400d", date(2025, 2, 3)),
        ("03-10", date(2026, 3, 10)),
        ("03-11", date(2025, 3, 11)),
        ("11-15", date(2025, 11, 15)),
        ("11-15-20d", date(2025, 10, 26)),
        ("01-05-10d", date(2025, 12, 26)),
        ("02-29", date(2026, 2, 28)),
        ("11-15+1d", date(2025, 11, 16)),
        ("13-01", None),
        ("11-31", None),
        ("tomorrow", None),
        ("2026-03-10", None),
        ("today - 3d", None),
        ("", None),
    ],
)
def test_a_day_is_counted_from_the_day_of_installation(text: str, expected: date | None) -> None:
    assert resolve_day(text, TODAY) == expected


def test_the_leap_day_is_itself_in_a_leap_year() -> None:
    assert resolve_day("02-29", date(2024, 2, 29)) == date(2024, 2, 29)
    assert resolve_day("02-29", date(2025, 2, 27)) == date(2024, 2, 29)


def test_a_day_of_the_year_is_never_after_the_installation() -> None:
    days = [f"{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    for today in (date(2026, 1, 1), date(2024, 2, 29), date(2025, 12, 31)):
        for text in days:
            found = resolve_day(text, today)
            assert found is not None and found <= today and (today - found).days <= 366


def test_a_row_becomes_json_values_with_missing_cells_empty() -> None:
    content = lines(HEADER, ["o1", "c1", "11-15-20d", ["a"], [["p1", 2, "today-1d"], ["p2"]], "today-3d 09:30"], ["o2"])
    form = read_sample({"20_order.jsonl": content}, TODAY, ZoneInfo("Asia/Shanghai"))[0]
    assert form.form == "order"
    assert form.references == {"customer": "customer", "lines.product": "product"}
    assert form.rows[0] == SampleRow(
        "o1",
        {
            "customer": "c1",
            "ordered_on": "2025-10-26",
            "tags": ["a"],
            "lines": [
                {"product": "p1", "qty": 2, "sent_on": "2026-03-09"},
                {"product": "p2", "qty": None, "sent_on": None},
            ],
        },
        {"created_at": "2026-03-07T01:30:00Z", "updated_at": "2026-03-07T01:30:00Z"},
    )
    assert form.rows[1] == SampleRow("o2", dict.fromkeys(["customer", "ordered_on", "tags", "lines"]), {})


def test_a_text_that_looks_like_a_day_stays_text_in_a_plain_column() -> None:
    content = lines({"form": "note", "columns": ["key", "text"]}, [None, "today-3d"])
    assert read_sample({"1_note.jsonl": content}, TODAY, UTC)[0].rows[0].values == {"text": "today-3d"}


def test_forms_come_in_the_order_of_their_numbers() -> None:
    files = {
        f"data/{name}.jsonl": lines({"form": form, "columns": ["key"]})
        for name, form in [("100_order", "order"), ("20_contact", "contact"), ("9_customer", "customer")]
    }
    assert [form.form for form in read_sample({**files, "data/people.yaml": b""}, TODAY)] == [
        "customer",
        "contact",
        "order",
    ]


def test_ids_take_the_place_of_keys() -> None:
    header = {
        "form": "order",
        "columns": ["key", "customer", "contacts", "owner", "lines", "created_by"],
        "types": {
            "customer": "@customer",
            "contacts": "@contact",
            "owner": "@company.user",
            "created_by": "@company.user",
            "lines": {"columns": ["product"], "types": {"product": "@product"}},
        },
    }
    content = lines(header, ["o1", "c1", ["p1", "p2"], None, [["x"]], "ann@example.com"])
    form = read_sample({"1_order.jsonl": content}, TODAY)[0]
    ids = {
        ("customer", "c1"): 7,
        ("contact", "p1"): 3,
        ("contact", "p2"): 4,
        ("product", "x"): 5,
        ("company.user", "ann@example.com"): 9,
    }
    row = with_ids(form, form.rows[0], ids)
    assert row.values == {"customer": 7, "contacts": [3, 4], "owner": None, "lines": [{"product": 5}]}
    assert row.system == {"created_by": 9}
    with pytest.raises(KeyError):
        with_ids(form, form.rows[0], {})


@pytest.mark.parametrize(
    "size, start, expected",
    [(10, 0, ["ab", "cd", "e"]), (1, 0, ["a", "b", "c", "d", "e"]), (10, 2, ["cd", "e"]), (10, 5, [])],
)
def test_no_block_of_rows_refers_to_itself(size: int, start: int, expected: list[str]) -> None:
    parents = {"a": None, "b": None, "c": "b", "d": "a", "e": "d"}
    rows = tuple(SampleRow(key, {"parent": parent}, {}) for key, parent in parents.items())
    form = SampleForm("part", rows, {"parent": "part"})
    assert ["".join(str(row.key) for row in block) for block in blocks(form, size, start)] == expected


@pytest.mark.parametrize(
    "rows, line, found",
    [
        ([{"form": "other", "columns": ["key"]}], 3, {"form": "other", "columns": ["key"]}),
        ([["no", "header"]], 3, ["no", "header"]),
        ([], 2, None),
        ([HEADER, ["o1", "c1", "2026-01-01"]], 4, "2026-01-01"),
        ([HEADER, ["o1", "c1", 5]], 4, 5),
        ([HEADER, ["o1", "c1", "today", [], [], "today-1d"]], 4, "today-1d"),
        ([HEADER, ["o1", "c1", "today", [], [], "today-1d 24:00"]], 4, "today-1d 24:00"),
        ([HEADER, ["o1"], ["o2", 1, 2, 3, 4, 5, 6]], 5, ["o2", 1, 2, 3, 4, 5, 6]),
        ([HEADER, {"key": "o1"}], 4, {"key": "o1"}),
        ([{"form": "order", "columns": ["key", "x"], "types": {"x": "day"}}, ["o1", 1]], 4, "day"),
    ],
)
def test_a_broken_line_is_named_with_its_place(rows: list[object], line: int, found: object) -> None:
    with pytest.raises(InvalidSampleData) as caught:
        read_sample({"20_order.jsonl": lines(*rows)}, TODAY)
    assert (caught.value.values["file"], caught.value.values["line"]) == ("20_order.jsonl", line)
    assert caught.value.values["found"] == found
    assert "20_order.jsonl" in say(caught.value.code, caught.value.values, "zh-CN")


def test_text_that_is_not_json_is_named_with_its_place() -> None:
    with pytest.raises(InvalidSampleData) as caught:
        read_sample({"20_order.jsonl": lines(HEADER) + b"\n[1,"}, TODAY)
    assert caught.value.values == {"file": "20_order.jsonl", "line": 4, "found": "[1,", "expected": "JSON"}


def test_people_have_names_departments_managers_and_roles() -> None:
    content = """
departments:
  north: {name: {en: Sales North, zh-CN: 北区销售部}, head: ann@example.com}
  team: {name: {en: Team, zh-CN: 小组}, parent: north}
people:
  ann@example.com: {name: {en: Ann, zh-CN: 安}, department: north, roles: [boss, rep]}
  bob@example.com: {name: {en: Bob}, department: team, manager: ann@example.com}
""".encode()
    people = read_people({"people.yaml": content})
    assert [(d.key, d.head, d.parent) for d in people.departments] == [
        ("north", "ann@example.com", None),
        ("team", None, "north"),
    ]
    assert people.people[0].roles == ("boss", "rep")
    assert (people.people[1].manager, people.people[1].department) == ("ann@example.com", "team")


def test_no_people_file_means_nobody_and_a_broken_one_is_an_error() -> None:
    assert read_people({}).people == ()
    for broken in (b"people: [", b"people: {a: {}}", b"people: {a: 1}"):
        with pytest.raises(InvalidSampleData):
            read_people({"people.yaml": broken})
