"""Nobody's change is eaten: versions, `based_on`, plans that destroy, two who publish at once."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from engine import records
from engine.bootstrap import Engine
from engine.errors import FormwrightError, InvalidDefinition, NotFound
from engine.publishing.adding_fields import FieldTypeNotOffered, NewField
from engine.publishing.folders import FolderNotEmpty
from engine.publishing.publisher import LiveHasMovedOn, PlanDestroysData, PlanHasChanged
from tests.support.engines import engine_at, world

CUSTOMER = "forms/customer.yaml"


def with_field(texts: dict[str, str], line: str) -> dict[str, str]:
    return {
        **texts,
        CUSTOMER: texts[CUSTOMER].replace("  email: {type: email}\n", f"  email: {{type: email}}\n  {line}\n"),
    }


def without_email(texts: dict[str, str]) -> dict[str, str]:
    return {**texts, CUSTOMER: texts[CUSTOMER].replace("  email: {type: email}\n", "")}


def test_publishing_makes_the_next_version_live_and_the_same_files_make_none(engine: Engine) -> None:
    texts = world("shop")
    assert engine.publisher.publish(texts, actor="test").number == 1
    published = engine.publisher.publish(with_field(texts, "fax: {type: phone}"), actor="test", note="fax")
    assert published.number == 2 and "fax" in engine.store.current().app("shop").forms["customer"].fields
    assert [(row.number, row.note) for row in engine.publisher.versions("shop")] == [(2, "fax"), (1, "")]


def test_a_broken_definition_changes_nothing(engine: Engine) -> None:
    with pytest.raises(InvalidDefinition) as refused:
        engine.publisher.publish(with_field(world("shop"), "fax: {type: phon}"), actor="test")
    assert refused.value.problems[0].place.file == CUSTOMER
    assert engine.store.current().number("shop") == 1


def test_a_request_after_publish_sees_the_new_version_in_every_process(engine: Engine, tmp_path: Path) -> None:
    with engine_at(str(engine.settings.url), tmp_path / "other") as other:
        assert other.store.current().number("shop") == 1
        engine.publisher.publish(with_field(world("shop"), "fax: {type: phone}"), actor="test")
        assert other.store.current().number("shop") == 2
        context = other.system()
        made = records.create(context, context.form("shop", "customer"), {"name": "A", "fax": "010 5555"})
        assert made.record["fax"] == "010 5555"


def test_files_based_on_an_older_version_are_refused_with_both_sides(engine: Engine) -> None:
    texts = world("shop")
    engine.publisher.publish(with_field(texts, "fax: {type: phone}"), actor="anna", based_on=1)
    with pytest.raises(LiveHasMovedOn) as refused:
        engine.publisher.publish(with_field(texts, "site: {type: url}"), actor="bob", based_on=1)
    assert refused.value.extra["live"] == 2
    assert engine.store.current().number("shop") == 2


def test_merging_takes_both_sides_where_they_do_not_meet(engine: Engine) -> None:
    texts = world("shop")
    engine.publisher.publish(with_field(texts, "fax: {type: phone}"), actor="anna", based_on=1)
    published = engine.publisher.publish(
        {**texts, "forms/product.yaml": texts["forms/product.yaml"].replace("unit: kg", "unit: g")},
        actor="bob",
        based_on=1,
        merging=True,
    )
    form = published.app.forms
    assert published.number == 3 and "fax" in form["customer"].fields
    assert form["product"].fields["weight"].settings["unit"] == "g"


def test_merging_refuses_where_the_two_meet(engine: Engine) -> None:
    texts = world("shop")
    engine.publisher.publish(
        {**texts, CUSTOMER: texts[CUSTOMER].replace("max: 100", "max: 120")}, actor="anna", based_on=1
    )
    with pytest.raises(LiveHasMovedOn) as refused:
        engine.publisher.publish(
            {**texts, CUSTOMER: texts[CUSTOMER].replace("max: 100", "max: 140")}, actor="bob", based_on=1, merging=True
        )
    assert refused.value.extra["conflicts"]


def test_replacing_names_the_version_it_replaces(engine: Engine) -> None:
    texts = world("shop")
    engine.publisher.publish(with_field(texts, "fax: {type: phone}"), actor="anna", based_on=1)
    with pytest.raises(LiveHasMovedOn):
        engine.publisher.publish(texts, actor="bob", based_on=1, replace=1)
    assert engine.publisher.publish(texts, actor="bob", based_on=1, replace=2).number == 3


def test_a_removed_field_is_retired_and_comes_back_with_its_values(engine: Engine) -> None:
    context = engine.system()
    made = records.create(context, context.form("shop", "customer"), {"name": "A", "email": "a@example.com"})
    gone = engine.publisher.publish(without_email(world("shop")), actor="test", destroy=True)
    assert gone.plan.describe("en") and gone.plan.describe("zh-CN")
    assert "email" not in records.get(engine.system(), engine.system().form("shop", "customer"), made.id)
    engine.publisher.publish(world("shop"), actor="test")
    context = engine.system()
    assert records.get(context, context.form("shop", "customer"), made.id)["email"] == "a@example.com"


def test_the_plan_that_was_shown_is_the_plan_that_runs(engine: Engine) -> None:
    prepared = engine.publisher.prepare(with_field(world("shop"), "fax: {type: phone}"))
    with pytest.raises(PlanHasChanged):
        engine.publisher.publish(
            with_field(world("shop"), "site: {type: url}"), actor="t", plan_hash=prepared.plan.hash
        )
    published = engine.publisher.publish(
        with_field(world("shop"), "fax: {type: phone}"), actor="t", plan_hash=prepared.plan.hash
    )
    assert published.number == 2


def test_two_who_publish_at_once_both_get_in_or_are_told(engine: Engine) -> None:
    outcomes: list[Any] = []

    def publish(line: str) -> None:
        try:
            outcomes.append(engine.publisher.publish(with_field(world("shop"), line), actor=line, based_on=1).number)
        except FormwrightError as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=publish, args=(f"extra_{number}: {{type: text}}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == sorted(map(str, [2, LiveHasMovedOn, LiveHasMovedOn]))


def test_many_add_columns_at_once_and_none_is_lost(engine: Engine) -> None:
    added: list[str] = []

    def add(number: int) -> None:
        field, _ = engine.adding.add("shop", "customer", NewField(f"Extra {number}", "text"), "user:1", "en")
        added.append(field)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(added) == ["extra_0", "extra_1", "extra_2"]
    assert set(added) <= set(engine.store.current().app("shop").forms["customer"].fields)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Region", "region"),
        ("客户来源", "ke_hu_lai_yuan"),
        ("name", "name_2"),
        ("100 %", "n_100"),
        ("!!!", "field"),
        ("record", "record_2"),
    ],
)
def test_an_id_is_made_from_the_label(engine: Engine, label: str, expected: str) -> None:
    field, _ = engine.adding.add("shop", "customer", NewField(label, "text"), "user:1", "en")
    assert field == expected
    assert engine.store.current().app("shop").forms["customer"].fields[field].label == label


def test_what_cannot_be_added_is_said(engine: Engine) -> None:
    with pytest.raises(FieldTypeNotOffered):
        engine.adding.add("shop", "customer", NewField("A", "nonsense"), "user:1", "en")
    with pytest.raises(NotFound):
        engine.adding.add("shop", "none", NewField("A", "text"), "user:1", "en")


def test_an_app_goes_out_and_comes_back_as_it_was(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert engine.folders.write("shop", folder) == len(world("shop"))
    texts, based_on = engine.folders.read(folder)
    assert dict(texts) == world("shop") and based_on == 1
    assert engine.publisher.publish(texts, actor="t", based_on=based_on).number == 1
    with pytest.raises(FolderNotEmpty):
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "mine.txt").write_text("x")
        engine.folders.write("shop", tmp_path / "full")


def test_an_app_as_json_is_the_equal_app(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "json"
    engine.folders.write("shop", folder, as_json=True)
    texts, _ = engine.folders.read(folder)
    assert all(name.endswith(".json") for name in texts)
    app, _ = engine.publisher.check(texts)
    live = engine.store.current().app("shop")
    assert app.forms.keys() == live.forms.keys() and app.labels == live.labels
    assert engine.publisher.prepare(texts).plan.operations == ()


def test_a_plan_that_destroys_data_needs_a_yes(engine: Engine) -> None:
    texts = without_email(world("shop"))
    prepared = engine.publisher.prepare(texts)
    if prepared.plan.destroys_data:
        with pytest.raises(PlanDestroysData):
            engine.publisher.publish(texts, actor="t")
    assert engine.publisher.publish(texts, actor="t", destroy=True).number == 2
