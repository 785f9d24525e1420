"""An administrator finds the holiday table, filled for China, and adds a day of the company's own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.grid_page import open_table
from tests.support.browser import PHONE, People, check_axe, picture


@pytest.mark.parametrize(("lang", "place"), [("en", "Holidays"), ("zh-CN", "节假日")])
def test_the_table_is_a_place_of_the_administration(people: People, lang: str, place: str) -> None:
    page = people.page_as(lang=lang)
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name=place, exact=True).click()
    expect(page).to_have_url(re.compile("/a/company/f/holiday"))
    expect(page.get_by_role("grid").get_by_text("cn", exact=True).first).to_be_visible()
    expect(page.get_by_role("navigation").get_by_text("Working time" if lang == "en" else "工作时间")).to_be_visible()
    picture(page, f"holidays-{lang}")
    check_axe(page)


def test_a_day_of_the_companys_own_is_added_and_stands_in_the_table(people: People) -> None:
    page = people.page_as()
    page.goto("/a/company/f/holiday/new")
    page.get_by_label("Calendar key").fill("factory")
    page.get_by_role("textbox", name="Day").fill("2031-07-01")
    page.get_by_label("Name", exact=True).fill("Founding day")
    page.get_by_role("button", name=re.compile("^(Create|Save)")).first.click()
    expect(page).to_have_url(re.compile(r"/a/company/f/holiday/r/\d+"))
    grid = open_table(page, "/a/company/f/holiday")
    expect(grid.get_by_text("Founding day")).to_be_visible()


def test_on_a_phone_it_stands_on_the_page_of_ones_own(people: People) -> None:
    page = people.page_as(viewport=PHONE)
    page.goto("/me")
    page.get_by_role("link", name="Holidays", exact=True).click()
    expect(page).to_have_url(re.compile("/a/company/f/holiday"))
