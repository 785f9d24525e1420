"""What docs/expressions.md decides is what happens: one row for each decision, in strict and in lenient mode."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.expression.expression import check, problems_of
from engine.expression.lenient import evaluate_formula
from engine.expression.values import DIV0, NUM, VALUE
from tests.expression.world import CONTEXT, SCOPE
from tests.support.shared_data import shared_lines

DOCS = Path(__file__).resolve().parents[2] / "docs"

STRICT: dict[str, list[tuple[str, Any]]] = {
    "empty values": [
        ("empty_text = '' and empty_number = null and empty_day = ''", True),
        ("empty_number + 1", 1),
        ("empty_number < 1 and not empty_yes", True),
        ("empty_day + 1", None),
        ("YEAR(empty_day)", None),
        ("empty_day < DATE(1, 1, 2)", True),
        ("AVERAGE(empty_number, 4)", 4),
        ("MEDIAN(empty_number, 4)", 4),
        ("MIN(empty_day, empty_day)", None),
        ("TEXT(empty_day, 'yyyy-mm-dd')", ""),
        ("TEXT(empty_number, '0.00')", "0.00"),
        ("SUMIF(['a', null, 'b'], '', [1, 2, 4])", 2),
        ("COUNTIF(['a', null, ''], '=')", 2),
        ("COUNTIF(['a', null, ''], '<>')", 1),
        ("ISBLANK('')", True),
        ("ISTEXT('')", False),
        ("ROUND(2.5,)", 3),
    ],
    "errors": [
        ("1 / zero", DIV0),
        ("1 / zero + 1", DIV0),
        ("IFERROR(1 / zero, 7)", 7),
        ("zero <> 0 and 10 / zero > 2", False),
        ("DATE(9999, 12, 31) + 1", None),
        ("EDATE(DATE(9999, 12, 1), 1)", None),
        ("IFS(false, 1)", None),
        ("SWITCH(5, 1, 'a')", None),
        ("10 ^ 299 * 100", NUM),
        ("REPT('a', 100001)", VALUE),
    ],
    "numbers": [
        ("0.1 + 0.2 = 0.3", True),
        ("1 / 3", Decimal("0.333333333333")),
        ("ROUND(2.5)", 3),
        ("ROUND(-2.5)", -3),
        ("ROUND(1.005, 2)", Decimal("1.01")),
        ("ROUNDUP(-1.1)", -2),
        ("TRUNC(-1.9)", -1),
        ("INT(-1.1)", -2),
        ("SQRT(2)", Decimal("1.414213562373")),
        ("MOD(-7, 3)", 2),
        ("QUOTIENT(-7, 3)", -2),
        ("RMBCAP(10000100.5)", "壹仟万零壹佰元伍角整"),
    ],
    "dates": [
        ("DAY(moment)", 1),
        ("today()", date(2024, 6, 1)),
        ("DATE(2024, 6, 1) = moment", False),
        ("day + 1.9", date(2024, 6, 1)),
        ("DATE(2024, 1, 31) + 1 month", date(2024, 2, 29)),
        ("WEEKDAY(DATE(2024, 6, 2))", 1),
        ("WEEKNUM(DATE(2024, 6, 2)) - WEEKNUM(DATE(2024, 6, 2), 2)", 1),
        ("PERIOD(DATE(2024, 6, 2), 'week')", date(2024, 5, 27)),
        ("AGE(DATE(2025, 1, 1))", 0),
        ("NETWORKDAYS(DATE(2024, 5, 31), DATE(2024, 6, 3), DATE(2024, 6, 3))", 1),
    ],
    "text": [
        ("'a' = 'A'", False),
        ("'a' in ('A', 'b')", False),
        ("'Z' < 'a'", True),
        ("CONTAINS('Abc', 'aB')", True),
        ("SEARCH('É', 'caé')", 3),
        ("COUNTIF(['É'], 'é')", 1),
        ("FIND('b', 'aBb')", 3),
        ("UPPER('straße')", "STRAßE"),
        ("LEN('𝄞')", 1),
        ("REGEXMATCH('a', '[')", VALUE),
        ("COUNTIF([5, '5', 6], 5)", 2),
        ("COUNTIF(['a*', 'ab'], 'a~*')", 1),
    ],
    "full-width input": [
        ("ROUND（2.5，0）＋1", 4),
        ("“甲”＝'甲'", True),
        ("LEN('（，）')", 3),
    ],
}
LENIENT: dict[str, list[tuple[str, dict[str, Any], Any]]] = {
    "where strict and lenient differ": [
        ('=ISBLANK("")', {}, False),
        ('=ISTEXT("")', {}, True),
        ("=IFS(FALSE,1)", {}, "#N/A"),
        ('=SWITCH(5,1,"a")', {}, "#N/A"),
        ('="a"="A"', {}, True),
        ("=EDATE(DATE(9999,12,1),1)", {}, "#NUM!"),
        ("=A1+1", {"A1": None}, 1),
        ("=A1", {"A1": "#N/A"}, "#N/A"),
        ("=DATE(1900,2,29)", {}, 60),
    ],
    "where spreadsheets disagree": [
        ("=POWER(0,0)", {}, "#NUM!"),
        ('=VALUE("")', {}, "#VALUE!"),
        ("=DAY(0)", {}, 0),
        ("=MONTH(0)", {}, 1),
        ("=YEAR(0)", {}, 1900),
        ("=DAY(1)", {}, 1),
        ('=TEXT(2, "mm/dd/yyyy")', {}, "01/02/1900"),
        *((f"={name}()", {}, "#N/A") for name in ("ABS", "COUNT", "LOWER", "MAX", "MIN", "RIGHT")),
    ],
    "days in text are read month first": [
        ('=VALUE("2/3/2023")', {}, 44960),
        ("=VALUE(A1)", {"A1": "2023-02-03"}, 44960),
        ('=VALUE("10-12-1999")', {}, 36445),
        ('=VALUE("25/12/1999")', {}, "#VALUE!"),
    ],
}


@pytest.mark.parametrize(
    ("text", "value"), [case for cases in STRICT.values() for case in cases], ids=lambda value: str(value)[:60]
)
def test_strict_mode_does_what_is_written(text: str, value: Any) -> None:
    assert check(text, SCOPE).evaluate(CONTEXT) == value


@pytest.mark.parametrize(
    ("formula", "fields", "value"), [case for cases in LENIENT.values() for case in cases], ids=lambda value: str(value)
)
def test_lenient_mode_does_what_is_written(formula: str, fields: dict[str, Any], value: Any) -> None:
    made = evaluate_formula(formula, fields)
    found = made.get("error", made.get("value"))
    assert found == value and isinstance(found, bool) == isinstance(value, bool)


def test_what_has_no_argument_is_refused_when_it_is_saved() -> None:
    for name in ("ABS", "COUNT", "LOWER", "MAX", "MIN", "RIGHT"):
        assert [problem.code for problem in problems_of(f"{name}()", SCOPE)] == ["expression.arguments"]


def test_every_formula_on_which_the_sources_disagree_is_decided() -> None:
    decided = {formula for formula, _, _ in LENIENT["where spreadsheets disagree"]}
    assert {case["formula"] for case in shared_lines("formulas/disagreements.jsonl")} <= decided


def test_the_page_has_the_same_decisions_in_both_languages() -> None:
    pages = [(DOCS / name).read_text(encoding="utf-8") for name in ("expressions.md", "expressions.zh-CN.md")]
    shapes = [[line[:2] for line in page.splitlines() if re.match(r"## |- |\| ", line)] for page in pages]
    assert shapes[0] == shapes[1] and len(shapes[0]) > 40
    for name in ("POWER(0, 0)", 'VALUE("")', "DAY(0)", "DAY(1)", "RIGHT()", "mm/dd/yyyy"):
        assert all(name in page for page in pages)
