"""Every field type on both databases: values come back as they went in, SQL answers filters and figures as Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine import records
from engine.bootstrap import Engine
from engine.definition.scopes import form_scope
from engine.errors import InvalidValues, NotFound
from engine.exchange.exporting import export_csv, export_xlsx
from engine.expression.expression import check
from engine.records import PageQuery
from engine.storage import rows
from tests.support.databases import Databases
from tests.support.engines import engine_at, install_world, person

ROWS: list[dict[str, Any]] = [
    {
        "name": "full",
        "starts": "09:30",
        "effort": "1h 30m",
        "planned": 3600,
        "stars": 4,
        "done": "0.45",
        "region": "js/nj",
        "private": "13800138000",
        "story": "<p>Cold <b onclick=x>tea</b></p><script>1</script>",
        "extra": {"b": 1, "a": [True, None, 1.5], "color": "red"},
    },
    {
        "name": "more",
        "starts": "23:59:59",
        "effort": 5415,
        "planned": "2:00",
        "stars": 1,
        "done": 1,
        "region": "zj",
        "extra": [1, "a"],
    },
    {"name": "none", "planned": None},
]
# What of the first row comes back.
KEPT: dict[str, Any] = {
    "starts": "09:30:00",
    "effort": 5400,
    "planned": 3600,
    "stars": 4,
    "done": "0.450000",
    "region": "js/nj",
    "extra": {"b": 1, "a": [True, None, 1.5], "color": "red"},
    "color": "red",
    "story": "<p>Cold <b>tea</b></p>",
    "over": 1800,
    "hours": "1.50",
}
CONDITIONS = [
    "starts > '10:00'",
    "starts = '09:30'",
    "starts = null",
    "effort = 5400 seconds",
    "effort >= 90 min and effort < 2 h",
    "effort <> null",
    "over > 10 min",
    "hours > 1.5",
    "stars >= 2",
    "stars in (1, 4)",
    "WITHIN(region, 'js')",
    "not WITHIN(region, 'zj')",
    "region = 'js/nj'",
    "region in ['js/nj', 'sh']",
    "extra.color = 'red'",
    "extra = null",
    "CONTAINS(story, 'tea')",
    "story = null",
    "done < 0.5",
    "done = null",
]
FIGURES = [
    ("max(starts)", "23:59:59"),
    ("sum(effort)", 10815),
    ("min(effort)", 5400),
    ("avg(stars)", "2.5"),
    ("sum(done)", "1.450000"),
]


@pytest.fixture(scope="module")
def engine(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    url = databases.fresh()
    with engine_at(url, Path(tmp_path_factory.mktemp("every"))) as made:
        install_world(made, "every_type")
        ctx = made.system("test", origin="screen")
        for row in ROWS:
            records.create(ctx, ctx.form("every", "sheet"), row)
        yield made
    databases.drop(url)


def listed(engine: Engine, **asked: Any) -> list[dict[str, Any]]:
    ctx = engine.system()
    return [dict(row) for row in records.page(ctx, ctx.form("every", "sheet"), PageQuery(limit=50, **asked)).records]


@pytest.mark.parametrize("field", KEPT)
def test_a_value_comes_back_as_it_went_in(engine: Engine, field: str) -> None:
    ctx = engine.system()
    first = next(row for row in listed(engine) if row["name"] == "full")
    assert first[field] == KEPT[field]
    assert records.get(ctx, ctx.form("every", "sheet"), first["id"])[field] == KEPT[field]


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_filter_finds_the_same_records_in_the_database_and_in_python(engine: Engine, text: str) -> None:
    ctx = engine.system()
    form = ctx.form("every", "sheet")
    found = {row["name"] for row in listed(engine, where=text)}
    expression = check(text, form_scope(ctx.app_of(form), form.id, ctx.apps.all()), condition=True)
    with engine.database.read() as tx:
        expected = {
            row["name"]
            for row in listed(engine)
            if expression.holds(records.evaluation(ctx, tx, form, rows.read(tx, form, row["id"]) or {}, id=row["id"]))
        }
    assert found == expected
    assert found != {row["name"] for row in ROWS}


@pytest.mark.parametrize(("measure", "expected"), FIGURES)
def test_figures_are_those_of_the_values(engine: Engine, measure: str, expected: Any) -> None:
    ctx = engine.system()
    [row] = records.aggregate(ctx, ctx.form("every", "sheet"), (), {"n": measure})
    assert row["n"] == expected


@pytest.mark.parametrize("field", ["starts", "effort", "stars", "done", "region"])
def test_a_list_is_sorted_by_the_value_with_empty_ones_last(engine: Engine, field: str) -> None:
    up = [row["name"] for row in listed(engine, sort=field)]
    down = [row["name"] for row in listed(engine, sort=f"-{field}")]
    assert up[-1] == down[-1] == "none"
    assert up[:2] == down[:2][::-1]


def test_formatted_text_is_searched_by_its_words_alone(engine: Engine) -> None:
    assert [row["name"] for row in listed(engine, search="tea")] == ["full"]
    assert listed(engine, search="script") == []


def test_an_export_comes_in_again_as_the_same_values(engine: Engine, tmp_path: Path) -> None:
    ctx = engine.system("test", origin="import")
    form = ctx.form("every", "sheet")
    fields = [name for name in form.order if form.fields[name].writable and name != "photos"]
    query = PageQuery(fields=",".join(fields), where="done <> null")
    for language, ending in (("en", "csv"), ("zh-CN", "csv"), ("en", "xlsx")):
        asked = replace(ctx, language=language)
        file = tmp_path / f"{language}.{ending}"
        if ending == "csv":
            file.write_bytes(b"".join(export_csv(asked, form, query)))
        else:
            assert export_xlsx(asked, form, query, file) == 2
        with file.open("rb") as content:
            import_id = str(engine.imports.start(asked, form, file.name, content)["id"])
        job = engine.wait_for(engine.imports.run(asked, import_id, dry=False))
        assert job.state == "done", job.error
        assert engine.imports.get(asked, import_id)["report"]["failed"] == 0
        rows_now = listed(engine, where="done <> null", sort="id")
        for before, after in zip(rows_now[:2], rows_now[-2:], strict=True):
            plain = {"story"}  # in a file it is plain text
            assert {name: after[name] for name in fields if name not in plain} == {
                name: before[name] for name in fields if name not in plain
            }
        for row in rows_now[-2:]:
            records.delete(ctx, form, row["id"])


def test_a_button_leads_where_its_record_says(engine: Engine) -> None:
    ctx = engine.system()
    form = ctx.form("every", "sheet")
    first = next(row["id"] for row in listed(engine) if row["name"] == "full")
    assert records.press(ctx, form, first, "look_up") == {"confirm": None, "url": "https://example.com/find?q=full"}
    led = records.press(replace(ctx, language="zh-CN"), form, first, "again")
    assert led == {
        "confirm": "再建一份类似 full 的记录？",
        "app": "every",
        "form": "sheet",
        "values": {"name": "full 再来", "effort": 10800, "stars": 5},
    }
    for name, id, error in (
        ("look_up", first + 1, InvalidValues),
        ("name", first, NotFound),
        ("gone", first, NotFound),
    ):
        with pytest.raises(error):
            records.press(ctx, form, id, name)


def test_what_a_form_hides_is_stars_to_all_but_those_whom_a_role_names_it(engine: Engine) -> None:
    helper = person(engine, "helper@example.com", ("every", "helper"))
    keeper = person(engine, "keeper@example.com", ("every", "keeper"))
    form = helper.form("every", "sheet")
    made = records.create(helper, form, {"name": "hidden", "private": "13900139000"})
    assert (made.record["private"], records.get(keeper, form, made.id)["private"]) == ("139****9000", "13900139000")
    with pytest.raises(InvalidValues) as caught:
        records.update(helper, form, made.id, {"private": "139****9000"})
    assert [error.code for error in caught.value.errors] == ["value.stars"]
    assert records.update(helper, form, made.id, {"private": "13700137000"}).record["private"] == "137****7000"
    assert records.get(keeper, form, made.id)["private"] == "13700137000"
    with pytest.raises(InvalidValues):
        records.page(helper, form, PageQuery(where="private = '13700137000'"))
    records.delete(engine.system(), form, made.id)
