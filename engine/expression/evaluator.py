"""Tree to Python closures: compiled once, called for every record; strict for stored formulas, lenient like Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import orjson

from engine.clock import Clock
from engine.expression.function import (
    TEMPORAL_KINDS,
    Context,
    Function,
    Functions,
    Kind,
    Run,
    Semantics,
    Value,
    built_in_functions,
)
from engine.expression.nodes import Binary, Call, Label, ListNode, Literal, Logic, Member, Name, Node, Unary
from engine.expression.operators import STRICT, arithmetic, compare, contains, show
from engine.expression.types import TEMPORAL, Date, DateTime, Duration, ListOf, OptionValues, Parts, Record, Records
from engine.expression.values import (
    EXACT,
    NAME,
    NUM,
    TEXT_CAP,
    VALUE,
    ZERO,
    ErrorValue,
    Span,
    is_blank,
    number,
    record_id,
    to_decimal,
)

NOBODY = -1  # the id of no record


@dataclass(frozen=True)
class SimpleContext:
    """A context out of plain mappings: `values` by root name, `records` by form and id, `changes` by field."""

    values: Mapping[str, Value]
    clock: Clock
    records: Mapping[tuple[str, int], Mapping[str, Value]] = field(default_factory=dict)
    changes: Mapping[str, tuple[Value, Any]] = field(default_factory=dict)

    def value(self, name: str) -> Value:
        return self.values.get(name)

    def record(self, form: str, id: int) -> Mapping[str, Value] | None:
        return self.records.get((form, id))

    def history(self, field: str) -> tuple[Value, Any] | None:
        return self.changes.get(field)


def compile_python(tree: Node, functions: Functions | None = None) -> Run:
    """A callable out of a checked tree: `run(context) -> value`. Never raises for data; what fails is an ErrorValue."""
    return TreeCompiler(functions or built_in_functions(), STRICT).compile(tree)


class TreeCompiler:
    def __init__(self, functions: Functions, semantics: Semantics):
        self.functions, self.semantics = functions, semantics

    def compile(self, node: Node) -> Run:
        match node:
            case Literal(value=value):
                return lambda context: value
            case Name(name=name):
                return lambda context: context.value(name)
            case Label():
                return lambda context: NAME
            case Member():
                return self.member(node)
            case Call():
                return self.call(node)
            case Unary():
                return self.unary(node)
            case Binary(operator="in" | "not in"):
                return self.within(node)
            case Binary(operator="&"):
                return joined(self.compile(node.left), self.compile(node.right), show)
            case Binary(operator="+" | "-" | "*" | "/" | "^"):
                return self.operation(node)
            case Binary():
                return self.comparison(node)
            case Logic(operator=operator):
                return logic(operator, [self.compile(condition) for condition in node.conditions], self.semantics.truth)
            case ListNode():
                return _listed([self.compile(item) for item in node.items])
        raise TypeError(f"cannot run {node!r}")

    def column(self, node: Node) -> Run:
        """A list whose empty values are kept, so that the rows of several lists stay beside each other."""
        if isinstance(node, Member) and isinstance(node.target.type, Records):
            target, form, name = self.compile(node.target), node.target.type.form, node.name
            return lambda context: [_member(one, form, name, context) for one in target(context) or ()]
        return self.compile(node)

    def member(self, node: Member) -> Run:
        name, of = node.name, node.target.type
        if isinstance(of, OptionValues) and isinstance(node.target, Member):
            table = {choice.id: dict(choice.values).get(name) for choice in of.choices}
            table = {id: exact if (exact := to_decimal(value)) is not None else value for id, value in table.items()}
            option = self.compile(node.target.target)
            return lambda context: table.get(option(context))
        target = self.compile(node.target)
        form = of.form if isinstance(of, (Record, Records)) else ""
        if isinstance(of, (Records, ListOf)):
            return lambda context: _members(target(context), form, name, context)
        if isinstance(of, Parts) and not of.parts:
            return lambda context: part_text(target(context), name)
        return lambda context: _member(target(context), form, name, context)

    def comparison(self, node: Binary) -> Run:
        left, right = self.compile(node.left), self.compile(node.right)
        test = compare(node.operator)
        if isinstance(node.left.type, Record) or isinstance(node.right.type, Record):
            left, right = _somebody(node.left, left), _somebody(node.right, right)
            return lambda context: test(record_id(left(context)), record_id(right(context)))

        def run(context: Context) -> Value:
            a = left(context)
            if a.__class__ is ErrorValue:
                return a
            b = right(context)
            if b.__class__ is ErrorValue:
                return b
            return test(a, b)

        return run

    def operation(self, node: Binary) -> Run:
        left, right, compute = self.compile(node.left), self.compile(node.right), arithmetic(node.operator)
        days_left = isinstance(node.left.type, TEMPORAL)
        days_right = isinstance(node.right.type, TEMPORAL)
        lengths = isinstance(node.left.type, Duration), isinstance(node.right.type, Duration)

        def run(context: Context) -> Value:
            a = left(context)
            if a.__class__ is ErrorValue:
                return a
            b = right(context)
            if b.__class__ is ErrorValue:
                return b
            if (a is None and days_left) or (b is None and days_right):
                return None
            if a is None and lengths[0]:
                a = Span()
            if b is None and lengths[1]:
                b = Span()
            return compute(a, b, context)

        return run

    def unary(self, node: Unary) -> Run:
        operand, operator, truth = self.compile(node.operand), node.operator, self.semantics.truth
        nothing: Value = Span() if isinstance(node.operand.type, Duration) else None

        def negate(context: Context) -> Value:
            value = truth(operand(context))
            return value if isinstance(value, ErrorValue) else not value

        def run(context: Context) -> Value:
            value = operand(context)
            value = nothing if value is None else value
            if isinstance(value, ErrorValue) or operator == "+":
                return value
            if isinstance(value, Span):
                return -value
            exact = ZERO if value is None else to_decimal(value)
            if exact is None:
                return VALUE
            return EXACT.minus(exact) if operator == "-" else percent(exact)

        return negate if operator == "not" else run

    def within(self, node: Binary) -> Run:
        if isinstance(node.right, ListNode):
            return self.among(node, node.right.items)
        left, right, negated = self.compile(node.left), self.compile(node.right), node.operator == "not in"

        def run(context: Context) -> Value:
            item, within = left(context), right(context)
            if isinstance(item, ErrorValue):
                return item
            if isinstance(within, ErrorValue):
                return within
            found = contains(item, within)
            return not found if negated and not isinstance(found, ErrorValue) else found

        return run

    def among(self, node: Binary, items: Sequence[Node]) -> Run:
        """`in` a written list: one equal item decides, also beside an error."""
        left, negated, equal = self.compile(node.left), node.operator == "not in", self.semantics.equal
        runs = [self.compile(item) for item in items]

        def run(context: Context) -> Value:
            item = record_id(left(context))
            if isinstance(item, ErrorValue):
                return item
            error: ErrorValue | None = None
            for each in runs:
                found = equal(item, record_id(each(context)))
                if found is True:
                    return not negated
                error = found if isinstance(found, ErrorValue) else error
            return error if error is not None else negated

        return run

    def call(self, node: Call) -> Run:
        function = self.functions.get(node.function)
        if function is None:
            return lambda context: NAME
        longer = function.expand(node) if function.expand is not None else None
        if longer is not None:
            return self.compile(longer)
        count = len(node.arguments)
        runs = [
            self.argument(argument, function.parameter(position, count).kind)
            for position, argument in enumerate(node.arguments)
        ]
        if function.compile is not None:
            run = function.compile(runs, self.semantics)
            if isinstance(node.type, TEMPORAL) and function.name in ("MIN", "MAX"):
                # The smallest of no days is no day, where the smallest of no numbers is 0.
                return lambda context: None if isinstance(value := run(context), Decimal) else value
            return run
        return called(function, runs, self.semantics)

    def argument(self, node: Node, kind: Kind) -> Run:
        if isinstance(node, Name) and kind == "field":
            return _constant(node.name)
        return self.column(node) if kind == "column" else self.compile(node)


def called(function: Function, runs: list[Run], semantics: Semantics) -> Run:
    """A function over arguments that are all needed: errors pass through, the rest is converted."""
    python, count, with_context = function.python, len(runs), function.context
    assert python is not None
    kinds = [function.parameter(position, count).kind for position in range(count)]
    defaults = [p.default for p in function.parameters[count:] if not p.many]
    convert, temporal = semantics.convert, not semantics.lenient
    gives_day = temporal and isinstance(function.returns, (Date, DateTime))

    def run(context: Context) -> Value:
        values: list[Value] = [context] if with_context else []
        for kind, argument in zip(kinds, runs, strict=True):
            value = argument(context)
            if value.__class__ is ErrorValue:
                return value
            value = convert(kind, value, context)
            if value.__class__ is ErrorValue:
                return value
            if value is None and temporal and kind in TEMPORAL_KINDS:
                return None
            values.append(value)
        result = python(*values, *defaults)
        if gives_day and result is NUM:
            return None  # there is no such day
        return bounded(result)

    return run


def bounded(value: Value) -> Value:
    """`value`, or the error that it is too long or too large."""
    if isinstance(value, str) and len(value) > TEXT_CAP:
        return VALUE
    return number(value) if isinstance(value, Decimal) else value


def logic(operator: str, conditions: Sequence[Run], truth: Callable[[Value], bool | ErrorValue]) -> Run:
    """and / or: what decides, decides, even beside an error (`x <> 0 and 10 / x > 2` is false for x = 0)."""
    decisive = operator == "or"

    def run(context: Context) -> Value:
        error: ErrorValue | None = None
        for condition in conditions:
            value = truth(condition(context))
            if value is decisive:
                return decisive
            if isinstance(value, ErrorValue) and error is None:
                error = value
        return error if error is not None else not decisive

    return run


def joined(left: Run, right: Run, shown: Callable[[Value, Context], str]) -> Run:
    """`&`, with the length of its result capped."""

    def run(context: Context) -> Value:
        a = left(context)
        if isinstance(a, ErrorValue):
            return a
        b = right(context)
        if isinstance(b, ErrorValue):
            return b
        made = shown(a, context) + shown(b, context)
        return made if len(made) <= TEXT_CAP else VALUE

    return run


def percent(value: Decimal) -> Decimal:
    return EXACT.multiply(value, Decimal("0.01"))


def _somebody(node: Node, run: Run) -> Run:
    """`me` of an actor who is no person (a service) is nobody, which is not the same as an empty owner."""
    if not (isinstance(node, Name) and node.kind == "me"):
        return run
    return lambda context: NOBODY if (value := run(context)) is None else value


def _constant(value: Value) -> Run:
    return lambda context: value


def _listed(items: Sequence[Run]) -> Run:
    def run(context: Context) -> Value:
        made = [item(context) for item in items]
        return next((value for value in made if isinstance(value, ErrorValue)), made)

    return run


def _member(value: Value, form: str, name: str, context: Context) -> Value:
    if isinstance(value, Mapping):
        return value.get(name)
    if isinstance(value, (list, tuple)):
        return _members(value, form, name, context)
    if isinstance(value, ErrorValue):
        return value
    if form and isinstance(value, int):
        record = context.record(form, value)
        return record.get(name) if record is not None else None
    return None


def part_text(value: Value, name: str) -> str | None:
    """A part of structured data as text: what is no text stands as its JSON."""
    found: Any = value.get(name) if isinstance(value, Mapping) else None
    if found is None or isinstance(found, str):
        return found
    return orjson.dumps(found).decode()


def _members(values: Value, form: str, name: str, context: Context) -> Value:
    if not isinstance(values, (list, tuple)):
        return [] if values is None else _member(values, form, name, context)
    made: list[Value] = []
    for value in values:
        found = _member(value, form, name, context)
        if isinstance(found, (list, tuple)):
            made.extend(found)
        elif not is_blank(found):
            made.append(found)
    return made
