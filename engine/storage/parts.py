"""What hangs on a record: the links of its relations to many, in order, and the rows of its subforms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from engine.catalog.fields.subform import RowChanges
from engine.storage.database import Transaction
from engine.storage.names import quoted
from engine.storage.tables import FormTables, RowTable

Values = Mapping[str, Any]
Pairs = Sequence[tuple[int, Values]]


def listed(tx: Transaction, ids: Iterable[int] | Iterable[str]) -> Any:
    """Many ids, or texts, as one parameter: an array on PostgreSQL, a JSON list on SQLite."""
    return list(ids) if tx.dialect == "postgresql" else orjson.dumps(list(ids)).decode()


def among(tx: Transaction, column: str) -> str:
    """The condition that `column` is one of the ids of one `listed` parameter."""
    found = "= ANY(%s)" if tx.dialect == "postgresql" else "IN (SELECT value FROM json_each(?))"
    return f"{quoted(column)} {found}"


def write_new(tx: Transaction, tables: FormTables, id: int, values: Values) -> None:
    """Links and rows of one new record."""
    if tables.links or tables.rows:
        write_many(tx, tables, [(id, values)])


def write_many(tx: Transaction, tables: FormTables, records: Pairs) -> None:
    """Links and rows of many new records."""
    for field, table in tables.links.items():
        _add_links(tx, table, [(id, values[field]) for id, values in records if values.get(field)])
    for field, table in tables.rows.items():
        _add_rows(tx, table, [(id, _as_rows(values[field])) for id, values in records if values.get(field)])


def change(tx: Transaction, tables: FormTables, id: int, values: Values) -> None:
    """The fields among `values` that are links or rows: a list replaces (rows by id), RowChanges change some."""
    for field, table in tables.links.items():
        if field in values:
            tx.execute(f"DELETE FROM {quoted(table.name)} WHERE owner = {_mark(tx)}", (id,))
            if values[field]:
                _add_links(tx, table, [(id, values[field])])
    for field, table in tables.rows.items():
        if field in values:
            if isinstance(values[field], RowChanges):
                _change_rows(tx, table, id, values[field])
            else:
                _replace_rows(tx, table, id, values[field] or ())


def set_computed(tx: Transaction, tables: FormTables, changed: Mapping[int, Values]) -> None:
    """Writes computed columns of rows that are there, given as RowChanges by parent and subform, in few statements."""
    mark = _mark(tx)
    for field, table in tables.rows.items():
        alike: dict[tuple[str, ...], list[tuple[int, Values]]] = {}
        for values in changed.values():
            for id, row in values[field].set.items() if field in values else ():
                alike.setdefault(tuple(sorted(row)), []).append((id, row))
        for names, rows in alike.items():
            columns = [column for column in table.columns if column.field in names]
            sets = ", ".join(f"{quoted(column.name)} = {mark}" for column in columns)
            cells = [(*[column.to_cell(row[column.field]) for column in columns], id) for id, row in rows]
            tx.execute_many(f"UPDATE {quoted(table.name)} SET {sets} WHERE id = {mark}", cells)


def read_into(tx: Transaction, tables: FormTables, records: dict[int, dict[str, Any]]) -> None:
    """Puts links (tuples of ids) and rows (tuples of dicts with id) into records; None where there are none."""
    if not records or not (tables.links or tables.rows):
        return
    ids = listed(tx, records)
    for field, table in tables.links.items():
        found: dict[int, list[int]] = {}
        sql = f"SELECT owner, target FROM {quoted(table.name)} WHERE {among(tx, 'owner')} ORDER BY owner, position, id"
        for owner, target in tx.execute(sql, (ids,)).fetchall():
            found.setdefault(owner, []).append(target)
        for id, record in records.items():
            record[field] = tuple(found[id]) if id in found else None
    for field, table in tables.rows.items():
        rows = rows_of(tx, table, ids)
        for id, record in records.items():
            record[field] = tuple(rows[id]) if id in rows else None


def rows_of(tx: Transaction, table: RowTable, ids: Any) -> dict[int, list[dict[str, Any]]]:
    """Rows by parent in their order; `ids` as `listed` gives them."""
    names = "".join(f", {quoted(column.name)}" for column in table.columns)
    sql = (
        f"SELECT parent, id{names} FROM {quoted(table.name)} WHERE {among(tx, 'parent')} ORDER BY parent, position, id"
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for parent, id, *cells in tx.execute(sql, (ids,)).fetchall():
        row = {"id": id}
        for column, cell in zip(table.columns, cells, strict=True):
            row[column.field] = column.from_cell(cell)
        found.setdefault(parent, []).append(row)
    return found


def _add_links(tx: Transaction, table: RowTable, links: Sequence[tuple[int, Sequence[int]]]) -> None:
    rows = [(owner, position, target) for owner, targets in links for position, target in enumerate(targets)]
    if rows:
        tx.execute_many(f"INSERT INTO {quoted(table.name)} (owner, position, target) VALUES ({_marks(tx, 3)})", rows)


def _add_rows(tx: Transaction, table: RowTable, rows: Sequence[tuple[int, Sequence[tuple[int, Values]]]]) -> None:
    cells = [
        (parent, position, *[column.to_cell(row.get(column.field)) for column in table.columns])
        for parent, numbered in rows
        for position, row in numbered
    ]
    if cells:
        names = "".join(f", {quoted(column.name)}" for column in table.columns)
        marks = _marks(tx, 2 + len(table.columns))
        tx.execute_many(f"INSERT INTO {quoted(table.name)} (parent, position{names}) VALUES ({marks})", cells)


def _replace_rows(tx: Transaction, table: RowTable, parent: int, rows: Sequence[Values]) -> None:
    mark = _mark(tx)
    there = {
        row[0] for row in tx.execute(f"SELECT id FROM {quoted(table.name)} WHERE parent = {mark}", (parent,)).fetchall()
    }
    kept = {row["id"] for row in rows if row.get("id") in there}
    _remove_rows(tx, table, parent, there - kept)
    new: list[tuple[int, Values]] = []
    for position, row in enumerate(rows):
        if row.get("id") in kept:
            _set_row(tx, table, parent, row["id"], row, position)
        else:
            new.append((position, row))
    _add_rows(tx, table, [(parent, new)])


def _change_rows(tx: Transaction, table: RowTable, parent: int, changes: RowChanges) -> None:
    _remove_rows(tx, table, parent, set(changes.remove))
    for id, row in changes.set.items():
        _set_row(tx, table, parent, id, row, None)
    if changes.add:
        mark = _mark(tx)
        sql = f"SELECT coalesce(max(position), -1) FROM {quoted(table.name)} WHERE parent = {mark}"
        last = tx.execute(sql, (parent,)).fetchone()[0]
        _add_rows(tx, table, [(parent, [(last + 1 + n, row) for n, row in enumerate(changes.add)])])


def _set_row(tx: Transaction, table: RowTable, parent: int, id: int, row: Values, position: int | None) -> None:
    mark = _mark(tx)
    changed = [column for column in table.columns if column.field in row]
    cells = [column.to_cell(row[column.field]) for column in changed]
    sets = [f"{quoted(column.name)} = {mark}" for column in changed]
    if position is not None:
        sets.append(f"position = {mark}")
        cells.append(position)
    if sets:
        sql = f"UPDATE {quoted(table.name)} SET {', '.join(sets)} WHERE id = {mark} AND parent = {mark}"
        tx.execute(sql, (*cells, id, parent))


def _remove_rows(tx: Transaction, table: RowTable, parent: int, ids: set[int]) -> None:
    if ids:
        sql = f"DELETE FROM {quoted(table.name)} WHERE {among(tx, 'id')} AND parent = {_mark(tx)}"
        tx.execute(sql, (listed(tx, ids), parent))


def _as_rows(value: Any) -> list[tuple[int, Values]]:
    rows = value.add if isinstance(value, RowChanges) else value
    return list(enumerate(rows))


def _mark(tx: Transaction) -> str:
    return "%s" if tx.dialect == "postgresql" else "?"


def _marks(tx: Transaction, count: int) -> str:
    return ", ".join([_mark(tx)] * count)
