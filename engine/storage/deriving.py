"""Which indexes an app needs follows from its relations, unique rules, views and the author's own wishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from engine.catalog.views.view_type import fields_at
from engine.expression.nodes import Binary, Logic, Name, Node, walk
from engine.storage.layout import (
    IndexSpec,
    TableSpec,
    columns_of,
    form_table,
    is_short,
    unique_columns,
    unique_rules,
)

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.definition.model import Form, View

SYSTEM_FIELDS = ("id", "revision", "created_at", "created_by", "updated_at", "updated_by")


def indexes_of(app: App, tables: Mapping[str, TableSpec]) -> list[IndexSpec]:
    """All indexes of an app, without those that another one makes useless."""
    found: list[IndexSpec] = []
    for table in tables.values():
        found.extend(_of_references(table))
    for form in app.forms.values():
        found.extend(_of_form(form, tables[form_table(form.app_id, form.id)]))
    for view in app.views.values():
        form = app.forms[view.form]
        index = _of_view(form, view, tables[form_table(form.app_id, form.id)])
        if index is not None:
            found.append(index)
    return _useful(found)


def _of_references(table: TableSpec) -> Iterator[IndexSpec]:
    if table.role == "links":
        yield IndexSpec(table.name, ("owner", "position"))
        yield IndexSpec(table.name, ("target", "owner"))
    elif table.role == "rows":
        yield IndexSpec(table.name, ("parent", "position"))
    for column in table.columns:
        if column.codec.kind == "reference":
            yield IndexSpec(table.name, (column.name, "id"), living=table.role == "form")


def _of_form(form: Form, table: TableSpec) -> Iterator[IndexSpec]:
    for key, fields, ignore, where in unique_rules(form):
        yield IndexSpec(table.name, unique_columns(form, fields, ignore), True, True, key, where)
    for fields in form.indexes.values():
        columns = [column for id in fields for column in _indexed(form, table, id)]
        if columns:
            yield IndexSpec(table.name, tuple(columns), living=True)


def _of_view(form: Form, view: View, table: TableSpec) -> IndexSpec | None:
    """Fields that a view holds fixed first, then the order it shows; the id, so that pages can go on from a row."""
    fixed = list(dict.fromkeys(_fixed(view.where.tree))) if view.where is not None else []
    fixed.extend(id for id in fields_at(view.options, view.type.apart) if id not in fixed)
    columns = [column for id in fixed for column in _indexed(form, table, id)]
    for id in (*fields_at(view.options, view.type.along), *(id for id, _ in view.sort)):
        sort = table.column(f"{id}__sort")
        names = [sort.name] if sort else _indexed(form, table, id)
        if not names:
            break
        columns.extend(name for name in names if name not in columns)
    if not columns or columns == ["id"]:
        return None
    return IndexSpec(table.name, tuple(dict.fromkeys([*columns, "id"])), living=True)


def _indexed(form: Form, table: TableSpec, id: str) -> list[str]:
    if id in SYSTEM_FIELDS:
        return [id]
    field_ = form.fields.get(id)
    if field_ is None or not is_short(field_):
        return []
    return [column.name for column in columns_of(field_)]


def _fixed(tree: Node) -> Iterator[str]:
    """Fields that a condition holds at one value: `stage = 'won' and owner = me` gives stage, owner."""
    if isinstance(tree, Logic) and tree.operator == "and":
        for condition in tree.conditions:
            yield from _fixed(condition)
    elif isinstance(tree, Binary) and tree.operator == "=":
        for side, other in ((tree.left, tree.right), (tree.right, tree.left)):
            name = _own_field(side)
            if name is not None and not any(_own_field(node) for node in walk(other)):
                yield name
                return


def _own_field(node: Node) -> str | None:
    return node.name if isinstance(node, Name) and node.kind == "field" else None


def _useful(indexes: list[IndexSpec]) -> list[IndexSpec]:
    """Leaves out what repeats another index or is only the beginning of a longer one."""
    kept: list[IndexSpec] = []
    for index in sorted(indexes, key=lambda one: (not one.unique, -len(one.columns), one.name)):
        if not any(_covers(other, index) for other in kept):
            kept.append(index)
    return kept


def _covers(other: IndexSpec, index: IndexSpec) -> bool:
    if other.table != index.table or other.living != index.living:
        return False
    if other.where is not None:
        return other == index
    if other.columns == index.columns and other.unique >= index.unique:
        return True
    if index.unique:
        return False
    if other.unique and (*other.columns, "id") == index.columns:
        return True  # one row at most for each value: nothing left to sort by id
    return other.columns[: len(index.columns)] == index.columns
