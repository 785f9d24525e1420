"""An expression is written in people's words: fields and functions are offered, what is wrong is shown, it is tried on a record."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.grid_page import cell, open_table, records
from tests.support.browser import PHONE, People, check_axe, picture
from tests.support.server import Server


def new_formula(page: Page, add: str = "Add a field", kind: str = "Formula") -> Locator:
    """Opens the dialog of a new formula from the table's header; the dialog."""
    page.get_by_role("button", name=add).click()
    page.get_by_role("button", name=kind, exact=True).click()
    dialog = page.get_by_role("dialog").last
    expect(dialog.get_by_role("textbox").last).to_be_visible()
    return dialog


def result(page: Page, state: str = "value") -> Locator:
    return page.locator(f"output[data-result={state}]:not([data-waiting])")


def test_a_formula_is_written_tried_and_live_for_everybody(people: People, server: Server) -> None:
    page = people.page_as()
    open_table(page)
    dialog = new_formula(page)
    check_axe(page)
    dialog.get_by_role("textbox", name="Name").fill("Size")
    text = dialog.get_by_role("textbox", name="Formula")
    text.focus()
    page.keyboard.type("add")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("SUM")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    text.fill("")
    page.keyboard.type("IF({amou")
    expect(options.first).to_contain_text("Amount")
    picture(page, "expression-suggestions")
    check_axe(page)
    page.keyboard.press("Enter")
    expect(text).to_have_value("IF({Amount}")
    page.keyboard.press("Control+Z")
    expect(text).to_have_value("IF({amou")
    page.keyboard.press("Control+Shift+Z")
    expect(text).to_have_value("IF({Amount}")
    page.keyboard.press("End")
    page.keyboard.type(" > 10000, 'large', 'smal")
    page.locator("[data-expression=wrong]").wait_for()
    page.keyboard.type("l')")
    expect(text).to_have_value("IF({Amount} > 10000, 'large', 'small')")
    expect(result(page)).to_contain_text(re.compile("large|small"))
    first = result(page).inner_text()
    dialog.get_by_role("button", name="Next record").click()
    expect(result(page)).to_be_visible()
    assert "Gives" in first
    plan = dialog.get_by_role("region", name="What saving does")
    expect(plan).to_contain_text(re.compile(r"Works out Size \(Opportunity\) again for [\d,]+ records"))
    picture(page, "expression-formula")
    check_axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    dialog = new_formula(page)
    dialog.get_by_role("textbox", name="Name").fill("Size")
    text = dialog.get_by_role("textbox", name="Formula")
    text.fill("IF({Amount} > 10000, 'large', 'small')")
    expect(result(page)).to_be_visible()
    dialog.get_by_role("button", name="Add field").click()
    expect(page.locator("[role=columnheader][data-col=x_size]")).to_be_visible()
    expect(cell(page, 0, "x_size")).to_have_text(re.compile("large|small"))
    assert {one["x_size"] for one in records(server, where="amount > 10000", fields="x_size")} == {"large"}

    # The same path changes it; what would go round in a circle is refused before anybody saves.
    header = page.locator("[role=columnheader][data-col=x_size] button").first
    header.click()
    page.get_by_role("menuitem", name="Edit formula…").click()
    dialog = page.get_by_role("dialog", name="Formula of “Size”")
    text = dialog.get_by_role("textbox", name="Formula")
    expect(text).to_have_value("IF({Amount} > 10000, 'large', 'small')")
    text.fill("{Size} & '!'")
    expect(dialog.get_by_role("alert")).to_contain_text("Size → Size")
    expect(dialog.get_by_role("button", name="Save for everyone")).to_be_disabled()
    picture(page, "expression-circle")
    text.fill("IF({Amount} > 10000, 'LARGE', 'small')")
    expect(dialog.get_by_role("region", name="What saving does")).to_contain_text("again for")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="Formula of “Size” saved")).to_be_visible()
    assert {one["x_size"] for one in records(server, where="amount > 10000", fields="x_size")} == {"LARGE"}


def test_in_chinese_functions_are_found_by_meaning_and_pinyin(people: People) -> None:
    page = people.page_as(lang="zh-CN", scheme="dark")
    open_table(page)
    dialog = new_formula(page, "添加字段", "公式")
    text = dialog.get_by_role("textbox", name="公式")
    text.focus()
    options = page.get_by_role("option")
    for typed, found in (("相加", "SUM"), ("xj", "SUM"), ("如果", "IF"), ("{je", "金额"), ("jt", "TODAY")):
        text.fill("")
        page.keyboard.insert_text(typed[:-1])
        page.keyboard.type(typed[-1])
        expect(options.first).to_contain_text(found)
    page.keyboard.press("Tab")
    expect(text).to_have_value("TODAY()")
    text.fill("{阶段} = ")
    page.keyboard.press("Control+Space")
    expect(options.first).to_have_text(re.compile("."))
    options.filter(has_text="赢单").click()
    expect(text).to_have_value('{阶段} = "赢单"')
    expect(result(page)).to_contain_text(re.compile("是|否"))
    text.fill("{客户}.")
    page.keyboard.press("Control+Space")
    expect(options.filter(has_text="等级").first).to_be_visible()
    page.keyboard.press("Escape")
    text.fill("{金额} + {阶段}")
    expect(dialog.get_by_text("不能用于")).to_be_visible()
    picture(page, "expression-chinese-dark")
    check_axe(page)


def test_conditions_and_text_are_two_views_of_one_filter(people: People) -> None:
    page = people.page_as()
    open_table(page)
    page.goto(page.url + "?where=stage%20%3D%20%27won%27%20and%20amount%20%3E%2020000")
    page.get_by_role("button", name=re.compile("^Filter")).first.click()
    popover = page.get_by_role("dialog", name="Filter")
    expect(popover.get_by_role("combobox", name="Field").first).to_be_visible()
    popover.get_by_role("radio", name="As text").check()
    text = popover.get_by_role("textbox", name="Filter as an expression")
    expect(text).to_have_value("{Stage} = 'Won' and {Amount} > 20000")
    picture(page, "expression-filter")
    check_axe(page)
    text.fill("{Stage} = 'Won' and {Amount} > 30000")
    expect(page).to_have_url(re.compile("30000"))
    popover.get_by_role("radio", name="As conditions").check()
    expect(popover.get_by_role("textbox", name="Value for Amount")).to_have_value(re.compile("30,?000"))

    popover.get_by_role("radio", name="As text").check()
    text = popover.get_by_role("textbox", name="Filter as an expression")
    text.fill("{Amount} * 2 > 50000")
    expect(page).to_have_url(re.compile("amount"))
    expect(result(page)).to_contain_text(re.compile("Yes|No|yes|no"))
    popover.get_by_text("As conditions").click()
    expect(popover.get_by_text("Nothing is lost")).to_be_visible()
    expect(popover.get_by_role("textbox", name="Filter as an expression")).to_have_value("{Amount} * 2 > 50000")
    expect(page.get_by_role("list", name="Active filters")).to_contain_text("{Amount} * 2 > 50000")
    shown = int(page.locator("[data-count]").first.get_attribute("data-count") or 0)
    assert shown > 0
    # What is wrong does not reach the list.
    popover.get_by_role("textbox", name="Filter as an expression").fill("{Amoun} > 1")
    expect(popover.get_by_text("did you mean {Amount}")).to_be_visible()
    expect(page.locator("[data-count]").first).to_have_attribute("data-count", str(shown))
    page.keyboard.press("Escape")
    expect(popover).to_have_count(0)


def test_on_a_phone_the_filter_is_written_too(people: People) -> None:
    page = people.page_as(lang="zh-CN", viewport=PHONE)
    open_table_phone(page)
    page.get_by_role("button", name=re.compile("^筛选")).first.click()
    page.get_by_role("radio", name="文本").check()
    text = page.get_by_role("textbox", name="用表达式筛选")
    text.fill("{je")
    page.get_by_role("button", name="字段", exact=True).last.click()
    expect(page.get_by_role("option").first).to_contain_text("金额")
    picture(page, "expression-phone")
    check_axe(page)
    page.get_by_role("option").first.click()
    expect(text).to_have_value("{金额}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def open_table_phone(page: Page) -> None:
    page.goto("/a/crm/f/opportunity/v/opportunity_all")
    expect(page.locator("[data-state=ready]")).to_be_visible(timeout=20_000)
