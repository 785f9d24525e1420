"""The tree of an expression: frozen nodes with their place in the text, and after checking with their type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from engine.expression.problems import Place
from engine.expression.types import ANY, OptionValues, Record, Records, Scalar, Type
from engine.expression.values import ErrorValue, Span

LiteralValue = str | bool | Decimal | Span | ErrorValue | date | datetime | time | None
_NOWHERE = Place(0, 0)


@dataclass(frozen=True, kw_only=True)
class Node:
    """Base of all nodes. Equality ignores the place: two spellings of one expression are equal."""

    place: Place = field(default=_NOWHERE, compare=False)
    type: Type = field(default=ANY, compare=False)

    @property
    def children(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True)
class Literal(Node):
    """A value as written. A decimal keeps its digits; a text that stands for a day has become that day."""

    value: LiteralValue


@dataclass(frozen=True)
class Name(Node):
    """A field, `me`, `settings` …; `kind` and `required` come from the scope's symbol."""

    name: str
    kind: str = field(default="", compare=False)
    required: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Label(Node):
    """`{Label}`, or `path.{Label}`: a field by the label that people see. Files hold its id (see labelled.py).

    `own`: where its braces stand.
    """

    label: str
    target: Node | None = None
    own: Place = field(default=_NOWHERE, compare=False)

    @property
    def children(self) -> tuple[Node, ...]:
        return () if self.target is None else (self.target,)


@dataclass(frozen=True)
class Member(Node):
    """`target.name`: a field of a related record, a value of an option, a setting."""

    target: Node
    name: str
    required: bool = field(default=False, compare=False)

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.target,)


@dataclass(frozen=True)
class Call(Node):
    """A function by its name in capitals."""

    function: str
    arguments: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.arguments


@dataclass(frozen=True)
class Unary(Node):
    """`-`, `+`, `%` (after its operand) or `not`."""

    operator: str
    operand: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True)
class Binary(Node):
    """`+ - * / ^ &`, `= <> < <= > >=`, `in`, `not in`."""

    operator: str
    left: Node
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Logic(Node):
    """`and` or `or` over two or more conditions."""

    operator: str
    conditions: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.conditions


@dataclass(frozen=True)
class ListNode(Node):
    """`[a, b]`, or `('a', 'b')` after `in`."""

    items: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.items


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first, without recursion."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(current.children))


def depth(node: Node) -> int:
    """The longest way down, measured without recursion, since the tree may be hostile."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        current, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in current.children)
    return deepest


def path_of(node: Node) -> tuple[str, ...] | None:
    """`customer.owner.name` as a tuple; None when the node is not a plain path."""
    names: list[str] = []
    while isinstance(node, Member):
        names.append(node.name)
        node = node.target
    if not isinstance(node, Name):
        return None
    names.append(node.name)
    return tuple(reversed(names))


def to_json(node: Node, places: bool = True, *, runnable: bool = False) -> dict[str, Any]:
    """The tree as JSON: `{"t": "name", "name": "amount", "type": "number", "at": [0, 6]}`.

    `runnable`: with what an evaluator elsewhere cannot know: the form of a record, the values of options.
    """
    made: dict[str, Any]

    def below(child: Node) -> dict[str, Any]:
        return to_json(child, places, runnable=runnable)

    match node:
        case Literal(value=value):
            made = {"t": "literal", **_value_to_json(value)}
        case Name(name=name):
            made = {"t": "name", "name": name}
        case Label(label=label, target=target):
            made = {"t": "label", "name": label, **({} if target is None else {"of": below(target)})}
        case Member(target=target, name=name):
            made = {"t": "member", "of": below(target), "name": name}
            if runnable and isinstance(target.type, OptionValues):
                values = ((choice.id, dict(choice.values).get(name)) for choice in target.type.choices)
                made["table"] = {id: _value_to_json(_exact(value)) for id, value in values if value is not None}
        case Call(function=name, arguments=arguments):
            made = {"t": "call", "name": name, "args": [below(argument) for argument in arguments]}
        case Unary(operator=operator, operand=operand):
            made = {"t": "unary", "op": operator, "of": below(operand)}
        case Binary(operator=operator, left=left, right=right):
            made = {"t": "binary", "op": operator, "left": below(left), "right": below(right)}
        case Logic(operator=operator, conditions=conditions):
            made = {"t": "logic", "op": operator, "of": [below(condition) for condition in conditions]}
        case ListNode(items=items):
            made = {"t": "list", "items": [below(item) for item in items]}
        case _:
            raise TypeError(f"no JSON form for {node!r}")
    if node.type.kind != "any":
        made["type"] = node.type.kind
    if runnable and isinstance(node.type, (Record, Records)):
        made["form"] = node.type.form
    if places:
        made["at"] = [node.place.start, node.place.end]
    return made


def from_json(data: dict[str, Any]) -> Node:
    """The untyped tree back from `to_json`; check it to have types. Raises KeyError, ValueError on foreign JSON."""
    place = Place(*data.get("at", (0, 0)))
    kind = data["t"]
    if kind == "literal":
        return Literal(_value_from_json(data), place=place)
    if kind == "name":
        return Name(data["name"], place=place)
    if kind == "label":
        return Label(data["name"], from_json(data["of"]) if "of" in data else None, place=place)
    if kind == "member":
        return Member(from_json(data["of"]), data["name"], place=place)
    if kind == "call":
        return Call(data["name"], tuple(from_json(argument) for argument in data["args"]), place=place)
    if kind == "unary":
        return Unary(data["op"], from_json(data["of"]), place=place)
    if kind == "binary":
        return Binary(data["op"], from_json(data["left"]), from_json(data["right"]), place=place)
    if kind == "logic":
        return Logic(data["op"], tuple(from_json(condition) for condition in data["of"]), place=place)
    if kind == "list":
        return ListNode(tuple(from_json(item) for item in data["items"]), place=place)
    raise ValueError(f"no node {kind!r}")


def _exact(value: Scalar) -> LiteralValue:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _value_to_json(value: LiteralValue) -> dict[str, Any]:
    if value is None or isinstance(value, (bool, str)):
        return {"value": value}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, Span):
        return {"duration": [value.months, value.microseconds]}
    if isinstance(value, ErrorValue):
        return {"error": value.code}
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return {"time": value.isoformat()}


def _value_from_json(data: dict[str, Any]) -> LiteralValue:
    if "number" in data:
        return Decimal(data["number"])
    if "duration" in data:
        return Span(*data["duration"])
    if "error" in data:
        return ErrorValue(data["error"])
    if "datetime" in data:
        return datetime.fromisoformat(data["datetime"])
    if "date" in data:
        return date.fromisoformat(data["date"])
    if "time" in data:
        return time.fromisoformat(data["time"])
    value = data["value"]
    if value is None or isinstance(value, (bool, str)):
        return value
    raise ValueError(f"no literal {value!r}")
