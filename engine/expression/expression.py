"""The small front of the language: parse, check, run; and texts with `{{ holes }}`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from engine.expression.checker import Path, check_tree
from engine.expression.evaluator import compile_python
from engine.expression.function import Context, Functions, Run, Value, built_in_functions
from engine.expression.nodes import Node, to_json
from engine.expression.operators import show
from engine.expression.parser import parse
from engine.expression.problems import BrokenExpression, ExpressionProblem, Place
from engine.expression.scope import Scope
from engine.expression.shape import Shape, shape_of
from engine.expression.types import Type
from engine.expression.values import ErrorValue

CALENDARS = "calendars"  # the root name of the app's calendars


@dataclass(frozen=True)
class Expression:
    """A checked expression: what it reads, what it gives, and how to run it.

    depends: every path it reads, ("customer", "tier"), ("settings", "x"), ("me",); fields: those that begin at a
    field of the row. clock: its value changes with time alone. me: it depends on who asks.
    """

    text: str
    tree: Node
    depends: frozenset[Path]
    fields: frozenset[Path]
    clock: bool
    me: bool
    functions: Functions

    @property
    def type(self) -> Type:
        return self.tree.type

    @cached_property
    def run(self) -> Run:
        """The compiled form: `run(context) -> value`."""
        return compile_python(self.tree, self.functions)

    @cached_property
    def shape(self) -> Shape:
        """Equal keys of two expressions: one compiled statement answers both, each with its own literals."""
        return shape_of(self.tree, self.functions)

    @cached_property
    def calendars(self) -> frozenset[str]:
        """The calendars of the app that it counts by."""
        return frozenset(path[1] for path in self.depends - self.fields if path[0] == CALENDARS and len(path) > 1)

    def evaluate(self, context: Context) -> Value:
        """Its value for one record; an ErrorValue where it cannot be computed. Never raises for data."""
        return self.run(context)

    def holds(self, context: Context) -> bool:
        """A condition's answer; empty and errors count as no."""
        return self.run(context) is True

    def to_json(self) -> dict[str, Any]:
        """The checked tree for the browser, which runs it as it is."""
        return to_json(self.tree, places=False, runnable=True)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


def parse_expression(text: str) -> Node:
    """The untyped tree. Raises BrokenExpression."""
    return parse(text)


def check(
    text: str | Node,
    scope: Scope,
    *,
    expected: Type | None = None,
    condition: bool = False,
    functions: Functions | None = None,
) -> Expression:
    """Parse and type-check. Raises BrokenExpression with all problems."""
    known = functions or built_in_functions()
    tree = parse(text) if isinstance(text, str) else text
    written = text if isinstance(text, str) else ""
    checked = check_tree(tree, scope, known, expected, condition)
    if checked.problems:
        raise BrokenExpression(written, checked.problems)
    return Expression(written, checked.tree, checked.depends, checked.fields, checked.clock, checked.me, known)


def problems_of(
    text: str,
    scope: Scope,
    *,
    expected: Type | None = None,
    condition: bool = False,
    functions: Functions | None = None,
) -> tuple[ExpressionProblem, ...]:
    """All that is wrong with an expression; empty when nothing is."""
    try:
        check(text, scope, expected=expected, condition=condition, functions=functions)
    except BrokenExpression as broken:
        return broken.problems
    return ()


@dataclass(frozen=True)
class Hole:
    """One `{{ expression }}` of a text; `start` is where the expression begins in the whole text."""

    text: str
    start: int


@dataclass(frozen=True)
class Template:
    """A text with holes, checked: literal strings and expressions in turn."""

    text: str
    parts: tuple[str | Expression, ...]

    @cached_property
    def depends(self) -> frozenset[Path]:
        return frozenset().union(*(part.depends for part in self.parts if isinstance(part, Expression)))

    @cached_property
    def fields(self) -> frozenset[Path]:
        return frozenset().union(*(part.fields for part in self.parts if isinstance(part, Expression)))

    def render(self, context: Context, shown: Callable[[Value, Type], str] | None = None) -> str:
        """The text with its holes filled. `shown(value, type)` may show options by label, money with its sign …"""
        made = []
        for part in self.parts:
            if isinstance(part, str):
                made.append(part)
                continue
            value = part.run(context)
            if isinstance(value, ErrorValue) or shown is None:
                made.append(show(value, context))
            else:
                made.append(shown(value, part.type))
        return "".join(made)


def holes(text: str) -> list[str | Hole]:
    """`"a {{ x }} b"` -> ["a ", Hole("x"), " b"]; `{{ "{{" }}` prints braces. Raises BrokenExpression."""
    parts: list[str | Hole] = []
    at = 0
    while True:
        start = text.find("{{", at)
        if start < 0:
            break
        end = closing(text, start + 2)
        if end is None:
            raise BrokenExpression(text, [ExpressionProblem("expression.hole_open", Place(start, start + 2))])
        if start > at:
            parts.append(text[at:start])
        inner = text[start + 2 : end]
        parts.append(Hole(inner.strip(), start + 2 + len(inner) - len(inner.lstrip())))
        at = end + 2
    if at < len(text):
        parts.append(text[at:])
    return parts


def check_template(text: str, scope: Scope, functions: Functions | None = None) -> Template:
    """Parse and check a text with holes. Raises BrokenExpression; places count in the whole text."""
    made: list[str | Expression] = []
    problems: list[ExpressionProblem] = []
    for part in holes(text):
        if isinstance(part, str):
            made.append(part)
            continue
        try:
            made.append(check(part.text, scope, functions=functions))
        except BrokenExpression as broken:
            problems.extend(
                ExpressionProblem(
                    each.code, Place(each.place.start + part.start, each.place.end + part.start), each.values
                )
                for each in broken.problems
            )
    if problems:
        raise BrokenExpression(text, problems)
    return Template(text, tuple(made))


def closing(text: str, start: int, end: str = "}}") -> int | None:
    """Where the two letters of `end` close what begins at `start`, text literals within skipped."""
    quote: Literal["'", '"', ""] = ""
    for position in range(start, len(text)):
        letter = text[position]
        if quote:
            if letter == quote:
                quote = ""
        elif letter == "'":
            quote = "'"
        elif letter == '"':
            quote = '"'
        elif letter == end[0] and text[position + 1 : position + 2] == end[1]:
            return position
    return None
