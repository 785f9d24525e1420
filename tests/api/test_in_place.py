"""Views and dashboards set up where they are used: live at once, drafts carried over, nothing done to records."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import SignIn
from tests.api.test_error_shape import assert_problem

APP = "/api/v1/apps/shop"


def quick(who: Any, *edits: dict[str, Any], **more: Any) -> Any:
    return who.post(f"{APP}/quick", json={"edits": list(edits), **more})


def done(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_a_view_is_made_changed_and_taken_away_and_open_drafts_are_carried_over(client: SignIn) -> None:
    ada = client()
    field = {"op": "set", "at": "form/customer/fields/name/max", "to": 40}
    assert ada.post(f"{APP}/draft/edits", json={"position": 0, "edits": [field]}).status_code == 200
    tree = {"label": "Days", "form": "order", "type": "calendar", "start": "ordered_on"}
    made = done(quick(ada, {"op": "add_object", "kind": "view", "tree": tree}, note="A calendar"))
    assert made == {"version": 2, "made": ["days"]}
    shown = done(ada.get(APP))
    assert shown["views"]["days"]["start"] == "ordered_on"
    assert "days" in shown["forms"]["order"]["views"]
    draft = done(ada.get(f"{APP}/draft"))
    assert (draft["base"], draft["position"], draft["choices"]) == (2, 1, [])
    assert draft["definition"]["form"]["customer"]["fields"]["name"]["max"] == 40
    done(
        quick(
            ada,
            {"op": "set", "at": "view/days/opens", "to": "week"},
            {"op": "label", "at": "view/days/label", "text": "Week"},
        )
    )
    shown = done(ada.get(APP))["views"]["days"]
    assert (shown["opens"], shown["label"]) == ("week", "Week")
    done(quick(ada, {"op": "delete_object", "at": "view/days"}))
    assert "days" not in done(ada.get(APP))["views"]
    kinds = [one["kind"] for one in done(ada.get(f"{APP}/versions"))["versions"]]
    assert kinds[:3] == ["edit", "edit", "edit"]


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"op": "delete_field", "form": "customer", "field": "name"}, 422, "invalid_definition"),
    ({"op": "set", "at": "view/order_board/lanes", "to": {"by": "nothing"}}, 422, "invalid_definition"),
    ({"op": "set", "at": "view/nowhere/label", "to": "x"}, 422, "invalid_values"),
]


@pytest.mark.parametrize(("edit", "status", "code"), REFUSED, ids=[one[0]["op"] + one[2] for one in REFUSED])
def test_what_does_not_hold_together_is_refused_whole(
    client: SignIn, edit: dict[str, Any], status: int, code: str
) -> None:
    ada = client()
    before = done(ada.get(APP))["version"]
    assert_problem(quick(ada, {"op": "label", "at": "form/customer/label", "text": "Buyers"}, edit), status, code)
    after = done(ada.get(APP))
    assert (after["version"], after["forms"]["customer"]["label"]) == (before, "Customer")


def test_what_would_touch_records_wants_a_draft(client: SignIn) -> None:
    ada = client()
    change = {"op": "change_type", "form": "order", "field": "note", "type": "number"}
    assert_problem(quick(ada, change), 409, "needs_a_draft")


def test_only_builders_set_things_up(client: SignIn) -> None:
    sun = client("sun@example.com")
    assert_problem(quick(sun, {"op": "label", "at": "form/customer/label", "text": "x"}), 403)
    for path in ("/api/v1/view-types", "/api/v1/chart-types", f"{APP}/forms/order/readers"):
        assert sun.get(path).status_code == 403, path


@pytest.mark.parametrize(
    ("language", "board", "by"), [("en", "Board", "A lane for each"), ("zh-CN", "看板", "按此字段分列")]
)
def test_kinds_of_view_and_chart_say_their_settings_in_the_readers_language(
    client: SignIn, language: str, board: str, by: str
) -> None:
    ada = client(language=language)
    views = {one["type"]: one for one in ada.get("/api/v1/view-types").json()}
    assert {"table", "kanban", "calendar", "gallery"} <= set(views) and "gantt" not in views
    assert views["kanban"]["label"] == board
    lanes = views["kanban"]["schema"]["properties"]["lanes"]
    assert lanes["properties"]["by"]["title"] == by and views["kanban"]["schema"]["required"] == ["lanes"]
    assert views["calendar"]["schema"]["properties"]["opens"]["x-labels"]["week"]
    charts = {one["type"]: one for one in ada.get("/api/v1/chart-types").json()}
    assert charts["number"]["shape"] == "figure" and charts["funnel"]["schema"]["required"] == ["by"]
    untitled = [
        (kind, key)
        for kind, one in [*views.items(), *charts.items()]
        for key, schema in one["schema"]["properties"].items()
        if "title" not in schema and key not in ("widths", "totals", "colors", "series", "filters")
    ]
    assert untitled == []


def test_who_sees_a_view_is_told_by_role(client: SignIn) -> None:
    roles = {one["role"]: one for one in done(client().get(f"{APP}/forms/order/readers"))["roles"]}
    assert "seller" in roles and set(roles["seller"]) == {"role", "label", "all"}


def test_an_object_is_read_as_it_is_written_with_the_readers_texts(client: SignIn) -> None:
    tree = done(client(language="zh-CN").get(f"{APP}/written/view/order_board"))
    assert tree["lanes"] == {"by": "status", "total": "shipping"}
    assert_problem(client().get(f"{APP}/written/view/nowhere"), 404)
