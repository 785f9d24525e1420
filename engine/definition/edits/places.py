"""Places in a definition by name: `form/customer/fields/name/label`, through maps by key and through lists by id."""

from __future__ import annotations

from typing import Any

from engine.definition.kinds import KINDS
from engine.definition.trees import MISSING, place_in, step


class Wrong(Exception):
    """An edit that cannot be done: which of its keys is wrong, and why."""

    def __init__(self, key: str, code: str, **values: Any):
        super().__init__(code)
        self.key, self.code, self.values = key, code, values


def split(at: str, app_id: str) -> tuple[str, tuple[str, ...]]:
    """(name of the object, the steps inside it); the app's own object needs no id: `app/menu` is `app/crm/menu`."""
    kind, *rest = at.split("/")
    if kind == "app":
        named = rest[:1] == [app_id] and app_id not in KINDS["app"]["properties"]
        return f"app/{app_id}", tuple(rest[1:] if named else rest)
    if not rest or not all((kind, *rest)):
        raise Wrong("at", "edit.no_such_place", found=at)
    return f"{kind}/{rest[0]}", tuple(rest[1:])


def holder_of(tree: Any, steps: tuple[str, ...], *, make: bool = False, key: str = "at") -> Any:
    """The map or list that holds the last step. Raises Wrong; with `make`, maps that are not there are made."""
    holder = tree
    for at, name in enumerate(steps[:-1]):
        found = step(holder, name)
        if found is MISSING and make and isinstance(holder, dict):
            found = holder[name] = {}
        if not isinstance(found, (dict, list)):
            raise Wrong(key, "edit.no_such_place", found="/".join(steps[: at + 1]))
        holder = found
    return holder


def at(tree: Any, steps: tuple[str, ...]) -> Any:
    """What stands at a place, MISSING when there is nothing."""
    for name in steps:
        tree = step(tree, name)
        if tree is MISSING:
            return MISSING
    return tree


def inserted(tree: dict[str, Any], key: str, value: Any, after: str | None) -> None:
    """Puts a key into a map, behind `after` when that is there."""
    if key in tree or after not in tree:
        tree[key] = value
        return
    rest = list(tree.items())
    place = [name for name, _ in rest].index(str(after)) + 1
    tree.clear()
    tree.update([*rest[:place], (key, value), *rest[place:]])


def put_into(items: list[Any], item: Any, where: dict[str, Any]) -> None:
    """Puts an item into a list: `after` names its neighbour, is None for the first place, or absent for the end."""
    if "after" not in where:
        items.append(item)
        return
    after = where["after"]
    if after is None:
        items.insert(0, item)
        return
    place = place_in(items, str(after))
    if place is None:
        raise Wrong("after", "edit.no_such_place", found=after)
    items.insert(place + 1, item)
