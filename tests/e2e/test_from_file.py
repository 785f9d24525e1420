"""From a workbook to an app: dropped, looked at, changed, made; its records are there and linked; so too in an app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import expect

from tests.support.browser import DESKTOP, PHONE, People, check_axe, picture
from tests.support.server import Server
from tests.support.sizes import some

LOOKS = [("en", "light", DESKTOP), ("zh-CN", "dark", PHONE)]
WORDS = {
    "en": {
        "blank": "Start blank", "file": "Or begin with an Excel or CSV file", "title": "A new app from a file",
        "name": "Name of the app", "make": "Create app with 2 forms", "in": "Everything is in.", "type": "Type of {}",
        "take": "Take {}", "link": "Link to Clients", "errors": "See which rows and why", "open": "Open Clients",
        "empty": "1 link left empty", "number": "Number", "refused": "it is no table", "other": "Choose a file",
    },
    "zh-CN": {
        "blank": "从空白开始", "file": "或从 Excel / CSV 文件开始", "title": "从文件新建应用",
        "name": "应用名称", "make": "创建应用（2 个表单）", "in": "已全部导入。", "type": "{}的类型",
        "take": "导入{}", "link": "关联到Clients", "errors": "查看问题行及原因", "open": "打开Clients",
        "empty": "1 处关联留空", "number": "数字", "refused": "不是表格文件", "other": "选择文件",
    },
}  # fmt: skip


def write_workbook(file: Path) -> Path:
    """Clients, and deals that name them; one deal names a client that no list has."""
    book = xlsxwriter.Workbook(str(file))
    sheets: dict[str, list[list[Any]]] = {
        "Deals": [["Subject", "Client", "Stage", "Amount", "Closed on", "Internal"]],
        "Clients": [["Name", "E-mail"], *([f"Client {n}", f"c{n}@example.com"] for n in range(1, 5))],
    }
    for n in range(1, 9):
        client = f"Client {1 + n % 4}" if n != 5 else "Clint 2"
        stage = ("Open", "Won", "Won")[n % 3]
        sheets["Deals"].append([f"Deal {n}", client, stage, 1000.5 * n, f"2026-03-{n:02}", "x"])
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    book.close()
    return file


@pytest.mark.parametrize(("lang", "scheme", "viewport"), some("an app from a file", LOOKS, 1))
def test_a_workbook_becomes_an_app_whose_records_are_linked(
    people: People, fresh_server: Server, tmp_path: Path, lang: str, scheme: str, viewport: tuple[int, int]
) -> None:
    say = WORDS[lang]
    page = people.page_as(lang=lang, scheme=scheme, viewport=viewport, server=fresh_server)
    page.goto("/")
    page.get_by_role("button", name=say["blank"]).click()
    page.get_by_role("link", name=say["file"]).click()
    expect(page.get_by_role("heading", name=say["title"])).to_be_visible()
    check_axe(page)
    picture(page, f"from-file-{lang}-{scheme}")
    chooser = page.locator("input[type=file]")

    photo = tmp_path / "photo.xlsx"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    chooser.set_input_files(photo)
    expect(page.get_by_role("alert")).to_contain_text(say["refused"])

    chooser.set_input_files(write_workbook(tmp_path / "our_deals.xlsx"))
    expect(page.get_by_label(say["name"])).to_have_value("Our deals")
    client = page.get_by_role("combobox", name=say["type"].format("Client"))
    expect(client).to_contain_text(say["link"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    check_axe(page)
    picture(page, f"from-file-found-{lang}-{scheme}", whole=True)

    page.get_by_role("checkbox", name=say["take"].format("Internal")).uncheck()
    page.get_by_role("combobox", name=say["type"].format("Amount")).click()
    page.get_by_role("option", name=say["number"], exact=True).click()
    page.get_by_role("button", name=say["make"]).click()
    expect(page.get_by_text(say["in"])).to_be_visible()
    expect(page.get_by_text(say["empty"])).to_be_visible()
    expect(page.get_by_role("link", name=say["errors"])).to_be_visible()
    check_axe(page)
    picture(page, f"from-file-made-{lang}-{scheme}", whole=True)

    with fresh_server.client() as client_of:
        app = client_of.get("apps/our_deals").json()
        fields = {name: field["type"] for name, field in app["forms"]["deals"]["fields"].items()}
        deals = client_of.get("apps/our_deals/forms/deals/records?expand=client&sort=subject").json()["records"]
    assert fields.items() >= {
        ("subject", "text"), ("client", "relation"), ("stage", "select"), ("amount", "number"), ("closed_on", "date"),
    }  # fmt: skip
    assert "internal" not in fields
    linked = [deal["client"] and deal["client"]["title"] for deal in deals]
    assert linked == [None if n == 5 else f"Client {1 + n % 4}" for n in range(1, 9)]

    page.get_by_role("link", name="Deals").first.click() if viewport == DESKTOP else page.goto("/a/our_deals/f/deals")
    expect(page.get_by_text("Client 2").first).to_be_visible()


def test_a_file_becomes_a_form_of_an_app_that_links_to_its_records(
    people: People, fresh_server: Server, tmp_path: Path
) -> None:
    with fresh_server.client() as client:
        names = [one["name"] for one in client.get("apps/crm/forms/customer/records?limit=5").json()["records"]]
    file = tmp_path / "visits.csv"
    file.write_text("Subject,Customer\n" + "".join(f"Visit {n},{name}\n" for n, name in enumerate(names)), "utf-8")
    page = people.page_as(server=fresh_server)
    page.goto("/a/crm/from-file")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("combobox", name="Type of Customer")).to_contain_text("Link to Customer")
    page.get_by_role("button", name="Create 1 form").click()
    page.get_by_role("link", name="Open Visits").click()
    expect(page.get_by_text(names[0]).first).to_be_visible()
