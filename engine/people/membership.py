"""Which roles of which apps a person holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.storage import membership_rows
from engine.storage.database import Transaction


def roles_of(tx: Transaction, user_id: int) -> Mapping[str, frozenset[str]]:
    """Role ids by app of a record of company.user."""
    found: dict[str, set[str]] = {}
    for app, role in membership_rows.of_user(tx, user_id):
        found.setdefault(app, set()).add(role)
    return {app: frozenset(roles) for app, roles in found.items()}


def members(tx: Transaction, app: str, role: str) -> tuple[int, ...]:
    """The user ids that hold a role, in order."""
    return tuple(membership_rows.of_role(tx, app, role))


def everybody(tx: Transaction) -> Mapping[int, list[tuple[str, str]]]:
    """(app, role) pairs by user id, for lists of people."""
    found: dict[int, list[tuple[str, str]]] = {}
    for app, role, user in membership_rows.every(tx):
        found.setdefault(user, []).append((app, role))
    return found


def set_members(tx: Transaction, app: str, role: str, user_ids: Iterable[int]) -> None:
    """Exactly these people hold the role from now on."""
    wanted, there = set(user_ids), set(members(tx, app, role))
    membership_rows.delete(tx, app, role, there - wanted)
    membership_rows.insert(tx, app, role, wanted - there)


def set_roles(tx: Transaction, user_id: int, app: str, roles: Iterable[str]) -> None:
    """The person holds exactly these roles of one app."""
    wanted, there = set(roles), set(roles_of(tx, user_id).get(app, ()))
    for role in there - wanted:
        membership_rows.delete(tx, app, role, {user_id})
    for role in wanted - there:
        membership_rows.insert(tx, app, role, {user_id})


def grant(tx: Transaction, user_id: int, app: str, role: str) -> None:
    """One more role; nothing happens when it is held already."""
    if role not in roles_of(tx, user_id).get(app, ()):
        membership_rows.insert(tx, app, role, {user_id})


def revoke(tx: Transaction, user_id: int, app: str, role: str) -> None:
    """One role less."""
    membership_rows.delete(tx, app, role, {user_id})
