"""A file of print/ or mail/ as it was read: Jinja gives a page its shape, our expressions everything that counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.definition.model import Holes
from engine.expression.expression import Expression

LayoutKind = Literal["print", "mail"]


@dataclass(frozen=True)
class Piece:
    """One expression of a layout; `items` are the names of loops around it, each with the form of its records.

    The form is a full name (`crm.customer`, `crm.order.lines`), empty where the name is not a record.
    """

    expression: Expression
    items: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Body:
    """One language of a layout: Jinja sources by name ("" is the file itself, others are what it includes).

    In the sources an expression is a call with its number: `{{ _show(3, {"line": line}) }}`.
    """

    sources: Mapping[str, str]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Layout:
    """What a record looks like on paper or in a mail; `bodies` by language, "" where no other fits."""

    kind: LayoutKind
    id: str
    form: str
    label: str
    bodies: Mapping[str, Body]
    is_html: bool = True
    subject: Holes | None = None

    def body(self, language: str) -> Body:
        """The text in a language, else as it was written."""
        return self.bodies.get(language) or self.bodies[""]
