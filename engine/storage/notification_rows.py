"""SQL over the rows of notifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import func, select, update

from engine import clock
from engine.storage.database import Transaction
from engine.storage.job_rows import to_json
from engine.storage.system_tables import metadata

notification = metadata.tables["fw_notification"]


def insert(
    tx: Transaction,
    user: int,
    text: str,
    *,
    key: str,
    source: Mapping[str, Any],
    app: str | None = None,
    form: str | None = None,
    record: int | None = None,
) -> bool:
    """Tell one person something once: a second call with the same `key` does nothing and answers False."""
    if tx.connection.execute(select(notification.c.id).where(notification.c.key == key)).first():
        return False
    tx.connection.execute(
        notification.insert().values(
            user=user, text=text, at=clock.now(), app=app, form=form, record=record, source=to_json(source), key=key
        )
    )
    return True


def of_user(tx: Transaction, user: int, *, unread: bool, limit: int) -> list[dict[str, Any]]:
    """Newest first."""
    query = select(notification).where(notification.c.user == user).order_by(notification.c.id.desc()).limit(limit)
    if unread:
        query = query.where(notification.c.read_at.is_(None))
    found = []
    for row in tx.connection.execute(query):
        values = dict(row._mapping)
        values["source"] = orjson.loads(values["source"]) if values["source"] else None
        found.append(values)
    return found


def unread_count(tx: Transaction, user: int) -> int:
    query = select(func.count()).where(notification.c.user == user, notification.c.read_at.is_(None))
    return int(tx.connection.execute(query).scalar_one())


def mark_read(tx: Transaction, user: int, ids: Sequence[int] | None) -> int:
    """Mark some, or all with None; answers how many were unread."""
    change = update(notification).where(notification.c.user == user, notification.c.read_at.is_(None))
    if ids is not None:
        change = change.where(notification.c.id.in_(list(ids)))
    return tx.connection.execute(change.values(read_at=clock.now())).rowcount


def settle(tx: Transaction, key: str) -> None:
    """What was told under one key is read, whoever was told."""
    change = update(notification).where(notification.c.key.startswith(f"{key}/", autoescape=True))
    tx.connection.execute(change.where(notification.c.read_at.is_(None)).values(read_at=clock.now()))
