"""What a name means at one place of an app: fields, the other side of relations, me, settings, record, steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from engine.catalog.ids import SYSTEM_FIELDS
from engine.expression.scope import Symbol
from engine.expression.types import ANY, DATETIME, WHOLE, Namespace, Record, Records, Type

USER = Record("company.user")
_SYSTEM: Mapping[str, Type] = {
    "id": WHOLE,
    "revision": WHOLE,
    "created_at": DATETIME,
    "updated_at": DATETIME,
    "deleted_at": DATETIME,
    "created_by": USER,
    "updated_by": USER,
}


class Forms(Protocol):
    """Who knows the fields of every form by its full name: `crm.customer`, and `crm.order.lines` for rows."""

    def members(self, form: str) -> Mapping[str, Symbol]:
        """The symbols of a form: its fields, system fields and lists that point at it; {} when there is none."""


def system_symbols() -> dict[str, Symbol]:
    """The fields that every record has."""
    solid = ("id", "revision", "created_at", "updated_at")
    return {name: Symbol(name, _SYSTEM[name], "field", name in solid) for name in SYSTEM_FIELDS}


@dataclass(frozen=True)
class AppScope:
    """Names at one place: the fields of `form` (none: no row here), and `extra` symbols that the place adds."""

    forms: Forms
    form: str | None = None
    extra: Mapping[str, Symbol] = field(default_factory=dict)
    namespaces: Mapping[str, Mapping[str, Symbol]] = field(default_factory=dict)

    def symbol(self, name: str) -> Symbol | None:
        found = self.forms.members(self.form).get(name) if self.form else None
        return found or self.extra.get(name)

    def member(self, type: Type, name: str) -> Symbol | None:
        return self._of(type).get(name)

    def names(self, type: Type | None = None) -> Iterable[str]:
        if type is not None:
            return tuple(self._of(type))
        return (*(self.forms.members(self.form) if self.form else ()), *self.extra)

    def adding(self, **symbols: Symbol) -> AppScope:
        """This scope with more names."""
        return AppScope(self.forms, self.form, {**self.extra, **symbols}, self.namespaces)

    def spelling(self, **namespaces: Mapping[str, Symbol]) -> AppScope:
        """This scope with the members of more namespaces (`steps`, `trigger`)."""
        return AppScope(self.forms, self.form, self.extra, {**self.namespaces, **namespaces})

    def on(self, form: str | None) -> AppScope:
        """The same names over the rows of another form."""
        return AppScope(self.forms, form, self.extra, self.namespaces)

    def _of(self, type: Type) -> Mapping[str, Symbol]:
        if isinstance(type, (Record, Records)):
            return self.forms.members(type.form)
        if isinstance(type, Namespace):
            return self.namespaces.get(type.name, {})
        return {}


def me() -> Symbol:
    return Symbol("me", USER, "me", True)


def record(form: str, name: str = "record", kind: str = "record") -> Symbol:
    """A record that is there (`record`, `item`), or was there (`old`)."""
    return Symbol(name, Record(form) if form else ANY, kind, True)


def namespace(name: str, kind: str) -> Symbol:
    return Symbol(name, Namespace(name), kind, True)
