"""A form of four hundred fields works like any other on both databases; more than a row can hold is refused by name."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import records
from engine.bootstrap import Engine
from engine.errors import InvalidDefinition
from engine.migration import planner
from engine.migration.errors import TooManyColumns
from engine.records import PageQuery
from tests.support.databases import Databases
from tests.support.engines import engine_at

# (what stands in the definition, a JSON value, another one, a cell of a table)
KINDS: tuple[tuple[str, Any, Any, str], ...] = (
    ("type: text, search: true", "灯笼 and lantern, a text that is a little longer than the others", "short", "a cell"),
    ("type: text", "x" * 200, "y", "another cell"),
    ("type: number, decimals: 0", 7, 8, "9"),
    ("type: number, decimals: 2", "7.25", "8.50", "9.75"),
    ("type: money, currency: CNY", "1000.10", "2.00", "3.30"),
    ("type: date", "2026-02-28", "2026-03-01", "2026-03-02"),
    ("type: datetime", "2026-02-28T08:00:00Z", "2026-03-01T08:00:00Z", "2026-03-02 16:00"),
    ("type: yes_no", True, False, "yes"),
    ("type: select, options: [{id: red, label: Red}, {id: blue, label: Blue}]", "red", "blue", "Blue"),
    ("type: multi_select, options: [{id: hot, label: Hot}, {id: new, label: New}]", ["hot", "new"], ["new"], "Hot"),
    ("type: percent", "0.250000", "0.500000", "50%"),
    ("type: long_text", "line one\nline two " * 20, "z", "a long cell"),
    ("type: phone", "138 0013 8000", "139 0013 9000", "137 0013 7000"),
    ("type: relation, to: wide", 1, None, ""),
)
COUNT = 400


def definition(count: int, kinds: tuple[tuple[str, Any, Any, str], ...] = KINDS) -> dict[str, str]:
    lines = [f"  f{at}: {{{kinds[at % len(kinds)][0]}}}" for at in range(count)]
    form = "\n".join(
        ["kind: form", "id: wide", "label: Wide", 'title: "{{ name }}"', "fields:", "  name: {type: text}"]
    )
    view = "kind: view\nid: by_text\nform: wide\nlabel: By text\ntype: table\nsort: [f0, -f1]\nwhere: f2 >= 0\n"
    return {
        "app.yaml": "kind: app\nid: broad\nlabel: Broad\ncurrency: CNY\n",
        "forms/wide.yaml": "\n".join([form, *lines]) + "\n",
        "views/by_text.yaml": view,
    }


@pytest.fixture
def engine(databases: Databases, tmp_path: Path) -> Iterator[Engine]:
    with databases.lent(databases.fresh()) as url, engine_at(url, tmp_path) as opened:
        yield opened


def values(which: int) -> dict[str, Any]:
    return {f"f{at}": KINDS[at % len(KINDS)][which] for at in range(COUNT)}


def test_four_hundred_fields_are_written_read_filtered_summed_searched_and_imported(
    engine: Engine, tmp_path: Path
) -> None:
    engine.publisher.publish(definition(COUNT), actor="test", kind="install")
    context = engine.system()
    form = context.form("broad", "wide")
    first = records.create(context, form, {"name": "First"})
    whole = {**values(1), "name": "Whole"}
    made = records.create(context, form, whole)
    read = records.get(context, form, made.id)
    assert {name: read[name] for name in whole} == whole
    changed = {**values(2), "name": "Changed"}
    records.update(context, form, made.id, changed, revision=made.revision)
    read = records.get(context, form, made.id)
    assert {name: read[name] for name in changed} == changed
    assert len(records.history(context, form, made.id)["changes"][0]["fields"]) > COUNT * 0.9

    bulk = records.create_many(context, form, [{**whole, "name": f"Row {at}"} for at in range(30)])
    assert bulk.created == 30
    page = records.page(context, form, PageQuery(view="by_text", limit=50, count="exact"))
    assert (len(page.records), page.count) == (32, 32)
    as_rows = records.page_json(context, form, PageQuery(format="rows", limit=5, expand="f13"))
    assert as_rows.count(b'"First"') >= 1
    condition = " and ".join(f"f{at} >= 7" for at in range(2, COUNT, len(KINDS)))
    assert records.count(context, form, PageQuery(where=condition)) == 31
    groups = records.aggregate(context, form, by=["f8"], values={f"s{at}": f"sum(f{at})" for at in range(3, 60, 14)})
    assert {group["f8"]: group["s3"] for group in groups} == {None: "0.00", "red": "217.50", "blue": "8.50"}
    assert len(records.search(context, "broad", "灯笼", 50)) == 20
    exported = list(records.export_rows(context, form, PageQuery())[1])
    assert len(exported) == 32 and len(exported[5]) >= COUNT
    records.delete(context, form, first.id)
    assert records.restore(context, form, first.id).id == first.id

    file = tmp_path / "wide.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["name", *values(1)])
        for at in range(5):
            writer.writerow([f"Imported {at}", *(KINDS[place % len(KINDS)][3] for place in range(COUNT))])
    importing = engine.system("test", origin="import")
    with file.open("rb") as content:
        started = engine.imports.start(importing, form, file.name, content)
    assert sum(1 for column in started["mapping"].values() if column["field"]) == COUNT + 1
    job = engine.wait_for(engine.imports.run(importing, started["id"], dry=False))
    assert job.state == "done", job.error
    report = engine.imports.get(importing, started["id"])["report"]
    assert (report["created"], report["failed"]) == (5, 0), report["report"][:3]
    last = records.page(context, form, PageQuery(where="name = 'Imported 4'")).records[0]
    assert (last["f0"], last["f3"], last["f8"], last["f10"]) == ("a cell", "9.75", "blue", "0.500000")


def test_adding_one_more_field_to_a_wide_form_keeps_what_is_there(engine: Engine) -> None:
    engine.publisher.publish(definition(COUNT), actor="test", kind="install")
    context = engine.system()
    made = records.create(
        context,
        context.form("broad", "wide"),
        {"name": "A", **values(1)} | {f"f{at}": None for at in range(13, COUNT, 14)},
    )
    engine.publisher.publish(definition(COUNT + 1), actor="test", based_on=1)
    context = engine.system()
    read = records.get(context, context.form("broad", "wide"), made.id)
    assert (read["f0"], read[f"f{COUNT}"]) == (KINDS[0][1], None)


@pytest.mark.parametrize(
    ("kind", "fits", "refused"),
    [("type: text", 330, 336), ("type: yes_no", 999, 1_001), ("type: number", 380, 420)],
)
def test_what_could_be_too_wide_for_a_row_is_a_problem_of_the_definition(
    engine: Engine, kind: str, fits: int, refused: int
) -> None:
    def plain(count: int) -> dict[str, str]:
        files = definition(count, ((kind, None, None, ""),))
        return {name: text for name, text in files.items() if not name.startswith("views/")}

    assert engine.publisher.check(plain(fits))[1] == ()
    with pytest.raises(InvalidDefinition) as problems:
        engine.publisher.check(plain(refused))
    found = [(problem.code, problem.place.file, problem.place.line) for problem in problems.value.problems]
    assert found == [("too_wide", "forms/wide.yaml", 5)]
    assert "fields" in problems.value.problems[0].message("en")


def test_the_widest_row_that_check_lets_through_fits_on_both_databases(engine: Engine) -> None:
    count = 330
    view = {"views/by_text.yaml": "kind: view\nid: by_text\nform: wide\nlabel: By text\ntype: table\nsort: [f0]\n"}
    engine.publisher.publish(definition(count, (KINDS[1],)) | view, actor="test", kind="install")
    context = engine.system()
    form = context.form("broad", "wide")
    for length in (1, 20, 24, 25, 200):
        made = records.create(context, form, {f"f{at}": chr(65 + at % 26) * length for at in range(count)})
        assert made.record["f7"] == "H" * length


def test_columns_of_removed_fields_count_until_the_table_is_full(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "MOST_COLUMNS", 25)
    engine.publisher.publish(definition(14), actor="test", kind="install")
    renamed = {**definition(14)}
    for name in ("forms/wide.yaml", "views/by_text.yaml"):
        renamed[name] = renamed[name].replace("f1:", "g1:").replace("f5:", "g5:").replace("-f1", "-g1")
    engine.publisher.publish(renamed, actor="test", destroy=True)
    wider = {
        **renamed,
        "forms/wide.yaml": renamed["forms/wide.yaml"] + "".join(f"  h{n}: {{type: text}}\n" for n in range(9)),
    }
    with pytest.raises(TooManyColumns) as full:
        engine.publisher.publish(wider, actor="test")
    assert full.value.values["limit"] == 25 and engine.store.current().number("broad") == 2
