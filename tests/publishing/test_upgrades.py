"""Upgrades to a template's next version: no customisation is lost silently, twice is as once, nothing is half done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine import records
from engine.bootstrap import Engine
from engine.definition.writer import REMOVE, Edit, add_field, edit, set_label
from engine.errors import InvalidDefinition
from engine.publishing.publisher import LiveHasMovedOn, PlanDestroysData, PlanHasChanged
from engine.publishing.templates import TemplateInstalled
from engine.publishing.upgrades import NoUpgrade, UpgradeChoicesOpen
from tests.support.databases import Databases
from tests.support.engines import engine_at

FORM = """\
kind: form
id: thing
label: Thing
fields:
  name: {type: text, label: Name, max: 100}   # who
  size: {type: number, label: Size}
  stage: {type: select, label: Stage, options: [{id: a, label: A}, {id: b, label: B}]}
layout:
  - {id: main, label: Main, items: [name, size, stage]}
"""
FIRST = {
    "app.yaml": "kind: app\nid: shop\nlabel: Shop\nversion: 1.0.0\nlanguage: {written_in: en, also: [zh-CN]}\n",
    "forms/thing.yaml": FORM,
    "i18n/zh-CN.yaml": "kind: i18n\nlocale: zh-CN\nform:\n  thing: {label: 东西, fields: {name: {label: 名称}}}\n",
}


def changed(texts: Mapping[str, str], *edits: tuple[tuple[str, ...], object]) -> dict[str, str]:
    return edit(texts, [Edit("form", "thing", path, value) for path, value in edits])


def second() -> dict[str, str]:
    """The template's next version: a new field, another option, one that is gone, a renamed label."""
    texts = {**FIRST, "app.yaml": FIRST["app.yaml"].replace("1.0.0", "1.1.0")}
    texts = add_field(texts, "thing", "color", {"type": "text", "label": "Color"}, after="size")
    options = [{"id": "b", "label": "B"}, {"id": "c", "label": "C"}]
    return changed(texts, (("fields", "stage", "options"), options), (("fields", "name", "label"), "Full name"))


@dataclass
class Shop:
    """An installed template whose folder can be given another version."""

    engine: Engine
    folder: Path

    def offer(self, texts: Mapping[str, str]) -> None:
        shutil.rmtree(self.folder / "shop", ignore_errors=True)
        for name, text in texts.items():
            file = self.folder / "shop" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    @property
    def live(self) -> Mapping[str, str]:
        return self.engine.store.current().app("shop").texts

    def customise(self, texts: Mapping[str, str]) -> None:
        self.engine.publisher.publish(texts, actor="ada", based_on=self.engine.store.current().number("shop"))


def seen(shop: Shop, choices: Mapping[str, Any] | None = None) -> str:
    """The hash of the plan as it is now."""
    return shop.engine.upgrades.foresee(shop.engine.upgrades.prepare("shop", choices), "en").hash


@pytest.fixture
def shop(databases: Databases, tmp_path: Path) -> Iterator[Shop]:
    templates = tmp_path / "templates"
    templates.mkdir()
    with (
        databases.lent(databases.prepared("empty", lambda url: None)) as url,
        engine_at(url, tmp_path / "data", templates_dir=templates) as engine,
    ):
        made = Shop(engine, templates)
        made.offer(FIRST)
        engine.install("shop", sample_data=False)
        yield made


def test_what_the_template_added_comes_and_what_was_customised_stays(shop: Shop) -> None:
    ours = add_field(shop.live, "thing", "x_note", {"type": "text", "label": "Note"}, after="name")
    ours = set_label(ours, "form/thing/fields/name/label", "姓名", "zh-CN", "en")
    shop.customise(ours)
    shop.offer(second())
    upgrade = shop.engine.upgrades.prepare("shop")
    assert (upgrade.installed, upgrade.offered, upgrade.choices) == ("1.0.0", "1.1.0", ())
    assert {one.path for one in upgrade.kept} >= {"form/thing/fields/x_note"}
    before = dict(shop.live)
    published, _ = shop.engine.upgrades.publish("shop", {}, seen(shop), actor="ada", destroy=True)
    assert published.number == 3 and dict(shop.live) != before
    app = published.app
    form = app.forms["thing"]
    assert list(form.layout[0].items) == ["name", "x_note", "size", "color", "stage"]
    assert app.label_of("form/thing/fields/name", "en") == "Full name"
    assert app.label_of("form/thing/fields/name", "zh-CN") == "姓名"
    assert "# who" in shop.live["forms/thing.yaml"], "comments stay where nobody touched them"
    kinds = [row.kind for row in shop.engine.publisher.versions("shop")]
    assert kinds == ["upgrade", "publish", "install"]


def test_an_upgrade_that_was_done_is_not_offered_again_and_the_next_one_starts_from_it(shop: Shop) -> None:
    shop.offer(second())
    shop.engine.upgrades.publish("shop", {}, seen(shop), actor="ada", destroy=True)
    assert shop.engine.upgrades.state("shop") == "current"
    with pytest.raises(NoUpgrade):
        shop.engine.upgrades.prepare("shop")
    shop.offer(changed(second(), (("fields", "size", "label"), "Width")))
    assert [one.path for one in shop.engine.upgrades.prepare("shop").taken] == ["form/thing/fields/size/label"]


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_where_both_changed_one_place_nothing_happens_before_somebody_chose(shop: Shop, side: str) -> None:
    shop.customise(changed(shop.live, (("fields", "name", "label"), "Title")))
    shop.offer(second())
    path = "form/thing/fields/name/label"
    upgrade = shop.engine.upgrades.prepare("shop")
    assert [(one.path, one.base, one.theirs, one.ours) for one in upgrade.open] == [
        (path, "Name", "Full name", "Title")
    ]
    with pytest.raises(UpgradeChoicesOpen):
        shop.engine.upgrades.publish("shop", {}, seen(shop), actor="ada", destroy=True)
    chosen = shop.engine.upgrades.prepare("shop", {path: side})  # type: ignore[dict-item]  # a side
    assert (chosen.open, [one.path for one in chosen.choices]) == ((), [path])
    published, _ = shop.engine.upgrades.publish(
        "shop", {path: side}, seen(shop, {path: side}), actor="ada", destroy=True
    )  # type: ignore[dict-item]  # a side
    assert published.app.label_of("form/thing/fields/name", "en") == {"ours": "Title", "theirs": "Full name"}[side]
    assert shop.engine.upgrades.state("shop") == "current"


def test_what_the_template_removed_although_it_is_used_is_a_choice(shop: Shop) -> None:
    shop.customise(
        add_field(
            shop.live, "thing", "x_double", {"type": "formula", "expr": "size * 2", "returns": "number"}, after="size"
        )
    )
    without = changed(FIRST, (("fields", "size"), REMOVE), (("layout", "main", "items"), ["name", "stage"]))
    shop.offer(without)
    upgrade = shop.engine.upgrades.prepare("shop")
    assert "form/thing/fields/size" in [one.path for one in upgrade.open]


def test_an_upgrade_does_what_was_seen_or_nothing(shop: Shop) -> None:
    shop.offer(second())
    plan = seen(shop)
    shop.customise(add_field(shop.live, "thing", "x_note", {"type": "text"}, after="name"))
    with pytest.raises((PlanHasChanged, LiveHasMovedOn)):
        shop.engine.upgrades.publish("shop", {}, plan, actor="ada", destroy=True)
    assert "x_note" in shop.live["forms/thing.yaml"] and "color" not in shop.live["forms/thing.yaml"]
    assert shop.engine.upgrades.state("shop") == "available"


def test_an_upgrade_that_takes_a_field_away_wants_a_yes_and_keeps_the_values(shop: Shop) -> None:
    context = shop.engine.system()
    form = context.form("shop", "thing")
    records.create(context, form, {"name": "Anvil", "size": 4})
    without = changed(second(), (("fields", "size"), REMOVE), (("layout", "main", "items"), ["name", "stage", "color"]))
    shop.offer(without)
    with pytest.raises(PlanDestroysData):
        shop.engine.upgrades.publish("shop", {}, seen(shop), actor="ada")
    assert shop.engine.upgrades.state("shop") == "available"
    _, kept = shop.engine.upgrades.publish("shop", {}, seen(shop), actor="ada", destroy=True)
    assert kept is not None and kept.is_file(), "a backup comes before data goes out of sight"
    shop.customise(FIRST)
    context = shop.engine.system()
    (record,) = records.page(context, context.form("shop", "thing"), records.PageQuery()).records
    assert float(record["size"]) == 4


def test_a_template_that_left_the_gallery_leaves_the_app_alone(shop: Shop) -> None:
    shutil.rmtree(shop.folder / "shop")
    assert shop.engine.upgrades.state("shop") == "gone"
    with pytest.raises(NoUpgrade):
        shop.engine.upgrades.prepare("shop")
    assert shop.engine.store.current().app("shop").forms


def test_a_template_is_installed_once(shop: Shop) -> None:
    with pytest.raises(TemplateInstalled):
        shop.engine.install("shop", sample_data=False)


def test_a_broken_template_says_its_problems_and_changes_nothing(shop: Shop) -> None:
    shop.offer({**FIRST, "forms/thing.yaml": FORM.replace("type: number", "type: numbre")})
    before = dict(shop.live)
    with pytest.raises(InvalidDefinition) as refused:
        shop.engine.upgrades.prepare("shop")
    assert [problem.path for problem in refused.value.problems] == ["fields.size.type"]
    assert dict(shop.live) == before
    assert shop.engine.templates.shown("en") == [], "the gallery does not offer what cannot be installed"
