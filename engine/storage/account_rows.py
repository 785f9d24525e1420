"""SQL over accounts, sessions, tokens, one-use links and the counting of wrong sign-ins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.storage.database import Transaction
from engine.storage.system_tables import fw_account as account
from engine.storage.system_tables import fw_attempt as attempt
from engine.storage.system_tables import fw_link as link
from engine.storage.system_tables import fw_session as session
from engine.storage.system_tables import fw_token as token

Row = Mapping[str, Any]


def _one(tx: Transaction, query: Select[Any]) -> Row | None:
    found = tx.connection.execute(query).mappings().one_or_none()
    return None if found is None else dict(found)


def _all(tx: Transaction, query: Select[Any]) -> list[Row]:
    return [dict(row) for row in tx.connection.execute(query).mappings()]


# --- accounts ---------------------------------------------------------------------------------------------------


def find(tx: Transaction, **equal: Any) -> Row | None:
    """The account whose columns have these values, e.g. `email=…`."""
    query = select(account).where(*(account.c[name] == value for name, value in equal.items()))
    return _one(tx, query)


def every(tx: Transaction) -> list[Row]:
    return _all(tx, select(account).order_by(account.c.id))


def any_exists(tx: Transaction) -> bool:
    return tx.connection.execute(select(account.c.id).limit(1)).first() is not None


def count_admins(tx: Transaction) -> int:
    query = select(func.count()).where(account.c.is_admin, account.c.active).select_from(account)
    return int(tx.connection.execute(query).scalar_one())


def insert(tx: Transaction, **values: Any) -> int:
    return int(tx.connection.execute(account.insert().values(values).returning(account.c.id)).scalar_one())


def update_account(tx: Transaction, id: int, **values: Any) -> None:
    """Sets columns of one account; known everywhere with the next request."""
    tx.connection.execute(update(account).where(account.c.id == id).values(values))
    tx.move_epoch()


# --- sessions ---------------------------------------------------------------------------------------------------


def insert_session(tx: Transaction, **values: Any) -> None:
    tx.connection.execute(session.insert().values(values))


def find_session(tx: Transaction, token_hash: str) -> Row | None:
    """The session with `active` of its account."""
    query = (
        select(session, account.c.active)
        .join_from(session, account, account.c.id == session.c.account)
        .where(session.c.token_hash == token_hash)
    )
    return _one(tx, query)


def delete_sessions(
    tx: Transaction,
    *,
    token_hash: str | None = None,
    account: int | None = None,
    expired: datetime | None = None,
) -> None:
    """Ends one session, those of an account, or those that are over; the first two move the epoch."""
    if token_hash is not None:
        gone = delete(session).where(session.c.token_hash == token_hash)
    elif account is not None:
        gone = delete(session).where(session.c.account == account)
    else:
        tx.connection.execute(delete(session).where(session.c.expires_at <= expired))
        return
    if tx.connection.execute(gone).rowcount:
        tx.move_epoch()


# --- tokens -----------------------------------------------------------------------------------------------------


def insert_token(tx: Transaction, **values: Any) -> int:
    return int(tx.connection.execute(token.insert().values(values).returning(token.c.id)).scalar_one())


def find_token(tx: Transaction, **equal: Any) -> Row | None:
    query = select(token).where(*(token.c[name] == value for name, value in equal.items()))
    return _one(tx, query)


def tokens_of(tx: Transaction, owner: int | None) -> list[Row]:
    query = select(token).where(token.c.account == owner).order_by(token.c.id.desc())
    return _all(tx, query)


def revoke_token(tx: Transaction, id: int, now: datetime) -> None:
    tx.connection.execute(update(token).where(token.c.id == id, token.c.revoked_at.is_(None)).values(revoked_at=now))
    tx.move_epoch()


# --- links and codes of one use -----------------------------------------------------------------------------------


def insert_link(tx: Transaction, **values: Any) -> None:
    tx.connection.execute(link.insert().values(values))


def delete_links(tx: Transaction, *, purpose: str) -> None:
    tx.connection.execute(delete(link).where(link.c.purpose == purpose))


def use_link(tx: Transaction, token_hash: str, purpose: str, now: datetime) -> int | None:
    """Spends a link: its account (0 when it has none), None when unknown, spent or over.

    The condition stands in the UPDATE itself, so that of two who come at once only one gets in.
    """
    mine = (link.c.token_hash == token_hash) & (link.c.purpose == purpose)
    spent = tx.connection.execute(
        update(link).where(mine, link.c.used_at.is_(None), link.c.expires_at > now).values(used_at=now)
    )
    if spent.rowcount == 0:
        return None
    return int(tx.connection.execute(select(link.c.account).where(mine)).scalar() or 0)


# --- wrong sign-ins -----------------------------------------------------------------------------------------------


def blocked_until(tx: Transaction, key: str) -> datetime | None:
    return tx.connection.execute(select(attempt.c.until).where(attempt.c.key == key)).scalar()


def attempts(tx: Transaction, key: str) -> tuple[int, datetime | None]:
    """How many wrong tries since when."""
    row = tx.connection.execute(select(attempt.c.count, attempt.c.since).where(attempt.c.key == key)).first()
    return (0, None) if row is None else (row[0], row[1])


def put_attempts(tx: Transaction, key: str, count: int, since: datetime, until: datetime | None) -> None:
    insert_into = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    values = {"count": count, "since": since, "until": until}
    tx.connection.execute(
        insert_into(attempt).values(key=key, **values).on_conflict_do_update(index_elements=["key"], set_=values)
    )


def forget_attempts(tx: Transaction, key: str, *, before: datetime | None = None) -> None:
    """Drops the count of a key, and with `before` every count that is older."""
    stale = [attempt.c.key == key]
    if before is not None:
        stale.append(attempt.c.since < before)
    tx.connection.execute(delete(attempt).where(or_(*stale)))
