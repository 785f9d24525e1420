"""People as records and accounts at once: who acts, who joins, who changes departments, who comes from a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine import records
from engine.access import Actor
from engine.errors import Conflict, FormwrightError, InvalidValues, MalformedRequest, NotSignedIn, PermissionDenied
from engine.people import accounts, membership, setup, signing_in, tokens
from engine.records import PageQuery
from engine.records import people as record_people
from engine.storage.database import Database
from tests.records.world import NOW, World, apps, context, prepare
from tests.support.databases import Databases


def _actor(world: World, email: str) -> Actor:
    with world.database.read() as tx:
        account = accounts.by_email(tx, email)
        assert account is not None
        return record_people.actor_of(tx, apps(), account.id)


def _departments(world: World, *names: str) -> list[int]:
    found = records.page(world.admin, world.form("department", "company"), PageQuery(limit=100)).records
    by_name = {record["name"]: record["id"] for record in found}
    return [by_name[name] for name in names]


def test_me_has_own_departments_and_for_heads_those_below(world: World) -> None:
    north, south = _departments(world, "North", "South")
    mei, boss = _actor(world, "mei@example.com"), _actor(world, "boss@example.com")
    assert mei.me["departments"] == (south,)
    assert set(boss.me["departments"]) == {north, south}
    assert mei.me["manager"] == boss.user_id
    assert (mei.roles, mei.is_admin) == ({"shop": frozenset({"rep"})}, False)
    assert _actor(world, "zed@example.com").me["departments"] == ()


def test_departments_in_a_circle_end(world: World) -> None:
    north, south = _departments(world, "North", "South")
    records.update(world.admin, world.form("department", "company"), north, {"parent": south})
    assert set(_actor(world, "boss@example.com").me["departments"]) == {north, south}


def test_a_change_of_the_organisation_is_known_with_the_next_request(world: World) -> None:
    with world.database.read() as tx:
        before = tx.epoch
    (south,) = _departments(world, "South")
    user = world.form("user", "company")
    records.update(world.admin, user, world.tom.actor.user_id or 0, {"department": south})
    with world.database.read() as tx:
        assert tx.epoch > before
    assert _actor(world, "tom@example.com").me["departments"] == (south,)


def test_an_account_follows_the_record_of_its_person(world: World) -> None:
    user, tom = world.form("user", "company"), world.tom.actor.user_id or 0
    record_people.change_person(world.admin, tom, password="a new password")
    records.update(world.admin, user, tom, {"name": "Thomas", "email": "thomas@example.com"})
    found = signing_in.sign_in(world.database, "thomas@example.com", "a new password", "::1", NOW)
    assert (found.name, found.user_id) == ("Thomas", tom)
    records.update(world.admin, user, tom, {"active": False})
    with pytest.raises(NotSignedIn):
        signing_in.sign_in(world.database, "thomas@example.com", "a new password", "::1", NOW)
    with pytest.raises(InvalidValues) as caught:
        records.delete(world.admin, user, world.admin.actor.user_id or 0)
    assert caught.value.errors[0].code == "account.last_admin"


def test_colleagues_may_be_read_but_not_changed(world: World) -> None:
    user = world.form("user", "company")
    assert records.get(world.mei, user, world.tom.actor.user_id or 0)["name"] == "Tom"
    with pytest.raises(PermissionDenied):
        records.update(world.mei, user, world.mei.actor.user_id or 0, {"name": "Queen"})
    with pytest.raises(PermissionDenied):
        record_people.add_person(world.mei, "X", "x@example.com")
    with pytest.raises(FormwrightError):
        records.get(world.stranger, user, world.tom.actor.user_id or 0)


def test_somebody_new_can_sign_in_and_has_the_roles_given(world: World) -> None:
    account = record_people.add_person(
        world.admin, "Ann", "Ann@Example.com", password="long enough", roles=[("shop", "rep")], language="zh-CN"
    )
    assert signing_in.sign_in(world.database, "ann@example.com", "long enough", "::1", NOW) == account
    actor = _actor(world, "ann@example.com")
    assert (actor.roles, actor.language, actor.key) == ({"shop": {"rep"}}, "zh-CN", f"user:{account.user_id}")
    changed = record_people.change_person(world.admin, account.user_id, roles=[("shop", "chief")], is_admin=True)
    assert changed is not None
    assert changed.is_admin
    assert _actor(world, "ann@example.com").roles == {"shop": {"chief"}}


REFUSED: list[tuple[dict[str, Any], type[FormwrightError]]] = [
    ({"email": "mei@example.com"}, FormwrightError),
    ({"email": "no address"}, InvalidValues),
    ({"name": ""}, InvalidValues),
    ({"password": "short"}, InvalidValues),
    ({"roles": [("shop", "king")]}, InvalidValues),
    ({"department": 999}, InvalidValues),
    ({"language": "fr"}, InvalidValues),
]


@pytest.mark.parametrize(("values", "error"), REFUSED, ids=[str(case[0]) for case in REFUSED])
def test_a_person_who_cannot_be_is_refused_whole(
    world: World, values: dict[str, Any], error: type[FormwrightError]
) -> None:
    user = world.form("user", "company")
    before = records.count(world.admin, user, PageQuery())
    given = {"name": "New", "email": "new@example.com", **values}
    with pytest.raises(error) as caught:
        record_people.add_person(world.admin, given.pop("name"), given.pop("email"), **given)
    assert caught.value.errors
    assert records.count(world.admin, user, PageQuery()) == before


def test_a_token_acts_as_its_owner_or_as_a_service_within_its_scopes(world: World) -> None:
    def issue(tx: Any) -> tuple[Actor, Actor]:
        own, _ = tokens.issue(tx, name="own", scopes=["shop:read"], now=NOW, account_id=world.mei.actor.account_id)
        robot, _ = tokens.issue(tx, name="robot", scopes=["shop:write"], now=NOW, roles={"shop": ["rep"]})
        found = [record_people.actor_of_token(tx, apps(), token) for token in (own, robot)]
        return found[0], found[1]

    mine, robot = world.database.transact(issue)
    assert (mine.user_id, mine.scopes, mine.roles) == (world.mei.actor.user_id, {"shop:read"}, world.mei.actor.roles)
    customer = world.form("customer")
    with pytest.raises(PermissionDenied):
        records.create(world.mei.acting(mine), customer, {"name": "x"})
    made = records.create(world.mei.acting(robot), customer, {"name": "by robot"})
    assert (made.record["created_by"], made.record["owner"]) == (None, None)
    assert records.history(world.admin, customer, made.id)["created"]["actor"]["key"] == "service:robot"


PEOPLE = """name,email,department,manager,roles,active
Ann Lee,ann@example.com,South,boss@example.com,rep,yes
王小明,wang@example.com,north,ann@example.com,shop/rep; shop/chief,
Mei New,MEI@example.com,,,,
No Mail,,South,,,
,noname@example.com,,,,
Lost,lost@example.com,Soutth,,,
Wrong,wrong@example.com,,,king,
Twice,ann@example.com,,,,
Orphan,orphan@example.com,,nobody@example.com,,no
"""


def test_people_come_from_a_file_row_by_row_with_a_report(world: World) -> None:
    done = record_people.import_people(world.admin, PEOPLE.encode("utf-8-sig"))
    assert (done.created, done.updated) == (3, 1)
    assert [(problem["row"], problem["code"]) for problem in done.problems] == [
        (5, "people.no_email"),
        (6, "people.no_name"),
        (7, "people.unknown_department"),
        (8, "people.unknown_role"),
        (9, "people.email_twice"),
        (10, "people.unknown_manager"),
    ]
    assert "south" in done.problems[2]["values"]["nearest"]
    (north,) = _departments(world, "North")
    wang = _actor(world, "wang@example.com")
    assert wang.roles == {"shop": {"rep", "chief"}}
    assert wang.me["department"] == north
    assert wang.me["manager"] == _actor(world, "ann@example.com").user_id
    assert _actor(world, "mei@example.com").name == "Mei New"
    again = record_people.import_people(world.admin, PEOPLE.encode("gb18030"))
    assert (again.created, again.updated) == (0, 4)


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01", b"name;phone\nx;1\n", b"\xff\xfe\xff", b"email\nx@example.com\n", b'"' * 9]
)
def test_a_file_that_is_no_list_of_people_is_refused_whole(world: World, content: bytes) -> None:
    with pytest.raises(MalformedRequest):
        record_people.import_people(world.admin, content)


def test_the_list_of_people_shows_roles_in_the_readers_language(world: World) -> None:
    found = {person["name"]: person for person in record_people.list_people(world.admin)}
    assert found["Mei"]["roles"] == [{"app": "shop", "role": "rep", "label": "Sales rep"}]
    assert found["Mei"]["department"]["title"] == "South"
    assert (found["Ada"]["is_admin"], found["Zed"]["roles"], found["Zed"]["active"]) == (True, [], True)
    assert [person["name"] for person in record_people.list_people(world.admin, "mei@")] == ["Mei"]


def test_the_first_administrator_comes_with_the_code_and_only_once(databases: Databases) -> None:
    with databases.lent(databases.prepared("empty shop", prepare)) as url:
        database = Database(url)
        system = context(database, Actor.system(), origin="setup")
        code = database.transact(lambda tx: setup.code(tx, NOW))
        given = {"company": "Acme", "name": "Ada", "email": "ada@example.com", "password": "long enough"}
        with pytest.raises(PermissionDenied):
            record_people.set_up(system, code="WRONG", **given)
        with pytest.raises(InvalidValues):
            record_people.set_up(system, code=code, **given, timezone="Mars/Olympus")
        with pytest.raises(InvalidValues):
            record_people.set_up(system, code=code, **{**given, "password": "x"})
        account = record_people.set_up(system, code=code, **given, timezone="Europe/Berlin", language="en")
        assert account.is_admin
        with pytest.raises(PermissionDenied):
            record_people.set_up(system, code=code, **given)
        with database.read() as tx:
            assert not setup.needed(tx)
        database.close()


def test_an_email_address_belongs_to_one_person(world: World) -> None:
    user = world.form("user", "company")
    with pytest.raises(Conflict):
        records.update(world.admin, user, world.tom.actor.user_id or 0, {"email": "MEI@example.com"})


def test_who_loses_the_last_role_loses_all_access_at_once(world: World) -> None:
    tom = world.tom.actor.user_id or 0
    world.database.transact(lambda tx: membership.set_roles(tx, tom, "shop", []))
    fresh = world.tom.acting(_actor(world, "tom@example.com"))
    with pytest.raises(FormwrightError):
        fresh.form("shop", "customer")
    with pytest.raises(PermissionDenied):
        records.page(replace(fresh), world.form("customer"), PageQuery())
