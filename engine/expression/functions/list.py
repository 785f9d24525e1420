"""Functions over lists: of related records' fields, of options, of what is written in brackets."""

from __future__ import annotations

from decimal import Decimal

from engine.expression.function import Context, Function, Parameter, Run, Semantics, Value
from engine.expression.nodes import Node
from engine.expression.operators import show
from engine.expression.types import ANY, TEXT, ListOf, Type, display, join
from engine.expression.values import REF, TEXT_CAP, VALUE, ErrorValue, is_blank, record_id


def _join(runs: list[Run], semantics: Semantics) -> Run:
    def run(context: Context) -> Value:
        given = [one(context) for one in runs]
        error = next((value for value in given if isinstance(value, ErrorValue)), None)
        if error is not None:
            return error
        values = given[0] if isinstance(given[0], (list, tuple)) else [given[0]]
        between = ", " if len(given) < 2 else show(given[1], context)
        made = between.join(show(value, context) for value in values if not is_blank(value))
        return made if len(made) <= TEXT_CAP else VALUE

    return run


def _split(text: str, between: str) -> Value:
    if not between:
        return VALUE
    return text.split(between) if text else []


def _union(runs: list[Run], semantics: Semantics) -> Run:
    """Each value once, in the order of first appearance; empty ones are left out."""

    def run(context: Context) -> Value:
        found: dict[Value, Value] = {}
        for one in runs:
            given = one(context)
            for value in given if isinstance(given, (list, tuple)) else [given]:
                if isinstance(value, ErrorValue):
                    return value
                key = record_id(value)
                if not is_blank(key) and not isinstance(key, (list, dict)):
                    found.setdefault((isinstance(key, bool), key), value)
        return list(found.values())

    return run


def _union_type(arguments: tuple[Node, ...]) -> Type | None:
    type: Type | None = ANY
    for argument in arguments:
        type = join(type, display(argument.type)) if type is not None else None
    return ListOf(type) if type is not None else None


def _item(values: list[Value], position: Decimal) -> Value:
    if position < 1:
        return VALUE
    return values[int(position) - 1] if position <= len(values) else REF


FUNCTIONS = (
    Function(
        "SPLIT",
        (Parameter("text", "text"), Parameter("between", "text")),
        ListOf(TEXT),
        {"en": "The pieces of a text between separators, as a list.", "zh-CN": "按分隔符把文本拆分为列表。"},
        (('SPLIT("a-b-c", "-")', ["a", "b", "c"]), ('SPLIT("", "-")', []), ('SPLIT("a", "")', VALUE)),
        python=_split,
    ),
    Function(
        "UNION",
        (Parameter("list"), Parameter("more", optional=True, many=True)),
        _union_type,
        {"en": "The values of lists, each once.", "zh-CN": "合并列表并去除重复的值。"},
        (('UNION(["a", "b"], ["b", "c"])', ["a", "b", "c"]), ("UNION([1, 1, null])", [Decimal(1)])),
        compile=_union,
    ),
    Function(
        "INDEX",
        (Parameter("list", "list"), Parameter("position", "whole")),
        lambda arguments: display(arguments[0].type),
        {"en": "The value at a position of a list, the first is 1.", "zh-CN": "列表中第几个值，从 1 开始。"},
        (('INDEX(["a", "b"], 2)', "b"), ('INDEX(["a"], 2)', REF), ('INDEX(["a"], 0)', VALUE)),
        python=_item,
    ),
    Function(
        "JOIN",
        (Parameter("list", "list"), Parameter("between", "text", optional=True, default=", ")),
        TEXT,
        {"en": "The values of a list as one text.", "zh-CN": "把列表中的值连接成一个文本。"},
        (('JOIN(["a", "b"], "-")', "a-b"), ('JOIN(["a", null, "b"])', "a, b")),
        compile=_join,
    ),
)
