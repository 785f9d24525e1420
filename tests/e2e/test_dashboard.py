"""Journeys on the dashboard: figures lead to exactly the records behind them, in every period and as a table too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import PHONE, People
from tests.support.sizes import some

SALES = "/a/crm/d/sales"


def _open(page: Page, path: str = SALES) -> None:
    page.goto(path)
    expect(page.locator("[data-widget]").first).to_be_visible()


def _number(link: Locator) -> int:
    """The whole number that a figure shows; its hidden name stands before it."""
    return int(link.inner_text().split(":")[-1].strip().replace(",", ""))


def _records_behind(page: Page, link: Locator) -> int:
    link.click()
    expect(page).to_have_url(re.compile(r"/f/\w+\?"))
    shown = page.locator("[data-state=ready] [data-count]").first
    expect(shown).to_be_visible()
    return int(shown.get_attribute("data-count") or -1)


def test_the_count_of_a_bar_is_the_number_of_records_behind_it(people: People) -> None:
    page = people.page_as()
    _open(page)
    widget = page.locator("[data-widget='customers_by_industry']")
    widget.get_by_role("button", name=re.compile("^Show as table")).click()
    link = widget.locator("tbody a").first
    value = _number(link)
    assert value > 0
    assert _records_behind(page, link) == value
    expect(page.get_by_role("list", name="Active filters")).to_contain_text("Customers by industry")
    page.go_back()
    expect(page.locator("[data-widget]").first).to_be_visible()


def test_a_click_on_a_drawn_bar_leads_there_too(people: People) -> None:
    page = people.page_as()
    _open(page)
    widget = page.locator("[data-widget='lost_reasons']")
    widget.scroll_into_view_if_needed()
    expect(widget.locator("[data-ready]")).to_be_visible()
    # The first drawn bar: the largest, since the chart is sorted.
    bars = widget.locator("svg path[fill]:not([fill='none'])")
    box = max(
        (found for found in (bars.nth(index).bounding_box() for index in range(bars.count())) if found),
        key=lambda one: one["width"] * one["height"],
    )
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile(r"/f/opportunity\?"))
    expect(page.locator("[data-state=ready] [data-count]").first).to_be_visible()


FIGURES = ["won_deals", "orders", "new_customers", "open_tasks", "overdue_plans"]


@pytest.mark.parametrize("widget", some("figures of a dashboard", FIGURES, 3))
def test_a_counted_figure_is_the_number_of_records_behind_it(people: People, widget: str) -> None:
    page = people.page_as()
    _open(page)
    link = page.locator(f"[data-widget='{widget}'] a").first
    value = _number(link)
    assert value > 0
    assert _records_behind(page, link) == value


def test_the_period_stands_in_the_address(people: People) -> None:
    page = people.page_as()
    _open(page)
    before = page.locator("[data-widget='orders'] a").first.inner_text()
    page.get_by_role("combobox", name="Period").click()
    page.get_by_role("option", name="This month").click()
    expect(page).to_have_url(re.compile("period=this_month"))
    expect(page.locator("[data-widget='orders'] a").first).not_to_have_text(before)
    month = page.locator("[data-widget='orders'] a").first.inner_text()
    page.reload()
    expect(page.locator("[data-widget='orders'] a").first).to_have_text(month)
    page.go_back()
    expect(page.locator("[data-widget='orders'] a").first).to_have_text(before)


@pytest.mark.parametrize("lang", some("every chart can be read as a table", ["en", "zh-CN"], 1))
def test_every_chart_can_be_read_as_a_table(people: People, lang: str) -> None:
    page = people.page_as(lang=lang)
    _open(page)
    charts = page.locator("[data-widget]:not([data-type=number])")
    assert charts.count() >= 4
    for index in range(charts.count()):
        chart = charts.nth(index)
        chart.get_by_role("button", name=re.compile("^(Show as table|以表格显示)")).click()
        expect(chart.locator("tbody tr").first).to_be_visible()


def test_figures_that_cannot_be_read_say_so_and_can_be_tried_again(people: People) -> None:
    page = people.page_as()
    # News from other people would have them read again by itself.
    page.route("**/api/v1/events*", lambda route: route.abort())
    page.route("**/dashboards/sales/data*", lambda route: route.abort())
    page.goto(SALES)
    problem = page.get_by_role("alert")
    expect(problem).to_be_visible()
    page.unroute("**/dashboards/sales/data*")
    problem.get_by_role("button").click()
    expect(page.locator("[data-widget='orders']")).to_be_visible()


def test_a_phone_stacks_the_cards(people: People) -> None:
    page = people.page_as(viewport=PHONE, lang="zh-CN", scheme="dark")
    _open(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    box = page.locator("[data-widget='won_by_month']").bounding_box()
    assert box
    assert box["width"] > 340


def test_a_figure_counts_only_what_its_reader_may_see(people: People) -> None:
    page = people.page_as("sun.lei@example.com")
    _open(page)
    link = page.locator("[data-widget='won_deals'] a").first
    value = _number(link)
    assert _records_behind(page, link) == value
