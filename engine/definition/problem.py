"""Something wrong in a definition: what, how bad, and the place where an author finds it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.catalog.values import InvalidValue
from engine.texts import catalog, say

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Place:
    """A point in a file; line and column count characters from 1. Line 0 means the file as a whole."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class Problem:
    """One problem: `code` and `values` make its sentence; `path` leads through the object, e.g. `fields.a.type`.

    `line_text` is the whole written line and `width` how many characters of it the caret underlines.
    """

    code: str
    severity: Severity
    place: Place
    path: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    line_text: str = ""
    width: int = 1

    def message(self, language: str = "en") -> str:
        """The sentence, with the nearest known words at its end where there are any."""
        known = catalog()
        # A value like `@shape.string` is itself a text; problems of expressions and values have texts of their own.
        values = {name: _said(value, known, language) for name, value in self.values.items()}
        code = self.code if self.code in known else f"problem.{self.code}"
        sentence = say(code, values, language)
        near = self.values.get("nearest")
        if near and not self.code.endswith("_nearest"):
            sentence += " " + say("problem.did_you_mean", {"words": near}, language)
        return sentence

    def caret(self) -> str:
        """Two lines: the written line and a caret under the place; empty when the place has no line."""
        if not self.place.line or not self.line_text:
            return ""
        start = self.place.column - 1
        left = max(0, start - 80)
        shown = self.line_text[left : left + 160]
        pad = "".join(" " * _cells(char) if char != "\t" else "\t" for char in self.line_text[left:start])
        marked = self.line_text[start : start + max(1, self.width)] or " "
        room = max(1, 160 - (start - left))
        return f"{shown}\n{pad}{'^' * max(1, sum(_cells(char) for char in marked[:room]))}"

    def to_json(self, language: str = "en") -> dict[str, Any]:
        """What the API and the builder are given."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "path": self.path,
            "message": self.message(language),
        }


class Worded(str):
    """A value of a problem by its ids, with the words that people read instead, by language."""

    words: Mapping[str, str]

    def __new__(cls, ids: str, words: Mapping[str, str]) -> Worded:
        made = super().__new__(cls, ids)
        made.words = words
        return made


def _said(value: Any, known: Mapping[str, Any], language: str) -> Any:
    if isinstance(value, str) and value.startswith("@") and value[1:] in known:
        return say(value[1:], {}, language)
    if isinstance(value, Worded):
        return value.words.get(language, str(value))
    if isinstance(value, InvalidValue):
        return say(value.code, value.values, language)
    if isinstance(value, (list, tuple)):
        return [_said(item, known, language) for item in value]
    return value


def _cells(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def errors_of(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only those that refuse the definition."""
    return tuple(problem for problem in problems if problem.severity == "error")


def render(problems: Iterable[Problem], language: str = "en") -> str:
    """The text that the command line prints: a paragraph a problem, in the order of files and lines."""
    blocks = []
    for problem in sorted(problems, key=lambda one: (one.place, one.severity, one.code)):
        word = say(f"problem.severity.{problem.severity}", {}, language)
        path = f" {problem.path}:" if problem.path else ""
        head = f"{problem.place}:{path} {word}: {problem.message(language)}"
        caret = problem.caret()
        if caret:
            head += "\n" + "\n".join(f"    {line}" for line in caret.split("\n"))
        blocks.append(head)
    return "\n".join(blocks)
