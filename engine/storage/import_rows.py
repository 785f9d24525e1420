"""SQL over the rows of imports: the file, what people chose, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, select, update

from engine.storage.database import Transaction
from engine.storage.job_rows import to_json
from engine.storage.system_tables import metadata

table = metadata.tables["fw_import"]

_JSON = ("options", "mapping", "columns", "report")


def insert(tx: Transaction, values: Mapping[str, Any]) -> None:
    tx.connection.execute(table.insert().values(**_encoded(values)))


def change(tx: Transaction, import_id: str, values: Mapping[str, Any]) -> None:
    tx.connection.execute(update(table).where(table.c.id == import_id).values(**_encoded(values)))


def get(tx: Transaction, import_id: str) -> dict[str, Any] | None:
    row = tx.connection.execute(select(table).where(table.c.id == import_id)).first()
    return None if row is None else _decoded(dict(row._mapping))


def take_old(tx: Transaction, state: str, before: datetime) -> list[dict[str, Any]]:
    """Deletes the rows in a state that are older; answers them."""
    old = (table.c.state == state) & (table.c.created_at < before)
    found = [_decoded(dict(row._mapping)) for row in tx.connection.execute(select(table).where(old))]
    if found:
        tx.connection.execute(delete(table).where(table.c.id.in_([row["id"] for row in found])))
    return found


def _decoded(values: dict[str, Any]) -> dict[str, Any]:
    for name in _JSON:
        values[name] = None if values[name] is None else orjson.loads(values[name])
    return values


def _encoded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: to_json(value) if name in _JSON else value for name, value in values.items()}
