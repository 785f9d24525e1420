"""Before it is published, a plan says what becomes of the records that are there."""

from __future__ import annotations

from typing import Any

import pytest

from engine import records
from engine.bootstrap import Engine
from engine.publishing.planning import Outlook
from tests.publishing.test_conversions import APP, made

THING = "form/thing/fields"


@pytest.fixture
def store(engine: Engine) -> Engine:
    engine.publisher.publish(dict(APP), actor="test")
    for name, size in (("Ada", "1"), ("Ada", None), ("Bo", "many")):
        made(engine, name=name, size=size, marks=["a", "b"])
    return engine


def plan(store: Engine, *edits: dict[str, Any], language: str = "en") -> Outlook:
    store.drafts.discard("store", "user:1")
    store.drafts.edit("store", "user:1", 0, list(edits), language)
    return store.draft_publishing.plan("store", "user:1", language)


CASES: list[tuple[dict[str, Any], str, int, str]] = [
    ({"op": "set", "at": f"{THING}/size/required", "to": True}, "safe", 1, "1 records have no value here yet"),
    ({"op": "remove", "at": f"{THING}/marks/options/a"}, "conversion", 3, "3 records still hold it"),
    ({"op": "delete_field", "form": "thing", "field": "size"}, "destroys", 2, "2 values go out of sight"),
    ({"op": "change_type", "form": "thing", "field": "size", "type": "number"}, "destroys", 2, "1 of them do not fit"),
    (
        {"op": "merge_options", "form": "thing", "field": "state", "options": ["a"], "into": "c"},
        "conversion",
        3,
        "3 records follow",
    ),
    ({"op": "set", "at": f"{THING}/size/help", "to": "How big"}, "safe", 0, "How big"),
]


def test_each_change_says_how_bad_it_is_and_how_many_records_it_touches(store: Engine) -> None:
    for edit, severity, rows, said in CASES:
        found = plan(store, edit)
        [change] = found.changes
        assert (change.severity, change.rows) == (severity, rows), change
        assert said in change.sentence
        assert found.severity == severity


def test_values_that_do_not_convert_are_shown_with_their_record(store: Engine) -> None:
    found = plan(store, {"op": "change_type", "form": "thing", "field": "size", "type": "number"})
    assert list(found.changes[0].samples) == [{"record": 3, "title": "Bo", "value": "many"}]


def test_a_text_that_becomes_a_choice_offers_what_the_records_hold(store: Engine) -> None:
    edit = {"op": "change_type", "form": "thing", "field": "size", "type": "select"}
    found = plan(store, edit)
    assert (found.changes[0].rows, found.changes[0].lost) == (2, 0)
    draft = store.drafts.get("store", "user:1")
    options = store.drafts.resolution(draft.texts).app.forms["thing"].fields["size"].settings["options"]  # type: ignore[union-attr]  # it works
    assert {option.label for option in options} == {"1", "many"}
    seen = store.looking.conversion("store", f"{THING}/size", "select", "en")
    assert (seen["converts"], seen["fails"]) == (2, 0)
    store.draft_publishing.publish("store", "user:1", found.hash, actor="user:1")
    context = store.system()
    form = context.form("store", "thing")
    record = records.values_of(context, form, 3)
    assert record is not None and form.fields["size"].type.show(record["size"], form.fields["size"]) == "many"


def test_records_that_contradict_a_new_rule_are_a_problem_before_publishing(store: Engine) -> None:
    found = plan(store, {"op": "set", "at": f"{THING}/name/unique", "to": True}, language="zh-CN")
    codes = [one.code for one in found.problems if one.severity == "error"]
    assert codes == ["duplicates_there"]
    context = store.system()
    records.delete(context, context.form("store", "thing"), 2)
    again = plan(store, {"op": "set", "at": f"{THING}/name/unique", "to": True})
    assert [one for one in again.problems if one.severity == "error"] == []


def test_a_thing_that_goes_says_where_it_was_used(store: Engine) -> None:
    found = plan(store, {"op": "delete_field", "form": "thing", "field": "state"})
    assert found.hash == "" and [one.path for one in found.problems if one.severity == "error"]
    used = plan(store, {"op": "change_type", "form": "thing", "field": "marks", "type": "text"})
    assert used.changes[0].path == f"{THING}/marks/type"
