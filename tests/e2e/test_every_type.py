"""One form with every newer kind of field: filled in by hand, kept over a reload, shown in the grid, the record, a file."""

from __future__ import annotations

import csv
import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.browser import DESKTOP, PHONE, People, check_axe, picture
from tests.support.engines import world
from tests.support.server import Server
from tests.support.sizes import some

LABELS = {
    "en": {
        "name": "Name",
        "starts": "Starts at",
        "effort": "Effort",
        "planned": "Planned",
        "done": "Done",
        "stars": "4 of 5",
        "region": "Region",
        "photos": "Photos",
        "extra": "Extra",
        "story": "Story",
        "bold": "Bold",
        "private": "Private number",
        "create": "Create",
        "way": ["Jiangsu", "Nanjing"],
        "whole": "Jiangsu / Nanjing",
        "length": "1h 30m",
        "again": "Once more",
        "look": "Look it up",
        "ask": "Make another like First?",
        "filled": "First again",
        "wrong": "Not JSON from line 1",
    },
    "zh-CN": {
        "name": "名称",
        "starts": "开始时间",
        "effort": "耗时",
        "planned": "计划",
        "done": "进度",
        "stars": "4/5",
        "region": "地区",
        "photos": "照片",
        "extra": "附加数据",
        "story": "说明",
        "bold": "粗体",
        "private": "私人号码",
        "create": "新建",
        "way": ["江苏", "南京"],
        "whole": "江苏 / 南京",
        "length": "1小时30分",
        "again": "再来一份",
        "look": "查一查",
        "ask": "再建一份类似 First 的记录？",
        "filled": "First 再来",
        "wrong": "第 1 行",
    },
}


@pytest.fixture
def every(fresh_server: Server) -> Server:
    with fresh_server.client() as client:
        published = client.post("apps/every/publish", json={"files": world("every_type")})
        assert published.status_code == 200, published.text
    return fresh_server


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "PNG")
    return out.getvalue()


def retype(page: Page, label: str, text: str) -> None:
    box = page.get_by_role("textbox", name=label, exact=True)
    box.click()
    box.fill(text)
    box.blur()


def choose_way(page: Page, label: str, way: list[str]) -> None:
    """Goes down a cascade step by step; what is closed by Escape has chosen nothing."""
    opener, steps = page.get_by_role("button", name=re.compile(f"^{label}")), page.get_by_role("dialog", name=label)
    opener.click()
    page.keyboard.press("Escape")
    expect(steps).to_have_count(0)
    opener.click()
    for step in way:
        steps.get_by_role("option", name=step, exact=True).click()


def fill_in(page: Page, said: dict[str, str | list[str]]) -> None:
    retype(page, str(said["name"]), "First")
    retype(page, str(said["starts"]), "9:30 pm")
    expect(page.get_by_role("textbox", name=str(said["starts"]), exact=True)).to_have_value("21:30")
    retype(page, str(said["effort"]), "1:30")
    expect(page.get_by_role("textbox", name=str(said["effort"]), exact=True)).to_have_value(str(said["length"]))
    page.get_by_role("radio", name=str(said["stars"])).click()
    retype(page, str(said["done"]), "45")
    choose_way(page, str(said["region"]), list(said["way"]))
    page.locator("input[type=file]").set_input_files({"name": "sea.png", "mimeType": "image/png", "buffer": png()})
    expect(page.get_by_role("img", name="sea.png")).to_be_visible()
    extra = page.get_by_role("textbox", name=str(said["extra"]), exact=True)
    extra.fill("{color: red}")
    extra.blur()
    expect(page.get_by_text(re.compile(str(said["wrong"])))).to_be_visible()
    extra.fill('{"color": "red"}')
    story = page.get_by_role("textbox", name=str(said["story"]), exact=True)
    story.click()
    page.get_by_role("button", name=str(said["bold"])).click()
    page.keyboard.type("Cold tea")
    retype(page, str(said["private"]), "13800138000")


@pytest.mark.parametrize("lang", some("every type", ["en", "zh-CN"], 1))
def test_every_type_is_filled_in_kept_and_shown(people: People, every: Server, lang: str) -> None:
    said = LABELS[lang]
    page = people.page_as(lang=lang, viewport=DESKTOP, server=every)
    page.goto("/a/every/f/sheet/new")
    fill_in(page, said)
    check_axe(page)
    picture(page, f"every-type-form-{lang}", whole=True)
    page.get_by_role("button", name=str(said["create"]), exact=True).click()
    expect(page).to_have_url(re.compile(r"/r/\d+"))
    page.reload()

    main = page.get_by_role("main")
    for shown in ("21:30", said["length"], "45%", said["whole"], '"color": "red"', "Cold tea", "13800138000"):
        expect(main.get_by_text(str(shown)).first).to_be_visible()
    expect(main.get_by_role("img", name=str(said["stars"]))).to_be_visible()
    expect(main.get_by_role("img", name="sea.png")).to_be_visible()
    expect(main.locator("strong, b").filter(has_text="Cold tea")).to_be_visible()
    check_axe(page)
    picture(page, f"every-type-record-{lang}", whole=True)

    page.goto("/a/every/f/sheet")
    row = page.get_by_role("row").filter(has_text="First")
    for shown in ("21:30", said["length"], "45%", said["whole"]):
        expect(row.get_by_text(str(shown)).first).to_be_attached()
    picture(page, f"every-type-grid-{lang}")

    with every.client(language=lang) as client:
        text = client.post("apps/every/forms/sheet/exports", json={"format": "csv"}).content.decode("utf-8-sig")
    [exported] = csv.DictReader(io.StringIO(text))
    for name, value in (("starts", "21:30"), ("region", said["whole"]), ("story", "Cold tea"), ("photos", "sea.png")):
        assert exported[str(said[name])] == value

    page.go_back()
    page.get_by_role("button", name=str(said["again"])).click()
    page.get_by_role("dialog", name=str(said["ask"])).get_by_role("button", name=str(said["again"])).click()
    expect(page.get_by_role("textbox", name=str(said["name"]), exact=True)).to_have_value(str(said["filled"]))


def test_a_phone_fills_in_the_same_form(people: People, every: Server) -> None:
    said = LABELS["zh-CN"]
    page = people.page_as(lang="zh-CN", viewport=PHONE, scheme="dark", server=every)
    page.goto("/a/every/f/sheet/new")
    fill_in(page, said)
    picture(page, "every-type-phone", whole=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
