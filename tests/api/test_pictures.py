"""Pictures over HTTP: small ones go to whom the picture may go, and what only claims to be one is refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from engine.bootstrap import Engine
from engine.records import people
from tests.api.conftest import PASSWORD, SignIn
from tests.api.test_error_shape import assert_problem

APP = {
    "app.yaml": "kind: app\nid: faces\nlabel: Faces\n",
    "forms/face.yaml": "kind: form\nid: face\nlabel: Face\nfields:\n"
    "  name: {type: text}\n  photo: {type: image, max: 1}\n  scan: {type: file}\n",
    "roles/guest.yaml": "kind: role\nid: guest\nlabel: Guest\nforms:\n"
    '  face: {read: all, fields: {"*": read, photo: masked}}\n',
    "roles/friend.yaml": "kind: role\nid: friend\nlabel: Friend\nforms: {face: {read: all}}\n",
}


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 100), "teal").save(out, "PNG")
    return out.getvalue()


def uploaded(ada: Any, content: bytes, type: str = "image/png") -> Any:
    return ada.post("/api/v1/files", files={"file": ("face.png", content, type)}).json()


@pytest.fixture
def faces(engine: Engine) -> Engine:
    engine.publisher.publish(APP, actor="test", kind="install")
    for name in ("guest", "friend"):
        people.add_person(engine.system(), name, f"{name}@example.com", password=PASSWORD, roles=[("faces", name)])
    return engine


def test_a_small_picture_goes_to_those_who_may_have_the_picture(faces: Engine, client: SignIn) -> None:
    ada = client()
    file = uploaded(ada, png())
    made = ada.post("/api/v1/apps/faces/forms/face/records", json={"name": "A", "photo": [file["id"]]})
    assert made.status_code == 201, made.text
    small = f"/api/v1/files/{file['id']}/thumbnail?size=small"
    for email in ("ada@example.com", "friend@example.com"):
        answer = client(email).get(small)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
        assert answer.headers["content-security-policy"] == "sandbox"
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert picture.size == (96, 32)
    for email in ("guest@example.com", "nobody@example.com"):
        for path in (small, f"/api/v1/files/{file['id']}"):
            assert_problem(client(email).get(path), 404, "not_found")


def test_what_only_claims_to_be_a_picture_is_refused_with_its_place(faces: Engine, client: SignIn) -> None:
    ada = client()
    for content, type in ((b"<svg/>", "image/png"), (b"<svg/>", "image/svg+xml")):
        file = uploaded(ada, content, type)
        answer = ada.post("/api/v1/apps/faces/forms/face/records", json={"name": "A", "photo": [file["id"]]})
        body = assert_problem(answer, 422, "invalid_values")
        assert "value.not_an_image" in {error["code"] for error in body["errors"]}
        assert {error["path"] for error in body["errors"]} == {"photo.0"}
        assert ada.get(f"/api/v1/files/{file['id']}/thumbnail").status_code == 404
