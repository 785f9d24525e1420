"""Around every page: accessible with what can be opened, in both languages and schemes; phone, keyboard, no network."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browser import PHONE, People, check_axe, picture
from tests.support.server import ADMIN_EMAIL, Server
from tests.support.sizes import some

DESK = (1440, 900)
PAGES = {
    "home": "/",
    "templates": "/templates",
    "notifications": "/notifications",
    "me": "/me",
    "people": "/admin/users",
    "record": "/a/crm/f/customer/r/3",
    "order": "/a/crm/f/order/r/3",
    "new": "/a/crm/f/order/new",
}
EVERY_LOOK = [
    pytest.param("en", "light", DESK, id="en-light"),
    pytest.param("zh-CN", "dark", DESK, id="zh-dark"),
    pytest.param("zh-CN", "light", PHONE, id="zh-phone"),
    pytest.param("en", "dark", PHONE, id="en-dark-phone"),
]
# A desktop and a phone; all of them in `make soak`.
LOOKS = [*some("pages on a desktop", EVERY_LOOK[:2], 1), *some("pages on a phone", EVERY_LOOK[2:], 1)]


def settled(page: Page) -> None:
    """The page's own content is there: a heading, and nothing is loading."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-loading]")).to_have_count(0)


@pytest.mark.parametrize(("lang", "scheme", "viewport"), LOOKS)
def test_every_page_can_be_used_by_everybody_and_fits_its_screen(
    people: People, lang: str, scheme: str, viewport: tuple[int, int]
) -> None:
    page = people.page_as(lang=lang, scheme=scheme, viewport=viewport)
    for name, path in PAGES.items():
        page.goto(path)
        settled(page)
        check_axe(page)
        picture(page, f"{name}-{lang}-{scheme}-{viewport[0]}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert page.get_by_role("heading", level=1).count() == 1, path
        assert page.evaluate("document.documentElement.lang") == lang
        words = page.get_by_role("main").inner_text()
        keys = re.findall(r"\b[a-z]+:[a-z_]+\b", words)
        assert not keys, f"{path} shows keys instead of texts: {keys}"


@pytest.mark.parametrize(
    "path",
    some(
        "pages under a finger",
        [
            *PAGES.values(),
            "/a/crm/d/sales",
            "/a/crm/runs",
            "/a/crm/f/opportunity/v/opportunity_all",
            "/a/crm/f/opportunity/v/opportunity_board",
            "/signin",
        ],
        4,
    ),
)
def test_what_a_phone_is_pressed_for_is_large_enough_for_a_finger(people: People, path: str) -> None:
    page = people.page_as(None if path == "/signin" else ADMIN_EMAIL, viewport=PHONE)
    page.goto(path)
    settled(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, a[href], input, [role=tab], [role=combobox]')].flatMap(e => {
          const box = e.getBoundingClientRect(), style = getComputedStyle(e);
          if (!e.checkVisibility() || box.width < 2 || e.closest('.vh, [data-card]') || style.display === 'inline') return [];
          const primary = /primary/.test(e.className);
          return Math.min(box.height, box.width) < (primary ? 44 : 23.5) ? [`${e.outerHTML.slice(0, 90)} ${box.width}x${box.height}`] : [];
        })"""
    )
    assert not small, "\n".join(small)


@pytest.mark.parametrize(
    ("lang", "scheme"), some("menus dialogs and the search are accessi", [("en", "dark"), ("zh-CN", "light")], 1)
)
def test_menus_dialogs_and_the_search_are_accessible(people: People, lang: str, scheme: str) -> None:
    zh = lang == "zh-CN"
    page = people.page_as(lang=lang, scheme=scheme, viewport=DESK)
    page.goto("/a/crm/f/customer/r/3")
    settled(page)
    page.get_by_role("button", name=re.compile("的账户" if zh else "^Account of")).click()
    expect(page.get_by_role("menu")).to_be_visible()
    check_axe(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    assert page.evaluate("document.activeElement.getAttribute('aria-haspopup')") == "menu"

    page.keyboard.press("Control+k")
    box = page.get_by_role("dialog").get_by_role("combobox")
    expect(box).to_be_focused()
    box.fill("客户" if zh else "cust")
    expect(page.get_by_role("option").first).to_be_visible()
    check_axe(page)
    picture(page, f"search-{lang}-{scheme}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.get_by_role("button", name="编辑" if zh else "Edit", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox").first).to_be_visible()
    check_axe(page)
    dialog.get_by_role("combobox").first.click()
    expect(page.get_by_role("option").first).to_be_visible()
    check_axe(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(dialog).to_be_visible()

    page.goto("/a/crm/f/task/new")
    settled(page)
    page.get_by_role("button", name=re.compile("在日历中选择" if zh else "from a calendar")).first.click()
    expect(page.get_by_role("button", name=re.compile("15")).first).to_be_visible()
    check_axe(page)


def test_the_search_finds_a_record_by_initials_and_opens_it(people: People, server: Server) -> None:
    page = people.page_as(lang="zh-CN", viewport=DESK)
    page.goto("/a/crm")
    settled(page)
    page.keyboard.press("/")
    box = page.get_by_role("dialog").get_by_role("combobox")
    expect(box).to_be_focused()
    box.fill("客户")
    expect(page.get_by_role("option", name="客户").first).to_be_visible()
    with server.client() as client:
        name = client.get("apps/crm/forms/customer/records/3").json()["name"]
    box.fill(name)
    expect(page.get_by_role("option").filter(has_text=name).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/a/crm/f/\w+/r/\d+"))


@pytest.mark.parametrize("lang", some("the drawer leads through the app on a ph", ["en", "zh-CN"], 1))
def test_the_drawer_leads_through_the_app_on_a_phone(people: People, lang: str) -> None:
    zh = lang == "zh-CN"
    page = people.page_as(lang=lang, viewport=PHONE)
    page.goto("/a/crm/f/contact/r/1")
    settled(page)
    bar = page.get_by_role("navigation", name="主要入口" if zh else "Main places")
    for place in [*bar.get_by_role("link").all(), *bar.get_by_role("button").all()]:
        box = place.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    bar.get_by_role("button", name="应用" if zh else "App").tap()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_be_visible()
    check_axe(page)
    picture(page, f"drawer-{lang}")
    drawer.get_by_role("link", name="商机" if zh else "Opportunities", exact=True).first.tap()
    page.wait_for_url("**/f/opportunity*")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_language_changes_every_page_without_a_reload_and_is_kept(people: People) -> None:
    page = people.page_as(viewport=DESK)
    page.goto("/")
    settled(page)
    page.evaluate("window.marker = 1")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("好，")
    assert page.title() == "匠表"
    assert page.evaluate("window.marker") == 1
    page.reload()
    expect(page.get_by_role("button", name="English")).to_be_visible()


def test_the_scheme_is_there_before_the_first_picture_and_is_kept(people: People) -> None:
    page = people.page_as(viewport=DESK)
    page.goto("/")
    settled(page)
    page.get_by_role("button", name="Dark appearance").click()
    assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == "dark"
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => window.early = document.documentElement.dataset.mantineColorScheme)"
    )
    page.reload()
    settled(page)
    assert page.evaluate("window.early") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_the_keyboard_reaches_the_content_first_and_never_gets_lost(people: People) -> None:
    page = people.page_as(viewport=DESK)
    page.goto("/a/crm/f/customer/r/3")
    settled(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    seen: list[Any] = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => { const e = document.activeElement, s = getComputedStyle(e);
                  return [e.tagName, e.tagName === 'BODY' ? 2 : parseFloat(s.outlineWidth), s.outlineStyle]; }"""
            )
        )
    assert all(tag != "BODY" for tag, _, _ in seen), seen
    assert all(width >= 2 and style != "none" for _, width, style in seen), seen
    assert any(one != other for one, other in pairwise(seen))


def test_being_offline_is_said_and_coming_back_too(people: People) -> None:
    page = people.page_as(viewport=DESK)
    page.goto("/a/crm/f/task/new")
    settled(page)
    page.context.set_offline(True)
    banner = page.get_by_role("status").filter(has_text="You are offline")
    expect(banner).to_be_visible()
    check_axe(page)
    page.get_by_role("textbox", name="Subject", exact=True).fill("Written without network")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
    page.context.set_offline(False)
    expect(banner).to_have_count(0)
    page.get_by_role("button", name="Create", exact=True).click()
    page.wait_for_url(re.compile(r"/f/task/r/\d+"))


def failing(route: Route) -> None:
    body = '{"title": "stumbled", "status": 500, "code": "internal"}'
    route.fulfill(status=500, content_type="application/problem+json", body=body)


@pytest.mark.parametrize(
    ("path", "asked"),
    some(
        "pages without an answer",
        [
            ("/", "**/api/v1/apps"),
            ("/templates", "**/api/v1/templates"),
            ("/notifications", "**/api/v1/me/notifications*"),
            ("/admin/users", "**/api/v1/users*"),
            ("/a/crm/f/customer/r/3", "**/forms/customer/records/3?*"),
        ],
        3,
    ),
)
def test_a_page_says_when_the_server_stumbles_and_tries_again(people: People, path: str, asked: str) -> None:
    page = people.page_as(viewport=DESK)
    # News from other people would have it read again by itself.
    page.route("**/api/v1/events*", lambda route: route.abort())
    page.route(asked, failing)
    page.goto(path)
    trouble = page.locator("[data-error='500']").first
    expect(trouble).to_be_visible()
    check_axe(page)
    page.unroute(asked)
    trouble.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-error]")).to_have_count(0)
    settled(page)


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/templates", "**/api/v1/templates"),
        ("/admin/users", "**/api/v1/users*"),
        ("/a/crm/f/task/r/1", "**/forms/task/records/1?*"),
    ],
)
def test_a_page_shows_its_shape_while_it_waits(people: People, path: str, asked: str) -> None:
    page = people.page_as(viewport=DESK)
    held: list[Route] = []
    page.route(asked, lambda route: held.append(route))
    page.goto(path)
    expect(page.locator("[data-loading]").first).to_be_visible()
    check_axe(page)
    for route in held:
        route.continue_()
    page.unroute(asked)
    expect(page.locator("[data-loading]")).to_have_count(0)


def test_every_empty_place_says_what_it_is_for_and_offers_a_step(people: People) -> None:
    page = people.page_as("xu.ning@example.com", viewport=DESK)
    for path in ("/", "/notifications?", "/a/crm/f/order/r/2"):
        page.goto(path)
        settled(page)
        for place in page.locator("[data-empty]").all():
            assert len(place.inner_text().strip()) > 10, path
            assert place.get_by_role("button").count() + place.get_by_role("link").count() >= 1, path


def test_people_are_added_changed_and_brought_in_from_a_file(people: People, server: Server) -> None:
    page = people.page_as(viewport=DESK)
    page.goto("/admin/users")
    settled(page)
    page.get_by_role("button", name="Add person").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill("Grace Hopper")
    dialog.get_by_role("textbox", name="E-mail").fill("grace@example.com")
    dialog.get_by_role("checkbox", name="Sales representative").check()
    check_axe(page)
    picture(page, "person")
    dialog.get_by_role("button", name="Add person").click()
    expect(dialog).to_have_count(0)
    row = page.get_by_role("row").filter(has_text="grace@example.com")
    expect(row).to_contain_text("Sales representative")

    row.get_by_role("button", name="Grace Hopper").click()
    dialog.get_by_role("textbox", name="Name").fill("Rear Admiral Hopper")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row").filter(has_text="Rear Admiral Hopper")).to_be_visible()

    page.get_by_role("button", name="Import CSV").click()
    dialog.get_by_role("textbox", name="Or paste lines").fill(
        "name,email\nAlan Turing,alan@example.com\nNobody,not an address"
    )
    dialog.get_by_role("button", name="Import").click()
    expect(dialog.get_by_role("status")).to_contain_text("1 added")
    check_axe(page)
    dialog.get_by_role("button", name="Done").click()
    page.get_by_role("searchbox").fill("turing")
    expect(page.get_by_role("row").filter(has_text="alan@example.com")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="grace@example.com")).to_have_count(0)


def test_people_are_an_admins_matter(people: People) -> None:
    page = people.page_as("emma.clarke@example.com", viewport=DESK)
    page.goto("/admin/users")
    expect(page.locator("[data-error='403']")).to_be_visible()
    expect(page.get_by_role("navigation", name="Navigation").get_by_role("link", name="People")).to_have_count(0)
