"""One glance at the whole language: an app as frozen values, names already turned into objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any, Literal

from engine.catalog.fields.field_type import Column, FieldType, Stores, Surface, operators_of
from engine.catalog.steps.step_type import StepType
from engine.catalog.triggers.trigger_type import TriggerType
from engine.catalog.views.view_type import ViewType
from engine.definition.expressions import Expression, Template
from engine.definition.problem import Place
from engine.expression.aggregates import Aggregate
from engine.expression.types import Type


@dataclass(frozen=True)
class Holes:
    """Text with holes `{{ … }}` for people, in every language it is written in."""

    template: Template
    languages: Mapping[str, Template] = field(default_factory=dict)

    def say(self, language: str = "en") -> Template:
        """The text in a language, else as it was written."""
        return self.languages.get(language, self.template)

    @property
    def text(self) -> str:
        return self.template.text

    @property
    def parts(self) -> tuple[str | Expression, ...]:
        return self.template.parts

    @property
    def expressions(self) -> tuple[Expression, ...]:
        return tuple(part for part in self.template.parts if isinstance(part, Expression))


@dataclass(frozen=True)
class Fill:
    """A value out of the first record of `form` (`crm.price`) for which `where` holds, in the order of `sort`.

    `in_rows`: it fills a column, and reads the row as `row`, the record around it as `record`.
    """

    form: str
    where: Expression
    value: Expression
    sort: tuple[tuple[str, bool], ...] = ()  # (field, descending)
    in_rows: bool = False


@dataclass(frozen=True)
class Default:
    """The first value of a field: a literal (JSON), an expression, or what a matching record says.

    `follow`: again whenever an input changes, until somebody types a value of their own.
    """

    literal: Any = None
    expression: Expression | None = None
    follow: bool = False
    fill: Fill | None = None


@dataclass(frozen=True)
class Field:
    """A field of a form, or of a subform's rows; `settings` are the type's own, complete."""

    id: str
    type: FieldType
    label: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    help: str | None = None
    placeholder: str | None = None
    required: bool = False
    unique: bool = False
    ignore: tuple[str, ...] = ()  # case, spaces: what does not count when two values are compared for uniqueness
    search: bool = False
    default: Default | None = None
    expression: Expression | None = None  # of a formula, and the way of a lookup
    computed: Literal["stored", "read", "later"] | None = None
    in_sql: bool = True  # of one that is worked out at read: lists can be asked by it
    logic: Mapping[str, LogicRule] = field(default_factory=dict)  # of a subform: what holds in each of its rows
    marks: frozenset[str] = frozenset()  # encrypted, masked, personal
    labels: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    place: Place = Place()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return self.type.columns(self)

    @cached_property
    def stores(self) -> Stores:
        return self.type.stores(self)

    @cached_property
    def shown_columns(self) -> tuple[Column, ...]:
        """How its value stands in a query: its own columns, or those of what the database works out at read."""
        result = self.settings.get("result") if self.computed == "read" and self.in_sql else None
        return self.columns if result is None else tuple(result.type.columns(result))

    @cached_property
    def shown_as(self) -> Field | None:
        """The field whose type its value has: itself unless it is computed; None while that cannot be known."""
        return self.settings.get("result") if self.type.computed else self

    @property
    def leads_to(self) -> tuple[str, str] | None:
        """(app, form) of the records that its value names: of a relation, or of a lookup that ends at one."""
        return self.shown_as.target if self.shown_as is not None else None

    @property
    def leads_to_many(self) -> bool:
        return self.shown_as is not None and self.shown_as.many

    @property
    def askable(self) -> bool:
        """Whether lists can be filtered and sorted by it."""
        return self.stores == "column" or (self.computed == "read" and self.in_sql)

    @cached_property
    def value_type(self) -> Type:
        return self.type.value_type(self)

    @cached_property
    def operators(self) -> tuple[str, ...]:
        own = self.surface.operators
        return operators_of(self.value_type) if own is None else own

    @cached_property
    def surface(self) -> Surface:
        return self.type.surface(self)

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """The fields of a subform's rows; empty for every other type."""
        rows: Mapping[str, Field] = self.settings.get("fields", {}) if self.stores == "row_table" else {}
        return rows

    @cached_property
    def conditions(self) -> tuple[LogicRule, ...]:
        """The logic of a subform's rows, as a form has its own."""
        return tuple(self.logic.values())

    @cached_property
    def live_columns(self) -> tuple[Field, ...]:
        """The columns of a subform that are worked out at read, each after those that it reads."""
        live = {column.id: column for column in self.fields.values() if column.computed == "read"}
        reads = {
            id: {path[0] for path in column.expression.fields if path[0] in live} if column.expression else set()
            for id, column in live.items()
        }
        return tuple(live[id] for id in TopologicalSorter(reads).static_order())

    @cached_property
    def target(self) -> tuple[str, str] | None:
        """(app, form) that a relation leads to."""
        to = self.settings.get("to")
        return (self.settings["to_app"], to) if to and "to_app" in self.settings else None

    @cached_property
    def narrows(self) -> bool:
        """Whether its options depend on other values: those for which `where` holds stand open."""
        return "options" in self.settings and self.settings.get("where") is not None

    @cached_property
    def reacts(self) -> bool:
        """Whether something about it depends on values: its options, or what its rows ask for."""
        return self.narrows or bool(self.logic) or any(column.narrows for column in self.fields.values())

    @cached_property
    def many(self) -> bool:
        return bool(self.settings.get("many", False))

    @cached_property
    def writable(self) -> bool:
        """Whether people may ever write it (serial numbers are given, computed values worked out)."""
        return not self.type.computed and self.type.name != "serial" and self.stores != "none"

    @cached_property
    def has_value(self) -> bool:
        """Whether there is anything to show in a file or a title (a button has nothing)."""
        return self.type.computed or self.stores != "none"

    def say(self, language: str = "en") -> str:
        return self.labels.get(language) or self.label


@dataclass(frozen=True)
class GroupFigure:
    """A figure over all records of the form that have the same values in `by`; `same` holds for those."""

    by: tuple[str, ...]
    value: Aggregate
    same: tuple[Expression, ...]
    where: Expression | None = None

    @cached_property
    def reads(self) -> frozenset[str]:
        """The fields on which the figure depends."""
        parts = [part for part in (self.value.argument, self.where) if part is not None]
        return frozenset(self.by).union(*({path[0] for path in part.fields} for part in parts))


@dataclass(frozen=True)
class LogicRule:
    """When `when` holds: show, require, lock, or refuse with `error` at `field`.

    With a `group`, `when` reads its figure as `group` and is asked once the record is written.
    """

    id: str
    when: Expression | None
    show: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    readonly: tuple[str, ...] = ()
    error: str | None = None
    group: GroupFigure | None = None
    errors: Mapping[str, str] = field(default_factory=dict)  # the error by language
    field: str | None = None


@dataclass(frozen=True)
class UniqueKey:
    """No two living records share these values; `where` narrows to which records it applies."""

    id: str
    fields: tuple[str, ...]
    ignore: tuple[str, ...] = ()
    where: Expression | None = None


@dataclass(frozen=True)
class Section:
    """A part of the form as people see it; `items` are field ids in order."""

    id: str
    label: str
    items: tuple[str, ...]
    columns: int = 1
    visible: Expression | None = None
    collapsed: bool = False
    display: Literal["section", "tab", "page"] = "section"


@dataclass(frozen=True)
class Related:
    """A list of records of `form` that point here with their field `by`."""

    id: str
    form: str
    by: str
    label: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form: one table, the rules of its values, and how it looks."""

    id: str
    app_id: str
    label: str
    label_plural: str
    title: Holes
    fields: Mapping[str, Field]
    help: str | None = None
    icon: str | None = None
    logic: Mapping[str, LogicRule] = field(default_factory=dict)
    unique: Mapping[str, UniqueKey] = field(default_factory=dict)
    duplicates: Mapping[str, Any] = field(default_factory=dict)
    indexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    layout: tuple[Section, ...] = ()
    related: tuple[Related, ...] = ()
    views: tuple[str, ...] = ()  # in order, the first is the default
    history: Literal["all", "none"] = "all"
    file: str = ""
    place: Place = Place()

    @cached_property
    def title_fields(self) -> tuple[str, ...]:
        """The fields that the title reads, in order."""
        names = (path[0] for part in self.title.expressions for path in sorted(part.fields))
        return tuple(dict.fromkeys(name for name in names if name in self.fields))

    @cached_property
    def read_fields(self) -> frozenset[str]:
        """The computed fields that are worked out at read."""
        return frozenset(field.id for field in self.fields.values() if field.computed == "read")

    @cached_property
    def live_rows(self) -> frozenset[str]:
        """The subforms in whose rows something is worked out at read."""
        return frozenset(field.id for field in self.fields.values() if field.live_columns)

    @cached_property
    def live(self) -> frozenset[str]:
        """Everything that is not simply read as it is stored."""
        return self.read_fields | self.live_rows

    @cached_property
    def name(self) -> str:
        """`crm.customer`: how the form is called outside its app."""
        return f"{self.app_id}.{self.id}"

    @cached_property
    def conditions(self) -> tuple[LogicRule, ...]:
        """The logic that one record's values decide."""
        return tuple(part for part in self.logic.values() if part.group is None)

    @cached_property
    def groups(self) -> tuple[LogicRule, ...]:
        """The logic over figures of several records."""
        return tuple(part for part in self.logic.values() if part.group is not None)

    @cached_property
    def reacts(self) -> bool:
        """Whether something is shown, required, locked or refused depending on values."""
        sections = any(section.visible is not None for section in self.layout)
        return bool(self.conditions) or sections or any(field.reacts for field in self.fields.values())

    @cached_property
    def order(self) -> tuple[str, ...]:
        """All fields: first those of the layout in its order, then the rest as written."""
        placed = dict.fromkeys(id for section in self.layout for id in section.items if id in self.fields)
        return (*placed, *(id for id in self.fields if id not in placed))


@dataclass(frozen=True)
class View:
    """A query and how its answer looks; `options` are the keys of its type."""

    id: str
    form: str
    label: str
    type: ViewType
    where: Expression | None = None
    sort: tuple[tuple[str, bool], ...] = ()  # (field, descending)
    options: Mapping[str, Any] = field(default_factory=dict)
    help: str | None = None
    generated: bool = False
    place: Place = Place()


@dataclass(frozen=True)
class RecordRef:
    """Which record a step means: an expression that gives its id, and the form (`crm.task`)."""

    form: str
    expression: Expression


@dataclass(frozen=True)
class Step:
    """One step of a rule; `path` is its address in the trace (`check/default/post`)."""

    id: str
    path: str
    type: StepType
    options: Any
    label: str | None = None
    branches: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)  # choose: by branch id, and "default"
    retry: Mapping[str, Any] | None = None
    place: Place = Place()

    def walk(self) -> Iterator[Step]:
        yield self
        for branch in self.branches.values():
            for step in branch:
                yield from step.walk()


@dataclass(frozen=True)
class Trigger:
    """What starts a rule: the event, of which form, which fields changed, and under which condition."""

    event: str
    type: TriggerType
    form: str | None = None
    changed: tuple[str, ...] = ()
    when: Expression | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """Automation: when something happens, do something."""

    id: str
    label: str
    trigger: Trigger
    steps: tuple[Step, ...]
    enabled: bool = True
    run_as: Literal["system", "actor"] = "system"
    concurrency: Mapping[str, Any] = field(default_factory=dict)
    tests: Mapping[str, Any] = field(default_factory=dict)
    help: str | None = None
    before_save: str | None = None
    comes_later: bool = False
    place: Place = Place()

    def walk(self) -> Iterator[Step]:
        for step in self.steps:
            yield from step.walk()


@dataclass(frozen=True)
class MenuSection:
    """A part of the menu; `items` are names like `form/lead`."""

    id: str
    label: str
    items: tuple[str, ...]
    icon: str | None = None
