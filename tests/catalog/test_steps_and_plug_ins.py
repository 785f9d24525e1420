"""Step types do what they say through their context alone; plug-ins enter by the same door as the built-in types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from engine.catalog import catalog as catalog_module
from engine.catalog.catalog import Catalog, full_catalog
from engine.catalog.fields.text import Text
from engine.catalog.steps.step_type import LaterStep
from engine.clock import Clock
from engine.definition.model import Holes, RecordRef
from engine.definition.resolving.meanings import RoleRef
from engine.expression.evaluator import SimpleContext
from engine.expression.expression import Expression
from engine.registry import UnknownName
from tests.definition.small import app_with, catalog

RULE = """\
kind: rule
id: r
trigger: {event: record.updated, form: thing}
steps:
  - {id: made, create: {form: thing, set: {name: "Copy of {{ record.name }}", owner: "=record.owner"}}}
  - {id: changed, update: {set: {name: "=record.name & '!'"}}}
  - {id: told, notify: {to: ["=record.owner", "role:admin"], text: "{{ record.name }} is done"}}
  - id: which
    choose:
      - {id: small, when: "len(record.name) < 3", do: [{id: end_small, stop: small}]}
      - {id: large, when: "len(record.name) > 30", do: [{id: end_large, stop: large}]}
    default: [{id: end, stop: done}]
"""


@dataclass
class Told:
    """A context that remembers what steps asked for."""

    record: Mapping[str, Any] | None
    clock: Clock = field(default_factory=lambda: Clock.in_zone("UTC"))
    done: list[Any] = field(default_factory=list)

    def create(self, form: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        self.done.append(("create", form, dict(values)))
        return {"id": 9, **values}

    def update(self, form: str, id: int, values: Mapping[str, Any]) -> Mapping[str, Any]:
        self.done.append(("update", form, id, dict(values)))
        return {"id": id, **values}

    def notify(self, users: Sequence[int], text: str) -> None:
        self.done.append(("notify", tuple(users), text))

    def evaluate(self, expression: Any) -> Any:
        values = SimpleContext({"record": self.record}, self.clock)
        if isinstance(expression, Holes):
            return self.render(expression)
        value = expression.evaluate(values) if isinstance(expression, Expression) else expression
        return value["id"] if isinstance(value, Mapping) else value

    def render(self, holes: Holes) -> str:
        return holes.template.render(SimpleContext({"record": self.record}, self.clock))

    def people(self, written: Any) -> Sequence[int]:
        found = [1 if isinstance(one, RoleRef) else self.evaluate(one) for one in written]
        return [one for one in found if one is not None]


def outcomes(record: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    """What the steps of the rule did and left."""
    rule = app_with({"owner": {"type": "user"}}, **{"rules/r.yaml": RULE}).rules["r"]
    context = Told(record)
    return context.done, [step.type.run(step.options, context) for step in rule.steps]


def test_steps_create_update_notify_and_choose() -> None:
    done, left = outcomes({"id": 4, "name": "Lamp", "owner": 7})
    assert done == [
        ("create", "thing", {"name": "Copy of Lamp", "owner": 7}),
        ("update", "thing", 4, {"name": "Lamp!"}),
        ("notify", (7, 1), "Lamp is done"),
    ]
    assert [outcome.output["id"] for outcome in left[:2]] == [9, 4]
    assert left[3].branch == "default"


def test_the_first_branch_that_holds_is_taken() -> None:
    assert outcomes({"id": 4, "name": "ab", "owner": None})[1][3].branch == "small"
    assert outcomes({"id": 4, "name": "x" * 31, "owner": None})[1][3].branch == "large"


def test_nobody_to_tell_and_nothing_to_change_is_no_error() -> None:
    written = (
        "kind: rule\nid: r\ntrigger: {event: record.created, form: thing}\nsteps:\n"
        '  - {id: a, update: {record: "=record.next", set: {name: x}}}\n'
        '  - {id: b, notify: {to: "=record.owner", text: hi}}\n'
    )
    fields = {"next": {"type": "relation", "to": "thing"}, "owner": {"type": "user"}}
    rule = app_with(fields, **{"rules/r.yaml": written}).rules["r"]
    context = Told({"id": 4, "name": "Lamp", "next": None, "owner": None})
    left = [step.type.run(step.options, context) for step in rule.steps]
    assert context.done == []
    assert left[0].output is None and left[1].output["to"] == []


def test_the_word_of_a_stop_is_the_result_of_the_run() -> None:
    stop = catalog().steps.get("stop")
    assert stop.run("rejected", Told(None)).stop == "rejected"


@pytest.mark.parametrize("step", [step for step in catalog().steps if step.comes_later], ids=lambda step: step.name)
def test_a_step_of_a_later_version_cannot_run(step: LaterStep) -> None:
    with pytest.raises(NotImplementedError):
        step.run({}, Told(None))


def test_an_unknown_name_says_which_are_like_it() -> None:
    with pytest.raises(UnknownName) as unknown:
        catalog().fields.get("numbr")
    assert unknown.value.nearest == ("number",)


class Stars(Text):
    """A field type of a plug-in."""

    name = "stars"


def register(catalog: Catalog) -> None:
    catalog.fields.add("stars", Stars())


def test_plug_ins_add_types_and_a_broken_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [
        EntryPoint("stars", f"{__name__}:register", "formwright"),
        EntryPoint("broken", f"{__name__}:not_there", "formwright"),
    ]
    monkeypatch.setattr(catalog_module, "entry_points", lambda group: points if group == "formwright" else [])
    catalog = full_catalog()
    assert catalog.fields.get("stars").name == "stars"
    assert [name for name, _ in catalog.failed] == ["broken"]


def test_record_refs_carry_the_form_they_mean() -> None:
    rule = app_with({"owner": {"type": "user"}}, **{"rules/r.yaml": RULE}).rules["r"]
    ref = rule.steps[1].options["record"]
    assert isinstance(ref, RecordRef) and ref.form == "thing"
