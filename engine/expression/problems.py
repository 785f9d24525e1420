"""What can be wrong with an expression: a code with values and a place, shown as the line with a caret under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.errors import InvalidExpression
from engine.texts import say


@dataclass(frozen=True)
class Place:
    """Where something stands in the text of an expression: offsets in characters, `end` exclusive."""

    start: int
    end: int

    def to(self, other: Place) -> Place:
        return Place(self.start, other.end)


@dataclass(frozen=True)
class ExpressionProblem:
    """One thing wrong: `code` is a text of engine/texts/expression.yaml, `values` fill its holes."""

    code: str
    place: Place
    values: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: str = "en") -> str:
        """The sentence for people. Values that are codes themselves (`@expression.type.text`) are said too."""
        return say(self.code, {name: _said(value, language) for name, value in self.values.items()}, language)

    def caret(self, text: str) -> str:
        """The line of `text` where it stands, with carets under it."""
        return caret(text, self.place)

    def line_column(self, text: str) -> tuple[int, int]:
        """Line and column in `text`, both counted from 1."""
        before = text[: self.place.start]
        return before.count("\n") + 1, self.place.start - (before.rfind("\n") + 1) + 1


class BrokenExpression(InvalidExpression):
    """An expression that cannot be used; `problems` holds all that is wrong with it, `text` is the expression."""

    def __init__(self, text: str, problems: Sequence[ExpressionProblem]):
        self.text = text
        self.problems = tuple(problems)
        super().__init__(text=text, reason=self.report("en"))

    def report(self, language: str = "en") -> str:
        """All problems, each a sentence with the line and a caret."""
        return "\n".join(f"{problem.message(language)}\n{problem.caret(self.text)}" for problem in self.problems)


def caret(text: str, place: Place) -> str:
    """The line of `place`, and under it carets; wide characters take two columns as they do in a terminal."""
    start = min(place.start, len(text))
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    before = line[: start - line_start]
    marked = line[start - line_start : max(start + 1, place.end) - line_start]
    # A very long line is cut around the place, so that the caret stays on the screen.
    if len(before) > 80:
        line, before = "…" + line[len(before) - 60 :], "…" + before[-60:]
    return f"  {line[:160].rstrip()}\n  {' ' * _width(before)}{'^' * max(1, min(_width(marked), 80))}"


def _width(text: str) -> int:
    return sum(2 if ord(letter) >= 0x1100 and not 0x2010 <= ord(letter) <= 0x205F else 1 for letter in text)


def _said(value: Any, language: str) -> Any:
    if isinstance(value, str) and value.startswith("@"):
        return say(value[1:], None, language)
    if isinstance(value, (list, tuple)):
        return " / ".join(str(_said(item, language)) for item in value)
    return value
