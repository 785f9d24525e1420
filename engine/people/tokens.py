"""Tokens for programs: personal ones act as their owner, service ones hold roles of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from engine.errors import FieldError, InvalidValues, NotFound
from engine.people.secrets import digest, new_secret
from engine.storage import account_rows
from engine.storage.database import Transaction

PREFIX = "fw_"


@dataclass(frozen=True)
class Token:
    """One token, without its secret. `scopes`: `crm:read`, `crm:write`, `*:read`, `*:write`."""

    id: int
    kind: str
    name: str
    account_id: int | None
    scopes: frozenset[str]
    roles: Mapping[str, frozenset[str]]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_alive(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


def issue(
    tx: Transaction,
    *,
    name: str,
    scopes: Iterable[str],
    now: datetime,
    account_id: int | None = None,
    roles: Mapping[str, Iterable[str]] | None = None,
    expires_at: datetime | None = None,
    created_by: int | None = None,
) -> tuple[Token, str]:
    """A new token and its secret, which is shown this once: a personal one of `account_id`, else a service's.

    Raises InvalidValues when the name is empty, a scope cannot be read, or the end lies in the past.
    """
    scopes = frozenset(scopes)
    errors = []
    if not name.strip():
        errors.append(FieldError("name", "token.no_name"))
    for scope in sorted(scopes):
        app, colon, what = scope.partition(":")
        if not (app and colon and what in ("read", "write")):
            errors.append(FieldError("scopes", "token.unknown_scope", {"scope": scope}))
    if not scopes:
        errors.append(FieldError("scopes", "token.no_scope"))
    if expires_at is not None and expires_at <= now:
        errors.append(FieldError("expires_at", "token.ends_in_past"))
    if errors:
        raise InvalidValues(errors=errors)
    secret = new_secret(PREFIX)
    held = {app: sorted(ids) for app, ids in (roles or {}).items()}
    id = account_rows.insert_token(
        tx,
        token_hash=digest(secret),
        account=account_id,
        kind="personal" if account_id is not None else "service",
        name=name.strip()[:200],
        scopes=orjson.dumps(sorted(scopes)).decode(),
        roles=orjson.dumps(held).decode() if held else None,
        created_at=now,
        created_by=created_by,
        expires_at=expires_at,
    )
    return by_id(tx, id), secret


def find(tx: Transaction, secret: str, now: datetime) -> Token | None:
    """The living token with this secret."""
    row = account_rows.find_token(tx, token_hash=digest(secret))
    token = None if row is None else _token(row)
    return token if token is not None and token.is_alive(now) else None


def by_id(tx: Transaction, id: int) -> Token:
    """Raises NotFound."""
    row = account_rows.find_token(tx, id=id)
    if row is None:
        raise NotFound(what="token", id=id)
    return _token(row)


def all_of(tx: Transaction, account_id: int | None) -> list[Token]:
    """The tokens of an account, newest first; of None: those of services."""
    return [_token(row) for row in account_rows.tokens_of(tx, account_id)]


def revoke(tx: Transaction, id: int, now: datetime) -> None:
    """Ends a token at once. Raises NotFound."""
    by_id(tx, id)
    account_rows.revoke_token(tx, id, now)


def _token(row: Mapping[str, Any]) -> Token:
    return Token(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        account_id=row["account"],
        scopes=frozenset(orjson.loads(row["scopes"])),
        roles={app: frozenset(ids) for app, ids in orjson.loads(row["roles"] or "{}").items()},
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
    )
