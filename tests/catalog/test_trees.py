"""Options inside options: short and long form mean the same, and every way of writing a path finds it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.catalog.trees import spelled_out
from engine.definition.normal import with_option_ids
from tests.definition.small import app_of, app_with

LONG = [
    {"id": "js", "label": "江苏", "options": [{"id": "nj", "label": "南京"}, {"id": "qt", "label": "其他"}]},
    {"id": "zj", "label": "浙江", "options": [{"id": "hz", "label": "杭州"}, {"id": "qt", "label": "其他"}]},
]


def field(options: Any, **settings: Any) -> Any:
    return app_with({"region": {"type": "cascade", "options": options, **settings}}).forms["thing"].fields["region"]


def test_paths_of_labels_become_a_tree_with_ids() -> None:
    assert spelled_out(["江苏/南京", "江苏 / 苏州", "上海", "江苏"]) == [
        {
            "id": "jiang_su",
            "label": "江苏",
            "options": [{"id": "nan_jing", "label": "南京"}, {"id": "su_zhou", "label": "苏州"}],
        },
        {"id": "shang_hai", "label": "上海"},
    ]


def test_ids_of_short_paths_are_written_into_the_file_when_it_is_kept() -> None:
    form = "kind: form\nid: thing\nfields:\n  region: {type: cascade, options: [A/B, A/C]}\n"
    kept = with_option_ids({"app.yaml": "kind: app\nid: shop\nlabel: Shop\n", "forms/thing.yaml": form})
    fields = app_of({"forms/thing.yaml": kept["forms/thing.yaml"]}).forms["thing"].fields
    assert "id: a" in kept["forms/thing.yaml"]
    assert [option.id for option in fields["region"].settings["options"]] == ["a", "a/b", "a/c"]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("江苏/南京", "js/nj"),
        ("江苏 ／ 南京", "js/nj"),
        ("江苏 > 南京", "js/nj"),
        ("js/nj", "js/nj"),
        ("js > nj", "js/nj"),
        ("南京", "js/nj"),
        ("江苏", "js"),
        ("其他", "其他"),  # two places have it
        ("浙江/南京", "浙江/南京"),
        ("  ", None),
    ],
)
def test_a_cell_finds_the_path_it_means(written: str, path: str | None) -> None:
    region = field(LONG)
    assert region.type.from_cell(written, region) == path


def test_the_way_goes_to_its_end_where_the_field_asks_for_it() -> None:
    region = field(LONG, complete=True)
    assert region.type.clean("js/nj", region) == "js/nj"
    with pytest.raises(Exception, match=r"value\.way_not_finished"):
        region.type.clean("js", region)


def test_labels_say_the_whole_way_in_every_language() -> None:
    app = app_of(
        {
            "app.yaml": "kind: app\nid: shop\nlabel: Shop\nlanguage: {written_in: en, also: [zh-CN]}\n",
            "forms/thing.yaml": "kind: form\nid: thing\nfields:\n  region: {type: cascade, levels: [Province, City],"
            " options: [Jiangsu/Nanjing]}\n",
            "i18n/zh-CN.yaml": "kind: i18n\nlocale: zh-CN\nform: {thing: {fields: {region: {levels: {province: 省},"
            " options: {jiangsu: {label: 江苏, nanjing: 南京}}}}}}\n",
        }
    )
    region = app.forms["thing"].fields["region"]
    assert region.type.show("jiangsu/nanjing", region, "en") == "Jiangsu / Nanjing"
    assert region.type.show("jiangsu/nanjing", region, "zh-CN") == "江苏 / 南京"
    assert region.type.search_text("jiangsu/nanjing", region) == "Jiangsu / Nanjing 江苏 / 南京"
    assert [level.say("zh-CN") for level in region.settings["levels"]] == ["省", "City"]


def test_a_shared_list_may_be_a_tree() -> None:
    app = app_of(
        {
            "options/regions.yaml": "kind: options\nid: regions\nlabel: Regions\noptions:\n"
            "  - {id: js, label: Jiangsu, options: [{id: nj, label: Nanjing}]}\n",
            "forms/thing.yaml": "kind: form\nid: thing\nfields: {region: {type: cascade, options: $options.regions}}\n",
        }
    )
    region = app.forms["thing"].fields["region"]
    assert region.type.show("js/nj", region) == "Jiangsu / Nanjing"
