"""The settings of an app over HTTP: for admins alone, checked by type, in force at once."""

from __future__ import annotations

from engine.bootstrap import Engine
from tests.api.conftest import SignIn
from tests.api.test_error_shape import assert_problem
from tests.publishing.test_app_settings import APP

AT = "/api/v1/apps/shelf/settings"


def test_an_admin_reads_and_changes_settings(client: SignIn, engine: Engine) -> None:
    engine.publisher.publish(APP, actor="test", kind="install")
    ada = client()
    shown = {one["id"]: one for one in ada.get(AT).json()["settings"]}
    assert list(shown) == ["least", "tone", "keeper", "asked"]
    assert (shown["least"]["value"], shown["least"]["default"], shown["least"]["label"]) == (10, 10, "Least stock")
    assert shown["least"]["settings"]["max"] == 99 and shown["tone"]["value"] is None
    boxes = "/api/v1/apps/shelf/forms/box/records"
    assert ada.post(boxes, json={"name": "A", "stock": 12}).status_code == 201
    changed = ada.patch(AT, json={"least": 30})
    assert changed.status_code == 200, changed.text
    assert next((one["value"], one["default"]) for one in changed.json()["settings"]) == (30, 10)
    assert [row["name"] for row in ada.get(boxes, params={"view": "low"}).json()["records"]] == ["A"]
    wrong = assert_problem(ada.patch(AT, json={"least": 3000, "asked": "perhaps"}), 422)
    assert [error["path"] for error in wrong["errors"]] == ["least", "asked"]
    assert_problem(ada.patch(AT, json=[1]), 422)
    assert_problem(ada.get("/api/v1/apps/none/settings"), 404)


def test_only_who_may_change_the_app_sees_its_settings(client: SignIn, engine: Engine) -> None:
    engine.publisher.publish(APP, actor="test", kind="install")
    sun = client("sun@example.com")
    assert_problem(sun.get(AT), 403)
    assert_problem(sun.patch(AT, json={"least": 3}), 403)
    assert_problem(client(None).get(AT), 401)


def test_hostile_bodies_are_refused_with_a_sentence(client: SignIn, engine: Engine) -> None:
    engine.publisher.publish(APP, actor="test", kind="install")
    ada = client()
    bodies = (
        b'{"\\ud800": 1}', b'{"least": NaN}', b'{"least": 1e999}', b'{"tone": "\\ud800"}', b'{"tone": "a\\u0000"}',
        b'{"least": ' + b"[" * 900 + b"]" * 900 + b"}", b'{"least": {"a": 1}}', b'{"keeper": 99999999999999999999999}',
        b'{"a\\u0000": 1}', b'"x"', b"{",
    )  # fmt: skip
    for body in bodies:
        answer = ada.patch(AT, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422), (body[:30], answer.text)
        assert_problem(answer, answer.status_code)
