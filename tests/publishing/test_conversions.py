"""Types and options change under records: values follow, what they were is kept, and going back gives it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine import records
from engine.bootstrap import Engine
from engine.publishing.publisher import Published
from tests.support.engines import world

FORM = "forms/thing.yaml"
APP = {
    "app.yaml": "kind: app\nid: store\nlabel: Store\n",
    FORM: """\
kind: form
id: thing
label: Thing
fields:
  name: {type: text}
  size: {type: text}
  state:
    type: select
    default: a
    options:
      - {id: a, label: A, values: {weight: 1}}
      - {id: b, label: B, values: {weight: 2}}
      - {id: c, label: C, values: {weight: 3}}
  marks: {type: multi_select, options: [{id: a, label: A}, {id: b, label: B}, {id: c, label: C}]}
  weight: {type: formula, returns: number, decimals: 0, expr: "state.values.weight * 10"}
  lines: {type: subform, fields: {unit: {type: select, options: [{id: m, label: m}, {id: cm, label: cm}]}}}
""",
}


def publish(engine: Engine, texts: Mapping[str, str]) -> Published:
    return engine.publisher.publish(dict(texts), actor="test", destroy=True)


def with_form(*changes: tuple[str, str]) -> dict[str, str]:
    text = APP[FORM]
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return {**APP, FORM: text}


def made(engine: Engine, **values: Any) -> int:
    context = engine.system()
    return records.create(context, context.form("store", "thing"), values).id


def values(engine: Engine, *names: str) -> list[tuple[Any, ...]]:
    context = engine.system()
    form = context.form("store", "thing")
    found = []
    for id in range(1, 50):
        one = records.values_of(context, form, id)
        if one is not None:
            found.append(tuple(one[name] for name in names))
    return found


def lines(published: Published) -> list[str]:
    return [line.code for line in published.plan.lines if "index" not in line.code]


@pytest.fixture
def store(engine: Engine) -> Engine:
    publish(engine, APP)
    return engine


def test_a_type_there_and_back_gives_every_value_back_as_it_was(store: Engine) -> None:
    for size in ("1,5", "12", "many", None):
        made(store, name="x", size=size)
    there = publish(store, with_form(("size: {type: text}", "size: {type: number, decimals: 2}")))
    assert lines(there) == ["plan.convert_field_losing"]
    line = there.plan.lines[0]
    assert (line.values["lost"], line.values["records"], line.values["samples"]) == (2, [1, 3], ["1,5", "many"])
    made(store, name="new", size="7")
    context = store.system()
    records.update(context, context.form("store", "thing"), 2, {"size": "13"})
    back = publish(store, APP)
    assert lines(back) == ["plan.give_back_changed"]
    assert back.plan.lines[0].values["changed"] == 2
    assert [size for (size,) in values(store, "size")] == ["1,5", "13.00", "many", None, "7.00"]


RENAMED = (
    ("{id: a, label: A, values: {weight: 1}}", "{id: z, label: Z, values: {weight: 5}, was: [a]}"),
    ("default: a", "default: z"),
)
MERGED = (
    ("      - {id: a, label: A, values: {weight: 1}}\n", ""),
    ("{id: c, label: C, values: {weight: 3}}", "{id: c, label: C, values: {weight: 3}, was: [a]}"),
    ("default: a", "default: c"),
)


def test_records_follow_an_option_that_is_renamed_and_what_is_computed_follows_them(store: Engine) -> None:
    for state in ("a", "b", "a"):
        made(store, name="x", state=state)
    assert values(store, "state", "weight") == [("a", 10), ("b", 20), ("a", 10)]
    assert lines(publish(store, with_form(*RENAMED))) == ["plan.move_options"]
    assert values(store, "state", "weight") == [("z", 50), ("b", 20), ("z", 50)]
    made(store, name="new", state="z")
    assert lines(publish(store, APP)) == ["plan.move_options"]
    assert values(store, "state", "weight") == [("a", 10), ("b", 20), ("a", 10), ("a", 10)]


def test_options_that_became_one_come_apart_again_where_nobody_changed_them(store: Engine) -> None:
    for state in ("a", "b", "c"):
        made(store, name="x", state=state)
    merging = publish(store, with_form(*MERGED))
    assert merging.plan.lines[0].rows == 1 and not merging.plan.destroys_data
    assert values(store, "state", "weight") == [("c", 30), ("b", 20), ("c", 30)]
    context = store.system()
    records.update(context, context.form("store", "thing"), 3, {"state": "b"})
    publish(store, APP)
    assert values(store, "state", "weight") == [("a", 10), ("b", 20), ("b", 20)]
    publish(store, with_form(*MERGED))
    assert values(store, "state", "weight") == [("c", 30), ("b", 20), ("b", 20)]


def test_lists_of_options_and_rows_follow_as_well(store: Engine) -> None:
    made(store, name="x", marks=["a", "c"], lines=[{"unit": "m"}, {"unit": "cm"}])
    new = with_form(
        ("marks: {type: multi_select, options: [{id: a, label: A}, {id: b, label: B}, {id: c, label: C}]}",
         "marks: {type: multi_select, options: [{id: b, label: B}, {id: c, label: C, was: [a]}]}"),
        ("{id: m, label: m}", "{id: metre, label: m, was: [m]}"),
    )  # fmt: skip
    publish(store, new)
    [(marks, rows)] = values(store, "marks", "lines")
    assert list(marks) == ["c"] and [row["unit"] for row in rows] == ["metre", "cm"]
    publish(store, APP)
    [(marks, rows)] = values(store, "marks", "lines")
    assert list(marks) == ["a", "c"] and [row["unit"] for row in rows] == ["m", "cm"]


def test_the_shop_is_not_touched_by_a_second_publish(engine: Engine) -> None:
    assert publish(engine, world("shop")).plan.operations == ()
