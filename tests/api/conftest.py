"""The HTTP application over the shop, on both databases, with people signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from engine.api.app import create_app
from engine.bootstrap import Engine
from engine.records import people
from tests.support.databases import Databases
from tests.support.engines import engine_at, install_world

PASSWORD = "correct horse battery"


def prepare(url: str, folder: Path) -> None:
    with engine_at(url, folder) as made:
        install_world(made, "shop")
        system = made.system()
        people.add_person(system, "Ada", "ada@example.com", password=PASSWORD, is_admin=True)
        people.add_person(system, "Sun", "sun@example.com", password=PASSWORD, roles=[("shop", "seller")])
        people.add_person(system, "Nobody", "nobody@example.com", password=PASSWORD)


@pytest.fixture
def engine(databases: Databases, tmp_path: Path) -> Iterator[Engine]:
    prepared = databases.prepared("shop over HTTP", lambda url: prepare(url, tmp_path / "prepared"))
    with databases.lent(prepared) as url, engine_at(url, tmp_path) as opened:
        yield opened


SignIn = Callable[..., "Client"]


class Client(TestClient):
    """A signed-in browser: sends back the CSRF token of its session."""

    def request(self, method: str, url: Any, **more: Any) -> Any:  # type: ignore[override]
        headers = {"X-CSRF-Token": self.cookies.get("csrf") or "", **(more.pop("headers", None) or {})}
        return super().request(method, url, headers=headers, **more)


@pytest.fixture
def client(engine: Engine) -> Iterator[SignIn]:
    """`client("ada@example.com")` gives a signed-in client; without an address one that is nobody."""
    app = create_app(engine)
    opened: list[Client] = []

    def sign_in(email: str | None = "ada@example.com", language: str = "en") -> Client:
        headers = {"Accept-Language": language}
        made = Client(app, base_url="http://127.0.0.1", headers=headers, raise_server_exceptions=False)
        if email is not None:
            answer = made.post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
        opened.append(made)
        return made

    yield sign_in
    for made in opened:
        made.close()


RECORDS = "/api/v1/apps/shop/forms/{form}/records"


def at(form: str, rest: str = "") -> str:
    return RECORDS.format(form=form) + rest
