"""What roles grant: forms, rows, fields, dashboards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.definition.problem import Place
from engine.expression.expression import Expression


@dataclass(frozen=True)
class FieldGrant:
    """What a role may do with a field; `masked`: its holders see that there is something, not what."""

    read: bool = False
    write: bool | Expression = False
    masked: bool = False


@dataclass(frozen=True)
class FormGrant:
    """What a role may do with records of a form; an expression says with which rows."""

    create: bool = False
    read: bool | Expression = False
    update: bool | Expression = False
    delete: bool | Expression = False
    export: bool = False
    fields: Mapping[str, FieldGrant] = field(default_factory=dict)

    def field(self, id: str) -> FieldGrant:
        """The grant of a field: its own, else that of `*`, else everything that the row allows."""
        return self.fields.get(id) or self.fields.get("*") or FieldGrant(read=True, write=True)


@dataclass(frozen=True)
class Role:
    """Grants only: a person with several roles may what any of them allows."""

    id: str
    label: str
    forms: Mapping[str, FormGrant]
    dashboards: tuple[str, ...] | None = None  # None: every dashboard whose forms may be read
    help: str | None = None
    place: Place = Place()
