"""Random harm done to trees, the same for the same seed."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

STRANGE: list[Any] = [
    None, True, False, 0, -1, 7, 13, Decimal("0.5"), "", "x", "=me", "Text", "a__b", "record", [], ["a"], [1], {},
    {"a": 1}, {"id": "a"}, [{"id": "a"}], "form/thing", "text", "select", "record.created", "kanban", "own", "x" * 300,
]  # fmt: skip
KEYS = [
    "id",
    "kind",
    "type",
    "label",
    "fields",
    "x",
    "options",
    "required",
    "A",
    "do",
    "stop",
    "create",
    "event",
    "a_b",
    "*",
]


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every path of a tree but its root."""
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in entries:
        yield (*path, key)
        yield from places(value, (*path, key))


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def harm(tree: Any, chance: random.Random) -> Any:
    """The tree with one thing replaced, removed, added or renamed; kind and id of the whole stay."""
    kind = tree["kind"]
    everywhere = [path for path in places(tree) if path not in (("kind",), ("id",), ("locale",))]
    if not everywhere:
        return tree
    path = chance.choice(everywhere)
    holder, key = at(tree, path[:-1]), path[-1]
    how = chance.randrange(4)
    if how == 0:
        holder[key] = copy.deepcopy(chance.choice(STRANGE))
    elif how == 1:
        del holder[key]
    elif how == 2 and isinstance(holder, dict):
        holder[chance.choice(KEYS)] = copy.deepcopy(chance.choice(STRANGE))
    elif isinstance(holder, dict):
        value = holder.pop(key)
        holder[f"{key}x" if chance.random() < 0.5 else chance.choice(KEYS)] = value
    else:
        holder.append(copy.deepcopy(chance.choice(STRANGE)))
    tree["kind"] = kind
    return tree
