"""Functions over numbers: round, smallest and greatest, sums of arguments and of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_UP, Decimal
from typing import Any

from sqlalchemy.sql import and_, case, func, literal, literal_column, null

from engine.expression.function import Context, Function, Parameter, Run, Semantics, SqlForm, Value
from engine.expression.nodes import Binary, Literal, Node
from engine.expression.operators import multiply
from engine.expression.types import NUMBER, WHOLE, AnyType, Blank, ListOf, Number, Type, display
from engine.expression.values import DIV0, EXACT, NUM, ONE, ZERO, ErrorValue, divide_exact, number, round_half_up

_NUMBER = Parameter("number", "number")
_DIGITS = Parameter("decimals", "whole", optional=True, default=ZERO)
_VALUES = (Parameter("value"), Parameter("more", optional=True, many=True))


def _rounded(value: Decimal, decimals: Decimal, how: str) -> Value:
    if abs(decimals) > 400:
        return value if decimals > 0 else ZERO
    if -value.as_tuple().exponent <= decimals:  # type: ignore[operator]  # finite numbers have a whole exponent
        return value
    return value.quantize(ONE.scaleb(-int(decimals)), how, EXACT)


def _rounding(how: str) -> Any:
    return lambda value, decimals=ZERO: _rounded(value, decimals, how)


def _rounded_type(arguments: tuple[Node, ...]) -> Type:
    type, digits = arguments[0].type, arguments[1] if len(arguments) > 1 else Literal(ZERO)
    if isinstance(digits, Literal) and isinstance(digits.value, Decimal) and abs(digits.value) < 400:
        wanted = max(0, int(digits.value))
        own = type.decimals if isinstance(type, Number) else None
        return Number(wanted if own is None else min(wanted, own))
    return NUMBER


def _modulo(value: Decimal, by: Decimal) -> Value:
    if not by:
        return DIV0
    rest = EXACT.remainder(value, by) if value.adjusted() - by.adjusted() < 1000 else None
    if rest is None:
        return NUM
    return EXACT.add(rest, by) if rest and (rest < 0) != (by < 0) else rest


def _modulo_sql(value: Any, by: Any) -> Any:
    rest = func.mod(value, func.nullif(by, 0))
    return case((rest == 0, rest), ((rest < 0) != (by < 0), rest + by), else_=rest)


def _multiple(value: Decimal, step: Decimal, how: str) -> Value:
    if not value:
        return ZERO
    if not step:
        return DIV0 if how == ROUND_FLOOR else ZERO
    if value > 0 > step:
        return NUM
    if step < 0:
        how = ROUND_UP if how == ROUND_CEILING else ROUND_DOWN
        value, step = EXACT.minus(value), EXACT.minus(step)
        return EXACT.minus(EXACT.multiply(_times(value, step, how), step))
    return EXACT.multiply(_times(value, step, how), step)


def _times(value: Decimal, step: Decimal, how: str) -> Decimal:
    whole = EXACT.divide_int(value, step)
    rest = EXACT.remainder(value, step)
    if rest and ((how in (ROUND_CEILING, ROUND_UP) and value > 0) or (how == ROUND_FLOOR and value < 0)):
        whole = EXACT.add(whole, ONE if value > 0 else -ONE)
    return whole


def _multiple_sql(up: bool) -> Any:
    """CEILING or FLOOR on PostgreSQL: whole times the step, corrected by what is left."""

    def form(value: Any, step: Any = literal(1)) -> Any:
        times = func.div(value, func.nullif(step, 0))
        rest = value - times * step
        if up:
            turned = case((and_(step > 0, rest > 0), 1), (and_(step < 0, rest != 0), 1), else_=0)
        else:
            turned = case((and_(step > 0, rest < 0), -1), else_=0)
        made = (times + turned) * step
        nothing = literal_column("0") if up else null()
        return case(
            ((value * step).is_(None), null()),
            (value == 0, literal_column("0")),
            (step == 0, nothing),
            (and_(value > 0, step < 0), null()),
            else_=made,
        )

    return form


def _away_sql(value: Any, decimals: Any = literal(0)) -> Any:
    """ROUNDUP on PostgreSQL."""
    within = func.least(func.greatest(decimals, -400), 400)
    cut = func.trunc(value, within)
    step = func.sign(value) * func.power(literal_column("10::numeric"), -within)
    rounded = case((cut == value, value), else_=cut + step)
    return case(
        (decimals.is_(None), null()), (decimals > 400, value), (decimals < -400, literal_column("0")), else_=rounded
    )


def _sqrt_sql(value: Any) -> Any:
    """The digits asked for by the scale of what is under the root: more than enough to round at the twelfth."""
    return case((value < 0, null()), else_=func.round(func.sqrt(func.round(func.abs(value), 200)), 12))


def _sqrt(value: Decimal) -> Value:
    return NUM if value < 0 else round_half_up(EXACT_ROOT.sqrt(value), 12)


EXACT_ROOT = EXACT.copy()
EXACT_ROOT.prec = 340


def flatten(values: Iterator[Value] | list[Value] | tuple[Value, ...]) -> Iterator[Value]:
    """The values of arguments, those of lists one by one."""
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from flatten(value)
        else:
            yield value


def numbers_of(values: tuple[Value, ...], semantics: Semantics, context: Context) -> list[Decimal] | ErrorValue:
    """The numbers among the arguments; empty ones and the other things in lists are left out."""
    found: list[Decimal] = []
    for argument in values:
        if argument.__class__ is ErrorValue:
            return argument
        inside = isinstance(argument, (list, tuple))
        for value in flatten([argument]):
            if isinstance(value, ErrorValue):
                return value
            if value is None or (inside and isinstance(value, (str, bool))):
                continue
            made = semantics.convert("number", value, context)
            if isinstance(made, ErrorValue):
                return made
            found.append(made)
    return found


def _over(compute: Any) -> Any:
    """A function over all numbers of its arguments."""

    def compile(runs: list[Run], semantics: Semantics) -> Run:
        def run(context: Context) -> Value:
            found = numbers_of(tuple(one(context) for one in runs), semantics, context)
            return found if isinstance(found, ErrorValue) else compute(found)

        return run

    return compile


def _count(runs: list[Run], semantics: Semantics) -> Run:
    def run(context: Context) -> Value:
        count = 0
        for one in runs:
            given = one(context)
            for value in flatten([given]):
                if value is None or value == "" or isinstance(value, ErrorValue):
                    continue
                if semantics.lenient and isinstance(semantics.convert("number", value, context), ErrorValue):
                    continue
                count += 1
        return Decimal(count)

    return run


def _sum(values: list[Decimal]) -> Value:
    total = ZERO
    for value in values:
        total = EXACT.add(total, value)
    return number(total)


def _extreme(choose: Any) -> Any:
    """MIN or MAX: over numbers, or over days or moments."""
    over_numbers = _over(lambda values: choose(values, default=ZERO))

    def compile(runs: list[Run], semantics: Semantics) -> Run:
        numbers = over_numbers(runs, semantics)

        def run(context: Context) -> Value:
            given = [value for value in flatten([one(context) for one in runs]) if value is not None]
            if given and all(isinstance(value, (date, time)) for value in given) and not semantics.lenient:
                return choose(given)
            return numbers(context)

        return run

    return compile


def _extreme_type(arguments: tuple[Node, ...]) -> Type | None:
    kinds = {display(argument.type).kind for argument in arguments}
    if kinds & {"date", "datetime", "time"}:
        return display(arguments[0].type) if len(kinds) == 1 else None
    return _common_number(arguments)


def _product(values: list[Decimal]) -> Value:
    made: Value = ONE if values else ZERO
    for value in values:
        made = multiply(made, value)
        if isinstance(made, ErrorValue):
            return made
    return made


def _average(values: list[Decimal]) -> Value:
    total = _sum(values)
    return DIV0 if not values else total if isinstance(total, ErrorValue) else divide_exact(total, Decimal(len(values)))


def _number_type(decimals: int | None = None) -> Any:
    """The common type of numbers among the arguments; None when one of them is no number."""

    def returns(arguments: tuple[Node, ...]) -> Type | None:
        found: list[int | None] = [decimals] if decimals is not None else []
        for argument in arguments:
            type = display(argument.type)
            if isinstance(type, (AnyType, Blank)) or (isinstance(argument.type, ListOf) and isinstance(type, AnyType)):
                continue
            if not isinstance(type, Number):
                return None
            found.append(type.decimals)
        return Number(None if None in found or not found else max(each for each in found if each is not None))

    return returns


_common_number: Callable[[tuple[Node, ...]], Type | None] = _number_type()

FUNCTIONS = (
    Function(
        "ABS",
        (_NUMBER,),
        lambda arguments: _same(arguments),
        {"en": "The number without its sign.", "zh-CN": "绝对值。"},
        (("ABS(-2.5)", Decimal("2.5")),),
        python=lambda value: EXACT.abs(value),
        sql=SqlForm(func.abs),
        safe=True,
    ),
    Function(
        "ROUND",
        (_NUMBER, _DIGITS),
        _rounded_type,
        {"en": "Rounds to so many decimals, halves away from zero.", "zh-CN": "四舍五入到指定的小数位。"},
        (("ROUND(2.345, 2)", Decimal("2.35")), ("ROUND(-2.5)", Decimal(-3)), ("ROUND(1250, -2)", Decimal(1300))),
        python=_rounding("ROUND_HALF_UP"),
        sql=SqlForm(lambda value, decimals=literal(0): func.round(value, decimals)),
        safe=True,
    ),
    Function(
        "ROUNDUP",
        (_NUMBER, _DIGITS),
        _rounded_type,
        {"en": "Rounds away from zero.", "zh-CN": "向远离零的方向舍入。"},
        (("ROUNDUP(2.341, 2)", Decimal("2.35")), ("ROUNDUP(-2.1)", Decimal(-3))),
        python=_rounding(ROUND_UP),
        sql=SqlForm(_away_sql),
        safe=True,
    ),
    Function(
        "ROUNDDOWN",
        (_NUMBER, _DIGITS),
        _rounded_type,
        {"en": "Rounds towards zero.", "zh-CN": "向零的方向舍入。"},
        (("ROUNDDOWN(2.349, 2)", Decimal("2.34")), ("ROUNDDOWN(-2.9)", Decimal(-2))),
        python=_rounding(ROUND_DOWN),
        sql=SqlForm(lambda value, decimals=literal(0): func.trunc(value, decimals)),
        safe=True,
    ),
    Function(
        "INT",
        (_NUMBER,),
        WHOLE,
        {"en": "The whole number below.", "zh-CN": "向下取整。"},
        (("INT(2.9)", Decimal(2)), ("INT(-2.1)", Decimal(-3))),
        python=lambda value: value.to_integral_value(ROUND_FLOOR),
        sql=SqlForm(func.floor),
        safe=True,
    ),
    Function(
        "MOD",
        (_NUMBER, Parameter("divisor", "number")),
        NUMBER,
        {"en": "What is left after dividing; it has the sign of the divisor.", "zh-CN": "求余数，符号与除数相同。"},
        (("MOD(7, 3)", Decimal(1)), ("MOD(-7, 3)", Decimal(2)), ("MOD(1, 0)", DIV0)),
        python=_modulo,
        sql=SqlForm(_modulo_sql),
    ),
    Function(
        "QUOTIENT",
        (_NUMBER, Parameter("divisor", "number")),
        WHOLE,
        {"en": "The whole part of a division.", "zh-CN": "除法的整数部分。"},
        (("QUOTIENT(-7, 2)", Decimal(-3)), ("QUOTIENT(1, 0)", DIV0)),
        python=lambda value, by: EXACT.divide_int(value, by) if by else DIV0,
        sql=SqlForm(lambda value, by: func.div(value, func.nullif(by, 0))),
    ),
    Function(
        "SIGN",
        (_NUMBER,),
        WHOLE,
        {"en": "1, 0 or -1 by the sign of a number.", "zh-CN": "数字的符号：1、0 或 -1。"},
        (("SIGN(-3)", Decimal(-1)),),
        python=lambda value: Decimal((value > 0) - (value < 0)),
        sql=SqlForm(func.sign),
        safe=True,
    ),
    Function(
        "TRUNC",
        (_NUMBER, _DIGITS),
        _rounded_type,
        {"en": "Cuts a number to so many decimals.", "zh-CN": "截去指定小数位之后的部分。"},
        (("TRUNC(-2.97, 1)", Decimal("-2.9")),),
        python=_rounding(ROUND_DOWN),
        sql=SqlForm(lambda value, decimals=literal(0): func.trunc(value, decimals)),
        safe=True,
    ),
    Function(
        "PRODUCT",
        _VALUES,
        NUMBER,
        {"en": "The product of numbers; empty ones are left out.", "zh-CN": "乘积，空值不计。"},
        (("PRODUCT(2, 3, null)", Decimal(6)),),
        compile=_over(_product),
    ),
    Function(
        "POWER",
        (_NUMBER, Parameter("exponent", "number")),
        NUMBER,
        {"en": "A number to a power.", "zh-CN": "乘方。"},
        (("POWER(2, 10)", Decimal(1024)), ("POWER(4, 0.5)", Decimal(2)), ("POWER(9, 9999999)", NUM)),
        expand=lambda call: Binary("^", *call.arguments, place=call.place),
    ),
    Function(
        "SQRT",
        (_NUMBER,),
        Number(12),
        {"en": "The square root.", "zh-CN": "平方根。"},
        (("SQRT(9)", Decimal(3)), ("SQRT(-1)", NUM)),
        python=_sqrt,
        sql=SqlForm(_sqrt_sql),
    ),
    Function(
        "CEILING",
        (_NUMBER, Parameter("step", "number", optional=True, default=ONE)),
        NUMBER,
        {"en": "The next multiple of a step above.", "zh-CN": "向上舍入到步长的倍数。"},
        (("CEILING(2.1, 0.5)", Decimal("2.5")), ("CEILING(2.1)", Decimal(3))),
        python=lambda value, step=ONE: _multiple(value, step, ROUND_CEILING),
        sql=SqlForm(_multiple_sql(True)),
    ),
    Function(
        "FLOOR",
        (_NUMBER, Parameter("step", "number", optional=True, default=ONE)),
        NUMBER,
        {"en": "The next multiple of a step below.", "zh-CN": "向下舍入到步长的倍数。"},
        (("FLOOR(2.9, 0.5)", Decimal("2.5")), ("FLOOR(2.9)", Decimal(2))),
        python=lambda value, step=ONE: _multiple(value, step, ROUND_FLOOR),
        sql=SqlForm(_multiple_sql(False)),
    ),
    Function(
        "SUM",
        _VALUES,
        _number_type(),
        {"en": "The sum of numbers and lists of numbers.", "zh-CN": "求和，可用于多个数字或列表。"},
        (("SUM(1, 2, 3.5)", Decimal("6.5")), ("SUM([1, 2])", Decimal(3))),
        compile=_over(_sum),
        safe=True,
    ),
    Function(
        "AVERAGE",
        _VALUES,
        _number_type(12),
        {"en": "The average; empty ones are left out.", "zh-CN": "平均值，空值不计。"},
        (("AVERAGE(1, 2)", Decimal("1.5")), ("AVERAGE(null)", DIV0)),
        compile=_over(_average),
    ),
    Function(
        "MIN",
        _VALUES,
        _extreme_type,
        {"en": "The smallest number, or the earliest day.", "zh-CN": "最小值，或最早的日期。"},
        (("MIN(3, 1, 2)", Decimal(1)),),
        compile=_extreme(min),
        safe=True,
    ),
    Function(
        "MAX",
        _VALUES,
        _extreme_type,
        {"en": "The greatest number, or the latest day.", "zh-CN": "最大值，或最晚的日期。"},
        (("MAX(3, 1, 2)", Decimal(3)),),
        compile=_extreme(max),
        safe=True,
    ),
    Function(
        "COUNT",
        _VALUES,
        WHOLE,
        {"en": "How many values are there, empty ones left out.", "zh-CN": "计数，空值不计。"},
        (("COUNT([1, 2, null])", Decimal(2)),),
        compile=_count,
        safe=True,
    ),
)


def _same(arguments: tuple[Node, ...]) -> Type:
    type = arguments[0].type if arguments else NUMBER
    return Number(type.decimals) if isinstance(type, Number) else NUMBER
