"""Operators of the language: precedence, exact decimals, emptiness, errors as values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.expression.expression import check
from engine.expression.values import DIV0, NUM
from tests.expression.world import CONTEXT, SCOPE

CASES: list[tuple[str, Any]] = [
    ("1 + 2 * 3", Decimal(7)),
    ("-2 ^ 2", Decimal(4)),  # as in Excel, the sign belongs to the 2
    ("2 ^ 3 ^ 2", Decimal(64)),
    ("10%", Decimal("0.1")),
    ("0.1 + 0.2", Decimal("0.3")),
    ("0.1 + 0.2 = 0.3", True),
    ("7 / 2", Decimal("3.5")),
    ("2 / 3", Decimal("0.666666666667")),
    ("-2 / 3", Decimal("-0.666666666667")),
    ("100000000000000 * 1000000", Decimal("100000000000000000000")),
    ("1 / 0", DIV0),
    ("0 ^ 0", NUM),
    ("(1 / 0) = 1", DIV0),
    ("1 = 2 or 1 / 0 = 1", DIV0),
    ("1 = 1 or 1 / 0 = 1", True),
    ("1 = 2 and 1 / 0 = 1", False),
    ("'a' & 1 & true", "a1TRUE"),
    ("'a''b' = \"a'b\"", True),
    ("'a' <> 'A'", True),
    ("empty_number + 1", Decimal(1)),
    ("empty_number = 0", True),
    ("empty_number = ''", True),
    ("zero = ''", False),
    ("empty_text = ''", True),
    ("empty_text & 'x'", "x"),
    ("not empty_yes", True),
    ("empty_day < today()", True),
    ("empty_day = null", True),
    ("today() - empty_day", None),
    ("stage in ('won', 'lost')", True),
    ("stage not in ['won']", False),
    ("stage in ('won')", True),
    ("stage not in ('lost')", True),
    ("'a' in tags and not ('c' in tags)", True),
    ("AND(true, not false) and NOT(false)", True),
]


@pytest.mark.parametrize(("text", "value"), CASES, ids=[text for text, _ in CASES])
def test_an_expression_has_the_value_that_the_language_promises(text: str, value: Any) -> None:
    assert check(text, SCOPE).evaluate(CONTEXT) == value


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("（1＋2）＊3", "(1+2)*3"),
        ("amount ＞＝ 3，", None),
        ("＝amount", "amount"),
        ("“你好” ＆ name", '"你好" & name'),
        ("amount≥1", "amount >= 1"),
        ("IF(amount＞1，“金”，“银”)", 'IF(amount > 1, "金", "银")'),
    ],
)
def test_full_width_signs_mean_their_plain_ones(written: str, plain: str | None) -> None:
    from engine.expression.parser import parse
    from engine.expression.problems import BrokenExpression

    if plain is None:
        with pytest.raises(BrokenExpression):
            parse(written)
    else:
        assert parse(written) == parse(plain)


def test_full_width_signs_within_a_text_stay() -> None:
    assert check("'（，）'", SCOPE).evaluate(CONTEXT) == "（，）"
