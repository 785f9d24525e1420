"""Tables are read out of whatever file people have: encodings, delimiters, titles above, ragged rows, workbooks."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from engine.exchange.tables import Choices, UnreadableFile, header_of, names_of, open_table
from tests.support.shared_data import shared_files

ROWS = [["编号", "名称", "备注"], ["1", "灯笼厂", 'says "hi", twice'], ["2", "Größe & Söhne", "two\nlines"]]


def csv_bytes(rows: Sequence[Sequence[str]], encoding: str, delimiter: str = ",", end: str = "\r\n") -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=end).writerows(rows)
    return buffer.getvalue().encode(encoding)


def read(path: Path, **choices: Any) -> list[list[Any]]:
    return [cells for _, cells in open_table(path, path.name, Choices(**choices)).rows()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(csv_bytes(ROWS, encoding, delimiter, end))
    assert read(file) == ROWS


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ("a,b\n1,2\n", ("a", "b"), [["1", "2"]]),
        ("a,a,\n1,2,3\n", ("a", "a (2)", "Column 3"), [["1", "2", "3"]]),
        ("Sales 2026\n\nname,amount,by\nA,1,x\nB,2,y\n", ("name", "amount", "by"), [["A", "1", "x"], ["B", "2", "y"]]),
        ("a,b\n1\n1,2,3\n", ("a", "b", "Column 3"), [["1"], ["1", "2", "3"]]),
        ("\n\na,b\n\n1,2\n\n", ("a", "b"), [["1", "2"]]),
        ("one\n1\n", ("one",), [["1"]]),
        ('a,b\n"x ""y"" z","1,5"\n', ("a", "b"), [['x "y" z', "1,5"]]),
    ],
)
def test_headers_are_found_and_named(tmp_path: Path, text: str, names: tuple[str, ...], rows: list[list[str]]) -> None:
    file = tmp_path / "t.csv"
    file.write_text(text, encoding="utf-8")
    source = open_table(file, "t.csv")
    header = header_of(source)
    assert header.names == names
    assert [cells for number, cells in source.rows() if number > header.row] == rows


def test_row_numbers_are_those_a_person_counts(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text('a,b\n"x\ny",1\n\nz,2\n', encoding="utf-8")
    assert [number for number, _ in open_table(file, "t.csv").rows()] == [1, 2, 4]


def test_people_may_choose_the_header_row_or_none(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("x,y\na,b\n1,2\n", encoding="utf-8")
    source = open_table(file, "t.csv")
    assert header_of(source, 2).names == ("a", "b")
    assert header_of(source, 0).names == ("Column 1", "Column 2")
    with pytest.raises(UnreadableFile):
        header_of(source, 9)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_table"),
        (b"\n\n\n", "empty_table"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n", "not_a_table"),
        (b"\x1f\x8b\x08\x00aaaa", "packed_file"),
        (b"a,b\n1,\x00\n", "not_a_table"),
        (b"PK\x03\x04 broken", "broken_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "broken_workbook"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(content)
    with pytest.raises(UnreadableFile) as refused:
        source = open_table(file, "t.csv")
        header_of(source)
        list(source.rows())
    assert refused.value.values["reason"] in (reason, "broken_csv")


def test_an_encoding_that_does_not_fit_is_said(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes("a,b\n名,1\n".encode("gb18030"))
    with pytest.raises(UnreadableFile) as refused:
        read(file, encoding="utf-8")
    assert refused.value.values["reason"] == "wrong_encoding"
    with pytest.raises(UnreadableFile):
        open_table(file, "t.csv", Choices(encoding="klingon"))


def test_workbooks_give_values_of_their_kind(tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet("订单")
    sheet.write_row(2, 0, ["name", "n", "day", "at", "ok"])
    sheet.write_row(3, 0, ["A", 1.5])
    sheet.write_datetime(3, 2, datetime(2026, 5, 6), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_datetime(3, 3, datetime(2026, 5, 6, 7, 8), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    sheet.write_boolean(3, 4, True)
    book.add_worksheet("second").write(0, 0, "x")
    book.close()
    source = open_table(file, "t.xlsx")
    assert source.found.sheets == ("订单", "second")
    assert list(source.rows()) == [
        (3, ["name", "n", "day", "at", "ok"]),
        (4, ["A", 1.5, date(2026, 5, 6), datetime(2026, 5, 6, 7, 8), True]),
    ]
    assert read(file, sheet="second") == [["x"]]
    with pytest.raises(UnreadableFile):
        open_table(file, "t.xlsx", Choices(sheet="third"))


def test_a_packed_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (32 << 20))
    with pytest.raises(UnreadableFile) as refused:
        open_table(file, "bomb.xlsx")
    assert refused.value.values["reason"] == "too_large_unpacked"


def test_many_columns_get_names_and_far_too_many_are_refused(tmp_path: Path) -> None:
    assert len(set(names_of(["x"] * 300, 300))) == 300
    file = tmp_path / "wide.csv"
    file.write_text(",".join(["x"] * 3000), encoding="utf-8")
    with pytest.raises(UnreadableFile):
        header_of(open_table(file, "wide.csv"))


@pytest.mark.parametrize("file", shared_files("csv/spectrum/*.csv"), ids=lambda file: file.name)
def test_the_spectrum_of_csv_files_is_read_exactly(file: Path) -> None:
    expected = json.loads((file.parent / "expected-json" / f"{file.stem}.json").read_text(encoding="utf-8"))
    if file.name == "location_coordinates.csv":
        # The expectation that comes with this file names another phone number than the file itself.
        expected["Contact Phone Number"] = "2095257564"
    source = open_table(file, file.name)
    header = header_of(source)
    rows = [
        dict(zip(header.names, ["" if cell is None else cell for cell in cells], strict=True))
        for number, cells in source.rows()
        if number > header.row
    ]
    assert rows == (expected if isinstance(expected, list) else [expected])


@pytest.mark.parametrize(
    "file", [*shared_files("csv/frictionless/*"), *shared_files("xlsx/*")], ids=lambda file: file.name
)
def test_awkward_files_give_rows_or_a_clear_report(file: Path) -> None:
    reason, names = "", tuple[str, ...]()
    rows: list[list[Any]] = []
    try:
        source = open_table(file, file.name)
        header = header_of(source)
        names = header.names
        rows = [cells for number, cells in source.rows() if number > header.row]
    except UnreadableFile as refused:
        reason = refused.values["reason"]
    assert reason or (names and len(set(names)) == len(names))
    assert all(any(cell is not None for cell in cells) for cells in rows)
