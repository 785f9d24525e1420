"""Functions that choose: they look only at what they need."""

from __future__ import annotations

from typing import Any

from engine.expression.evaluator import logic
from engine.expression.function import Context, Function, Parameter, Run, Semantics, Value
from engine.expression.nodes import Node
from engine.expression.types import ANY, YES_NO, Type, join
from engine.expression.values import NA, ErrorValue, is_blank

_ANY = Parameter("value")
_CONDITION = Parameter("condition", "yes_no")
_MORE = Parameter("more", "yes_no", optional=True, many=True)


def _joined(*positions: int) -> Any:
    """The type that holds the results at some positions, counted from the end when negative."""

    def returns(arguments: tuple[Node, ...]) -> Type | None:
        return _join_all([arguments[at] for at in positions if at < len(arguments)])

    return returns


def _join_all(arguments: list[Node]) -> Type | None:
    type: Type | None = arguments[0].type if arguments else ANY
    for argument in arguments[1:]:
        type = join(type, argument.type) if type is not None else None
    return type


def _if(runs: list[Run], semantics: Semantics) -> Run:
    condition, then = runs[0], runs[1]
    otherwise = runs[2] if len(runs) > 2 else (lambda context: False if semantics.lenient else None)
    truth = semantics.truth

    def run(context: Context) -> Value:
        chosen = truth(condition(context))
        if isinstance(chosen, ErrorValue):
            return chosen
        return then(context) if chosen else otherwise(context)

    return run


def _ifs(runs: list[Run], semantics: Semantics) -> Run:
    truth = semantics.truth

    def run(context: Context) -> Value:
        for position in range(0, len(runs) - 1, 2):
            chosen = truth(runs[position](context))
            if isinstance(chosen, ErrorValue):
                return chosen
            if chosen:
                return runs[position + 1](context)
        return NA if semantics.lenient else None

    return run


def _switch(runs: list[Run], semantics: Semantics) -> Run:
    subject, cases = runs[0], runs[1:]

    def run(context: Context) -> Value:
        value = subject(context)
        if isinstance(value, ErrorValue):
            return value
        for position in range(0, len(cases) - 1, 2):
            candidate = cases[position](context)
            if isinstance(candidate, ErrorValue):
                return candidate
            if semantics.equal(value, candidate) is True:
                return cases[position + 1](context)
        if len(cases) % 2:
            return cases[-1](context)
        return NA if semantics.lenient else None

    return run


def _switch_type(arguments: tuple[Node, ...]) -> Type | None:
    results = [argument for position, argument in enumerate(arguments) if position >= 2 and position % 2 == 0]
    if len(arguments) % 2 == 0 and len(arguments) > 2:
        results.append(arguments[-1])
    return _join_all(results)


def _coalesce(runs: list[Run], semantics: Semantics) -> Run:
    def run(context: Context) -> Value:
        for one in runs:
            value = one(context)
            if not is_blank(value):
                return value
        return None

    return run


def _if_error(runs: list[Run], semantics: Semantics) -> Run:
    first, second = runs

    def run(context: Context) -> Value:
        value = first(context)
        return second(context) if isinstance(value, ErrorValue) else value

    return run


def _is_error(runs: list[Run], semantics: Semantics) -> Run:
    return lambda context: isinstance(runs[0](context), ErrorValue)


def _is_blank(runs: list[Run], semantics: Semantics) -> Run:
    def run(context: Context) -> Value:
        value = runs[0](context)
        if isinstance(value, ErrorValue):
            return False if semantics.lenient else value
        return value is None if semantics.lenient else is_blank(value)

    return run


def _is_empty(runs: list[Run], semantics: Semantics) -> Run:
    def run(context: Context) -> Value:
        value = runs[0](context)
        return value if isinstance(value, ErrorValue) and not semantics.lenient else is_blank(value)

    return run


def _all(operator: str) -> Any:
    def compile(runs: list[Run], semantics: Semantics) -> Run:
        if semantics.lenient:
            return semantics.all_of(operator, runs)  # type: ignore[attr-defined, no-any-return]  # Excel's AND and OR stand there
        return logic(operator, runs, semantics.truth)

    return compile


def _is_text(runs: list[Run], semantics: Semantics) -> Run:
    """An empty text counts as empty, so it is none; Excel takes it for one."""
    return lambda context: isinstance(value := runs[0](context), str) and (semantics.lenient or value != "")


def _not(value: bool) -> bool:
    return not value


FUNCTIONS = (
    Function(
        "IF",
        (_CONDITION, Parameter("then"), Parameter("otherwise", optional=True)),
        _joined(1, 2),
        {"en": "One value or another, by a condition.", "zh-CN": "根据条件返回不同的值。"},
        (('IF(1 < 2, "yes", "no")', "yes"), ('IF(2 < 1, "yes")', None)),
        compile=_if,
        safe=True,
    ),
    Function(
        "IFS",
        (Parameter("condition", "yes_no", many=True), Parameter("value", many=True)),
        lambda arguments: _join_all(list(arguments[1::2])),
        {"en": "The value after the first condition that holds.", "zh-CN": "返回第一个成立的条件对应的值。"},
        (('IFS(1 > 2, "a", true, "b")', "b"), ('IFS(false, "a")', None)),
        compile=_ifs,
        group=2,
        safe=True,
    ),
    Function(
        "SWITCH",
        (_ANY, Parameter("case"), Parameter("result"), Parameter("more", optional=True, many=True)),
        _switch_type,
        {
            "en": "The result beside the case that equals the value; a last one alone is for all others.",
            "zh-CN": "返回与值相等的情况所对应的结果，最后一个单独的参数用于其他情况。",
        },
        (('SWITCH(2, 1, "a", 2, "b")', "b"), ('SWITCH(3, 1, "a", "z")', "z")),
        compile=_switch,
        # Every second one is a case, but for one that stands alone at the end.
        options_of=lambda position, count: 0 if position % 2 and position + 1 < count else None,
        safe=True,
    ),
    Function(
        "COALESCE",
        (_ANY, Parameter("more", optional=True, many=True)),
        lambda arguments: _join_all(list(arguments)),
        {"en": "The first value that is not empty.", "zh-CN": "返回第一个非空的值。"},
        (('COALESCE(null, "", "a")', "a"),),
        compile=_coalesce,
        safe=True,
    ),
    Function(
        "IFERROR",
        (_ANY, Parameter("otherwise")),
        _joined(0, 1),
        {"en": "Another value where the first is an error.", "zh-CN": "出错时返回另一个值。"},
        (("IFERROR(1 / 0, 5)", 5),),
        compile=_if_error,
    ),
    Function(
        "ISERROR",
        (_ANY,),
        YES_NO,
        {"en": "Is it an error?", "zh-CN": "是否为错误。"},
        (("ISERROR(1 / 0)", True), ("ISERROR(1)", False)),
        compile=_is_error,
        safe=True,
    ),
    Function(
        "ISBLANK",
        (_ANY,),
        YES_NO,
        {"en": "Is it empty?", "zh-CN": "是否为空。"},
        (("ISBLANK(null)", True), ('ISBLANK("a")', False)),
        compile=_is_blank,
        safe=True,
    ),
    Function(
        "ISEMPTY",
        (_ANY,),
        YES_NO,
        {"en": "Is it empty: nothing, a text or list without content?", "zh-CN": "是否为空（空值、空文本或空列表）。"},
        (("ISEMPTY([])", True), ("ISEMPTY(0)", False)),
        compile=_is_empty,
        safe=True,
    ),
    Function(
        "AND",
        (_CONDITION, _MORE),
        YES_NO,
        {"en": "Do all conditions hold?", "zh-CN": "所有条件是否都成立。"},
        (("AND(true, 1 < 2)", True),),
        compile=_all("and"),
        safe=True,
    ),
    Function(
        "OR",
        (_CONDITION, _MORE),
        YES_NO,
        {"en": "Does one of the conditions hold?", "zh-CN": "是否有任一条件成立。"},
        (("OR(false, 1 < 2)", True),),
        compile=_all("or"),
        safe=True,
    ),
    Function(
        "XOR",
        (_CONDITION, _MORE),
        YES_NO,
        {"en": "Does an odd number of conditions hold?", "zh-CN": "成立的条件是否为奇数个。"},
        (("XOR(true, true)", False), ("XOR(true, false)", True)),
        python=lambda *conditions: sum(conditions) % 2 == 1,
        safe=True,
    ),
    Function(
        "NOT",
        (_CONDITION,),
        YES_NO,
        {"en": "The opposite.", "zh-CN": "取反。"},
        (("NOT(1 < 2)", False),),
        python=_not,
        safe=True,
    ),
    Function(
        "NA",
        (),
        ANY,
        {"en": "The error #N/A: not available.", "zh-CN": "返回错误 #N/A。"},
        (("NA()", NA),),
        python=lambda: NA,
    ),
    Function(
        "ISTEXT",
        (_ANY,),
        YES_NO,
        {"en": "Is it a text?", "zh-CN": "是否为文本。"},
        (('ISTEXT("1")', True), ("ISTEXT(1)", False), ('ISTEXT("")', False)),
        compile=_is_text,
        safe=True,
    ),
    Function(
        "ISNA",
        (_ANY,),
        YES_NO,
        {"en": "Is it the error #N/A?", "zh-CN": "是否为错误 #N/A。"},
        (("ISNA(NA())", True), ("ISNA(1 / 0)", False)),
        compile=lambda runs, semantics: lambda context: runs[0](context) == NA,
        safe=True,
    ),
    Function(
        "IFNA",
        (_ANY, Parameter("otherwise")),
        _joined(0, 1),
        {"en": "Another value where the first is #N/A.", "zh-CN": "为 #N/A 时返回另一个值。"},
        (("IFNA(NA(), 5)", 5),),
        compile=lambda runs, semantics: lambda context: runs[1](context) if (v := runs[0](context)) == NA else v,
    ),
    Function(
        "ISNUMBER",
        (_ANY,),
        YES_NO,
        {"en": "Is it a number?", "zh-CN": "是否为数字。"},
        (("ISNUMBER(1)", True), ('ISNUMBER("1")', False)),
        compile=lambda runs, semantics: lambda context: _is_number(runs[0](context), semantics),
        safe=True,
    ),
)


def _is_number(value: Value, semantics: Semantics) -> bool:
    from datetime import date, time
    from decimal import Decimal

    if isinstance(value, bool):
        return False
    return isinstance(value, (Decimal, int, float)) or (semantics.lenient and isinstance(value, (date, time)))
