"""Every function keeps the promises of its declaration: examples, sentences, signature."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.expression.expression import check
from engine.expression.function import Function, built_in_functions
from engine.expression.lenient import compile_lenient
from engine.expression.parser import parse
from engine.expression.types import AnyType
from engine.expression.values import ErrorValue
from tests.expression.world import CONTEXT, SCOPE

FUNCTIONS = sorted({id(each): each for each in built_in_functions().values()}.values(), key=lambda each: each.name)
EXAMPLES = [(each.name, text, value) for each in FUNCTIONS for text, value in each.examples]


@pytest.mark.parametrize(("name", "text", "value"), EXAMPLES, ids=[text for _, text, _ in EXAMPLES])
def test_an_example_has_its_value(name: str, text: str, value: Any) -> None:
    expression = check(text, SCOPE)
    assert expression.evaluate(CONTEXT) == value
    if value is not None and not isinstance(value, ErrorValue) and not isinstance(expression.type, AnyType):
        assert expression.type.kind != "any"


@pytest.mark.parametrize("function", FUNCTIONS, ids=[each.name for each in FUNCTIONS])
def test_a_function_speaks_both_languages_and_has_an_example_or_needs_a_world(function: Function) -> None:
    assert set(function.sentence) == {"en", "zh-CN"} and all(function.sentence.values())
    assert function.name == function.name.upper()
    assert function.python is None or function.compile is None
    assert (function.python, function.compile, function.expand) != (None, None, None)
    assert function.signature.startswith(function.name + "(")
    assert function.examples or function.name in NEEDS_A_WORLD


@pytest.mark.parametrize(
    "text",
    [
        "IF(1<2,3)",
        "contains('a','A')",
        "JOIN(['a','b'])",
        "COALESCE(null, 2)",
        "PERIOD(45000, 'month')",
        "SUMIF([1, 2], '>1')",
        "AGE(36526, 45000)",
        "POWER(2, 3)",
        "PINYIN('张')",
    ],
)
def test_functions_of_the_language_run_in_previews_too(text: str) -> None:
    assert not isinstance(compile_lenient(parse(text), built_in_functions())(CONTEXT), ErrorValue)


def test_every_function_without_an_example_is_run_in_the_world() -> None:
    run = " ".join(text for text, _ in WORLD).upper() + "TODAY( NOW( DATETIME( RAND( UUID("
    assert {name for name in NEEDS_A_WORLD if f"{name}(" not in run} == set()


def test_chance_is_no_value_to_store_and_differs() -> None:
    for text in ("RAND()", "UUID()"):
        expression = check(text, SCOPE)
        assert expression.depends == {("chance",)} != expression.fields
        assert expression.evaluate(CONTEXT) != expression.evaluate(CONTEXT)
    assert 0 <= check("RAND()", SCOPE).evaluate(CONTEXT) < 1
    assert len(check("UUID()", SCOPE).evaluate(CONTEXT)) == 36


NEEDS_A_WORLD = set(
    "TODAY NOW CHANGED CHANGED_AT PREVIOUS HOUR MINUTE SECOND DATETIME RAND UUID "
    "WORKTIME WORKTIMEADD INROLE CURRENTUSER GETUSERNAME USERDEPT TEXTUSER TEXTDEPT RECNO ISNEW PREV".split()
)

WORLD = [
    ("changed(stage)", True),
    ("changed(amount)", False),
    ("previous(stage)", "open"),
    ("YEAR(changed_at(stage))", 2024),
    ("previous(name)", None),
    ("HOUR(moment)", 2),
    ("HOUR(clock) * 100 + MINUTE(clock)", 930),
    ("DAY(moment)", 1),
    ("SUM(contacts.age)", 70),
    ("COUNT(contacts)", 2),
    ("AVERAGE(contacts.age)", 35),
    ("JOIN(contacts.name, '/')", "Li/Wu"),
    ("customer.owner.department.name", "Sales"),
    ("me.department = 2", True),
    ("SECOND(clock)", 0),
    ("CURRENTUSER() = me", True),
    ("GETUSERNAME()", "Me"),
    ("USERDEPT() = 2", True),
    ("TEXTUSER(customer.owner)", "Me"),
    ("TEXTDEPT(me.department)", "Sales"),
    ("TEXTLOCATION(address)", "上海1 Road"),
    ("RECNO()", 12),
    ("ISNEW()", False),
    ("PREV(stage)", "open"),
    ("ISCHANGED(stage)", True),
    ("SUMOVER(contacts.age)", 70),
    ("COUNTOVER(contacts)", 2),
    ("SUMIF(contacts.name, 'li', contacts.age)", 30),
    ("COUNTIFS(contacts.age, '>=30', contacts.name, 'W*')", 1),
    ("FILTER(contacts.name, contacts.age, '>35')", ["Wu"]),
    ("MAPX('max', 'Wu', contacts.name, contacts.age)", 40),
    ("LOOKUP(35, contacts.age, contacts.name)", "Li"),
    ("SUMPRODUCT(contacts.age, contacts.age)", 2500),
    ("RANK(40, contacts.age)", 1),
    ("LARGE(contacts.age, 2)", 30),
    ("INDEX(contacts.name, 2)", "Wu"),
    ("AGE(DATE(2000, 6, 1))", 24),
    ("AGE(day)", 0),
    ("DATEDELTA(moment, 1) - moment", 1),
    ("TIMESTAMP(moment)", 1717180200000),
    ("REGEXMATCH(name, '^D')", True),
    ("INROLE('seller')", True),
    ("INROLE('sell' & 'er') and not INROLE('boss') and not INROLE('')", True),
    ("NETWORKDAYS('2024-04-26', '2024-05-06', calendars.office)", 5),
    ("NETWORKDAYS('2024-05-06', '2024-04-26', calendars.office)", -5),
    ("NETWORKDAYS('0001-01-01', '9999-12-31', calendars.office)", 2608614),
    ("WORKDAY('2024-04-30', 1, calendars.office)", date(2024, 5, 6)),
    ("WORKDAY('2024-05-10', 1, calendars.office)", date(2024, 5, 11)),
    ("WORKDAY('2024-05-06', -2, calendars.office)", date(2024, 4, 29)),
    ("WORKDAY('2024-05-06', -3, calendars.office)", date(2024, 4, 28)),
    ("WORKDAY('2024-05-05', 0, calendars.office)", date(2024, 5, 5)),
    ("WORKDAY('9999-12-30', 10, calendars.office)", None),
    ("WORKDAY(empty_day, 10, calendars.office)", None),
    ("WORKTIME('2024-05-31', '2024-06-01', calendars.office)", Decimal("7.5")),
    ("WORKTIME('2024-05-31', moment, calendars.office)", Decimal("7.5")),
    ("WORKTIME(moment, '2024-05-31', calendars.office)", Decimal("-7.5")),
    ("WORKTIME('2024-05-01', '2024-05-06', calendars.office)", 0),
    ("WORKTIME('2024-05-11', '2024-05-12', calendars.office)", Decimal("7.5")),
    ("WORKTIME('2024-05-31T03:59:59Z', '2024-05-31T05:30:01Z', calendars.office)", Decimal("0.000555555556")),
    ("WORKTIME('0001-01-01', '9999-12-31', calendars.office)", Decimal("19564597.5")),
    ("WORKTIME(empty_day, moment, calendars.office)", None),
    # The clock of this calendar is moved from two to three: eight hours by the clock, seven in truth.
    ("WORKTIME('2024-03-29T21:00:00Z', '2024-03-30T22:00:00Z', calendars.plant)", 9),
    ("WORKTIMEADD('2024-05-31T01:00:00Z', 3, calendars.office)", datetime(2024, 5, 31, 4, tzinfo=UTC)),
    ("WORKTIMEADD('2024-05-31T01:00:00Z', 3.5, calendars.office)", datetime(2024, 5, 31, 6, tzinfo=UTC)),
    ("WORKTIMEADD('2024-05-31T10:00:00Z', 0.25, calendars.office)", datetime(2024, 6, 3, 1, 15, tzinfo=UTC)),
    ("WORKTIMEADD('2024-06-03T01:00:00Z', -7.5, calendars.office)", datetime(2024, 5, 31, 1, tzinfo=UTC)),
    ("WORKTIMEADD('2024-06-01', 0, calendars.office)", datetime(2024, 5, 31, 16, tzinfo=UTC)),
    ("WORKTIMEADD('2024-04-30', 8, calendars.office)", datetime(2024, 5, 6, 1, 30, tzinfo=UTC)),
    ("WORKTIMEADD(moment, 1000001, calendars.office)", None),
    ("WORKTIMEADD('9999-12-31', 1000, calendars.office)", None),
    ("WORKTIMEADD('2024-06-01T12:00:00Z', 2, calendars.plant)", datetime(2024, 6, 1, 22, tzinfo=UTC)),
]


@pytest.mark.parametrize(("text", "value"), WORLD, ids=[text for text, _ in WORLD])
def test_functions_see_history_the_companys_clock_and_related_records(text: str, value: Any) -> None:
    assert check(text, SCOPE).evaluate(CONTEXT) == value
