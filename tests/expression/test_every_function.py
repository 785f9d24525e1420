"""Every function keeps the promises of its declaration: examples, sentences, signature."""

from __future__ import annotations

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
    assert (function.python is None) != (function.compile is None)
    assert function.signature.startswith(function.name + "(")
    needs_a_world = {"TODAY", "NOW", "CHANGED", "CHANGED_AT", "PREVIOUS", "HOUR", "MINUTE", "SECOND", "DATETIME"}
    assert function.examples or function.name in needs_a_world


@pytest.mark.parametrize(
    "text", ["IF(1<2,3)", "contains('a','A')", "JOIN(['a','b'])", "COALESCE(null, 2)", "PERIOD(45000, 'month')"]
)
def test_functions_of_the_language_run_in_previews_too(text: str) -> None:
    assert not isinstance(compile_lenient(parse(text), built_in_functions())(CONTEXT), ErrorValue)


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
]


@pytest.mark.parametrize(("text", "value"), WORLD, ids=[text for text, _ in WORLD])
def test_functions_see_history_the_companys_clock_and_related_records(text: str, value: Any) -> None:
    assert check(text, SCOPE).evaluate(CONTEXT) == value
