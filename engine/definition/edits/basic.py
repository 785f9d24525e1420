"""Edits of any place: set, remove, insert, move, and texts for people in the author's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition.edits import places
from engine.definition.edits.places import Wrong, holder_of, put_into
from engine.definition.edits.workbench import Workbench
from engine.definition.trees import MISSING, joined, place_in, step
from engine.definition.writer import translated_at

NAMES = ("kind", "id", "locale")  # they name the object itself: nothing refers to another one


def set_value(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """`at`, `to`; a key that is not there is added, behind `after`."""
    name, steps = _inside(bench, edit["at"])
    to = edit["to"]

    def change(tree: dict[str, Any]) -> None:
        holder = holder_of(tree, steps, make=True)
        if isinstance(holder, list):
            place = place_in(holder, steps[-1])
            if place is None:
                raise Wrong("at", "edit.no_such_place", found=edit["at"])
            _keeps_name(holder[place], to)
            holder[place] = to
        else:
            places.inserted(holder, steps[-1], to, edit.get("after"))

    bench.change(name, change)


def remove(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """`at`: the value, with its key."""
    name, steps = _inside(bench, edit["at"])

    def change(tree: dict[str, Any]) -> None:
        holder = holder_of(tree, steps)
        if isinstance(holder, list):
            place = place_in(holder, steps[-1])
            if place is None:
                raise Wrong("at", "edit.no_such_place", found=edit["at"])
            del holder[place]
        elif steps[-1] not in holder:
            raise Wrong("at", "edit.no_such_place", found=edit["at"])
        else:
            del holder[steps[-1]]

    bench.change(name, change)


def insert(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """`item` into the list `at`: behind `after`, first when that is null, at the end without it."""
    name, steps = _inside(bench, edit["at"])

    def change(tree: dict[str, Any]) -> None:
        put_into(list_at(tree, steps, make=True), edit["item"], dict(edit))

    bench.change(name, change)


def move(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """`item` out of the list `at` to another place of it, or into the list `to`."""
    name, steps = _inside(bench, edit["at"])
    other, target = _inside(bench, edit["to"], "to") if edit.get("to") else (name, steps)
    if other != name:
        raise Wrong("to", "edit.another_object")
    id = str(edit["item"])

    def change(tree: dict[str, Any]) -> None:
        items = list_at(tree, steps)
        place = place_in(items, id)
        if place is None:
            raise Wrong("item", "edit.no_such_place", found=id)
        put_into(list_at(tree, target, make=True, key="to"), items.pop(place), dict(edit))

    bench.change(name, change)


def label(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """`text` for people at the place `at`, in the author's language; an empty one is taken away."""
    name, steps = _inside(bench, edit["at"])
    text = edit["text"].strip()
    if text:
        holder_of(bench.tree(name), steps)
        bench.label(edit["at"], text)
        return
    if bench.language != bench.written_in:
        name, steps = f"i18n/{bench.language}", translated_at(edit["at"])
    if bench.has(name) and places.at(bench.tree(name), steps) is not MISSING:
        bench.change(name, lambda tree: holder_of(tree, steps).pop(steps[-1]))


def list_at(tree: dict[str, Any], steps: tuple[str, ...], *, make: bool = False, key: str = "at") -> list[Any]:
    """The list at a place; with `make` an empty one where there is none. Raises Wrong."""
    holder = holder_of(tree, steps, make=make, key=key)
    found = step(holder, steps[-1])
    if found is MISSING and make and isinstance(holder, dict):
        found = holder[steps[-1]] = []
    if not isinstance(found, list):
        raise Wrong(key, "edit.not_a_list", found="/".join(steps))
    return found


def write_layout(bench: Workbench, name: str) -> None:
    """A form that leaves its layout to us gets it written out before somebody changes a part of it."""
    tree = bench.tree(name)
    if not tree.get("layout"):
        tree["layout"] = default_layout(tree)
        bench.put(name, tree)


def default_layout(tree: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The one section that a form without a layout has."""
    fields = list(tree.get("fields") or {})
    section: dict[str, Any] = {"id": "main"}
    if isinstance(tree.get("label"), str):
        section["label"] = tree["label"]
    return [{**section, **({"columns": 2} if len(fields) > 4 else {}), "items": fields}]


def _keeps_name(was: Any, to: Any) -> None:
    if isinstance(was, dict) and "id" in was and (not isinstance(to, dict) or to.get("id") != was["id"]):
        raise Wrong("to", "edit.id_stays")


def _inside(bench: Workbench, at: str, key: str = "at") -> tuple[str, tuple[str, ...]]:
    name, steps = places.split(at, bench.app_id)
    if not steps:
        raise Wrong(key, "edit.no_such_place", found=at)
    if not bench.has(name):
        raise Wrong(key, "edit.no_such_object", found=name)
    steps = joined(bench.tree(name), steps)
    if steps[-1] in NAMES and (len(steps) == 1 or steps[-1] == "id"):
        holder = places.at(bench.tree(name), steps[:-1])
        if len(steps) == 1 or (isinstance(holder, dict) and "id" in holder):
            raise Wrong(key, "edit.id_stays")
    if name.startswith("form/") and steps[0] == "layout" and len(steps) > 1:
        write_layout(bench, name)
    return name, steps
