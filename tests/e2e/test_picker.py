"""Choosing a linked record: only what fits the other values is offered, and a new one takes them over."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import PHONE, People, check_axe
from tests.support.server import Server

WORDS = {
    "en": {
        "customer": "Customer",
        "contact": "Contact",
        "none": "Nothing fits this record’s Customer.",
        "edit": "Edit",
    },
    "zh-CN": {"customer": "客户", "contact": "联系人", "none": "没有符合此记录“客户”的可选项。", "edit": "编辑"},
}


@pytest.fixture
def firms(server: Server, request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """Two customers, each with two contacts of its own."""
    made = []
    with server.client() as client:
        for name in ("Alpha", "Beta"):
            firm = {"name": f"{name} {request.node.name}", "phone": "13800001234"}
            answer = client.post("apps/crm/forms/customer/records", json=firm)
            assert answer.status_code == 201, answer.text
            people = [f"{name} Buyer", f"{name} Engineer"]
            for person in people:
                contact = {"name": person, "customer": answer.json()["id"], "email": "a@example.com"}
                added = client.post("apps/crm/forms/contact/records", json=contact)
                assert added.status_code == 201, added.text
            made.append({"id": answer.json()["id"], "name": firm["name"], "people": people})
    return made


def choose(page: Page, box: Locator, search: str) -> None:
    box.click()
    box.fill(search)
    page.get_by_role("option").filter(has_text=search).filter(has_not_text=re.compile("^(New|新建)")).first.click()


def expect_offered(page: Page, box: Locator, titles: list[str]) -> None:
    """Exactly these are in the list, below them possibly the offer to make a new one."""
    box.click()
    offered = page.get_by_role("option").filter(has_not_text=re.compile("^(New|新建)"))
    expect(offered).to_have_count(len(titles))
    for title in titles:
        expect(offered.filter(has_text=title)).to_have_count(1)


@pytest.mark.parametrize(("lang", "phone"), [("en", False), ("zh-CN", True)])
def test_a_new_order_offers_the_contacts_of_its_customer(
    people: People, firms: list[dict[str, Any]], lang: str, phone: bool
) -> None:
    words = WORDS[lang]
    page = people.page_as(lang=lang, viewport=PHONE if phone else (1440, 900))
    page.goto("/a/crm/f/order/new")
    customer = page.get_by_role("combobox", name=words["customer"], exact=True)
    contact = page.get_by_role("combobox", name=words["contact"], exact=True)
    contact.click()
    expect(page.get_by_text(words["none"])).to_be_visible()
    check_axe(page)
    page.keyboard.press("Escape")
    for firm in firms:
        choose(page, customer, firm["name"])
        expect_offered(page, contact, firm["people"])
        page.keyboard.press("Escape")


def test_a_contact_made_from_an_order_belongs_to_its_customer(people: People, firms: list[dict[str, Any]]) -> None:
    page = people.page_as(viewport=(1440, 900))
    page.goto("/a/crm/f/order/new")
    choose(page, page.get_by_role("combobox", name="Customer", exact=True), firms[0]["name"])
    contact = page.get_by_role("combobox", name="Contact", exact=True)
    contact.click()
    contact.fill("Fresh Face")
    page.get_by_role("option", name=re.compile("New Contact")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Name", exact=True)).to_have_value("Fresh Face")
    expect(dialog.get_by_role("button", name=f"Remove {firms[0]['name']}")).to_be_visible()
    dialog.get_by_role("textbox", name="E-mail", exact=True).fill("new@example.com")
    dialog.get_by_role("button", name="Create", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Remove Fresh Face")).to_be_visible()
    expect_offered(page, contact, [*firms[0]["people"], "Fresh Face"])


def test_rows_and_places_on_a_record_offer_what_fits_it_too(
    people: People, server: Server, firms: list[dict[str, Any]]
) -> None:
    first, second = firms
    with server.client() as client:
        order = {"customer": second["id"], "ordered_on": "2031-01-05"}
        made = client.post("apps/crm/forms/order/records", json=order)
        assert made.status_code == 201, made.text
    page = people.page_as(viewport=(1440, 900))
    page.goto(f"/a/crm/f/order/r/{made.json()['id']}")
    page.get_by_role("button", name=re.compile("^Contact")).click()
    expect_offered(page, page.get_by_role("combobox", name="Contact", exact=True), second["people"])

    page.goto(f"/a/crm/f/customer/r/{first['id']}")
    page.get_by_role("button", name="Edit", exact=True).click()
    rows = page.get_by_role("dialog").get_by_role("group", name="Decision chain")
    rows.get_by_role("button", name="Add row").click()
    expect_offered(page, rows.get_by_role("combobox", name="Contact, row 1"), first["people"])
