"""Figures over the records that point to given ones: one row each, worked out by the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.expression.aggregates import Aggregate, compile_aggregate
from engine.expression.expression import Expression
from engine.expression.function import Context
from engine.storage.database import Transaction
from engine.storage.parts import listed
from engine.storage.query import Query
from engine.storage.row_scope import Compiling, RowScope
from engine.storage.statements import Statement, given_ids, statement

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.definition.app import App
    from engine.definition.model import Field, Form


def pointing_figures(
    tx: Transaction,
    apps: Mapping[str, App],
    form: Form,
    relation: Field,
    ids: Collection[int],
    figure: Aggregate,
    where: Expression | None,
    context: Context,
) -> dict[int, Any]:
    """`figure` over the living records of `form` whose `relation` points to each of `ids`; those without are left out.

    Raises NoSqlForm.
    """
    query = Query(form, apps, where=() if where is None else (where,))
    readers: list[Any] = []

    def build(compiling: Compiling) -> Any:
        scope = RowScope(compiling, form)
        made = compile_aggregate(figure, scope)
        compiling.binds.update({bind.name: bind for bind in made.binds})
        readers.append(made.read)
        conditions = [scope.living, *(compiling.condition(one, scope) for one in query.where)]
        source: Any = scope.source
        if relation.many:
            links = scope.links(relation.id)
            key: sa.ColumnElement[Any] = links.c.target
            source = source.join(links, links.c.owner == scope.source.c.id)
        else:
            key = scope.column(relation.id)
        select = sa.select(key.label("k"), made.element.label("v")).select_from(source)
        return select.where(key.in_(given_ids(tx.dialect)), *conditions).group_by(sa.literal_column("1"))

    made = statement(tx, query, ("rolled", relation.id, figure.function, figure.text), build)
    cache: dict[int, tuple[Statement, Any]] = tx.database.cached.setdefault("figure readers", {})
    if not readers:
        read = cache[id(made)][1]
    else:
        (read,) = readers
        if not tx.migrating:
            cache[id(made)] = (made, read)
    return {int(key): read(cell) for key, cell in made.run(tx, context, {"ids": listed(tx, sorted(ids))})}
