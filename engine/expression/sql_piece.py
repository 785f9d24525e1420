"""A piece of SQL and what is known of its values: emptiness, errors, scale and bounds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy.sql import ColumnElement, literal_column

from engine.expression import types
from engine.expression.encoding import LIMIT
from engine.expression.function import Functions
from engine.expression.nodes import Binary, Call, Literal, Member, Name, Node, Unary, walk
from engine.expression.sql import NoSqlForm
from engine.expression.values import EXACT, ErrorValue, Span


class Nulls(Enum):
    """What NULL means in a piece of SQL."""

    NEVER = "never"
    EMPTY = "empty"
    ERROR = "error"


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with what is known of its values.

    scale, low, high: a number on SQLite is an integer of this scale between these bounds; scale None = exact text.
    column: it is a column as stored (there `''` is NULL). known: it is this literal.
    """

    element: ColumnElement[Any]
    type: types.Type
    nulls: Nulls = Nulls.NEVER
    scale: int | None = None
    low: int = -LIMIT
    high: int = LIMIT
    column: bool = False


def scale_sql(scale: int | None) -> ColumnElement[Any]:
    return literal_column("NULL" if scale is None else str(scale))


def solid(node: Node) -> bool:
    """Surely neither empty nor an error."""
    match node:
        case Literal(value=value):
            return value is not None and value != "" and not isinstance(value, ErrorValue)
        case Name() | Member():
            return node.required
        case Call(function="TODAY" | "NOW"):
            return True
        case Call(function="DATETIME"):
            return solid(node.arguments[0])
        case Unary(operator="-"):
            return solid(node.operand)
        case Binary(operator="+" | "-"):
            return (
                solid(node.left)
                and isinstance(node.right, Literal)
                and isinstance(node.right.value, (Span, Decimal))
                and _near(node.right.value)
            )
    return False


def _near(value: Span | Decimal) -> bool:
    """Moves a day by less than a few centuries, so that the calendar does not end."""
    return (value.days if isinstance(value, Span) else value).copy_abs() < 100_000


def may_fail(node: Node, functions: Functions) -> bool:
    """May its value be an error?"""
    for each in walk(node):
        if isinstance(each, Binary) and each.operator in ("/", "^"):
            return True
        if isinstance(each, Call):
            function = functions.get(each.function)
            if function is None or (not function.safe and not isinstance(each.type, (types.Date, types.DateTime))):
                return True
    return False


def together(left: Nulls, right: Nulls) -> Nulls:
    """What NULL means where it may come from either; it cannot mean both."""
    if left is Nulls.NEVER or left is right:
        return right
    if right is Nulls.NEVER:
        return left
    raise NoSqlForm("a value that may be empty or an error")


def bounds(type: types.Number) -> tuple[int, int]:
    decimals = type.decimals or 0
    low = -LIMIT if type.min is None else max(-LIMIT, int(type.min.scaleb(decimals, EXACT)) - 1)
    high = LIMIT if type.max is None else min(LIMIT, int(type.max.scaleb(decimals, EXACT)) + 1)
    return low, high
