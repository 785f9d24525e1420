"""A value that is worked out says why: on its page, beside the list, in the table; with keys, in Chinese, on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.grid_page import cell, open_table
from tests.support.browser import PHONE, People, check_axe, picture
from tests.support.server import Server


@pytest.fixture
def buyer(server: Server) -> dict[str, Any]:
    """A customer who has bought something."""
    with server.client() as client:
        found = client.get("apps/crm/forms/customer/records", params={"where": "order_count > 1", "limit": 1})
        buyer: dict[str, Any] = found.json()["records"][0]
        return buyer


def why_of(page: Page, field: str) -> None:
    page.locator(f"[data-why-of={field}]").first.click()


def test_a_sum_lists_what_it_counts_and_leads_to_all_of_it(people: People, buyer: dict[str, Any]) -> None:
    page = people.page_as()
    page.goto(f"/a/crm/f/customer/r/{buyer['id']}")
    opener = page.locator("[data-why-of=total_spent]")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Why is “Total spent” this value?")
    expect(dialog.get_by_role("list", name="What counts").get_by_role("listitem")).to_have_count(buyer["order_count"])
    expect(dialog).to_contain_text("Sum")
    check_axe(page, leave_out=("label-content-name-mismatch",))
    picture(page, "why-rollup")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    dialog.get_by_role("link", name=re.compile("^Show all")).click()
    expect(page).to_have_url(re.compile(r"/a/crm/f/order\?"))
    expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", str(buyer["order_count"] + 1))


def test_a_formula_shows_its_parts_in_the_table_and_beside_it(people: People) -> None:
    page = people.page_as()
    open_table(page)
    cell(page, 0, "weighted").dblclick()
    dialog = page.get_by_role("dialog", name=re.compile("^Why is"))
    expect(dialog.get_by_role("definition").first).to_be_visible()
    expect(dialog).to_contain_text("Amount")
    picture(page, "why-table")
    check_axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("grid")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Amount")
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    page.locator("aside [data-why-of=weighted]").click()
    expect(dialog.get_by_role("definition").first).to_be_visible()


def test_a_value_in_a_row_of_an_order_says_why(people: People, server: Server) -> None:
    with server.client() as client:
        found = client.get("apps/crm/forms/order/records", params={"where": "line_count > 1", "limit": 1}).json()
    for page in (people.page_as(), people.page_as(lang="zh-CN", scheme="dark", viewport=PHONE)):
        page.goto(f"/a/crm/f/order/r/{found['records'][0]['id']}")
        second = page.locator("[data-why-of='lines.total']").nth(1)
        second.click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("definition").first).to_be_visible()
        expect(dialog.locator("h2 b")).to_contain_text(re.sub(r"[^\d.,]", "", second.inner_text()))
        check_axe(page, leave_out=("label-content-name-mismatch",))
        picture(page, f"why-row-{page.viewport_size['width'] if page.viewport_size else 0}")


def test_on_a_phone_in_the_dark_it_stands_in_chinese(people: People, buyer: dict[str, Any]) -> None:
    page = people.page_as(lang="zh-CN", scheme="dark", viewport=PHONE)
    page.goto(f"/a/crm/f/customer/r/{buyer['id']}")
    why_of(page, "average_order")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("definition").first).to_be_visible()
    check_axe(page)
    picture(page, "why-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    why_of(page, "total_spent")
    expect(dialog).to_contain_text("求和")
    picture(page, "why-phone-rollup")


def test_what_goes_wrong_is_said_and_can_be_tried_again(people: People, buyer: dict[str, Any]) -> None:
    page = people.page_as()
    page.goto(f"/a/crm/f/customer/r/{buyer['id']}")
    page.route("**/why/*", lambda route: route.abort())
    why_of(page, "total_spent")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_be_visible()
    page.unroute("**/why/*")
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog.get_by_role("list", name="What counts")).to_be_visible()
