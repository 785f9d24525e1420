"""The codes that stand in the engine's source: of errors that are raised and problems that are reported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from engine import texts
from tests.promises.tree import engine_files, name_of, syntax

# What is called with a code, and as which argument.
_CARRIERS = {
    "Problem": 0,
    "problem": 0,
    "FieldError": 1,
    "InvalidValue": 0,
    "InvalidExpression": 0,
    "Reason": 0,
    "say": 0,
}
_CODE = re.compile(r"[a-z][a-z0-9]*([_.][a-z0-9]+)*")


def _codes(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            if name in _CARRIERS:
                given += node.args[_CARRIERS[name] : _CARRIERS[name] + 1]
            for value in given:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value
        if isinstance(node, ast.ClassDef):
            yield from _class_code(node)


def _class_code(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        target = (
            line.targets[0]
            if isinstance(line, ast.Assign)
            else line.target
            if isinstance(line, ast.AnnAssign)
            else None
        )
        value = line.value if isinstance(line, (ast.Assign, ast.AnnAssign)) else None
        is_code = isinstance(target, ast.Name) and target.id == "code"
        if is_code and isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


def codes_by_file() -> Iterator[tuple[str, str]]:
    """File and code, for every code that the source writes out."""
    for path in engine_files():
        for code in _codes(syntax(path)):
            if _CODE.fullmatch(code):
                yield name_of(path), code


def codes_of_engine() -> set[str]:
    return {code for _, code in codes_by_file()}


def text_of_code(code: str) -> str | None:
    """The name of a code's sentence: problems of definitions may have theirs under `problem.`"""
    return next((name for name in (code, f"problem.{code}") if name in texts.catalog()), None)
