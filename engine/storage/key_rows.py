"""Finds living records by exact values, loosely where a unique rule compares loosely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.storage.database import Transaction
from engine.storage.names import quoted
from engine.storage.tables import FormTables, Stored, tables_of

if TYPE_CHECKING:
    from engine.definition.model import Form


def find(tx: Transaction, form: Form, values: Mapping[str, Any], *, limit: int = 2) -> list[int]:
    """Ids of living records with these python values in these fields (all in columns), at most `limit`.

    Text that has a comparison key is compared by it. Raises LookupError for a field without a column.
    """
    tables = tables_of(tx, form)
    mark = "%s" if tx.dialect == "postgresql" else "?"
    parts, cells = [], []
    for name, value in values.items():
        column = _column(tables, name)
        if value is None:
            parts.append(f"{quoted(column.name)} IS NULL")
        else:
            parts.append(f"{quoted(column.name)} = {mark}")
            cells.append(column.to_cell(value))
    sql = (
        f"SELECT id FROM {quoted(tables.name)} WHERE {' AND '.join(parts)} AND deleted_at IS NULL "
        f"ORDER BY id LIMIT {int(limit)}"
    )
    return [int(row[0]) for row in tx.execute(sql, cells).fetchall()]


def _column(tables: FormTables, name: str) -> Stored:
    for column in tables.derived:
        if column.field == name and not column.name.endswith("__sort"):
            return column
    found = tables.column(name)
    if found is None:
        raise LookupError(name)
    return found
