"""Journeys on the board: cards moved by mouse, keyboard and menu, rules obeyed, and the run that follows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.grid_page import open_board, record
from tests.support.browser import PHONE, People
from tests.support.server import Server
from tests.support.sizes import some


def _first_card(page: Page, lane: str) -> int:
    card = page.locator(f"[data-lane='{lane}'] [data-card]").first
    expect(card).to_be_visible()
    return int(card.get_attribute("data-card") or 0)


def _drag(page: Page, card: int, lane: str) -> None:
    target = page.locator(f"[data-lane='{lane}']")
    target.scroll_into_view_if_needed()
    start = page.locator(f"[data-card='{card}']").bounding_box()
    end = target.bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 40, start["y"] + start["height"] - 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + start["height"], steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 160, steps=10)
    expect(target).to_have_attribute("data-over", "true")
    page.mouse.up()


def _touch(page: Page, card: int, lane: str) -> None:
    """A finger rests on the card until it is lifted, then moves: a shorter touch would scroll the board."""
    target = page.locator(f"[data-lane='{lane}']")
    target.scroll_into_view_if_needed()
    lifted = page.locator(f"[data-card='{card}']")
    start, end = lifted.bounding_box(), target.bounding_box()
    assert start and end
    finger = page.context.new_cdp_session(page)

    def send(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x, y = start["x"] + 40, start["y"] + start["height"] - 12
    goal_x, goal_y = end["x"] + end["width"] / 2, end["y"] + 160
    send("touchStart", x, y)
    expect(page.locator("[data-drop]").first).to_be_attached()
    for step in range(1, 11):
        send("touchMove", x + (goal_x - x) * step / 10, y + (goal_y - y) * step / 10)
    expect(target).to_have_attribute("data-over", "true")
    send("touchEnd")


def _keys(page: Page, card: int, lane: str) -> None:
    page.locator(f"[data-card='{card}'] button").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"[data-lane='{lane}']")).to_have_attribute("data-over", "true")
    page.keyboard.press("Space")
    expect(page.locator(f"[data-card='{card}'] button").first).to_be_focused()


def _menu(page: Page, card: int, label: str) -> None:
    page.locator(f"[data-card='{card}']").get_by_role("button", name=re.compile("^Actions")).click()
    page.get_by_role("menuitem", name=label, exact=True).click()


def _menu_to_won(page: Page, card: int, lane: str) -> None:
    assert lane == "won"
    _menu(page, card, "Won")


WAYS: dict[str, Callable[[Page, int, str], None]] = {
    "mouse": _drag,
    "touch": _touch,
    "keyboard": _keys,
    "menu": _menu_to_won,
}


@pytest.mark.parametrize("way", some("ways to move a card", list(WAYS), 2))
def test_a_deal_moved_to_won_starts_the_rule_which_says_why(people: People, fresh_server: Server, way: str) -> None:
    page = people.page_as(server=fresh_server, touch=way == "touch")
    open_board(page)
    card = _first_card(page, "contract")
    won = page.locator("[data-lane='won']")
    count = int(won.get_attribute("data-count") or 0)
    WAYS[way](page, card, "won")
    expect(page.locator(f"[data-lane='won'] [data-card='{card}']")).to_have_count(1)
    expect(won).to_have_attribute("data-count", str(count + 1))
    expect(page.locator("[data-toast=ok]")).to_contain_text("is now in Won")
    assert record(fresh_server, card)["stage"] == "won"

    page.goto(f"/a/crm/runs?rule=won_creates_task&record=opportunity/{card}")
    run = page.locator("[data-run]")
    expect(run).to_have_count(1)
    expect(run).to_have_attribute("data-run-state", "done")
    toggle = run.get_by_role("button").first
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
    expect(run).to_contain_text("Why it ran")
    expect(run).to_contain_text("Won")
    expect(run).to_contain_text("Contract")
    expect(run.locator("[data-step='handover']")).to_have_attribute("data-step-state", "done")
    expect(run.locator("[data-step='tell_owner']")).to_have_attribute("data-step-state", "done")


def test_a_forbidden_lane_takes_no_card_and_says_where_it_may_go(people: People, server: Server) -> None:
    page = people.page_as()
    open_board(page)
    card = _first_card(page, "needs")
    _drag(page, card, "contract")
    told = page.locator("[data-toast=error]")
    expect(told).to_contain_text("From “Needs confirmed” a record can’t go to “Contract”")
    expect(told).to_contain_text("Proposal")
    # While it lies in the hand a stand-in keeps its place.
    expect(page.locator(f"[data-lane='needs'] [data-card='{card}']")).to_have_count(1)
    assert record(server, card)["stage"] == "needs"


def test_a_lane_that_asks_for_more_gets_it_in_a_dialog(people: People, fresh_server: Server) -> None:
    page = people.page_as(server=fresh_server)
    open_board(page)
    card = _first_card(page, "needs")
    _menu(page, card, "Lost")
    dialog = page.get_by_role("dialog", name="Before it moves to Lost")
    expect(dialog).to_be_visible()
    assert record(fresh_server, card)["stage"] == "needs"
    dialog.get_by_role("combobox", name=re.compile("Lost reason")).click()
    page.get_by_role("option").first.click()
    dialog.get_by_role("button", name="Move").click()
    expect(dialog).to_have_count(0)
    saved = record(fresh_server, card)
    assert saved["stage"] == "lost"
    assert saved["lost_reason"]


def test_a_phone_moves_cards_by_their_menu_and_lanes_by_buttons(people: People, fresh_server: Server) -> None:
    page = people.page_as(viewport=PHONE, server=fresh_server)
    open_board(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    lanes = page.get_by_role("group", name="Lanes")
    lanes.get_by_role("button", name=re.compile("^Proposal")).click()
    expect(lanes.get_by_role("button", name=re.compile("^Proposal"))).to_have_attribute("aria-pressed", "true")
    card = _first_card(page, "proposal")
    _menu(page, card, "Contract")
    expect(page.locator(f"[data-lane='contract'] [data-card='{card}']")).to_be_attached()
    assert record(fresh_server, card)["stage"] == "contract"


def test_the_runs_list_is_narrowed_by_its_address_and_explains_when_it_is_empty(people: People) -> None:
    page = people.page_as()
    page.goto("/a/crm/runs?state=failed&record=opportunity/999999")
    empty = page.locator("[data-empty]")
    expect(empty).to_be_visible()
    empty.get_by_role("button").click()
    expect(page).not_to_have_url(re.compile("state="))
