"""A web address."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from engine.catalog.fields.field_type import Column, FieldExamples, FieldLike, FieldType, Palette
from engine.catalog.likeness import Likeness, Seen
from engine.catalog.values import InvalidValue, text_of
from engine.expression import types

_HOST = re.compile(r"[^\s/@?#<>\"\\]+\Z")


def _looks(seen: Seen) -> Likeness | None:
    said = all(text.lower().startswith(("http://", "https://", "www.")) for text in seen.texts())
    return Likeness(85 if said or seen.named else 0) if any("." in text for text in seen.texts()) else None


class Url(FieldType):
    """http and https only: an address that runs a script in the reader's browser cannot be stored."""

    name = "url"
    schema = {}
    palette = Palette(looks=_looks)
    examples = FieldExamples(
        good=(
            ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
            ("http://例子.中国/路径", "http://例子.中国/路径"),
            ("", None),
        ),
        bad=(
            ("example.com", "value.not_a_url"),
            ("javascript:alert(1)", "value.not_a_url"),
            ("https://", "value.not_a_url"),
            ("https://a b.com", "value.not_a_url"),
            (1, "value.not_text"),
            ("http://[", "value.not_a_url"),
        ),
    )

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("text"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.TEXT

    def clean(self, value: Any, field: FieldLike) -> str | None:
        text = text_of(value, max_length=2048)
        if text is None:
            return None
        try:
            parts = urlsplit(text)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise InvalidValue("value.not_a_url")
        if parts.scheme not in ("http", "https") or not host or not _HOST.match(host) or any(c.isspace() for c in text):
            raise InvalidValue("value.not_a_url")
        return text

    def from_cell(self, cell: Any, field: FieldLike, zone: Any = None) -> Any:
        if not isinstance(cell, str):
            return cell
        text = cell.strip()
        return f"https://{text}" if re.match(r"(?:[\w-]+\.)+[A-Za-z]{2,}(?:[/:?#]|\Z)", text) else text

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return value if isinstance(value, str) else None
