"""Brings a file to another content with the fewest changes to its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition import printing
from engine.definition.source import Item, load_texts, read_text
from engine.definition.tree import plain
from engine.definition.trees import MISSING, by_id, keyed, mixable, same
from engine.definition.writer import REMOVE, Edit, Load, edit_text


def put(texts: dict[str, str], item: Item, tree: Any, load: Load = load_texts, *, alone: bool) -> None:
    """Gives one object of the texts another content (MISSING: it goes); `alone` in its file or not.

    What stays the same keeps its text. Where that cannot be, the file is printed anew.
    """
    if tree is MISSING:
        if alone:
            texts.pop(item.file, None)
        else:
            _print_again(texts, item.file, {item.name: None})
        return
    text = texts[item.file]
    index = next((other.index for other in load({item.file: text}).items if other.name == item.name), 0)
    for one in edits_between(plain(item.tree), tree, item.kind, item.id):
        text = edit_text(text, item.file, index, one)
    written = next((plain(other.tree) for other in load({item.file: text}).items if other.name == item.name), MISSING)
    if same(written, tree):
        texts[item.file] = text
    else:
        _print_again(texts, item.file, {item.name: tree})


def _print_again(texts: dict[str, str], file: str, changed: Mapping[str, Any]) -> None:
    """A file printed anew from its objects: the last resort, where the text cannot be patched."""
    is_json = file.endswith(".json") or texts[file].lstrip().startswith("{")
    trees = [(item.name, item.kind, plain(item.tree)) for item in read_text(file, texts[file])[0]]
    kept = [
        (kind, changed.get(name, tree)) for name, kind, tree in trees if not (name in changed and changed[name] is None)
    ]
    if is_json:
        texts[file] = "".join(printing.json_text(printing.canonical(*one), 2) + "\n" for one in kept)
    else:
        texts[file] = "---\n".join(printing.print_object(kind, tree) for kind, tree in kept)


def edits_between(old: Any, new: Any, kind: str, id: str, path: tuple[str | int, ...] = ()) -> list[Edit]:
    """The edits that turn one tree into another."""
    if same(old, new):
        return []
    if isinstance(old, dict) and isinstance(new, dict) and (new or not path):
        edits = [Edit(kind, id, (*path, key), REMOVE) for key in old if key not in new]
        before = None
        for key, value in new.items():
            if key in old:
                edits.extend(edits_between(old[key], value, kind, id, (*path, key)))
            else:
                edits.append(Edit(kind, id, (*path, key), value, before))
            before = key
        return edits
    if isinstance(old, list) and isinstance(new, list) and old and new and keyed(old, new) and mixable(old, new):
        before_items, after_items = by_id(old), by_id(new)
        stay = [one for one in before_items if one in after_items]
        if stay:
            edits = [Edit(kind, id, (*path, one), REMOVE) for one in before_items if one not in after_items]
            before = None
            stands = list(stay)
            for name, value in after_items.items():
                if name not in before_items:
                    edits.append(Edit(kind, id, path, value, before, into_list=True))
                    stands.insert(stands.index(before) + 1 if before else len(stands), name)
                elif isinstance(value, dict):
                    edits.extend(edits_between(before_items[name], value, kind, id, (*path, name)))
                before = name
            if stands != list(after_items):
                edits.append(Edit(kind, id, path, None, order=tuple(after_items)))
            return edits
    return [Edit(kind, id, path, new)]
