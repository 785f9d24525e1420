"""What an author changed is told by id, a line each, in both languages."""

from __future__ import annotations

from engine.definition.diff import diff, diff_texts
from engine.definition.writer import REMOVE, Edit, add_field, add_object, edit, set_label
from tests.definition.small import APP, THING, app_of

BASE = {"app.yaml": APP, "forms/thing.yaml": THING}


def told(new: dict[str, str], language: str = "en", old: dict[str, str] | None = None) -> list[str]:
    return [change.describe(language) for change in diff_texts(BASE if old is None else old, new)]


def test_nothing_changed_is_nothing_told() -> None:
    assert told(dict(BASE)) == []
    assert told({**BASE, "forms/thing.yaml": THING.replace("\n", "  # a comment\n")}) == []
    assert told({"app.yaml": APP, "forms/renamed.yaml": THING}) == []


def test_a_new_field_is_one_change() -> None:
    new = add_field(BASE, "thing", "size", {"type": "number", "label": "Size", "max": 5})
    assert told(new) == ["+ field Size (form/thing/fields/size)"]
    assert told(new, "zh-CN") == ["+ 字段 Size（位于 form/thing/fields/size）"]
    assert told(dict(BASE), old=new) == ["- field Size (form/thing/fields/size)"]


def test_a_changed_property_says_before_and_after() -> None:
    assert told(edit(BASE, [Edit("form", "thing", ("fields", "name", "max"), 50)])) == [
        "+ form/thing/fields/name/max: 50"
    ]
    assert told(edit(BASE, [Edit("form", "thing", ("label",), "Item")])) == ["~ form/thing/label: Thing → Item"]


def test_objects_come_and_go_as_a_whole() -> None:
    new = add_object(BASE, "view", {"id": "all", "form": "thing", "type": "table", "label": "All"})
    assert told(new) == ["+ view All (view/all)"]
    assert told(dict(BASE), old=new) == ["- view All (view/all)"]


def test_options_and_orders_are_told_by_id() -> None:
    options = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]
    one = add_object(BASE, "options", {"id": "o", "options": options})
    two = edit(one, [Edit("options", "o", ("options", "a", "label"), "Z")])
    assert told(two, old=one) == ["~ options/o/options/a/label: A → Z"]
    turned = edit(one, [Edit("options", "o", ("options",), list(reversed(options)))])
    assert told(turned, old=one) == ["~ options/o/options: ['a', 'b'] → ['b', 'a']"]
    assert told(edit(one, [Edit("options", "o", ("options", "a"), REMOVE)]), old=one) == [
        "- options/o/options/a: {'id': 'a', 'label': 'A'}"
    ]


def test_translations_and_other_files_are_told() -> None:
    assert told(set_label(BASE, "form/thing/label", "东西", "zh-CN", "en")) == ["+ translations zh-CN (i18n/zh-CN)"]
    assert told({**BASE, "print/a.html": "<p>"}) == ["+ file print/a.html (file/print/a.html)"]


def test_apps_are_compared_by_their_texts() -> None:
    old = app_of(BASE)
    new = app_of(edit(BASE, [Edit("form", "thing", ("label",), "Item")]))
    assert [change.path for change in diff(old, new)] == ["form/thing/label"]
    assert [change.path for change in diff(None, new)] == ["app/shop", "form/thing"]
    assert [(change.what, change.thing) for change in diff(old, None)] == [("remove", "app"), ("remove", "form")]
