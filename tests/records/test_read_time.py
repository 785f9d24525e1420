"""Values that follow from the clock or from settings are right at every moment, wherever they are read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine import records
from engine.errors import InvalidExpression, InvalidValues
from engine.records import PageQuery, RecordContext
from engine.storage.database import Database
from tests.records import read_time
from tests.records.read_time import form
from tests.support.databases import Databases

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=10)


@pytest.fixture(scope="module")
def database(databases: Databases) -> Iterator[Database]:
    with databases.lent(databases.prepared("read time", read_time.prepare)) as url:
        opened = Database(url)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def ids(database: Database) -> dict[str, int]:
    ctx = read_time.context(database, NOW)

    def make(form_: str, **values: Any) -> int:
        return records.create(ctx, form(form_), values).id

    old, new = make("project", name="Old", began="2026-01-01"), make("project", name="New", began="2026-03-02")
    found = {"old": old, "new": new}
    for name, values in {
        "A": {"project": old, "due": "2026-02-28", "hours": "2.00", "met": "2026-03-01T13:30:00Z"},
        "B": {"project": old, "due": "2026-02-20", "hours": "1.25"},
        "C": {"project": old, "due": "2026-03-05", "hours": "3.00"},
        "D": {"project": new, "due": None},
        "E": {"project": None, "due": "2025-03-02"},
    }.items():
        found[name] = make("task", name=name, **values)
    return found


def at(database: Database, moment: datetime = NOW, **settings: Any) -> RecordContext:
    return read_time.context(database, moment, **settings)


def listed(ctx: RecordContext, form_: str, **asked: Any) -> list[dict[str, Any]]:
    return [dict(one) for one in records.page(ctx, form(form_), PageQuery(**asked)).records]


def column(ctx: RecordContext, form_: str, name: str, **asked: Any) -> list[Any]:
    return [one[name] for one in listed(ctx, form_, fields=f"name,{name}", sort="id", **asked)]


WORKED = ["2026-03-02", "2026-02-24", "2026-03-11", None, "2025-03-07"]
TASKS = [
    ("days_late", [2, 10, -3, None, 365], [12, 20, 7, None, 375]),
    ("is_late", [True, True, False, True, True], [True, True, True, True, True]),
    ("patient", [True, False, True, True, False], [False, False, False, True, False]),
    ("price", ["3.00", "1.88", "4.50", "0.00", "0.00"], ["3.00", "1.88", "4.50", "0.00", "0.00"]),
    ("follow_up", ["2026-03-09"] * 5, ["2026-03-19"] * 5),
    ("since", ["0.500", None, None, None, None], ["10.500", None, None, None, None]),
    ("project_age", [60, 60, 60, 0, None], [70, 70, 70, 10, None]),
    ("word", ["late A", "late B", "fine C", "late D", "late E"], ["late A", "late B", "late C", "late D", "late E"]),
    ("share", ["0.0333", "0.1667", "-0.0500", None, None], ["0.1714", "0.2857", "0.1000", "0.0000", None]),
    ("label", ["T-1", "T-2", "T-3", "T-4", "T-5"], ["T-1", "T-2", "T-3", "T-4", "T-5"]),
    ("next_day", WORKED, WORKED),
    ("years", [0, 0, None, None, 1], [0, 0, 0, None, 1]),
]
PROJECTS = [
    ("age", [60, 0], [70, 10]),
    ("late", [2, 1], [3, 1]),
    ("lateness", [9, 0], [39, 0]),
    ("worst", [10, None], [20, None]),
    ("middle", [2, None], [12, None]),
    ("names", ["A, B", "D"], ["A, B, C", "D"]),
    ("state", ["bad", "so so"], ["bad", "so so"]),
]


@pytest.mark.parametrize(("name", "now", "later"), TASKS)
def test_a_list_shows_what_is_true_at_the_moment(
    database: Database, ids: dict[str, int], name: str, now: list[Any], later: list[Any]
) -> None:
    assert column(at(database), "task", name) == now
    assert column(at(database, LATER), "task", name) == later


@pytest.mark.parametrize(("name", "now", "later"), PROJECTS)
def test_what_is_built_over_it_is_right_too(
    database: Database, ids: dict[str, int], name: str, now: list[Any], later: list[Any]
) -> None:
    assert column(at(database), "project", name) == now
    assert column(at(database, LATER), "project", name) == later


@pytest.mark.parametrize("name", sorted(form("task").read_fields))
def test_record_list_rows_export_and_python_say_the_same(database: Database, ids: dict[str, int], name: str) -> None:
    for ctx in (at(database), at(database, LATER, rate=Decimal("0.10"), patience=Decimal(400))):
        shown = column(ctx, "task", name)
        every = [ids[letter] for letter in "ABCDE"]
        assert [records.get(ctx, form("task"), id)[name] for id in every] == shown
        rows = records.page_json(ctx, form("task"), PageQuery(fields=f"id,{name}", sort="id", format="rows"))
        assert name.encode() in rows
        fields, stream = records.export_rows(ctx, form("task"), PageQuery(fields=name, sort="id"))
        exported = [fields[0].type.to_json(row[name], fields[0]) for row in stream]
        assert exported == shown
        saved = records.update(ctx, form("task"), ids["A"], {})
        assert saved.record[name] == shown[0]


def test_a_changed_setting_changes_what_it_sets(database: Database, ids: dict[str, int]) -> None:
    ctx = at(database, rate=Decimal("2.00"), patience=Decimal(10))
    assert column(ctx, "task", "price") == ["4.00", "2.50", "6.00", "0.00", "0.00"]
    assert column(ctx, "task", "patient") == [True, True, True, True, False]
    assert column(ctx, "task", "name", where="price > 4") == ["C"]


FILTERS = [
    ("task", "days_late > 2", "BE", "ABCE"),
    ("task", "is_late", "ABDE", "ABCDE"),
    ("task", "not is_late", "C", ""),
    ("task", "days_late = null", "D", "D"),
    ("task", "word = 'late A'", "A", "A"),
    ("task", "follow_up < '2026-03-10'", "ABCDE", ""),
    ("task", "project.age > 65", "", "ABC"),
    ("task", "project_age > 65", "", "ABC"),
    ("task", "project.late > 2", "", "ABC"),
    ("task", "share > 0.15", "B", "AB"),
    ("task", "label in ['T-2', 'T-4'] or next_day = '2026-03-11'", "BCD", "BCD"),
    ("project", "late > 1 and age < 65", ["Old"], []),
    ("project", "lateness > 10", [], ["Old"]),
    ("project", "state = 'bad'", ["Old"], ["Old"]),
    ("project", "worst >= 20", [], ["Old"]),
]


@pytest.mark.parametrize(("form_", "where", "now", "later"), FILTERS)
def test_lists_are_filtered_by_what_is_true_at_the_moment(
    database: Database, ids: dict[str, int], form_: str, where: str, now: Any, later: Any
) -> None:
    for ctx, expected in ((at(database), now), (at(database, LATER), later)):
        assert column(ctx, form_, "name", where=where) == list(expected)
        assert records.count(ctx, form(form_), PageQuery(where=where)) == len(expected)


def test_lists_are_sorted_by_it_page_by_page(database: Database, ids: dict[str, int]) -> None:
    ctx = at(database)
    assert [one["name"] for one in listed(ctx, "task", sort="-days_late")] == ["E", "B", "A", "C", "D"]
    found, cursor = [], None
    while True:
        page = records.page(ctx, form("task"), PageQuery(sort="days_late", fields="name", limit=2, cursor=cursor))
        found += [one["name"] for one in page.records]
        cursor = page.next
        if cursor is None:
            break
    assert found == ["C", "A", "B", "E", "D"]
    assert [one["name"] for one in listed(ctx, "project", sort="-late,name")] == ["Old", "New"]


def test_it_stands_in_what_is_found_by_words_and_in_what_is_linked(database: Database, ids: dict[str, int]) -> None:
    ctx = at(database)
    found = listed(ctx, "project", search="Old", fields="name,age,late,names")
    assert [(one["age"], one["late"], one["names"]) for one in found] == [(60, 2, "A, B")]
    linked = listed(
        ctx, "task", where="is_late", expand="project", fields="project,days_late", sort="-project", limit=1
    )
    assert linked[0]["project"]["title"] == "Old"
    assert listed(ctx, "task", deleted=True) == []


def test_a_record_that_is_being_typed_shows_it(database: Database, ids: dict[str, int]) -> None:
    typed = records.check(at(database), form("task"), {"due": "2026-02-01", "hours": "2.00"})
    assert (typed.values["days_late"], typed.values["price"], typed.values["word"]) == (29, "3.00", "late ")
    changed = records.check(at(database), form("task"), {"due": "2026-03-01"}, ids["B"])
    assert (changed.values["days_late"], changed.values["is_late"]) == (1, True)


def test_figures_are_taken_and_grouped_by_it(database: Database, ids: dict[str, int]) -> None:
    ctx = at(database)
    assert records.aggregate(ctx, form("task"), ["is_late"], {"n": "count()", "days": "sum(days_late)"}) == [
        {"is_late": False, "n": 1, "days": -3},
        {"is_late": True, "n": 4, "days": 377},
    ]
    assert records.aggregate(ctx, form("task"), ["month(follow_up)"], {"n": "count()"}) == [
        {"month(follow_up)": "2026-03-01", "n": 5}
    ]
    assert records.aggregate(ctx, form("task"), [], {"paid": "sum(price)"}) == [{"paid": "9.38"}]
    assert records.aggregate(ctx, form("project"), [], {"late": "sum(late)"}) == [{"late": 3}]


ONLY_SHOWN: list[tuple[str, dict[str, Any]]] = [
    ("task", {"where": "years > 0"}),
    ("task", {"sort": "years"}),
    ("project", {"where": "middle > 1"}),
    ("project", {"sort": "-names"}),
]


@pytest.mark.parametrize(("form_", "asked"), ONLY_SHOWN)
def test_what_only_python_works_out_is_shown_but_not_asked_for(
    database: Database, ids: dict[str, int], form_: str, asked: dict[str, Any]
) -> None:
    with pytest.raises(InvalidValues) as refused:
        listed(at(database), form_, **asked)
    assert refused.value.errors[0].code == "value.only_shown"


WHYS = [
    ("task", "A", "days_late", "2", ["ISBLANK({Due})", "TODAY() - {Due}"]),
    ("task", "B", "patient", "No", ["{Days late}", "settings.{Days of patience}"]),
    ("task", "A", "project_age", "60", ["{Project}"]),
]


@pytest.mark.parametrize(("form_", "record", "name", "shown", "parts"), WHYS)
def test_it_says_why(
    database: Database, ids: dict[str, int], form_: str, record: str, name: str, shown: str, parts: list[str]
) -> None:
    why = records.why(at(database), form(form_), name, ids[record])
    assert (why["shown"], [part["text"] for part in why["formula"]["parts"]]) == (shown, parts)


@pytest.mark.parametrize(
    ("name", "titles", "where"),
    [("late", ["A", "B"], True), ("names", ["A", "B"], True), ("middle", ["A", "B", "C"], True)],
)
def test_a_rollup_over_it_says_what_counts(
    database: Database, ids: dict[str, int], name: str, titles: list[str], where: bool
) -> None:
    rollup = records.why(at(database), form("project"), name, ids["old"])["rollup"]
    assert [one["title"] for one in rollup["list"]] == titles
    assert (rollup["where"] is not None) == where


def test_a_filter_that_no_database_answers_is_refused_with_a_sentence(database: Database, ids: dict[str, int]) -> None:
    with pytest.raises(InvalidExpression) as refused:
        listed(at(database), "task", where="pinyin(name) = 'a'")
    assert "cannot be filtered" in refused.value.values["reason"]


def test_nothing_of_it_is_stored_and_nothing_tells_of_its_change(database: Database, ids: dict[str, int]) -> None:
    ctx = at(database)
    assert form("task").fields["days_late"].computed == "read"
    assert form("task").fields["days_late"].columns == ()
    history = records.history(ctx, form("task"), records.update(ctx, form("task"), ids["B"], {"hours": "1.25"}).id)
    assert all(
        one["field"] not in form("task").read_fields for change in history["changes"] for one in change["fields"]
    )
