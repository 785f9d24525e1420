"""The seam to the expression layer: text of a definition in, checked expression or problems out."""

from __future__ import annotations

from functools import lru_cache

from engine.expression.expression import Expression, Template, check, check_template
from engine.expression.function import Functions, built_in_functions
from engine.expression.problems import BrokenExpression, ExpressionProblem
from engine.expression.scope import Scope
from engine.expression.types import Type

__all__ = ["Expression", "Template", "functions", "read", "read_template"]


@lru_cache(maxsize=1)
def functions() -> Functions:
    return built_in_functions()


def read(
    text: str, scope: Scope, *, condition: bool = False, expected: Type | None = None
) -> tuple[Expression | None, tuple[ExpressionProblem, ...]]:
    """The expression, or None and what is wrong with it."""
    try:
        return check(text, scope, expected=expected, condition=condition, functions=functions()), ()
    except BrokenExpression as broken:
        return None, broken.problems


def read_template(text: str, scope: Scope) -> tuple[Template | None, tuple[ExpressionProblem, ...]]:
    """The text with holes, or None and what is wrong with it; places count in the whole text."""
    try:
        return check_template(text, scope, functions()), ()
    except BrokenExpression as broken:
        return None, broken.problems
