"""The writer changes what it is asked to and leaves every other byte as its author wrote it."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definition import printing
from engine.definition.patching import edits_between
from engine.definition.source import load_folder, load_texts, read_text
from engine.definition.tree import plain
from engine.definition.trees import same
from engine.definition.writer import REMOVE, Edit, add_field, add_object, edit, set_label
from engine.errors import NotFound
from tests.definition.mutations import harm
from tests.definition.small import resolved
from tests.support import seeds

ROOT = Path(__file__).parents[2]
FORM = """\
# Things we keep.
kind: form
id: thing
label: Thing   # what people call it

fields:
  # who it is
  name:   {type: text,   max: 200}     # aligned by hand
  amount:
    type: number
    decimals: 2
  stage: {type: select, options: [A, B]}

layout:
  - {id: main, label: Main, items: [name, amount]}   # the first
  - id: more
    label: More
    items:
      - stage
# the end
"""
VIEW = "kind: view\nid: all\nform: thing\ntype: table\ncolumns: [name, amount]\n"
TEXTS = {"forms/thing.yaml": FORM, "views/all.yaml": VIEW}


def form(*edits: Edit) -> str:
    return edit(TEXTS, list(edits))["forms/thing.yaml"]


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that are gone and those that are new."""
    import difflib

    lines = list(difflib.ndiff(before.split("\n"), after.split("\n")))
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


CASES: list[tuple[str, Edit, list[str], list[str]]] = [
    (
        "a scalar in a line of its own keeps its comment",
        Edit("form", "thing", ("label",), "Item"),
        ["label: Thing   # what people call it"],
        ["label: Item   # what people call it"],
    ),
    (
        "a scalar inside braces",
        Edit("form", "thing", ("fields", "name", "max"), 300),
        ["  name:   {type: text,   max: 200}     # aligned by hand"],
        ["  name:   {type: text,   max: 300}     # aligned by hand"],
    ),
    (
        "a new key inside braces",
        Edit("form", "thing", ("fields", "name", "required"), True),
        ["  name:   {type: text,   max: 200}     # aligned by hand"],
        ["  name:   {type: text,   max: 200, required: true}     # aligned by hand"],
    ),
    (
        "a new key in a block",
        Edit("form", "thing", ("fields", "amount", "unit"), "kg"),
        [],
        ["    unit: kg"],
    ),
    (
        "a new field behind another",
        Edit("form", "thing", ("fields", "x_new"), {"type": "text", "label": "Größe: cm"}, insert_after="amount"),
        [],
        ['  x_new: {type: text, label: "Größe: cm"}'],
    ),
    (
        "a new key at the top",
        Edit("form", "thing", ("label_plural",), "Things", insert_after="label"),
        [],
        ["label_plural: Things"],
    ),
    (
        "an item into a list inside braces",
        Edit("form", "thing", ("layout", "main", "items"), "stage", insert_after="name", into_list=True),
        ["  - {id: main, label: Main, items: [name, amount]}   # the first"],
        ["  - {id: main, label: Main, items: [name, stage, amount]}   # the first"],
    ),
    (
        "an item into a list of lines",
        Edit("form", "thing", ("layout", "more", "items"), "amount", into_list=True),
        [],
        ["      - amount"],
    ),
    (
        "a section into the layout",
        Edit("form", "thing", ("layout",), {"id": "last", "items": []}, insert_after="main", into_list=True),
        [],
        ["  - {id: last, items: []}"],
    ),
    (
        "a field removed",
        Edit("form", "thing", ("fields", "stage"), REMOVE),
        ["  stage: {type: select, options: [A, B]}"],
        [],
    ),
    (
        "an item removed from a list",
        Edit("form", "thing", ("layout", "main", "items", "name"), REMOVE),
        ["  - {id: main, label: Main, items: [name, amount]}   # the first"],
        ["  - {id: main, label: Main, items: [amount]}   # the first"],
    ),
    (
        "the only item removed leaves an empty list",
        Edit("form", "thing", ("layout", "more", "items", "stage"), REMOVE),
        ["    items:", "      - stage"],
        ["    items: []"],
    ),
    (
        "a block replaced by a line",
        Edit("form", "thing", ("fields", "amount"), {"type": "money"}),
        ["  amount:", "    type: number", "    decimals: 2"],
        ["  amount: {type: money}"],
    ),
    (
        "a map that was not there",
        Edit("form", "thing", ("unique", "by_name", "fields"), ["name"]),
        [],
        ["unique: {by_name: {fields: [name]}}"],
    ),
    (
        "what is there already is not put in twice",
        Edit("form", "thing", ("layout", "main", "items"), "name", into_list=True),
        [],
        [],
    ),
]


@pytest.mark.parametrize(("one", "gone", "new"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_only_the_lines_that_change_change(one: Edit, gone: list[str], new: list[str]) -> None:
    after = form(one)
    assert changed_lines(FORM, after) == (gone, new)
    assert load_texts({"a.yaml": after}).problems == ()


def test_other_files_are_the_same_objects() -> None:
    assert edit(TEXTS, [Edit("form", "thing", ("label",), "Item")])["views/all.yaml"] is VIEW


def test_windows_lines_and_the_mark_of_byte_order_stay() -> None:
    text = "\ufeff" + FORM.replace("\n", "\r\n")
    after = edit({"forms/thing.yaml": text}, [Edit("form", "thing", ("fields", "x"), {"type": "text"}, "name")])[
        "forms/thing.yaml"
    ]
    assert after == text.replace("# aligned by hand\r\n", "# aligned by hand\r\n  x: {type: text}\r\n")


def test_a_file_without_a_last_line_end_gets_one() -> None:
    after = edit({"v.yaml": VIEW.rstrip("\n")}, [Edit("view", "all", ("sort",), ["-name"])])["v.yaml"]
    assert after == VIEW + "sort: [-name]\n"


def test_json_files_stay_json() -> None:
    text = '{\n  "kind": "form",\n  "id": "thing",\n  "fields": {\n    "name": {"type": "text"}\n  }\n}\n'
    after = edit({"a.json": text}, [Edit("form", "thing", ("fields", "x"), {"type": "number", "max": 5})])["a.json"]
    assert after == text.replace('"text"}', '"text"},\n    "x": {"type": "number", "max": 5}')
    assert edit({"a.json": after}, [Edit("form", "thing", ("fields", "x"), REMOVE)])["a.json"] == text


def test_the_right_object_of_several_in_a_file_is_changed() -> None:
    text = "kind: options\nid: a\noptions: [A]\n---\nkind: options\nid: b\noptions: [B]\n"
    after = edit({"o.yaml": text}, [Edit("options", "b", ("label",), "Bees", "id")])["o.yaml"]
    assert after == text.replace("id: b\n", "id: b\nlabel: Bees\n")


def test_an_object_that_is_not_there_is_said() -> None:
    with pytest.raises(NotFound):
        edit(TEXTS, [Edit("form", "nothing", ("label",), "x")])


def test_a_new_field_stands_in_fields_layout_and_view_behind_its_neighbour() -> None:
    after = add_field(TEXTS, "thing", "x_size", {"label": "Size", "type": "text"}, after="name", views=["all"])
    assert resolved(after).app is not None
    assert "  x_size: {type: text, label: Size}\n  amount:" in after["forms/thing.yaml"]
    assert "items: [name, x_size, amount]" in after["forms/thing.yaml"]
    assert "columns: [name, x_size, amount]" in after["views/all.yaml"]


LABELS = [
    ("form/thing/fields/name/label", "en", "forms/thing.yaml", "max: 200, label: 名}"),
    ("form/thing/fields/name/label", "zh-CN", "i18n/zh-CN.yaml", "name: {label: 名}"),
    ("form/thing/label", "zh-CN", "i18n/zh-CN.yaml", "label: 名"),
    ("form/thing/fields/stage/options/a/label", "zh-CN", "i18n/zh-CN.yaml", "options: {a: 名, b: 乙}"),
    ("form/thing/fields/stage/label", "zh-CN", "i18n/zh-CN.yaml", "stage: {options: {a: 甲, b: 乙}, label: 名}"),
    ("view/all/label", "zh-CN", "i18n/zh-CN.yaml", "view: {all: {label: 名}}"),
    ("app/label", "zh-CN", "i18n/zh-CN.yaml", "app: {label: 名}"),
]


@pytest.mark.parametrize(("path", "language", "file", "expected"), LABELS, ids=[f"{one[0]} {one[1]}" for one in LABELS])
def test_a_label_is_written_where_its_language_lives(path: str, language: str, file: str, expected: str) -> None:
    i18n = "kind: i18n\nlocale: zh-CN\nform:\n  thing:\n    fields:\n      stage: {options: {a: 甲, b: 乙}}\n"
    app = "kind: app\nid: shop\nlabel: Shop\nlanguage: {written_in: en, also: [zh-CN]}\n"
    texts = {**TEXTS, "app.yaml": app, "i18n/zh-CN.yaml": i18n}
    after = set_label(texts, path, "名", language, "en")
    assert expected in after[file]
    made = resolved(after).app
    assert made is not None
    assert made.say(path, language) == "名"
    assert set_label(after, path, "名", language, "en") == after


def test_the_first_label_of_a_language_makes_its_file() -> None:
    after = set_label(TEXTS, "form/thing/fields/name/label", "名", "zh-CN", "en")
    assert after["i18n/zh-CN.yaml"] == "kind: i18n\nlocale: zh-CN\nform:\n  thing: {fields: {name: {label: 名}}}\n"


def test_a_new_object_gets_a_file_with_its_keys_in_order() -> None:
    tree = {"type": "table", "form": "thing", "label": "Mine", "id": "mine", "columns": ["name"]}
    files = add_object(TEXTS, "view", tree)
    expected = "kind: view\nid: mine\nform: thing\nlabel: Mine\ntype: table\ncolumns: [name]\n"
    assert files == {**TEXTS, "views/mine.yaml": expected}


LETTERS = st.characters(exclude_characters="\x00", exclude_categories=["Cs", "Cc"])
ANY_TEXT = st.text(LETTERS | st.just("\n"), max_size=30)
TRAPS = [
    "yes",
    "no",
    "null",
    "~",
    "1e3",
    "0x1",
    "- a",
    "-a",
    "-",
    "a: b",
    "#x",
    "a #b",
    "=x",
    "'",
    '"',
    "---",
    "&a",
    "*a",
]
TRAPS += [
    "!t",
    "%",
    "@",
    "`",
    "{",
    "]",
    "a:",
    "? a",
    "|",
    ">",
    "<<",
    "\u2028",
    "\x85",
    "\ufeff",
    " a",
    "a\n",
    "2024-01-01",
]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.decimals(-1000, 1000, places=3)
    | ANY_TEXT
    | st.sampled_from(TRAPS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(ANY_TEXT.filter(bool) | st.sampled_from(TRAPS[:24]), inner, max_size=3)
    ),
    max_leaves=12,
)
PLACES = [("note_",), ("fields", "name", "x"), ("fields", "amount", "x"), ("layout", "more", "x")]


@given(VALUES, st.sampled_from(PLACES))
def test_whatever_is_written_is_read_again_as_it_was(value: Any, path: tuple[str, ...]) -> None:
    after = form(Edit("form", "thing", path, value))
    items, problems = read_text("a.yaml", after)
    assert problems == []
    found: Any = plain(items[0].tree)
    for key in path:
        found = next(one for one in found if one["id"] == key) if isinstance(found, list) else found[key]
    assert same(found, value)
    assert form(Edit("form", "thing", path, value)) == after


@given(VALUES)
def test_whatever_is_printed_is_read_again_as_it_was(value: Any) -> None:
    tree = {"kind": "form", "id": "a", "v": {"w": value}, "x": [value]}
    items, problems = read_text("a.yaml", printing.print_object("form", tree))
    assert problems == []
    assert same(plain(items[0].tree), tree)


def test_random_edits_of_real_files_come_out_as_meant_and_touch_nothing_else() -> None:
    chance: random.Random = seeds.generator("writer")
    sources = load_folder(ROOT / "templates" / "crm")
    patched = 0
    for _ in range(120):
        item = chance.choice(sources.items)
        before = plain(item.tree)
        wanted = harm(copy.deepcopy(before), chance)
        edits = edits_between(before, wanted, item.kind, item.id)
        text = sources.texts[item.file]
        after = edit({item.file: text}, edits)[item.file]
        items, problems = read_text(item.file, after)
        if problems or not items or not same(plain(items[0].tree), wanted):
            continue  # what cannot be patched is printed anew by those who merge; it must stay rare
        patched += 1
        gone, _ = changed_lines(text, after)
        assert len(gone) <= max(3, 2 * len(str(before)) // 60)
    assert patched >= 110
