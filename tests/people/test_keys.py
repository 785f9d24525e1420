"""Sessions, tokens, one-use links and the set-up code: random, hashed, with an end, revocable at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest

from engine.errors import InvalidValues, NotFound, NotSignedIn, PermissionDenied
from engine.people import accounts, sessions, setup, tokens
from engine.storage.database import Database

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TABLES = ("fw_session", "fw_token", "fw_link")


@pytest.fixture
def account(database: Database) -> accounts.Account:
    return database.transact(
        lambda tx: accounts.create(
            tx, user_id=1, email="mei@example.com", name="Mei", now=NOW, password="a good password", is_admin=True
        )
    )


def _everything_stored(database: Database) -> str:
    with database.read() as tx:
        return " ".join(str(row) for table in TABLES for row in tx.execute(f"SELECT * FROM {table}").fetchall())


def _epoch(database: Database) -> int:
    with database.read() as tx:
        return tx.epoch


def test_a_session_is_found_by_its_token_until_it_ends(database: Database, account: accounts.Account) -> None:
    key = database.transact(lambda tx: sessions.open(tx, account.id, NOW, days=2, note="Firefox"))
    with database.read() as tx:
        found = sessions.find(tx, key.token, NOW + timedelta(days=1))
        assert found is not None
        assert (found.account_id, found.csrf) == (account.id, key.csrf)
        assert sessions.find(tx, key.token, NOW + timedelta(days=2)) is None
        assert sessions.find(tx, key.token + "x", NOW) is None


def test_the_secrets_themselves_are_nowhere_in_the_database(database: Database, account: accounts.Account) -> None:
    key = database.transact(lambda tx: sessions.open(tx, account.id, NOW))
    _, secret = database.transact(lambda tx: tokens.issue(tx, name="CI", scopes=["crm:read"], now=NOW))
    link = database.transact(lambda tx: setup.issue_link(tx, account.id, NOW))
    stored = _everything_stored(database)
    for hidden in (key.token, secret, link):
        assert hidden not in stored


@pytest.mark.parametrize("how", ["sign out", "everywhere", "new password", "account closed"])
def test_a_session_can_be_ended_at_once_in_every_process(
    database: Database, account: accounts.Account, how: str
) -> None:
    second = database.transact(
        lambda tx: accounts.create(tx, user_id=2, email="b@example.com", name="B", now=NOW, password="long enough")
    )
    key = database.transact(lambda tx: sessions.open(tx, second.id, NOW))
    before = _epoch(database)
    ends = {
        "sign out": lambda tx: sessions.close(tx, key.token),
        "everywhere": lambda tx: sessions.close_all(tx, second.id),
        "new password": lambda tx: accounts.set_password(tx, second.id, "another password"),
        "account closed": lambda tx: accounts.change(tx, second.id, active=False),
    }
    database.transact(ends[how])
    with database.read() as tx:
        assert sessions.find(tx, key.token, NOW) is None
    assert _epoch(database) > before


def test_a_token_is_shown_once_and_found_until_revoked(database: Database, account: accounts.Account) -> None:
    token, secret = database.transact(
        lambda tx: tokens.issue(tx, name="Reports", scopes=["crm:read"], now=NOW, account_id=account.id)
    )
    assert secret.startswith("fw_")
    with database.read() as tx:
        assert tokens.find(tx, secret, NOW) == token
        assert tokens.all_of(tx, account.id) == [token]
    database.transact(lambda tx: tokens.revoke(tx, token.id, NOW))
    with database.read() as tx:
        assert tokens.find(tx, secret, NOW) is None


def test_a_token_ends_by_itself(database: Database) -> None:
    _, secret = database.transact(
        lambda tx: tokens.issue(
            tx,
            name="Robot",
            scopes=["*:write"],
            now=NOW,
            roles={"crm": ["sales_rep"]},
            expires_at=NOW + timedelta(hours=1),
        )
    )
    with database.read() as tx:
        found = tokens.find(tx, secret, NOW + timedelta(minutes=59))
        assert found is not None
        assert (found.kind, found.roles) == ("service", {"crm": frozenset({"sales_rep"})})
        assert tokens.find(tx, secret, NOW + timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": " "}, "token.no_name"),
        ({"scopes": []}, "token.no_scope"),
        ({"scopes": ["crm"]}, "token.unknown_scope"),
        ({"scopes": ["crm:admin"]}, "token.unknown_scope"),
        ({"expires_at": NOW}, "token.ends_in_past"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(database: Database, values: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidValues) as caught:
        database.transact(lambda tx: tokens.issue(tx, **{"name": "x", "scopes": ["crm:read"], "now": NOW, **values}))
    assert [error.code for error in caught.value.errors] == [code]


def test_revoking_what_is_not_there_says_so(database: Database) -> None:
    with pytest.raises(NotFound):
        database.transact(lambda tx: tokens.revoke(tx, 99, NOW))


def test_the_set_up_code_works_once_and_only_the_newest(database: Database) -> None:
    old = database.transact(lambda tx: setup.code(tx, NOW))
    new = database.transact(lambda tx: setup.code(tx, NOW))
    with pytest.raises(PermissionDenied):
        database.transact(lambda tx: setup.use_code(tx, old, NOW))
    database.transact(lambda tx: setup.use_code(tx, f" {new.lower()} ", NOW))
    with pytest.raises(PermissionDenied):
        database.transact(lambda tx: setup.use_code(tx, new, NOW))


def test_nobody_can_set_up_what_is_set_up_already(database: Database) -> None:
    code = database.transact(lambda tx: setup.code(tx, NOW))
    database.transact(
        lambda tx: accounts.create(tx, user_id=1, email="a@example.com", name="A", now=NOW, password="long enough")
    )
    with pytest.raises(PermissionDenied) as caught:
        database.transact(lambda tx: setup.use_code(tx, code, NOW))
    assert caught.value.values["reason"] == "setup.done"


def test_a_link_signs_in_one_of_two_who_click_it_at_once(database: Database, account: accounts.Account) -> None:
    token = database.transact(lambda tx: setup.issue_link(tx, account.id, NOW))
    barrier, got = Barrier(2), list[object]()

    def click() -> None:
        barrier.wait(timeout=10)
        try:
            got.append(database.transact(lambda tx: setup.use_link(tx, token, NOW)))
        except NotSignedIn as error:
            got.append(error.values["reason"])

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got, key=str) == [account.id, "link"]


def test_a_link_ends_by_itself(database: Database, account: accounts.Account) -> None:
    token = database.transact(lambda tx: setup.issue_link(tx, account.id, NOW))
    with pytest.raises(NotSignedIn):
        database.transact(lambda tx: setup.use_link(tx, token, NOW + setup.LINK_LASTS))
