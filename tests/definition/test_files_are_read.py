"""What a file says is read by YAML 1.2, with the place of every value, and bounded against bombs."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definition.json_reader import JsonError, read_json
from engine.definition.source import MAX_BYTES, load_folder, load_texts, read_text
from engine.definition.tree import plain, value_node

HEAD = "kind: form\nid: thing\n"

SCALARS: list[tuple[str, Any]] = [
    ("on", "on"), ("off", "off"), ("yes", "yes"), ("No", "No"), ("NO", "NO"), ("y", "y"), ("12:30", "12:30"),
    ("2024-01-01", "2024-01-01"), ("1_000", "1_000"), ("0b11", "0b11"), ("1.2.3", "1.2.3"), ("1e", "1e"), ("+", "+"),
    ("null", None), ("~", None), ("", None), ("Null", None), ("nULL", "nULL"),
    ("true", True), ("FALSE", False), ("tRUE", "tRUE"),
    ("0", 0), ("-17", -17), ("+3", 3), ("007", 7), ("0o17", 15), ("0xFF", 255), ("0O17", "0O17"),
    ("1.50", Decimal("1.50")), (".5", Decimal("0.5")), ("1.", Decimal(1)), ("1e3", Decimal(1000)),
    ("-1.5E-2", Decimal("-0.015")),
    ("'yes'", "yes"), ('"12"', "12"), ('"a\\nb"', "a\nb"), ('"\\u4f60"', "你"), ("a: b: c".replace(": ", ":"), "a:b:c"),
    ("v1.0", "v1.0"), ("-", "-"), ("--5", "--5"), ("5 days", "5 days"), ("=me", "=me"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "value"), SCALARS, ids=[repr(one[0]) for one in SCALARS])
def test_a_scalar_is_what_yaml_1_2_says(written: str, value: Any) -> None:
    if written == "-":
        written = "'-'"
    items, problems = read_text("a.yaml", f"{HEAD}value: {written}\n")
    assert problems == []
    found = items[0].tree["value"]
    assert (found, type(found)) == (value, type(value))


def test_a_decimal_keeps_the_digits_that_were_written() -> None:
    items, _ = read_text("a.yaml", f"{HEAD}value: 0.1000000000000000055511151231257827\n")
    assert str(items[0].tree["value"]) == "0.1000000000000000055511151231257827"


def test_every_value_knows_its_line_and_column() -> None:
    text = f"# 说明\n{HEAD}fields:\n  名: 1\n  name: {{type: text, label: 名称, max: 5}}\n"
    items, _ = read_text("a.yaml", text)
    field = items[0].tree["fields"]["name"]
    node = value_node(field, "max")
    assert node is not None
    lines = text.split("\n")
    assert lines[node.start_mark.line][node.start_mark.column] == "5"
    assert text[node.start_mark.index : node.end_mark.index] == "5"


def test_several_objects_stand_in_one_file() -> None:
    items, problems = read_text(
        "a.yaml", "kind: options\nid: a\noptions: [A]\n---\nkind: options\nid: b\noptions: [B]\n"
    )
    assert [(item.name, item.index) for item in items] == [("options/a", 0), ("options/b", 1)]
    assert problems == []


@pytest.mark.parametrize("start", ["\ufeff", ""])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_marks_of_byte_order_and_windows_lines_change_nothing(start: str, newline: str) -> None:
    text = start + f"{HEAD}label: 标签\n".replace("\n", newline)
    items, problems = read_text("a.yaml", text)
    assert plain(items[0].tree) == {"kind": "form", "id": "thing", "label": "标签"}
    assert problems == []
    node = value_node(items[0].tree, "label")
    assert node is not None and node.start_mark.column == 7


BOMBS = {
    "deep lists": "[" * 100_000,
    "deep maps": "{a: " * 50_000,
    "deep blocks": "\n".join("  " * depth + "a:" for depth in range(2_000)),
    "deep dashes": "- " * 20_000 + "a",
    "aliases": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
    "many values": HEAD + "value: [" + "1," * 300_000 + "]\n",
    "deep json": '{"a":' * 50_000,
    "a huge file": HEAD + "label: " + "x" * (MAX_BYTES + 1),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_within_a_moment(name: str) -> None:
    began = time.monotonic()
    sources = load_texts({"a.json" if "json" in name else "a.yaml": BOMBS[name]})
    assert sources.problems and not sources.items
    assert sources.problems[0].code in {
        "too_deep", "alias", "anchor", "too_many_values", "file_too_large", "yaml_syntax", "json_syntax", "json_ends",
    }  # fmt: skip
    assert time.monotonic() - began < 10


def test_bytes_that_are_not_utf8_are_named_with_their_line() -> None:
    sources = load_folder({"a.yaml": HEAD.encode() + b"label: \xff\n"})
    assert [(problem.code, problem.place.line) for problem in sources.problems] == [("not_utf8", 3)]


def test_a_folder_is_read_as_it_lies_and_strangers_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "thing.yaml").write_bytes(b"kind: form\r\nid: thing\r\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "rows.yaml").write_text("not: a definition")
    (tmp_path / ".hidden.yaml").write_text("[")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    sources = load_folder(tmp_path)
    assert dict(sources.texts) == {
        "forms/thing.yaml": "kind: form\r\nid: thing\r\n",
        "data/rows.yaml": "not: a definition",
    }
    assert [item.name for item in sources.items] == ["form/thing"]
    assert sources.problems == ()


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert [problem.code for problem in load_folder(tmp_path / "none").problems] == ["no_such_folder"]


LETTERS = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])
JSON_TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(LETTERS, max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc_", min_size=1, max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), JSON_TREES), st.booleans(), st.sampled_from([None, 2]))
def test_json_is_read_as_python_reads_it(tree: dict[str, Any], ascii_only: bool, indent: int | None) -> None:
    import json

    text = json.dumps({"kind": "form", "id": "thing", **tree}, ensure_ascii=ascii_only, indent=indent)
    items, problems = read_text("a.json", text)
    assert problems == []
    assert plain(items[0].tree) == {"kind": "form", "id": "thing", **tree}


@pytest.mark.parametrize(
    "text",
    ["{", '{"a"}', '{"a":}', '{"a":1,}', "{'a':1}", '{"a":01}', '{"a":+1}', '{"a":1}x', '{"a":"\\x"}', '{"a":"\n"}',
     '{"a":NaN}', '{"a":.5}', '{"a":"\\ud83d"}', '{"a":"\\u00"}', "{,}", '{"a" 1}', '{"a":tru}'],
)  # fmt: skip
def test_what_is_not_json_is_refused_with_a_place(text: str) -> None:
    with pytest.raises(JsonError) as refused:
        read_json(text, max_depth=20, max_values=100)
    assert 0 <= refused.value.column <= len(text)


def test_yaml_that_is_json_reads_pairs_of_surrogates() -> None:
    items, problems = read_text("a.yaml", '{"kind": "form", "id": "thing", "label": "\\ud83d\\ude00"}')
    assert problems == []
    assert items[0].tree["label"] == "😀"


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    load_folder({"a.yaml": text, "b.json": text})
