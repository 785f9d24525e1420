"""An installation without sample data: every place says what it is for and offers a step; nothing stays blank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import DESKTOP, PHONE, People, check_axe, picture
from tests.support.server import Server, running
from tests.support.sizes import some

# The largest part of the main area, top to bottom, in which nothing is drawn.
BLANK = """() => {
  const main = document.querySelector('main').getBoundingClientRect();
  const bottom = Math.min(main.bottom, innerHeight), drawn = [];
  for (const e of document.querySelectorAll('main *')) {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const leaf = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || e.matches('svg, input, button, img');
    const lined = parseFloat(style.borderTopWidth) || parseFloat(style.borderBottomWidth);
    const from = Math.max(box.top, main.top), to = Math.min(box.bottom, bottom);
    if (box.width > 1 && to - from > 1 && (leaf || lined) && !e.closest('.vh')) drawn.push([from, to]);
  }
  drawn.sort((a, b) => a[0] - b[0]);
  let at = main.top, most = 0;
  for (const [from, to] of drawn) { most = Math.max(most, from - at); at = Math.max(at, to); }
  return Math.max(most, bottom - at) / innerHeight;
}"""


@pytest.fixture(scope="module")
def bare_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The CRM, installed without sample data."""
    with running("serve", tmp_path_factory.mktemp("bare") / "空") as ready:
        with ready.client() as client:
            job = client.post("templates/crm/install", json={"sample_data": False}).json()["job"]
            while (state := client.get(f"jobs/{job}").json())["state"] in ("waiting", "running"):
                pass
            assert state["state"] == "done", state
        yield ready


def _places(server: Server) -> list[str]:
    with server.client() as client:
        app: dict[str, Any] = client.get("apps/crm").json()
    views = [f"/a/crm/f/{view['form']}/v/{name}" for name, view in app["views"].items() if view["type"] == "kanban"]
    forms = [f"/a/crm/f/{item['id']}" for group in app["menu"] for item in group["items"] if item["kind"] == "form"]
    dashboards = [f"/a/crm/d/{name}" for name in app["dashboards"]]
    return ["/", "/notifications", "/a/crm/runs", *dashboards, *forms, *views]


def _check(page: Page, path: str) -> list[str]:
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-loading]")).to_have_count(0)
    wrong = []
    places = page.locator("[data-empty]")
    if "/d/" not in path and places.count() == 0:
        wrong.append(f"{path}: nothing says that it is empty")
    for place in places.all():
        if len(place.inner_text().strip()) < 10:
            wrong.append(f"{path}: no sentence")
        if "/d/" not in path and place.get_by_role("button").count() + place.get_by_role("link").count() == 0:
            wrong.append(f"{path}: no step is offered")
    if (blank := page.evaluate(BLANK)) > 0.6:
        wrong.append(f"{path}: {blank:.0%} of the screen are blank")
    return wrong


@pytest.mark.parametrize(
    ("lang", "viewport"),
    some(
        "every empty place says what it is for",
        [pytest.param("en", DESKTOP, id="english"), pytest.param("zh-CN", PHONE, id="chinese-phone")],
        1,
    ),
)
def test_every_empty_place_says_what_it_is_for(
    people: People, bare_server: Server, lang: str, viewport: tuple[int, int]
) -> None:
    page = people.page_as(lang=lang, viewport=viewport, server=bare_server)
    wrong = []
    for path in some(f"empty places {lang}", _places(bare_server), 9):
        wrong += _check(page, path)
        check_axe(page)
        picture(page, f"empty-{path.strip('/').replace('/', '-') or 'home'}-{viewport[0]}")
    assert not wrong, "\n".join(wrong)
