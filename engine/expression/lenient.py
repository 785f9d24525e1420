"""Formulas as Excel would run them, over values of any type: previews and `formwright eval`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from engine import clock
from engine.clock import Clock
from engine.expression.evaluator import SimpleContext, TreeCompiler, called, joined
from engine.expression.excel import LENIENT, from_json, to_json
from engine.expression.excel_functions import ARITHMETIC, SPECIAL, Field, junction, listed
from engine.expression.function import Context, Functions, Run, Value, built_in_functions
from engine.expression.nodes import Binary, Call, Logic, Member, Name, Node, Unary
from engine.expression.parser import parse
from engine.expression.problems import BrokenExpression
from engine.expression.values import EXACT, NA, NAME, NUM, VALUE, ErrorValue

BROKEN = "#ERROR!"
# Functions over numbers that leave texts and truth values in fields out.
_OVER_NUMBERS = ("PRODUCT", "MEDIAN", "STDEV")


def evaluate_formula(formula: str, fields: Mapping[str, Any], functions: Functions | None = None) -> dict[str, Any]:
    """{"value": …} or {"error": "#VALUE!"} of a formula over field values as JSON has them; never raises."""
    try:
        run = _compiled(formula) if functions is None else compile_lenient(parse(formula), functions)
        values = {name: from_json(value) for name, value in fields.items()}
        context = SimpleContext(values, Clock(clock.now(), ZoneInfo("UTC")))
        result = run(context)
    except BrokenExpression:
        return {"error": BROKEN}
    except (RecursionError, OverflowError, ArithmeticError):
        return {"error": NUM.code}
    if isinstance(result, ErrorValue):
        return {"error": result.code}
    made = to_json(result)
    return {"value": made}


def evaluate_line(line: str) -> dict[str, Any]:
    """One line `{"formula": "=…", "fields": {…}}` of `formwright eval`."""
    try:
        asked = json.loads(line)
        formula, fields = asked["formula"], asked.get("fields") or {}
        if not isinstance(formula, str) or not isinstance(fields, dict):
            return {"error": BROKEN}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {"error": BROKEN}
    return evaluate_formula(formula, fields)


@lru_cache(maxsize=1_000)
def _compiled(formula: str) -> Run:
    return compile_lenient(parse(formula), built_in_functions())


def compile_lenient(tree: Node, functions: Functions) -> Run:
    """A callable out of an unchecked tree; types are looked at when it runs."""
    return _Lenient(functions, LENIENT).compile(tree)


class _Lenient(TreeCompiler):
    def compile(self, node: Node) -> Run:
        match node:
            case Name(name=name):
                return Field(name)
            case Binary(operator="&"):
                return joined(self.compile(node.left), self.compile(node.right), lambda value, _: LENIENT.text(value))
            case Logic(operator=operator):
                return junction(operator, [self.compile(condition) for condition in node.conditions])
        return super().compile(node)

    def member(self, node: Member) -> Run:
        target, name = self.compile(node.target), node.name

        def run(context: Context) -> Value:
            value = target(context)
            if isinstance(value, Mapping):
                return value.get(name)
            if isinstance(value, list):
                return [item.get(name) for item in value if isinstance(item, Mapping)]
            return value if isinstance(value, ErrorValue) or value is None else VALUE

        return run

    def comparison(self, node: Binary) -> Run:
        left, right, operator = self.compile(node.left), self.compile(node.right), node.operator
        return lambda context: LENIENT.compare(operator, left(context), right(context))

    def operation(self, node: Binary) -> Run:
        left, right, compute = self.compile(node.left), self.compile(node.right), ARITHMETIC[node.operator]

        def run(context: Context) -> Value:
            a = LENIENT.number(left(context))
            if isinstance(a, ErrorValue):
                return a
            b = LENIENT.number(right(context))
            return b if isinstance(b, ErrorValue) else compute(a, b)

        return run

    def unary(self, node: Unary) -> Run:
        operand, operator = self.compile(node.operand), node.operator

        def run(context: Context) -> Value:
            value = operand(context)
            if operator == "not":
                answer = LENIENT.truth(value)
                return answer if isinstance(answer, ErrorValue) else not answer
            if operator == "+":
                return value
            found = LENIENT.number(value)
            if isinstance(found, ErrorValue):
                return found
            return EXACT.minus(found) if operator == "-" else EXACT.multiply(found, Decimal("0.01"))

        return run

    def call(self, node: Call) -> Run:
        function = self.functions.get(node.function)
        if function is None:
            return lambda context: NAME
        count = len(node.arguments)
        if count < function.least or (function.most is not None and count > function.most):
            return lambda context: NA
        runs = []
        for position, argument in enumerate(node.arguments):
            kind = function.parameter(position, count).kind
            if kind == "field" and not isinstance(argument, Name):
                return lambda context: VALUE
            runs.append(self.argument(argument, kind))
        special = SPECIAL.get(function.name)
        if special is not None:
            return special(runs)
        longer = function.expand(node) if function.expand is not None else None
        if longer is not None:
            return self.compile(longer)
        if function.name in _OVER_NUMBERS:
            runs = [listed(run) for run in runs]
        if function.compile is not None:
            return function.compile(runs, LENIENT)
        return called(function, runs, LENIENT)
