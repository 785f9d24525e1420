"""Functions of the sciences: angles, logarithms, chance, distance; results with 12 decimals."""

from __future__ import annotations

import math
import random
import uuid
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from sqlalchemy.sql import func, literal_column

from engine.expression.function import Function, Parameter, Run, Semantics, SqlForm, Value
from engine.expression.types import TEXT, Number
from engine.expression.values import DIV0, EXACT, NUM, ONE, ZERO, round_half_up

_NUMBER = Parameter("number", "number")
_ANGLE = Parameter("angle", "number")
_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)
_GIANT = Context(prec=330, rounding=ROUND_HALF_EVEN)
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
_DEGREE = Decimal("0.017453292519943295769236907684886127134428718885417254560971914")
_MOST_ANGLE = 2**27  # as in Excel
_EARTH = 6_371_008.8  # mean radius, metres
RESULT = Number(12)


def _turned(angle: Decimal) -> tuple[Decimal, Decimal]:
    """Sine and cosine, exact to some 50 digits: the angle within a turn, then the series."""
    rest = _WIDE.remainder(_WIDE.plus(angle), _WIDE.multiply(_PI, Decimal(2)))
    square = _WIDE.minus(_WIDE.multiply(rest, rest))
    sine, cosine, term, at = rest, ONE, ONE, 0
    while abs(term) > Decimal("1e-55") or at < 4:
        at += 2
        term = _WIDE.divide(_WIDE.multiply(term, square), Decimal((at - 1) * at))
        cosine = _WIDE.add(cosine, term)
        sine = _WIDE.add(sine, _WIDE.divide(_WIDE.multiply(term, rest), Decimal(at + 1)))
    return sine, cosine


def _angular(compute: Any) -> Any:
    def run(angle: Decimal) -> Value:
        if abs(angle) >= _MOST_ANGLE:
            return NUM
        made = compute(*_turned(angle))
        return round_half_up(made, 12) if isinstance(made, Decimal) else made

    return run


def _cotangent(sine: Decimal, cosine: Decimal) -> Value:
    return DIV0 if not sine else _WIDE.divide(cosine, sine)


def _logarithm(number: Decimal, base: Decimal = Decimal(10)) -> Value:
    if number <= 0 or base <= 0:
        return NUM
    if base == 1:
        return DIV0
    return round_half_up(_WIDE.divide(_WIDE.ln(_WIDE.plus(number)), _WIDE.ln(_WIDE.plus(base))), 12)


def _natural(number: Decimal) -> Value:
    return NUM if number <= 0 else round_half_up(_WIDE.ln(_WIDE.plus(number)), 12)


def _exponential(number: Decimal) -> Value:
    if abs(number) > 690:
        return NUM if number > 0 else ZERO
    return round_half_up(_GIANT.exp(_GIANT.plus(number)), 12)


def _chance(runs: list[Run], semantics: Semantics) -> Run:
    return lambda context: Decimal(random.randrange(10**12)).scaleb(-12)


def _unique(runs: list[Run], semantics: Semantics) -> Run:
    return lambda context: str(uuid.uuid4())


def _distance(latitude: Decimal, longitude: Decimal, to_latitude: Decimal, to_longitude: Decimal) -> Value:
    """Along a great circle; floats are exact enough for the centimetres that are shown."""
    if max(abs(latitude), abs(to_latitude)) > 90 or max(abs(longitude), abs(to_longitude)) > 180:
        return NUM
    first, second = math.radians(latitude), math.radians(to_latitude)
    turn = math.radians(to_longitude - longitude)
    half = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(turn / 2) ** 2
    return round_half_up(Decimal(2 * _EARTH * math.asin(math.sqrt(min(1.0, half)))), 2)


FUNCTIONS = (
    Function(
        "SIN",
        (_ANGLE,),
        RESULT,
        {"en": "The sine of an angle in radians.", "zh-CN": "正弦，角度以弧度计。"},
        (("SIN(0)", Decimal(0)), ("SIN(1)", Decimal("0.841470984808")), ("SIN(1e9)", NUM)),
        python=_angular(lambda sine, cosine: sine),
    ),
    Function(
        "COS",
        (_ANGLE,),
        RESULT,
        {"en": "The cosine of an angle in radians.", "zh-CN": "余弦，角度以弧度计。"},
        (("COS(0)", Decimal(1)), ("COS(100)", Decimal("0.862318872288"))),
        python=_angular(lambda sine, cosine: cosine),
    ),
    Function(
        "TAN",
        (_ANGLE,),
        RESULT,
        {"en": "The tangent of an angle in radians.", "zh-CN": "正切，角度以弧度计。"},
        (("TAN(1)", Decimal("1.557407724655")),),
        python=_angular(lambda sine, cosine: _cotangent(cosine, sine)),
    ),
    Function(
        "COT",
        (_ANGLE,),
        RESULT,
        {"en": "The cotangent of an angle in radians.", "zh-CN": "余切，角度以弧度计。"},
        (("COT(1)", Decimal("0.642092615934")), ("COT(0)", DIV0)),
        python=_angular(_cotangent),
    ),
    Function(
        "RADIANS",
        (Parameter("degrees", "number"),),
        RESULT,
        {"en": "An angle in degrees as radians.", "zh-CN": "把角度转换为弧度。"},
        (("RADIANS(180)", Decimal("3.141592653590")),),
        python=lambda degrees: round_half_up(EXACT.multiply(degrees, _DEGREE), 12),
        sql=SqlForm(lambda degrees: func.round(degrees * literal_column(f"{_DEGREE}"), 12)),
        safe=True,
    ),
    Function(
        "PI",
        (),
        RESULT,
        {"en": "The number pi, with 12 decimals.", "zh-CN": "圆周率，保留 12 位小数。"},
        (("PI()", Decimal("3.14159265359")),),
        python=lambda: round_half_up(_PI, 12),
        safe=True,
    ),
    Function(
        "LOG",
        (_NUMBER, Parameter("base", "number", optional=True, default=Decimal(10))),
        RESULT,
        {"en": "The logarithm, to base 10 where no other is given.", "zh-CN": "对数，默认以 10 为底。"},
        (("LOG(1000)", Decimal(3)), ("LOG(8, 2)", Decimal(3)), ("LOG(0)", NUM), ("LOG(5, 1)", DIV0)),
        python=_logarithm,
    ),
    Function(
        "LN",
        (_NUMBER,),
        RESULT,
        {"en": "The natural logarithm.", "zh-CN": "自然对数。"},
        (("LN(10)", Decimal("2.302585092994")), ("LN(0)", NUM)),
        python=_natural,
    ),
    Function(
        "EXP",
        (_NUMBER,),
        RESULT,
        {"en": "e to the power of a number.", "zh-CN": "e 的乘方。"},
        (("EXP(1)", Decimal("2.718281828459")), ("EXP(1000)", NUM)),
        python=_exponential,
    ),
    Function(
        "RAND",
        (),
        RESULT,
        {
            "en": "A random number from 0 to less than 1; not for stored values.",
            "zh-CN": "0 到 1 之间的随机数，不能用于存储的值。",
        },
        (),
        compile=_chance,
        reads=(("chance",),),
        safe=True,
    ),
    Function(
        "UUID",
        (),
        TEXT,
        {"en": "A new unique code; not for stored values.", "zh-CN": "新的唯一编码，不能用于存储的值。"},
        (),
        compile=_unique,
        reads=(("chance",),),
        safe=True,
    ),
    Function(
        "DISTANCE",
        (
            Parameter("latitude", "number"),
            Parameter("longitude", "number"),
            Parameter("to_latitude", "number"),
            Parameter("to_longitude", "number"),
        ),
        Number(2),
        {"en": "Metres between two places on the earth.", "zh-CN": "两个坐标之间的距离（米）。"},
        (("DISTANCE(39.9, 116.4, 39.9, 116.4)", Decimal(0)), ("DISTANCE(0, 0, 0, 1)", Decimal("111195.08"))),
        python=_distance,
    ),
)
