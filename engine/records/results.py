"""What the verbs of records answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.errors import FieldError


@dataclass(frozen=True)
class Saved:
    """A record after a write; `record` is its JSON as the actor may see it (only id and revision if not at all)."""

    id: int
    revision: int
    record: Mapping[str, Any]
    change_set: int | None


@dataclass(frozen=True)
class Bulk:
    """Many records after one call; `ids` in the order of what was sent, None where a row was refused (partial)."""

    ids: Sequence[int | None]
    created: int
    updated: int
    errors: tuple[FieldError, ...]
    change_set: int | None


@dataclass(frozen=True)
class Page:
    """Some records of a list; `next` is the cursor of the following page, `count` only when asked for."""

    records: Sequence[Mapping[str, Any]]
    next: str | None
    count: int | None


@dataclass(frozen=True)
class PageQuery:
    """What a list is asked for; texts as they come over HTTP. `deleted` shows the recycle bin instead."""

    where: str | None = None
    sort: str | None = None
    fields: str | None = None
    expand: str | None = None
    search: str | None = None
    limit: int = 100
    cursor: str | None = None
    offset: int = 0
    count: str = "none"
    format: str = "objects"
    view: str | None = None
    deleted: bool = False


@dataclass(frozen=True)
class FieldState:
    """How form logic wants a field shown for the values at hand; `options`: the ids open now, None: all there are."""

    visible: bool = True
    required: bool = False
    readonly: bool = False
    options: tuple[str, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """As a screen gets it."""
        made: dict[str, Any] = {"visible": self.visible, "required": self.required, "readonly": self.readonly}
        return made if self.options is None else {**made, "options": list(self.options)}


@dataclass(frozen=True)
class RowState:
    """How logic wants one row of a subform: the parts of it that hold, and the states of its columns."""

    rules: tuple[str, ...]
    fields: Mapping[str, FieldState]

    def to_json(self) -> dict[str, Any]:
        """As a screen gets it."""
        return {"rules": list(self.rules), "fields": {name: state.to_json() for name, state in self.fields.items()}}


@dataclass(frozen=True)
class Checked:
    """What saving these values would say: errors, states of fields, and the values with defaults and formulas.

    `rules` and `sections` are the parts of the form's logic and layout whose condition holds; `locked` the fields that
    the actor's rights close on this record. `rows`: of subforms with logic, in the order of their rows in `values`.
    """

    errors: tuple[FieldError, ...]
    fields: Mapping[str, FieldState]
    values: Mapping[str, Any]
    rules: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    rows: Mapping[str, tuple[RowState, ...]] = field(default_factory=dict)


@dataclass
class Undone:
    """What an undo took back, and what it left because it was changed since: `{app, form, id, field, code, now}`."""

    undone: int
    kept: list[Mapping[str, Any]] = field(default_factory=list)
    change_set: int | None = None

    def add(self, undone: int, kept: Sequence[Mapping[str, Any]]) -> None:
        """One more part."""
        self.undone += undone
        self.kept.extend(kept)
