"""While somebody types, each row asks for what belongs to it, options close, and a value that is taken says so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_logic_while_typing import retype
from tests.support.browser import DESKTOP, People, check_axe, picture
from tests.support.server import Server
from tests.support.sizes import some

FILES = {
    "app.yaml": "kind: app\nid: stall\nlabel: Stall\ncurrency: CNY\nlanguage: {written_in: en, also: [zh-CN]}\n",
    "forms/tariff.yaml": """
kind: form
id: tariff
label: Tariff
fields:
  town: {type: text}
  kind: {type: text}
  since: {type: date}
  fee: {type: money}
""",
    "forms/sale.yaml": """
kind: form
id: sale
label: Sale
title: "{{ code }}"
fields:
  code: {type: text, label: Code, unique: true, ignore: [case]}
  town: {type: text, label: Town}
  kind: {type: select, label: Kind, default: retail, options: [{id: retail, label: Retail}, {id: project, label: Project}]}
  wrap:
    type: select
    label: Wrapping
    where: "option.values.of = kind"
    options:
      - {id: silk, label: Silk, values: {of: retail}}
      - {id: paper, label: Paper, values: {of: retail}}
      - {id: crate, label: Crate, values: {of: project}}
  freight:
    type: money
    label: Freight
    fill: {from: tariff, where: "town = record.town and kind = record.kind", value: fee, sort: [-since]}
  lines:
    type: subform
    label: Lines
    fields:
      gift: {type: yes_no, label: Gift}
      note: {type: text, label: Note}
      price: {type: money, label: Price}
    logic:
      gift_has_note: {when: "gift", show: [note], require: [note], hide: [price]}
      project_is_dear: {when: "parent.kind = 'project' and price > 0 and price < 10", error: Too cheap for a project, field: price}
""",
}
ROW = {"en": "{label}, row {row}", "zh-CN": "第 {row} 行{label}"}
SAID = {
    "en": ("Another record has the same: Code.", "cannot be chosen here now. Possible: Crate.", "Add row"),
    "zh-CN": ("已有相同的记录：Code。", "可选：Crate。", "添加一行"),
}


@pytest.fixture
def stall(fresh_server: Server) -> Server:
    with fresh_server.client() as client:
        published = client.post("apps/stall/publish", json={"files": FILES})
        assert published.status_code == 200, published.text
        for values in ({"since": "2025-01-01", "fee": "5.00"}, {"since": "2026-01-01", "fee": "6.00"}):
            made = client.post("apps/stall/forms/tariff/records", json={"town": "Linz", "kind": "retail", **values})
            assert made.status_code == 201, made.text
        assert client.post("apps/stall/forms/sale/records", json={"code": "A 1"}).status_code == 201
    return fresh_server


def choose_option(page: Page, label: str, option: str) -> list[str]:
    """Picks an option; all that were offered."""
    page.get_by_role("combobox", name=label).click()
    offered = page.get_by_role("option").all_inner_texts()
    page.get_by_role("option", name=option, exact=True).click()
    return offered


@pytest.mark.parametrize("lang", some("rows while one types", ["en", "zh-CN"], 1))
def test_a_sale_asks_row_by_row_and_says_what_is_taken(people: People, stall: Server, lang: str) -> None:
    taken, closed, add = SAID[lang]
    page = people.page_as(lang=lang, viewport=DESKTOP, server=stall)
    page.goto("/a/stall/f/sale/new")

    code = page.get_by_role("textbox", name="Code", exact=True)
    code.fill("a 1")
    expect(page.get_by_text(taken)).to_be_visible()
    expect(code).to_have_attribute("aria-invalid", "true")
    code.fill("a 2")
    expect(page.get_by_text(taken)).to_have_count(0)

    page.get_by_role("textbox", name="Town", exact=True).fill("Linz")
    freight = page.get_by_role("textbox", name="Freight", exact=True)
    expect(freight).to_have_value(re.compile(r"6\.00"))

    assert choose_option(page, "Wrapping", "Silk") == ["Silk", "Paper"]
    choose_option(page, "Kind", "Project")
    expect(page.get_by_text(closed)).to_be_visible()
    expect(freight).to_have_value("")

    def cell(label: str, row: int) -> str:
        return ROW[lang].format(label=label, row=row)

    page.get_by_role("button", name=add).click()
    page.get_by_role("button", name=add).click()
    expect(page.get_by_role("textbox", name=cell("Note", 1))).to_have_count(0)
    page.get_by_role("switch", name=cell("Gift", 1)).or_(page.get_by_role("checkbox", name=cell("Gift", 1))).click()
    note = page.get_by_role("textbox", name=cell("Note", 1))
    expect(note).to_have_attribute("aria-required", "true")
    expect(page.get_by_role("textbox", name=cell("Price", 1))).to_have_count(0)
    expect(page.get_by_role("textbox", name=cell("Note", 2))).to_have_count(0)
    price = page.get_by_role("textbox", name=cell("Price", 2))
    retype(price, "5")
    expect(page.get_by_text("Too cheap for a project")).to_be_visible()
    expect(price).to_have_attribute("aria-invalid", "true")
    check_axe(page)
    picture(page, f"rows-while-typing-{lang}")
    retype(price, "50")
    note.fill("for you")
    assert choose_option(page, "Wrapping", "Crate")[-1] == "Crate"
    expect(page.get_by_text(closed)).to_have_count(0)
    page.get_by_role("button", name="新建" if lang == "zh-CN" else "Create", exact=True).click()
    expect(page).to_have_url(re.compile(r"/r/\d+"))
    with stall.client() as client:
        stored = client.get("apps/stall/forms/sale/records", params={"where": "code = 'a 2'"}).json()["records"][0]
    rows = [(row["gift"], row["note"], row["price"]) for row in stored["lines"]]
    assert (stored["wrap"], stored["freight"], rows) == (
        "crate",
        None,
        [(True, "for you", None), (None, None, "50.00")],
    )
