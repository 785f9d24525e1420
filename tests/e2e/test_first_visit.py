"""The first minutes: set-up with the code of the log, signing in, the CRM installed from the gallery, being another."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import PHONE, People, check_axe, picture
from tests.support.server import ADMIN_EMAIL, ADMIN_PASSWORD, Server, running
from tests.support.sizes import some

WORDS = {
    "en": {
        "install": "Install",
        "templates": "See all templates",
        "sample": "With sample data",
        "steps": "Setting up forms",
    },
    "zh-CN": {"install": "安装", "templates": "查看全部模板", "sample": "包含示例数据", "steps": "创建表单"},
}


@pytest.fixture
def empty_server(tmp_path: Path) -> Iterator[Server]:
    """An installation with an admin and nothing else."""
    with running("serve", tmp_path / "数 据") as ready:
        yield ready


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Server]:
    """An installation that nobody has set up."""
    with running("serve", tmp_path / "new", FORMWRIGHT_ADMIN_EMAIL="", FORMWRIGHT_ADMIN_PASSWORD="") as ready:
        yield ready


def count_presses(page: Page) -> None:
    page.add_init_script(
        "window.presses = 0; addEventListener('click', e => { if (e.isTrusted) window.presses++ }, true)"
    )


@pytest.mark.parametrize("lang", some("the crm works after three presses and fi", ["en", "zh-CN"], 1))
def test_the_crm_works_after_three_presses_and_fifteen_seconds(people: People, empty_server: Server, lang: str) -> None:
    words = WORDS[lang]
    page = people.page_as(lang=lang, server=empty_server)
    count_presses(page)
    page.goto("/")
    card = page.get_by_role("region").filter(has=page.get_by_role("link", name=words["templates"]))
    expect(card).to_be_visible()
    check_axe(page)
    picture(page, f"first-run-{lang}")
    began = time.monotonic()
    card.get_by_role("link", name=words["install"], exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("switch", name=words["sample"])).to_be_checked()
    check_axe(page)
    dialog.get_by_role("button", name=words["install"]).click()
    expect(dialog.get_by_role("progressbar")).to_be_visible()
    expect(dialog.get_by_text(words["steps"])).to_be_visible()
    page.wait_for_url("**/a/crm/d/*", timeout=60_000)
    figures = page.locator("main").get_by_text(re.compile(r"[1-9]\d*,\d{3}"))
    expect(figures.first).to_be_visible()
    seconds = time.monotonic() - began
    assert page.evaluate("window.presses") <= 3
    # Fifteen seconds where nothing else runs; beside other work the same share of the machine.
    allowed = 15 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert seconds <= allowed, f"{seconds:.1f} s of {allowed:.1f} s"


def test_a_new_installation_is_set_up_with_the_code_of_its_log(people: People, new_server: Server) -> None:
    page = people.page_as(None, server=new_server)
    page.goto("/a/crm")
    page.wait_for_url("**/setup")
    check_axe(page)
    code = re.search(r"code\s+([A-Z0-9-]{6,})|设置码\s+([A-Z0-9-]{6,})", new_server.said())
    assert code is not None, new_server.said()
    right = code.group(1) or code.group(2)

    page.get_by_label("Company").fill("Acme")
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_role("textbox", name="Password").fill("correct horse battery")
    page.get_by_label("Set-up code").fill("WRONG-CODE")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("alert")).to_contain_text("code")
    expect(page.get_by_label("Company")).to_have_value("Acme")

    page.get_by_label("Set-up code").fill(right)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Lovelace")


def test_a_wrong_password_is_told_and_the_right_one_leads_to_the_page_that_was_wanted(
    people: People, server: Server
) -> None:
    page = people.page_as(None)
    page.goto("/a/crm/f/customer")
    page.wait_for_url("**/signin*")
    page.get_by_label("E-mail").fill(ADMIN_EMAIL)
    page.get_by_role("textbox", name="Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_axe(page)
    page.get_by_role("textbox", name="Password").fill(ADMIN_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/a/crm/f/customer*")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize(("lang", "scheme", "phone"), [("en", "light", False), ("zh-CN", "dark", True)])
def test_a_demo_lets_one_be_somebody_else_and_back(people: People, lang: str, scheme: str, phone: bool) -> None:
    page = people.page_as(None, lang=lang, scheme=scheme, viewport=PHONE if phone else (1440, 900))
    page.goto("/")
    listed = page.get_by_role("region", name="演示身份" if lang == "zh-CN" else "Demo")
    expect(listed.get_by_role("button").first).to_be_visible()
    check_axe(page)
    picture(page, f"sign-in-{lang}-{scheme}")
    listed.get_by_role("button", name=re.compile("Emma Clarke")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Emma Clarke")
    page.goto("/me")
    page.get_by_role("main").get_by_role("button", name=re.compile("Lin Wei")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lin Wei")
    page.goto("/me")
    # Each of the two may have chosen another language before.
    page.get_by_role("button", name=re.compile("^(退出登录|Sign out)$")).click()
    page.wait_for_url("**/signin*")


def test_only_an_admin_is_offered_to_install(people: People) -> None:
    page = people.page_as("emma.clarke@example.com")
    page.goto("/templates?install=crm")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
