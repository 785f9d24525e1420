"""Tables become forms with everything linked, all of them or none; who brought a file alone may use it, for a day."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from engine import clock, records
from engine.bootstrap import Engine
from engine.definition.model import Form
from engine.errors import FormwrightError, InvalidValues, NotFound
from engine.exchange.tables import UnreadableFile
from engine.records import RecordContext
from engine.storage import import_rows
from engine.texts import say
from tests.exchange.sales_export import SalesExport, write_export
from tests.support.engines import person
from tests.support.seeds import generator
from tests.support.shared_data import shared_data, shared_files
from tests.support.sizes import some


def upload(engine: Engine, *files: Path, app: str | None = None, by: RecordContext | None = None) -> dict[str, Any]:
    opened = [(file.name, file.open("rb")) for file in files]
    try:
        return engine.uploads.start(by or engine.system("test"), opened, app, "CNY")
    finally:
        for _, content in opened:
            content.close()


def make(engine: Engine, found: dict[str, Any], *, app: str | None = None, label: str = "Sales") -> dict[str, Any]:
    return engine.forms_from_tables(engine.system("test"), found["id"], found["sheets"], label=label, app=app)


def bring_in(engine: Engine, made: dict[str, Any]) -> list[dict[str, Any]]:
    """Runs the prepared imports one after the other; their reports."""
    context = engine.system("test")
    reports = []
    for one in made["imports"]:
        job = engine.wait_for(engine.imports.run(context, one["id"], dry=False))
        assert job.state == "done", job.error
        reports.append(engine.imports.get(context, one["id"])["report"])
    return reports


def types(form: Form) -> dict[str, str]:
    return {field.id: field.type.name for field in form.fields.values() if not field.id.endswith(("_at", "_by"))}


def workbook(file: Path, **sheets: list[list[Any]]) -> Path:
    book = xlsxwriter.Workbook(str(file))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    book.close()
    return file


CUSTOMERS: list[list[Any]] = [["Name", "City"], ["Acme", "Rome"], ["Zeta", "Oslo"], ["Nova", "Rome"]]
ORDERS: list[list[Any]] = [["No", "Customer", "Total"], ["A-1", "Acme", 12.5], ["A-2", "Zeta", 7], ["A-3", "Acme", 30]]


@pytest.fixture
def export(tmp_path: Path) -> SalesExport:
    return write_export(tmp_path, generator("forms from tables"))


def check_sales(engine: Engine, export: SalesExport, rows: int) -> list[dict[str, Any]]:
    made = make(engine, upload(engine, export.pipeline, export.accounts, export.products, export.teams))
    app = engine.store.current().app(made["app"])
    pipeline, accounts, products, teams = (app.forms[form["form"]] for form in made["forms"])
    assert types(pipeline) == {
        "opportunity_id": "text", "sales_agent": "relation", "product": "relation", "account": "relation",
        "deal_stage": "select", "engage_date": "date", "close_date": "date", "close_value": "number",
    }  # fmt: skip
    assert types(accounts)["subsidiary_of"] == "relation" and types(accounts)["revenue"] == "money"
    assert types(products) == {"product": "text", "series": types(products)["series"], "sales_price": "money"}
    targets = {
        field.id: field.target for field in pipeline.fields.values() if field.target and field.id != "created_by"
    }
    assert targets.items() >= {
        ("sales_agent", (app.id, teams.id)), ("product", (app.id, products.id)), ("account", (app.id, accounts.id)),
    }  # fmt: skip
    assert made["imports"][-1]["links"] and made["imports"][-1]["form"] == accounts.id
    reports = bring_in(engine, made)
    assert [report["failed"] for report in reports] == [0] * 5
    context = engine.system()
    assert records.count(context, pipeline, records.PageQuery()) == rows
    linked = records.count(context, accounts, records.PageQuery(where="not isblank(subsidiary_of)"))
    assert linked == sum("," in line and bool(line.rstrip().rsplit(",", 1)[1]) for line in _lines(export.accounts)[1:])
    return reports


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def test_a_sales_export_becomes_an_app_whose_records_are_linked(engine: Engine, export: SalesExport) -> None:
    check_sales(engine, export, 400)


@pytest.mark.parametrize("folder", [one] if (one := shared_data("crm-sales")) else [], ids=lambda folder: folder.name)
def test_the_outside_sales_data_becomes_an_app(engine: Engine, folder: Path) -> None:
    names = ("accounts", "products", "sales_teams", "sales_pipeline")
    reports = check_sales(engine, SalesExport(*(folder / f"{name}.csv" for name in names)), 8800)
    assert {problem["value"] for report in reports for problem in report["problems"]} == {"GTXPro"}


def test_sheets_are_linked_by_a_number_where_their_names_say_so(engine: Engine, tmp_path: Path) -> None:
    customers: list[list[Any]] = [["id", "name"], *([number, f"Customer {number}"] for number in range(1, 9))]
    orders: list[list[Any]] = [
        ["id", "customer_id", "pieces"],
        *([number, 1 + number % 8, 1 + number % 3] for number in range(1, 20)),
    ]
    made = make(engine, upload(engine, workbook(tmp_path / "b.xlsx", Orders=orders, Customers=customers)))
    reports = bring_in(engine, made)
    assert [report["created"] for report in reports] == [8, 19] and not any(report["problems"] for report in reports)
    context = engine.system()
    form = context.form(made["app"], "orders")
    assert types(form) == {"id_2": "number", "customer_id": "relation", "pieces": "number"}
    first = records.page(context, form, records.PageQuery(limit=1, expand="customer_id")).records[0]
    assert first["customer_id"]["title"] == "Customer 2"


def test_tables_are_added_to_an_app_and_linked_to_its_records(engine: Engine, tmp_path: Path) -> None:
    context = engine.system()
    shop = context.form("shop", "customer")
    for name in ("Acme", "Zeta"):
        records.create(context, shop, {"name": name})
    found = upload(
        engine,
        workbook(tmp_path / "visits.xlsx", Sheet1=[["Subject", "Who"], ["Hello", "Acme"], ["Bye", "Zeta"]]),
        app="shop",
    )
    (sheet,) = found["sheets"]
    assert (sheet["label"], sheet["title"]) == ("Visits", "Subject")
    assert sheet["columns"][1]["to"] == {"form": "customer"}
    made = make(engine, found, app="shop")
    (report,) = bring_in(engine, made)
    assert report["created"] == 2 and not report["problems"]
    app = engine.store.current().app("shop")
    assert app.forms["visits"].fields["who"].target == ("shop", "customer")
    assert [one.form for one in app.forms["customer"].related][-1] == "visits"


def test_somebody_elses_draft_is_carried_over_to_the_app_with_the_new_form(engine: Engine, tmp_path: Path) -> None:
    draft = engine.drafts.edit(
        "shop", "user:1", 0, [{"op": "label", "at": "form/product/label", "text": "Ware"}], "en"
    )[0]
    make(engine, upload(engine, workbook(tmp_path / "b.xlsx", Visits=CUSTOMERS), app="shop"), app="shop")
    now = engine.drafts.get("shop", "user:1")
    assert (now.live, now.position) == (draft.live + 1, 1) and "forms/visits.yaml" in now.texts


Change = Callable[[list[dict[str, Any]]], Any]


def first(sheets: list[dict[str, Any]], place: int) -> dict[str, Any]:
    """A column of the first sheet."""
    column: dict[str, Any] = sheets[0]["columns"][place]
    return column


def second(sheets: list[dict[str, Any]], place: int) -> dict[str, Any]:
    """A column of the second sheet."""
    column: dict[str, Any] = sheets[1]["columns"][place]
    return column


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        (lambda sheets: second(sheets, 2).update(type="nonsense"), "sheets.1.columns.2.type", "table.no_such_type"),
        (lambda sheets: second(sheets, 2).update(type="formula"), "sheets.1.columns.2.type", "table.no_such_type"),
        (lambda sheets: second(sheets, 2).update(label=" "), "sheets.1.columns.2.label", "name_needed"),
        (lambda sheets: second(sheets, 0).update(column="gone"), "sheets.1.columns.0.column", "table.no_such_column"),
        (lambda sheets: sheets[0].update(include=False), "sheets.1.columns.1.to", "table.link_left_out"),
        (lambda sheets: first(sheets, 0).update(include=False), "sheets.1.columns", "table.link_left_out"),
        (lambda sheets: second(sheets, 1).update(to={"form": "x"}), "sheets.1.columns.1.to", "table.no_such_form"),
        (lambda sheets: sheets[1].update(number=7), "sheets.1.number", "table.no_such_sheet"),
        (lambda sheets: sheets.append(sheets[0]), "sheets", "table.sheet_twice"),
        (lambda sheets: [one.update(include=False) for one in sheets], "sheets", "table.nothing_chosen"),
        (lambda sheets: sheets[0].update(columns=[]), "sheets.0.columns", "table.no_columns"),
        (lambda sheets: second(sheets, 2).update(settings={"currency": "nonsense"}), "", "invalid_definition"),
    ],
)  # fmt: skip
def test_nothing_is_made_when_a_sheet_is_refused(
    engine: Engine, tmp_path: Path, change: Change, path: str, code: str
) -> None:
    found = upload(engine, workbook(tmp_path / "b.xlsx", Customers=CUSTOMERS, Orders=ORDERS))
    change(found["sheets"])
    apps, files = set(engine.store.current().apps), set(engine.uploads.folder.iterdir())
    with pytest.raises(FormwrightError) as refused:
        make(engine, found)
    if isinstance(refused.value, InvalidValues):
        assert (path, code) in [(error.path, error.code) for error in refused.value.errors]
    else:
        assert refused.value.code == code
    assert set(engine.store.current().apps) == apps and set(engine.uploads.folder.iterdir()) == files


def test_a_crash_while_the_imports_are_written_leaves_no_app(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = upload(engine, workbook(tmp_path / "b.xlsx", Customers=CUSTOMERS, Orders=ORDERS))
    apps, files = set(engine.store.current().apps), set(engine.uploads.folder.iterdir())
    real = import_rows.insert
    written: list[int] = []

    def fails_at_the_second(tx: Any, values: Any) -> None:
        if written:
            raise OSError("disk full")
        written.append(1)
        real(tx, values)

    monkeypatch.setattr(import_rows, "insert", fails_at_the_second)
    with pytest.raises(OSError, match="disk full"):
        make(engine, found)
    assert set(engine.store.current().apps) == apps and set(engine.uploads.folder.iterdir()) == files


def test_an_upload_belongs_to_whoever_made_it_and_expires(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = person(engine, "anna@example.com", is_admin=True)
    found = upload(engine, workbook(tmp_path / "b.xlsx", Customers=CUSTOMERS), by=anna)
    assert engine.uploads.get(anna, found["id"])["file_id"] == "b.xlsx"
    with pytest.raises(NotFound):
        engine.uploads.get(engine.system("test"), found["id"])
    with pytest.raises(NotFound):
        engine.imports.get(anna, found["id"])  # it is no import yet
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(NotFound):
        engine.uploads.get(anna, found["id"])
    engine.uploads.tidy(engine.system())
    assert not list(engine.uploads.folder.iterdir())


def bomb(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (64 << 20))


@pytest.mark.parametrize(
    ("name", "write", "reason"),
    [
        ("empty.csv", lambda file: file.write_bytes(b""), "empty_table"),
        ("header.csv", lambda file: file.write_text("a,b\n"), "empty_table"),
        ("photo.xlsx", lambda file: file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64)), "not_a_table"),
        ("binary.csv", lambda file: file.write_bytes(bytes(range(256)) * 8), "not_a_table"),
        ("broken.xlsx", lambda file: file.write_bytes(b"PK\x03\x04 broken"), "broken_workbook"),
        ("bomb.xlsx", bomb, "too_large_unpacked"),
        ("sheets.xlsx", lambda file: workbook(file, One=[], Two=[["only a header"]]), "empty_table"),
    ],
)
def test_a_wrong_file_is_refused_with_its_reason_and_not_kept(
    engine: Engine, tmp_path: Path, name: str, write: Callable[[Path], Any], reason: str
) -> None:
    file = tmp_path / name
    write(file)
    with pytest.raises(UnreadableFile) as refused:
        upload(engine, file)
    assert refused.value.values["reason"] == reason
    said = [say(refused.value.code, refused.value.values, language) for language in ("en", "zh-CN")]
    assert not any(reason in sentence or "{" in sentence for sentence in said), said
    assert not list(engine.uploads.folder.iterdir())


def test_an_empty_sheet_beside_others_is_told_and_left_out(engine: Engine, tmp_path: Path) -> None:
    found = upload(engine, workbook(tmp_path / "b.xlsx", Customers=CUSTOMERS, Empty=[]))
    assert [sheet["problem"] for sheet in found["sheets"]] == [None, "empty_table"]
    found["sheets"][1]["include"] = False
    assert [form["form"] for form in make(engine, found)["forms"]] == ["customers"]


OUTSIDE = [*shared_files("csv/*/*.csv"), *shared_files("xlsx/*")]


@pytest.mark.parametrize("file", some("tables from outside", OUTSIDE, 6), ids=lambda file: file.name)
def test_whatever_file_there_is_becomes_forms_that_account_for_every_row_or_is_refused(
    engine: Engine, file: Path
) -> None:
    try:
        found = upload(engine, file)
    except UnreadableFile:
        return
    for sheet in found["sheets"]:
        sheet["include"] = sheet["problem"] is None
    made = make(engine, found)
    for one, report in zip(made["imports"], bring_in(engine, made), strict=True):
        assert report["created"] + report["updated"] + report["failed"] == one["rows"]
