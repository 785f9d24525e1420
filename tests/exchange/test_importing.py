"""An import accounts for every row, survives a kill, takes itself back, and equals an independent computation."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from engine import clock, records
from engine.bootstrap import Engine
from engine.exchange.importing import _Going
from engine.jobs import queue
from engine.storage import job_rows
from engine.storage.tables import tables_of
from tests.exchange.sales_export import SalesExport, write_export
from tests.support.engines import engine_at, install_world
from tests.support.seeds import generator
from tests.support.shared_data import shared_data

ACCOUNTS = {
    "account": "name", "sector": "sector", "year_established": "founded", "revenue": "revenue",
    "employees": "employees", "office_location": "location",
}  # fmt: skip
PRODUCTS = {"product": "name", "series": "series", "sales_price": "price"}
TEAMS = {"sales_agent": "name", "manager": "manager", "regional_office": "region"}
PIPELINE = {
    "opportunity_id": "code", "sales_agent": "agent", "product": "product", "account": "account",
    "deal_stage": "stage", "engage_date": "engaged_on", "close_date": "closed_on", "close_value": "value",
}  # fmt: skip


def start(engine: Engine, form: str, file: Path, mapping: Mapping[str, Any] | None = None, **options: Any) -> str:
    context = engine.system("test", origin="import")
    app, _, name = form.partition("/")
    with file.open("rb") as content:
        import_id = str(engine.imports.start(context, context.form(app, name), file.name, content)["id"])
    if mapping is not None or options:
        engine.imports.choose(context, import_id, dict(mapping) if mapping is not None else None, options)
    return import_id


def run(engine: Engine, import_id: str, *, dry: bool = False) -> dict[str, Any]:
    context = engine.system("test", origin="import")
    job = engine.wait_for(engine.imports.run(context, import_id, dry=dry))
    assert job.state == "done", job.error
    report: dict[str, Any] = engine.imports.get(context, import_id)["report"]
    return report


def count(engine: Engine, form: str, **more: Any) -> int:
    context = engine.system()
    app, _, name = form.partition("/")
    return records.count(context, context.form(app, name), records.PageQuery(**more))


@pytest.fixture
def export(tmp_path: Path) -> SalesExport:
    return write_export(tmp_path, generator("sales export"))


def bring_in(engine: Engine, export: SalesExport) -> dict[str, Any]:
    for form, file, mapping in (
        ("account", export.accounts, ACCOUNTS),
        ("product", export.products, PRODUCTS),
        ("agent", export.teams, TEAMS),
    ):
        report = run(engine, start(engine, f"pipeline/{form}", file, mapping))
        assert report["failed"] == 0, report
    parents = run(
        engine,
        start(engine, "pipeline/account", export.accounts, {"account": "name", "subsidiary_of": "parent"}, key="name"),
    )
    assert parents["created"] == 0 and parents["failed"] == 0
    return run(engine, start(engine, "pipeline/opportunity", export.pipeline, PIPELINE))


def check_against_plain_python(engine: Engine, export: SalesExport, report: Mapping[str, Any]) -> None:
    with export.pipeline.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with export.teams.open(encoding="utf-8", newline="") as file:
        region = {row["sales_agent"]: row["regional_office"].lower() for row in csv.DictReader(file)}
    with export.products.open(encoding="utf-8", newline="") as file:
        known = {row["product"] for row in csv.DictReader(file)}
    assert report["created"] == len(rows) and report["failed"] == 0
    misspelt = [(number, row["product"]) for number, row in enumerate(rows, start=2) if row["product"] not in known]
    assert misspelt, "the export has its trap"
    assert [(problem["row"], problem["value"]) for problem in report["problems"]] == misspelt
    assert all(problem["nearest"] and problem["code"] == "value.no_such_title" for problem in report["problems"])
    assert count(engine, "pipeline/opportunity", where="isblank(product)") == len(misspelt)

    counts: Counter[tuple[str, str]] = Counter()
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        key = (row["deal_stage"].lower(), region[row["sales_agent"]])
        counts[key] += 1
        sums[key] += Decimal(row["close_value"] or 0)
    context = engine.system()
    form = context.form("pipeline", "opportunity")
    for stage in {stage for stage, _ in counts}:
        for area in set(region.values()):
            (group,) = records.aggregate(
                context,
                form,
                by=[],
                values={"n": "count()", "total": "sum(value)"},
                where=f"stage = '{stage}' and agent.region = '{area}'",
            )
            assert group["n"] == counts[stage, area]
            assert Decimal(group["total"] or 0) == sums[stage, area]


def test_a_sales_export_comes_in_whole_and_equals_plain_python(engine: Engine, export: SalesExport) -> None:
    check_against_plain_python(engine, export, bring_in(engine, export))
    with export.accounts.open(encoding="utf-8", newline="") as file:
        parents = sum(bool(row["subsidiary_of"]) for row in csv.DictReader(file))
    assert count(engine, "pipeline/account", where="not isblank(parent)") == parents


OUTSIDE = [folder] if (folder := shared_data("crm-sales")) else []


@pytest.mark.parametrize("folder", OUTSIDE, ids=lambda folder: folder.name)
def test_the_outside_sales_data_comes_in_whole_and_equals_plain_python(engine: Engine, folder: Path) -> None:
    export = SalesExport(
        *(folder / f"{name}.csv" for name in ("accounts", "products", "sales_teams", "sales_pipeline"))
    )
    report = bring_in(engine, export)
    check_against_plain_python(engine, export, report)
    assert report["created"] == 8800
    assert {problem["value"] for problem in report["problems"]} == {"GTXPro"}
    assert {near for problem in report["problems"] for near in problem["nearest"]} >= {"GTX Pro"}


def test_a_dry_run_says_what_would_happen_and_writes_nothing(engine: Engine, export: SalesExport) -> None:
    import_id = start(engine, "pipeline/product", export.products, PRODUCTS)
    report = run(engine, import_id, dry=True)
    assert report["created"] == 3 and count(engine, "pipeline/product") == 0
    assert run(engine, import_id)["created"] == 3 and count(engine, "pipeline/product") == 3


class Killed(BaseException):
    """Ends the worker as kill -9 does."""


def test_an_import_killed_in_the_middle_goes_on_without_losing_or_doubling_a_row(
    engine: Engine, export: SalesExport, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in_lists(engine, export)
    import_id = start(engine, "pipeline/opportunity", export.pipeline, PIPELINE)
    context = engine.system("test", origin="import")
    job_id = engine.imports.run(context, import_id, dry=False)
    real = _Going.write
    blocks = []

    def dies(self: _Going, *arguments: Any) -> None:
        if len(blocks) == 2:
            raise Killed
        blocks.append(1)
        real(self, *arguments)

    monkeypatch.setattr(_Going, "write", dies)
    with pytest.raises(Killed):
        engine.worker.run_due()
    monkeypatch.setattr(_Going, "write", real)
    there = count(engine, "pipeline/opportunity")
    assert 0 < there < 400
    table = job_rows.job
    past = clock.machine_now().replace(year=2020)
    engine.database.transact(
        lambda tx: tx.connection.execute(update(table).where(table.c.id == job_id).values(lease_until=past))
    )
    engine.worker.run_due()
    assert queue.get(engine.database, job_id).state == "done"
    check_against_plain_python(engine, export, engine.imports.get(context, import_id)["report"])


def bring_in_lists(engine: Engine, export: SalesExport) -> None:
    for form, file, mapping in (
        ("account", export.accounts, ACCOUNTS),
        ("product", export.products, PRODUCTS),
        ("agent", export.teams, TEAMS),
    ):
        run(engine, start(engine, f"pipeline/{form}", file, mapping))


def test_cancelling_takes_back_exactly_the_rows_of_the_import(
    engine: Engine, export: SalesExport, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in_lists(engine, export)
    system = engine.system()
    form = system.form("pipeline", "opportunity")
    agents = records.page(system, system.form("pipeline", "agent"), records.PageQuery(limit=1)).records
    own = records.create(system, form, {"code": "OWN", "agent": agents[0]["id"], "stage": "won"})
    import_id = start(engine, "pipeline/opportunity", export.pipeline, PIPELINE)
    job_id = engine.imports.run(engine.system("test", origin="import"), import_id, dry=False)
    real = _Going.write

    def then_cancelled(self: _Going, *arguments: Any) -> None:
        real(self, *arguments)
        queue.cancel(engine.database, job_id)

    monkeypatch.setattr(_Going, "write", then_cancelled)
    engine.worker.run_due()
    assert queue.get(engine.database, job_id).state == "cancelled"
    left = records.page(system, form, records.PageQuery()).records
    assert [row["id"] for row in left] == [own.id]


def test_an_import_can_be_taken_back_afterwards(engine: Engine, export: SalesExport) -> None:
    import_id = start(engine, "pipeline/product", export.products, PRODUCTS)
    run(engine, import_id)
    undone = engine.imports.undo(engine.system("test"), import_id)
    assert undone["undone"] == 3 and count(engine, "pipeline/product") == 0


def test_rows_that_cannot_be_taken_are_listed_with_place_and_reason(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text(
        "code,name,price\nA,Lamp,12.5\nB,,3\nA,Twice,1\nC,Bad price,x\nD,Good,7\nE,Wide,1,surplus\n", encoding="utf-8"
    )
    import_id = start(engine, "shop/product", file)
    report = run(engine, import_id)
    assert (report["created"], report["failed"], report["rows"]) == (3, 3, 6)
    assert sorted((problem["row"], problem["field"]) for problem in report["problems"]) == [
        (3, "name"),
        (4, "code"),
        (5, "price"),
    ]
    sheet = tmp_path / "errors.xlsx"
    engine.imports.error_sheet(engine.system("test"), import_id, sheet)
    from engine.exchange.tables import open_table

    rows = list(open_table(sheet, "errors.xlsx").rows())
    assert [cells[0] for _, cells in rows[1:]] == [3, 4, 5]


def test_existing_records_are_updated_by_their_key(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("code,name,price\nA,Lamp,12.5\n", encoding="utf-8")
    run(engine, start(engine, "shop/product", file, None, key="code"))
    file.write_text("code,price\nA,15\n", encoding="utf-8")
    report = run(engine, start(engine, "shop/product", file, None, key="code"))
    assert (report["created"], report["updated"]) == (0, 1)
    context = engine.system()
    (product,) = records.page(context, context.form("shop", "product"), records.PageQuery()).records
    assert (product["name"], product["price"]) == ("Lamp", "15.00")


def test_after_many_rows_came_in_postgresql_plans_by_their_number(pg_url: str, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("code,name\n" + "".join(f"P{n},Lamp {n}\n" for n in range(1_200)), encoding="utf-8")
    with engine_at(pg_url, tmp_path) as engine:
        install_world(engine, "shop")
        assert run(engine, start(engine, "shop/product", file))["created"] == 1_200
        context = engine.system()
        with engine.database.read() as tx:
            table = tables_of(tx, context.form("shop", "product")).name
            known = tx.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", (f'"{table}"',)).fetchone()
    assert known[0] == 1_200
