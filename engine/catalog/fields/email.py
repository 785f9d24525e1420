"""An e-mail address, checked by its form only."""

from __future__ import annotations

import re
from typing import Any

from engine.catalog.fields.field_type import Column, FieldExamples, FieldLike, FieldType, Palette
from engine.catalog.likeness import Likeness, Seen
from engine.catalog.values import InvalidValue, text_of
from engine.expression import types

_NAME = re.compile(r"[^\s@\"(),:;<>\[\]\\]{1,64}\Z")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])\Z")


def _looks(seen: Seen) -> Likeness | None:
    return Likeness(85) if any("@" in text for text in seen.texts()) else None


class Email(FieldType):
    """One address `name@host.tld`; letters of every script are fine. Nobody is asked whether it exists."""

    name = "email"
    schema = {}
    palette = Palette(looks=_looks)
    examples = FieldExamples(
        good=(("an.na+x@example.com", "an.na+x@example.com"), ("", None), ("李@例子.中国", "李@例子.中国")),
        bad=(
            ("anna", "value.not_an_email"),
            ("a@b", "value.not_an_email"),
            ("a b@example.com", "value.not_an_email"),
            ("a@-x.com", "value.not_an_email"),
            ("a..b@x.com", "value.not_an_email"),
            (7, "value.not_text"),
            ("a@x.com, b@x.com", "value.not_an_email"),
        ),
    )

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("text"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.TEXT

    def clean(self, value: Any, field: FieldLike) -> str | None:
        text = text_of(value, max_length=254)
        if text is None:
            return None
        name, _, domain = text.rpartition("@")
        good = _NAME.match(name) and _DOMAIN.match(domain) and ".." not in name
        if not good or name.startswith(".") or name.endswith("."):
            raise InvalidValue("value.not_an_email")
        return text

    def from_cell(self, cell: Any, field: FieldLike, zone: Any = None) -> Any:
        return cell.strip() if isinstance(cell, str) else cell

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return value if isinstance(value, str) else None
