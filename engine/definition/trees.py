"""Plain trees compared by id: maps by key, lists of objects by their `id`, lists of words by the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# Maps whose keys are ids that authors choose: two sides may each add their own.
CONTAINERS = frozenset(
    "fields logic unique duplicates indexes forms widgets filters series values ranks settings rule_order transitions"
    " tests applies_to week set options menu layout related".split()
)


class Missing:
    """Stands for what is not there."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()


def ids_of(items: Any) -> list[str] | None:
    """The names of a list's items in order, when it is a list of objects with ids or of words, each once."""
    if not isinstance(items, list) or not items:
        return [] if isinstance(items, list) else None
    if all(isinstance(item, dict) and isinstance(item.get("id"), str) for item in items):
        names = [item["id"] for item in items]
    elif all(isinstance(item, str) for item in items):
        names = list(items)
    else:
        return None
    return names if len(set(names)) == len(names) else None


def by_id(items: Sequence[Any]) -> dict[str, Any]:
    return {item["id"] if isinstance(item, dict) else item: item for item in items}


def keyed(*lists: Any) -> bool:
    """Whether all of these are lists whose items have names (an absent one does not count)."""
    return all(ids_of(items) is not None for items in lists if items is not MISSING)


def mixable(*lists: Any) -> bool:
    """Whether items of these lists can stand in one: not words here and objects there."""
    kinds = {type(item) for items in lists if isinstance(items, list) for item in items}
    return len({issubclass(kind, dict) for kind in kinds}) <= 1


def same(left: Any, right: Any) -> bool:
    """Equal, and of equal kinds: 1 is not true."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)


def differences(old: Any, new: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """(path, old, new) of everything that differs, as deep as it can be told; MISSING on one side: added or removed."""
    if same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from differences(old.get(key, MISSING), new.get(key, MISSING), (*path, key))
        return
    if isinstance(old, list) and isinstance(new, list) and old and new and keyed(old, new):
        before, after = by_id(old), by_id(new)
        for id in dict.fromkeys((*before, *after)):
            yield from differences(before.get(id, MISSING), after.get(id, MISSING), (*path, id))
        stay = [id for id in before if id in after]
        if stay != [id for id in after if id in before]:
            yield path, list(before), list(after)
        return
    yield path, old, new


def plain_copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: plain_copy(item) for key, item in value.items()}
    return [plain_copy(item) for item in value] if isinstance(value, list) else value


def joined(tree: Any, steps: tuple[str, ...]) -> tuple[str, ...]:
    """The steps of a path, with words that have a slash of their own put together: `form/lead` in a menu."""
    made: list[str] = []
    waiting = list(steps)
    while waiting:
        name = waiting.pop(0)
        if isinstance(tree, list) and waiting and place_in(tree, name) is None:
            name = f"{name}/{waiting.pop(0)}"
        made.append(name)
        tree = step(tree, name)
    return tuple(made)


def step(holder: Any, key: str) -> Any:
    """What stands under one step, MISSING when there is nothing."""
    if isinstance(holder, dict):
        return holder.get(key, MISSING)
    place = place_in(holder, key) if isinstance(holder, list) else None
    return MISSING if place is None else holder[place]


def place_in(items: list[Any], key: str) -> int | None:
    """Where in a list an item stands, by id or word, else by number."""
    names = ids_of(items)
    if names is not None and key in names:
        return names.index(key)
    if not key.isdecimal() or int(key) >= len(items):
        return None
    return int(key)
