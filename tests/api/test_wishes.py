"""A wish of somebody who may not change a form reaches those who may, and becomes part of a draft."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import SignIn
from tests.api.test_drafts import done
from tests.api.test_error_shape import assert_problem

FORM = "/api/v1/apps/shop/forms/customer"
WISHED = {"op": "add_field", "form": "customer", "field": {"label": "Birthday"}}


def test_a_wish_reaches_those_who_may_build_and_becomes_part_of_a_draft(client: SignIn) -> None:
    sun, ada = client("sun@example.com"), client()
    body = {"label": "A birthday", "text": "We send cards", "edits": [WISHED]}
    assert sun.post(f"{FORM}/wishes", json=body).status_code == 201
    assert sun.post(f"{FORM}/wishes", json={"label": "Another"}).status_code == 201
    told = done(ada.get("/api/v1/me/notifications"))["notifications"]
    assert any("A birthday" in one["text"] and "Sun" in one["text"] for one in told)
    another, birthday = done(ada.get("/api/v1/apps/shop/wishes"))["wishes"]
    assert (birthday["who"], birthday["text"]) == ("Sun", "We send cards")
    assert birthday["edits"][0]["field"] == {"label": "Birthday", "type": "date"}
    taken = done(ada.post(f"/api/v1/apps/shop/wishes/{birthday['id']}/take"))
    assert taken["made"] == ["birthday"] and taken["exists"] and "A birthday" in taken["steps"][0]["label"]
    assert "birthday" not in done(ada.get("/api/v1/apps/shop"))["forms"]["customer"]["fields"]
    assert ada.post(f"/api/v1/apps/shop/wishes/{another['id']}/decline").status_code == 204
    assert done(ada.get("/api/v1/apps/shop/wishes"))["wishes"] == []
    assert_problem(ada.post(f"/api/v1/apps/shop/wishes/{birthday['id']}/take"), 404, "not_found")
    answers = [one["text"] for one in done(sun.get("/api/v1/me/notifications"))["notifications"]]
    assert any("taken over" in text for text in answers) and any("declined" in text for text in answers)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"label": " "}, "label"),
        ({"label": "x", "edits": [{"op": "set", "at": "role/seller/forms/customer/delete", "to": True}]}, "edits.0"),
        ({"label": "x", "edits": [{**WISHED, "form": "order"}]}, "edits.0"),
        ({"label": "x", "edits": [WISHED] * 6}, "edits"),
    ],
)
def test_a_wish_can_carry_fields_of_its_form_and_nothing_else(client: SignIn, body: dict[str, Any], path: str) -> None:
    problem = assert_problem(client("sun@example.com").post(f"{FORM}/wishes", json=body), 422, "invalid_values")
    assert problem["errors"][0]["path"] == path
    assert_problem(client("nobody@example.com").post(f"{FORM}/wishes", json={"label": "x"}), 404, "not_found")
    assert_problem(client("sun@example.com").get("/api/v1/apps/shop/wishes"), 403, "permission_denied")
