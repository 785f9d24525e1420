"""Takes the literals out of what people filter by, so that `amount > 5` and `amount > 6` are one statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from engine.clock import Clock
from engine.expression import types
from engine.expression.expression import Expression
from engine.expression.function import Context, Value
from engine.expression.nodes import Binary, Literal, Logic, Member, Name, Node, Unary
from engine.storage.query import Query

COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")


@dataclass(frozen=True)
class LiftedContext:
    """A context that knows the literals too."""

    inner: Context | None
    literals: Mapping[str, Value]

    @property
    def clock(self) -> Clock:
        return self._known().clock

    def value(self, name: str) -> Value:
        return self.literals[name] if name in self.literals else self._known().value(name)

    def record(self, form: str, id: int) -> Mapping[str, Value] | None:
        return self._known().record(form, id)

    def history(self, field: str) -> tuple[Value, Any] | None:
        return self._known().history(field)

    def _known(self) -> Context:
        if self.inner is None:
            raise ValueError("this query needs a context")
        return self.inner


def lifted(query: Query, context: Context | None, dialect: str) -> tuple[Query, Context | None]:
    """The query with parameters in place of the literals that columns are compared with, and their values.

    Only values that count as something: comparing with empty text, zero or nothing is other SQL.
    """
    if not query.where:
        return query, context
    literals: dict[str, Value] = {}
    where = tuple(_lifted(one, literals, dialect) for one in query.where)
    if not literals:
        return query, context
    return replace(query, where=where), LiftedContext(context, literals)


def _lifted(expression: Expression, literals: dict[str, Value], dialect: str) -> Expression:
    if not expression.text:
        return expression
    found = list(_places(expression.tree, dialect))
    if not found:
        return expression
    names: dict[int, Name] = {}
    pieces: list[str] = []
    at = 0
    for literal in sorted(found, key=lambda one: one.place.start):
        name = f"literal {len(literals)} {literal.type.kind}"
        literals[name] = literal.value
        names[id(literal)] = Name(name=name, kind="literal", required=True, type=literal.type, place=literal.place)
        pieces += [expression.text[at : literal.place.start], f"?{literal.type.kind}"]
        at = literal.place.end
    text = "".join(pieces) + expression.text[at:]
    return replace(expression, text=text, tree=_replaced(expression.tree, names))


def _places(node: Node, dialect: str) -> Iterator[Literal]:
    """Literals beside a column, from the top down through and, or, not."""
    match node:
        case Logic(conditions=conditions):
            for condition in conditions:
                yield from _places(condition, dialect)
        case Unary(operator="not", operand=operand):
            yield from _places(operand, dialect)
        case Binary(operator=operator, left=left, right=right) if operator in COMPARISONS:
            for literal, other in ((left, right), (right, left)):
                if isinstance(literal, Literal) and _counts(literal) and _is_column(other, dialect):
                    yield literal


def _counts(literal: Literal) -> bool:
    value = literal.value
    if isinstance(value, bool) or literal.place.end <= literal.place.start:
        return False
    return isinstance(value, (date, time)) or (isinstance(value, (str, Decimal)) and bool(value))


def _is_column(node: Node, dialect: str) -> bool:
    if isinstance(node.type, types.Number) and dialect == "postgresql" and not node.type.decimals:
        return False  # a whole column compared with a number parameter would not use its index there
    while isinstance(node, Member):
        if not isinstance(node.target.type, types.Record):
            return False
        node = node.target
    return isinstance(node, Name) and node.kind == "field"


def _replaced(node: Node, names: Mapping[int, Name]) -> Node:
    if id(node) in names:
        return names[id(node)]
    match node:
        case Logic(conditions=conditions):
            return replace(node, conditions=tuple(_replaced(one, names) for one in conditions))
        case Unary(operand=operand):
            return replace(node, operand=_replaced(operand, names))
        case Binary(left=left, right=right):
            return replace(node, left=_replaced(left, names), right=_replaced(right, names))
    return node
