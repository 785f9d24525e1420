"""Exports hold what the list shows, links by their titles, and nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from engine import records
from engine.bootstrap import Engine
from engine.exchange.exporting import export_csv, export_xlsx
from engine.exchange.tables import open_table
from engine.records import PageQuery


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_links_stand_by_their_titles_and_formulas_are_texts(engine: Engine, tmp_path: Path) -> None:
    context = engine.system()
    form = context.form("shop", "customer")
    first = records.create(context, form, {"name": "=1+1", "since": "2026-01-02", "level": "high"})
    records.create(context, form, {"name": "Lantern", "friend": first.id, "tags": ["regular", "abroad"]})
    query = PageQuery(fields="name,level,since,friend", sort="name")
    rows = table(b"".join(export_csv(context, form, query)))
    assert rows[0] == ["Name", "Level", "Since", "Friend"]
    assert ["'=1+1", "High", "2026-01-02", ""] in rows
    assert ["Lantern", "Low", "", "'=1+1"] in rows
    file = tmp_path / "out.xlsx"
    assert export_xlsx(context, form, query, file) == 2
    cells = [cells for _, cells in open_table(file, "out.xlsx").rows()]
    assert cells[0] == ["Name", "Level", "Since", "Friend"] and any(row[0] == "=1+1" for row in cells)


def test_a_search_for_nothing_that_can_be_found_is_an_empty_file(engine: Engine) -> None:
    context = engine.system()
    form = context.form("shop", "customer")
    records.create(context, form, {"name": "Lantern"})
    assert len(table(b"".join(export_csv(context, form, PageQuery(search="\U000ee107", fields="name"))))) == 1
