"""Several lines of plain text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.catalog import quick, schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Limits, Palette
from engine.catalog.likeness import Likeness, Seen
from engine.catalog.values import TEXT_LIMIT, normalised, text_of
from engine.expression import types

LONG = 200  # characters that want more than one line


def _looks(seen: Seen) -> Likeness:
    return Likeness(30 if seen.lines or seen.named or seen.longest > LONG else 5)


class LongText(FieldType):
    """Plain text of up to a million characters; `rows` is the height of its input."""

    name = "long_text"
    schema = {
        "max": schemas.POSITIVE,
        "rows": {"type": "integer", "minimum": 1, "maximum": 50},
        "normalise": schemas.list_of(schemas.one_of("trim", "width", "digits")),
    }
    palette = Palette(looks=_looks)
    examples = FieldExamples(
        good=(("one\ntwo", "one\ntwo"), ("\r\n", "\r\n"), ("", None), ("😀" * 9, "😀" * 9)),
        bad=((["a"], "value.not_text"), ("a\x00", "value.nul_character"), ("x" * (TEXT_LIMIT + 1), "value.too_long")),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        return {"max": None, "rows": 4, "normalise": (), **settings}

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("text"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.TEXT

    def clean(self, value: Any, field: FieldLike) -> str | None:
        if isinstance(value, str) and field.settings["normalise"]:
            value = normalised(value, field.settings["normalise"])
        return text_of(value, max_length=field.settings["max"] or TEXT_LIMIT)

    def reader(self, field: FieldLike) -> Callable[[Any], Any]:
        slow, settings = super().reader(field), field.settings
        return slow if settings["normalise"] else quick.line(settings["max"] or TEXT_LIMIT, slow)

    def limits(self, field: FieldLike) -> Limits | None:
        if field.settings["normalise"]:
            return None
        return Limits(longest=field.settings["max"] or TEXT_LIMIT)

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return value if isinstance(value, str) else None
