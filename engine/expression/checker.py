"""Gives every node its type, or says all that is wrong at once, each with its place and the nearest known names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from engine.expression.function import TEMPORAL_KINDS, Function, Functions, Kind, Parameter
from engine.expression.nodes import (
    Binary,
    Call,
    Label,
    ListNode,
    Literal,
    Logic,
    Member,
    Name,
    Node,
    Unary,
    path_of,
    walk,
)
from engine.expression.problems import ExpressionProblem
from engine.expression.rules import (
    arithmetic_type,
    comparable,
    fits,
    literal_type,
    moved_by_field,
    option_value_type,
    read_moment,
)
from engine.expression.scope import ROW_KINDS, Scope, Symbol
from engine.expression.types import (
    ANY,
    SHOWABLE,
    TEXT,
    YES_NO,
    AnyType,
    Blank,
    Date,
    DateTime,
    Duration,
    ListOf,
    Namespace,
    Number,
    Option,
    Options,
    OptionValues,
    Parts,
    Record,
    Records,
    Text,
    Time,
    Type,
    YesNo,
    display,
    join,
)
from engine.expression.values import EXACT, ErrorValue, Span
from engine.registry import nearest

Path = tuple[str, ...]
_WRITTEN_AS: Mapping[Kind, Type] = {"time": Time(), "instant": DateTime()}  # else as a day
COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")


@dataclass(frozen=True)
class Checked:
    """A typed tree with what it needs to run; `problems` is empty when it may be used."""

    tree: Node
    problems: tuple[ExpressionProblem, ...]
    depends: frozenset[Path]  # every path read, e.g. ("customer", "tier"), ("settings", "dormant_days"), ("me",)
    fields: frozenset[Path]  # those that start at a field of the row
    clock: bool  # its value changes with time alone
    me: bool  # its value depends on who asks


def check_tree(
    tree: Node,
    scope: Scope,
    functions: Functions,
    expected: Type | None = None,
    condition: bool = False,
) -> Checked:
    """Strict checking. `expected`: the type that the result must fit; `condition`: it must be yes or no."""
    checker = _Checker(scope, functions)
    typed = checker.visit(tree)
    if condition:
        typed = checker.want_yes_no(typed)
    elif expected is not None:
        typed = checker.fit(typed, expected)
    depends, fields = dependencies(typed, functions)
    clock = any(
        isinstance(node, Call) and node.function in functions and functions[node.function].clock for node in walk(typed)
    )
    return Checked(typed, tuple(checker.problems), depends, fields, clock, any(path[0] == "me" for path in depends))


def dependencies(tree: Node, functions: Functions) -> tuple[frozenset[Path], frozenset[Path]]:
    """All paths that a checked tree reads, and those among them that start at a field of the row."""
    paths: set[Path] = set()
    fields: set[Path] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Call) and node.function in functions:
            paths.update(functions[node.function].reads)
        whole = _data_path(node)
        if whole is None:
            waiting.extend(node.children)
            continue
        paths.add(whole)
        root = node
        while isinstance(root, Member):
            root = root.target
        if isinstance(root, Name) and root.kind in ROW_KINDS:
            fields.add(whole)
    return frozenset(paths), frozenset(fields)


def _data_path(node: Node) -> Path | None:
    """The path without what is the definition's own, such as `.values.probability` of an option."""
    while isinstance(node, Member) and isinstance(node.target.type, (OptionValues, Option, Parts)):
        node = node.target
    return path_of(node)


class _Checker:
    def __init__(self, scope: Scope, functions: Functions):
        self.scope, self.functions = scope, functions
        self.problems: list[ExpressionProblem] = []

    def problem(self, code: str, node: Node, **values: Any) -> None:
        self.problems.append(ExpressionProblem(code, node.place, values))

    def unknown(self, code: str, node: Node, name: str, candidates: Iterable[str], /, **values: Any) -> None:
        close = nearest(name, candidates)
        if close:
            self.problem(f"{code}_nearest", node, name=name, nearest=", ".join(close), **values)
        else:
            self.problem(code, node, name=name, **values)

    def visit(self, node: Node) -> Node:
        match node:
            case Literal(value=value):
                if isinstance(value, ErrorValue):
                    self.problem("expression.error_literal", node, found=value.code)
                return replace(node, type=literal_type(value))
            case Name():
                return self.name(node)
            case Label(label=label):
                self.unknown("expression.unknown_name", node, label, self.scope.names())
                return node
            case Member():
                return self.member(node)
            case Call():
                return self.call(node)
            case Unary():
                return self.unary(node)
            case Binary(operator=operator):
                left, right = self.visit(node.left), self.visit(node.right)
                if operator in COMPARISONS:
                    return self.comparison(node, left, right)
                if operator in ("in", "not in"):
                    return self.within(node, left, right)
                return self.operation(node, left, right)
            case Logic():
                conditions = tuple(self.want_yes_no(self.visit(condition)) for condition in node.conditions)
                return replace(node, conditions=conditions, type=YES_NO)
            case ListNode():
                return self.list(node)
        raise TypeError(f"no check for {node!r}")

    def name(self, node: Name) -> Node:
        symbol = self.scope.symbol(node.name)
        if symbol is not None:
            return replace(node, type=symbol.type, kind=symbol.kind, required=symbol.required)
        if node.name.upper() in self.functions:
            self.problem("expression.function_without_parentheses", node, name=node.name, function=node.name.upper())
        else:
            self.unknown("expression.unknown_name", node, node.name, self.scope.names())
        return node

    def member(self, node: Member) -> Node:
        target = self.visit(node.target)
        made = replace(node, target=target)
        of = target.type
        if isinstance(of, AnyType):
            return made
        if isinstance(of, Option) and node.name == "values":
            return replace(made, type=OptionValues(of.choices))
        if isinstance(of, OptionValues):
            type, everywhere, known = option_value_type(of, node.name)
            if type is None:
                self.unknown("expression.unknown_option_value", node, node.name, known)
                return made
            return replace(made, type=type, required=everywhere and self.required(target))
        if isinstance(of, Parts):
            parts = dict(of.parts)
            if parts and node.name not in parts:
                self.unknown("expression.unknown_part", node, node.name, parts)
            return replace(made, type=parts.get(node.name, TEXT if not parts else ANY))
        if isinstance(of, (Record, Records, Namespace)):
            return self.member_of(made, target, self.scope.member(of, node.name))
        self.problem("expression.no_members", node, name=node.name, type=of.said)
        return made

    def member_of(self, node: Member, target: Node, symbol: Symbol | None) -> Node:
        if symbol is None:
            of = target.type
            where = getattr(of, "form", "") or getattr(of, "name", "")
            code = "expression.unknown_calendar" if where == "calendars" else "expression.unknown_member"
            self.unknown(code, node, node.name, self.scope.names(of), where=where)
            return node
        if isinstance(target.type, Records):
            if isinstance(symbol.type, (Record, Records)):
                return replace(node, type=Records(symbol.type.form))
            return replace(node, type=ListOf(symbol.type))
        solid = isinstance(target.type, Namespace) or self.required(target)
        return replace(node, type=symbol.type, required=symbol.required and solid)

    def required(self, node: Node) -> bool:
        if isinstance(node, Member) and isinstance(node.type, OptionValues):
            return self.required(node.target)
        return isinstance(node, (Name, Member)) and node.required

    def call(self, node: Call) -> Node:
        function = self.functions.get(node.function)
        if function is None:
            self.unknown("expression.unknown_function", node, node.function, self.functions)
            for argument in node.arguments:
                self.visit(argument)
            return node
        count = len(node.arguments)
        if (
            count < function.least
            or (function.most is not None and count > function.most)
            or (function.group > 1 and not _groups_fit(function, count))
        ):
            self.problem("expression.arguments", node, signature=function.signature, found=count)
            return replace(node, arguments=tuple(self.visit(argument) for argument in node.arguments))
        longer = function.expand(node) if function.expand is not None else None
        if longer is not None:
            return self.visit(longer)
        arguments = tuple(
            self.argument(function, function.parameter(position, count), self.visit(argument))
            for position, argument in enumerate(node.arguments)
        )
        returns = function.returns
        if isinstance(returns, Type):
            type: Type = returns
        else:
            found = returns(arguments)
            if found is None:
                self.problem("expression.branches", node, types=[argument.type.said for argument in arguments])
            type = found or ANY
        return replace(node, arguments=arguments, type=type)

    def argument(self, function: Function, parameter: Parameter, node: Node) -> Node:
        type, kind = node.type, parameter.kind
        if isinstance(type, (AnyType, Blank)) and kind != "field":
            return node
        if kind == "yes_no":
            return self.want_yes_no(node)
        if kind == "field":
            if not (isinstance(node, Name) and node.kind == "field"):
                self.problem("expression.field_wanted", node, function=function.name)
            return node
        if kind in TEMPORAL_KINDS:
            node = self.as_moment(node, _WRITTEN_AS.get(kind, Date()))
            type = node.type
        if not fits(kind, type):
            self.problem(
                "expression.argument",
                node,
                function=function.name,
                name=parameter.name,
                wanted=f"@expression.kind.{kind}",
                found=type.said,
            )
        return node

    def unary(self, node: Unary) -> Node:
        operand = self.visit(node.operand)
        if node.operator == "not":
            return replace(node, operand=self.want_yes_no(operand), type=YES_NO)
        type = operand.type
        if isinstance(type, Duration) and node.operator != "%":
            return replace(node, operand=operand, type=type)
        if not isinstance(type, (Number, AnyType, Blank)):
            self.problem("expression.operand", operand, operator=node.operator, found=type.said)
            return replace(node, operand=operand)
        made = arithmetic_type("/" if node.operator == "%" else "-", Number(0), type)
        if node.operator == "%" and isinstance(type, Number):
            made = Number(None if type.decimals is None else type.decimals + 2)
        if node.operator == "-" and isinstance(operand, Literal) and isinstance(operand.value, Decimal):
            negative = EXACT.minus(operand.value)  # `-` would round to 28 digits
            return Literal(negative, place=node.place, type=literal_type(negative))
        return replace(node, operand=operand, type=type if node.operator == "+" else made or ANY)

    def operation(self, node: Binary, left: Node, right: Node) -> Node:
        made = replace(node, left=left, right=right)
        if node.operator == "&":
            for side in (left, right):
                if not isinstance(side.type, SHOWABLE):
                    self.problem("expression.operand", side, operator="&", found=side.type.said)
            return replace(made, type=TEXT)
        if moved := moved_by_field(left, right):
            made = replace(node, left=(left := moved[0]), right=(right := moved[1]))
        type = arithmetic_type(node.operator, left.type, right.type, right)
        if type is None:
            self.problem(
                "expression.operands", node, operator=node.operator, left=left.type.said, right=right.type.said
            )
            return made
        return replace(made, type=type)

    def comparison(self, node: Binary, left: Node, right: Node) -> Node:
        empty = self.emptiness(node, left, right)
        if empty is not None:
            return empty
        left, right = self.meet(left, right)
        made = replace(node, left=left, right=right, type=YES_NO)
        order = node.operator not in ("=", "<>")
        if not comparable(left.type, right.type, order):
            self.problem("expression.compare", node, operator=node.operator, left=left.type.said, right=right.type.said)
        return made

    def emptiness(self, node: Binary, left: Node, right: Node) -> Node | None:
        """`x = ''` and `x = null` ask whether x is empty, whatever x is."""
        if node.operator not in ("=", "<>"):
            return None
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Literal) and (one.value is None or one.value == "") and not isinstance(one.value, bool):
                if isinstance(other.type, (Text, AnyType, Option)) and one.value == "":
                    return None
                asked = Call("ISBLANK", (other,), place=node.place, type=YES_NO)
                return asked if node.operator == "=" else Unary("not", asked, place=node.place, type=YES_NO)
        return None

    def meet(self, left: Node, right: Node) -> tuple[Node, Node]:
        """Both sides of a comparison brought to one type where a literal or a day allows it."""
        for swap in (False, True):
            one, other = (right, left) if swap else (left, right)
            other = self.as_moment(other, one.type)
            if isinstance(one.type, Option) and isinstance(other, Literal) and isinstance(other.value, str):
                self.known_option(other, one.type.ids)
            if (
                isinstance(one.type, Number)
                and isinstance(other, Literal)
                and isinstance(other.value, Span)
                and not other.value.months
            ):
                other = replace(other, value=other.value.days, type=literal_type(other.value.days))
            if isinstance(one.type, DateTime) and isinstance(other.type, Date):
                other = Call("DATETIME", (other,), place=other.place, type=DateTime())
            left, right = (other, one) if swap else (one, other)
        return left, right

    def known_option(self, node: Literal, ids: tuple[str, ...]) -> None:
        if ids and node.value not in ids and node.value != "":
            self.unknown("expression.unknown_option", node, str(node.value), ids, known=", ".join(ids[:12]))

    def as_moment(self, node: Node, wanted: Type) -> Node:
        """A text literal that stands beside a day, moment or time becomes one."""
        if (
            not isinstance(node, Literal)
            or not isinstance(node.value, str)
            or not isinstance(wanted, (Date, DateTime, Time))
        ):
            return node
        value = read_moment(node.value, wanted)
        if value is None:
            self.problem("expression.not_a_moment", node, found=node.value, wanted=wanted.said)
            return replace(node, type=wanted)
        return replace(node, value=value, type=literal_type(value))

    def within(self, node: Binary, left: Node, right: Node) -> Node:
        if isinstance(right, ListNode):
            items = []
            for item in right.items:
                left, met = self.meet(left, item)
                if not comparable(left.type, met.type, False):
                    self.problem("expression.compare", item, operator="in", left=left.type.said, right=met.type.said)
                items.append(met)
            return replace(node, left=left, right=replace(right, items=tuple(items)), type=YES_NO)
        made = replace(node, left=left, right=right, type=YES_NO)
        if isinstance(right.type, Options) and isinstance(left, Literal) and isinstance(left.value, str):
            self.known_option(left, right.type.ids)
        if isinstance(right.type, (ListOf, Records, Options)):
            if not comparable(left.type, display(right.type), False):
                self.problem(
                    "expression.compare", node, operator="in", left=left.type.said, right=display(right.type).said
                )
        elif not isinstance(right.type, (AnyType, Blank)):
            self.problem("expression.in_wants_list", right, found=right.type.said)
        return made

    def list(self, node: ListNode) -> Node:
        items = tuple(self.visit(item) for item in node.items)
        type: Type | None = items[0].type if items else ANY
        for item in items[1:]:
            type = join(type, item.type) if type is not None else None
        return replace(node, items=items, type=ListOf(type or ANY))

    def want_yes_no(self, node: Node) -> Node:
        if not isinstance(node.type, (YesNo, AnyType, Blank)):
            self.problem("expression.condition", node, found=node.type.said)
        return node

    def fit(self, node: Node, expected: Type) -> Node:
        """The result, which must be of the expected type; a day where a moment is wanted becomes its beginning."""
        node = self.as_moment(node, expected)
        type = node.type
        if isinstance(type, (AnyType, Blank)) or isinstance(expected, AnyType):
            return node
        if isinstance(expected, DateTime) and isinstance(type, Date):
            return Call("DATETIME", (node,), place=node.place, type=expected)
        if isinstance(expected, Option) and isinstance(type, (Text, Option)):
            for leaf in walk(node):
                if leaf is node and isinstance(leaf, Literal) and isinstance(leaf.value, str):
                    self.known_option(leaf, expected.ids)
            return node
        if isinstance(expected, Text) and isinstance(type, (Text, Option)):
            return node
        if isinstance(expected, (Record, Records)) and isinstance(type, (Record, Records)):
            same = not expected.form or not type.form or expected.form == type.form
            if same and (isinstance(expected, Records) or isinstance(type, Record)):
                return node
        elif (
            (isinstance(expected, ListOf) and isinstance(type, (ListOf, Records, Options)))
            or (isinstance(expected, Options) and isinstance(type, (Options, ListOf, Option, Text)))
        ) or expected.kind == type.kind:
            return node
        self.problem("expression.result", node, wanted=expected.said, found=type.said)
        return node


def _groups_fit(function: Function, count: int) -> bool:
    fixed = sum(1 for parameter in function.parameters if not parameter.many)
    return (count - fixed) % function.group == 0
