"""Exact arithmetic in SQL: native integers on SQLite where 63 bits are proven, Python's decimals where not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.sql import ColumnElement, cast, func, literal_column
from sqlalchemy.types import BigInteger, Numeric

from engine.expression import types
from engine.expression.encoding import LIMIT
from engine.expression.nodes import Binary, Literal, Node, Unary, walk
from engine.expression.sql import NoSqlForm
from engine.expression.sql_piece import Nulls, Sql, scale_sql
from engine.expression.sql_values import MAX_PRODUCTS, Compiler
from engine.expression.values import PRODUCT_DECIMALS, QUOTIENT_DECIMALS

_ZERO = Decimal(0)
_HUNDREDTH = Decimal("0.01")
_FUNCTIONS = {"+": "fw_add", "-": "fw_sub", "*": "fw_mul", "/": "fw_div"}


def number(compiler: Compiler, node: Node) -> Sql:
    """A number with empty as 0. On PostgreSQL it is NUMERIC whatever its column is."""
    made = compiler.value(node, fill=True)
    if isinstance(made.type, types.Blank):
        return compiler.literal_number(_ZERO)
    if not isinstance(made.type, types.Number):
        raise NoSqlForm(made.type.kind)
    return numeric(compiler, made)


def numeric(compiler: Compiler, made: Sql) -> Sql:
    """On PostgreSQL integers become NUMERIC, so that no product overflows."""
    if compiler.sqlite or made.scale is None:
        return made
    return Sql(cast(made.element, Numeric), made.type, made.nulls)


def binary(compiler: Compiler, node: Binary) -> Sql:
    """`+ - * / ^` over numbers."""
    if sum(1 for each in walk(node) if isinstance(each, Binary) and each.operator in "*^") > MAX_PRODUCTS:
        raise NoSqlForm("so many products")
    if node.operator == "^":
        return power(compiler, node)
    return compute(compiler, node.operator, number(compiler, node.left), number(compiler, node.right), node.type)


def compute(compiler: Compiler, operator: str, left: Sql, right: Sql, type: types.Type) -> Sql:
    """One operation on two numbers that are never empty."""
    nulls = Nulls.ERROR if Nulls.ERROR in (left.nulls, right.nulls) or operator == "/" else Nulls.NEVER
    if not compiler.sqlite:
        return Sql(_postgresql(operator, left.element, right.element, type), type, nulls)
    if operator != "/" and left.scale is not None and right.scale is not None:
        native = _native(operator, left, left.scale, right, right.scale, type, nulls)
        if native is not None:
            return native
        compiler.miss()
    function = getattr(func, _FUNCTIONS[operator])
    element = function(left.element, scale_sql(left.scale), right.element, scale_sql(right.scale))
    return Sql(element, type, nulls)


def power(compiler: Compiler, node: Binary) -> Sql:
    """Small whole powers as products; others are for Python."""
    exponent = node.right
    if not isinstance(exponent, Literal) or exponent.value not in (1, 2, 3, 4, 5):
        raise NoSqlForm("this power")
    base = number(compiler, node.left)
    made = base
    for _ in range(int(str(exponent.value)) - 1):
        made = compute(compiler, "*", made, base, types.Number(_product_decimals(made.type, base.type)))
    return made


def unary(compiler: Compiler, node: Unary) -> Sql:
    """`-`, `+` and `%`; a percentage is only a matter of scale on SQLite."""
    made = number(compiler, node.operand)
    if node.operator == "+":
        return made
    if node.operator == "-":
        if not compiler.sqlite:
            return Sql(-made.element, made.type, made.nulls)
        if made.scale is not None:
            return Sql(-made.element, made.type, made.nulls, made.scale, -made.high, -made.low)
        return compute(compiler, "-", compiler.literal_number(_ZERO), made, made.type)
    if not compiler.sqlite:
        return Sql(made.element * literal_column("0.01", Numeric()), node.type, made.nulls)
    if made.scale is not None and made.scale <= 16:
        return Sql(made.element, node.type, made.nulls, made.scale + 2, made.low, made.high)
    return compute(compiler, "*", made, compiler.literal_number(_HUNDREDTH), node.type)


def aligned(left: Sql, right: Sql) -> tuple[Sql, Sql] | None:
    """Two native numbers brought to one scale, or None when 63 bits are not proven to hold them."""
    if left.scale is None or right.scale is None:
        return None
    scale = max(left.scale, right.scale)
    a, b = _raised(left, left.scale, scale), _raised(right, right.scale, scale)
    return (a, b) if a is not None and b is not None else None


def exact(compiler: Compiler, made: Sql) -> ColumnElement[Any]:
    """A number as exact text on SQLite, as it is on PostgreSQL."""
    if not compiler.sqlite or made.scale is None:
        return made.element
    return func.fw_dec(made.element, scale_sql(made.scale))


def rounded(compiler: Compiler, made: Sql, decimals: int, type: types.Type) -> Sql | None:
    """ROUND of a native number as integer arithmetic, half away from zero; None where bounds are not proven."""
    if made.scale is None or decimals < 0:
        return None
    if decimals >= made.scale:
        return made
    step = 10 ** (made.scale - decimals)
    half = step // 2
    if made.high + half > LIMIT or made.low - half < -LIMIT:
        return None
    sign = (made.element > 0).cast(BigInteger) - (made.element < 0).cast(BigInteger)
    shifted = made.element + sign * literal_column(str(half), BigInteger())
    element = shifted.op("/", precedence=8)(literal_column(str(step), BigInteger()))
    return Sql(element, type, made.nulls, decimals, -((-made.low + half) // step), (made.high + half) // step)


def _raised(made: Sql, scale: int, wanted: int) -> Sql | None:
    if scale == wanted:
        return made
    factor = 10 ** (wanted - scale)
    low, high = made.low * factor, made.high * factor
    if low < -LIMIT or high > LIMIT:
        return None
    return Sql(made.element * literal_column(str(factor), BigInteger()), made.type, made.nulls, wanted, low, high)


def _native(
    operator: str, left: Sql, left_scale: int, right: Sql, right_scale: int, type: types.Type, nulls: Nulls
) -> Sql | None:
    if operator == "*":
        corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
        scale = left_scale + right_scale
        if min(corners) < -LIMIT or max(corners) > LIMIT or scale > 18:
            return None
        return Sql(left.element * right.element, type, nulls, scale, min(corners), max(corners))
    pair = aligned(left, right)
    if pair is None:
        return None
    a, b = pair
    if operator == "+":
        low, high, element = a.low + b.low, a.high + b.high, a.element + b.element
    else:
        low, high, element = a.low - b.high, a.high - b.low, a.element - b.element
    if low < -LIMIT or high > LIMIT:
        return None
    return Sql(element, type, nulls, a.scale, low, high)


def _postgresql(operator: str, left: Any, right: Any, type: types.Type) -> ColumnElement[Any]:
    if operator == "+":
        return left + right  # type: ignore[no-any-return]  # elements are Any here
    if operator == "-":
        return left - right  # type: ignore[no-any-return]
    if operator == "*":
        decimals = type.decimals if isinstance(type, types.Number) else None
        product = left * right
        return func.round(product, PRODUCT_DECIMALS) if decimals is None or decimals >= PRODUCT_DECIMALS else product
    return quotient(left, right)


def quotient(left: Any, right: Any) -> ColumnElement[Any]:
    """left / right with 12 decimals half up on PostgreSQL; NULL for a division by zero.

    Its division keeps as many decimals as its operands show; with 100 no quotient of our numbers lies so close to a
    half that rounding twice could change it.
    """
    wide = func.round(left, 100)
    return func.round(wide.op("/", precedence=8)(func.nullif(right, literal_column("0", Numeric()))), QUOTIENT_DECIMALS)


def _product_decimals(left: types.Type, right: types.Type) -> int | None:
    a = left.decimals if isinstance(left, types.Number) else None
    b = right.decimals if isinstance(right, types.Number) else None
    return None if a is None or b is None else min(a + b, PRODUCT_DECIMALS)
