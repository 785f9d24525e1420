"""First look at all forms: which fields there are, of which types, with which settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.catalog.fields.field_type import Option
from engine.catalog.fields.later import LaterField
from engine.catalog.ids import MAX_LENGTH, RESERVED
from engine.catalog.trees import with_whole_labels
from engine.definition import kinds
from engine.definition.model import Field
from engine.definition.problem import Place
from engine.definition.resolving.forms_known import KnownForms
from engine.definition.resolving.work import At, FieldShape, FormShape, Work, worded
from engine.registry import UnknownName

UNKNOWN = LaterField("unknown")
_OPTIONS_REFERENCE = re.compile(r"\$options\.([a-z][a-z0-9_]*)\Z")
MAX_NAME_BYTES = 63


class Asking:
    """What a field type may ask and say while its settings are settled."""

    def __init__(self, work: Work, at: At, required: bool):
        self.work, self.at, self.required = work, at, required

    @property
    def app_id(self) -> str:
        return self.work.app_id

    @property
    def field_id(self) -> str:
        return str(self.at.path[-1]) if self.at.path else self.at.item.id

    @property
    def currency(self) -> str | None:
        return self.work.currency

    def later(self, key: str, **values: Any) -> None:
        self.work.later("comes_later", self.at.deep(key), **values)

    def problem(self, code: str, key: str, **values: Any) -> None:
        if "known" in values and "found" in values:
            self.work.unknown(code, self.at.deep(key), str(values.pop("found")), values.pop("known"), **values)
        else:
            self.work.problem(code, self.at.deep(key), **values)


def check_id(work: Work, id: str, at: At, *, reserved: bool = True) -> None:
    """The rules of ids that a schema cannot say."""
    if len(id) > MAX_LENGTH:
        work.problem("id_too_long", at, at_key=True, found=id, limit=MAX_LENGTH)
    if reserved and id in RESERVED:
        work.problem("id_reserved", at, at_key=True, found=id)


def build_shapes(work: Work, known: KnownForms, options: Mapping[str, tuple[Option, ...]]) -> None:
    """Fills `work.shapes`; then what relations point at, and the names they give on the other side."""
    for id, item in work.of("form").items():
        at = At(item)
        form = work.shapes[id] = FormShape(id, work.app_id, at)
        for field_id, tree in _fields_of(item.tree):
            field_at = at / "fields" / field_id
            form.fields[field_id] = shape_of(work, field_id, tree, field_at, options)
    for form in work.shapes.values():
        full = f"{work.app_id}.{form.id}"
        if len(full.replace(".", "__").encode()) > MAX_NAME_BYTES:
            work.problem("name_too_long", form.at / "id", found=full.replace(".", "__"), limit=MAX_NAME_BYTES)
        for field in form.fields.values():
            _point(work, known, full, field)
            for row_field in field.settings.get("fields", {}).values() if field.type.name == "subform" else ():
                _point(work, known, f"{full}.{field.id}", row_field)
            if field.type.stores(field) in ("link_table", "row_table"):
                table = f"{work.app_id}__{form.id}__{field.id}"
                if len(table.encode()) > MAX_NAME_BYTES:
                    work.problem("name_too_long", field.at, at_key=True, found=table, limit=MAX_NAME_BYTES)


def _fields_of(tree: Mapping[str, Any]) -> list[tuple[str, Any]]:
    fields = tree.get("fields")
    return [(id, field) for id, field in fields.items() if isinstance(field, dict)] if isinstance(fields, dict) else []


def shape_of(
    work: Work, id: str, tree: Mapping[str, Any], at: At, options: Mapping[str, tuple[Option, ...]], depth: int = 0
) -> FieldShape:
    """A field's type and settled settings; one that cannot be understood stays, with a type that fits everything."""
    check_id(work, id, at)
    label = work.label(at, tree)
    name = tree.get("type")
    try:
        type = work.catalog.fields.get(name) if isinstance(name, str) else UNKNOWN
    except UnknownName:
        type = UNKNOWN  # the schema check has said so
    broken = type is UNKNOWN or work.is_broken(at)
    if type.comes_later and type is not UNKNOWN:
        work.later("comes_later", at / "type", what="@word.field", found=name)
    written = {key: value for key, value in tree.items() if key not in kinds.FIELD_COMMON}
    if "options" in written:
        written["options"] = _options(work, written["options"], at / "options", options)
    if type.name == "subform" and not broken:
        if depth:
            work.problem("subform_in_subform", at / "type")
            broken = True
        rows: dict[str, FieldShape] = {}
        for row_id, row_tree in _fields_of(tree):
            rows[row_id] = shape_of(work, row_id, row_tree, at / "fields" / row_id, options, depth + 1)
            if rows[row_id].type.name in ("serial", "button"):
                work.problem("not_in_subform", at / "fields" / row_id / "type", found=rows[row_id].type.name)
        written["fields"] = rows
        written["rows_of"] = f"{work.app_id}.{at.item.id}.{id}"
    required = tree.get("required") is True
    if broken or any(key not in written for key in type.needs):
        return FieldShape(id, UNKNOWN, {}, at, label, required, broken=True)
    settings = dict(type.settle(written, Asking(work, at, required)))
    _translate_options(work, at, settings)
    return FieldShape(id, type, settings, at, label, required)


def _options(work: Work, written: Any, at: At, options: Mapping[str, tuple[Option, ...]]) -> Any:
    """`$options.x` in place of a list takes the options of that object."""
    if not isinstance(written, str):
        for place, option in enumerate(written):
            if isinstance(option, dict) and isinstance(option.get("id"), str):
                check_id(work, option["id"], at / place / "id")
        return written
    found = _OPTIONS_REFERENCE.match(written)
    if found is None or found[1] not in options:
        work.unknown("unknown_options", at, written, [f"$options.{id}" for id in options])
        return ()
    return options[found[1]]


def _translate_options(work: Work, at: At, settings: dict[str, Any]) -> None:
    """Gives each option its labels by language; labels of a shared list stand with that list."""
    for key in ("options", "levels"):
        options = settings.get(key)
        if not options or not all(isinstance(option, Option) for option in options):
            continue
        if any(option.labels or option.label is None for option in options):
            continue
        settings[key] = with_labels(work, f"{at.name}/{key}", options)


def with_labels(work: Work, path: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The options with their labels in every language; each label is remembered for translation.

    Options inside others are then called by the whole way to them.
    """
    made = []
    for option in options:
        where = f"{path}/{option.id}/label"
        work.labels[where] = option.label
        labels = {work.written_in: option.label, **work.said_in(where)}
        made.append(replace(option, labels=labels))
    return with_whole_labels(made)


def _point(work: Work, known: KnownForms, full: str, field: FieldShape) -> None:
    """Checks where a relation leads and registers its inverse there."""
    to = field.settings.get("to")
    if not isinstance(to, str) or "to_app" not in field.settings:
        return
    target = f"{field.settings['to_app']}.{to}"
    if not known.exists(target):
        written = known.short(target)
        work.unknown(
            "unknown_form", field.at / ("to" if field.type.name == "relation" else "type"), written, known.names()
        )
        field.broken = True
        return
    if field.required and field.settings["on_delete"] == "clear":
        work.problem("clear_required", field.at / "on_delete")
    inverse = field.settings.get("inverse")
    if inverse is None:
        return
    if full.count(".") > 1:
        work.problem("inverse_in_subform", field.at / "inverse")
        return
    taken = known.inverses.get(target, {}).get(inverse)
    if inverse in known.fields(target) or inverse in RESERVED or (taken and taken != (full, field.id)):
        work.problem("inverse_taken", field.at / "inverse", found=inverse, form=known.short(target))
        return
    known.add_inverse(target, inverse, full, field.id)


def placeholder(id: str, type: Any, settings: Mapping[str, Any], label: str | None = None) -> Field:
    """A field that stands for a computed value: it is cleaned, shown and compared as its type says."""
    return Field(id, type, label or worded(id), settings, place=Place())
