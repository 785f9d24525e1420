"""Who holds which roles: set, granted and revoked, and known everywhere with the next request."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.people import membership
from engine.storage.database import Database, Transaction


def _roles(database: Database, user: int) -> dict[str, set[str]]:
    with database.read() as tx:
        return {app: set(roles) for app, roles in membership.roles_of(tx, user).items()}


def test_nobody_has_a_role_to_begin_with(database: Database) -> None:
    assert _roles(database, 1) == {}


CHANGES: list[tuple[str, Callable[[Transaction], None], dict[str, set[str]]]] = [
    ("one more", lambda tx: membership.grant(tx, 1, "crm", "lead"), {"crm": {"rep", "lead"}, "shop": {"rep"}}),
    ("the same again", lambda tx: membership.grant(tx, 1, "crm", "rep"), {"crm": {"rep"}, "shop": {"rep"}}),
    ("one less", lambda tx: membership.revoke(tx, 1, "crm", "rep"), {"shop": {"rep"}}),
    ("others instead", lambda tx: membership.set_members(tx, "crm", "rep", [2, 3]), {"shop": {"rep"}}),
    (
        "roles of one app",
        lambda tx: membership.set_roles(tx, 1, "crm", ["a", "b"]),
        {"crm": {"a", "b"}, "shop": {"rep"}},
    ),
]


@pytest.mark.parametrize(("change", "after"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_a_change_of_roles_changes_just_that(
    database: Database, change: Callable[[Transaction], None], after: dict[str, set[str]]
) -> None:
    database.transact(lambda tx: membership.grant(tx, 1, "crm", "rep"))
    database.transact(lambda tx: membership.grant(tx, 1, "shop", "rep"))
    database.transact(change)
    assert _roles(database, 1) == after


def test_a_change_of_roles_moves_the_epoch_that_keys_every_cache(database: Database) -> None:
    with database.read() as tx:
        before = tx.epoch
    database.transact(lambda tx: membership.set_members(tx, "crm", "rep", [1, 2]))
    with database.read() as tx:
        assert tx.epoch == before + 1
        assert membership.members(tx, "crm", "rep") == (1, 2)
        assert membership.everybody(tx) == {1: [("crm", "rep")], 2: [("crm", "rep")]}
