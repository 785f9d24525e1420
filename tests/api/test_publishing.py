"""Files published over HTTP: nobody's change is eaten, replacing names the version it replaces."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import SignIn
from tests.api.test_error_shape import assert_problem
from tests.support.engines import world

AT = "/api/v1/apps/shop/publish"
FORM = "forms/customer.yaml"


def changed(before: str, after: str) -> dict[str, str]:
    texts = world("shop")
    assert before in texts[FORM]
    return {**texts, FORM: texts[FORM].replace(before, after)}


def publish(who: Any, files: dict[str, str], **more: Any) -> Any:
    return who.post(AT, json={"files": files, **more})


def test_live_that_has_moved_on_is_only_replaced_by_its_number(client: SignIn) -> None:
    ada = client()
    theirs, ours = changed("max: 100", "max: 120"), changed("max: 100", "max: 140")
    assert publish(ada, theirs, based_on=1).json() == {"app": "shop", "version": 2, "job": None}
    moved = assert_problem(publish(ada, ours, based_on=1), 409, "live_has_moved_on")
    assert moved["live"] == 2 and moved["conflicts"]
    assert_problem(publish(ada, ours, based_on=1, replace=1), 409, "live_has_moved_on")
    assert_problem(publish(ada, ours, replace=1), 409, "live_has_moved_on")
    assert_problem(publish(ada, ours, based_on=1, merge=True), 409, "live_has_moved_on")
    live = ada.get("/api/v1/apps/shop/files").json()
    assert (live["version"], live["files"]) == (2, theirs)
    assert publish(ada, ours, based_on=1, replace=2).json() == {"app": "shop", "version": 3, "job": None}
    assert publish(ada, theirs, replace=3).json() == {"app": "shop", "version": 4, "job": None}
    assert ada.get("/api/v1/apps/shop/files").json()["files"] == theirs


def test_both_sides_are_merged_where_they_do_not_meet(client: SignIn) -> None:
    ada = client()
    assert publish(ada, changed("max: 100", "max: 120"), based_on=1).status_code == 200
    merged = publish(ada, changed("default: low", "default: high"), based_on=1, merge=True)
    assert merged.json() == {"app": "shop", "version": 3, "job": None}
    form = ada.get("/api/v1/apps/shop/files").json()["files"][FORM]
    assert "max: 120" in form and "default: high" in form


def test_files_for_a_live_app_say_what_they_are_based_on(client: SignIn) -> None:
    ada = client()
    assert_problem(publish(ada, changed("max: 100", "max: 120")), 409, "based_on_needed")
    assert_problem(publish(ada, world("shop"), based_on=77), 404)
    assert_problem(publish(ada, world("shop"), replace=-1), 422)
    new = {"app.yaml": "kind: app\nid: fresh\nlabel: Fresh\n"}
    made = ada.post("/api/v1/apps/fresh/publish", json={"files": new})
    assert made.json() == {"app": "fresh", "version": 1, "job": None}


def test_halves_of_characters_in_files_are_refused_with_a_sentence(client: SignIn) -> None:
    ada = client()
    for files in (b'{"\\ud800": ""}', b'{"app.yaml": "\\ud800"}', b'{"app.yaml": "kind: app\\nid: \\udfff\\n"}'):
        body = b'{"files": ' + files + b"}"
        for path in (AT, AT.replace("publish", "plan")):
            answer = ada.post(path, content=body, headers={"Content-Type": "application/json"})
            assert_problem(answer, 422)
