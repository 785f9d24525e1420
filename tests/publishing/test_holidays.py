"""The holiday table decides working days: what is stored is counted again by a job, the rest is right at once."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from engine import clock, records
from engine.bootstrap import Engine
from engine.clock import Clock
from engine.errors import FormwrightError, InvalidDefinition
from engine.expression.calendars import Calendar
from engine.records import PageQuery
from engine.storage import change_rows, job_rows
from engine.storage.database import Transaction
from tests.publishing.holidays import FILES, add_holidays, add_request, form, jobs, shown, value
from tests.records.test_computed_at_once import waits_for_a_lock
from tests.support.databases import Databases
from tests.support.engines import engine_at

# 2026-10-08 is a Thursday.
NATIONAL = [{"day": f"2026-10-0{day}", "name": "National Day"} for day in range(1, 8)]


@pytest.fixture
def engine(databases: Databases, tmp_path: Path) -> Iterator[Engine]:
    """The help desk with the national holidays of China in the table."""

    def prepare(url: str) -> None:
        with engine_at(url, tmp_path / "prepared") as made:
            add_holidays(made, *NATIONAL)
            made.publisher.publish(FILES, actor="test", kind="install")

    with databases.lent(databases.prepared("help desk", prepare)) as url, engine_at(url, tmp_path) as opened:
        yield opened


def test_a_new_record_is_counted_by_the_table_as_it_stands(engine: Engine) -> None:
    found = shown(engine, add_request(engine, came="2026-09-30"))
    assert (found["due"], found["plant_due"]) == ("2026-10-12", "2026-10-03")
    assert (found["open_days"], found["hours"]) == (4, "7.50")


def test_another_holiday_moves_what_is_stored_by_one_job_with_history_and_all_that_follows(engine: Engine) -> None:
    customer = records.create(engine.system(), form(engine, "customer"), {"name": "A"}).id
    request = add_request(engine, came="2026-09-30", customer=customer)
    (id,) = add_holidays(engine, {"day": "2026-10-09"})
    (job,) = jobs(engine)
    assert job.options["settled"] is True
    stale = {"desk.request": {"due", "open_days", "hours"}}
    assert engine.store.current().stale == {form: frozenset(fields) for form, fields in stale.items()}
    engine.settle()
    assert (value(engine, request), value(engine, customer, "last_due", "customer")) == ("2026-10-13", "2026-10-13")
    assert value(engine, request, "plant_due") == "2026-10-03"
    with engine.database.read() as tx:
        changes = change_rows.history_of(tx, "desk", "request", request)
    assert [(row["old"], row["new"]) for row in changes if row["what"] == "updated"] == [
        ({"due": "2026-10-12"}, {"due": "2026-10-13"})
    ]
    records.delete(engine.system(), form(engine, "company.holiday"), id)
    engine.settle()
    assert (value(engine, request), engine.store.current().stale) == ("2026-10-12", {})


def test_a_day_to_make_up_for_it_counts_and_has_the_hours_of_the_first_working_weekday(engine: Engine) -> None:
    request = add_request(engine, came="2026-09-30")
    add_holidays(engine, {"day": "2026-10-10", "works": True}, {"day": "2026-10-03", "works": False, "calendar": "x"})
    assert len(jobs(engine)) == 1
    engine.settle()
    assert (value(engine, request), value(engine, add_request(engine, came="2026-10-08"), "hours")) == (
        "2026-10-10",
        "45.00",
    )


def test_what_does_not_change_the_days_leaves_everything_alone(engine: Engine) -> None:
    holiday = form(engine, "company.holiday")
    records.update(engine.system(), holiday, 1, {"name": "国庆节"})
    add_holidays(engine, {"day": "2026-10-10"}, {"day": "2026-12-25", "calendar": "de"})  # a Saturday; another key
    engine.settle()
    assert jobs(engine) == []


def test_values_that_follow_from_today_see_the_table_at_once(engine: Engine) -> None:
    context = replace(engine.system(), clock=Clock(datetime(2026, 9, 30, 4, tzinfo=UTC), ZoneInfo("Asia/Shanghai")))
    request = add_request(engine, came="2026-10-08", days=10)
    due = value(engine, request)
    before = records.get(context, form(engine, "request"), request)["left"]
    add_holidays(engine, {"day": "2026-10-20"})
    later = replace(engine.system(), clock=context.clock)
    now = form(engine, "request")
    assert (due, before, records.get(later, now, request)["left"]) == ("2026-10-22", 12, 11)
    page = records.page(later, now, PageQuery(where="left = 11"))
    assert [row["id"] for row in page.records] == [request]


def test_one_job_is_enough_for_a_change_of_many_days(engine: Engine) -> None:
    request = add_request(engine, came="2026-11-02")
    context = replace(engine.system(), origin="import")
    holiday = form(engine, "company.holiday")
    for day in range(9, 14):  # each is a block of an import
        records.create(context, holiday, {"calendar": "ours", "day": f"2026-11-{day:02}"})
    assert len(jobs(engine)) == 1
    records.create_many(engine.system(), holiday, [{"calendar": "ours", "day": f"2026-11-0{day}"} for day in (3, 4)])
    assert len(jobs(engine)) == 1
    with engine.database.read() as tx:
        assert not job_rows.any_due(tx, ["recompute"])  # more of the import may follow
    engine.database.transact(lambda tx: tx.connection.execute(update(job_rows.job).values(due_at=clock.now())))
    engine.settle()
    assert value(engine, request) == "2026-11-16"


def test_one_job_is_enough_for_an_import_that_takes_long(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    context, holiday = replace(engine.system(), origin="import"), form(engine, "company.holiday")
    for block in range(4):
        monkeypatch.setattr(clock, "moved", timedelta(seconds=2 * block))
        records.create(context, holiday, {"calendar": "ours", "day": f"2026-11-{9 + block:02}"})
        with engine.database.read() as tx:
            assert not job_rows.any_due(tx, ["recompute"])
    assert len(jobs(engine)) == 1
    monkeypatch.setattr(clock, "moved", timedelta(seconds=10))
    with engine.database.read() as tx:
        assert job_rows.any_due(tx, ["recompute"])


def test_an_import_of_holidays_that_is_undone_is_counted_back(engine: Engine) -> None:
    request = add_request(engine, came="2026-11-02")
    rows = [{"calendar": "ours", "day": f"2026-11-0{day}"} for day in (3, 4)]
    made = records.create_many(engine.system(), form(engine, "company.holiday"), rows)
    engine.settle()
    assert value(engine, request) == "2026-11-09"
    records.undo(engine.system(), made.change_set)
    engine.settle()
    assert value(engine, request) == "2026-11-05"


def test_a_new_version_of_a_calendar_is_counted_when_it_is_published(engine: Engine) -> None:
    request = add_request(engine, came="2026-09-30")
    six = FILES["calendars/office.yaml"].replace("mon-fri", "mon-sat")
    engine.publisher.publish({**FILES, "calendars/office.yaml": six}, actor="test")
    assert value(engine, request) == "2026-10-10"
    named = six.replace("label: Office hours", "label: Hours of the office")
    published = engine.publisher.publish({**FILES, "calendars/office.yaml": named}, actor="test")
    assert published.filling is None and jobs(engine) == []


def test_a_calendar_that_formulas_count_by_cannot_be_taken_away(engine: Engine) -> None:
    files = {name: text for name, text in FILES.items() if name != "calendars/office.yaml"}
    with pytest.raises(InvalidDefinition) as refused:
        engine.publisher.publish(files, actor="test")
    problem = refused.value.problems[0]
    assert (problem.place.file, problem.code) == ("forms/request.yaml", "expression.unknown_calendar")
    assert "calendars/office.yaml" in problem.message("en") and "日历“office”" in problem.message("zh-CN")


def test_a_write_that_began_with_the_old_days_is_waited_for(engine: Engine) -> None:
    """On PostgreSQL writers go side by side; a record that is made by the old table is in before the job looks."""
    if engine.database.dialect == "sqlite":
        add_request(engine, came="2026-09-30")
        return  # the writer is alone
    began, goes_on = threading.Event(), threading.Event()
    made: list[int] = []

    def slow() -> None:
        def work(tx: Transaction) -> None:
            context = engine.system().inside(tx)
            made.append(records.create(context, form(engine, "request"), {"came": "2026-09-30"}).id)
            began.set()
            assert goes_on.wait(30)

        engine.database.transact(work)

    writer = threading.Thread(target=slow)
    writer.start()
    assert began.wait(30)
    add_holidays(engine, {"day": "2026-10-09"})
    job = threading.Thread(target=engine.settle)
    job.start()
    while job.is_alive() and not waits_for_a_lock(engine.database):
        pass
    goes_on.set()
    writer.join(30)
    job.join(30)
    assert value(engine, made[0]) == "2026-10-13"


def test_the_screen_is_given_the_days_that_it_counts_by(engine: Engine) -> None:
    logic = records.screen_logic(engine.system(), form(engine, "request"))
    text = logic["around"]["calendars"]["office"]
    found = Calendar.read(text.removeprefix("k:"))
    assert found == engine.store.current().calendars("desk")["office"]
    assert (len(found.free), logic["around"]["calendars"]["plant"].count("2026-12-24")) == (5, 1)
    assert [rule["tree"] is not None for rule in logic["rules"]] == [True, True]


def test_a_calendar_of_very_many_days_is_left_to_the_server(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["engine.records.screen_logic"], "_MOST_DAYS", 4)
    logic = records.screen_logic(engine.system(), form(engine, "request"))
    assert "office" not in logic["around"]["calendars"]
    assert {step["field"]: "tree" in step and step["tree"] is not None for step in logic["steps"]} == {
        **dict.fromkeys(("days", "due", "open_days", "hours"), False),
        "plant_due": True,
    }


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"calendar": "CN", "day": "2026-10-09"}, "logic.error"),
        ({"calendar": "ours", "day": "2026-10-01"}, "value.not_unique"),
        ({"calendar": "ours"}, "value.required"),
        ({"day": "2026-10-09", "calendar": None}, "value.required"),
    ],
)
def test_a_row_of_the_table_that_means_nothing_is_refused(engine: Engine, values: dict[str, str], code: str) -> None:
    with pytest.raises(FormwrightError) as refused:
        records.create(engine.system(), form(engine, "company.holiday"), values)
    assert code in str(getattr(refused.value, "errors", refused.value.code))


def test_why_names_the_calendar_by_its_label_and_says_how_many_days_it_has(engine: Engine) -> None:
    request = add_request(engine, came="2026-09-30")
    told = records.why(engine.system(), form(engine, "request"), "due", request)
    formula = told["formula"]
    assert formula["text"] == "WORKDAY({Came}, {Days}, calendars.{Office hours})"
    said = [part["shown"] for part in formula["parts"] if part["kind"] == "calendar"]
    assert said == ["5 days off, 0 days worked in exchange"]
