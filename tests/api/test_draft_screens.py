"""What the form designer draws before it is live, and apps that begin with nothing but two names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import SignIn
from tests.api.test_drafts import DRAFT, done, edit
from tests.api.test_error_shape import assert_problem

NOTE = {"op": "add_field", "form": "customer", "field": {"type": "text", "label": "Note"}, "after": "name"}


def test_a_draft_is_seen_with_the_eyes_of_a_role_before_it_is_live(client: SignIn) -> None:
    ada = client()
    done(edit(ada, 0, NOTE))
    mine = done(ada.get(f"{DRAFT}/app"))
    assert "note" in mine["forms"]["customer"]["fields"] and mine["forms"]["customer"]["can"]["delete"]
    theirs = done(ada.get(f"{DRAFT}/app", params={"as": "seller"}))
    assert theirs["can_edit"] is False
    assert "note" not in done(ada.get("/api/v1/apps/shop"))["forms"]["customer"]["fields"]
    assert "note" in done(ada.get(f"{DRAFT}/forms/customer/logic"))["fields"]
    assert_problem(ada.get(f"{DRAFT}/forms/gone/logic"), 404, "not_found")
    assert_problem(ada.get(f"{DRAFT}/app", params={"as": "user:999999"}), 404, "not_found")
    for path in ("app", "forms/customer/logic", "forms/customer/vocabulary"):
        assert_problem(client("sun@example.com").get(f"{DRAFT}/{path}"), 403, "permission_denied")


def test_expressions_know_the_fields_of_the_draft_and_are_tried_on_stored_records(client: SignIn) -> None:
    ada = client()
    done(edit(ada, 0, NOTE))
    record = ada.post("/api/v1/apps/shop/forms/customer/records", json={"name": "Li"}).json()["id"]
    names = {one["id"] for one in done(ada.get(f"{DRAFT}/forms/customer/vocabulary"))["names"]}
    assert {"name", "note"} <= names

    def tried(text: str) -> Any:
        body = {"text": text, "spelled": "ids", "use": "value", "record": record}
        return done(ada.post(f"{DRAFT}/forms/customer/expressions", json=body))

    known = tried("name & '!'")
    assert known["problems"] == [] and known["value"]["shown"] == "Li!"
    new = tried("note & '!'")
    assert new["problems"] == [] and new["value"] is None, "no record holds it yet"
    assert tried("gone & '!'")["problems"]


def test_the_settings_of_types_say_their_choices_in_words(client: SignIn) -> None:
    found: Any = client(language="zh-CN").get("/api/v1/field-types").json()
    types = {one["type"]: one for one in found}
    reset = types["serial"]["schema"]["properties"]["reset"]
    assert reset["x-labels"]["year"] == "每年" and set(reset["x-labels"]) == set(reset["enum"])
    for one in types.values():
        for key, schema in one["schema"]["properties"].items():
            asked = schema if "enum" in schema else schema.get("items", {}) if isinstance(schema, dict) else {}
            if isinstance(asked, dict) and "enum" in asked:
                assert set(asked.get("x-labels", ())) == set(map(str, asked["enum"])), (one["type"], key)


def test_tabs_and_pages_of_a_layout_are_kept_and_told(client: SignIn) -> None:
    ada = client()
    layout = [{"id": "main", "items": ["name"]}, {"id": "more", "label": "More", "display": "page", "items": []}]
    drawn = done(edit(ada, 0, {"op": "set", "at": "form/customer/layout", "to": layout}))
    assert [one["display"] for one in drawn["app"]["forms"]["customer"]["layout"]] == ["section", "page"]
    wrong = done(edit(ada, 1, {"op": "set", "at": "form/customer/layout/more/display", "to": "window"}))
    assert any(problem["at"].startswith("form/customer/layout") for problem in wrong["problems"])


@pytest.mark.parametrize(("language", "name"), [("en", "Name"), ("zh-CN", "名称")])
def test_a_blank_app_takes_records_at_once(client: SignIn, language: str, name: str) -> None:
    ada = client(language=language)
    made = ada.post("/api/v1/apps", json={"label": "资产", "form": "Asset"})
    assert made.status_code == 201, made.text
    app, form = made.json()["app"], made.json()["form"]
    assert (app, form) == ("zi_chan", "asset")
    shown = done(ada.get(f"/api/v1/apps/{app}"))
    assert shown["label"] == "资产" and shown["forms"][form]["fields"]["name"]["label"] == name
    record = ada.post(f"/api/v1/apps/{app}/forms/{form}/records", json={"name": "Desk"})
    assert record.status_code == 201, record.text
    again = ada.post("/api/v1/apps", json={"label": "资产", "form": "Asset"}).json()
    assert again["app"] == "zi_chan_2", "nobody's app is overwritten"


def test_a_blank_app_needs_its_names_and_somebody_who_may_build(client: SignIn) -> None:
    assert_problem(client().post("/api/v1/apps", json={"label": " ", "form": "Asset"}), 422, "invalid_values")
    sun = client("sun@example.com")
    assert_problem(sun.post("/api/v1/apps", json={"label": "A", "form": "B"}), 403, "permission_denied")
