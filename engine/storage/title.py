"""A record's title as SQL: the text with holes of its form, filled by the database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from engine.expression.expression import Expression
from engine.expression.nodes import Binary, Literal, Name
from engine.expression.sql import NoSqlForm, compile_value
from engine.expression.types import TEXT
from engine.storage.row_scope import RowScope

if TYPE_CHECKING:
    from engine.definition.model import Field

# A title may be made of the titles of other records, but not round in circles.
DEEPEST = 3


def title_sql(scope: RowScope, depth: int = 0) -> ColumnElement[Any]:
    """The title as people see it: options by label, relations by their title; `#7` when nothing is filled in."""
    parts: list[ColumnElement[Any]] = []
    for part in scope.form.title.say(scope.compiling.language).parts:
        if isinstance(part, str):
            parts.append(sa.literal_column(_text(part), sa.Text()))
        else:
            parts.append(sa.func.coalesce(_hole(scope, part, depth), sa.literal_column("''", sa.Text())))
    number = sa.literal_column("'#'", sa.Text()).concat(sa.cast(scope.source.c.id, sa.Text()))
    if not parts:
        return number
    whole = parts[0]
    for further in parts[1:]:
        whole = whole.concat(further)
    return sa.func.coalesce(sa.func.nullif(sa.func.trim(whole), sa.literal_column("''", sa.Text())), number)


def _hole(scope: RowScope, expression: Expression, depth: int) -> ColumnElement[Any]:
    tree = expression.tree
    if any(path[0] in scope.hidden for path in expression.fields):
        return sa.literal_column("NULL", sa.Text())
    if isinstance(tree, Name) and tree.name in scope.form.fields:
        declared = scope.form.fields[tree.name]
        kind = declared.value_type.kind
        if kind == "record":
            if depth >= DEEPEST:
                return sa.literal_column("NULL", sa.Text())
            return scope.follow(tree.name, lambda target: title_sql(target, depth + 1))  # type: ignore[arg-type]  # follow makes RowScopes
        if kind == "option":
            return _label(scope, declared)
        if kind == "text":
            return sa.type_coerce(scope.column(tree.name), sa.Text())
    shown = Binary(operator="&", left=Literal(value="", type=TEXT), right=tree, type=TEXT)
    try:
        made = compile_value(replace(expression, tree=shown), scope)
    except NoSqlForm:
        return sa.literal_column("NULL", sa.Text())
    scope.compiling.binds.update({bind.name: bind for bind in made.binds})
    return sa.type_coerce(made.element, sa.Text())


def _label(scope: RowScope, declared: Field) -> ColumnElement[Any]:
    column = scope.column(declared.id)
    options = {option.id: option.say(scope.compiling.language) for option in declared.settings["options"]}
    if not options:
        return sa.type_coerce(column, sa.Text())
    whens = [
        (column == sa.literal_column(_text(id)), sa.literal_column(_text(label), sa.Text()))
        for id, label in options.items()
    ]
    return sa.case(*whens, else_=sa.type_coerce(column, sa.Text()))


def _text(value: str) -> str:
    """A text literal: quotes doubled; no other character means anything in standard SQL strings."""
    return "'" + value.replace("'", "''").replace("\x00", "") + "'"
