"""SQL over change sets and the history of records: who changed what, when, through what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from sqlalchemy import RowMapping, Select, select, update

from engine.storage.database import Transaction
from engine.storage.system_tables import fw_change_set as change_set
from engine.storage.system_tables import fw_history as history
from engine.storage.types import to_micros

Row = Mapping[str, Any]
_JSON = ("cause", "old", "new")


def _dumped(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()
        if name in _JSON and value is not None
        else value
        for name, value in values.items()
    }


def _loaded(row: RowMapping) -> Row:
    return {name: orjson.loads(value) if name in _JSON and value is not None else value for name, value in row.items()}


def _one(tx: Transaction, query: Select[Any]) -> Row | None:
    found = tx.connection.execute(query).mappings().one_or_none()
    return None if found is None else _loaded(found)


def _all(tx: Transaction, query: Select[Any]) -> list[Row]:
    return [_loaded(row) for row in tx.connection.execute(query).mappings()]


_CHANGE_SET = ("actor", "user", "origin", "label", "cause", "at", "undoes")
_HISTORY = (
    *("app", "form", "record", "change_set", "what", "revision", "at"),
    *("actor", "user", "origin", "cause", "old", "new"),
)


def insert_change_set(tx: Transaction, values: Mapping[str, Any]) -> int:
    """A new change set: actor, user, origin, label, cause, at, undoes. Finished SQL: every write does this."""
    sql = _insert(tx.dialect, "fw_change_set", _CHANGE_SET)
    cells = _cells(tx, _CHANGE_SET, values)
    if tx.dialect == "sqlite":
        return int(tx.execute(sql, cells).lastrowid)
    return int(tx.execute(sql + " RETURNING id", cells).fetchone()[0])


def insert_history(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """One row per record and change set."""
    sql = _insert(tx.dialect, "fw_history", _HISTORY)
    cells = [_cells(tx, _HISTORY, row) for row in rows]
    if len(cells) == 1:
        tx.execute(sql, cells[0])
    elif cells:
        tx.execute_many(sql, cells)


@cache
def _insert(dialect: str, table: str, columns: tuple[str, ...]) -> str:
    mark = "%s" if dialect == "postgresql" else "?"
    listed = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({listed}) VALUES ({', '.join([mark] * len(columns))})"


def _cells(tx: Transaction, columns: Sequence[str], values: Mapping[str, Any]) -> list[Any]:
    cells = dict(zip(columns, map(values.get, columns), strict=True))
    for column in _JSON:
        value = cells.get(column)
        if value is not None:
            cells[column] = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()
    if tx.dialect == "sqlite":
        cells["at"] = to_micros(values["at"])
    return list(cells.values())


def find_change_set(tx: Transaction, id: int, *, lock: bool = False) -> Row | None:
    query = select(change_set).where(change_set.c.id == id)
    if lock and tx.dialect == "postgresql":
        query = query.with_for_update()
    return _one(tx, query)


def mark_undone(tx: Transaction, id: int, by: int) -> None:
    tx.connection.execute(update(change_set).where(change_set.c.id == id).values(undone_by=by))


def history_in(tx: Transaction, app: str, form: str, records: Sequence[int], change: int) -> dict[int, Row]:
    """The rows that some records have in one change set, by record."""
    query = select(history).where(
        history.c.app == app,
        history.c.form == form,
        history.c.record.in_(list(records)),
        history.c.change_set == change,
    )
    return {row["record"]: row for row in _all(tx, query)}


def merge_history(tx: Transaction, id: int, what: str, revision: int, at: datetime, old: Any, new: Any) -> None:
    """A second change of one record in one change set goes into the row of the first."""
    tx.connection.execute(
        update(history)
        .where(history.c.id == id)
        .values(_dumped({"what": what, "revision": revision, "at": at, "old": old, "new": new}))
    )


def history_of(
    tx: Transaction, app: str, form: str, record: int, limit: int = 500, *, below: int | None = None
) -> list[Row]:
    """The history of one record, newest first; `below` goes on behind a row."""
    query = (
        select(history)
        .where(history.c.app == app, history.c.form == form, history.c.record == record)
        .order_by(history.c.id.desc())
        .limit(limit)
    )
    return _all(tx, query if below is None else query.where(history.c.id < below))


def history_in_blocks(tx: Transaction, app: str, form: str, record: int) -> Iterator[Sequence[Row]]:
    """The whole history of one record in blocks, newest first."""
    last = None
    while True:
        block = history_of(tx, app, form, record, below=last)
        if not block:
            return
        yield block
        last = block[-1]["id"]


def history_after(tx: Transaction, app: str, form: str, records: Sequence[int], change: int) -> list[Row]:
    """What happened to these records in later change sets, oldest first."""
    query = (
        select(history)
        .where(
            history.c.app == app,
            history.c.form == form,
            history.c.record.in_(list(records)),
            history.c.change_set > change,
        )
        .order_by(history.c.id)
    )
    return _all(tx, query)


def history_of_change_set(
    tx: Transaction, change: int, *, below: int | None = None, limit: int | None = None
) -> list[Row]:
    """The rows of one change set, the last one first: the order of undoing; `below` goes on behind one."""
    query = select(history).where(history.c.change_set == change).order_by(history.c.id.desc()).limit(limit)
    if below is not None:
        query = query.where(history.c.id < below)
    return _all(tx, query)
