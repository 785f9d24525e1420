"""The page about an app: the map, every form, rules and roles in words; readable by everybody, and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.browser import DESKTOP, PHONE, People, check_axe, picture
from tests.support.sizes import some

LOOKS = [("en", "light", DESKTOP), ("zh-CN", "dark", PHONE)]


@pytest.mark.parametrize(("lang", "scheme", "viewport"), some("the page about an app", LOOKS, 1))
def test_an_app_tells_what_is_in_it(people: People, lang: str, scheme: str, viewport: tuple[int, int]) -> None:
    page = people.page_as(lang=lang, scheme=scheme, viewport=viewport)
    page.goto("/a/crm/about")
    opportunity = page.locator("#form-opportunity")
    expect(opportunity).to_contain_text({"en": "Weighted amount", "zh-CN": "加权金额"}[lang])
    expect(opportunity).to_contain_text({"en": "{Amount} * {Probability}", "zh-CN": "{金额} * {成功率}"}[lang])
    boxes = page.locator("svg a")
    expect(boxes).to_have_count(page.locator("[id^='form-']").count())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    check_axe(page)
    picture(page, f"about-{lang}-{scheme}")
    opportunity.scroll_into_view_if_needed()
    picture(page, f"about-form-{lang}-{scheme}")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name={"en": "Print", "zh-CN": "打印"}[lang])).to_be_hidden()
    picture(page, f"about-print-{lang}")


def test_who_may_not_change_an_app_is_not_shown_what_is_in_it(people: People) -> None:
    page = people.page_as("emma.clarke@example.com")
    page.goto("/a/crm/about")
    expect(page.get_by_role("alert")).to_be_visible()
