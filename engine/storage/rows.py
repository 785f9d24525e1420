"""Rows of forms: written and read as python values, with their links, their subform rows and their search words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.storage import parts, search
from engine.storage.database import Transaction
from engine.storage.errors import UniqueViolation
from engine.storage.names import quoted
from engine.storage.tables import FormTables, Stored, Unique, tables_of

if TYPE_CHECKING:
    from engine.definition.model import Form

Values = Mapping[str, Any]


def insert(
    tx: Transaction,
    form: Form,
    values: Values,
    *,
    at: datetime,
    by: int | None = None,
    system: Values | None = None,
) -> int:
    """Writes a new record with its links and rows; its id.

    `values` by field id (python values; what is missing is empty); `system` may set id, revision, created_at/by,
    updated_at/by (sample data, undo). Raises UniqueViolation, NumberTooLarge.
    """
    tables = tables_of(tx, form)
    cells = _cells(tables, values, at, by, system)
    if system and system.get("id") is not None:
        id = int(system["id"])
        sql = _insert_sql(tables, with_id=True)
        _run(tx, form, tables, sql, (id, *cells))
        _keep_above(tx, tables, id)
    else:
        cursor = _run(tx, form, tables, _insert_sql(tables), cells)
        id = int(cursor.lastrowid if tx.dialect == "sqlite" else cursor.fetchone()[0])
    parts.write_new(tx, tables, id, values)
    search.put(tx, form, tables, id, values)
    return id


def insert_many(
    tx: Transaction,
    form: Form,
    rows: Sequence[Values],
    *,
    at: datetime,
    by: int | None = None,
    system: Sequence[Values] | None = None,
) -> list[int]:
    """Writes many new records; their ids in the same order. Raises UniqueViolation for the whole block."""
    if not rows:
        return []
    tables = tables_of(tx, form)
    ids = _reserve(tx, tables, len(rows))
    if system:
        ids = [int(given["id"]) if given.get("id") else id for given, id in zip(system, ids, strict=True)]
    cells = [
        (id, *_cells(tables, values, at, by, system[n] if system else None))
        for n, (id, values) in enumerate(zip(ids, rows, strict=True))
    ]
    try:
        if tx.dialect == "postgresql":
            _copy(tx, tables, cells)
        else:
            tx.execute_many(_insert_sql(tables, with_id=True), cells)
    except Exception as error:
        _explain(error, form, tables)
        raise
    parts.write_many(tx, tables, list(zip(ids, rows, strict=True)))
    search.put_many(tx, form, tables, list(zip(ids, rows, strict=True)))
    return ids


def update(
    tx: Transaction,
    form: Form,
    id: int,
    values: Values,
    *,
    at: datetime,
    by: int | None = None,
    revision: int | None = None,
    old: Values | None = None,
) -> int | None:
    """Changes some fields of a living record; its new revision, or None when it is gone or `revision` is stale.

    `old` (the record's values before) saves a read when searched fields change. Raises UniqueViolation.
    """
    tables = tables_of(tx, form)
    changed = tuple(field for field in values if tables.column(field) is not None)
    columns = _columns_of(tables, changed)
    key = ("update", changed, revision is not None)
    sql = tables.statements.get(key)
    if sql is None:
        marks = _mark(tx)
        sets = "".join(f"{quoted(column.name)} = {marks}, " for column in columns)
        sql = (
            f"UPDATE {quoted(tables.name)} SET {sets}revision = revision + 1, updated_at = {marks}, "
            f"updated_by = {marks} WHERE id = {marks} AND deleted_at IS NULL"
            f"{f' AND revision = {marks}' if revision is not None else ''} RETURNING revision"
        )
        tables.statements[key] = sql
    cells = [column.to_cell(values[column.field]) for column in columns]
    cells += [tables.system["updated_at"].to_cell(at), by, id]
    if revision is not None:
        cells.append(revision)
    row = _run(tx, form, tables, sql, cells).fetchone()
    if row is None:
        return None
    parts.change(tx, tables, id, values)
    if not tables.search.keys().isdisjoint(values):
        search.change(tx, form, tables, id, values, old)
    return int(row[0])


def read(tx: Transaction, form: Form, id: int, *, lock: bool = False, deleted: bool = False) -> dict[str, Any] | None:
    """One record as python values with its system fields, links and rows; None when it is not there.

    `lock` keeps it from others until the transaction ends; `deleted` finds records in the bin too.
    """
    return read_many(tx, form, [id], lock=lock, deleted=deleted).get(id)


def read_many(
    tx: Transaction, form: Form, ids: Sequence[int], *, lock: bool = False, deleted: bool = False
) -> dict[int, dict[str, Any]]:
    """Records by id, in the order of ids (the order of locks)."""
    tables = tables_of(tx, form)
    key = ("read", lock, deleted)
    sql, readers = tables.statements.get(key) or (None, ())
    if sql is None:
        columns: list[Stored] = [*tables.system.values(), *tables.columns]
        readers = tuple((column.field, column.decode) for column in columns)
        listed = ", ".join(quoted(column.name) for column in columns)
        found = "= ANY(%s)" if tx.dialect == "postgresql" else "IN (SELECT value FROM json_each(?))"
        sql = (
            f"SELECT {listed} FROM {quoted(tables.name)} WHERE id {found}"
            f"{'' if deleted else ' AND deleted_at IS NULL'} ORDER BY id"
            f"{' FOR NO KEY UPDATE' if lock and tx.dialect == 'postgresql' else ''}"
        )
        tables.statements[key] = sql, readers
    wanted = sorted(set(ids))
    rows = tx.execute(sql, (parts.listed(tx, wanted),)).fetchall()
    records = {
        row[0]: {
            field: cell if decode is None or cell is None else decode(cell)
            for (field, decode), cell in zip(readers, row, strict=True)
        }
        for row in rows
    }
    parts.read_into(tx, tables, records)
    return records


def soft_delete(
    tx: Transaction, form: Form, id: int, *, at: datetime, by: int | None = None, revision: int | None = None
) -> int | None:
    """Moves a living record into the bin with its links and rows; its new revision, None when gone or stale."""
    tables = tables_of(tx, form)
    mark = _mark(tx)
    moment = tables.system["deleted_at"].to_cell(at)
    stale = f" AND revision = {mark}" if revision is not None else ""
    sql = (
        f"UPDATE {quoted(tables.name)} SET deleted_at = {mark}, updated_at = {mark}, updated_by = {mark}, "
        f"revision = revision + 1 WHERE id = {mark} AND deleted_at IS NULL{stale} RETURNING revision"
    )
    row = tx.execute(sql, (moment, moment, by, id, *([revision] if revision is not None else []))).fetchone()
    if row is None:
        return None
    search.remove(tx, tables, [id])
    return int(row[0])


def restore(tx: Transaction, form: Form, id: int, *, at: datetime, by: int | None = None) -> int | None:
    """Takes a record out of the bin; its new revision, None when it is not in the bin. Raises UniqueViolation."""
    tables = tables_of(tx, form)
    mark = _mark(tx)
    sql = (
        f"UPDATE {quoted(tables.name)} SET deleted_at = NULL, updated_at = {mark}, updated_by = {mark}, "
        f"revision = revision + 1 WHERE id = {mark} AND deleted_at IS NOT NULL RETURNING revision"
    )
    row = _run(tx, form, tables, sql, (tables.system["updated_at"].to_cell(at), by, id)).fetchone()
    if row is None:
        return None
    search.change(tx, form, tables, id, {}, None)
    return int(row[0])


def store_computed(tx: Transaction, form: Form, changed: Mapping[int, Values]) -> None:
    """Writes computed values of living records, by id; rows of subforms as RowChanges.

    Nobody has edited these records: revision and stamps stay as they are. Raises UniqueViolation.
    """
    tables = tables_of(tx, form)
    alike: dict[tuple[str, ...], list[int]] = {}
    for id, values in changed.items():
        alike.setdefault(tuple(sorted(values)), []).append(id)
    mark = _mark(tx)
    for fields, ids in alike.items():
        columns = _columns_of(tables, fields)
        if columns:
            sets = ", ".join(f"{quoted(column.name)} = {mark}" for column in columns)
            sql = f"UPDATE {quoted(tables.name)} SET {sets} WHERE id = {mark}"
            cells = [(*[column.to_cell(changed[id][column.field]) for column in columns], id) for id in ids]
            try:
                tx.execute_many(sql, cells)
            except Exception as error:
                _explain(error, form, tables)
                raise
        for id in ids:
            if not tables.search.keys().isdisjoint(fields):
                search.change(tx, form, tables, id, changed[id], None)
    parts.set_computed(tx, tables, changed)


def ids_after(tx: Transaction, form: Form, last: int, limit: int) -> list[int]:
    """The next ids of living records behind `last`, in their order."""
    mark = _mark(tx)
    sql = (
        f"SELECT id FROM {quoted(tables_of(tx, form).name)} WHERE id > {mark} AND deleted_at IS NULL "
        f"ORDER BY id LIMIT {mark}"
    )
    return [int(row[0]) for row in tx.execute(sql, (last, limit)).fetchall()]


def among(
    tx: Transaction, form: Form, names: Sequence[str], field: str, values: Sequence[str], *, deleted: bool = False
) -> Iterator[tuple[Any, ...]]:
    """Some fields of the living records (`deleted`: of all) in which the text of `field` is one of `values`."""
    tables = tables_of(tx, form)
    columns = {column.field: column for column in tables.columns}
    wanted = [columns[name] for name in names]
    sql = (
        f"SELECT {', '.join(quoted(column.name) for column in wanted)} FROM {quoted(tables.name)} "
        f"WHERE {parts.among(tx, columns[field].name)}{'' if deleted else ' AND deleted_at IS NULL'}"
    )
    for row in tx.execute(sql, (parts.listed(tx, values),)).fetchall():
        yield tuple(
            cell if column.decode is None or cell is None else column.decode(cell)
            for column, cell in zip(wanted, row, strict=True)
        )


def lock(tx: Transaction, wanted: Sequence[tuple[Form, Sequence[int]]]) -> dict[tuple[str, str], set[int]]:
    """Locks living records against change and deletion: forms as they are given, ids in their order.

    Gives the ids that are there, by (app, form). On SQLite the writer is alone anyway.
    """
    found: dict[tuple[str, str], set[int]] = {}
    for form, ids in wanted:
        tables = tables_of(tx, form)
        there = found.setdefault((tables.app, tables.form), set())
        if not ids:
            continue
        match = "= ANY(%s)" if tx.dialect == "postgresql" else "IN (SELECT value FROM json_each(?))"
        sql = f"SELECT id FROM {quoted(tables.name)} WHERE id {match} AND deleted_at IS NULL ORDER BY id"
        if tx.dialect == "postgresql":
            sql += " FOR NO KEY UPDATE"
        there.update(row[0] for row in tx.execute(sql, (parts.listed(tx, sorted(set(ids))),)).fetchall())
    return found


def _cells(tables: FormTables, values: Values, at: datetime, by: int | None, system: Values | None) -> tuple[Any, ...]:
    moment = tables.system["created_at"].to_cell(at)
    if system:
        stored = tables.system
        head = [
            system.get("revision") or 1,
            stored["created_at"].to_cell(system["created_at"]) if system.get("created_at") else moment,
            system.get("created_by", by),
            stored["updated_at"].to_cell(system["updated_at"]) if system.get("updated_at") else moment,
            system.get("updated_by", by),
        ]
    else:
        head = [1, moment, by, moment, by]
    return (*head, *tables.cells(values))


def _insert_sql(tables: FormTables, *, with_id: bool = False) -> str:
    key = ("insert", with_id)
    sql = tables.statements.get(key)
    if sql is None:
        columns = _insert_columns(tables, with_id=with_id)
        mark = "%s" if tables.dialect == "postgresql" else "?"
        sql = (
            f"INSERT INTO {quoted(tables.name)} ({', '.join(quoted(name) for name in columns)}) "
            f"VALUES ({', '.join([mark] * len(columns))})"
        )
        if tables.dialect == "postgresql" and not with_id:
            sql += " RETURNING id"
        tables.statements[key] = sql
    return str(sql)


def _insert_columns(tables: FormTables, *, with_id: bool) -> list[str]:
    return [
        *(["id"] if with_id else []),
        "revision", "created_at", "created_by", "updated_at", "updated_by",
        *[column.name for column in tables.columns],
        *[column.name for column in tables.derived],
    ]  # fmt: skip


def _columns_of(tables: FormTables, fields: Sequence[str]) -> list[Stored]:
    wanted = set(fields)
    return [column for column in (*tables.columns, *tables.derived) if column.field in wanted]


def _reserve(tx: Transaction, tables: FormTables, count: int) -> list[int]:
    """As many ids that nobody else gets, in rising order."""
    if tx.dialect == "postgresql":
        sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        return sorted(row[0] for row in tx.execute(sql, (tables.name, count)).fetchall())
    row = tx.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (tables.name,)).fetchone()
    first = (int(row[0]) if row else 0) + 1
    return list(range(first, first + count))


def _keep_above(tx: Transaction, tables: FormTables, id: int) -> None:
    """Ids given from outside are not given again."""
    if tx.dialect == "postgresql":
        tx.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), "
            f"greatest(%s, (SELECT max(id) FROM {quoted(tables.name)})))",
            (tables.name, id),
        )


def _copy(tx: Transaction, tables: FormTables, cells: Sequence[Sequence[Any]]) -> None:
    listed = ", ".join(quoted(name) for name in _insert_columns(tables, with_id=True))
    with tx.driver.cursor() as cursor, cursor.copy(f"COPY {quoted(tables.name)} ({listed}) FROM STDIN") as copy:
        for row in cells:
            copy.write_row(row)


def _run(tx: Transaction, form: Form, tables: FormTables, sql: str, cells: Sequence[Any]) -> Any:
    try:
        return tx.execute(sql, cells)
    except Exception as error:
        _explain(error, form, tables)
        raise


def _explain(error: Exception, form: Form, tables: FormTables) -> None:
    """Raises a refusing unique index as the rule of the form behind it; leaves every other error alone."""
    broken: Unique | None = None
    if isinstance(error, sqlite3.IntegrityError):
        said, _, listed = str(error).partition(": ")
        if said == "UNIQUE constraint failed":
            columns = tuple(part.rpartition(".")[2] for part in listed.split(", "))
            broken = next((rule for rule in tables.uniques if rule.columns == columns), None)
    elif getattr(error, "sqlstate", None) == "23505":
        name = getattr(getattr(error, "diag", None), "constraint_name", None)
        broken = next((rule for rule in tables.uniques if rule.index == name), None)
    if broken is not None:
        raise UniqueViolation(form=form.id, key=broken.key, fields=list(broken.fields)) from error


def _mark(tx: Transaction) -> str:
    return "%s" if tx.dialect == "postgresql" else "?"
