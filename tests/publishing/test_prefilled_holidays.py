"""The holiday table comes filled with what is known of the countries that calendars name, and stays the admin's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine import people, records
from engine.bootstrap import Engine
from engine.definition.countries import COUNTRIES
from engine.jobs import queue
from engine.publishing import holidays
from engine.publishing.public_holidays import public_holidays
from engine.publishing.publisher import Publisher
from engine.records import PageQuery
from engine.storage import version_rows
from tests.publishing.holidays import FILES, form
from tests.support.databases import Databases
from tests.support.engines import engine_at

CALENDAR = "kind: calendar\nid: works\nlabel: Works\nweek: {mon-fri: ['08:00-16:00']}\nholidays: [de, x_own]\n"


@pytest.fixture
def engine(databases: Databases, tmp_path: Path) -> Iterator[Engine]:
    url = databases.fresh()
    with engine_at(url, tmp_path) as opened:
        yield opened
    databases.drop(url)


def fill(engine: Engine) -> list[dict[str, Any]]:
    """What a server does when it starts, done; all days of the table."""
    engine._ask_for_holidays()
    engine.settle()
    return table(engine)


def table(engine: Engine) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    holiday = form(engine, "company.holiday")
    for key in ("cn", "de", "x_own"):
        query = PageQuery(where=f"calendar = '{key}'", sort="day", limit=500)
        found.extend(records.page(engine.system(), holiday, query).records)
    return found


def test_china_is_there_from_the_start_with_its_days_off_and_the_weekends_worked_for_them(engine: Engine) -> None:
    days = {row["day"]: (row["works"], row["name"]) for row in fill(engine)}
    assert {row["calendar"] for row in table(engine)} == {"cn"}
    assert days["2026-02-17"] == (False, "春节") and days["2026-02-14"] == (True, "调休上班")
    assert [day for day, (works, _) in days.items() if works and day.startswith("2026")] == [
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ]


def test_the_country_of_a_calendar_follows_when_the_app_is_published(engine: Engine) -> None:
    engine.publisher.publish({**FILES, "calendars/works.yaml": CALENDAR}, actor="test", kind="install")
    engine.settle()
    german = [row for row in table(engine) if row["calendar"] == "de"]
    assert {row["day"]: row["name"] for row in german}["2026-10-03"] == "German Unity Day"
    assert {row["day"][:4] for row in german} >= {"2020", "2028"}
    assert engine.store.current().calendars("desk")["works"].days(date(2026, 12, 24), date(2026, 12, 27)) == 1


def test_what_somebody_changed_threw_away_or_entered_first_is_left_alone(engine: Engine) -> None:
    holiday = form(engine, "company.holiday")
    records.create(engine.system(), holiday, {"calendar": "cn", "day": "2026-10-01", "name": "Ours", "works": True})
    first = fill(engine)
    ours, other = (next(row for row in first if row["day"] == day) for day in ("2026-10-01", "2026-10-02"))
    assert (ours["name"], ours["works"]) == ("Ours", True)
    records.delete(engine.system(), holiday, other["id"])
    fill(engine)
    assert queue.recent(engine.database, types=["holidays"])[1:] == []  # nothing to ask for
    engine.database.transact(lambda tx: holidays._put(tx, "cn", asked="another year"))
    assert [row["day"] for row in fill(engine)] == [row["day"] for row in first if row is not other]


def test_a_job_that_was_killed_between_two_years_goes_on_and_fills_none_twice(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, begun = holidays.FillHolidays._fill, list[int]()

    def third_fails(self: Any, tx: Any, country: str, year: int, wanted: Any) -> int:
        begun.append(year)
        if len(begun) == 3:
            raise KeyboardInterrupt
        return real(self, tx, country, year, wanted)

    monkeypatch.setattr(holidays.FillHolidays, "_fill", third_fails)
    engine._ask_for_holidays()
    job = holidays.FillHolidays(engine.system)
    with pytest.raises(KeyboardInterrupt):
        engine.worker.run_due()
    assert job.name == "holidays" and len({row["day"][:4] for row in table(engine)}) == 2
    monkeypatch.undo()
    engine.database.transact(lambda tx: tx.connection.exec_driver_sql("UPDATE fw_job SET state = 'waiting'"))
    days = [row["day"] for row in fill(engine)]
    assert len(days) == len(set(days)) and {day[:4] for day in days} == {str(year) for year in range(2020, 2027)}


def test_a_company_of_before_gets_the_table_and_keeps_what_its_admin_added(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {name: text for name, text in people.company_files().items() if "holiday" not in name}
    old["app.yaml"] = old["app.yaml"].split("\n  - {id: working_time")[0] + "\n"
    old["roles/colleague.yaml"] = old["roles/colleague.yaml"].split("  holiday:")[0]
    old["i18n/zh-CN.yaml"] = "kind: i18n\nlocale: zh-CN\napp: {label: 公司}\n"
    url = databases.fresh()
    with monkeypatch.context() as before:
        before.setattr(people, "company_files", lambda: old)
        with engine_at(url, tmp_path) as engine:
            assert set(engine.store.current().app("company").forms) == {"user", "department"}
            live = dict(engine.store.current().app("company").texts)
            user = live["forms/user.yaml"].replace("fields:\n", "fields:\n  x_phone: {type: phone, label: Phone}\n", 1)
            engine.publisher.publish({**live, "forms/user.yaml": user}, actor="admin")
    for _ in range(2):  # a second start changes nothing any more
        with engine_at(url, tmp_path) as engine, engine.database.read() as tx:
            company = engine.store.current().app("company")
            assert set(company.forms) == {"user", "department", "holiday"} and "x_phone" in company.forms["user"].fields
            assert [row.kind for row in version_rows.versions(tx, "company")] == ["upgrade", "publish", "install"]
    databases.drop(url)


def test_a_second_start_finds_the_company_as_it_is_shipped(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("nothing is to be published")

    monkeypatch.setattr(Publisher, "publish", refuse)
    engine._first_start()


def test_every_country_that_may_be_named_is_known_and_no_other() -> None:
    from holidays import list_supported_countries

    assert {code.lower() for code in list_supported_countries(include_aliases=False)} == COUNTRIES


def test_parts_of_countries_have_days_of_their_own_and_unknown_ones_none() -> None:
    berlin = {one.day for one in public_holidays("de_be", [2026])[2026]}
    whole = {one.day for one in public_holidays("de", [2026])[2026]}
    assert berlin - whole == {date(2026, 3, 8)}
    assert public_holidays("de_nowhere", [2026]) == {} == public_holidays("cn", [2031])
