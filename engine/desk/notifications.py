"""Messages to one person inside the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.storage import notification_rows
from engine.storage.database import Database, Transaction


def notify(
    tx: Transaction,
    users: Sequence[int],
    text: str,
    *,
    key: str,
    source: Mapping[str, Any],
    app: str | None = None,
    form: str | None = None,
    record: int | None = None,
) -> list[int]:
    """Tell `users` (ids in company.user) something inside `tx`; `key` makes a repetition harmless. Answers whom."""
    told = [
        user
        for user in dict.fromkeys(users)
        if notification_rows.insert(
            tx, user, text, key=f"{key}/{user}", source=source, app=app, form=form, record=record
        )
    ]
    if told:
        tx.after_commit(lambda: tx.database.wake("notifications"))
    return told


def of_user(database: Database, user: int, *, unread: bool = False, limit: int = 50) -> dict[str, Any]:
    """{"notifications": [...], "unread": n}, newest first."""
    with database.read() as tx:
        rows = notification_rows.of_user(tx, user, unread=unread, limit=limit)
        count = notification_rows.unread_count(tx, user)
    shown = [
        {
            "id": row["id"],
            "text": row["text"],
            "at": row["at"],
            "read": row["read_at"] is not None,
            "app": row["app"],
            "form": row["form"],
            "record": row["record"],
            "source": row["source"],
        }
        for row in rows
    ]
    return {"notifications": shown, "unread": count}


def unread(database: Database, user: int) -> int:
    with database.read() as tx:
        return notification_rows.unread_count(tx, user)


def mark_read(database: Database, user: int, ids: Sequence[int] | None) -> int:
    """Mark some as read, or all with None; answers how many were unread."""
    count: int = database.transact(lambda tx: notification_rows.mark_read(tx, user, ids))
    database.wake("notifications")
    return count
