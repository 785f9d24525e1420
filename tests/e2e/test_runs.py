"""What automations did with one record: found from the record, explained, and said when there is nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import DESKTOP, PHONE, People, check_axe, picture
from tests.support.server import Server

WORDS = {
    "en": {
        "more": "More actions",
        "history": "History",
        "runs": "What automations did",
        "none": "No automation has touched this record",
        "all": "Runs of all records",
        "why": "Why it ran",
        "reason": "Stage is Won",
    },
    "zh-CN": {
        "more": "更多操作",
        "history": "变更记录",
        "runs": "自动化做了什么",
        "none": "还没有规则处理过这条记录",
        "all": "全部记录的运行",
        "why": "为什么运行",
        "reason": "阶段 等于 赢单",
    },
}
LOOKS = [
    pytest.param("en", "light", DESKTOP, id="en-light"),
    pytest.param("zh-CN", "dark", PHONE, id="zh-dark-phone"),
]


@pytest.fixture
def deal(server: Server, request: pytest.FixtureRequest) -> dict[str, Any]:
    """An opportunity that is about to be won; nothing has happened to it."""
    with server.client() as client:
        customer = client.get("apps/crm/forms/customer/records", params={"limit": 1}).json()["records"][0]["id"]
        values = {"customer": customer, "amount": "900", "stage": "contract", "close_date": "2031-05-20"}
        made = client.post("apps/crm/forms/opportunity/records", json={"name": request.node.name, **values})
        assert made.status_code == 201, made.text
        return dict(made.json())


def _open(page: Page, deal: dict[str, Any]) -> None:
    page.goto(f"/a/crm/f/opportunity/r/{deal['id']}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(deal["name"])


@pytest.mark.parametrize(("lang", "scheme", "viewport"), LOOKS)
def test_a_record_leads_to_what_automations_did_with_it(
    people: People, server: Server, deal: dict[str, Any], lang: str, scheme: str, viewport: tuple[int, int]
) -> None:
    words = WORDS[lang]
    page = people.page_as(lang=lang, scheme=scheme, viewport=viewport)
    _open(page, deal)
    page.get_by_role("button", name=words["more"]).click()
    page.get_by_role("menuitem", name=words["runs"]).click()
    expect(page).to_have_url(re.compile(r"/a/crm/runs\?record=opportunity"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("^(What automations did with|自动化对)"))
    empty = page.get_by_role("main").locator("[data-state=ready] [data-empty]")
    expect(empty).to_contain_text(words["none"])
    expect(empty).to_contain_text(deal["name"])
    expect(empty.get_by_role("button", name=words["all"])).to_be_visible()
    check_axe(page)
    picture(page, f"runs-of-record-empty-{lang}-{scheme}")

    with server.client() as client:
        path = f"apps/crm/forms/opportunity/records/{deal['id']}"
        won = client.patch(path, json={"stage": "won"}, headers={"If-Match": f'"{deal["revision"]}"'})
        assert won.status_code == 200, won.text
    _open(page, deal)
    page.get_by_role("tab", name=words["history"]).click()
    page.get_by_role("tabpanel").get_by_role("link", name=words["runs"]).click()
    run = page.locator("[data-rule='won_creates_task']")
    expect(run).to_have_attribute("data-run-state", "done", timeout=20_000)
    expect(run).to_contain_text(words["why"])
    expect(run).to_contain_text(words["reason"])
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    check_axe(page)
    picture(page, f"runs-of-record-{lang}-{scheme}")
    page.get_by_role("main").get_by_role("link", name=deal["name"]).first.click()
    expect(page).to_have_url(re.compile(rf"/f/opportunity/r/{deal['id']}$"))
