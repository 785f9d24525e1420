"""Lists are searched, filtered and sorted: the condition builder, the header menus, and what an empty list says."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.grid_page import (
    TABLE,
    cell,
    open_table,
    records,
    where,
)
from tests.support.browser import PHONE, People
from tests.support.server import Server


def _choose(page: Page, box: str, option: str, nth: int = -1) -> None:
    boxes = page.get_by_role("combobox", name=box, exact=True)
    boxes.nth(nth if nth >= 0 else boxes.count() - 1).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_filter_is_built_shared_by_its_address_and_taken_apart_by_keyboard(people: People, server: Server) -> None:
    page = people.page_as()
    open_table(page)
    page.get_by_role("button", name="Filter", exact=True).click()
    add = page.get_by_role("button", name="Condition", exact=True)
    add.click()
    _choose(page, "Field", "Stage")
    _choose(page, "Value for Stage", "Won")
    add.click()
    _choose(page, "Field", "Amount")
    _choose(page, "Comparison", "is greater than")
    page.get_by_role("textbox", name="Value for Amount").fill("20000")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("where="))
    chips = page.get_by_role("list", name="Active filters")
    expect(chips).to_contain_text("Stage is Won")
    expect(chips).to_contain_text("Amount is greater than ¥ 20,000.00")
    expected = len(records(server, where="stage = 'won' and amount > 20000", fields="name"))
    assert expected > 0
    shown = page.locator("[data-count]").first
    expect(shown).to_have_attribute("data-count", str(expected))

    other = people.page_as(lang="zh-CN")
    open_table(other, page.url)
    expect(other.locator("[data-count]").first).to_have_attribute("data-count", str(expected))
    expect(other.get_by_role("list", name="当前筛选")).to_contain_text("阶段 等于 赢单")

    page.get_by_role("button", name="Remove filter: Stage is Won").focus()
    page.keyboard.press("Delete")
    expect(chips).not_to_contain_text("Stage")
    more = len(records(server, where="amount > 20000", fields="name"))
    expect(shown).to_have_attribute("data-count", str(more))
    page.go_back()
    expect(chips).to_contain_text("Stage is Won")
    page.get_by_role("button", name="Reset").click()
    expect(chips).to_have_count(0)


def test_three_conditions_and_a_group_take_twelve_presses(people: People, server: Server) -> None:
    one = next(one for one in records(server, where="stage = 'won'") if one["amount"])
    page = people.page_as(viewport=(1440, 900))
    page.add_init_script(
        "window.presses = 0; addEventListener('click', e => { if (e.isTrusted) window.presses++ }, true)"
    )
    open_table(page)
    page.evaluate("window.presses = 0")
    page.get_by_role("button", name="Filter", exact=True).click()
    add = page.get_by_role("button", name="Condition", exact=True)
    add.click()
    page.get_by_role("textbox", name="Value for Name").click()
    page.keyboard.type(one["name"])
    add.click()
    _choose(page, "Field", "Stage")
    _choose(page, "Value for Stage", "Won")
    add.click()
    _choose(page, "Field", "Amount")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(one["amount"])
    page.get_by_role("button", name="Group", exact=True).click()
    inner = page.get_by_role("textbox", name="Value for Name").nth(1)
    page.keyboard.press("Shift+Tab")
    while not inner.evaluate("box => box === document.activeElement"):
        page.keyboard.press("Shift+Tab")
    page.keyboard.type(one["name"])
    assert page.evaluate("window.presses") <= 12
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("where="))
    expect(page.locator("[data-count]").first).to_have_attribute("data-count", "1")
    expect(page.locator(f"[data-id='{one['id']}']")).to_be_visible()


def test_headers_sort_hide_and_filter(people: People, server: Server) -> None:
    page = people.page_as()
    open_table(page)
    head = page.get_by_role("columnheader", name="Amount", exact=True)
    head.get_by_role("button").click()
    page.get_by_role("menuitemradio", name="Sort descending").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page).to_have_url(re.compile("sort=-amount"))
    largest = max(float(one["amount"] or 0) for one in records(server, fields="amount"))
    expect(cell(page, 0, "amount")).to_have_text(f"¥ {largest:,.2f}")
    page.get_by_role("columnheader", name="Stage").get_by_role("button").click()
    page.get_by_role("menuitem", name="Hide field").click()
    expect(page.get_by_role("columnheader", name="Stage")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("columnheader", name="Stage")).to_have_count(0)
    page.get_by_role("columnheader", name="Name", exact=True).get_by_role("button").click()
    page.get_by_role("menuitem", name="Filter by this field").click()
    expect(page.get_by_role("combobox", name="Field")).to_contain_text("Name")


def test_an_empty_list_says_why_and_offers_a_way_on(people: People) -> None:
    page = people.page_as()
    page.goto(where(TABLE, "name = 'there is no such deal'"))
    empty = page.locator("[data-empty]")
    expect(empty).to_contain_text("Nothing matches")
    empty.get_by_role("button", name="Clear filters").click()
    expect(page.locator("[data-r='0']")).to_be_visible()


def test_a_list_that_cannot_be_read_says_so_and_can_be_tried_again(people: People) -> None:
    page = people.page_as()
    page.route("**/forms/opportunity/records?*", lambda route: route.abort())
    page.goto(TABLE)
    problem = page.get_by_role("alert")
    expect(problem).to_be_visible()
    page.unroute("**/forms/opportunity/records?*")
    problem.get_by_role("button").click()
    expect(page.locator("[data-r='0']")).to_be_visible()


def test_a_phone_shows_cards_and_the_table_on_demand(people: People) -> None:
    page = people.page_as(viewport=PHONE, lang="zh-CN")
    page.goto(TABLE)
    card = page.locator("[data-record]").first
    expect(card).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="表格").click()
    expect(page.get_by_role("grid")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="表格").click()
    first = card.get_attribute("data-record")
    card.click()
    expect(page).to_have_url(re.compile(rf"/r/{first}"))
