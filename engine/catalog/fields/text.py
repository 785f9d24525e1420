"""One line of text, stored as it was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.catalog import quick, schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Limits, Palette
from engine.catalog.likeness import Likeness, Seen
from engine.catalog.patterns import compile_pattern, pattern_problem
from engine.catalog.values import InvalidValue, normalised, text_of
from engine.expression import types

MOST = 10_000  # characters, unless the field says otherwise


def _looks(seen: Seen) -> Likeness | None:
    return None if seen.lines or seen.longest > MOST else Likeness(10)


class Text(FieldType):
    """One line; `pattern` is an RE2 expression that the whole text must match."""

    name = "text"
    schema = {
        "max": schemas.POSITIVE,
        "min": schemas.COUNT,
        "pattern": schemas.TEXT,
        "pattern_help": schemas.LABEL,
        "normalise": schemas.list_of(schemas.one_of("trim", "width", "digits")),
    }
    palette = Palette(looks=_looks)
    examples = FieldExamples(
        settings={"max": 20, "normalise": []},
        good=(("Acme", "Acme"), ("", None), (None, None), ("  two  ", "  two  "), ("你好，世界", "你好，世界")),
        bad=(
            (5, "value.not_text"),
            ("x" * 21, "value.too_long"),
            ("a\x00b", "value.nul_character"),
            ("\ud83d", "value.broken_character"),
            ("a\nb", "value.line_break"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        if settings.get("min", 0) > settings.get("max", 10**9):
            ask.problem("min_above_max", "min", min=settings["min"], max=settings["max"])
        if "pattern" in settings and (trouble := pattern_problem(settings["pattern"])):
            ask.problem(trouble.code, "pattern", **trouble.values)
        return {"max": None, "min": 0, "pattern": None, "pattern_help": None, "normalise": (), **settings}

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("text"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.TEXT

    def clean(self, value: Any, field: FieldLike) -> str | None:
        settings = field.settings
        if isinstance(value, str) and settings["normalise"]:
            value = normalised(value, settings["normalise"])
        text = text_of(value, max_length=settings["max"] or MOST, min_length=settings["min"])
        if text is None:
            return None
        if "\n" in text or "\r" in text:
            raise InvalidValue("value.line_break")
        if settings["pattern"] and not compile_pattern(settings["pattern"]).fullmatch(text):
            raise InvalidValue("value.no_match", pattern=settings["pattern_help"] or settings["pattern"])
        return text

    def reader(self, field: FieldLike) -> Callable[[Any], Any]:
        slow, settings = super().reader(field), field.settings
        if settings["normalise"] or settings["pattern"] or settings["min"]:
            return slow
        return quick.line(settings["max"] or MOST, slow)

    def limits(self, field: FieldLike) -> Limits | None:
        settings = field.settings
        if settings["min"] or settings["pattern"] or settings["normalise"]:
            return None
        return Limits(longest=settings["max"] or MOST, one_line=True)

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return value if isinstance(value, str) else None
