"""What a name means: the checker asks a scope, and knows neither apps nor forms nor tables itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from engine.expression.types import Type

ROW_KINDS = ("field", "inverse")


@dataclass(frozen=True)
class Symbol:
    """A name with its meaning.

    `kind`: `field` is a field of the row that a condition is asked about (a column in SQL), `inverse` the list of
    records that point to it; every other kind
    (`me`, `setting`, `old`, `record`, `trigger`, `step`, `item`, `secret`) is a value known before the query runs.
    `required`: it is never empty. `max`/`min` of a Number type must hold for every stored value.
    """

    name: str
    type: Type
    kind: str = "field"
    required: bool = False


class Scope(Protocol):
    """The names one may use at one place of an app."""

    def symbol(self, name: str) -> Symbol | None:
        """What `name` means at the root of a path."""

    def member(self, type: Type, name: str) -> Symbol | None:
        """What `.name` means on a value of `type` (a Record, Records or Namespace)."""

    def names(self, type: Type | None = None) -> Iterable[str]:
        """All names that `symbol` (or, with a type, `member`) knows, for "did you mean"."""


@dataclass(frozen=True)
class DictScope:
    """A scope out of plain mappings: root names, and members by form id or namespace name."""

    symbols: Mapping[str, Symbol]
    members: Mapping[str, Mapping[str, Symbol]] = field(default_factory=dict)

    def symbol(self, name: str) -> Symbol | None:
        return self.symbols.get(name)

    def member(self, type: Type, name: str) -> Symbol | None:
        return self._of(type).get(name)

    def names(self, type: Type | None = None) -> Iterable[str]:
        return tuple(self.symbols) if type is None else tuple(self._of(type))

    def _of(self, type: Type) -> Mapping[str, Symbol]:
        return self.members.get(getattr(type, "form", "") or getattr(type, "name", ""), {})
