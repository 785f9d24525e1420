"""Runs an expression and remembers what each part of it gave: the engine's own evaluator, listening to itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.expression.evaluator import TreeCompiler
from engine.expression.function import Context, Functions, Run, Value
from engine.expression.nodes import Node
from engine.expression.operators import STRICT


class Trace:
    """What the parts of one run gave. A part that was not needed (the other branch of an IF) gave nothing."""

    def __init__(self, result: Value, needed: Mapping[int, Value], alone: Callable[[Node], Value]):
        self.result = result
        self._needed, self._alone = needed, alone
        self._later: dict[int, Value] = {}

    def was_needed(self, node: Node) -> bool:
        """Whether the run came to this part."""
        return id(node) in self._needed

    def value(self, node: Node) -> Value:
        """What the part gave; one that was not needed is run on its own."""
        if id(node) in self._needed:
            return self._needed[id(node)]
        if id(node) not in self._later:
            self._later[id(node)] = self._alone(node)
        return self._later[id(node)]


def trace(tree: Node, functions: Functions, context: Context) -> Trace:
    """Runs a checked tree for one record. Never raises for data; what fails is an ErrorValue."""
    found: dict[int, Value] = {}
    run = _Listening(functions, found).compile(tree)

    def alone(node: Node) -> Value:
        return TreeCompiler(functions, STRICT).compile(node)(context)

    return Trace(run(context), found, alone)


class _Listening(TreeCompiler):
    """Compiles as the evaluator does; every part notes what it gives."""

    def __init__(self, functions: Functions, found: dict[int, Value]):
        super().__init__(functions, STRICT)
        self.found = found

    def compile(self, node: Node) -> Run:
        return self._noting(node, super().compile(node))

    def column(self, node: Node) -> Run:
        return self._noting(node, super().column(node))

    def _noting(self, node: Node, run: Run) -> Run:
        found, key = self.found, id(node)

        def noting(context: Context) -> Value:
            value = found[key] = run(context)
            return value

        return noting
