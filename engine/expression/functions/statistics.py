"""Functions over many numbers at once: middle, spread, rank, products of columns."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from engine.expression.function import Context, Function, Kind, Parameter, Run, Semantics, Value
from engine.expression.functions.number import EXACT_ROOT, numbers_of
from engine.expression.operators import multiply
from engine.expression.types import NUMBER, WHOLE, Number
from engine.expression.values import (
    DIV0,
    EXACT,
    NA,
    NUM,
    VALUE,
    ZERO,
    ErrorValue,
    number,
    round_half_up,
    to_decimal,
)

_LIST = Parameter("list", "list")
_VALUES = (Parameter("value"), Parameter("more", optional=True, many=True))
_COLUMNS = (Parameter("column", "column"), Parameter("more", "column", optional=True, many=True))


def _over(compute: Callable[[list[Decimal]], Value]) -> Any:
    """A function over all numbers of its arguments."""

    def compile(runs: list[Run], semantics: Semantics) -> Run:
        def run(context: Context) -> Value:
            found = numbers_of(tuple(one(context) for one in runs), semantics, context)
            return found if isinstance(found, ErrorValue) else compute(found)

        return run

    return compile


def _of_list(compute: Callable[..., Value], *kinds: Kind, at: int = 0) -> Any:
    """A function over one list, at position `at`, and single values of the given kinds."""

    def compile(runs: list[Run], semantics: Semantics) -> Run:
        others = [run for position, run in enumerate(runs) if position != at]

        def run(context: Context) -> Value:
            given: list[Value] = []
            for kind, one in zip(kinds, others, strict=False):
                value = one(context)
                made = value if isinstance(value, ErrorValue) else semantics.convert(kind, value, context)
                if isinstance(made, ErrorValue):
                    return made
                given.append(made)
            listed = semantics.convert("list", value, context) if (value := runs[at](context)) is not None else []
            found = numbers_of((listed,), semantics, context)
            return found if isinstance(found, ErrorValue) else compute(found, *given)

        return run

    return compile


def _median(values: list[Decimal]) -> Value:
    if not values:
        return NUM
    ordered, half = sorted(values), len(values) // 2
    if len(values) % 2:
        return ordered[half]
    return number(EXACT.multiply(EXACT.add(ordered[half - 1], ordered[half]), Decimal("0.5")))


def _deviation(values: list[Decimal]) -> Value:
    """Of a sample: the square root of the squares' sum over n - 1, with 12 decimals."""
    count = len(values)
    if count < 2:
        return DIV0
    total = squares = ZERO
    for value in values:
        total = EXACT.add(total, value)
        squares = EXACT.add(squares, EXACT.multiply(value, value))
    above = EXACT.subtract(EXACT.multiply(squares, Decimal(count)), EXACT.multiply(total, total))
    return number(round_half_up(EXACT_ROOT.sqrt(EXACT_ROOT.divide(above, Decimal(count * (count - 1)))), 12))


def _ranked(values: list[Decimal], position: Decimal, largest: bool) -> Value:
    if not 1 <= position <= len(values):
        return NUM
    return sorted(values, reverse=largest)[int(position) - 1]


def _percentile(values: list[Decimal], part: Decimal) -> Value:
    """Between two neighbours in proportion, as Excel's inclusive one."""
    if not values or not 0 <= part <= 1:
        return NUM
    ordered, place = sorted(values), EXACT.multiply(part, Decimal(len(values) - 1))
    below = int(place.to_integral_value(ROUND_FLOOR))
    if below == len(values) - 1:
        return ordered[below]
    step = EXACT.multiply(EXACT.subtract(ordered[below + 1], ordered[below]), place - below)
    return number(round_half_up(EXACT.add(ordered[below], step), 12))


def _rank(values: list[Decimal], value: Decimal, ascending: bool = False) -> Value:
    if value not in values:
        return NA
    return Decimal(1 + sum(1 for other in values if (other < value if ascending else other > value)))


def _sum_product(runs: list[Run], semantics: Semantics) -> Run:
    """Row by row; what is no number counts as 0."""

    def run(context: Context) -> Value:
        columns: list[list[Value]] = []
        for one in runs:
            value = one(context)
            if isinstance(value, ErrorValue):
                return value
            columns.append(semantics.convert("list", value, context))
        if len({len(column) for column in columns}) != 1:
            return VALUE
        total = ZERO
        for row in zip(*columns, strict=True):
            product: Value = Decimal(1)
            for value in row:
                if isinstance(value, ErrorValue):
                    return value
                exact = to_decimal(value)
                product = multiply(product, ZERO if exact is None else exact)
                if isinstance(product, ErrorValue):
                    return product
            total = EXACT.add(total, product)
        return number(total)

    return run


FUNCTIONS = (
    Function(
        "MEDIAN",
        _VALUES,
        NUMBER,
        {"en": "The number in the middle; empty ones are left out.", "zh-CN": "中位数，空值不计。"},
        (("MEDIAN(3, 1, 2)", Decimal(2)), ("MEDIAN([1, 2, 3, 10])", Decimal("2.5")), ("MEDIAN([])", NUM)),
        compile=_over(_median),
    ),
    Function(
        "STDEV",
        _VALUES,
        Number(12),
        {"en": "The standard deviation of a sample.", "zh-CN": "样本标准差。"},
        (
            ("STDEV(2, 4, 4, 4, 5, 5, 7, 9)", Decimal("2.138089935299")),
            ("STDEV(1, 3)", Decimal("1.414213562373")),
            ("STDEV(1)", DIV0),
        ),
        compile=_over(_deviation),
    ),
    Function(
        "LARGE",
        (_LIST, Parameter("position", "whole")),
        NUMBER,
        {"en": "The number at a position, counted from the greatest.", "zh-CN": "第几大的数字。"},
        (("LARGE([3, 5, 4], 2)", Decimal(4)), ("LARGE([1], 2)", NUM)),
        compile=_of_list(lambda values, position: _ranked(values, position, True), "whole"),
    ),
    Function(
        "SMALL",
        (_LIST, Parameter("position", "whole")),
        NUMBER,
        {"en": "The number at a position, counted from the smallest.", "zh-CN": "第几小的数字。"},
        (("SMALL([3, 5, 4], 2)", Decimal(4)), ("SMALL([3, null, 1], 2)", Decimal(3))),
        compile=_of_list(lambda values, position: _ranked(values, position, False), "whole"),
    ),
    Function(
        "PERCENTILE",
        (_LIST, Parameter("part", "number")),
        Number(12),
        {"en": "The number below which a part (0 to 1) of the numbers lies.", "zh-CN": "百分位数，比例为 0 到 1。"},
        (("PERCENTILE([1, 2, 3, 4], 0.3)", Decimal("1.9")), ("PERCENTILE([1, 2], 2)", NUM)),
        compile=_of_list(_percentile, "number"),
    ),
    Function(
        "RANK",
        (Parameter("number", "number"), _LIST, Parameter("ascending", "yes_no", optional=True)),
        WHOLE,
        {
            "en": "The rank of a number in a list, the greatest first; equal ones share a rank.",
            "zh-CN": "数字在列表中的排名，默认从大到小，相同者名次相同。",
        },
        (
            ("RANK(4, [5, 4, 4, 1])", Decimal(2)),
            ("RANK(4, [5, 4, 4, 1], true)", Decimal(2)),
            ("RANK(9, [5, 4])", NA),
        ),
        compile=_of_list(_rank, "number", "yes_no", at=1),
    ),
    Function(
        "SUMPRODUCT",
        _COLUMNS,
        NUMBER,
        {"en": "The sum of the products of columns, row by row.", "zh-CN": "多列逐行相乘后求和。"},
        (
            ("SUMPRODUCT([1, 2], [3, 4])", Decimal(11)),
            ("SUMPRODUCT([1, null], [3, 4])", Decimal(3)),
            ("SUMPRODUCT([1, 2], [3])", VALUE),
        ),
        compile=_sum_product,
    ),
)
