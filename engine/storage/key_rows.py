"""Finds living records by exact values, loosely where a unique rule compares loosely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.storage.database import Transaction
from engine.storage.ddl import index_condition
from engine.storage.layout import IndexSpec, unique_rules
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


def is_taken(tx: Transaction, form: Form, key: str, values: Mapping[str, Any], *, but: int | None = None) -> bool:
    """Whether a living record other than `but` has these values, none of them empty, by the unique rule `key`."""
    tables = tables_of(tx, form)
    rule = next(rule for rule in tables.uniques if rule.key == key)
    where = next(where for id, _, _, where in unique_rules(form) if id == key)
    columns = {column.name: column for column in (*tables.columns, *tables.derived)}
    held = [columns[name] for name in rule.columns]
    mark = "%s" if tx.dialect == "postgresql" else "?"
    parts = [f"{quoted(column.name)} = {mark}" for column in held]
    cells = [column.to_cell(values[column.field]) for column in held]
    condition = index_condition(tx, IndexSpec(tables.name, rule.columns, True, True, key, where))
    if tx.dialect == "postgresql":
        condition = condition.replace("%", "%%")
    sql = f"SELECT id FROM {quoted(tables.name)} WHERE {' AND '.join((*parts, condition))} LIMIT 2"
    return any(int(row[0]) != but for row in tx.execute(sql, cells).fetchall())


def _column(tables: FormTables, name: str) -> Stored:
    for column in tables.derived:
        if column.field == name and not column.name.endswith("__sort"):
            return column
    found = tables.column(name)
    if found is None:
        raise LookupError(name)
    return found
