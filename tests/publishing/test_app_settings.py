"""What an admin sets is what every expression reads from the next request on, in every process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import records
from engine.bootstrap import Engine
from engine.errors import FormwrightError, InvalidValues, NotFound
from engine.records import PageQuery
from tests.support.databases import Databases
from tests.support.engines import engine_at

APP = {
    "app.yaml": """
kind: app
id: shelf
label: Shelf
settings:
  least: {type: number, decimals: 0, default: 10, min: 1, max: 99, label: Least stock}
  tone: {type: select, options: [{id: calm, label: Calm}, {id: loud, label: Loud}], label: Tone}
  keeper: {type: user, label: Keeper}
  asked: {type: yes_no, default: true, label: Ask for a reason}
""",
    "forms/box.yaml": """
kind: form
id: box
label: Box
fields:
  name: {type: text, required: true}
  stock: {type: number, decimals: 0}
  order: {type: number, decimals: 0, default: "=settings.least - stock"}
  reason: {type: text}
  partner: {type: relation, to: box, where: "stock >= settings.least"}
logic:
  low: {when: "stock < settings.least and settings.asked", require: [reason]}
""",
    "views/low.yaml": "kind: view\nid: low\nform: box\nlabel: Low\ntype: table\nwhere: stock < settings.least\n",
}


@pytest.fixture
def engines(databases: Databases, tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    """Two processes' engines on one database."""

    def prepare(url: str) -> None:
        with engine_at(url, tmp_path / "prepared") as made:
            made.publisher.publish(APP, actor="test", kind="install")

    with (
        databases.lent(databases.prepared("settings", prepare)) as url,
        engine_at(url, tmp_path / "one") as one,
        engine_at(url, tmp_path / "two") as two,
    ):
        yield one, two


def titles(engine: Engine, **asked: Any) -> list[str]:
    context = engine.system()
    return [
        record["name"] for record in records.page(context, context.form("shelf", "box"), PageQuery(**asked)).records
    ]


def test_expressions_of_every_kind_read_the_new_value_in_every_process(engines: tuple[Engine, Engine]) -> None:
    one, two = engines

    def add(engine: Engine, **values: Any) -> dict[str, Any]:
        context = engine.system()
        return dict(records.create(context, context.form("shelf", "box"), values).record)

    assert add(two, name="A", stock=12)["order"] == -2
    with pytest.raises(InvalidValues):
        add(two, name="B", stock=7)
    assert titles(two, view="low") == []
    one.app_settings.change("shelf", {"least": 15})
    assert titles(two, view="low") == titles(one, view="low") == ["A"]
    assert titles(two, where="stock >= settings.least") == []
    assert add(two, name="C", stock=20)["order"] == -5
    with pytest.raises(InvalidValues):
        add(two, name="D", stock=14)
    two.app_settings.change("shelf", {"least": None, "asked": False})
    assert add(one, name="D", stock=1)["order"] == 9
    with pytest.raises(InvalidValues):
        add(one, name="E", stock=1, partner=4)
    assert add(one, name="E", stock=1, partner=1)["partner"] == 1


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"least": 0}, ["value.below_min"]),
        ({"least": "many"}, ["value.not_a_number"]),
        ({"leest": 5}, ["value.unknown_setting"]),
        ({"tone": "shrill", "least": 100}, ["value.unknown_option", "value.above_max"]),
        ({"keeper": 987}, ["value.no_such_record"]),
        ({"keeper": {"key": {"email": "x"}}}, ["value.no_such_record"]),
    ],
)
def test_a_value_of_the_wrong_type_changes_nothing(
    engines: tuple[Engine, Engine], values: dict[str, Any], codes: list[str]
) -> None:
    one, _ = engines
    before = one.store.current().epoch
    with pytest.raises(InvalidValues) as refused:
        one.app_settings.change("shelf", {"asked": False, **values})
    assert [error.code for error in refused.value.errors] == codes
    assert one.store.current().epoch == before and one.store.current().settings("shelf")["asked"] is True


def test_what_was_set_outlives_publishing_while_it_fits(engines: tuple[Engine, Engine]) -> None:
    one, two = engines
    one.app_settings.change("shelf", {"least": 60, "tone": "loud"})
    wider = {**APP, "app.yaml": APP["app.yaml"].replace("default: 10", "default: 20")}
    two.publisher.publish(wider, actor="test")
    assert one.store.current().settings("shelf")["least"] == 60
    narrower = {**APP, "app.yaml": APP["app.yaml"].replace("max: 99", "max: 50")}
    two.publisher.publish(narrower, actor="test")
    assert one.store.current().settings("shelf")["least"] == 10, "what no longer fits is as if it were not set"
    assert one.store.current().settings("shelf")["tone"] == "loud"


def test_an_app_that_is_not_there_has_no_settings(engines: tuple[Engine, Engine]) -> None:
    with pytest.raises(NotFound):
        engines[0].app_settings.change("none", {})
    assert issubclass(NotFound, FormwrightError)
