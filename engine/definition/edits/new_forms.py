"""Several new forms at once that may link to each other, as the tables of a file become them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.catalog.catalog import Catalog
from engine.catalog.ids import id_from_label
from engine.definition import printing
from engine.definition.edits.fields import declared_field
from engine.definition.edits.objects import add_object, lists_on
from engine.definition.edits.workbench import Resolve, Workbench
from engine.definition.writer import Load


@dataclass(frozen=True)
class NewField:
    """A field of a new form; `key` is what whoever asks calls it by, `declared` its type, label and settings.

    `to`: the form that it links to: the place of a new one, or the id of one that is there.
    """

    key: str
    declared: Mapping[str, Any]
    to: int | str | None = None


@dataclass(frozen=True)
class NewForm:
    """A form to be made; `title` is the key of the field that names its records."""

    label: str
    fields: Sequence[NewField]
    title: str | None = None


@dataclass(frozen=True)
class MadeForm:
    """The ids of a new form and, by key, of its fields."""

    id: str
    fields: Mapping[str, str]


def add_forms(
    texts: Mapping[str, str],
    forms: Sequence[NewForm],
    load: Load,
    catalog: Catalog,
    resolve: Resolve,
    *,
    language: str,
    prefix: str = "",
) -> tuple[dict[str, str], tuple[MadeForm, ...]]:
    """The texts with all forms, and what was made. Every link has its list on the other side."""
    bench = Workbench(texts, load, catalog, resolve, language=language, prefix=prefix)
    taken = {*bench.items("form")}
    made: list[MadeForm] = []
    for form in forms:
        id = id_from_label(form.label, taken, prefix)
        taken.add(id)
        made.append(MadeForm(id, _field_ids(form.fields)))
    trees = [_tree(bench, form, ids) for form, ids in zip(forms, made, strict=True)]
    others: dict[str, dict[str, Any]] = {}
    for form, ids, tree in zip(forms, made, trees, strict=True):
        for field in form.fields:
            if field.to is None:
                continue
            if isinstance(field.to, int):
                target, holder = made[field.to].id, trees[field.to]
            else:
                target = field.to
                holder = others.setdefault(target, bench.form(target))
            known = {*holder["fields"], *_lists(holder), *lists_on(bench, target)}
            alone = form.label not in _labels(holder) and target != ids.id
            label = form.label if alone else f"{form.label} ({field.declared['label']})"[:200]
            inverse = id_from_label(form.label, known)
            declared = tree["fields"][ids.fields[field.key]]
            declared |= {"to": target, "inverse": inverse}
            one = {"id": inverse, "label": label, "form": ids.id, "by": ids.fields[field.key]}
            holder["related"] = [*(holder.get("related") or ()), one]
    for id, holder in others.items():
        bench.put(f"form/{id}", holder)
    for tree in trees:
        tree["fields"] = {id: printing.canonical_field(declared) for id, declared in tree["fields"].items()}
        add_object(bench, {"kind": "form", "tree": tree})
    return bench.finish(), tuple(made)


def _field_ids(fields: Sequence[NewField]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for field in fields:
        ids[field.key] = id_from_label(str(field.declared["label"]), ids.values())
    return ids


def _tree(bench: Workbench, form: NewForm, ids: MadeForm) -> dict[str, Any]:
    tree: dict[str, Any] = {"id": ids.id, "label": form.label}
    if form.title is not None:
        tree["title"] = f"{{{{ {ids.fields[form.title]} }}}}"
    return tree | {"fields": {ids.fields[field.key]: declared_field(bench, field.declared) for field in form.fields}}


def _lists(form: Mapping[str, Any]) -> set[str]:
    return {str(one["id"]) for one in form.get("related") or () if isinstance(one, dict) and "id" in one}


def _labels(form: Mapping[str, Any]) -> set[str]:
    return {str(one.get("label")) for one in form.get("related") or () if isinstance(one, dict)}
