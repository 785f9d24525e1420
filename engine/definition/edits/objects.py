"""Edits of whole objects: forms, views, dashboards and the others are added, copied, deleted; forms are related."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition import kinds
from engine.definition.edits.fields import copied_label, declared_field, place_field
from engine.definition.edits.places import Wrong, split
from engine.definition.edits.workbench import Workbench
from engine.definition.trees import MISSING

ADDED = frozenset({*kinds.KINDS, "view"} - {"app", "i18n"})
IN_MENU = ("form", "dashboard")


def add_object(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """An object of `kind` with the content `tree`; its id is made from its label when it has none.

    A form or dashboard comes into the menu (its section `menu`, else the last), a view into its form's list of views.
    """
    kind = edit["kind"]
    if kind not in ADDED:
        raise Wrong("kind", "edit.no_such_kind", found=kind)
    tree = {key: value for key, value in edit["tree"].items() if key != "kind"}
    id = tree.get("id")
    if id is None:
        id = bench.new_id(str(tree.get("label") or kind), bench.items(kind))
    elif bench.has(f"{kind}/{id}"):
        raise Wrong("tree", "edit.id_taken", found=f"{kind}/{id}")
    _add(bench, kind, {"id": id, **{key: value for key, value in tree.items() if key != "id"}}, edit.get("menu"))


def copy_object(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """Another object like the one `at`, called `label` or by what it is a copy of."""
    name = _object(bench, edit["at"])
    kind, was = name.split("/")
    label = str(edit.get("label") or "").strip() or copied_label(bench, name, was)
    tree = {**bench.tree(name), "label": label, "id": bench.new_id(label, bench.items(kind))}
    tree.pop("kind", None)
    tree.pop("views", None)
    for field in (tree.get("fields") or {}).values() if kind == "form" else ():
        if isinstance(field, dict):
            field.pop("inverse", None)  # the other side has one list of that name already
    if kind == "rule":
        tree["enabled"] = False  # two of a kind would do everything twice
    _add(bench, kind, tree, None)


def delete_object(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """The object `at`, and whatever only lists it or only shows it; what works with it stays, and is a problem then."""
    name = _object(bench, edit["at"])
    kind, id = name.split("/")
    if kind == "app":
        raise Wrong("at", "edit.no_such_kind", found=kind)
    if kind == "form":
        for view in [item.id for item in bench.items("view").values() if item.tree.get("form") == id]:
            delete_object(bench, {"at": f"view/{view}"})
    bench.put(name, MISSING)
    bench.change(f"app/{bench.app_id}", lambda tree: _out_of_app(tree, kind, id, name))
    for form in bench.items("form"):
        bench.change(f"form/{form}", lambda tree: _out_of_form(tree, kind, id))
    for role in bench.items("role"):
        bench.change(f"role/{role}", lambda tree: _out_of_role(tree, kind, id))
    for language in bench.items("i18n"):
        bench.change(f"i18n/{language}", lambda tree: _pop(tree.get(kind), id))


def relate(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """One `one` has many `many`: a relation on the many, called `label_one`, and their list `label_many` on the one."""
    one, many = edit["one"], edit["many"]
    holder, other = bench.form(one), bench.form(many)
    label_one = str(edit.get("label_one") or "").strip() or bench.said(f"form/{one}/label", one)
    label_many = str(edit.get("label_many") or "").strip() or bench.said(f"form/{many}/label_plural", many)
    related = list(holder.get("related") or ())
    lists = {item["id"] for item in related if isinstance(item, dict) and "id" in item}
    inverse = bench.new_id(label_many, {*(holder.get("fields") or {}), *lists, *lists_on(bench, one)})
    field = bench.new_id(label_one, {*(other.get("fields") or {}), *lists_on(bench, many)})
    bench.made.reverse()
    declared = declared_field(bench, {"type": "relation", "label": label_one, "to": one, "inverse": inverse})
    place_field(bench, many, field, declared, {})
    holder = bench.form(one)  # it may be the same form
    holder["related"] = [*related, {"id": inverse, "label": label_many, "form": many, "by": field}]
    bench.put(f"form/{one}", holder)


def lists_on(bench: Workbench, form: str) -> set[str]:
    """The names that relations of all forms give to their lists on this one."""
    found = set()
    for item in bench.items("form").values():
        for field in (item.tree.get("fields") or {}).values():
            if isinstance(field, dict) and field.get("to") == form and isinstance(field.get("inverse"), str):
                found.add(field["inverse"])
    return found


def _add(bench: Workbench, kind: str, tree: dict[str, Any], menu: Any) -> None:
    bench.add(kind, tree)
    id = tree["id"]
    if kind in IN_MENU:
        bench.change(f"app/{bench.app_id}", lambda app: _into_menu(app, f"{kind}/{id}", menu))
    form = tree.get("form")
    if kind == "view" and isinstance(form, str) and bench.has(f"form/{form}"):
        holder = bench.tree(f"form/{form}")
        if isinstance(holder.get("views"), list):
            holder["views"] = [*holder["views"], id]
            bench.put(f"form/{form}", holder)


def _into_menu(app: dict[str, Any], item: str, section: Any) -> None:
    sections = [one for one in app.get("menu") or () if isinstance(one, dict)]
    if not sections:
        return  # an app without a menu of its own shows everything
    found = next((one for one in sections if one.get("id") == section), None)
    if section is not None and found is None:
        raise Wrong("menu", "edit.no_such_place", found=section)
    found = found or sections[-1]
    found["items"] = [*(found.get("items") or ()), item]


def _out_of_app(app: dict[str, Any], kind: str, id: str, name: str) -> None:
    for section in app.get("menu") or ():
        if isinstance(section, dict) and name in (section.get("items") or ()):
            section["items"] = [item for item in section["items"] if item != name]
    if app.get("home") == name:
        del app["home"]
    orders = app.get("rule_order")
    if isinstance(orders, dict):
        if kind == "form":
            orders.pop(id, None)
        for form, rules in list(orders.items()):
            if kind == "rule" and isinstance(rules, list) and id in rules:
                orders[form] = [rule for rule in rules if rule != id]


def _out_of_form(form: dict[str, Any], kind: str, id: str) -> None:
    views = form.get("views")
    if kind == "view" and isinstance(views, list) and id in views:
        form["views"] = [view for view in views if view != id]
    related = form.get("related")
    if kind == "form" and isinstance(related, list):
        form["related"] = [one for one in related if not (isinstance(one, dict) and one.get("form") == id)]
    for key in ("views", "related"):
        if form.get(key) == []:
            del form[key]


def _out_of_role(role: dict[str, Any], kind: str, id: str) -> None:
    if kind == "form":
        _pop(role.get("forms"), id)
    dashboards = role.get("dashboards")
    if kind == "dashboard" and isinstance(dashboards, list) and id in dashboards:
        role["dashboards"] = [one for one in dashboards if one != id]


def _pop(tree: Any, key: str) -> None:
    if isinstance(tree, dict):
        tree.pop(key, None)


def _object(bench: Workbench, at: str) -> str:
    name, steps = split(at, bench.app_id)
    if steps:
        raise Wrong("at", "edit.no_such_place", found=at)
    bench.item(name)
    return name
