"""`fmt`: one order, one spacing, every comment kept, and doing it twice is doing it once."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engine.definition.formatting import formatted
from engine.definition.source import load_folder, load_texts
from engine.definition.tree import plain
from tests.support import seeds
from tests.support.engines import WORLDS

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / "templates" / "crm", *sorted(path for path in WORLDS.iterdir() if (path / "app.yaml").is_file())]

ROUGH = """\
# head
kind: form   # a form
# the label
label:   X
id: a


fields:   # all

  # name
  name:   {label: N,type: text, max: 5}  # n
  size:
      label: S
      # about the type
      type: number   # t
  long:
    help: |
        one
          two
    type: text
    label: "a # b"
layout:
- id: main
  # items
  items: [name,
    size]
# end
---
kind: options
id: o
options: [A,B]
"""
SMOOTH = """\
# head
kind: form  # a form
# the label
id: a
label: X

fields:  # all
  # name
  name: {type: text, label: N, max: 5}  # n
  size:
    # about the type
    type: number  # t
    label: S
  long:
    type: text
    label: "a # b"
    help: |
      one
        two
layout:
  - id: main
    # items
    items: [name, size]
# end
---
kind: options
id: o
options: [A, B]
"""


def test_a_rough_file_becomes_a_smooth_one() -> None:
    assert formatted("forms/a.yaml", ROUGH) == SMOOTH
    assert formatted("forms/a.yaml", SMOOTH) == SMOOTH
    assert formatted("forms/a.yaml", "\ufeff" + ROUGH.replace("\n", "\r\n")) == SMOOTH


@pytest.mark.parametrize(
    "text", ["", "kind: [form", "kind: form\nkind: form\n", "- a\n", "kind: form\nid: a\nx: &a 1\n"]
)
def test_what_cannot_be_read_stays_as_it_is(text: str) -> None:
    assert formatted("forms/a.yaml", text) == text
    assert formatted("print/a.html", ROUGH) == ROUGH


def test_json_is_laid_out_as_json() -> None:
    text = '{"kind":"options","options":[{"id":"a","label":"\\ud83d\\ude00"}],"id":"o"}'
    made = formatted("options/o.json", text)
    assert made.startswith('{\n  "kind": "options",\n  "id": "o"') and formatted("options/o.json", made) == made


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_real_definitions_mean_the_same_afterwards_and_twice_is_once(folder: Path) -> None:
    for name, text in load_folder(folder).texts.items():
        chance = seeds.generator(f"fmt {name}")
        for one in (text, shaken(text, chance)):
            made = formatted(name, one)
            assert formatted(name, made) == made, name
            assert [plain(item.tree) for item in load_texts({name: made}).items] == [
                plain(item.tree) for item in load_texts({name: one}).items
            ], name
            assert made.count("#") == one.count("#"), name


def shaken(text: str, chance: random.Random) -> str:
    """The same text with comments and empty lines between its lines, where they mean nothing."""
    if "|" in text or ">" in text or "<" in text:
        return text  # a line more would be a line of some text
    made = []
    for line in text.split("\n"):
        if chance.random() < 0.1:
            made.append(" " * chance.randrange(6) + f"# note {chance.randrange(100)}")
        if chance.random() < 0.1:
            made.append("")
        made.append(line + ("   # behind" if chance.random() < 0.1 and line.endswith("}") else ""))
    return "\n".join(made)
