"""A request that began on one version of an app and finds the tables of the next never fails raw.

Two engines stand for two processes on one database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from engine import records
from engine.api.app import create_app
from engine.bootstrap import Engine
from engine.errors import FormwrightError
from engine.records import AppHasChanged, PageQuery, RecordContext, people
from tests.support.databases import Databases
from tests.support.engines import engine_at, install_world, world

PASSWORD = "correct horse battery"
NAME = "forms/customer.yaml"


def next_version() -> dict[str, str]:
    """Fields are gone, new, and of another type; so is a table of links."""
    texts = world("shop")
    form = texts[NAME]
    for before, after in (
        ("  email: {type: email}\n", "  mail: {type: email, search: true}\n"),
        ("  favourites: {type: relation, to: product, many: true}\n", ""),
        ("  since: {type: date}\n", "  since: {type: text}\n"),
    ):
        assert before in form
        form = form.replace(before, after)
    return {**texts, NAME: form}


@pytest.fixture
def engines(databases: Databases, tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    def prepare(url: str) -> None:
        with engine_at(url, tmp_path / "prepared") as made:
            install_world(made, "shop")
            people.add_person(made.system(), "Ada", "ada@example.com", password=PASSWORD, is_admin=True)
            context = made.system()
            records.create(context, context.form("shop", "customer"), {"name": "Acme", "email": "a@example.com"})

    with (
        databases.lent(databases.prepared("overtaken", prepare)) as url,
        engine_at(url, tmp_path / "one") as one,
        engine_at(url, tmp_path / "two") as two,
    ):
        yield one, two


Verb = Callable[[RecordContext, Any], Any]
READS: dict[str, Verb] = {
    "page": lambda ctx, form: records.page(ctx, form, PageQuery()),
    "page_json": lambda ctx, form: records.page_json(ctx, form, PageQuery(where="email <> ''", sort="email")),
    "get": lambda ctx, form: records.get(ctx, form, 1),
    "count": lambda ctx, form: records.count(ctx, form, PageQuery(where="email = 'x'")),
    "aggregate": lambda ctx, form: records.aggregate(ctx, form, by=["email"], values={"n": "count()"}),
    "picker": lambda ctx, form: records.picker(ctx, form, "Acme"),
    "search": lambda ctx, form: records.search(ctx, "shop", "Acme"),
    "export": lambda ctx, form: list(records.export_rows(ctx, form, PageQuery())[1]),
    "history": lambda ctx, form: records.history(ctx, form, 1),
    "check": lambda ctx, form: records.check(ctx, form, {"email": "b@example.com"}, 1),
    "defaults": lambda ctx, form: records.defaults(ctx, form),
    "titles": lambda ctx, form: records.titles(ctx, form, [1]),
    "find_by_key": lambda ctx, form: records.find_by_key(ctx, form, {"name": "Acme"}),
    "values_of": lambda ctx, form: records.values_of(ctx, form, 1),
}
WRITES: dict[str, Verb] = {
    "create": lambda ctx, form: records.create(ctx, form, {"name": "B"}),
    "create with what is gone": lambda ctx, form: records.create(ctx, form, {"name": "C", "email": "c@example.com"}),
    "create_many": lambda ctx, form: records.create_many(ctx, form, [{"name": "D"}]),
    "update": lambda ctx, form: records.update(ctx, form, 1, {"name": "Acme 2"}),
    "update what is gone": lambda ctx, form: records.update(ctx, form, 1, {"email": "d@example.com"}),
    "update_many": lambda ctx, form: records.update_many(ctx, form, {"phone": "138 0000 0000"}, where="name = 'B'"),
    "update_many by what is gone": lambda ctx, form: records.update_many(ctx, form, {"name": "E"}, where="email = 'x'"),
    "delete": lambda ctx, form: records.delete(ctx, form, 1),
    "restore": lambda ctx, form: records.restore(ctx, form, 1),
}


def test_every_verb_answers_or_says_that_the_app_has_changed(engines: tuple[Engine, Engine]) -> None:
    one, two = engines
    context = one.system()
    form = context.form("shop", "customer")
    two.publisher.publish(next_version(), actor="test", destroy=True)
    overtaken = set()
    for name, verb in READS.items():
        try:
            verb(context, form)
        except AppHasChanged:
            overtaken.add(name)
    assert {"page", "get", "aggregate", "export"} <= overtaken
    refused = {}
    for name, verb in WRITES.items():
        try:
            verb(context, form)
        except FormwrightError as error:
            refused[name] = error.code
    assert refused == {
        "create with what is gone": "invalid_values",
        "update what is gone": "invalid_values",
        "update_many by what is gone": "invalid_expression",
    }
    fresh = one.system()
    for name, verb in READS.items():
        if name not in ("page_json", "count", "aggregate", "check"):  # these name what is gone
            verb(fresh, fresh.form("shop", "customer"))


def test_an_error_of_its_own_is_not_taken_for_a_new_version(engines: tuple[Engine, Engine]) -> None:
    one, _ = engines

    def broken(tx: Any) -> None:
        tx.execute("SELECT 1 FROM nowhere")

    with pytest.raises(Exception, match="nowhere") as raised:
        one.system().read(broken)
    assert not isinstance(raised.value, AppHasChanged)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "forms/customer/records", None),
        ("GET", "forms/customer/records/1", None),
        ("GET", "forms/customer/records/1/history", None),
        ("GET", "forms/customer/records/picker?search=Acme", None),
        ("GET", "search?q=Acme", None),
        ("POST", "forms/customer/records/check", {"values": {"name": "X"}, "id": 1}),
        ("POST", "forms/customer/records/aggregate", {"by": ["level"]}),
        ("PATCH", "forms/customer/records/1", {"name": "X"}),
        ("POST", "forms/customer/records", {"name": "X"}),
    ],
)
def test_over_http_a_request_that_is_overtaken_is_answered_by_the_new_version(
    engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch, method: str, path: str, body: Any
) -> None:
    one, two = engines
    with TestClient(create_app(one), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        credentials = {"email": "ada@example.com", "password": PASSWORD}
        assert client.post("/api/v1/auth/login", json=credentials).status_code == 200
        token = {"X-CSRF-Token": client.cookies["csrf"]}
        current = one.store.current
        overtaking = [lambda: two.publisher.publish(next_version(), actor="test", destroy=True)]

        def overtaken(*seen: Any) -> Any:
            snapshot = current(*seen)
            if overtaking:
                overtaking.pop()()
            return snapshot

        monkeypatch.setattr(one.store, "current", overtaken)
        answer = client.request(method, f"/api/v1/apps/shop/{path}", json=body, headers=token)
    assert not overtaking and answer.status_code in (200, 201), answer.text
    assert '"email"' not in answer.text
