"""One record: changed where it stands, walked from the list, its steps, related lists, history, deleted and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import PHONE, People, check_axe, picture
from tests.support.server import Server
from tests.support.sizes import some


@pytest.fixture
def deal(server: Server, request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """An opportunity of its own, at the start of its way."""
    with server.client() as client:
        customer = client.get("apps/crm/forms/customer/records", params={"limit": 1}).json()["records"][0]["id"]
        made = client.post(
            "apps/crm/forms/opportunity/records",
            json={
                "name": request.node.name,
                "customer": customer,
                "amount": "1200.50",
                "stage": "proposal",
                "close_date": "2031-05-20",
            },
        )
        assert made.status_code == 201, made.text
        yield made.json()


def open_record(page: Page, form: str, record: int) -> None:
    page.goto(f"/a/crm/f/{form}/r/{record}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_values_are_changed_where_they_stand(people: People, server: Server, deal: dict[str, Any]) -> None:
    page = people.page_as()
    open_record(page, "opportunity", deal["id"])

    page.get_by_role("button", name=re.compile("^Next step")).click()
    box = page.get_by_role("textbox", name="Next step")
    expect(box).to_be_focused()
    box.fill("Call the buyer")
    page.keyboard.press("Enter")
    shown = page.get_by_role("button", name="Next step Call the buyer")
    expect(shown).to_be_focused()

    page.get_by_role("button", name=re.compile("^Amount")).click()
    amount = page.get_by_role("textbox", name="Amount", exact=True)
    amount.fill("2万")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Amount ¥ 20,000.00")).to_be_visible()

    page.get_by_role("button", name=re.compile("^Close date")).click()
    page.get_by_role("textbox", name="Close date").fill("tomorrow")
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Close date")).to_have_count(0)

    with server.client() as client:
        saved = client.get(f"apps/crm/forms/opportunity/records/{deal['id']}").json()
    assert (saved["next_step"], saved["amount"], saved["close_date"]) == (
        "Call the buyer",
        "20000.00",
        deal["close_date"],
    )


def test_a_refused_value_says_why_at_its_place_and_keeps_what_was_typed(people: People, deal: dict[str, Any]) -> None:
    page = people.page_as()
    open_record(page, "opportunity", deal["id"])
    page.get_by_role("button", name=re.compile("^Amount")).click()
    amount = page.get_by_role("textbox", name="Amount", exact=True)
    amount.fill("-5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text=re.compile("."))).to_be_visible()
    expect(page.get_by_role("textbox", name="Amount", exact=True)).to_have_attribute("aria-invalid", "true")


def test_a_step_that_needs_a_reason_asks_for_it_and_then_is_taken(
    people: People, server: Server, deal: dict[str, Any]
) -> None:
    page = people.page_as()
    open_record(page, "opportunity", deal["id"])
    steps = page.get_by_role("list", name="Stage")
    expect(steps.get_by_role("button", name="First contact")).to_be_disabled()
    expect(steps.get_by_role("button", name="Proposal")).to_have_attribute("aria-current", "step")
    steps.get_by_role("button", name="Lost").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-errors]")).to_be_focused()
    check_axe(page)
    dialog.locator("[data-errors]").get_by_role("link").first.click()
    page.keyboard.press("Enter")
    page.get_by_role("option").first.click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(steps.get_by_role("button", name="Lost")).to_have_attribute("aria-current", "step")
    with server.client() as client:
        assert client.get(f"apps/crm/forms/opportunity/records/{deal['id']}").json()["stage"] == "lost"


@pytest.mark.parametrize("lang", some("a customer shows everything around it an", ["en", "zh-CN"], 1))
def test_a_customer_shows_everything_around_it_and_takes_new_records(people: People, server: Server, lang: str) -> None:
    zh = lang == "zh-CN"
    name = "郑思远" if zh else "Ann Other"
    page = people.page_as(lang=lang, viewport=(1440, 900))
    open_record(page, "customer", 3)
    expected = (
        ["联系人", "互动记录", "商机", "订单", "客户反馈"]
        if zh
        else ["Contacts", "Interactions", "Opportunities", "Orders", "Feedback"]
    )
    for label in expected:
        area = page.get_by_role("region", name=label, exact=True).first
        expect(area).to_be_visible()
        expect(area.get_by_role("button", name=re.compile("新建" if zh else "New")).first).to_be_visible()
    contacts = page.get_by_role("region", name=expected[0], exact=True).first
    contacts.get_by_role("button", name=re.compile("新建" if zh else "New")).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="姓名" if zh else "Name", exact=True).fill(name)
    dialog.get_by_role("textbox", name="手机" if zh else "Mobile phone", exact=True).fill(
        "13900008888" if zh else "13900007777"
    )
    check_axe(page)
    dialog.get_by_role("button", name="新建" if zh else "Create", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(contacts.get_by_role("link", name=name).first).to_be_visible()
    picture(page, f"customer-{lang}")


def test_the_panel_opens_from_the_list_walks_on_and_gives_the_focus_back(people: People) -> None:
    page = people.page_as(viewport=(1440, 900))
    page.goto("/a/crm/f/opportunity")
    grid = page.get_by_role("grid")
    expect(grid).to_be_visible()
    expect(page.locator("[role=row][data-id], [data-id]").first).to_be_visible()
    page.get_by_role("gridcell").nth(1).click()
    page.keyboard.press("Space")
    panel = page.get_by_role("complementary", name=re.compile("Opportunity"))
    title = panel.get_by_role("heading", level=2)
    expect(title).to_be_visible()
    first = title.inner_text()
    page.keyboard.press("j")
    expect(title).not_to_have_text(first)
    second = title.inner_text()
    page.keyboard.press("k")
    expect(title).to_have_text(first)
    assert first != second
    check_axe(page)
    picture(page, "record-panel")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    assert page.evaluate("document.querySelector('[role=grid]').contains(document.activeElement)"), (
        "focus left the grid"
    )
    page.go_back()
    expect(panel).to_be_visible()


def test_history_tells_who_changed_what_in_the_readers_words(
    people: People, server: Server, deal: dict[str, Any]
) -> None:
    with server.client() as client:
        path = f"apps/crm/forms/opportunity/records/{deal['id']}"
        answer = client.patch(path, json={"stage": "contract"}, headers={"If-Match": f'"{deal["revision"]}"'})
        assert answer.status_code == 200, answer.text
    page = people.page_as(lang="zh-CN")
    open_record(page, "opportunity", deal["id"])
    page.get_by_role("tab", name="变更记录").click()
    change = page.get_by_role("tabpanel").get_by_role("listitem").filter(has_text="阶段").first
    expect(change).to_contain_text("方案制定")
    expect(change).to_contain_text("合同签署")
    check_axe(page)


def test_a_deleted_record_comes_back_with_undo(people: People, server: Server, deal: dict[str, Any]) -> None:
    page = people.page_as()
    open_record(page, "opportunity", deal["id"])
    page.get_by_role("button", name="More actions").click()
    check_axe(page)
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url(re.compile("/f/opportunity$"))
    with server.client() as client:
        assert client.get(f"apps/crm/forms/opportunity/records/{deal['id']}").status_code == 404
        with page.expect_response(lambda answer: answer.url.endswith("/restore")) as restored:
            page.get_by_role("button", name="Undo").click()
        assert restored.value.ok
        assert client.get(f"apps/crm/forms/opportunity/records/{deal['id']}").status_code == 200


@pytest.mark.parametrize(
    ("lang", "scheme"), some("a record is read and changed on a phone", [("zh-CN", "light"), ("en", "dark")], 1)
)
def test_a_record_is_read_and_changed_on_a_phone(people: People, deal: dict[str, Any], lang: str, scheme: str) -> None:
    page = people.page_as(lang=lang, scheme=scheme, viewport=PHONE)
    open_record(page, "opportunity", deal["id"])
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="编辑" if lang == "zh-CN" else "Edit", exact=True).tap()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox").first).to_be_visible()
    check_axe(page)
    picture(page, f"record-edit-phone-{lang}-{scheme}")
    save = dialog.get_by_role("button", name="保存" if lang == "zh-CN" else "Save").bounding_box()
    assert save is not None and save["height"] >= 44
    dialog.get_by_role("button", name="取消" if lang == "zh-CN" else "Cancel").tap()
    expect(dialog).to_have_count(0)
    page.get_by_role("tab", name="变更记录" if lang == "zh-CN" else "History").tap()
    expect(page.get_by_role("tabpanel").get_by_role("listitem").first).to_be_visible()


def test_what_one_may_not_see_is_said_without_a_blank_page(people: People) -> None:
    page = people.page_as()
    page.goto("/a/crm/f/opportunity/r/99999999")
    expect(page.locator("[data-error='404']")).to_be_visible()
    check_axe(page)
    page.goto("/nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.get_by_role("link", name="Go to home").click()
    page.wait_for_url(re.compile(r":\d+/$"))
