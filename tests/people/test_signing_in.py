"""Signing in: the right password lets in, everything else gives one answer, guessing gets slow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import Conflict, InvalidValues, NotSignedIn, TooMany
from engine.people import accounts, passwords, signing_in
from engine.storage import account_rows
from engine.storage.database import Database, Transaction

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "correct horse 电池"


def _account(database: Database, email: str = "Mei@Example.com", **values: object) -> accounts.Account:
    def make(tx: Transaction) -> accounts.Account:
        return accounts.create(
            tx, **{"user_id": 1, "email": email, "name": "Mei", "now": NOW, "password": PASSWORD, **values}
        )

    return database.transact(make)


def test_the_right_password_signs_in_however_the_address_is_written(database: Database) -> None:
    made = _account(database)
    found = signing_in.sign_in(database, "  mei@EXAMPLE.com ", PASSWORD, "10.0.0.1", NOW)
    assert found == made
    assert found.email == "mei@example.com"


def test_a_password_is_stored_as_an_argon2_hash_alone(database: Database) -> None:
    _account(database)
    with database.read() as tx:
        row = account_rows.find(tx, email="mei@example.com")
    assert row is not None
    assert row["password"].startswith("$argon2id$")
    assert PASSWORD not in str(dict(row))


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("nobody@example.com", PASSWORD),
        ("mei@example.com", "wrong"),
        ("mei@example.com", ""),
        ("mei@example.com", PASSWORD + "x"),
        ("mei@example.com", "\ud800"),
        ("", ""),
    ],
)
def test_whatever_is_wrong_gives_the_same_answer(database: Database, email: str, password: str) -> None:
    _account(database)
    with pytest.raises(NotSignedIn) as caught:
        signing_in.sign_in(database, email, password, "10.0.0.1", NOW)
    assert caught.value.values == {"reason": "wrong"}


def test_an_account_that_was_closed_cannot_sign_in_even_with_the_right_password(database: Database) -> None:
    made = _account(database)
    database.transact(lambda tx: accounts.change(tx, made.id, active=False))
    with pytest.raises(NotSignedIn):
        signing_in.sign_in(database, "mei@example.com", PASSWORD, "10.0.0.1", NOW)


def _fail(database: Database, email: str, address: str, now: datetime = NOW) -> None:
    with pytest.raises(NotSignedIn):
        signing_in.sign_in(database, email, "wrong", address, now)


def test_guessing_at_one_address_is_slowed_down_for_everybody_at_that_address(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(signing_in.TRIES, "email", 3)
    _account(database)
    for number in range(3):
        _fail(database, "mei@example.com", f"10.0.0.{number}")
    with pytest.raises(TooMany) as caught:
        signing_in.sign_in(database, "mei@example.com", PASSWORD, "10.9.9.9", NOW)
    assert 0 < caught.value.values["seconds"] <= 61
    later = NOW + timedelta(seconds=caught.value.values["seconds"])
    assert signing_in.sign_in(database, "mei@example.com", PASSWORD, "10.9.9.9", later).name == "Mei"


def test_guessing_many_addresses_from_one_place_is_slowed_down_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(signing_in.TRIES, "address", 4)
    _account(database)
    for number in range(4):
        _fail(database, f"person{number}@example.com", "10.0.0.1")
    with pytest.raises(TooMany):
        signing_in.sign_in(database, "mei@example.com", PASSWORD, "10.0.0.1", NOW)
    assert signing_in.sign_in(database, "mei@example.com", PASSWORD, "10.0.0.2", NOW).name == "Mei"


def test_tries_of_long_ago_are_forgotten(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(signing_in.TRIES, "email", 3)
    _account(database)
    for minutes in (0, 10, 40, 50):
        _fail(database, "mei@example.com", "10.0.0.1", NOW + timedelta(minutes=minutes))
    later = NOW + timedelta(minutes=51)
    assert signing_in.sign_in(database, "mei@example.com", PASSWORD, "10.0.0.1", later).name == "Mei"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password.too_short"),
        (None, "password.too_short"),
        (12345678, "password.too_short"),
        ("x" * 257, "password.too_long"),
        ("mei@example.com", "password.is_email"),
        ("\ud800" * 9, "password.unreadable"),
    ],
)
def test_a_password_that_is_no_good_is_refused_with_its_reason(password: object, code: str) -> None:
    with pytest.raises(InvalidValues) as caught:
        passwords.check(password, "mei@example.com")
    assert [(error.path, error.code) for error in caught.value.errors] == [("password", code)]


def test_two_accounts_cannot_share_an_e_mail_address(database: Database) -> None:
    _account(database)
    with pytest.raises(Conflict):
        _account(database, email="MEI@example.com", user_id=2)


def test_the_last_administrator_stays_one(database: Database) -> None:
    made = _account(database, is_admin=True)
    for values in ({"is_admin": False}, {"active": False}):
        with pytest.raises(InvalidValues) as caught:
            database.transact(lambda tx, values=values: accounts.change(tx, made.id, **values))  # type: ignore[misc]
        assert caught.value.errors[0].code == "account.last_admin"


def test_language_and_theme_are_kept_with_the_account(database: Database) -> None:
    made = _account(database)
    changed = database.transact(lambda tx: accounts.change(tx, made.id, language="zh-CN", theme="dark"))
    assert (changed.language, changed.theme) == ("zh-CN", "dark")
    for values in ({"language": "fr"}, {"theme": "pink"}):
        with pytest.raises(InvalidValues):
            database.transact(lambda tx, values=values: accounts.change(tx, made.id, **values))  # type: ignore[misc]
