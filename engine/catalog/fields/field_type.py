"""The contract of a field type: one file each, at most a dozen members, no state."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any, ClassVar, Literal, Protocol

from engine.catalog.likeness import Likeness, Seen
from engine.catalog.schemas import Schema
from engine.catalog.values import cell_text
from engine.expression.types import Type

ColumnKind = Literal[
    "text", "integer", "decimal", "boolean", "date", "time", "datetime", "duration", "json", "reference"
]
Stores = Literal["column", "link_table", "row_table", "none"]


@dataclass(frozen=True)
class Column:
    """One column as data; storage makes it SQL. Its physical name is the field's id + `suffix`."""

    kind: ColumnKind
    scale: int = 0
    suffix: str = ""


@dataclass(frozen=True)
class Limits:
    """What `clean` refuses among values of the right kind, as data, so that a database can refuse it too.

    `low`, `high`: the least and the greatest; `longest`: characters of a text, `one_line`: without line breaks;
    `choices`: nothing else.
    """

    low: Any = None
    high: Any = None
    longest: int | None = None
    one_line: bool = False
    choices: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Surface:
    """What the edges are told of a field's values, as data; None: what goes for every value of its kind.

    `operators`: those of filters; `number_format`: of a cell in a spreadsheet; `json`: the JSON Schema of a value;
    `sortable`: whether there is an order among its values that means something to people. `told`: another type is told
    its values as people read them, where their JSON means nothing there (the path of a choice, HTML, seconds).
    """

    operators: tuple[str, ...] | None = None
    number_format: str | None = None
    json: Schema | None = None
    sortable: bool = True
    told: bool = False


@dataclass(frozen=True)
class FieldExamples:
    """What every type shows of itself: `good` pairs (JSON in, JSON out), `bad` pairs (JSON in, code of the error)."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    good: tuple[tuple[Any, Any], ...] = ()
    bad: tuple[tuple[Any, str], ...] = ()


@dataclass(frozen=True)
class Palette:
    """Where the builder offers a type, and the settings with which a new field of it begins.

    `looks`: how a column of a table that people bring would be taken by the type; None: not at all, or no such columns
    come in. Whoever asks tries every cell with `clean` afterwards.
    """

    group: Literal["basic", "choice", "people", "relation", "calculated"] = "basic"
    begins_with: Mapping[str, Any] = field(default_factory=dict)
    looks: Callable[[Seen], Likeness | None] | None = None


@dataclass(frozen=True)
class Option:
    """One choice of a select: `labels` by language, `values` are literals that expressions read.

    `was`: ids of options that became this one; records that hold one of them are given this.
    """

    id: str
    label: str
    color: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    was: tuple[str, ...] = ()

    def say(self, language: str = "en") -> str:
        return self.labels.get(language) or self.label


class FieldLike(Protocol):
    """What a type is told of the field it works for; `settings` are checked and complete."""

    @property
    def id(self) -> str: ...
    @property
    def settings(self) -> Mapping[str, Any]: ...
    @property
    def computed(self) -> Literal["stored", "read", "later"] | None: ...


class Ask(Protocol):
    """What a type may ask and say while its settings are settled."""

    @property
    def app_id(self) -> str: ...
    @property
    def field_id(self) -> str: ...
    @property
    def currency(self) -> str | None: ...
    @property
    def required(self) -> bool: ...
    def problem(self, code: str, key: str, **values: Any) -> None:
        """Reports an error at one of the settings (dotted for deeper ones)."""

    def later(self, key: str, **values: Any) -> None:
        """Reports that a setting is known, and that what it needs comes with a later version."""


class FieldType(ABC):
    """What may stand after `type:` in a form's fields."""

    name: ClassVar[str]
    schema: ClassVar[Mapping[str, Schema]]  # its own settings by name; a key that must be there stands in `needs`
    needs: ClassVar[tuple[str, ...]] = ()
    computed: ClassVar[bool] = False
    comes_later: ClassVar[bool] = False
    palette: ClassVar[Palette] = Palette()
    # Its settings that speak about the record (conditions, texts with holes, values), read as their schema means them.
    resolves: ClassVar[tuple[str, ...]] = ()
    examples: ClassVar[FieldExamples]

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        """Settings with every default filled in; what schema alone cannot see is reported to `ask`."""
        return settings

    @abstractmethod
    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        """The columns in the form's own table; () for link tables, row tables and what is not stored."""

    def stores(self, field: FieldLike) -> Stores:
        return "column" if self.columns(field) else "none"

    @abstractmethod
    def value_type(self, field: FieldLike) -> Type:
        """What the field is in an expression."""

    @abstractmethod
    def clean(self, value: Any, field: FieldLike) -> Any:
        """JSON in, domain value out (None when empty); raises InvalidValue; never asks the database."""

    def reader(self, field: FieldLike) -> Callable[[Any], Any]:
        """`clean` for this one field, made once; types that are written much take usual values at a glance."""
        return lambda value: self.clean(value, field)

    def limits(self, field: FieldLike) -> Limits | None:
        """What `clean` asks of a value that has the field's type already; None: only `clean` knows."""
        return None

    def to_json(self, value: Any, field: FieldLike) -> Any:
        """Domain value in, JSON out; the same for most."""
        return value

    @property
    def is_plain(self) -> bool:
        """Whether its values are their own JSON."""
        return type(self).to_json is FieldType.to_json

    def surface(self, field: FieldLike) -> Surface:
        """What filters, spreadsheets and the description of the API make of its values."""
        return Surface()

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        """A cell of an imported table as JSON input for `clean`; what it cannot read it leaves as it is."""
        return cell_text(cell)

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        """The value as people read it, in titles, exports and messages."""
        return "" if value is None else str(value)

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        """What full-text search finds the record by; None: nothing."""
        return None


def operators_of(type: Type) -> tuple[str, ...]:
    """The filter operators offered for a kind of value."""
    return _OPERATORS.get(type.kind, ("is_empty", "is_not_empty"))


_EMPTY = ("is_empty", "is_not_empty")
_EQUAL = ("=", "<>")
_ORDER = ("<", "<=", ">", ">=")
_OPERATORS: dict[str, tuple[str, ...]] = {
    "text": (*_EQUAL, "contains", "not_contains", "starts_with", "ends_with", *_EMPTY),
    "number": (*_EQUAL, *_ORDER, "between", *_EMPTY),
    "yes_no": ("=", "<>"),
    "date": (*_EQUAL, *_ORDER, "between", *_EMPTY),
    "datetime": (*_ORDER, "between", *_EMPTY),
    "time": (*_EQUAL, *_ORDER, "between", *_EMPTY),
    "duration": (*_EQUAL, *_ORDER, "between", *_EMPTY),
    "option": (*_EQUAL, "in", "not_in", *_EMPTY),
    "options": ("has", "has_not", *_EMPTY),
    "record": (*_EQUAL, "in", "not_in", *_EMPTY),
    "records": ("has", "has_not", *_EMPTY),
}
