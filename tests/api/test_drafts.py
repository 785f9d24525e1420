"""A draft over HTTP: edited, undone, kept over a restart, told to others, planned and published as it was shown."""

from __future__ import annotations

import json
from typing import Any

from engine.bootstrap import Engine
from engine.records import people
from tests.api.conftest import PASSWORD, SignIn, at
from tests.api.test_error_shape import assert_problem

DRAFT = "/api/v1/apps/shop/draft"
FIELD = "form/customer/fields/name"


def edit(who: Any, position: int, *edits: dict[str, Any], **more: Any) -> Any:
    return who.post(f"{DRAFT}/edits", json={"position": position, "edits": list(edits), **more})


def done(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_a_draft_goes_from_an_edit_to_the_live_version(client: SignIn) -> None:
    ada = client()
    empty = done(ada.get(DRAFT))
    assert (empty["exists"], empty["position"], empty["steps"], empty["changes"]) == (False, 0, [], 0)
    field = {"type": "select", "label": "Region", "options": ["North", "South"]}
    one = done(edit(ada, 0, {"op": "add_field", "form": "customer", "field": field, "after": "name"}))
    assert one["made"] == ["region"] and one["exists"] and one["position"] == 1
    assert one["steps"][0]["label"] == "Added the field Region"
    assert one["app"]["forms"]["customer"]["fields"]["region"]["label"] == "Region"
    two = done(edit(ada, 1, {"op": "set", "at": f"{FIELD}/max", "to": 40}, label="Shorter names"))
    assert two["definition"]["form"]["customer"]["fields"]["name"]["max"] == 40
    assert [step["label"] for step in two["steps"]] == ["Added the field Region", "Shorter names"]
    back = done(ada.post(f"{DRAFT}/undo", json={"position": 2}))
    assert (back["position"], len(back["steps"])) == (1, 2)
    assert done(ada.post(f"{DRAFT}/redo", json={"position": 1}))["definition"] == two["definition"]
    plan = done(ada.post(f"{DRAFT}/plan"))
    assert plan["severity"] == "safe" and plan["live"] == 1 and plan["changes"]
    assert_problem(ada.post(f"{DRAFT}/publish", json={"plan": "0" * 24}), 409, "plan_has_changed")
    published = done(ada.post(f"{DRAFT}/publish", json={"plan": plan["hash"], "note": "Regions"}))
    assert published["version"] == 2 and published["backup"] is None
    assert done(ada.get(DRAFT))["exists"] is False
    assert done(ada.get("/api/v1/apps/shop"))["forms"]["customer"]["fields"]["region"]
    made = ada.post(at("customer"), json={"name": "Li", "region": "north"})
    assert made.status_code == 201, made.text
    assert_problem(ada.post(f"{DRAFT}/publish", json={"plan": plan["hash"]}), 409, "nothing_to_publish")


def test_a_draft_that_another_tab_has_moved_says_where_it_is(client: SignIn) -> None:
    ada = client()
    done(edit(ada, 0, {"op": "set", "at": f"{FIELD}/max", "to": 40}))
    moved = assert_problem(edit(ada, 0, {"op": "set", "at": f"{FIELD}/max", "to": 50}), 409, "draft_moved")
    assert moved["position"] == 1
    assert_problem(ada.post(f"{DRAFT}/redo", json={"position": 1}), 409, "draft_no_step")
    assert assert_problem(ada.post(f"{DRAFT}/undo", json={"position": 7}), 409, "draft_moved")["position"] == 1
    done(ada.post(f"{DRAFT}/undo", json={"position": 1}))
    done(edit(ada, 0, {"op": "set", "at": f"{FIELD}/max", "to": 60}))  # the undone step is gone
    assert len(done(ada.get(DRAFT))["steps"]) == 1
    assert done(ada.delete(DRAFT))["exists"] is False


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"op": "sett", "at": FIELD}, "edits.0.op"),
    ({"op": "set", "to": 1}, "edits.0.at"),
    ({"op": "set", "at": f"{FIELD}/max"}, "edits.0.to"),
    ({"op": "set", "at": 5, "to": 1}, "edits.0.at"),
    ({"op": "set", "at": "form/none/label", "to": "x"}, "edits.0.at"),
    ({"op": "set", "at": "form", "to": "x"}, "edits.0.at"),
    ({"op": "set", "at": "form/customer/id", "to": "client"}, "edits.0.at"),
    ({"op": "set", "at": "form/customer/layout/none/columns", "to": 2}, "edits.0.at"),
    ({"op": "set", "at": f"{FIELD}/label", "to": "\ud800"}, "edits.0.to"),
    ({"op": "set", "at": f"{FIELD}/label", "to": "a\x00b"}, "edits.0.to"),
    ({"op": "set", "at": f"{FIELD}/max", "to": 4, "else": 1}, "edits.0.else"),
    ({"op": "remove", "at": "form/customer/fields/none"}, "edits.0.at"),
    ({"op": "insert", "at": "form/customer/label", "item": "x"}, "edits.0.at"),
    ({"op": "add_field", "form": "none", "field": {"type": "text"}}, "edits.0.form"),
    ({"op": "add_field", "form": "customer", "field": {"type": "none"}}, "edits.0.type"),
    ({"op": "change_type", "form": "customer", "field": "none", "type": "text"}, "edits.0.field"),
    ({"op": "change_type", "form": "customer", "field": "name", "type": "select", "settings": []}, "edits.0.settings"),
    ({"op": "delete_object", "at": "app"}, "edits.0.at"),
    ({"op": "add_object", "kind": "app", "tree": {}}, "edits.0.kind"),
    ({"op": "add_object", "kind": "form", "tree": {"id": "customer"}}, "edits.0.tree"),
    ({"op": "rename_option", "form": "customer", "field": "level", "option": "none", "to": "x"}, "edits.0.option"),
    ({"op": "rename_option", "form": "customer", "field": "level", "option": "low", "to": "A B"}, "edits.0.to"),
]


def test_an_edit_that_cannot_be_done_says_why_and_changes_nothing(client: SignIn) -> None:
    ada = client(language="zh-CN")
    good = {"op": "set", "at": f"{FIELD}/max", "to": 40}
    for wrong, path in WRONG:
        sent = json.dumps({"position": 0, "edits": [good, wrong]})
        refused = ada.post(f"{DRAFT}/edits", content=sent, headers={"Content-Type": "application/json"})
        if refused.status_code != 400:  # halves of characters are no JSON
            errors = assert_problem(refused, 422, "invalid_values")["errors"]
            assert [error["path"] for error in errors] == [path.replace(".0.", ".1.")], wrong
    assert done(ada.get(DRAFT))["exists"] is False


def test_a_draft_that_does_not_work_is_kept_and_says_why(client: SignIn) -> None:
    ada = client()
    done(edit(ada, 0, {"op": "set", "at": f"{FIELD}/label", "to": "Full name"}))
    broken = done(edit(ada, 1, {"op": "set", "at": f"{FIELD}/type", "to": "txet"}))
    assert broken["works"] is False and broken["position"] == 2
    assert [one["at"] for one in broken["problems"] if one["severity"] == "error"] == [f"{FIELD}/type"]
    assert broken["app"]["forms"]["customer"]["fields"]["name"]["label"] == "Full name"
    plan = done(ada.post(f"{DRAFT}/plan"))
    assert plan["problems"] and plan["hash"] == ""
    assert assert_problem(ada.post(f"{DRAFT}/publish", json={"plan": ""}), 422, "invalid_definition")["errors"]


def test_labels_are_read_and_written_in_the_language_of_the_reader(client: SignIn) -> None:
    ada, zh = client(), client(language="zh-CN")
    done(edit(zh, 0, {"op": "label", "at": f"{FIELD}/label", "text": "全名"}))
    assert done(zh.get(DRAFT))["definition"]["form"]["customer"]["fields"]["name"]["label"] == "全名"
    english = done(ada.get(DRAFT))["definition"]["form"]["customer"]["fields"]["name"]
    assert english.get("label") != "全名"
    assert done(zh.get(DRAFT))["app"]["forms"]["customer"]["fields"]["name"]["label"] == "全名"


def test_everybody_has_a_draft_of_his_own_and_hears_of_others(client: SignIn, engine: Engine) -> None:
    people.add_person(engine.system(), "Li Lei", "li@example.com", password=PASSWORD, is_admin=True)
    ada, li = client(), client("li@example.com")
    done(edit(ada, 0, {"op": "set", "at": f"{FIELD}/max", "to": 40}))
    seen = done(li.get(DRAFT))
    assert seen["exists"] is False
    assert [(one["who"], one["changes"]) for one in seen["others"]] == [("Ada", 1)]
    assert done(ada.get(DRAFT))["others"] == []


def test_only_those_who_may_edit_the_app_have_drafts(client: SignIn) -> None:
    sun = client("sun@example.com")
    assert_problem(sun.get(DRAFT), 403, "permission_denied")
    assert_problem(edit(sun, 0, {"op": "set", "at": f"{FIELD}/max", "to": 1}), 403, "permission_denied")
    assert_problem(client().get("/api/v1/apps/none/draft"), 404, "not_found")


def test_the_types_of_fields_are_told_with_their_settings_in_words(client: SignIn) -> None:
    for language, word in (("en", "Most characters"), ("zh-CN", "最多字数")):
        types = {one["type"]: one for one in done_list(client(language=language).get("/api/v1/field-types"))}
        assert types["text"]["schema"]["properties"]["max"]["title"] == word
        assert list(types["select"]["schema"]["properties"])[:3] == ["label", "required", "options"]
        assert all(one["label"] and one["words"] for one in types.values())
        untitled = [
            key for one in types.values() for key, rule in one["schema"]["properties"].items() if "title" not in rule
        ]
        assert untitled == []


def done_list(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    body: list[dict[str, Any]] = answer.json()
    return body
