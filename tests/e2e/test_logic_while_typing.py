"""What a form works out while somebody types needs no answer of the server: totals, fields that appear, own messages."""

from __future__ import annotations

import re
from contextlib import nullcontext
from decimal import Decimal
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.grid_page import cell, open_table
from tests.e2e.test_record_form import NEW_ORDER, choose, customer_name
from tests.support.browser import DESKTOP, PHONE, People, check_axe, picture
from tests.support.server import Server
from tests.support.sizes import some

AT_ONCE = 2_000
WORDS = {
    "en": {
        "customer": "Customer",
        "add": "Add row",
        "product": "Product, row 1",
        "qty": "Quantity, row 1",
        "price": "Price, row 1",
        "total": "Total",
        "status": "Status",
        "received": "Received",
        "received_on": "Received on",
        "ordered_on": "Ordered on",
        "deliver_by": "Deliver by",
        "message": "The delivery day lies before the order",
    },
    "zh-CN": {
        "customer": "客户",
        "add": "添加一行",
        "product": "产品",
        "qty": "数量",
        "price": "单价",
        "total": "订单金额",
        "status": "订单状态",
        "received": "已收货",
        "received_on": "收货日期",
        "ordered_on": "下单日期",
        "deliver_by": "要求交付日期",
        "message": "交付日期不能早于下单日期",
    },
}


def number(text: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9.]", "", text))


def retype(box: Locator, text: str) -> None:
    """Over what is there: with the focus it is shown as it is edited."""
    box.click()
    box.fill(text)
    box.blur()


def without_network(page: Page) -> list[str]:
    """From now on nothing reaches the server; what was tried is listed."""
    tried: list[str] = []

    def drop(route: Route) -> None:
        tried.append(route.request.url)
        route.abort()

    page.route("**/api/**", drop)
    return tried


@pytest.mark.parametrize(
    ("lang", "viewport"), some("an order adds up and objects while it is", [("en", DESKTOP), ("zh-CN", PHONE)], 1)
)
def test_an_order_adds_up_and_objects_while_it_is_typed_without_any_answer(
    people: People, server: Server, lang: str, viewport: tuple[int, int]
) -> None:
    words = WORDS[lang]
    page = people.page_as(lang=lang, viewport=viewport)
    page.goto(NEW_ORDER)
    choose(page, page, words["customer"], customer_name(server))
    page.get_by_role("button", name=words["add"]).click()
    page.get_by_role("combobox", name=words["product"], exact=True).click()
    page.get_by_role("option").first.click()
    price = page.get_by_role("textbox", name=words["price"], exact=True)
    expect(price).to_have_value(re.compile("[1-9]"))
    total = page.get_by_role("textbox", name=words["total"], exact=True)
    expect(total).to_have_value(re.compile("[1-9]"))
    each = number(price.input_value())

    without_network(page)
    quantity = page.get_by_role("textbox", name=words["qty"], exact=True)
    retype(quantity, "3")
    expect(total).to_have_value(re.compile(re.escape(f"{each * 3:,.2f}")), timeout=AT_ONCE)
    retype(price, "10.55")
    expect(total).to_have_value(re.compile(r"31\.65"), timeout=AT_ONCE)

    received_on = page.get_by_role("textbox", name=words["received_on"], exact=True)
    expect(received_on).to_have_count(0)
    status = page.get_by_role("combobox", name=re.compile(f"^{words['status']}"))
    status.click()
    page.get_by_role("option", name=words["received"], exact=True).click()
    expect(received_on).to_be_visible(timeout=AT_ONCE)
    expect(received_on).to_have_attribute("aria-required", "true")

    deliver_by = page.get_by_role("textbox", name=words["deliver_by"], exact=True)
    retype(deliver_by, "2020-01-01")
    message = page.get_by_text(words["message"])
    expect(message).to_be_visible(timeout=AT_ONCE)
    expect(deliver_by).to_have_attribute("aria-invalid", "true")
    message.evaluate("message => message.scrollIntoView({block: 'center'})")
    check_axe(page)
    picture(page, f"logic-while-typing-{lang}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # The rule is content again as soon as the other day is.
    ordered_on = page.get_by_role("textbox", name=words["ordered_on"], exact=True)
    retype(ordered_on, "2019-12-31")
    expect(message).to_have_count(0, timeout=AT_ONCE)


def test_a_cell_says_what_the_form_has_against_its_value_before_anything_is_sent(people: People) -> None:
    page = people.page_as()
    open_table(page, "/a/crm/f/product/v/product_all")
    first = cell(page, 0, "list_price")
    before = first.inner_text()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "PATCH" else None)
    with page.expect_response("**/forms/product/logic"):
        first.click()
    page.keyboard.press("Enter")
    editor = page.locator("[data-editor='list_price'] input")
    expect(editor).to_be_focused()
    editor.fill("0.01")
    page.keyboard.press("Enter")
    note = page.get_by_role("alert")
    expect(note).to_have_text("The list price lies below the cost")
    expect(first).to_have_text(before)
    check_axe(page)
    picture(page, "logic-at-a-cell")
    page.keyboard.press("ArrowDown")
    expect(note).to_have_count(0)
    assert sent == []


def test_a_cell_that_the_form_does_not_show_for_its_record_is_not_changed(people: People) -> None:
    """Also where the form's logic arrives after the editor was opened."""
    page = people.page_as()
    path = "/a/crm/f/customer/v/customer_all?fields=%2Bsize&where={}"
    editor = page.locator("[data-editor='size']")
    held: list[Route] = []
    for kind, late in [("person", True), ("person", False), ("company", False)]:
        with page.expect_response("**/forms/customer/records?*"):
            open_table(page, path.format(quote(f"kind = '{kind}'")))
        if late:
            page.route("**/forms/customer/logic", lambda route: held.append(route))
        with page.expect_request("**/forms/customer/logic") if late else nullcontext():
            cell(page, 0, "size").click()
        page.keyboard.press("Enter")
        if late or kind == "company":
            expect(editor).to_be_visible()
        if late:
            held[0].continue_()
            page.unroute("**/forms/customer/logic")
        if kind == "person":
            expect(page.locator("[data-toast]")).to_contain_text("can’t be changed in this record now")
            expect(editor).to_have_count(0)
