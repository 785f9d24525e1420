"""The form designer: fields are added, moved, named, undone; a draft is kept, told to others, and takes nothing live."""

from __future__ import annotations

import json
import random
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.designer_page import Builder, drag, field, kept, name_of, open_designer, order
from tests.e2e.test_weight import busy
from tests.support import seeds
from tests.support.browser import PHONE, People, check_axe, picture
from tests.support.server import Server
from tests.support.sizes import sized, some

# Types that want to be told something before they can begin.
ASKED = {"relation", "formula", "lookup", "rollup", "aggregate"}


def types_of(page: Page) -> list[str]:
    found: list[str] = page.locator("aside button[data-type]").evaluate_all("all => all.map(one => one.dataset.type)")
    return found


def test_every_type_is_added_by_click_by_drag_and_by_keyboard_with_the_same_result(
    people: People, empty_server: Server, builder: Builder
) -> None:
    page = people.page_as(server=empty_server)
    open_designer(page, builder.app)
    plain = [one for one in types_of(page) if one not in ASKED]
    assert len(plain) >= 15
    results = []
    for way in ("click", "drag", "keyboard"):
        chosen = plain if way == "click" else some(f"types by {way}", plain, 6)
        made = {}
        for count, kind in enumerate(chosen, 1):
            name_of(page, "code").click()
            before = order(page)
            button = page.locator(f"aside button[data-type='{kind}']").first
            if way == "click":
                button.click()
            elif way == "drag":
                drag(page, button, field(page, "code"), down=0.8)
            else:
                label = button.inner_text().strip()
                page.keyboard.press("/")
                page.keyboard.insert_text(label)
                expect(page.locator(f"[role=option][data-type='{kind}']")).to_have_attribute("aria-selected", "true")
                page.keyboard.press("Enter")
            kept(page, count)
            added = [id for id in order(page) if id not in before]
            assert len(added) == 1, (way, kind)
            assert order(page)[order(page).index("code") + 1] == added[0]
            made[kind] = builder.written()["fields"][added[0]]
            expect(name_of(page, added[0])).to_be_focused()
        results.append({kind: json.dumps(made[kind], sort_keys=True) for kind in made})
        for step in range(len(chosen), 0, -1):
            page.get_by_role("button", name="Undo", exact=True).click()
            kept(page, step - 1)
    by_click, *others = results
    for other in others:
        assert other == {kind: by_click[kind] for kind in other}


def test_a_type_that_must_be_told_something_asks_before_it_is_added(
    people: People, empty_server: Server, builder: Builder
) -> None:
    page = people.page_as(server=empty_server)
    open_designer(page, builder.app)
    page.locator("aside button[data-type=relation]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Add field")).to_be_disabled()
    dialog.get_by_role("textbox", name="Name").fill("Part of")
    dialog.get_by_role("combobox").click()
    page.get_by_role("option", name="Asset", exact=True).click()
    check_axe(page)
    dialog.get_by_role("button", name="Add field").click()
    kept(page, 1)
    assert builder.written()["fields"]["part_of"]["to"] == "asset"


def random_edit(page: Page, dice: random.Random) -> None:
    """One of the things that people do, on any field."""
    fields = order(page)
    id = dice.choice(fields)
    what = dice.choice(["add", "up", "down", "rename", "copy", "required"])
    name_of(page, id).click()
    if what == "add":
        page.locator(f"aside button[data-type={dice.choice(['text', 'date', 'number', 'phone'])}]").first.click()
    elif what in ("up", "down"):
        page.keyboard.press("Alt+ArrowUp" if what == "up" else "Alt+ArrowDown")
    elif what == "rename":
        page.keyboard.press("F2")
        page.keyboard.press("Control+A")
        page.keyboard.type(f"Named {dice.randrange(1000)}")
        page.keyboard.press("Enter")
    elif what == "copy":
        page.keyboard.press("Control+d")
    else:
        page.locator("[data-property=required] input").click()
    kept(page)


def test_what_was_edited_is_undone_to_the_start_and_done_again_and_the_selection_goes_with_it(
    people: People, empty_server: Server, builder: Builder
) -> None:
    dice = seeds.generator("edits in the designer")
    page = people.page_as(server=empty_server)
    open_designer(page, builder.app)
    start = builder.written()
    states = [start]
    while len(states) <= sized(20, 60):
        random_edit(page, dice)
        now = builder.draft()
        if now["position"] == len(states):
            states.append(now["definition"]["form"]["asset"])
    count = len(states) - 1
    name_of(page, order(page)[0]).click()
    for step in range(count, 0, -1):
        page.keyboard.press("Control+z")
        kept(page, step - 1)
    assert builder.written() == start
    assert builder.draft()["changes"] == 0
    for step in range(count):
        page.keyboard.press("Control+Shift+Z")
        kept(page, step + 1)
    assert builder.written() == states[-1]

    # The last thing that was done is what is selected.
    name_of(page, "code").click()
    page.keyboard.press("F2")
    page.keyboard.type("Selected again")
    page.keyboard.press("Enter")
    kept(page)
    name_of(page, order(page)[-1]).click()
    page.keyboard.press("Control+z")
    expect(page.locator("[data-panel=code]")).to_be_visible()


@pytest.mark.parametrize("lang", some("a draft survives", ["en", "zh-CN"], 1))
def test_a_draft_survives_a_reload_and_takes_nothing_live(
    people: People, empty_server: Server, builder: Builder, lang: str
) -> None:
    words = {"en": ("Draft, 1 change", "Publish"), "zh-CN": ("草稿，1 处修改", "发布")}[lang]
    page = people.page_as(lang=lang, server=empty_server)
    open_designer(page, builder.app)
    name_of(page, "code").click()
    page.keyboard.press("F2")
    page.keyboard.insert_text("另一个名称")
    page.keyboard.press("Enter")
    expect(name_of(page, "code")).to_have_text("另一个名称", timeout=1_000)
    kept(page, 1)
    page.reload()
    expect(name_of(page, "code")).to_have_text("另一个名称")
    expect(page.locator("[data-saved]")).to_contain_text(words[0])
    assert builder.live()["fields"]["code"]["label"] == "Code"
    page.get_by_role("button", name=words[1], exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-change]")).to_have_count(1)
    check_axe(page)
    dialog.get_by_role("button", name=words[1], exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.locator("[data-saved]")).to_have_attribute("data-changes", "0")
    builder.client.headers["Accept-Language"] = lang
    assert builder.live()["fields"]["code"]["label"] == "另一个名称"


def test_fields_are_moved_with_the_mouse_and_with_the_keyboard(
    people: People, empty_server: Server, builder: Builder
) -> None:
    page = people.page_as(server=empty_server)
    open_designer(page, builder.app)
    assert order(page)[:3] == ["name", "code", "kind"]
    drag(page, field(page, "kind"), field(page, "name"), down=0.2)
    kept(page, 1)
    assert order(page)[:3] == ["kind", "name", "code"]
    name_of(page, "code").click()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("status").filter(has_text="Before")).to_be_attached()
    page.keyboard.press("Space")
    kept(page, 2)
    assert order(page)[:3] == ["code", "kind", "name"]
    name_of(page, "code").click()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    kept(page, 2)
    # Beside another: the section gets a second column. Into another section, several at once.
    drag(page, field(page, "bought"), field(page, "price"), across=0.95, down=0.5)
    kept(page, 3)
    sections = {one["id"]: one for one in builder.written()["layout"]}
    assert (sections["money"]["columns"], sections["money"]["items"]) == (2, ["price", "bought"])
    name_of(page, "code").click()
    name_of(page, "kind").click(modifiers=["Shift"])
    drag(page, field(page, "code"), field(page, "note"), down=0.9)
    kept(page, 4)
    sections = {one["id"]: one for one in builder.written()["layout"]}
    assert (sections["main"]["items"], sections["more"]["items"]) == (["name"], ["note", "code", "kind"])


WATCH = """() => {
  addEventListener('click', event => {
    if (!event.target.closest('[role=option]')) return;
    const began = performance.now();
    const look = () => document.body.innerText.includes('What else') ? (window.took = performance.now() - began) : requestAnimationFrame(look);
    look();
  }, true);
}"""


def test_a_rule_of_visibility_shows_in_the_preview_at_once_and_a_hidden_field_blocks_nothing(
    people: People, empty_server: Server, builder: Builder
) -> None:
    page = people.page_as(server=empty_server)
    open_designer(page, builder.app)
    expect(field(page, "note").locator("[data-hiding=shown_when]")).to_contain_text("Kind is Desk")
    page.get_by_role("button", name="Preview", exact=True).click()
    form = page.frame_locator("iframe")
    form.locator("[data-preview]").wait_for(timeout=20_000)
    check_axe(page)
    picture(page, "designer-preview")
    expect(form.get_by_label("Note", exact=True)).to_have_count(0)
    form.get_by_role("textbox", name="Name").fill("Preview")
    form.get_by_role("button", name="Create").click()
    fine = form.get_by_role("status").filter(has_text="This would be saved.")
    expect(fine).to_be_visible()
    kind = form.get_by_role("combobox", name=re.compile("^Kind"))
    kind.click()
    inside = page.frames[-1]
    inside.evaluate(WATCH)
    form.get_by_role("option", name="Desk").click()
    expect(form.get_by_text("Note").first).to_be_visible()
    took = inside.evaluate("window.took")
    assert took is not None and took <= 100 * busy(), f"{took} ms"
    form.get_by_role("button", name="Create").click()
    expect(form.locator("[data-errors]")).to_contain_text("Note")
    kind.click()
    form.get_by_role("option", name="Chair").click()
    form.get_by_role("button", name="Create").click()
    expect(fine).to_be_visible()
    assert builder.client.get(f"apps/{builder.app}/forms/asset/records").json()["records"] == []


def test_a_used_field_says_what_goes_with_it_and_comes_back_with_its_values(
    people: People, empty_server: Server, builder: Builder
) -> None:
    builder.add({"name": "One", "kind": "desk", "note": "here"}, {"name": "Two", "kind": "chair"})
    page = people.page_as(server=empty_server)
    open_designer(page, builder.app)
    name_of(page, "kind").click()
    page.keyboard.press("Delete")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-values='2']")).to_be_visible()
    expect(dialog).to_contain_text("It holds 2 values.")
    assert int(dialog.locator("[data-used]").get_attribute("data-used") or 0) >= 1
    check_axe(page)
    picture(page, "designer-delete")
    dialog.get_by_role("button", name="Delete").click()
    kept(page, 1)
    assert "kind" not in order(page)
    page.locator("[data-toast]").get_by_role("button", name="Undo").click()
    kept(page, 0)
    assert "kind" in order(page)

    # Published without it, and brought back by the version before: the values are there.
    live = builder.client.get(f"apps/{builder.app}").json()["version"]
    name_of(page, "price").click()
    page.keyboard.press("Delete")
    dialog.get_by_role("button", name="Delete").click()
    kept(page, 1)
    builder.add({"name": "Three", "price": "12.00"})
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(dialog.locator("[data-change][data-severity=destroys]")).to_have_count(1)
    publish = dialog.get_by_role("button", name="Publish", exact=True)
    expect(publish).to_be_disabled()
    expect(dialog).to_contain_text("A backup is made first.")
    check_axe(page)
    picture(page, "designer-publish-destroys")
    dialog.get_by_role("checkbox", name="I have read what goes out of sight.").check()
    publish.click()
    expect(page.locator("[data-toast]").filter(has_text="The backup is")).to_be_visible()
    assert "price" not in builder.live()["fields"]
    page.goto(f"/a/{builder.app}/versions")
    page.locator(f"[data-version='{live}']").click()
    page.get_by_role("button", name="Roll back").click()
    expect(page.get_by_role("dialog").locator("[data-change]").first).to_be_visible()
    check_axe(page)
    picture(page, "designer-rollback")
    page.get_by_role("dialog").get_by_role("button", name="Roll back").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    shown = builder.client.get(f"apps/{builder.app}/forms/asset/records", params={"where": "name = 'Three'"}).json()
    assert shown["records"][0]["price"] == "12.00"


def test_another_type_says_what_converts_before_it_is_chosen_and_can_be_undone(
    people: People, empty_server: Server, builder: Builder
) -> None:
    builder.add({"name": "One", "code": "12"}, {"name": "Two", "code": "7.5"}, {"name": "Three", "code": "A-1"})
    page = people.page_as(server=empty_server)
    open_designer(page, builder.app)
    before = builder.written()
    name_of(page, "code").click()
    page.get_by_role("button", name="Type: Text. Change it").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="New type").click()
    page.get_by_role("option", name="Number", exact=True).click()
    expect(dialog.locator("[data-converts='2'][data-fails='1']")).to_be_visible()
    expect(dialog).to_contain_text("A-1")
    check_axe(page)
    picture(page, "designer-type")
    dialog.get_by_role("button", name="Change type").click()
    kept(page, 1)
    assert builder.written()["fields"]["code"]["type"] == "number"
    expect(page.get_by_role("button", name="Type: Number. Change it")).to_be_visible()
    name_of(page, "code").click()
    page.keyboard.press("Control+z")
    kept(page, 0)
    assert builder.written() == before


def test_a_wish_is_sent_from_the_table_and_taken_over_in_the_designer(people: People, server: Server) -> None:
    rep = people.page_as("sun.lei@example.com")
    rep.goto("/a/crm/f/customer")
    rep.get_by_role("button", name="Ask for a change").click()
    dialog = rep.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Which field is missing?").fill("Mobile phone")
    dialog.get_by_role("textbox", name="Why it is needed").fill("To call back")
    check_axe(rep)
    dialog.get_by_role("button", name="Ask").click()
    expect(dialog).to_have_count(0)
    page = people.page_as()
    open_designer(page, "crm", "customer")
    page.get_by_role("button", name="1 wish").click()
    expect(page.get_by_role("dialog")).to_contain_text("To call back")
    check_axe(page)
    picture(page, "designer-wishes")
    page.get_by_role("button", name="Take over").click()
    page.keyboard.press("Escape")
    wished = page.locator("[data-drop-field]", has_text="Mobile phone")
    expect(wished).to_have_count(1)
    with server.client() as client:
        made = client.get("apps/crm/draft").json()["definition"]["form"]["customer"]["fields"]
        assert made[wished.get_attribute("data-drop-field") or ""]["type"] == "phone"
        client.delete("apps/crm/draft")


LOOKS = [
    pytest.param("en", "light", (1440, 900), id="en"),
    pytest.param("zh-CN", "dark", (1440, 900), id="zh-dark"),
    pytest.param("zh-CN", "light", PHONE, id="zh-phone"),
]


@pytest.mark.parametrize(("lang", "scheme", "viewport"), some("looks of the designer", LOOKS, 2))
def test_the_designer_is_accessible_with_its_panels_and_dialogs_open(
    people: People, lang: str, scheme: str, viewport: tuple[int, int]
) -> None:
    page = people.page_as(lang=lang, scheme=scheme, viewport=viewport)
    page.goto("/a/crm/f/opportunity/edit")
    expect(page.locator("[data-canvas]")).to_be_visible(timeout=20_000)
    name = f"{lang}-{scheme}-{viewport[0]}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    check_axe(page)
    picture(page, f"designer-{name}")
    name_of(page, "stage").click()
    if viewport == PHONE:
        page.get_by_role("button", name=re.compile("^(Properties|属性)$")).click()
    expect(page.locator("[data-panel=stage]")).to_be_visible()
    check_axe(page)
    picture(page, f"designer-field-{name}")
    for tab in page.locator("[data-panel=stage] [role=tab]").all():
        tab.click()
        check_axe(page)
    if viewport == PHONE:
        page.keyboard.press("Escape")
    else:
        name_of(page, "stage").click()
        page.keyboard.press("Enter")
        expect(page.get_by_role("listbox")).to_be_visible()
        check_axe(page)
        page.keyboard.press("Escape")
    for tab in page.locator("header nav button").all()[1:]:
        tab.click()
        check_axe(page)
        picture(page, f"designer-{tab.inner_text()}-{name}")
