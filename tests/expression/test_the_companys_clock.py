"""Parts of a moment, days and shifts follow the company's clock on both databases, also when clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.clock import Clock
from engine.expression.expression import check
from tests.expression.tables import Tables
from tests.expression.test_sql_equals_python import same
from tests.expression.world import SCOPE
from tests.support.databases import Databases

# Summer time begins and ends; in Havana the doubled hour is the first of the day, in São Paulo days began at one.
CHANGES = {
    "Europe/Berlin": (datetime(2024, 3, 31, 1, tzinfo=UTC), datetime(2024, 10, 27, 1, tzinfo=UTC)),
    "America/New_York": (datetime(2024, 3, 10, 7, tzinfo=UTC), datetime(2024, 11, 3, 6, tzinfo=UTC)),
    "America/Havana": (datetime(2024, 3, 10, 5, tzinfo=UTC), datetime(2024, 11, 3, 5, tzinfo=UTC)),
    "America/Sao_Paulo": (datetime(2018, 11, 4, 3, tzinfo=UTC), datetime(2018, 2, 18, 2, tzinfo=UTC)),
    "Asia/Shanghai": (datetime(1988, 4, 16, 18, tzinfo=UTC), datetime(1988, 9, 10, 17, tzinfo=UTC)),
    "Asia/Kathmandu": (datetime(2024, 1, 1, 0, tzinfo=UTC), datetime(1985, 12, 31, 18, 30, tzinfo=UTC)),
    "UTC": (datetime(2024, 2, 29, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
}
STEPS = (timedelta(0), timedelta(microseconds=-1), timedelta(minutes=59), timedelta(hours=-1), timedelta(hours=23))
TEXTS = """
YEAR(moment) * 10000 + MONTH(moment) * 100 + DAY(moment)
HOUR(moment) * 10000 + MINUTE(moment) * 100 + SECOND(moment)
DATEVALUE(moment)
QUARTER(moment)
DATETIME(day)
DATETIME(DATEVALUE(moment))
moment + 1 month
moment - 1 month
moment + 1 day
moment + 90 min
day + 6 hours
moment - day
'' & moment
""".strip().splitlines()


@pytest.fixture(scope="module", params=list(CHANGES))
def tables(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Tables]:
    begin, end = CHANGES[request.param]
    moments = [each + step for each in (begin, end) for step in STEPS]
    days = [date(2024, 3, 31), date(2024, 11, 3), date(2018, 11, 4), date(2018, 2, 18), date(1988, 4, 17)]
    deals = [
        {"id": number, "stage": "open", "moment": moment, "day": days[number % len(days)]}
        for number, moment in enumerate(moments, 1)
    ]
    url = databases.fresh()
    made = Tables(url, {"deal": deals}, Clock(begin, ZoneInfo(request.param)))
    yield made
    made.close()
    databases.drop(url)


@pytest.mark.parametrize("text", TEXTS)
def test_the_database_keeps_the_companys_clock_as_python_does(tables: Tables, text: str) -> None:
    expression = check(text, SCOPE)
    found = tables.values(expression)
    python = {row["id"]: expression.evaluate(tables.context(row)) for row in tables.records["deal"]}
    assert {id: (value, found[id]) for id, value in python.items() if not same(value, found[id])} == {}


def test_today_is_the_companys_day() -> None:
    moment = datetime(2024, 5, 31, 17, tzinfo=UTC)
    days = {zone: Clock(moment, ZoneInfo(zone)).today for zone in ("Asia/Shanghai", "UTC", "America/New_York")}
    assert days == {"Asia/Shanghai": date(2024, 6, 1), "UTC": date(2024, 5, 31), "America/New_York": date(2024, 5, 31)}
