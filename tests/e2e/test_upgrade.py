"""The next version of the CRM comes to somebody who has changed his: nothing of his is lost, and he chooses where both met."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import PHONE, People, check_axe, picture
from tests.support.crm_versions import LABEL, NEXT, customised, next_version, write_template
from tests.support.server import running
from tests.support.sizes import some

WORDS = {
    "en": {
        "upgrade": "Upgrade…",
        "do": f"Upgrade to {NEXT}",
        "open": "1 choice is still open.",
        "amount": "Deal value",
    },
    "zh-CN": {"upgrade": "升级…", "do": f"升级到 {NEXT}", "open": "还有 1 处未选择。", "amount": "成交金额"},
}


@pytest.mark.parametrize("lang", some("an upgrade keeps what was customised", ["en", "zh-CN"], 1))
def test_an_upgrade_keeps_what_was_customised_and_asks_where_both_met(
    people: People, demo_copy: Callable[[], Path], tmp_path: Path, lang: str
) -> None:
    words = WORDS[lang]
    templates = write_template(tmp_path / "templates", next_version())
    with running("serve", demo_copy(), FORMWRIGHT_TEMPLATES_DIR=str(templates)) as server:
        with server.client() as client:
            live = client.get("apps/crm/files").json()
            sent = {"files": customised(live["files"]), "based_on": live["version"], "destroy": True}
            assert client.post("apps/crm/publish", json=sent).status_code == 200
        page = people.page_as(lang=lang, server=server, scheme="dark" if lang == "en" else "light")
        page.goto("/templates")
        page.get_by_role("link", name=words["upgrade"]).click()
        button = page.get_by_role("button", name=words["do"])
        expect(button).to_be_disabled()
        expect(page.get_by_text(words["open"])).to_be_visible()
        check_axe(page)
        picture(page, f"upgrade-{lang}", whole=True)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        picture(page, f"upgrade-phone-{lang}")
        page.set_viewport_size({"width": 1280, "height": 800})
        choice = page.locator(f"[data-path='{LABEL}']")
        expect(choice).to_contain_text("Contract value")
        choice.get_by_role("radio").first.check()
        expect(button).to_be_enabled()
        agree = page.get_by_role("switch")
        if agree.count():
            agree.check()
        button.click()
        page.wait_for_url("**/a/crm/d/**")
        with server.client() as client:
            shown = client.get("apps/crm", headers={"Accept-Language": lang}).json()
            opportunity = shown["forms"]["opportunity"]
            assert opportunity["fields"]["amount"]["label"] == words["amount"]
            assert {"x_region", "x_rating", "channel_partner"} <= set(opportunity["fields"])
            sources = [one["id"] for one in opportunity["fields"]["source"]["settings"]["options"]]
            assert "partner" in sources and "store" not in sources
            assert "newsletter" in shown["forms"]["customer"]["fields"]
            assert client.get("apps/crm/upgrade").json() == {"state": "current"}
