"""Tokens: shown once, limited to their scopes, ended at once."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.api.conftest import Client, SignIn, at


def with_token(client: Client, secret: str) -> TestClient:
    return TestClient(client.app, base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {secret}"})


def test_a_token_acts_as_its_owner_within_its_scopes(client: SignIn) -> None:
    sun = client("sun@example.com")
    made = sun.post("/api/v1/me/tokens", json={"name": "report", "scopes": ["shop:read"]})
    assert made.status_code == 201 and made.json()["secret"]
    program = with_token(sun, made.json()["secret"])
    assert program.get(at("customer")).status_code == 200
    assert program.post(at("customer"), json={"name": "A"}).status_code in (403, 404)
    assert program.get("/api/v1/me/tokens").status_code == 401, "a token makes and sees no tokens"
    listed = sun.get("/api/v1/me/tokens").json()["tokens"]
    assert [token["name"] for token in listed] == ["report"] and "secret" not in listed[0]


def test_a_revoked_token_is_over_at_once(client: SignIn) -> None:
    sun = client("sun@example.com")
    made = sun.post("/api/v1/me/tokens", json={"name": "x", "scopes": ["*:write"]}).json()
    program = with_token(sun, made["secret"])
    assert program.get(at("customer")).status_code == 200
    assert sun.delete(f"/api/v1/me/tokens/{made['id']}").status_code == 204
    assert program.get(at("customer")).status_code == 401


def test_an_admins_token_with_scopes_changes_no_definitions(client: SignIn) -> None:
    ada = client()
    made = ada.post("/api/v1/me/tokens", json={"name": "x", "scopes": ["shop:write"]}).json()
    program = with_token(ada, made["secret"])
    answer = program.post("/api/v1/apps/shop/forms/customer/fields", json={"label": "A", "type": "text"})
    assert answer.status_code == 403
    assert program.get("/api/v1/users").status_code == 403


def test_a_service_holds_roles_of_its_own_and_only_admins_make_it(client: SignIn) -> None:
    body = {"name": "erp", "scopes": ["shop:write"], "roles": {"shop": ["seller"]}}
    assert client("sun@example.com").post("/api/v1/me/tokens", json=body).status_code == 403
    ada = client()
    program = with_token(ada, ada.post("/api/v1/me/tokens", json=body).json()["secret"])
    assert program.post(at("customer"), json={"name": "A"}).status_code == 201
    assert program.post(at("product"), json={"code": "A", "name": "B"}).status_code == 403


def test_nobody_revokes_another_ones_token(client: SignIn) -> None:
    made = client("sun@example.com").post("/api/v1/me/tokens", json={"name": "x", "scopes": ["*:read"]}).json()
    assert client("nobody@example.com").delete(f"/api/v1/me/tokens/{made['id']}").status_code == 404
