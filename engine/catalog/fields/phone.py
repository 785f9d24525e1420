"""A phone number, kept as it was typed and found however it is typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.catalog import schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Palette
from engine.catalog.likeness import Likeness, Seen
from engine.catalog.values import InvalidValue, ascii_digits, normalised, text_of
from engine.expression import types

# What is a number to call whatever its column is named: with a country before it, or a mobile one of China.
_CALLED = re.compile(r"\+[0-9][0-9 ()./-]{6,}|1[3-9][0-9]{9}|1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}")


def _looks(seen: Seen) -> Likeness | None:
    texts = [ascii_digits(str(cell)).strip() for cell in seen.cells]
    if any(sum(char.isdecimal() for char in text) < 7 for text in texts):
        return Likeness(0) if seen.named else None
    return Likeness(82 if seen.named or all(_CALLED.fullmatch(text) for text in texts) else 0)


class Phone(FieldType):
    """Accepted when it holds at least three digits; nothing is rewritten unless `normalise` says so."""

    name = "phone"
    schema = {
        "normalise": schemas.list_of(schemas.one_of("trim", "width", "digits")),
        "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
    }
    palette = Palette(looks=_looks)
    examples = FieldExamples(
        good=(
            ("+86 138 0013 8000", "+86 138 0013 8000"),
            ("（010）6552-9988 转 12", "（010）6552-9988 转 12"),
            ("", None),
            ("１３８００１３８０００", "１３８００１３８０００"),
        ),
        bad=(
            ("none", "value.not_a_phone"),
            (13800138000, "value.not_text"),
            ("1" * 61, "value.too_long"),
            ("1\n2\n3", "value.line_break"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        return {"normalise": (), "country": "CN", **settings}

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("text"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.TEXT

    def clean(self, value: Any, field: FieldLike) -> str | None:
        if isinstance(value, str) and field.settings["normalise"]:
            value = normalised(value, field.settings["normalise"])
        text = text_of(value, max_length=60)
        if text is None:
            return None
        if "\n" in text or "\r" in text:
            raise InvalidValue("value.line_break")
        if sum(char.isdecimal() for char in text) < 3:
            raise InvalidValue("value.not_a_phone")
        return text

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        """The digits alone; search turns what is typed the same way."""
        digits = "".join(char for char in ascii_digits(value or "") if char.isdigit() and char.isascii())
        return digits or None
