"""Functions over a record's past: what has just been changed, when, and from what."""

from __future__ import annotations

from typing import Any

from engine.expression.function import Context, Function, Parameter, Run, Semantics, Value
from engine.expression.types import DATETIME, YES_NO
from engine.expression.values import is_blank, record_id


def _changed(runs: list[Run], semantics: Semantics) -> Run:
    def run(context: Context) -> Value:
        name, old = runs[0](context), context.value("old")
        before, now = (old.get(name) if old is not None else None), context.value(name)
        if is_blank(before) and is_blank(now):
            return False
        return bool(record_id(before) != record_id(now))

    return run


def _history(position: int) -> Any:
    def compile(runs: list[Run], semantics: Semantics) -> Run:
        def run(context: Context) -> Value:
            found = context.history(runs[0](context))
            return found[position] if found is not None else None

        return run

    return compile


FUNCTIONS = (
    Function(
        "CHANGED",
        (Parameter("field", "field"),),
        YES_NO,
        {"en": "Has this field just been changed?", "zh-CN": "该字段是否刚被修改。"},
        (),
        compile=_changed,
        reads=(("old",),),
        safe=True,
    ),
    Function(
        "CHANGED_AT",
        (Parameter("field", "field"),),
        DATETIME,
        {"en": "When this field was last changed.", "zh-CN": "该字段最后一次修改的时间。"},
        (),
        compile=_history(1),
        reads=(("history",),),
        safe=True,
    ),
    Function(
        "PREVIOUS",
        (Parameter("field", "field"),),
        lambda arguments: arguments[0].type,
        {"en": "The value of a field before its last change.", "zh-CN": "字段最后一次修改之前的值。"},
        (),
        compile=_history(0),
        reads=(("history",),),
        safe=True,
    ),
)
