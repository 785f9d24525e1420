"""SQL over the rows of settings that live in the database because people change them in the product."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import select

from engine.storage.database import Transaction
from engine.storage.system_tables import metadata

setting = metadata.tables["fw_setting"]


def get(tx: Transaction, key: str) -> Any:
    """The JSON value, or None."""
    found = tx.connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar()
    return None if found is None else orjson.loads(found)


def get_many(tx: Transaction, prefix: str) -> dict[str, Any]:
    """The JSON values of all keys that begin with `prefix`, by what comes after it."""
    found = tx.connection.execute(select(setting).where(setting.c.key.startswith(prefix, autoescape=True)))
    return {key.removeprefix(prefix): orjson.loads(value) for key, value in found}


def put(tx: Transaction, key: str, value: Any) -> None:
    tx.connection.execute(setting.delete().where(setting.c.key == key))
    tx.connection.execute(setting.insert().values(key=key, value=orjson.dumps(value).decode()))
