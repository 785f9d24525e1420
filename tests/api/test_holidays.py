"""The holiday table over HTTP: an administrator edits a day, and what is due by it moves, with its history."""

from __future__ import annotations

import pytest

from engine.bootstrap import Engine
from tests.api.conftest import SignIn
from tests.publishing.holidays import FILES

HOLIDAYS = "/api/v1/apps/company/forms/holiday/records"
REQUESTS = "/api/v1/apps/desk/forms/request/records"


@pytest.fixture(autouse=True)
def desk(engine: Engine) -> None:
    """An app whose requests are due in working days."""
    engine.publisher.publish(FILES, actor="test", kind="install")


def test_an_administrator_edits_a_holiday_and_the_due_dates_move(client: SignIn, engine: Engine) -> None:
    ada = client()
    request = ada.post(REQUESTS, json={"came": "2026-09-30"}).json()
    assert request["due"] == "2026-10-05"
    day = ada.post(HOLIDAYS, json={"calendar": "ours", "day": "2026-10-02", "name": "Fair"})
    assert day.status_code == 201, day.text
    assert ada.get(f"{REQUESTS}/{request['id']}").json()["_stale"] == ["due", "open_days", "hours"]
    (job,) = [one for one in ada.get("/api/v1/jobs").json()["jobs"] if one["type"] == "recompute"]
    assert (job["state"], job["label"]) == ("waiting", "Work out computed values of Request")
    engine.settle()
    seen = ada.get(f"{REQUESTS}/{request['id']}").json()
    assert (seen["due"], "_stale" in seen) == ("2026-10-06", False)
    moved = {"day": "2026-10-05"}
    assert ada.patch(f"{HOLIDAYS}/{day.json()['id']}", json=moved).status_code == 200
    assert ada.delete(f"{HOLIDAYS}/{day.json()['id']}").status_code in (200, 204)
    engine.settle()
    history = ada.get(f"{REQUESTS}/{request['id']}/history").json()["changes"]
    told = [
        [(one["field"], one["old"], one["new"]) for one in change["fields"] if one["field"] == "due"]
        for change in history
    ]
    assert [one for one in told if one] == [
        [("due", "2026-10-06", "2026-10-05")],
        [("due", "2026-10-05", "2026-10-06")],
    ]
    assert ada.get(REQUESTS, params={"where": "due = '2026-10-05'"}).json()["records"][0]["id"] == request["id"]


def test_the_table_is_shown_to_everybody_and_changed_by_administrators_alone(client: SignIn) -> None:
    ada, sun, nobody = client(), client("sun@example.com"), client("nobody@example.com")
    made = ada.post(HOLIDAYS, json={"calendar": "ours", "day": "2026-10-02", "works": False}).json()
    assert [one["id"] for one in sun.get(HOLIDAYS).json()["records"]] == [made["id"]]
    assert sun.post(HOLIDAYS, json={"calendar": "ours", "day": "2026-10-03"}).status_code == 403
    assert sun.patch(f"{HOLIDAYS}/{made['id']}", json={"name": "x"}).status_code == 403
    assert nobody.get(HOLIDAYS).status_code == 404
    menu = ada.get("/api/v1/apps/company", headers={"Accept-Language": "zh-CN"}).json()["menu"]
    assert [(group["label"], [item["label"] for item in group["items"]]) for group in menu] == [
        ("组织", ["人员", "部门"]),
        ("工作时间", ["节假日"]),
    ]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Write the key in small letters"), ("zh-CN", "日历代码请使用小写字母")]
)
def test_a_wrong_row_is_refused_in_the_readers_language(client: SignIn, language: str, said: str) -> None:
    answer = client(language=language).post(HOLIDAYS, json={"calendar": "CN", "day": "2026-10-02"})
    assert (answer.status_code, [one["message"] for one in answer.json()["errors"]]) == (422, [said])


@pytest.mark.parametrize(
    "filter", ["calendars.nowhere = 1", "WORKTIME(came, due) > 1", "calendars.office", "calendars"]
)
def test_a_filter_that_uses_a_calendar_as_it_is_not_meant_is_refused_with_a_sentence(
    client: SignIn, filter: str
) -> None:
    answer = client().get(REQUESTS, params={"where": filter})
    assert answer.status_code == 422 and answer.json()["detail"], answer.text


@pytest.mark.parametrize(
    "filter",
    [
        "NETWORKDAYS(came, due, calendars.office) = 4",
        "WORKTIME(came, due, calendars.office) = 22.5",
        "due <= WORKDAY('2026-10-01', 3, calendars.office)",
        "WORKTIMEADD('2026-10-01', 8, calendars.plant) > '2026-09-30T00:00:00Z'",
        "WORKTIMEADD(came, 8, calendars.office) > '2026-01-01T00:00:00Z'",
    ],
)
def test_lists_are_filtered_by_a_calendar(client: SignIn, filter: str) -> None:
    ada = client()
    made = ada.post(REQUESTS, json={"came": "2026-09-30"}).json()
    answer = ada.get(REQUESTS, params={"where": filter})
    assert [one["id"] for one in answer.json().get("records", [answer.text])] == [made["id"]]
