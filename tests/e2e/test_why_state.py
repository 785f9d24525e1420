"""Fields say why they are hidden, locked, required or refused; what a job still works out is marked until it is done."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.grid_page import open_table
from tests.support.browser import PHONE, People, Profiles, check_axe, picture
from tests.support.server import FORMWRIGHT, Server, environment, running


def opportunity(server: Server, where: str) -> dict[str, Any]:
    with server.client() as client:
        found = client.get("apps/crm/forms/opportunity/records", params={"where": where, "limit": 1})
        one: dict[str, Any] = found.json()["records"][0]
        return one


def ask(page: Page, field: str) -> None:
    page.locator(f"[data-why-state={field}]").first.click()


def test_a_record_says_why_fields_are_hidden_and_locked(people: People, server: Server) -> None:
    page = people.page_as()
    won = opportunity(server, "stage = 'won'")
    page.goto(f"/a/crm/f/opportunity/r/{won['id']}")
    ask(page, "amount")
    dialog = page.get_by_role("dialog", name="Why is “Amount” like this?")
    expect(dialog).to_contain_text("Cannot be changed, because this holds:")
    expect(dialog.locator("[data-effect=readonly]")).to_contain_text("Stage")
    check_axe(page, leave_out=("label-content-name-mismatch",))
    picture(page, "why-locked")
    page.keyboard.press("Escape")
    expect(page.locator("[data-why-state=amount]")).to_be_focused()

    folded = page.locator("[data-hidden-fields]")
    folded.locator("summary").click()
    ask(page, "lost_reason")
    dialog = page.get_by_role("dialog", name=re.compile("Lost reason"))
    expect(dialog.locator("[data-effect=show]")).to_contain_text("Hidden, because this does not hold:")
    expect(dialog.locator("[data-effect=section]")).to_contain_text("is hidden, because this does not hold:")
    check_axe(page, leave_out=("label-content-name-mismatch",))
    picture(page, "why-hidden")


def test_a_form_says_why_while_it_is_filled_in(people: People) -> None:
    page = people.page_as(lang="zh-CN", viewport=PHONE)
    page.goto("/a/crm/f/opportunity/new")
    stage = page.get_by_role("combobox", name="阶段").first
    stage.click()
    page.get_by_role("option", name="输单").click()
    ask(page, "lost_reason")
    dialog = page.get_by_role("dialog", name=re.compile("输单原因|丢单原因|失败原因|lost|原因"))
    expect(dialog.locator("[data-effect=require][data-holds=true]")).to_contain_text("必填，因为满足：")
    expect(dialog).to_contain_text("阶段")
    check_axe(page)
    picture(page, "why-required-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_a_job_is_still_working_out_is_marked_until_it_is_done(
    profiles: Profiles, demo_copy: Callable[[], Path]
) -> None:
    folder = demo_copy()
    with running("serve", folder, "--no-worker", FORMWRIGHT_RECOMPUTE_AT_ONCE="5") as server:
        people = People(profiles, server)
        with server.client() as client:
            path = "apps/crm/forms/opportunity/fields/weighted/formula"
            changed = client.put(path, json={"expr": "amount * probability + 1", "returns": "money"})
            assert changed.status_code == 200, changed.text
        page = people.page_as()
        open_table(page)
        marked = page.locator("[role=columnheader][data-col=weighted] [data-stale]")
        expect(marked).to_have_attribute("title", re.compile("still being worked out"))
        check_axe(page)
        picture(page, "stale-column")
        record = people.page_as()
        record.goto(f"/a/crm/f/opportunity/r/{opportunity(server, 'amount > 0')['id']}")
        expect(record.locator("[data-stale]")).to_have_count(1)
        picture(record, "stale-record")
        phone = people.page_as(viewport=PHONE)
        phone.goto("/a/crm/f/opportunity/v/opportunity_all")
        expect(phone.locator("[data-record] [data-stale]").first).to_be_visible()
        check_axe(phone)
        board = people.page_as()
        board.goto("/a/crm/d/sales")
        expect(board.locator("[data-widget=open_pipeline] [data-stale]")).to_be_visible()
        expect(board.locator("[data-widget=won_deals] [data-stale]")).to_have_count(0)
        check_axe(board)
        picture(board, "stale-dashboard")
        worker = subprocess.Popen([*FORMWRIGHT, "worker"], env=environment(folder), stdout=subprocess.DEVNULL)
        try:
            for one in (page, record, phone, board):
                expect(one.locator("[data-stale]")).to_have_count(0, timeout=60_000)
        finally:
            worker.terminate()
            worker.wait(20)
            people.close()
        assert not people.failures
