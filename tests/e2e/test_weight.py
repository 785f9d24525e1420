"""What a first visit costs: bytes and requests, and how soon something can be read."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import PHONE, People
from tests.support.sizes import some

KIB = 1024
ROUTES = {
    "/templates": 80,
    "/notifications": 80,
    "/admin/users": 80,
    "/a/crm/f/customer/r/3": 80,
    "/a/crm/f/order/new": 80,
    "/a/crm/f/opportunity": 80,
    "/a/crm/f/opportunity/v/opportunity_board": 80,
    "/a/crm/runs": 80,
    "/a/crm/d/sales": 210,
}
LISTED = """() => performance.getEntriesByType('resource').map(e => (
  {name: new URL(e.name).pathname, bytes: e.encodedBodySize, kind: e.initiatorType}))"""


def busy() -> float:
    """How many times slower than alone a program runs now: times are promised for a machine that does nothing else."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def settled(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=20_000)
    expect(page.locator("[data-loading]")).to_have_count(0, timeout=20_000)


def assets(page: Page, ending: str) -> dict[str, int]:
    """Compressed sizes of the scripts or styles that the page has asked for."""
    found: list[dict[str, Any]] = page.evaluate(LISTED)
    return {one["name"]: one["bytes"] for one in found if one["name"].endswith(ending)}


def quiet(page: Page) -> None:
    """Takes away what is fetched ahead while nothing else is to do: it is no part of showing a page."""
    page.add_init_script("window.requestIdleCallback = () => 0")


@pytest.mark.parametrize("lang", some("the first view is light", ["en", "zh-CN"], 1))
def test_the_first_view_is_light(people: People, lang: str) -> None:
    page = people.page_as(lang=lang, fresh=True)
    quiet(page)
    page.goto("/")
    settled(page)
    scripts, styles = assets(page, ".js"), assets(page, ".css")
    texts = {name: size for name, size in scripts.items() if "/locale-" in name}
    own = sum(scripts.values()) - sum(texts.values())
    assert own <= 170 * KIB, f"scripts: {own / KIB:.0f} KiB"
    assert sum(styles.values()) <= 20 * KIB, f"styles: {sum(styles.values()) / KIB:.0f} KiB"
    assert len(texts) == 1, f"one language is read: {texts}"
    assert sum(texts.values()) <= 30 * KIB
    requests = page.evaluate(LISTED)
    assert len(requests) + 1 <= 20, [one["name"] for one in requests]


@pytest.mark.parametrize("path", some("weights", list(ROUTES), 3))
def test_a_page_brings_only_what_it_needs(people: People, path: str) -> None:
    page = people.page_as(fresh=True)
    quiet(page)
    page.goto("/notifications" if path == "/" else "/")
    settled(page)
    before = assets(page, ".js")
    page.goto(path)
    settled(page)
    more = {name: size for name, size in assets(page, ".js").items() if name not in before}
    total = sum(more.values()) / KIB
    assert total <= ROUTES[path], f"{path} adds {total:.0f} KiB: {more}"


PAINTED = """() => new Promise(resolve => {
  new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime)).observe({type: 'largest-contentful-paint', buffered: true});
})"""
SHIFTED = """() => new Promise(resolve => {
  let total = 0;
  new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) total += e.value; }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => resolve(total), 300);
})"""


@pytest.mark.parametrize("path", some("a desktop reads the page soon and it doe", ["/", "/a/crm/f/customer/r/3"], 1))
def test_a_desktop_reads_the_page_soon_and_it_does_not_jump(people: People, path: str) -> None:
    best, jumps = 9e9, 0.0
    for _ in range(3):
        page = people.page_as(viewport=(1440, 900), fresh=True)
        page.goto(path)
        settled(page)
        best = min(best, page.evaluate(PAINTED))
        jumps = max(jumps, page.evaluate(SHIFTED))
        page.context.close()
    people.contexts.clear()
    assert jumps <= 0.05
    assert best <= 1500 * busy(), f"{best:.0f} ms"


def test_a_phone_on_a_slow_line_reads_the_page_in_time(people: People) -> None:
    best = 9e9
    for _ in range(3):
        page = people.page_as(viewport=PHONE, fresh=True)
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        speed = {"latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
        line.send("Network.emulateNetworkConditions", {"offline": False, **speed})
        page.goto("/")
        settled(page)
        best = min(best, page.evaluate(PAINTED))
        page.context.close()
    people.contexts.clear()
    assert best <= 2500 * busy(), f"{best:.0f} ms"
