"""Text with headings, lists, links and tables: a small, safe part of HTML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any

from engine.catalog import markup, schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Surface
from engine.catalog.values import InvalidValue, cell_text, text_of
from engine.expression import types

MOST = 200_000  # characters with their markup


class RichText(FieldType):
    """Whatever is sent is cleaned before it is kept: no scripts, styles, pictures of strangers, or events.

    `max` counts the characters that people read. Lists, titles, search and exports have it as plain text.
    """

    name = "rich_text"
    schema = {"max": schemas.POSITIVE}
    examples = FieldExamples(
        settings={"max": 40},
        good=(
            ("<p>Hello <strong>you</strong></p>", "<p>Hello <strong>you</strong></p>"),
            ("<p onclick='x()'>A<script>alert(1)</script></p>", "<p>A</p>"),
            ("<a href='javascript:alert(1)'>A</a>", '<a rel="noopener noreferrer nofollow">A</a>'),
            ("<p>1 < 2 & 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
            ("<div><img src=x onerror=alert(1)>B</div>", "B"),
            ("<p><br></p>", None),
            ("", None),
            (None, None),
        ),
        bad=((5, "value.not_text"), ("<p>" + "x" * 41 + "</p>", "value.too_long"), ("a\x00", "value.nul_character")),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        return {"max": None, **settings}

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("text"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.TEXT

    def clean(self, value: Any, field: FieldLike) -> str | None:
        text = text_of(value, max_length=MOST)
        if text is None:
            return None
        kept = markup.cleaned(text)
        read = markup.plain_text(kept)
        most = field.settings["max"]
        if most and len(read) > most:
            raise InvalidValue("value.too_long", max=most, length=len(read))
        return kept if read or "<hr" in kept or "<table" in kept else None

    def surface(self, field: FieldLike) -> Surface:
        return Surface(operators=("contains", "not_contains", "is_empty", "is_not_empty"), sortable=False, told=True)

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        text = cell_text(cell)
        return markup.marked_up(text) if isinstance(text, str) else text

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        return "" if value is None else markup.plain_text(value)

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return None if value is None else markup.plain_text(value) or None
