"""Short forms are written out where leaving them short would let a meaning drift."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.catalog.ids import id_from_label
from engine.catalog.trees import spelled_out
from engine.definition.source import load_texts
from engine.definition.tree import plain
from engine.definition.writer import Edit, Load, edit


def with_option_ids(texts: Mapping[str, str], load: Load = load_texts) -> dict[str, str]:
    """The texts with ids for options that are written as labels alone (`[A, B]`).

    Without it a changed label would be another option, and records would keep the id of one that is gone.
    """
    edits = []
    for item in load(texts).items:
        for path, options in _short_trees(plain(item.tree), ()):
            edits.append(Edit(item.kind, item.id, path, spelled_out(options)))
        for path, options in _short_options(plain(item.tree), ()):
            taken = {
                option["id"] for option in options if isinstance(option, dict) and isinstance(option.get("id"), str)
            }
            written = []
            for option in options:
                if isinstance(option, str):
                    id = id_from_label(option, taken)
                    taken.add(id)
                    option = {"id": id, "label": option}
                written.append(option)
            edits.append(Edit(item.kind, item.id, path, written))
    return edit(texts, edits, load) if edits else dict(texts)


def _short_trees(tree: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """The lists of options of cascades that hold paths of labels."""
    if not isinstance(tree, dict):
        return
    options = tree.get("options")
    if tree.get("type") == "cascade" and isinstance(options, list) and _is_short(options):
        yield (*path, "options"), options
    for key, value in tree.items():
        yield from _short_trees(value, (*path, key))


def _is_short(options: list[Any]) -> bool:
    return any(
        isinstance(option, str) or (isinstance(option, dict) and _is_short(option.get("options") or []))
        for option in options
    )


def _short_options(tree: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """The lists of options of selects, wherever they stand, that hold bare labels."""
    if not isinstance(tree, dict):
        return
    options = tree.get("options")
    is_list = tree.get("type") in ("select", "multi_select") or tree.get("kind") == "options"
    if is_list and isinstance(options, list) and any(isinstance(option, str) for option in options):
        yield (*path, "options"), options
    for key, value in tree.items():
        yield from _short_options(value, (*path, key))
