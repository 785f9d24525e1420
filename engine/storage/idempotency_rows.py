"""SQL over the answers kept for requests that may come twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.storage.database import Transaction
from engine.storage.system_tables import fw_idempotency as kept


def find(tx: Transaction, actor: str, key: str) -> Mapping[str, Any] | None:
    query = select(kept).where(kept.c.actor == actor, kept.c.key == key)
    found = tx.connection.execute(query).mappings().one_or_none()
    return None if found is None else dict(found)


def insert(tx: Transaction, actor: str, key: str, request_hash: str, status: int, answer: str, at: datetime) -> bool:
    """Keeps an answer in the transaction of the work; False when somebody else has used the key meanwhile."""
    insert_into = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    values = {"actor": actor, "key": key, "request_hash": request_hash, "status": status, "answer": answer, "at": at}
    made = insert_into(kept).values(values).on_conflict_do_nothing().returning(kept.c.key)
    return tx.connection.execute(made).first() is not None


def forget(tx: Transaction, before: datetime) -> None:
    """Answers older than `before` are not needed any more."""
    tx.connection.execute(delete(kept).where(kept.c.at < before))
