"""Every error has one shape: problem+json with type, title, status, detail, code and errors; never a 500.

A caller reads it in his own language; nothing of the inside is shown.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import SignIn, at

KEYS = {"type", "title", "status", "detail", "code", "errors"}


def assert_problem(answer: Any, status: int, code: str | None = None) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    body: dict[str, Any] = answer.json()
    assert set(body) >= KEYS and body["status"] == status
    assert body["title"] and body["title"] != body["code"], "a person reads a sentence"
    for error in body["errors"]:
        assert {"path", "code", "message"} <= set(error) and error["message"] != error["code"]
    if code is not None:
        assert body["code"] == code
    return body


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/v1/nothing", None, 404),
        ("GET", "/api", None, 404),
        ("GET", "/api/v2/apps", None, 404),
        ("DELETE", "/api/v1/apps", None, 405),
        ("GET", "/api/v1/apps/none", None, 404),
        ("GET", at("none"), None, 404),
        ("GET", at("customer", "/99999"), None, 404),
        ("GET", at("customer", "/99999999999999999999999"), None, 404),
        ("GET", at("customer") + "?limit=x", None, 400),
        ("GET", at("customer") + "?count=all", None, 400),
        ("GET", at("customer") + "?where=name%20%3D", None, 422),
        ("GET", at("customer") + "?where=nme%20%3D%20'x'", None, 422),
        ("GET", at("customer") + "?sort=nme", None, 422),
        ("GET", at("customer") + "?fields=nme", None, 422),
        ("GET", at("customer") + "?cursor=zzz", None, 422),
        ("GET", at("customer") + "?view=none", None, 422),
        ("POST", at("customer"), b"{", 400),
        ("POST", at("customer"), b'"text"', 400),
        ("POST", at("customer"), b'{"name": "\\ud800"}', 400),
        ("POST", at("customer"), b'{"name": "a\\u0000b"}', 422),
        ("POST", at("customer"), b"{}", 422),
        ("POST", at("customer"), b'{"name": "A", "nme": 1}', 422),
        ("POST", at("customer"), b'{"name": 5}', 422),
        ("POST", at("customer"), b'[{"name": "A"}, 5]', 422),
        ("POST", at("customer"), b'{"name": "A", "email": "x"}', 422),
        ("POST", at("customer"), b'{"name": "A", "friend": 404}', 422),
        ("POST", at("product"), b'{"code": "A", "name": "B", "price": "1.005"}', 422),
        ("POST", at("product"), b'{"code": "A", "name": "B", "price": 1e400}', 400),
        ("PATCH", at("customer", "/99999"), b'{"name": "A"}', 404),
        ("DELETE", at("customer", "/99999"), None, 404),
        ("POST", at("customer", "/aggregate"), b'{"by": "level"}', 400),
        ("POST", at("customer", "/aggregate"), b'{"by": ["nme"]}', 422),
        ("POST", at("customer", "/aggregate"), b'{"values": {"n": "summ(x)"}}', 422),
        ("POST", at("customer", "/check"), b'{"values": []}', 400),
        ("POST", "/api/v1/auth/login", b"{}", 422),
        ("POST", "/api/v1/auth/login", b'{"email": "a@b.c", "password": "x"}', 401),
        ("GET", "/api/v1/jobs/5", None, 404),
        ("GET", "/api/v1/apps/shop/runs/77", None, 404),
        ("GET", "/api/v1/apps/shop/runs?cursor=x", None, 400),
        ("POST", "/api/v1/templates/none/install", b"{}", 404),
        ("POST", "/api/v1/apps/shop/forms/customer/fields", b'{"label": "", "type": "text"}', 422),
        ("POST", "/api/v1/apps/shop/forms/customer/fields", b'{"label": "A", "type": "relation"}', 422),
        ("POST", "/api/v1/apps/shop/forms/customer/fields", b'{"label": "A", "type": "select"}', 422),
        ("POST", "/api/v1/apps/shop/publish", b'{"files": {"app.yaml": "kind: app"}}', 422),
        ("GET", "/api/v1/files/none?record=shop/customer/1/photo", None, 404),
        ("GET", "/api/v1/imports/none", None, 404),
        ("GET", "/api/v1/apps/shop/dashboards/none/data", None, 404),
    ],
)  # fmt: skip
def test_what_a_client_sends_wrong_is_a_problem_with_a_sentence(
    client: SignIn, method: str, path: str, body: bytes | None, status: int
) -> None:
    answer = client().request(method, path, content=body)
    assert_problem(answer, status)


def test_nobody_is_told_to_sign_in(client: SignIn) -> None:
    nobody = client(None)
    for path in ("apps", "apps/shop", "apps/shop/forms/customer/records", "me", "templates", "events"):
        assert_problem(nobody.get(f"/api/v1/{path}"), 401, "not_signed_in")


def test_who_has_no_role_finds_nothing(client: SignIn) -> None:
    nobody = client("nobody@example.com")
    assert nobody.get("/api/v1/apps").json() == {"apps": []}
    assert_problem(nobody.get("/api/v1/apps/shop"), 404)
    assert_problem(nobody.get(at("customer")), 404)
    assert_problem(nobody.post(at("customer"), json={"name": "A"}), 404)


def test_a_refusal_says_why_in_the_callers_language(client: SignIn) -> None:
    english = client("sun@example.com").post(at("product"), json={"code": "A", "name": "B"})
    chinese = client("sun@example.com", "zh-CN").post(at("product"), json={"code": "A", "name": "B"})
    assert_problem(english, 403, "permission_denied")
    assert_problem(chinese, 403, "permission_denied")
    assert english.json()["title"] != chinese.json()["title"]
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese.json()["title"])


def test_a_write_by_cookie_without_the_sessions_token_is_refused(client: SignIn) -> None:
    ada = client()
    answer = ada.post(at("customer"), json={"name": "A"}, headers={"X-CSRF-Token": "wrong"})
    assert_problem(answer, 403, "csrf_missing")


def test_a_body_that_is_too_large_is_refused(client: SignIn) -> None:
    answer = client().post(at("customer"), content=b"[" + b" " * (17 * 1024 * 1024) + b"]")
    assert_problem(answer, 413)


def test_only_admins_change_apps(client: SignIn) -> None:
    sun = client("sun@example.com")
    assert_problem(sun.post("/api/v1/apps/shop/forms/customer/fields", json={"label": "A", "type": "text"}), 403)
    assert_problem(sun.get("/api/v1/users"), 403)
    assert_problem(sun.post("/api/v1/apps/shop/publish", json={"files": {}}), 403)
