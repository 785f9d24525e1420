"""The seam to the expression layer: text of a definition in, checked expression or problems out."""

from __future__ import annotations

from functools import lru_cache

from engine.expression.expression import Expression, Template, check, check_template
from engine.expression.function import Functions, built_in_functions
from engine.expression.functions.people import HELD_ROLES
from engine.expression.nodes import Call, Literal, walk
from engine.expression.problems import BrokenExpression, ExpressionProblem
from engine.expression.scope import Scope
from engine.expression.types import Type

__all__ = ["Expression", "Template", "asked_roles", "functions", "read", "read_template"]


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


def asked_roles(expression: Expression) -> list[str]:
    """The roles that an expression asks for by name: `INROLE("sales_rep")`."""
    if (HELD_ROLES,) not in expression.depends:
        return []
    calls = [node for node in walk(expression.tree) if isinstance(node, Call) and node.function == "INROLE"]
    written = [call.arguments[0] for call in calls]
    return [each.value for each in written if isinstance(each, Literal) and isinstance(each.value, str)]


def read_template(text: str, scope: Scope) -> tuple[Template | None, tuple[ExpressionProblem, ...]]:
    """The text with holes, or None and what is wrong with it; places count in the whole text."""
    try:
        return check_template(text, scope, functions()), ()
    except BrokenExpression as broken:
        return None, broken.problems
