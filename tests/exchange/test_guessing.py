"""A column becomes the field that people would have made: told by its cells, by its name where they leave it open."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from engine.catalog.catalog import built_in_catalog
from engine.clock import Clock
from engine.exchange.columns import Column
from engine.exchange.guessing import Guess, guess

CATALOG = built_in_catalog()
CLOCK = Clock.in_zone("Asia/Shanghai")


def guessed(name: str, cells: list[Any]) -> Guess:
    column = Column(name, 1_000)
    for cell in cells:
        column.add(cell)
    return guess(column, CATALOG, CLOCK, "CNY")


@pytest.mark.parametrize(
    ("name", "cells", "type"),
    [
        ("Company", ["Acme", "Betasoloin", "Codehow"], "text"),
        ("Code", ["007", "012", "113"], "text"),  # a number would lose its zeros
        ("身份证", ["110101199003078515", "110101199003071234"], "text"),
        ("Mixed", ["12", "n/a", "13"], "text"),
        ("Nothing", [], "text"),
        ("Notes", ["one", "two\nlines"], "long_text"),
        ("Story", ["x" * 300, "short"], "long_text"),
        ("备注", ["无", "客户很满意"], "long_text"),
        ("Count", ["12", "13,400", "7"], "number"),
        ("Ratio", [0.5, 2, 3.25], "number"),
        ("Flags", ["0", "1", "1"], "number"),
        ("Level", ["1", "2", "1", "2"], "number"),
        ("Price", ["12.50", "13", "7.25"], "money"),
        ("Value", ["¥12.50", "¥1,300", "¥7"], "money"),
        ("合同金额", [1200, 80.5], "money"),
        ("Share", ["12%", "7.5%", "100%"], "percent"),
        ("完成比例", [0.5, 0.25, 1], "percent"),
        ("Discount rate", ["35", "40"], "number"),  # 35 of what?
        ("Engaged", ["10/20/2016", "3/1/2017"], "date"),
        ("Begun", ["20/10/2016", "3/1/2017"], "date"),
        ("签约", ["2024年5月31日", "2024年6月1日"], "date"),
        ("Day", [date(2024, 5, 31), date(2024, 6, 1)], "date"),
        ("Due date", ["20240531", "20240601"], "date"),
        ("Number", ["20240531", "20240601"], "number"),
        ("Seen", ["2024-05-31 09:30", "2024-06-01 10:00"], "datetime"),
        ("Seen", [datetime(2024, 5, 31, 9, 30), date(2024, 6, 1)], "datetime"),
        ("Opens", ["09:30", "10:15"], "time"),
        ("Paid", ["yes", "no", "yes"], "yes_no"),
        ("是否启用", ["是", "否"], "yes_no"),
        ("Done", [True, False], "yes_no"),
        ("Agreed", ["1", "0"], "yes_no"),
        ("Stage", ["Won", "Lost", "Won", "Open", "Won", "Lost"], "select"),
        ("状态", ["进行中", "已完成", "未开始"], "select"),
        ("Tags", ["red, blue", "blue", "red, green"], "multi_select"),
        ("兴趣", ["音乐、运动", "运动", "阅读、音乐"], "multi_select"),
        ("Lives in", ["Paris, France", "Rome, Italy", "Nice, France", "Lyon, France"], "text"),
        ("Contact", ["anna@example.com", "li@example.cn"], "email"),
        ("电话", ["13800138000", "010-65529988"], "phone"),
        ("Call", ["+49 30 901820", "+86 138 0013 8000"], "phone"),
        ("Mobile", [13800138000, 13900139000], "phone"),
        ("Home page", ["https://example.com", "www.example.org/a"], "url"),
        ("File", ["report.pdf", "notes.txt"], "text"),
        ("Stars", ["★★★☆☆", "★★★★★"], "rating"),
    ],
)  # fmt: skip
def test_a_column_becomes_the_field_that_people_would_have_made(name: str, cells: list[Any], type: str) -> None:
    assert guessed(name, cells).type == type


@pytest.mark.parametrize(
    ("name", "cells", "settings"),
    [
        ("Count", ["12", "7"], {"decimals": 0}),
        ("Weight", ["1.25", "7.5"], {"decimals": 2}),
        ("Founded", ["1996", "2004", "1999"], {"decimals": 0, "thousands": False}),
        ("Order", [10021, 10022, 10023], {"decimals": 0, "thousands": False}),
        ("Value", ["$12", "$1,300"], {"currency": "USD"}),
        ("Price", ["12", "13"], {"currency": "CNY"}),
        ("Stage", ["Won", " won", "Lost", "Won", "Lost", "Won"], {"options": ["Won", "Lost"]}),
        ("Tags", ["red, blue", "blue", "red;green"], {"options": ["red", "blue", "green"]}),
        ("Likes", ["♥♥♡", "♥♥♥"], {"icon": "heart"}),
    ],
)
def test_its_settings_are_read_from_the_cells(name: str, cells: list[Any], settings: dict[str, Any]) -> None:
    found = guessed(name, cells)
    assert found.offers[found.type] == settings


def test_types_that_most_cells_fit_are_offered_beside_the_guess() -> None:
    assert [*guessed("Engaged", ["2024-05-31", "2024-06-01", "n/a"]).offers][:1] == ["text"]
    assert "date" in guessed("Engaged", ["2024-05-31", "2024-06-01", "n/a"]).offers
    assert "date" not in guessed("Company", ["Acme", "Betasoloin"]).offers


def test_options_are_only_guessed_from_a_whole_column() -> None:
    column = Column("Stage", 3)
    for cell in ("a", "b", "c", "d") * 3:
        column.add(cell)
    assert not column.whole
    assert guess(column, CATALOG, CLOCK, "CNY").type == "text"
