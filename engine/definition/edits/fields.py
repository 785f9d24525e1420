"""Edits of fields: added, copied, deleted with everything that only lists them, and given another type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.catalog.ids import id_from_label
from engine.definition import kinds, printing
from engine.definition.edits.basic import write_layout
from engine.definition.edits.places import Wrong, inserted, put_into
from engine.definition.edits.workbench import Workbench
from engine.registry import UnknownName
from engine.texts import say

# What a list of options gets in turn: colours that are easily told apart.
COLORS = ("blue", "green", "gold", "cyan", "purple", "orange", "red", "gray")
LISTS_OF_LOGIC = ("show", "hide", "require", "readonly")


def add_field(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """`field` with its settings into `form` (or its subform `in`), shown in `section` behind `after` and in `views`."""
    form = bench.form(edit["form"])
    fields = fields_of(form, edit.get("in"))
    declared = declared_field(bench, edit["field"])
    id = bench.new_id(str(declared["label"]), {*fields, *_inverses(bench, edit["form"])})
    place_field(bench, edit["form"], id, declared, edit)


def copy_field(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """Another field like `field`, next to it; its label says that it is a copy."""
    form = bench.form(edit["form"])
    fields, was = field_of(form, edit["field"])
    path = f"form/{edit['form']}/fields/{edit['field']}"
    label = copied_label(bench, path, edit["field"])
    declared = {**was, "label": label}
    declared.pop("inverse", None)  # the other side has one list of that name already
    id = bench.new_id(label, fields)
    views = [view.id for view in _views_with(bench, edit["form"], edit["field"])]
    place_field(bench, edit["form"], id, declared, {"after": edit["field"], "views": views})


def delete_field(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """`field` out of `form` and of everything that only lists it; what works with it stays, and is a problem then."""
    form_id, id = edit["form"], edit["field"]
    form = bench.form(form_id)
    fields, _ = field_of(form, id)
    del fields[id]
    _unlisted(form, id)
    bench.put(f"form/{form_id}", form)
    for view in bench.items("view").values():
        if view.tree.get("form") == form_id:
            bench.put(view.name, _without_word(bench.tree(view.name), id))
    for role in bench.items("role"):
        bench.change(f"role/{role}", lambda tree: _forget(tree, ("forms", form_id, "fields", id)))
    for other in bench.items("form"):
        bench.change(f"form/{other}", lambda tree: _without_related(tree, form_id, id))
    for language in bench.items("i18n"):
        bench.change(f"i18n/{language}", lambda tree: _forget(tree, ("form", form_id, "fields", id)))


def change_type(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """`field` becomes of `type`: settings that the new type knows stay, `settings` are added."""
    form = bench.form(edit["form"])
    fields, was = field_of(form, edit["field"])
    type = type_of(bench, edit["type"])
    known = {**kinds.FIELD_COMMON, **type.schema}
    kept = {key: value for key, value in was.items() if key in known}
    changed = {**type.palette.begins_with, **kept, **(edit.get("settings") or {}), "type": type.name}
    if isinstance(changed.get("options"), list):
        changed["options"] = options_of(changed["options"])
    fields[edit["field"]] = printing.canonical_field(changed)
    bench.put(f"form/{edit['form']}", form)


# --- shared with the edits of objects ---------------------------------------------------------------------------------


def place_field(bench: Workbench, form_id: str, id: str, declared: Mapping[str, Any], where: Mapping[str, Any]) -> None:
    """Writes a new field into its form, the layout (or the columns of its subform), and the columns of `views`."""
    form = bench.form(form_id)
    subform, after = where.get("in"), where.get("after")
    if not subform and not form.get("layout") and (where.get("beside") or where.get("after", "") is None):
        write_layout(bench, f"form/{form_id}")  # a place that the order of the fields cannot say
        form = bench.form(form_id)
    inserted(fields_of(form, subform), id, printing.canonical_field(declared), after)
    if subform:
        columns = form["fields"][subform].get("columns")
        if isinstance(columns, list):
            put_into(columns, id, _known_neighbour(columns, where))
    elif form.get("layout"):
        section = _section_of(form["layout"], where)
        put_into(section.setdefault("items", []), id, _known_neighbour(section.get("items") or [], where))
        if where.get("beside") and int(section.get("columns") or 1) < 2:
            section["columns"] = 2
    bench.put(f"form/{form_id}", form)
    for view in where.get("views") or ():
        if not bench.has(f"view/{view}"):
            raise Wrong("views", "edit.no_such_object", found=f"view/{view}")
        tree = bench.tree(f"view/{view}")
        if isinstance(tree.get("columns"), list) and id not in tree["columns"]:
            put_into(tree["columns"], id, {"after": after} if after in tree["columns"] else {})
            bench.put(f"view/{view}", tree)


def fields_of(form: dict[str, Any], subform: str | None = None) -> dict[str, Any]:
    """The map of a form's fields, or of its subform's. Raises Wrong."""
    fields = form.setdefault("fields", {})
    if subform is not None:
        holder = fields.get(subform)
        if not isinstance(holder, dict):
            raise Wrong("in", "edit.no_such_place", found=subform)
        fields = holder.setdefault("fields", {})
    if not isinstance(fields, dict):
        raise Wrong("form", "edit.no_such_place", found="fields")
    return fields


def field_of(form: dict[str, Any], path: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the map that holds it, what it declares) of `amount`. Raises Wrong."""
    fields = fields_of(form)
    found = fields.get(path)
    if not isinstance(found, dict):
        raise Wrong("field", "edit.no_such_place", found=path)
    return fields, found


def type_of(bench: Workbench, name: Any) -> Any:
    try:
        return bench.catalog.fields.get(str(name))
    except UnknownName as unknown:
        raise Wrong("type", "edit.no_such_type", found=name, nearest=list(unknown.nearest)) from None


def declared_field(bench: Workbench, wanted: Any) -> dict[str, Any]:
    """What a new field declares: its type's beginnings, then what is wanted; a list of labels becomes options."""
    if not isinstance(wanted, Mapping):
        raise Wrong("field", "edit.not_a_map")
    type = type_of(bench, wanted.get("type"))
    given = {key: value for key, value in wanted.items() if value is not None}
    label = str(given.get("label") or "").strip() or say(f"field_type.{type.name}", {}, bench.language)
    made = {**type.palette.begins_with, **given, "type": type.name, "label": label}
    options = made.get("options")
    if isinstance(options, list):
        made["options"] = options_of(options)
    return made


def options_of(written: list[Any]) -> list[Any]:
    """Options with ids and colours out of labels; empty and repeated labels are left out."""
    taken = {option["id"] for option in written if isinstance(option, dict) and isinstance(option.get("id"), str)}
    made: list[Any] = []
    seen: set[str] = set()
    for option in written:
        if isinstance(option, str):
            label = option.strip()
            if not label or label in seen:
                continue
            seen.add(label)
            id = id_from_label(label, taken)
            taken.add(id)
            option = {"id": id, "label": label, "color": COLORS[len(made) % len(COLORS)]}
        made.append(option)
    return made


def copied_label(bench: Workbench, path: str, fallback: str) -> str:
    return say("edit.copy_of", {"label": bench.said(f"{path}/label", fallback)}, bench.language)[:200]


# --- inside -----------------------------------------------------------------------------------------------------------


def _section_of(layout: list[Any], where: Mapping[str, Any]) -> dict[str, Any]:
    sections = [one for one in layout if isinstance(one, dict)]
    if where.get("section") is not None:
        for section in sections:
            if section.get("id") == where["section"]:
                return section
        raise Wrong("section", "edit.no_such_place", found=where["section"])
    after = where.get("after")
    return next((one for one in sections if after in (one.get("items") or ())), sections[-1 if after is None else 0])


def _known_neighbour(items: list[Any], where: Mapping[str, Any]) -> dict[str, Any]:
    """Where to put it: behind its neighbour if that stands in this list, else at the end."""
    if "after" not in where or (where["after"] is not None and where["after"] not in items):
        return {}
    return {"after": where["after"]}


def _inverses(bench: Workbench, form_id: str) -> set[str]:
    """The names that relations of other forms give to their lists on this one."""
    return {
        str(field["inverse"])
        for form in bench.items("form").values()
        for field in (form.tree.get("fields") or {}).values()
        if isinstance(field, dict) and field.get("to") == form_id and field.get("inverse")
    }


def _views_with(bench: Workbench, form_id: str, field: str) -> list[Any]:
    return [
        view
        for view in bench.items("view").values()
        if view.tree.get("form") == form_id and field in (view.tree.get("columns") or ())
    ]


def _unlisted(form: dict[str, Any], id: str) -> None:
    """Takes a field out of the parts of its form that only list it."""
    for section in form.get("layout") or ():
        if isinstance(section, dict) and id in (section.get("items") or ()):
            section["items"] = [item for item in section["items"] if item != id]
    for name, rule in list((form.get("logic") or {}).items()):
        if not isinstance(rule, dict):
            continue
        listed = [key for key in LISTS_OF_LOGIC if id in (rule.get(key) or ())]
        for key in listed:
            rule[key] = [item for item in rule[key] if item != id]
            if not rule[key]:
                del rule[key]
        if listed and not any(key in rule for key in (*LISTS_OF_LOGIC, "error")):
            del form["logic"][name]
    for name, fields in list((form.get("indexes") or {}).items()):
        if isinstance(fields, list) and id in fields:
            del form["indexes"][name]
    title = form.get("title")
    if isinstance(title, str):
        left = " ".join(re.sub(r"\{\{\s*" + re.escape(id) + r"\s*\}\}", "", title).split())
        if left != title:
            form["title"] = left
            if not left:
                del form["title"]
    for key in ("layout", "logic", "indexes"):
        if key in form and form[key] in ([], {}):
            del form[key]


def _without_word(value: Any, id: str) -> Any:
    """A view without a field in its lists and maps of columns; where it is the one thing meant, it stays."""
    if isinstance(value, dict):
        return {
            key: _without_word(item, id)
            for key, item in value.items()
            if not (key == id and not isinstance(item, dict))
        }
    if isinstance(value, list):
        return [_without_word(item, id) for item in value if item not in (id, f"-{id}", f"+{id}")]
    return value


def _without_related(form: dict[str, Any], target: str, field: str) -> None:
    related = form.get("related")
    if isinstance(related, list):
        kept = [
            one
            for one in related
            if not (isinstance(one, dict) and (one.get("form"), one.get("by")) == (target, field))
        ]
        for one in kept:
            if isinstance(one, dict) and one.get("form") == target and field in (one.get("columns") or ()):
                one["columns"] = [column for column in one["columns"] if column != field]
        form["related"] = kept
        if not kept:
            del form["related"]


def _forget(tree: dict[str, Any], path: tuple[str, ...]) -> None:
    """Takes away what stands at a path, and maps that hold nothing else."""
    if path[0] not in tree:
        return
    if len(path) == 1:
        del tree[path[0]]
        return
    below = tree[path[0]]
    if isinstance(below, dict):
        _forget(below, path[1:])
        if not below:
            del tree[path[0]]
