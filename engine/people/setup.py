"""The first admin: a one-time code printed by the server; and one-use links that sign somebody in."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.errors import NotSignedIn, PermissionDenied
from engine.people.accounts import any_exists
from engine.people.secrets import digest, new_secret, typeable_code
from engine.storage import account_rows
from engine.storage.database import Transaction

CODE_LASTS = timedelta(days=7)
LINK_LASTS = timedelta(hours=12)


def needed(tx: Transaction) -> bool:
    """Whether nobody has an account yet."""
    return not any_exists(tx)


def code(tx: Transaction, now: datetime) -> str:
    """A new set-up code to print; older ones stop working."""
    account_rows.delete_links(tx, purpose="setup")
    made = typeable_code()
    account_rows.insert_link(
        tx, token_hash=digest(_normal(made)), purpose="setup", account=None, expires_at=now + CODE_LASTS, used_at=None
    )
    return made


def use_code(tx: Transaction, given: str, now: datetime) -> None:
    """Spends the set-up code. Raises PermissionDenied when set-up is done already or the code is not the one."""
    if not needed(tx):
        raise PermissionDenied(action="set_up", resource="installation", reason="setup.done")
    if account_rows.use_link(tx, digest(_normal(given)), "setup", now) is None:
        raise PermissionDenied(action="set_up", resource="installation", reason="setup.wrong_code")


def issue_link(tx: Transaction, account_id: int, now: datetime) -> str:
    """A token for a link that signs `account_id` in, once."""
    token = new_secret()
    account_rows.insert_link(
        tx, token_hash=digest(token), purpose="enter", account=account_id, expires_at=now + LINK_LASTS, used_at=None
    )
    return token


def use_link(tx: Transaction, token: str, now: datetime) -> int:
    """The account of a link, which is spent by this. Raises NotSignedIn when unknown, spent or over."""
    account = account_rows.use_link(tx, digest(token), "enter", now)
    if not account:
        raise NotSignedIn(reason="link")
    return account


def _normal(code: str) -> str:
    return code.upper().replace("-", "").replace(" ", "")
