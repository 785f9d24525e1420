"""Where a problem lies, by the names of things instead of lines: `form/customer/fields/phone/max`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.definition.problem import Problem
from engine.definition.source import Sources


def place_of(problem: Problem, sources: Sources) -> str:
    """The path of what a problem is about; '' when it lies in no object, a whole file's name when that holds none."""
    item = None
    for one in sources.items:
        if one.file == problem.place.file:
            node = one.tree.node
            if item is None or node is None or node.start_mark.line < problem.place.line:
                item = one
    if item is None:
        return f"file/{problem.place.file}" if problem.place.file in sources.texts else ""
    head = "app" if item.kind == "app" else item.name
    return "/".join(filter(None, (head, *_by_id(item.tree, problem.path.split(".") if problem.path else ()))))


def _by_id(tree: Any, keys: Sequence[str]) -> list[str]:
    """The steps of a path with the ids of list items in place of their numbers."""
    found = []
    for key in keys:
        below = None
        if isinstance(tree, list) and key.isdecimal() and int(key) < len(tree):
            below = tree[int(key)]
            key = below["id"] if isinstance(below, dict) and isinstance(below.get("id"), str) else key
        elif isinstance(tree, dict):
            below = tree.get(key)
        found.append(key)
        tree = below
    return found
