"""Rows of subforms come in with their records: several rows of a table make one record, each refused or taken whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from engine import records
from engine.bootstrap import Engine
from engine.exchange.importing import _Going
from engine.exchange.mapping import guess_mapping
from tests.cli.places import Place
from tests.exchange.test_importing import run, start
from tests.support.databases import Databases
from tests.support.engines import engine_at

FILES: Mapping[str, str] = {
    "app.yaml": "kind: app\nid: trade\nlabel: Trade\ncurrency: EUR\n",
    "forms/product.yaml": """
kind: form
id: product
label: Product
title: "{{ name }}"
fields:
  name: {type: text, unique: true}
  price: {type: money}
""",
    "forms/order.yaml": """
kind: form
id: order
label: Order
title: "{{ code }}"
fields:
  code: {type: text, unique: true}
  buyer: {type: text}
  total: {type: rollup, from: lines, fn: sum, value: amount, help: Of all lines}
  lines:
    type: subform
    label: Lines
    fields:
      product: {type: relation, to: product, required: true}
      pieces: {type: number, decimals: 0, default: 1, min: 1}
      price: {type: money, default: "=product.price", follow: true}
      amount: {type: formula, returns: money, expr: "pieces * price", help: Together}
""",
}
MAPPING = {"No": "code", "Buyer": "buyer", "Product": "lines.product", "Pieces": "lines.pieces"}


@pytest.fixture
def engine(databases: Databases, tmp_path: Path) -> Iterator[Engine]:
    def prepare(url: str) -> None:
        with engine_at(url, tmp_path / "prepared") as made:
            made.publisher.publish(FILES, actor="test", kind="install")
            context = made.system()
            products = [{"name": name, "price": price} for name, price in (("Pen", "2.00"), ("Ink", "5.00"))]
            records.create_many(context, context.form("trade", "product"), products)

    with databases.lent(databases.prepared("trade to import", prepare)) as url, engine_at(url, tmp_path) as opened:
        yield opened


def table(tmp_path: Path, *rows: str, header: str = "No,Buyer,Product,Pieces") -> Path:
    file = tmp_path / "orders.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


def orders(engine: Engine) -> dict[str, Any]:
    """By code: buyer, total and the lines as (product, pieces)."""
    context = engine.system()
    form = context.form("trade", "order")
    names = {1: "Pen", 2: "Ink"}
    found = {}
    for row in records.page(context, form, records.PageQuery(sort="id")).records:
        one = records.get(context, form, row["id"])
        lines = [(names[line["product"]], line["pieces"]) for line in one["lines"] or ()]
        found[one["code"]] = (one["buyer"], one["total"], lines)
    return found


def counted(report: Mapping[str, Any]) -> tuple[int, int, int, int]:
    return report["rows"], report["created"], report["updated"], report["failed"]


THREE = ("A1,Ann,Pen,3", ",,Ink,", "A2,Bob,Ink,2", "A2,Bob,Pen,1", "A3,Cid,,")
WHOLE = {
    "A1": ("Ann", "11.00", [("Pen", 3), ("Ink", 1)]),
    "A2": ("Bob", "12.00", [("Ink", 2), ("Pen", 1)]),
    "A3": ("Cid", "0.00", []),
}


def test_several_rows_make_one_record_tried_first_then_written_and_taken_back(engine: Engine, tmp_path: Path) -> None:
    import_id = start(engine, "trade/order", table(tmp_path, *THREE), MAPPING)
    assert counted(run(engine, import_id, dry=True)) == (5, 3, 0, 0) and orders(engine) == {}
    assert counted(run(engine, import_id)) == (5, 3, 0, 0)
    assert orders(engine) == WHOLE
    context = engine.system("test", origin="import")
    assert engine.imports.undo(context, import_id)["undone"] == 3
    assert orders(engine) == {}


def test_a_record_is_refused_whole_and_each_row_says_why(engine: Engine, tmp_path: Path) -> None:
    rows = ("A1,Ann,Pen,3", "A1,Ann,Ink,0", "A1,Ann,Ink,1", "A2,Bob,Nib,1", "A3,Cid,Pen,1", "A3,Dan,Ink,1")
    report = run(engine, start(engine, "trade/order", table(tmp_path, *rows), MAPPING, key="code"))
    assert counted(report) == (6, 1, 0, 4)
    told = [(one["row"], one["column"], one["code"], one["failed"]) for one in report["problems"]]
    assert sorted(told, key=lambda one: one[0]) == [
        (2, None, "import_with_row", True),
        (3, "Pieces", "value.below_min", True),
        (4, None, "import_with_row", True),
        (5, "Product", "value.no_such_title", True),
        (7, "Buyer", "import_said_before", False),
    ]
    assert orders(engine) == {"A3": ("Cid", "7.00", [("Pen", 1), ("Ink", 1)])}


def test_a_second_table_brings_the_rows_by_the_key_of_the_record(engine: Engine, tmp_path: Path) -> None:
    run(engine, start(engine, "trade/order", table(tmp_path, *THREE), MAPPING))
    lines = table(tmp_path, "A3,Pen,4", "A1,Ink,2", "A3,Ink,1", header="No,Product,Pieces")
    mapping = {name: MAPPING[name] for name in ("No", "Product", "Pieces")}
    report = run(engine, start(engine, "trade/order", lines, mapping, key="code"))
    assert counted(report) == (3, 0, 2, 1)
    assert [(one["row"], one["code"], one["values"]["row"]) for one in report["problems"]] == [
        (4, "import_rows_apart", 2)
    ]
    after = {**WHOLE, "A1": ("Ann", "10.00", [("Ink", 2)]), "A3": ("Cid", "8.00", [("Pen", 4)])}
    assert orders(engine) == after


def test_an_import_that_is_killed_goes_on_with_the_next_record(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"B{number // 3},Ann,Pen,{number % 3 + 1}" for number in range(60)]
    import_id = start(engine, "trade/order", table(tmp_path, *rows), MAPPING, key="code")
    monkeypatch.setattr("engine.exchange.importing.FIRST_BLOCK", 10)
    monkeypatch.setattr(_Going, "resize", lambda self, rows, seconds: None)
    blocks = iter((True, True))
    write = _Going.write

    def dying(self: _Going, *given: Any) -> None:
        if next(blocks, None) is None:
            monkeypatch.setattr(_Going, "write", write)
            raise ConnectionError("the machine goes down")
        write(self, *given)

    monkeypatch.setattr(_Going, "write", dying)
    context = engine.system("test", origin="import")
    engine.wait_for(engine.imports.run(context, import_id, dry=False))
    report = engine.imports.get(context, import_id)["report"]
    found = orders(engine)
    assert counted(report) == (60, 20, 0, 0) and len(found) == 20
    assert all(total == "12.00" and len(lines) == 3 for _, total, lines in found.values())


def test_columns_find_their_rows_by_name_and_need_a_column_of_the_record(engine: Engine, tmp_path: Path) -> None:
    form = engine.system().form("trade", "order")
    names = ("Code", "Lines: Product", "Pieces", "Amount", "Price")
    assert list(guess_mapping(names, form).values()) == ["code", "lines.product", "lines.pieces", None, "lines.price"]
    assert set(guess_mapping(("Product", "Pieces"), form).values()) == {None}
    import_id = start(engine, "trade/order", table(tmp_path, "A,B,Pen,1"), {"Product": "lines.product"})
    job = engine.wait_for(engine.imports.run(engine.system("test", origin="import"), import_id, dry=True))
    assert job.state == "failed" and "import_rows_of_what" in str(job.error)


def test_the_command_brings_in_rows_too(engine: Engine, tmp_path: Path) -> None:
    place = Place(tmp_path, engine.database.url.render_as_string(hide_password=False))
    file = table(tmp_path, *THREE, header="Code,Buyer,Article,Pieces")
    done = place.call("import", "trade/order", file, "--map", "Article=lines.product:name", "--key", "code")
    assert (done.returncode, "Article -> lines.product" in done.stdout) == (0, True), done
    assert orders(engine) == WHOLE
