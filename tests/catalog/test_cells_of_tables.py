"""Cells as people and spreadsheets write them become the values they mean."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.catalog.relations import TitleRef
from tests.definition.small import app_with

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPTIONS = [{"id": "open", "label": "Open"}, {"id": "done", "label": "Done"}]
FIELDS: dict[str, Any] = {
    "number": {"type": "number", "decimals": 2},
    "whole": {"type": "number", "decimals": 0},
    "money": {"type": "money"},
    "percent": {"type": "percent"},
    "date": {"type": "date"},
    "moment": {"type": "datetime"},
    "yes_no": {"type": "yes_no"},
    "select": {"type": "select", "options": OPTIONS},
    "many": {"type": "multi_select", "options": OPTIONS},
    "phone": {"type": "phone"},
    "url": {"type": "url"},
    "owner": {"type": "user"},
    "owners": {"type": "user", "many": True},
}
CASES: list[tuple[str, Any, Any]] = [
    ("number", "1,234.50", Decimal("1234.50")),
    ("number", "１２３．５", Decimal("123.50")),
    ("number", "1.234,5", Decimal("1234.50")),
    ("number", "(5)", Decimal("-5.00")),
    ("number", 5.0, Decimal("5.00")),
    ("number", 0.1, Decimal("0.10")),
    ("number", "", None),
    ("whole", 3.0, 3),
    ("money", "¥ 1,054.00", Decimal("1054.00")),
    ("money", "CNY 12", Decimal("12.00")),
    ("percent", "12 %", Decimal("0.120000")),
    ("percent", 0.5, Decimal("0.500000")),
    ("date", "2024/5/31", datetime.date(2024, 5, 31)),
    ("date", "2024年5月31日", datetime.date(2024, 5, 31)),
    ("date", "20240531", datetime.date(2024, 5, 31)),
    ("date", "31.05.2024", datetime.date(2024, 5, 31)),
    ("date", 45443.0, datetime.date(2024, 5, 31)),
    ("date", datetime.datetime(2024, 5, 31, 23, 30), datetime.date(2024, 5, 31)),
    ("moment", "2024-05-31 09:30", datetime.datetime(2024, 5, 31, 1, 30, tzinfo=datetime.UTC)),
    ("moment", "2024/5/31 9:30 PM", datetime.datetime(2024, 5, 31, 13, 30, tzinfo=datetime.UTC)),
    ("moment", "2024-05-31T01:30:00Z", datetime.datetime(2024, 5, 31, 1, 30, tzinfo=datetime.UTC)),
    ("moment", datetime.date(2024, 5, 31), datetime.datetime(2024, 5, 30, 16, 0, tzinfo=datetime.UTC)),
    ("yes_no", "是", True),
    ("yes_no", "No", False),
    ("yes_no", 1.0, True),
    ("select", " done ", "done"),
    ("select", "OPEN", "open"),
    ("many", "Done, Open", ("open", "done")),
    ("phone", 13800138000.0, "13800138000"),
    ("url", "example.com/a", "https://example.com/a"),
    ("owner", " Anna ", TitleRef("Anna")),
    ("owners", "Anna; 李雷", (TitleRef("Anna"), TitleRef("李雷"))),
]


@pytest.mark.parametrize(("field", "cell", "value"), CASES, ids=lambda one: str(one)[:30])
def test_a_cell_becomes_the_value_it_means(field: str, cell: Any, value: Any) -> None:
    made = app_with(FIELDS).forms["thing"].fields[field]
    assert made.type.clean(made.type.from_cell(cell, made, SHANGHAI), made) == value


@pytest.mark.parametrize(
    ("field", "cell"),
    [("number", "twelve"), ("date", "2024-02-30"), ("yes_no", "perhaps"), ("select", "Gone"), ("number", "12.345")],
)
def test_a_cell_that_means_nothing_is_left_as_it_is_and_refused(field: str, cell: str) -> None:
    made = app_with(FIELDS).forms["thing"].fields[field]
    assert made.type.from_cell(cell, made, SHANGHAI) in (cell, str(cell))
    with pytest.raises(Exception, match=r"value\."):
        made.type.clean(made.type.from_cell(cell, made, SHANGHAI), made)


def test_options_are_recognised_in_every_language() -> None:
    from tests.definition.small import app_of

    app = app_of(
        {
            "app.yaml": "kind: app\nid: shop\nlabel: Shop\nlanguage: {written_in: en, also: [zh-CN]}\n",
            "forms/thing.yaml": "kind: form\nid: thing\nfields:\n  s: {type: select, options: [Open]}\n",
            "i18n/zh-CN.yaml": "kind: i18n\nlocale: zh-CN\nform: {thing: {fields: {s: {options: {open: 打开}}}}}\n",
        }
    )
    field = app.forms["thing"].fields["s"]
    assert field.type.from_cell("打开", field) == "open"
    assert field.type.show("open", field, "zh-CN") == "打开"
    assert field.type.search_text("open", field) == "Open 打开"
