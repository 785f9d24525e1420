"""Filling in a form: errors that lead to their fields, logic while typing, rows, links, files, two people at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import PHONE, People, check_axe, picture
from tests.support.server import Server
from tests.support.sizes import some

NEW_CUSTOMER = "/a/crm/f/customer/new"
NEW_OPPORTUNITY = "/a/crm/f/opportunity/new"
NEW_ORDER = "/a/crm/f/order/new"


def choose(page: Page, within: Locator | Page, label: str, search: str) -> None:
    """Picks the first record that the search finds."""
    box = within.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(search)
    page.get_by_role("option").filter(has_text=search).filter(has_not_text=re.compile("New|新建")).first.click()


def customer_name(server: Server) -> str:
    with server.client() as client:
        found = client.get("apps/crm/forms/customer/records", params={"limit": 1}).json()["records"]
        return str(found[0]["name"])


@pytest.mark.parametrize("lang", some("a refused save leads to each field that", ["en", "zh-CN"], 1))
def test_a_refused_save_leads_to_each_field_that_needs_correction(people: People, lang: str) -> None:
    page = people.page_as(lang=lang)
    page.goto(NEW_CUSTOMER)
    name = page.get_by_role("textbox", name="名称" if lang == "zh-CN" else "Name", exact=True)
    name.wait_for()
    page.get_by_role("button", name="新建" if lang == "zh-CN" else "Create", exact=True).click()
    summary = page.locator("[data-errors]")
    expect(summary).to_be_focused()
    check_axe(page)
    picture(page, f"form-errors-{lang}")
    links = summary.get_by_role("link")
    assert links.count() >= 1
    for link in links.all():
        link.click()
        focused = page.locator(":focus")
        expect(focused).to_have_attribute("aria-invalid", "true")
        told = (focused.get_attribute("aria-describedby") or "").split()
        texts = [page.locator(f"[id='{one}']").inner_text() for one in told if page.locator(f"[id='{one}']").count()]
        assert any(text.strip() for text in texts), "no message is tied to the field"

    # What only the server knows (one way of contact at least) comes back to its field in the same way.
    name.fill("甲乙丙检测有限公司")
    page.get_by_role("button", name="新建" if lang == "zh-CN" else "Create", exact=True).click()
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.locator(":focus")).to_have_attribute("aria-invalid", "true")


def test_leaving_a_field_tells_what_is_wrong_and_correcting_it_takes_the_message_away(people: People) -> None:
    page = people.page_as()
    page.goto(NEW_OPPORTUNITY)
    amount = page.get_by_role("textbox", name="Amount", exact=True)
    amount.fill("many")
    amount.blur()
    expect(amount).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Amount must be a number.")).to_be_visible()
    amount.fill("3.5万")
    amount.blur()
    expect(amount).to_have_value("¥ 35,000.00")
    expect(page.get_by_text("Amount must be a number.")).to_have_count(0)


def test_fields_appear_and_become_required_while_one_chooses(people: People) -> None:
    page = people.page_as()
    page.goto(NEW_OPPORTUNITY)
    stage = page.get_by_role("combobox", name=re.compile("^Stage"))
    expect(stage).to_be_visible()
    expect(page.get_by_role("combobox", name=re.compile("^Lost reason|^Reason"))).to_have_count(0)
    stage.click()
    page.get_by_role("option", name="Lost").click()
    reason = page.get_by_role("combobox", name=re.compile("reason", re.IGNORECASE))
    expect(reason).to_be_visible()
    expect(reason).to_have_attribute("aria-required", "true")
    check_axe(page)


@pytest.mark.parametrize(
    ("lang", "phone"), some("an order with rows gets its prices while", [("en", False), ("zh-CN", True)], 1)
)
def test_an_order_with_rows_gets_its_prices_while_typing_and_is_saved(
    people: People, server: Server, lang: str, phone: bool
) -> None:
    zh = lang == "zh-CN"
    page = people.page_as(lang=lang, viewport=PHONE if phone else (1440, 900))
    page.goto(NEW_ORDER)
    choose(page, page, "客户" if zh else "Customer", customer_name(server))
    page.get_by_role("button", name="添加一行" if zh else "Add row").click()
    product = page.get_by_role("combobox", name="第 1 行产品" if zh else "Product, row 1")
    if phone:
        product = page.get_by_role("combobox", name="产品", exact=True)
    product.click()
    page.get_by_role("option").first.click()
    price = page.get_by_role("textbox", name=re.compile("单价" if zh else "price", re.IGNORECASE)).first
    expect(price).to_have_value(re.compile(r"[1-9]"))
    check_axe(page)
    picture(page, f"order-rows-{lang}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="新建" if zh else "Create", exact=True).click()
    page.wait_for_url(re.compile(r"/f/order/r/\d+"))
    record = int(page.url.rsplit("/", 1)[1].split("?")[0])
    with server.client() as client:
        saved = client.get(f"apps/crm/forms/order/records/{record}").json()
    assert len(saved["lines"]) == 1
    assert float(saved["lines"][0]["price"]) > 0


def test_a_missing_customer_is_made_in_a_dialog_above_and_chosen(people: People, server: Server) -> None:
    page = people.page_as()
    page.goto(NEW_OPPORTUNITY)
    page.get_by_role("textbox", name="Name", exact=True).fill("Laboratory extension")
    customer = page.get_by_role("combobox", name="Customer", exact=True)
    customer.click()
    customer.fill("Quite New Ltd")
    page.get_by_role("option", name=re.compile("New Customer")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Name", exact=True)).to_have_value("Quite New Ltd")
    dialog.get_by_role("textbox", name="Phone", exact=True).fill("13800001234")
    kind = dialog.get_by_role("combobox", name=re.compile("^Company or person"))
    if kind.count() and "Choose" in kind.inner_text():
        kind.click()
        page.get_by_role("option").first.click()
    check_axe(page)
    dialog.get_by_role("button", name="Create", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Remove Quite New Ltd")).to_be_visible()
    page.get_by_role("button", name="Create", exact=True).click()
    page.wait_for_url(re.compile(r"/f/opportunity/r/\d+"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Laboratory extension")


def test_choosing_characters_with_an_input_method_neither_submits_nor_walks_on(people: People) -> None:
    page = people.page_as(lang="zh-CN")
    page.goto(NEW_CUSTOMER)
    name = page.get_by_role("textbox", name="名称", exact=True)
    name.click()
    name.evaluate(
        """box => {
          box.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
          for (const key of ['Enter', '/', 'Escape'])
            box.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true, isComposing: true, keyCode: 229}));
          box.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true, data: '青禾'}));
        }"""
    )
    expect(page.locator("[data-errors]")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(name).to_be_focused()

    page.goto("/a/crm/f/opportunity/r/1")
    page.get_by_role("button", name="下一步").click()
    box = page.get_by_role("textbox", name="下一步")
    expect(box).to_be_focused()
    box.fill("qinghe")
    box.evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, isComposing: true, keyCode: 229}))"
    )
    expect(box).to_be_focused()
    expect(box).to_have_value("qinghe")
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)


def test_a_file_is_uploaded_with_the_record_and_can_be_downloaded(people: People, tmp_path: Path) -> None:
    page = people.page_as()
    file = tmp_path / "报价 quote.txt"
    file.write_text("price list", encoding="utf-8")
    page.goto("/a/crm/f/opportunity/r/2")
    page.get_by_role("heading", level=1).wait_for()
    chooser = page.locator("input[type=file]").first
    chooser.set_input_files(file)
    link = page.get_by_role("link", name="报价 quote.txt")
    expect(link).to_be_visible()
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="报价 quote.txt").click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == "price list"


def test_what_was_typed_is_not_lost_by_accident(people: People) -> None:
    page = people.page_as()
    page.goto(NEW_CUSTOMER)
    page.get_by_role("textbox", name="Name", exact=True).fill("Half written")
    page.get_by_role("link", name="Contacts").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    check_axe(page)
    dialog.get_by_role("button", name="Keep editing").click()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Half written")
    page.get_by_role("link", name="Contacts").first.click()
    dialog.get_by_role("button", name="Discard").click()
    page.wait_for_url("**/f/contact*")


def test_switching_the_language_keeps_the_draft_and_does_not_reload(people: People) -> None:
    page = people.page_as()
    page.goto(NEW_CUSTOMER)
    page.evaluate("window.marker = 'still here'")
    page.get_by_role("textbox", name="Name", exact=True).fill("Half written")
    page.get_by_role("button", name="中文").click()
    name = page.get_by_role("textbox", name="名称", exact=True)
    expect(name).to_have_value("Half written")
    expect(page.get_by_role("heading", level=1)).to_have_text("新建客户")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.evaluate("window.marker") == "still here"
    assert page.evaluate("performance.getEntriesByType('navigation').length") == 1


def test_two_people_choose_between_their_versions_of_a_record(people: People, server: Server) -> None:
    with server.client() as client:
        record = client.get("apps/crm/forms/task/records", params={"limit": 1}).json()["records"][0]
    page = people.page_as()
    page.goto(f"/a/crm/f/task/r/{record['id']}")
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog")
    subject = dialog.get_by_role("textbox", name="Subject", exact=True)
    subject.fill("My wording")
    with server.client() as client:
        path = f"apps/crm/forms/task/records/{record['id']}"
        now = client.get(path).json()
        answer = client.patch(path, json={"subject": "Their wording"}, headers={"If-Match": f'"{now["revision"]}"'})
        assert answer.status_code == 200, answer.text
    dialog.get_by_role("button", name="Save").click()
    both = page.get_by_role("dialog").filter(has_text="Somebody else changed")
    expect(both.get_by_role("cell", name="Their wording")).to_be_visible()
    expect(both.get_by_role("cell", name="My wording")).to_be_visible()
    check_axe(page)
    picture(page, "conflict")
    both.get_by_role("radio", name="Mine").check(force=True)
    both.get_by_role("button", name="Save this").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("My wording")
