"""Signing in with e-mail and password, slowed down for those who guess."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.errors import NotSignedIn, TooMany
from engine.people import accounts, passwords
from engine.people.accounts import Account, normal_email
from engine.storage import account_rows
from engine.storage.database import Database, Transaction

WINDOW = timedelta(minutes=15)
# One e-mail address allows fewer wrong tries than one network address, behind which a whole office may sit.
TRIES = {"email": 8, "address": 60}


def sign_in(database: Database, email: str, password: str, address: str, now: datetime) -> Account:
    """The account of this e-mail address and password.

    Raises NotSignedIn, the same for an unknown address, a wrong password and an account that was closed;
    TooMany after too many wrong tries for the e-mail address or from the network address.
    """
    email = normal_email(email)
    keys = {"email": f"email:{email}", "address": f"address:{address}"}
    with database.read() as tx:
        _refuse_when_blocked(tx, keys, now)
        row = account_rows.find(tx, email=email)
    stored = row["password"] if row is not None else None
    right = passwords.matches(stored, password)
    if not right or row is None or not row["active"]:
        database.transact(lambda tx: _count(tx, keys, now))
        raise NotSignedIn(reason="wrong")

    def welcome(tx: Transaction) -> Account:
        account_rows.forget_attempts(tx, keys["email"], before=now - timedelta(days=1))
        if stored is not None and passwords.is_dated(stored):
            account_rows.update_account(tx, row["id"], password=passwords.hashed(password))
        return accounts.by_id(tx, row["id"])

    return database.transact(welcome)


def _refuse_when_blocked(tx: Transaction, keys: dict[str, str], now: datetime) -> None:
    for key in keys.values():
        until = account_rows.blocked_until(tx, key)
        if until is not None and until > now:
            raise TooMany(seconds=int((until - now).total_seconds()) + 1)


def _count(tx: Transaction, keys: dict[str, str], now: datetime) -> None:
    for name, key in keys.items():
        count, since = account_rows.attempts(tx, key)
        if since is None or since < now - WINDOW:
            count, since = 0, now
        count += 1
        # Each further wrong try doubles the wait: one minute, two, four, at most the whole window.
        over = count - TRIES[name]
        until = now + min(WINDOW, timedelta(minutes=2 ** min(over, 10))) if over >= 0 else None
        account_rows.put_attempts(tx, key, count, since, until)
