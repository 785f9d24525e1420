"""Three-way merge: both sides are taken where they do not meet, nothing is lost silently, and twice is as once."""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.definition.diff import diff_texts
from engine.definition.merge import merge, merge_for
from engine.definition.source import load_folder, load_texts
from engine.definition.tree import plain
from engine.definition.trees import differences, same
from engine.definition.writer import REMOVE, Edit, add_field, add_object, edit, set_label
from tests.definition.small import resolved
from tests.support import seeds

ROOT = Path(__file__).parents[2]
PARTS = ("app.yaml", "forms/opportunity.yaml", "forms/customer.yaml", "forms/task.yaml")
CRM = {
    name: text
    for name, text in load_folder(ROOT / "templates" / "crm").texts.items()
    if name in PARTS or name.startswith("views/opportunity")
}
FORM = """\
kind: form
id: thing
label: Thing
fields:
  name: {type: text, label: Name, max: 100}   # who
  size: {type: number, label: Size}
  stage: {type: select, options: [{id: a, label: A}, {id: b, label: B}]}
logic:
  big: {when: "size > 5", require: [name]}
layout:
  - {id: main, label: Main, items: [name, size, stage]}
"""
BASE = {"app.yaml": "kind: app\nid: shop\nlabel: Shop\n", "forms/thing.yaml": FORM}


def edited(*edits: Edit, texts: Mapping[str, str] = BASE) -> dict[str, str]:
    return edit(texts, list(edits))


def thing(path: tuple[str, ...], value: Any, after: str | None = None, *, into: bool = False) -> Edit:
    return Edit("form", "thing", path, value, after, into_list=into)


def merged(theirs: Mapping[str, str], ours: Mapping[str, str], choices: Any = None) -> Any:
    return merge(load_texts(BASE), load_texts(theirs), load_texts(ours), choices)


def test_both_sides_are_taken_where_they_do_not_meet() -> None:
    theirs = edited(thing(("fields", "name", "max"), 200), thing(("fields", "color"), {"type": "text"}, "name"))
    ours = edited(thing(("fields", "name", "label"), "Title"), thing(("fields", "x_note"), {"type": "text"}, "size"))
    result = merged(theirs, ours)
    assert result.conflicts == ()
    assert result.texts["forms/thing.yaml"] == FORM.replace(
        "label: Name, max: 100}   # who\n", "label: Title, max: 200}   # who\n  color: {type: text}\n"
    ).replace("label: Size}\n", "label: Size}\n  x_note: {type: text}\n")
    assert [one.path for one in result.taken] == ["form/thing/fields/name/max", "form/thing/fields/color"]
    assert [one.path for one in result.kept] == ["form/thing/fields/name/label", "form/thing/fields/x_note"]


def test_a_field_of_the_template_lands_behind_its_neighbour_in_the_layout() -> None:
    theirs = add_field(BASE, "thing", "color", {"type": "text"}, after="name")
    ours = add_field(BASE, "thing", "x_note", {"type": "text"}, after="name")
    result = merged(theirs, ours)
    assert "items: [name, color, x_note, size, stage]" in result.texts["forms/thing.yaml"]
    assert resolved(result.texts).app is not None


CONFLICTS = [
    ("two labels", thing(("label",), "Item"), thing(("label",), "Article"), "form/thing/label"),
    (
        "two edits of one expression",
        thing(("logic", "big", "when"), "size > 6"),
        thing(("logic", "big", "when"), "size > 7"),
        "form/thing/logic/big/when",
    ),
    (
        "changed and removed",
        thing(("fields", "size", "label"), "Width"),
        thing(("fields", "size"), REMOVE),
        "form/thing/fields/size",
    ),
    (
        "removed and changed",
        thing(("fields", "size"), REMOVE),
        thing(("fields", "size", "label"), "Width"),
        "form/thing/fields/size",
    ),
    (
        "two new fields of one id",
        thing(("fields", "z"), {"type": "text"}),
        thing(("fields", "z"), {"type": "date"}),
        "form/thing/fields/z",
    ),
    (
        "an option relabelled twice",
        thing(("fields", "stage", "options", "a", "label"), "X"),
        thing(("fields", "stage", "options", "a", "label"), "Y"),
        "form/thing/fields/stage/options/a/label",
    ),
    (
        "two orders",
        thing(("layout", "main", "items"), ["size", "name", "stage"]),
        thing(("layout", "main", "items"), ["stage", "size", "name"]),
        "form/thing/layout/main/items",
    ),
]


@pytest.mark.parametrize(
    ("theirs", "ours", "path"), [case[1:] for case in CONFLICTS], ids=[case[0] for case in CONFLICTS]
)
def test_where_both_meet_somebody_must_choose(theirs: Edit, ours: Edit, path: str) -> None:
    mine, others = edited(ours), edited(theirs)
    result = merged(others, mine)
    assert [one.path for one in result.conflicts] == [path]
    assert result.texts == mine
    chosen = merged(others, mine, {path: "theirs"})
    assert chosen.conflicts == ()
    assert _trees(chosen.texts) == _trees(others)
    assert _trees(merged(others, mine, {path: "ours"}).texts) == _trees(mine)


def test_whoever_reorders_alone_decides_and_additions_follow() -> None:
    theirs = edited(thing(("layout", "main", "items"), ["stage", "name", "size"]))
    ours = add_field(BASE, "thing", "x_note", {"type": "text"}, after="size")
    assert "items: [stage, name, size, x_note]" in merged(theirs, ours).texts["forms/thing.yaml"]


def test_objects_that_one_side_added_or_removed_come_and_go() -> None:
    view = {"id": "all", "form": "thing", "type": "table", "columns": ["name"]}
    theirs = add_object(BASE, "view", view)
    ours = edited(thing(("label",), "Item"))
    result = merged(theirs, ours)
    assert result.texts["views/all.yaml"] == theirs["views/all.yaml"]
    gone = merge(load_texts(theirs), load_texts(BASE), load_texts(result.texts))
    assert gone.texts == ours
    assert gone.conflicts == ()


def test_labels_are_merged_language_by_language() -> None:
    base = set_label(BASE, "form/thing/label", "东西", "zh-CN", "en")
    theirs = set_label(base, "form/thing/fields/name/label", "名称", "zh-CN", "en")
    ours = set_label(base, "form/thing/fields/size/label", "大小", "zh-CN", "en")
    result = merge(load_texts(base), load_texts(theirs), load_texts(ours))
    assert result.conflicts == ()
    app = resolved(result.texts).app
    assert app is not None
    assert [app.say(f"form/thing/fields/{id}/label", "zh-CN") for id in ("name", "size")] == ["名称", "大小"]


def test_files_that_hold_no_objects_are_taken_whole() -> None:
    theirs = {**BASE, "print/order.html": "<p>new</p>"}
    assert merged(theirs, BASE).texts["print/order.html"] == "<p>new</p>"
    both = merged(theirs, {**BASE, "print/order.html": "<p>mine</p>"})
    assert [one.path for one in both.conflicts] == ["file/print/order.html"]
    assert both.texts["print/order.html"] == "<p>mine</p>"


def test_one_object_of_several_in_a_file_is_merged_in_place() -> None:
    two = "kind: options\nid: a\noptions: [A]   # first\n---\nkind: options\nid: b\noptions: [B]\n"
    base = {**BASE, "options/all.yaml": two}
    theirs = {**base, "options/all.yaml": two.replace("[B]", "[B, C]")}
    ours = {**base, "options/all.yaml": two.replace("[A]", "[A, Z]")}
    result = merge(load_texts(base), load_texts(theirs), load_texts(ours))
    assert result.texts["options/all.yaml"] == two.replace("[B]", "[B, C]").replace("[A]", "[A, Z]")
    without = {**base, "options/all.yaml": "kind: options\nid: a\noptions: [A]   # first\n"}
    assert _trees(merge(load_texts(base), load_texts(without), load_texts(ours)).texts) == _trees(
        {**base, "options/all.yaml": "kind: options\nid: a\noptions: [A, Z]\n"}
    )


def errors_in(texts: Mapping[str, str]) -> int:
    return len(resolved(texts).errors)


def test_what_is_removed_but_still_used_is_a_choice() -> None:
    without = (
        thing(("fields", "size"), REMOVE),
        thing(("logic",), REMOVE),
        thing(("layout", "main", "items", "size"), REMOVE),
    )
    theirs = edited(*without, thing(("fields", "stage", "label"), "Step"))
    view = {"id": "mine", "form": "thing", "type": "table", "columns": ["name", "size"]}
    ours = add_object(BASE, "view", view)
    b, t, o = load_texts(BASE), load_texts(theirs), load_texts(ours)
    result = merge_for(b, t, o, errors_in)
    assert [one.path for one in result.conflicts] == ["form/thing/fields/size"]
    app = resolved(result.texts).app
    assert app is not None and "size" in app.forms["thing"].fields
    assert app.forms["thing"].fields["stage"].label == "Step"
    gone = merge_for(b, t, o, errors_in, {"form/thing/fields/size": "theirs"})
    assert gone.conflicts == () and "size" not in _trees(gone.texts)["form/thing"]["fields"]
    assert merge_for(b, t, b, errors_in).conflicts == ()


# --- random customisations against random template changes -----------------------------------------------------------


def _trees(texts: Mapping[str, str]) -> dict[str, Any]:
    return {item.name: plain(item.tree) for item in load_texts(texts).items}


def changed(texts: Mapping[str, str], chance: random.Random, who: str) -> dict[str, str]:
    """The texts after a few changes that somebody might make."""
    for number in range(chance.randrange(1, 7)):
        forms = [item for item in load_texts(texts).items if item.kind == "form"]
        form = chance.choice(forms)
        tree = plain(form.tree)
        field = chance.choice(list(tree["fields"]))
        match chance.randrange(9):
            case 0:
                texts = add_field(
                    texts, form.id, f"{who}_{number}", {"type": "text", "label": f"{who} {number}"}, after=field
                )
            case 1:
                texts = edit(texts, [Edit("form", form.id, ("fields", field, "label"), f"{who} label {number}")])
            case 2:
                texts = edit(texts, [Edit("form", form.id, ("fields", field), REMOVE)])
            case 3:
                texts = edit(texts, [Edit("form", form.id, ("fields", field, "help"), f"{who}: help, “{number}”")])
            case 4:
                items = [item for section in tree.get("layout", ()) for item in section["items"]]
                section = chance.choice(tree.get("layout") or [None])
                if section and items:
                    order = chance.sample(section["items"], len(section["items"]))
                    texts = edit(texts, [Edit("form", form.id, ("layout", section["id"], "items"), order)])
            case 5:
                selects = [id for id, one in tree["fields"].items() if isinstance(one.get("options"), list)]
                if selects:
                    option = {"id": f"{who}_{number}", "label": who}
                    texts = edit(
                        texts,
                        [Edit("form", form.id, ("fields", chance.choice(selects), "options"), option, into_list=True)],
                    )
            case 6:
                view = chance.choice([item for item in load_texts(texts).items if item.kind == "view"])
                texts = edit(texts, [Edit("view", view.id, ("sort",), [f"-{field}"])])
            case 7:
                texts = set_label(texts, f"form/{form.id}/fields/{field}/label", f"{who}{number}", "zh-CN", "en")
            case 8:
                texts = add_object(texts, "view", {"id": f"{who}_{number}", "form": form.id, "type": "table"})
    return dict(texts)


@pytest.mark.parametrize("round", range(16))
def test_nothing_is_lost_silently_and_merging_again_changes_nothing(round: int) -> None:
    chance = seeds.generator(f"merge {round}")
    theirs, ours = changed(CRM, chance, "t"), changed(CRM, chance, "x")
    b, t, o = load_texts(CRM), load_texts(theirs), load_texts(ours)
    result = merge(b, t, o)
    base, left, right, made = (_trees(texts) for texts in (CRM, theirs, ours, result.texts))
    conflicts = {one.path for one in result.conflicts}
    for side in (left, right):
        for path, _, wanted in differences(base, side):
            name = "/".join(path)
            if any(name == one or name.startswith(f"{one}/") or one.startswith(f"{name}/") for one in conflicts):
                continue
            assert _stands(made, path, wanted), (name, wanted)
    for one in result.conflicts:
        assert not same(one.theirs, one.ours)
    # Upgrading again to the same version, with what was merged as ours, changes nothing.
    again = merge(t, t, load_texts(result.texts))
    assert again.texts == result.texts and not again.taken and not again.conflicts
    # Files that neither side touched are byte for byte what they were.
    for file, text in CRM.items():
        if theirs.get(file) == text and ours.get(file) == text:
            assert result.texts[file] == text
    # Merging with nothing new gives what there was.
    assert merge(b, b, o).texts == ours
    assert diff_texts(merge(b, t, b).texts, theirs) == ()


def _stands(tree: Any, path: tuple[str, ...], wanted: Any) -> bool:
    """Whether the value stands at a path by id; an order stands when its items follow each other so."""
    from engine.definition.trees import MISSING, by_id, ids_of

    for key in path:
        if isinstance(tree, list):
            tree = by_id(tree).get(key, MISSING)
        else:
            tree = tree.get(key, MISSING) if isinstance(tree, dict) else MISSING
        if tree is MISSING:
            return wanted is MISSING
    if isinstance(tree, list) and isinstance(wanted, list) and all(isinstance(one, str) for one in wanted):
        names = ids_of(tree) or []
        order = [one for one in wanted if one in names]
        return [one for one in names if one in order] == order
    if isinstance(wanted, dict) and isinstance(tree, dict):
        return all(key in tree for key in wanted)
    return same(tree, wanted)


def test_the_result_is_not_the_same_object_as_what_was_given() -> None:
    before = copy.deepcopy(dict(BASE))
    merged(edited(thing(("label",), "Item")), BASE)
    assert before == BASE
