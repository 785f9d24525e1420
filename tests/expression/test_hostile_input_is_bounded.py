"""Hostile expressions meet a limit, quickly and with a sentence; nothing crashes, hangs or grows."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.expression.expression import check, problems_of
from engine.expression.lenient import evaluate_formula, evaluate_line
from engine.expression.parser import MAX_LENGTH, parse
from engine.expression.problems import BrokenExpression
from engine.expression.values import NUM, VALUE, ErrorValue
from tests.expression.world import CONTEXT, SCOPE

REFUSED = [
    ("", "expression.empty"),
    ("   ", "expression.empty"),
    ("=", "expression.empty"),
    ("1" + " + 1" * 1000, "expression.too_long"),
    ("a" * (MAX_LENGTH + 1), "expression.too_long"),
    ("(" * 65 + "1" + ")" * 65, "expression.parentheses"),
    ("f(" * 65 + "1" + ")" * 65, "expression.parentheses"),
    ("[" * 65 + "1" + "]" * 65, "expression.parentheses"),
    ("-" * 300 + "1", "expression.too_deep"),
    ("not " * 300 + "true", "expression.too_deep"),
    ("1" + "+1" * 300, "expression.too_deep"),
    ("a" + ".a" * 300, "expression.too_deep"),
    ("1" + "%" * 300, "expression.too_deep"),
    ("1e999999", "expression.number"),
    ("1e-999999", "expression.number"),
    ("9" * 500, "expression.number"),
    ("1e99999999999999999999", "expression.number"),
    ("'no end", "expression.text_open"),
    ('"no end', "expression.text_open"),
    ("“no end", "expression.text_open"),
    ("1 +", "expression.ends"),
    ("(1", "expression.ends"),
    ("f(1,", "expression.ends"),
    (")", "expression.unexpected"),
    ("1 2", "expression.unexpected"),
    ("a b", "expression.unexpected"),
    ("a == b", "expression.write_instead"),
    ("a != b", "expression.write_instead"),
    ("a && b", "expression.write_instead"),
    ("a || b", "expression.write_instead"),
    ("a; drop table x", "expression.unexpected"),
    ("__import__('os').system('id')", None),
    ("a\x00b", "expression.unexpected"),
    ("\ud800", "expression.unexpected"),
    ("$x", "expression.unexpected"),
    ("@x", "expression.unexpected"),
    ("x[0]", "expression.unexpected"),
    ("{{ x }}", "expression.unexpected"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED, ids=[repr(text[:30]) for text, _ in REFUSED])
def test_what_is_not_an_expression_is_refused_with_a_place(text: str, code: str | None) -> None:
    problems = problems_of(text, SCOPE)
    assert problems
    if code is not None:
        assert problems[0].code == code
    assert problems[0].caret(text).count("\n") == 1
    assert all(problem.message(language) for problem in problems for language in ("en", "zh-CN"))


GUARDED = [
    ("9 ^ 9 ^ 9 ^ 9", NUM),
    ("POWER(9999999999, 9999999999)", NUM),
    ("10 ^ 299 * 10 ^ 299", NUM),
    ("REPT('abcdefghij', 99999999)", VALUE),
    ("SUBSTITUTE(REPT('a', 90000), 'a', 'bb')", VALUE),
    ("REPT('a', 60000) & REPT('a', 60000)", VALUE),
    ("ROUND(1.5, 999999999)", None),
    ("DATE(2024, 1, 99999999999)", None),
    ("EDATE(today(), 99999999999)", None),
    ("today() + 99999999999", None),
    ("LEFT('a', 1e30)", "a"),
    ("0.5 ^ 3999", None),
]


@pytest.mark.parametrize(("text", "value"), GUARDED, ids=[text for text, _ in GUARDED])
def test_a_giant_result_is_an_error_value_and_takes_no_time(text: str, value: object) -> None:
    started = time.monotonic()
    found = check(text, SCOPE).evaluate(CONTEXT)
    assert time.monotonic() - started < 0.5
    if value is not None:
        assert found == value
    assert evaluate_formula("=" + text, {})


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    started = time.monotonic()
    found = check("SEARCH(REPT('*a', 120), REPT('a', 60) & REPT('b', 5000))", SCOPE).evaluate(CONTEXT)
    assert isinstance(found, ErrorValue) and time.monotonic() - started < 1


def test_the_deepest_tree_that_is_allowed_runs() -> None:
    text = "1" + "+1" * 198
    assert check(text, SCOPE).evaluate(CONTEXT) == 199


def test_hundreds_of_conditions_in_a_row_are_one_level() -> None:
    text = " or ".join(f"count={number}" for number in range(300))
    assert check(text, SCOPE).evaluate(CONTEXT) is True


@pytest.mark.parametrize(
    "text",
    ["1 in 2", "PREV([1, [2]])", "CHANGED([1])", "PREVIOUS(1)", "LOOKUP(1, [1.5 h])", "11e30099999999999999999999"],
)
def test_a_preview_of_nonsense_is_an_error(text: str) -> None:
    assert set(evaluate_formula(text, {})) == {"error"}


@given(st.text(max_size=80))
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        parse(text)
    except BrokenExpression as broken:
        places = [problem.place.start for problem in broken.problems]
    else:
        places = [0]
    assert places and max(places) <= len(text) + 1
    assert set(evaluate_formula(text, {})) <= {"value", "error"}


@given(st.text(alphabet="aA1.,()[]'\"+-*/^&=<>% \n#{}andortif", max_size=60))
def test_any_text_of_the_languages_own_signs_parses_or_is_refused(text: str) -> None:
    for problem in problems_of(text, SCOPE):
        assert problem.message("zh-CN")
        assert problem.line_column(text)[0] >= 1


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", "1", "null", '{"formula": 1}', '{"formula": "=1", "fields": 5}', '{"fields": {}}', "[" * 100_000],
)
def test_a_line_that_is_no_question_gets_an_error_line(line: str) -> None:
    assert set(evaluate_line(line)) == {"error"}
