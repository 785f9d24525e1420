"""Tables, boards, dashboards and runs for everybody: accessible in both schemes, in both languages, on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.grid_page import BOARD, TABLE, cell, open_board, open_table
from tests.support.browser import DESKTOP, PHONE, People, check_axe, picture
from tests.support.sizes import some

WORDS = {
    "en": {
        "fields": "Fields",
        "filter": "Filter",
        "sort": "Sort",
        "condition": "Condition",
        "group": "Group",
        "add": "Add a field",
    },
    "zh-CN": {
        "fields": "字段",
        "filter": "筛选",
        "sort": "排序",
        "condition": "条件",
        "group": "条件组",
        "add": "添加字段",
    },
}
EVERY_LOOK = [
    pytest.param("en", "light", DESKTOP, id="en-light"),
    pytest.param("zh-CN", "dark", DESKTOP, id="zh-dark"),
    pytest.param("zh-CN", "light", PHONE, id="zh-phone"),
    pytest.param("en", "dark", PHONE, id="en-dark-phone"),
]


def _no_side_scroll(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


@pytest.mark.parametrize(("lang", "scheme", "viewport"), some("looks of a table", EVERY_LOOK, 1))
def test_the_table_is_accessible_with_its_popovers_and_menus_open(
    people: People, lang: str, scheme: str, viewport: tuple[int, int]
) -> None:
    words = WORDS[lang]
    page = people.page_as(lang=lang, scheme=scheme, viewport=viewport)
    page.goto(TABLE)
    expect(page.locator("[data-id], [data-record]").first).to_be_visible()
    _no_side_scroll(page)
    check_axe(page)
    picture(page, f"table-{lang}-{scheme}-{viewport[0]}")
    for name in ("fields", "sort"):
        page.get_by_role("button", name=re.compile(f"^{words[name]}")).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        check_axe(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name=words["filter"], exact=True).click()
    page.get_by_role("button", name=words["condition"], exact=True).first.click()
    page.get_by_role("button", name=words["group"], exact=True).first.click()
    expect(page.get_by_role("group", name=re.compile(r"1$")).first).to_be_visible()
    check_axe(page)
    picture(page, f"filter-{lang}-{scheme}-{viewport[0]}")
    _no_side_scroll(page)


@pytest.mark.parametrize(
    ("lang", "scheme"), some("the grid is accessible while it is edite", [("en", "light"), ("zh-CN", "dark")], 1)
)
def test_the_grid_is_accessible_while_it_is_edited(people: People, lang: str, scheme: str) -> None:
    page = people.page_as(lang=lang, scheme=scheme)
    open_table(page)
    for field in ("name", "stage", "close_date", "customer"):
        cell(page, 0, field).click()
        page.keyboard.press("Enter")
        expect(page.locator(f"[data-editor='{field}'] *").first).to_be_visible()
        check_axe(page)
        page.keyboard.press("Escape")
        expect(page.locator("[data-editor]")).to_have_count(0)
    page.locator("[data-col=amount] button[data-header]").click()
    expect(page.get_by_role("menu")).to_be_visible()
    check_axe(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name=WORDS[lang]["add"]).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check_axe(page)


@pytest.mark.parametrize(("lang", "scheme", "viewport"), some("looks of data screens", EVERY_LOOK, 1))
def test_board_dashboard_and_runs_are_accessible(
    people: People, lang: str, scheme: str, viewport: tuple[int, int]
) -> None:
    page = people.page_as(lang=lang, scheme=scheme, viewport=viewport)
    open_board(page, BOARD)
    _no_side_scroll(page)
    check_axe(page)
    picture(page, f"board-{lang}-{scheme}-{viewport[0]}")
    page.locator("[data-card]").first.get_by_role("button").nth(1).click()
    expect(page.get_by_role("menu")).to_be_visible()
    check_axe(page)

    page.goto("/a/crm/d/sales")
    expect(page.locator("[data-ready]").first).to_be_visible()
    _no_side_scroll(page)
    check_axe(page)
    picture(page, f"dashboard-{lang}-{scheme}-{viewport[0]}", whole=True)
    page.locator("[data-widget='by_stage']").get_by_role("button").click()
    expect(page.locator("[data-widget='by_stage'] tbody tr").first).to_be_visible()
    check_axe(page)

    page.goto("/a/crm/runs")
    expect(page.locator("[data-run], [data-empty]").first).to_be_visible()
    _no_side_scroll(page)
    check_axe(page)
    picture(page, f"runs-{lang}-{scheme}-{viewport[0]}")


def test_the_language_changes_without_losing_the_place(people: People) -> None:
    page = people.page_as()
    open_table(page, f"{TABLE}?where=stage%20%3D%20'won'")
    expect(page.get_by_role("list", name="Active filters")).to_contain_text("Stage is Won")
    page.evaluate("window.marker = 'not reloaded'")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("list", name="当前筛选")).to_contain_text("阶段 等于 赢单")
    expect(page.get_by_role("columnheader", name="阶段")).to_be_visible()
    assert page.evaluate("window.marker") == "not reloaded"


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (TABLE, "**/forms/opportunity/records?*"),
        (BOARD, "**/forms/opportunity/records/aggregate"),
        ("/a/crm/d/sales", "**/dashboards/sales/data*"),
        ("/a/crm/runs", "**/api/v1/apps/crm/runs?*"),
    ],
)
def test_a_screen_shows_its_shape_until_its_data_is_here(people: People, path: str, asked: str) -> None:
    page = people.page_as()
    held: list[Route] = []
    # Not `held.append` itself: playwright marks the function it is given.
    page.route(asked, lambda route: held.append(route))
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=20_000)
    expect(page.locator("[data-loading]").first).to_be_visible()
    check_axe(page)
    for route in list(held):
        route.continue_()
    page.unroute(asked)
    expect(page.locator("[data-loading]")).to_have_count(0)
