"""An expression as people read it: fields and options by their labels, everything else as it is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Protocol

from engine.expression.nodes import Binary, Call, Label, ListNode, Literal, Logic, Member, Name, Node, Unary
from engine.expression.parser import can_stand_in_braces, in_braces
from engine.expression.types import Option, Options, Type
from engine.expression.values import iso, plain

_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
# How tightly each operator binds, as the grammar has it.
_OR, _AND, _NOT, _COMPARE, _CONCAT, _SUM, _PRODUCT, _POWER, _SIGN, _PERCENT, _MEMBER = range(11)
_BINDS = {
    **dict.fromkeys((*_COMPARISONS, "in", "not in"), _COMPARE),
    "&": _CONCAT,
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
    "^": _POWER,
}


class Labels(Protocol):
    """What things are called for one reader."""

    def name(self, node: Name | Member) -> str | None:
        """The label of a field (of the last step of a path), or of a setting; None: it stays as it is written."""

    def option(self, beside: Node, id: str) -> str | None:
        """The label of an option that stands beside `beside`, a field of options."""


class Ids:
    """Nothing has a label: the text is what files hold."""

    def name(self, node: Name | Member) -> str | None:
        return None

    def option(self, beside: Node, id: str) -> str | None:
        return None


def shown(node: Node, labels: Labels, replace: Callable[[Node], str | None] | None = None) -> str:
    """The text of a tree. `replace` may say some parts in other words, None where it does not."""
    return _Printer(labels, replace).text(node)


class _Printer:
    def __init__(self, labels: Labels, replace: Callable[[Node], str | None] | None):
        self.labels, self.replace = labels, replace

    def text(self, node: Node, least: int = _OR) -> str:
        """The text, in parentheses where it binds less tightly than `least`."""
        instead = self.replace(node) if self.replace is not None else None
        if instead is not None:
            return instead
        made, binds = self.made(node)
        return f"({made})" if binds < least else made

    def made(self, node: Node) -> tuple[str, int]:
        match node:
            case Literal(value=value):
                made = literal(value)
                return made, _SIGN if made.startswith("-") else _MEMBER
            case Name(name=name):
                return self.labelled(node, name), _MEMBER
            case Label(label=label, target=target):
                way = "" if target is None else f"{self.text(target, _MEMBER)}."
                return way + in_braces(label), _MEMBER
            case Member(target=target, name=name):
                return f"{self.text(target, _MEMBER)}.{self.labelled(node, name)}", _MEMBER
            case Call(function=function, arguments=arguments):
                return f"{function}({', '.join(self.text(one) for one in arguments)})", _MEMBER
            case Unary(operator="not", operand=operand):
                return f"not {self.text(operand, _NOT)}", _NOT
            case Unary(operator="%", operand=operand):
                return f"{self.text(operand, _PERCENT)}%", _PERCENT
            case Unary(operator=operator, operand=operand):
                return f"{operator}{self.text(operand, _SIGN)}", _SIGN
            case Binary():
                return self.binary(node)
            case Logic(operator=operator, conditions=conditions):
                binds = _OR if operator == "or" else _AND
                return f" {operator} ".join(self.text(one, binds + 1) for one in conditions), binds
            case ListNode(items=items):
                return f"[{', '.join(self.text(one) for one in items)}]", _MEMBER
        raise TypeError(f"no text for {node!r}")

    def binary(self, node: Binary) -> tuple[str, int]:
        binds = _BINDS[node.operator]
        left, right = self.beside(node.left, node.right), self.beside(node.right, node.left)
        return (
            f"{left or self.text(node.left, binds)} {node.operator} {right or self.text(node.right, binds + 1)}",
            binds,
        )

    def beside(self, node: Node, other: Node) -> str | None:
        """An option, or a list of them, by the labels of the field that it is compared with."""
        if isinstance(node, ListNode):
            items = [self.beside(item, other) or self.text(item) for item in node.items]
            return f"[{', '.join(items)}]" if _has_options(other.type) else None
        if isinstance(node, Literal) and isinstance(node.value, str) and _has_options(other.type):
            label = self.labels.option(other, node.value)
            return None if label is None else literal(label)
        return None

    def labelled(self, node: Name | Member, name: str) -> str:
        label = self.labels.name(node)
        return in_braces(label) if label and can_stand_in_braces(label) else name


def literal(value: object) -> str:
    """A value as it is written in an expression."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return plain(value)
    if isinstance(value, (date, datetime, time)):
        return f'"{iso(value)}"'
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(literal(item) for item in value)}]"
    return str(value)


def _has_options(type: Type) -> bool:
    return isinstance(type, (Option, Options))
