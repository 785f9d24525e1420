"""Accounts: who may sign in, each bound to one record of company.user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.errors import Conflict, FieldError, InvalidValues, NotFound
from engine.people import passwords
from engine.storage import account_rows
from engine.storage.database import Transaction
from engine.texts import LANGUAGES

THEMES = ("light", "dark", "system")


@dataclass(frozen=True)
class Account:
    """One account; `user_id` is the id of its record in company.user."""

    id: int
    user_id: int
    email: str
    name: str
    is_admin: bool
    language: str | None
    theme: str | None
    active: bool
    has_password: bool


def normal_email(email: str) -> str:
    """E-mail addresses are compared without case and outer spaces."""
    return email.strip().casefold()


def create(
    tx: Transaction,
    *,
    user_id: int,
    email: str,
    name: str,
    now: datetime,
    password: str | None = None,
    is_admin: bool = False,
    language: str | None = None,
) -> Account:
    """A new account for the record `user_id`; without a password nobody can sign in with one yet.

    Raises Conflict when the e-mail address or the record has an account already, InvalidValues for a bad password.
    """
    email = normal_email(email)
    if account_rows.find(tx, email=email) is not None or account_rows.find(tx, user=user_id) is not None:
        raise Conflict(errors=[FieldError("email", "account.email_taken", {"email": email})])
    stored = passwords.hashed(passwords.check(password, email)) if password is not None else None
    id = account_rows.insert(
        tx,
        user=user_id,
        email=email,
        name=name,
        password=stored,
        is_admin=is_admin,
        language=checked_language(language),
        theme=None,
        active=True,
        created_at=now,
    )
    return by_id(tx, id)


def by_id(tx: Transaction, id: int) -> Account:
    """Raises NotFound."""
    row = account_rows.find(tx, id=id)
    if row is None:
        raise NotFound(what="account", id=id)
    return _account(row)


def by_email(tx: Transaction, email: str) -> Account | None:
    row = account_rows.find(tx, email=normal_email(email))
    return None if row is None else _account(row)


def by_user(tx: Transaction, user_id: int) -> Account | None:
    row = account_rows.find(tx, user=user_id)
    return None if row is None else _account(row)


def every(tx: Transaction) -> list[Account]:
    """All accounts, oldest first."""
    return [_account(row) for row in account_rows.every(tx)]


def any_exists(tx: Transaction) -> bool:
    return account_rows.any_exists(tx)


def change(tx: Transaction, id: int, **values: Any) -> Account:
    """Set `language`, `theme`, `name`, `email`, `active` or `is_admin`; takes effect at once everywhere.

    Raises NotFound, InvalidValues (unknown language or theme, the last admin), Conflict (e-mail taken).
    """
    account = by_id(tx, id)
    if "language" in values:
        values["language"] = checked_language(values["language"])
    if values.get("theme") is not None and values["theme"] not in THEMES:
        raise InvalidValues(errors=[FieldError("theme", "account.unknown_theme", {"known": THEMES})])
    if "email" in values:
        values["email"] = normal_email(values["email"])
        other = account_rows.find(tx, email=values["email"])
        if other is not None and other["id"] != id:
            raise Conflict(errors=[FieldError("email", "account.email_taken", {"email": values["email"]})])
    loses_admin = account.is_admin and (values.get("is_admin") is False or values.get("active") is False)
    if loses_admin and account_rows.count_admins(tx) == 1:
        raise InvalidValues(errors=[FieldError("is_admin", "account.last_admin")])
    changed = {name: value for name, value in values.items() if getattr(account, name) != value}
    if changed:
        account_rows.update_account(tx, id, **changed)
        if changed.get("active") is False:
            account_rows.delete_sessions(tx, account=id)
    return by_id(tx, id)


def set_password(tx: Transaction, id: int, password: str) -> None:
    """A new password; every session of the account ends. Raises NotFound, InvalidValues."""
    account = by_id(tx, id)
    account_rows.update_account(tx, id, password=passwords.hashed(passwords.check(password, account.email)))
    account_rows.delete_sessions(tx, account=id)


def checked_language(language: str | None) -> str | None:
    """A language we speak, or None. Raises InvalidValues."""
    if language is not None and language not in LANGUAGES:
        raise InvalidValues(errors=[FieldError("language", "account.unknown_language", {"known": LANGUAGES})])
    return language


def _account(row: Mapping[str, Any]) -> Account:
    return Account(
        id=row["id"],
        user_id=row["user"],
        email=row["email"],
        name=row["name"],
        is_admin=bool(row["is_admin"]),
        language=row["language"],
        theme=row["theme"],
        active=bool(row["active"]),
        has_password=row["password"] is not None,
    )
