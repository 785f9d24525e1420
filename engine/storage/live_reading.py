"""Asks the database for what a field is now, for records by their ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.expression.function import Context
from engine.expression.sql import NoSqlForm
from engine.storage.database import Transaction
from engine.storage.live import live_column, live_stored
from engine.storage.parts import listed
from engine.storage.query import Query
from engine.storage.row_scope import Compiling, RowScope
from engine.storage.statements import given_ids, statement

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.definition.model import Field, Form


def live_cells(
    tx: Transaction, apps: Mapping[str, App], form: Form, field: Field, ids: Collection[int], context: Context
) -> dict[int, Any]:
    """The value now of a field that is worked out at read, by record id. Raises NoSqlForm."""
    stored = live_stored(field, tx.dialect)
    if stored is None:
        raise NoSqlForm(field.id)

    def build(compiling: Compiling) -> Any:
        scope = RowScope(compiling, form)
        id = scope.source.c.id
        return sa.select(id, live_column(scope, field).label("v")).where(id.in_(given_ids(tx.dialect)))

    made = statement(tx, Query(form, apps), ("live", field.id), build)
    return {int(id): stored.from_cell(cell) for id, cell in made.run(tx, context, {"ids": listed(tx, sorted(ids))})}
