"""Sessions of people at a browser: a random token, stored as a hash, with an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.people.secrets import digest, new_secret
from engine.storage import account_rows
from engine.storage.database import Transaction


@dataclass(frozen=True)
class SessionKey:
    """What the browser gets, once: `token` goes into the HttpOnly cookie, `csrf` into the readable one."""

    token: str
    csrf: str
    expires_at: datetime


@dataclass(frozen=True)
class Session:
    """A session that is alive."""

    account_id: int
    csrf: str
    expires_at: datetime


def open(tx: Transaction, account_id: int, now: datetime, note: str = "", *, days: int = 14) -> SessionKey:
    """A new session of an account; `note` says from where (shown in the list of one's sessions)."""
    key = SessionKey(new_secret(), new_secret(), now + timedelta(days=days))
    account_rows.delete_sessions(tx, expired=now)
    account_rows.insert_session(
        tx,
        token_hash=digest(key.token),
        account=account_id,
        csrf=key.csrf,
        note=note[:200],
        created_at=now,
        expires_at=key.expires_at,
    )
    return key


def find(tx: Transaction, token: str, now: datetime) -> Session | None:
    """The living session of a token; None when there is none, it is over, or its account is closed."""
    row = account_rows.find_session(tx, digest(token))
    if row is None or row["expires_at"] <= now or not row["active"]:
        return None
    return Session(row["account"], row["csrf"], row["expires_at"])


def close(tx: Transaction, token: str) -> None:
    """Ends one session, in every process with the next request."""
    account_rows.delete_sessions(tx, token_hash=digest(token))


def close_all(tx: Transaction, account_id: int) -> None:
    """Ends every session of an account."""
    account_rows.delete_sessions(tx, account=account_id)
