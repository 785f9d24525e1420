"""Functions over lists: of related records' fields, of options, of what is written in brackets."""

from __future__ import annotations

from engine.expression.function import Context, Function, Parameter, Run, Semantics, Value
from engine.expression.operators import show
from engine.expression.types import TEXT
from engine.expression.values import TEXT_CAP, VALUE, ErrorValue, is_blank


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


FUNCTIONS = (
    Function(
        "JOIN",
        (Parameter("list", "list"), Parameter("between", "text", optional=True, default=", ")),
        TEXT,
        {"en": "The values of a list as one text.", "zh-CN": "把列表中的值连接成一个文本。"},
        (('JOIN(["a", "b"], "-")', "a-b"), ('JOIN(["a", null, "b"])', "a, b")),
        compile=_join,
    ),
)
