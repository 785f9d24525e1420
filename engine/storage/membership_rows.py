"""SQL over the roles that people hold."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete as delete_from
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from engine.storage.database import Transaction
from engine.storage.system_tables import fw_membership as membership


def of_user(tx: Transaction, user: int) -> list[tuple[str, str]]:
    """(app, role) pairs of one person."""
    query = select(membership.c.app, membership.c.role).where(membership.c.user == user)
    return [(row[0], row[1]) for row in tx.connection.execute(query)]


def of_role(tx: Transaction, app: str, role: str) -> list[int]:
    query = (
        select(membership.c.user).where(membership.c.app == app, membership.c.role == role).order_by(membership.c.user)
    )
    return [int(user) for user in tx.connection.execute(query).scalars()]


def every(tx: Transaction) -> list[tuple[str, str, int]]:
    """All (app, role, user)."""
    query = select(membership.c.app, membership.c.role, membership.c.user).order_by(membership.c.app, membership.c.role)
    return [(row[0], row[1], row[2]) for row in tx.connection.execute(query)]


def insert(tx: Transaction, app: str, role: str, users: Iterable[int]) -> None:
    """Adds people to a role; those who hold it already stay as they are."""
    rows = [{"app": app, "role": role, "user": user} for user in sorted(users)]
    if rows:
        insert_into = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
        tx.connection.execute(insert_into(membership).on_conflict_do_nothing(), rows)
        tx.move_epoch()


def delete(tx: Transaction, app: str, role: str, users: Iterable[int]) -> None:
    gone = list(users)
    if gone:
        tx.connection.execute(
            delete_from(membership).where(
                membership.c.app == app, membership.c.role == role, membership.c.user.in_(gone)
            )
        )
        tx.move_epoch()
