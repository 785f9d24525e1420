"""Publishing: exactly what was changed is listed and agreed to; two people who publish lose nothing; versions lead back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.designer_page import Builder, kept, name_of, open_designer
from tests.e2e.grid_page import Clicks
from tests.support.browser import People, check_axe, picture
from tests.support.server import Server
from tests.support.sizes import some

FIELDS = "form/asset/fields"
# What somebody does, and the sentence that stands for it in each language.
GOLDEN: list[tuple[dict[str, object], str]] = [
    ({"op": "add_field", "form": "asset", "field": {"type": "text", "label": "Colour"}, "section": "main"}, "colour"),
    ({"op": "label", "at": f"{FIELDS}/code/label", "text": "Number"}, "code/label"),
    ({"op": "set", "at": f"{FIELDS}/code/required", "to": True}, "code/required"),
    ({"op": "set", "at": f"{FIELDS}/price/min", "to": 0}, "price/min"),
    ({"op": "set", "at": f"{FIELDS}/kind/options/chair/color", "to": "red"}, "kind/options/chair/color"),
    ({"op": "remove", "at": f"{FIELDS}/note/help"}, "note/help"),
    (
        {"op": "set", "at": "form/asset/logic/desks_have_notes/when", "to": "kind = 'chair'"},
        "logic/desks_have_notes/when",
    ),
    ({"op": "set", "at": "form/asset/layout/money/columns", "to": 2}, "layout/money/columns"),
]


def changes(page: Page) -> list[str]:
    found: list[str] = page.locator("[role=dialog] [data-change]").evaluate_all(
        "all => all.map(one => one.dataset.change)"
    )
    return found


@pytest.mark.parametrize("lang", some("golden changes", ["en", "zh-CN"], 1))
def test_the_dialog_lists_exactly_what_was_changed_and_the_version_before_leads_back(
    people: People, empty_server: Server, builder: Builder, lang: str
) -> None:
    publish = {"en": "Publish", "zh-CN": "发布"}[lang]
    page = people.page_as(lang=lang, server=empty_server)
    before = builder.written()
    for edit, _ in GOLDEN:
        builder.edit(edit)
    open_designer(page, builder.app)
    page.get_by_role("button", name=publish, exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-change]").first).to_be_visible()
    listed = changes(page)
    for _, path in GOLDEN:
        assert [one for one in listed if one.endswith(path)], (path, listed)
    assert len(listed) == len(GOLDEN), listed
    check_axe(page)
    picture(page, f"publish-{lang}")
    dialog.get_by_role("textbox").fill("Colours")
    dialog.get_by_role("button", name=publish, exact=True).click()
    expect(dialog).to_have_count(0)
    assert builder.live()["fields"]["code"]["required"]

    restore = {"en": "Restore as draft", "zh-CN": "恢复为草稿"}[lang]
    page.goto(f"/a/{builder.app}/versions")
    expect(page.locator("[data-version]").first).to_contain_text("Colours")
    expect(page.locator("[data-panel] [data-change]")).to_have_count(len(GOLDEN))
    check_axe(page)
    picture(page, f"versions-{lang}")
    page.locator("[data-version]").nth(1).click()
    page.get_by_role("button", name=restore).click()
    dialog.get_by_role("button", name=restore).click()
    expect(page.locator("[data-canvas]")).to_be_visible(timeout=20_000)
    assert builder.written() == before


def test_who_publishes_second_is_told_and_chooses_where_both_have_changed_the_same(
    people: People, empty_server: Server, builder: Builder
) -> None:
    page = people.page_as(server=empty_server)
    open_designer(page, builder.app)
    name_of(page, "code").click()
    page.keyboard.press("F2")
    page.keyboard.insert_text("Mine")
    page.keyboard.press("Enter")
    kept(page, 1)
    page.get_by_role("button", name="Publish", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-change]")).to_have_count(1)

    # Somebody else publishes, beside this draft.
    app = builder.client.get(f"apps/{builder.app}/files").json()
    theirs = {name: text.replace("label: Code", "label: Theirs") for name, text in app["files"].items()}
    answer = builder.client.post(f"apps/{builder.app}/publish", json={"files": theirs, "based_on": app["version"]})
    assert answer.status_code == 200, answer.text

    dialog.get_by_role("button", name="Publish", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else has published meanwhile.")
    choice = dialog.locator("[data-choice]")
    expect(choice).to_have_count(1)
    expect(choice).to_contain_text("Mine")
    expect(choice).to_contain_text("Theirs")
    expect(dialog.get_by_role("button", name="Publish", exact=True)).to_be_disabled()
    check_axe(page)
    picture(page, "publish-choice")
    choice.get_by_role("radio").last.check()
    expect(choice.locator("[data-chosen]")).to_contain_text("Mine")
    dialog.get_by_role("button", name="Publish", exact=True).click()
    expect(dialog).to_have_count(0)
    assert builder.live()["fields"]["code"]["label"] == "Mine"


@pytest.mark.parametrize("lang", some("a blank app", ["en", "zh-CN"], 1))
def test_a_blank_app_holds_its_first_record_after_eight_clicks(people: People, empty_server: Server, lang: str) -> None:
    words = {
        "en": ("Start blank", "Name of the app", "Create app", "New record", "Name", "Create"),
        "zh-CN": ("从空白开始", "应用名称", "创建应用", "新建记录", "名称", "新建"),
    }[lang]
    page = people.page_as(lang=lang, server=empty_server)
    page.goto("/")
    click = Clicks()
    click(page.get_by_role("button", name=words[0]))
    page.get_by_label(words[1]).fill("Library")
    check_axe(page)
    click(page.get_by_role("button", name=words[2]))
    click(page.get_by_role("link", name=words[3]).first)
    page.get_by_role("textbox", name=words[4]).fill("The first book")
    click(page.locator("form button[type=submit]").first)
    expect(page.get_by_role("heading", name="The first book").first).to_be_visible()
    assert click.count <= 8
