"""Views and dashboards set up where they are used: what is saved is there for everybody at once."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.grid_page import BOARD, open_board, open_table
from tests.support.browser import People, check_axe, picture
from tests.support.server import Server


def _app(server: Server) -> dict[str, Any]:
    with server.client() as client:
        return dict(client.get("apps/crm").json())


def _set_up(page: Page, item: str) -> None:
    page.get_by_role("button", name=re.compile("^(Set up the view|设置视图)")).click()
    page.get_by_role("menuitem", name=item).click()


def test_a_board_is_set_up_in_place_and_everybody_has_it_so(people: People, fresh_server: Server) -> None:
    page = people.page_as(server=fresh_server, lang="zh-CN")
    other = people.page_as("lin.wei@example.com", server=fresh_server)
    open_board(other)
    open_board(page)
    # Who only uses the app is offered nothing.
    expect(other.get_by_role("button", name=re.compile("^Set up the view"))).to_have_count(0)
    _set_up(page, "设置视图")
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text("销售经理")
    check_axe(page)
    picture(page, "view-settings-zh")
    panel.get_by_role("textbox", name="名称").fill("商机推进")
    panel.locator("[data-setting=limit] input").fill("5")
    panel.get_by_role("button", name="为所有人保存").click()
    expect(panel).to_have_count(0)
    expect(page.get_by_role("link", name="商机推进")).to_be_visible()
    # The other page learns of it by itself: the limit is there, and what is over it is said.
    expect(other.locator("[data-overfull]").first).to_be_visible()
    saved = _app(fresh_server)["views"]["opportunity_board"]
    assert saved["lanes"]["limit"] == {"any": 5} and saved["lanes"]["total"] == "amount"
    assert saved["label"] == "Pipeline"  # the name was said in Chinese; who reads English keeps theirs


def test_a_view_is_made_of_another_kind_renamed_and_taken_away(people: People, fresh_server: Server) -> None:
    page = people.page_as(server=fresh_server)
    open_table(page, "/a/crm/f/customer/v/customer_all")
    page.get_by_role("button", name="New view", exact=True).click()
    kinds = page.get_by_role("dialog")
    expect(kinds.locator("[data-kind=calendar]")).to_be_enabled()
    check_axe(page)
    kinds.locator("[data-kind=kanban]").click()
    panel = page.get_by_role("dialog", name=re.compile("^View: Board"))
    panel.get_by_role("textbox", name="Name", exact=True).fill("By owner")
    panel.get_by_role("combobox", name=re.compile("^A lane for each")).click()
    page.get_by_role("option", name="Owner", exact=True).click()
    panel.get_by_role("button", name="Save for everybody").click()
    expect(panel).to_have_count(0)
    expect(page.locator("[data-lane]").filter(has_text="Zhao Ming").first).to_be_visible()
    made = next(one for one in _app(fresh_server)["views"].values() if one["label"] == "By owner")
    assert made["id"].startswith("x_") and made["lanes"] == {"by": "owner"}
    picture(page, "board-by-owner")
    _set_up(page, "Delete view")
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("link", name="By owner")).to_have_count(0)
    assert made["id"] not in _app(fresh_server)["views"]
    # Moved by one place the others follow.
    open_board(page, BOARD)
    before = _app(fresh_server)["forms"]["opportunity"]["views"]
    at = before.index("opportunity_board")
    _set_up(page, "Move to the left")
    expect(page.get_by_role("navigation", name="Views").get_by_role("link").nth(at - 1)).to_have_text(
        re.compile("Pipeline")
    )
    after = _app(fresh_server)["forms"]["opportunity"]["views"]
    assert after[at - 1] == "opportunity_board" and sorted(after) == sorted(before)


def test_a_dashboard_gets_a_chart_another_order_and_another_width(people: People, fresh_server: Server) -> None:
    page = people.page_as(server=fresh_server)
    page.goto("/a/crm/d/sales")
    expect(page.locator("[data-widget]").first).to_be_visible()
    page.get_by_role("button", name="Edit dashboard").click()
    parts = page.locator("[data-part]")
    expect(parts.first).to_be_visible()
    order = parts.evaluate_all("parts => parts.map(part => part.dataset.part)")
    check_axe(page)
    picture(page, "dashboard-setup")
    parts.nth(1).get_by_role("button", name=re.compile("^Move .* up$")).click()
    expect(parts.first).to_have_attribute("data-part", order[1])
    page.get_by_role("button", name="Add a chart").click()
    page.get_by_role("dialog").locator("[data-kind=bar]").click()
    panel = page.get_by_role("dialog")
    panel.get_by_role("textbox", name="Name", exact=True).fill("Leads by status")
    panel.get_by_role("combobox", name=re.compile("^Records of")).click()
    page.get_by_role("option", name="Leads", exact=True).click()
    panel.get_by_role("combobox", name=re.compile("^By")).click()
    page.get_by_role("option", name="Status", exact=True).click()
    check_axe(page)
    panel.get_by_role("button", name="Done").click()
    expect(parts).to_have_count(len(order) + 1)
    page.get_by_role("button", name="Save for everybody").click()
    expect(page.locator("[data-toast=ok]")).to_contain_text("saved for everybody")
    drawn = page.locator("[data-widget]").filter(has_text="Leads by status")
    expect(drawn).to_be_visible()
    layout = [one["id"] for one in _app(fresh_server)["dashboards"]["sales"]["layout"]]
    assert layout == [order[1], order[0], *order[2:], layout[-1]]
