"""Journeys in a calendar: records moved to other days, made longer, given a date and taken it, by every way there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.grid_page import patch, record, records
from tests.support.browser import PHONE, People, check_axe, picture
from tests.support.server import Server
from tests.support.sizes import some

TASKS = "/a/crm/f/task/v/task_calendar"
INTERACTIONS = "/a/crm/f/interaction/v/interaction_calendar"
DAY, NEXT_WEEK = "2031-05-15", "2031-05-22"
MAY = f"{TASKS}?day={DAY}&span=month"


def _open(page: Page, path: str = TASKS) -> None:
    page.goto(path)
    expect(page.locator("[data-state=ready]")).to_be_visible(timeout=20_000)


@dataclass
class Made:
    """Records of one test, in a month in which nothing else lies; they go when it ends."""

    server: Server
    records: list[tuple[str, int]]

    def one(self, form: str, **values: Any) -> int:
        with self.server.client() as client:
            made = client.post(f"apps/crm/forms/{form}/records", json=values)
            assert made.status_code == 201, made.text
            self.records.append((form, int(made.json()["id"])))
            return self.records[-1][1]

    def task(self, due_on: str | None = DAY) -> int:
        return self.one("task", subject="Call the works", due_on=due_on)


@pytest.fixture
def made(server: Server) -> Iterator[Made]:
    made = Made(server, [])
    yield made
    with server.client() as client:
        for form, id in made.records:
            revision = client.get(f"apps/crm/forms/{form}/records/{id}").json()["revision"]
            client.delete(f"apps/crm/forms/{form}/records/{id}", headers={"If-Match": f'"{revision}"'})


def _event(page: Page, task: int) -> Locator:
    return page.locator(f"[data-event='{task}']")


def _carry(page: Page, start: Locator, goal: Locator, *, down: int = 0) -> None:
    start.scroll_into_view_if_needed()
    source, target = start.bounding_box(), goal.bounding_box()
    assert source and target
    x, y = source["x"] + min(30, source["width"] / 2), source["y"] + min(8, source["height"] / 2)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y + 4, steps=4)
    page.mouse.move(target["x"] + target["width"] / 2, target["y"] + (down or target["height"] / 2), steps=8)
    expect(goal).to_have_attribute("data-over", "true")
    page.mouse.up()


def _by_mouse(page: Page, task: int) -> None:
    _carry(page, _event(page, task), page.locator(f"[data-date='{NEXT_WEEK}']"))


def _by_keyboard(page: Page, task: int) -> None:
    button = _event(page, task).get_by_role("button").first
    button.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"[data-date='{NEXT_WEEK}']")).to_have_attribute("data-over", "true")
    page.keyboard.press("Space")
    expect(_event(page, task).get_by_role("button").first).to_be_focused()


def _by_menu(page: Page, task: int) -> None:
    _event(page, task).hover()
    _event(page, task).get_by_role("button", name=re.compile("^Actions for")).click()
    page.get_by_role("menuitem", name=re.compile("^Move to")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(NEXT_WEEK)
    dialog.get_by_role("button", name="Move", exact=True).click()


WAYS: dict[str, Callable[[Page, int], None]] = {"mouse": _by_mouse, "keyboard": _by_keyboard, "menu": _by_menu}


@pytest.mark.parametrize("way", some("ways to move a record to another day", list(WAYS), 2))
def test_a_record_moved_to_another_day_has_that_date_until_it_is_undone(
    people: People, server: Server, made: Made, way: str
) -> None:
    task = made.task()
    page = people.page_as()
    _open(page, MAY)
    WAYS[way](page, task)
    told = page.locator("[data-toast=ok]")
    expect(told).to_contain_text("May 22, 2031")
    expect(page.locator(f"[data-event='{task}'][data-day='{NEXT_WEEK}']")).to_be_visible()
    assert record(server, task, "task")["due_on"] == NEXT_WEEK
    told.get_by_role("button", name="Undo").click()
    expect(page.locator(f"[data-event='{task}'][data-day='{DAY}']")).to_be_visible()
    assert record(server, task, "task")["due_on"] == DAY


def test_a_meeting_is_made_longer_and_moved_along_the_hours_and_never_overwritten_unseen(
    people: People, server: Server, made: Made
) -> None:
    times = {"started_at": "2031-05-15T01:00:00Z", "ended_at": "2031-05-15T02:00:00Z"}
    customer = records(server, "customer")[0]["id"]
    id = made.one("interaction", subject="Workshop", customer=customer, way="visit", **times)
    page = people.page_as()
    _open(page, f"{INTERACTIONS}?day={DAY}&span=week")
    event = _event(page, id)
    expect(event).to_be_visible()
    # Drawn out by its lower edge it ends later; laid on another day it lasts as long.
    edge = event.locator("[data-edge]").bounding_box()
    assert edge
    page.mouse.move(edge["x"] + 10, edge["y"] + 4)
    page.mouse.down()
    page.mouse.move(edge["x"] + 12, edge["y"] + 20, steps=4)
    page.mouse.move(edge["x"] + 12, edge["y"] + 4 + 48, steps=6)
    page.mouse.up()
    expect(page.locator("[data-toast=ok]")).to_contain_text("now ends")
    drawn = record(server, id, "interaction")
    assert drawn["started_at"] == "2031-05-15T01:00:00Z"
    assert drawn["ended_at"] == "2031-05-15T03:00:00Z"
    _carry(page, event, page.locator("[data-hours='2031-05-17']"), down=10 * 48)
    expect(page.locator("[data-hours='2031-05-17']").locator(f"[data-event='{id}']")).to_be_visible()
    moved = record(server, id, "interaction")
    assert moved["started_at"].startswith("2031-05-17T") and moved["ended_at"].startswith("2031-05-17T")
    # Somebody else gives it another time while this page does not know yet: nothing is overwritten unseen.
    page.route("**/api/v1/apps/crm/forms/interaction/records?*", lambda route: route.abort())
    patch(server, id, "interaction", started_at="2031-05-17T00:15:00Z")
    _carry(page, event, page.locator("[data-hours='2031-05-14']"), down=10 * 48)
    expect(page.locator("[data-toast=error]")).to_contain_text("Somebody else changed it meanwhile")
    assert record(server, id, "interaction")["started_at"] == "2031-05-17T00:15:00Z"


def test_a_record_without_a_date_waits_beside_the_calendar_and_goes_back_there(
    people: People, server: Server, made: Made
) -> None:
    task = made.task(due_on=None)
    page = people.page_as()
    _open(page, MAY)
    page.get_by_role("button", name=re.compile("^Without a date")).click()
    waiting = page.locator(f"[data-waiting='{task}']")
    _carry(page, waiting, page.locator(f"[data-date='{DAY}']"))
    expect(_event(page, task)).to_be_visible()
    expect(waiting).to_have_count(0)
    assert record(server, task, "task")["due_on"] == DAY
    _carry(page, _event(page, task), page.locator("[data-tray]"))
    expect(waiting).to_be_visible()
    assert record(server, task, "task")["due_on"] is None


def test_plus_on_a_day_makes_a_record_with_that_date(people: People, server: Server, made: Made) -> None:
    page = people.page_as()
    _open(page, MAY)
    page.get_by_role("button", name="New record on Thursday 15 May").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=re.compile("^Subject")).fill("Send the drawing")
    check_axe(page)
    dialog.get_by_role("button", name="Create").click()
    event = page.locator("[data-event][data-day='2031-05-15']")
    expect(event).to_contain_text("Send the drawing")
    event.get_by_role("button").first.click()
    expect(page.get_by_role("complementary", name=re.compile("Task"))).to_be_visible()
    made.records.append(("task", int(event.get_attribute("data-event") or 0)))
    assert record(server, made.records[0][1], "task")["due_on"] == DAY


def test_what_the_reader_may_not_change_goes_back_to_its_day_and_the_calendar_says_why(
    people: People, server: Server, made: Made
) -> None:
    colleague = next(one["id"] for one in _users(server) if one["email"] == "gao.peng@example.com")
    task = made.one("task", subject="Call the works", due_on=DAY, owner=colleague)
    page = people.page_as("lu.qian@example.com")
    _open(page, MAY)
    _by_mouse(page, task)
    expect(page.locator("[data-toast=error]")).to_contain_text("“Call the works” stays where it was.")
    expect(page.locator(f"[data-event='{task}'][data-day='{DAY}']")).to_be_visible()
    assert record(server, task, "task")["due_on"] == DAY
    # Where nothing may be changed at all, nothing offers to.
    _open(page, INTERACTIONS)
    expect(page.locator("[data-event]").first).to_be_visible()
    expect(page.locator("[data-event]").get_by_role("button", name=re.compile("^Actions"))).to_have_count(0)


def _users(server: Server) -> list[dict[str, Any]]:
    with server.client() as client:
        found = client.get("apps/company/forms/user/records", params={"limit": 100})
        assert found.status_code == 200, found.text
        return list(found.json()["records"])


@pytest.mark.parametrize(
    ("lang", "scheme", "viewport"),
    [
        pytest.param("zh-CN", "dark", None, id="chinese-dark"),
        pytest.param("en", "light", PHONE, id="english-phone"),
    ],
)
def test_every_span_of_a_calendar_can_be_used_by_everybody(
    people: People, server: Server, lang: str, scheme: str, viewport: tuple[int, int] | None
) -> None:
    page = people.page_as(lang=lang, scheme=scheme, **({"viewport": viewport} if viewport else {}))
    _open(page, INTERACTIONS)
    spans = page.get_by_role("radiogroup").locator("label")
    if viewport:
        expect(spans).to_have_count(2)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for place in range(spans.count()):
        spans.nth(place).click()
        expect(page.locator("[data-state=ready]")).to_be_visible()
        check_axe(page)
        picture(page, f"calendar-{lang}-{place}-{'phone' if viewport else scheme}")
    before = page.locator("[data-count]").first.get_attribute("data-count")
    search = page.get_by_role("searchbox")
    search.fill("zzz nothing")
    expect(page.locator("[data-count]").first).to_have_attribute("data-count", "0")
    expect(page.locator("[data-empty]")).to_be_visible()
    search.fill("")
    expect(page.locator("[data-count]").first).to_have_attribute("data-count", str(before))


def test_only_the_days_in_sight_are_asked_for(people: People, server: Server) -> None:
    page = people.page_as()
    with page.expect_request(
        re.compile(r"/forms/task/records\?.*due_on\+%3C|/forms/task/records\?.*due_on\+<")
    ) as asked:
        _open(page, MAY)
    assert "2031-04-28" in asked.value.url and "2031-06-02" in asked.value.url
    first = date(2031, 4, 28)
    days = page.locator("[data-date]").evaluate_all("days => days.map(day => day.dataset.date)")
    assert days == [(first + timedelta(days=n)).isoformat() for n in range(35)]
