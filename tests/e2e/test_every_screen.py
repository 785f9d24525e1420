"""Every screen opens in both languages, in the dark and on a phone, without an error, and can be used by everybody."""

from __future__ import annotations

import pytest

from tests.support.browser import DESKTOP, PHONE, People, check_axe, picture

SCREENS = {
    "home": "/",
    "dashboard": "/a/crm/d/sales",
    "opportunities": "/a/crm/f/opportunity",
    "pipeline": "/a/crm/f/opportunity/v/opportunity_board",
    "runs": "/a/crm/runs",
    "templates": "/templates",
}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(
    ("lang", "scheme", "viewport"),
    [("en", "light", DESKTOP), ("zh-CN", "dark", DESKTOP), ("zh-CN", "light", PHONE)],
    ids=["english", "chinese-dark", "chinese-phone"],
)
def test_a_screen_opens_without_an_error_and_can_be_used_by_everybody(
    people: People, screen: str, lang: str, scheme: str, viewport: tuple[int, int]
) -> None:
    page = people.page_as(lang=lang, scheme=scheme, viewport=viewport)
    page.goto(SCREENS[screen])
    page.get_by_role("main").wait_for()
    page.wait_for_load_state("networkidle")
    picture(page, f"{screen}-{lang}-{scheme}-{viewport[0]}")
    check_axe(page)
