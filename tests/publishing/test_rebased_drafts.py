"""Drafts go along with what others publish: undo reaches back to the start, nobody's change is lost silently."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from engine.bootstrap import Engine
from engine.definition.source import load_texts
from engine.definition.tree import plain
from engine.definition.trees import MISSING, differences, same
from engine.errors import Conflict, InvalidValues
from engine.publishing.adding_fields import NewField
from engine.publishing.draft_publishing import ChoicesOpen
from engine.publishing.drafts import Draft, DraftMoved
from engine.publishing.publisher import PlanHasChanged
from engine.publishing.rebasing import value_at
from tests.support import seeds
from tests.support.engines import world
from tests.support.sizes import sized

ADA, LI = "user:1", "user:2"
NAME = "form/customer/fields/name"


def edit(engine: Engine, who: str, *edits: dict[str, Any], language: str = "en") -> Draft:
    position = engine.drafts.get("shop", who).position
    return engine.drafts.edit("shop", who, position, list(edits), language)[0]


def publish(engine: Engine, who: str, **more: Any) -> int:
    plan = engine.draft_publishing.plan("shop", who, "en")
    return engine.draft_publishing.publish("shop", who, plan.hash, actor=who, destroy=True, **more)[0].number


def value(draft: Draft, path: str) -> Any:
    found = value_at(load_texts(draft.texts), path)
    return None if found is MISSING else found


def test_an_open_draft_goes_along_and_its_steps_can_still_be_undone(engine: Engine) -> None:
    edit(engine, ADA, {"op": "set", "at": f"{NAME}/max", "to": 40})
    edit(engine, ADA, {"op": "set", "at": f"{NAME}/help", "to": "As on the card"})
    engine.adding.add("shop", "customer", NewField("Region", "text"), LI, "en")
    edit(engine, LI, {"op": "set", "at": f"{NAME}/placeholder", "to": "Li Lei"})
    assert publish(engine, LI) == 3
    ada = engine.drafts.get("shop", ADA)
    assert (ada.live, ada.position, len(ada.steps), ada.choices) == (3, 2, 2, ())
    assert (value(ada, f"{NAME}/max"), value(ada, f"{NAME}/placeholder")) == (40, "Li Lei")
    assert value(ada, "form/customer/fields/region/type") == "text"
    ada = engine.drafts.undo("shop", ADA, 2)
    assert (value(ada, f"{NAME}/help"), value(ada, f"{NAME}/max")) == (None, 40)
    ada = engine.drafts.undo("shop", ADA, 1)
    assert ada.texts == engine.store.current().app("shop").texts
    ada = engine.drafts.redo("shop", ADA, 0)
    assert value(ada, f"{NAME}/max") == 40
    assert publish(engine, ADA) == 4


def test_where_two_meet_the_owner_of_the_draft_chooses(engine: Engine) -> None:
    edit(engine, ADA, {"op": "set", "at": f"{NAME}/max", "to": 40})
    edit(engine, LI, {"op": "set", "at": f"{NAME}/max", "to": 60})
    publish(engine, LI)
    ada = engine.drafts.get("shop", ADA)
    [choice] = ada.choices
    assert (choice.path, choice.base, choice.theirs, choice.ours) == (f"{NAME}/max", 100, 60, 40)
    plan = engine.draft_publishing.plan("shop", ADA, "en")
    with pytest.raises(ChoicesOpen):
        engine.draft_publishing.publish("shop", ADA, plan.hash, actor=ADA)
    ada = engine.drafts.choose("shop", ADA, {f"{NAME}/max": "theirs"})
    assert value(ada, f"{NAME}/max") == 60 and ada.open_choices == ()
    ada = engine.drafts.undo("shop", ADA, ada.position)
    assert value(ada, f"{NAME}/max") == 40 and len(ada.open_choices) == 1
    ada = engine.drafts.choose("shop", ADA, {f"{NAME}/max": "ours"})
    assert value(ada, f"{NAME}/max") == 40 and ada.open_choices == ()
    # The same place met again is a choice again.
    edit(engine, LI, {"op": "set", "at": f"{NAME}/max", "to": 70})
    publish(engine, LI)
    assert [one.theirs for one in engine.drafts.get("shop", ADA).open_choices] == [70]


def test_what_others_removed_and_the_draft_uses_is_a_choice(engine: Engine) -> None:
    edit(engine, ADA, {"op": "set", "at": "form/customer/title", "to": "{{ name }} {{ since }}"})
    edit(engine, LI, {"op": "delete_field", "form": "customer", "field": "since"})
    publish(engine, LI)
    ada = engine.drafts.get("shop", ADA)
    assert "form/customer/fields/since" in [one.path for one in ada.open_choices]
    assert engine.drafts.resolution(ada.texts).app is not None
    paths = {one.path: "ours" for one in ada.open_choices}
    ada = engine.drafts.choose("shop", ADA, paths)  # type: ignore[arg-type]  # a literal
    publish(engine, ADA)
    assert "since" in engine.store.current().app("shop").forms["customer"].fields


def test_the_second_of_two_who_publish_is_told_and_nothing_is_lost(engine: Engine) -> None:
    edit(engine, ADA, {"op": "set", "at": f"{NAME}/max", "to": 40})
    edit(engine, LI, {"op": "set", "at": f"{NAME}/help", "to": "In full"})
    hers = engine.draft_publishing.plan("shop", ADA, "en")
    publish(engine, LI)
    with pytest.raises(PlanHasChanged):
        engine.draft_publishing.publish("shop", ADA, hers.hash, actor=ADA)
    publish(engine, ADA)
    field = engine.store.current().app("shop").forms["customer"].fields["name"]
    assert (field.settings["max"], field.help) == (40, "In full")


def some_edit(chance: random.Random, draft: Draft, who: str) -> dict[str, Any]:
    """Something that an author might do now."""
    items = load_texts(draft.texts).items
    form = chance.choice([item for item in items if item.kind == "form"])
    fields = list(form.tree.get("fields") or {}) or ["none"]
    field = chance.choice(fields)
    number = chance.randrange(1000)
    at = f"form/{form.id}"
    return chance.choice(
        [
            {"op": "label", "at": f"{at}/fields/{field}/label", "text": f"{who} {number}"},
            {"op": "set", "at": f"{at}/fields/{field}/help", "to": f"{who}: “{number}”, #{number}"},
            {"op": "add_field", "form": form.id, "field": {"type": "text", "label": f"{who} {number}"}, "after": field},
            {"op": "copy_field", "form": form.id, "field": field},
            {"op": "delete_field", "form": form.id, "field": field},
            {"op": "insert", "at": f"{at}/layout/main/items", "item": field},
            {"op": "move", "at": f"{at}/layout/main/items", "item": field, "after": chance.choice([None, *fields])},
            {"op": "insert", "at": f"{at}/layout", "item": {"id": f"s{number}", "items": []}, "after": None},
            {"op": "move", "at": f"{at}/layout", "item": "main", "after": f"s{number}"},
            {"op": "set", "at": f"{at}/label", "to": f"{who}'s {form.id}"},
            {
                "op": "add_object",
                "kind": "view",
                "tree": {"label": f"{who} {number}", "form": form.id, "type": "table"},
            },
            {"op": "copy_object", "at": f"form/{form.id}"},
            {"op": "remove", "at": f"{at}/fields/{field}"},
        ]
    )


def wander(engine: Engine, chance: random.Random, who: str, steps: int, word: str) -> list[Mapping[str, str]]:
    """Random edits; what could not be done is left out. Answers the states in order."""
    states = []
    while steps:
        draft = engine.drafts.get("shop", who)
        try:
            after = edit(engine, who, some_edit(chance, draft, word), language=chance.choice(["en", "zh-CN"]))
        except InvalidValues:
            continue
        steps -= 1
        if after.position != draft.position:
            states.append(after.texts)
    return states


@pytest.mark.parametrize("round", range(sized(2, 30)))
def test_undoing_everything_gives_the_base_byte_for_byte(engine: Engine, round: int) -> None:
    chance = seeds.generator(f"undo {round}")
    base = engine.drafts.get("shop", ADA).texts
    states = [base, *wander(engine, chance, ADA, 12, "ada")]
    for position in range(len(states) - 1, 0, -1):
        draft = engine.drafts.undo("shop", ADA, position)
        assert draft.texts == states[position - 1]
    assert engine.drafts.get("shop", ADA).texts == world("shop") == base
    for position in range(len(states) - 1):
        assert engine.drafts.redo("shop", ADA, position).texts == states[position + 1]
    assert edit(engine, ADA, {"op": "set", "at": f"{NAME}/max", "to": 3}).position == len(states)


@pytest.mark.parametrize("round", range(sized(3, 60)))
def test_no_change_of_either_is_lost_silently(engine: Engine, round: int) -> None:
    chance = seeds.generator(f"rebase {round}")
    wander(engine, chance, ADA, 5, "ada")
    ours, base = engine.drafts.get("shop", ADA).texts, world("shop")
    theirs = base
    for _ in range(20):
        engine.drafts.discard("shop", LI)
        wander(engine, chance, LI, 3, "li")
        theirs = dict(engine.drafts.get("shop", LI).texts)
        if engine.drafts.resolution(theirs).app is not None and theirs != base:
            break
    try:
        publish(engine, LI)
    except Conflict:
        return  # nothing that could be published came of it
    merged = engine.drafts.get("shop", ADA)
    met = {one.path for one in merged.choices}
    for side in (theirs, ours):
        for path, _, wanted in differences(trees(base), trees(side)):
            name = "/".join(path)
            if any(name == one or name.startswith(f"{one}/") or one.startswith(f"{name}/") for one in met):
                continue
            there = value_at(load_texts(merged.texts), name)
            orders = isinstance(there, list) and isinstance(wanted, list)
            assert orders or isinstance(wanted, dict) or same(there, wanted), (name, there, wanted)


def trees(texts: Mapping[str, str]) -> dict[str, Any]:
    return {item.name: plain(item.tree) for item in load_texts(texts).items}


def test_two_tabs_that_edit_at_the_same_moment_do_not_eat_each_other(engine: Engine) -> None:
    import threading

    edit(engine, ADA, {"op": "set", "at": f"{NAME}/max", "to": 40})
    start, told = threading.Barrier(4), list[str]()

    def tab(number: int) -> None:
        start.wait()
        try:
            engine.drafts.edit("shop", ADA, 1, [{"op": "set", "at": f"{NAME}/help", "to": str(number)}], "en")
            told.append("done")
        except DraftMoved:
            told.append("moved")

    threads = [threading.Thread(target=tab, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["done", "moved", "moved", "moved"]
    assert len(engine.drafts.get("shop", ADA).steps) == 2
