"""What two expressions have in common that differ only in their literals: one statement answers both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import orjson

from engine.expression.evaluator import compile_python
from engine.expression.function import Functions, Run
from engine.expression.nodes import Binary, Call, ListNode, Literal, Name, Node, to_json, walk
from engine.expression.problems import Place
from engine.expression.scope import ROW_KINDS

_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
_TEXT_TESTS = ("CONTAINS", "STARTS_WITH", "ENDS_WITH")
_HUGE = Decimal(9) * 10**17


@dataclass(frozen=True)
class Shape:
    """`key`: equal for expressions of one shape; `runs`: what gives the literals of this one, in order.

    A literal is left out of the key where it is compared with the row or looked for in a text. What its sign or
    wholeness decides about the SQL stays in.
    """

    key: str
    runs: tuple[Run, ...]
    places: Mapping[Place, int]


def shape_of(tree: Node, functions: Functions) -> Shape:
    """The shape of a checked tree."""
    operands: list[Node] = []
    for node in walk(tree):
        operands.extend(_open_parts(node))
    places: dict[Place, int] = {}
    kept: list[Node] = []
    for operand in operands:
        if operand.place.end > operand.place.start and operand.place not in places:
            places[operand.place] = len(kept)
            kept.append(operand)
    written = _without(to_json(tree), places, kept)
    runs = tuple(compile_python(operand, functions) for operand in kept)
    return Shape(orjson.dumps(written).decode(), runs, places)


def _open_parts(node: Node) -> list[Node]:
    if isinstance(node, Binary) and node.operator in _COMPARISONS:
        sides = ((node.left, node.right), (node.right, node.left))
        return [one for one, other in sides if _class_of(one) is not None and _of_row(other)]
    if isinstance(node, Binary) and node.operator in ("in", "not in") and isinstance(node.right, ListNode):
        return [item for item in node.right.items if _class_of(item) is not None] if _of_row(node.left) else []
    if isinstance(node, Call) and node.function in _TEXT_TESTS:
        return [argument for argument in node.arguments if isinstance(argument, Literal) and _class_of(argument) == "s"]
    return []


def _of_row(node: Node) -> bool:
    return any(isinstance(each, Name) and each.kind in ROW_KINDS for each in walk(node))


def _class_of(node: Node) -> str | None:
    """What of a literal decides about the SQL; None: it must stay as it is."""
    if isinstance(node, Call) and node.function == "DATETIME" and isinstance(node.arguments[0], Literal):
        return "b"
    if not isinstance(node, Literal):
        return None
    value = node.value
    if isinstance(value, Decimal):
        if abs(value) > _HUGE:
            return None
        return f"n{(value > 0) - (value < 0)}{'w' if value == value.to_integral_value() else 'f'}"
    if isinstance(value, str):
        return "s" if value else None
    if isinstance(value, datetime):
        return "m"
    if isinstance(value, date):
        return "d"
    if isinstance(value, time):
        return "c" if value != time() else None
    return None


def _without(written: Any, places: Mapping[Place, int], operands: list[Node]) -> Any:
    """The tree's JSON without places, and with the class instead of each open literal."""
    if isinstance(written, list):
        return [_without(each, places, operands) for each in written]
    if not isinstance(written, dict):
        return written
    at = written.get("at")
    if at is not None and written["t"] in ("literal", "call"):
        index = places.get(Place(at[0], at[1]))
        if index is not None and written["t"] == ("literal" if isinstance(operands[index], Literal) else "call"):
            return {"open": _class_of(operands[index])}
    return {name: _without(value, places, operands) for name, value in written.items() if name != "at"}
