"""The contract of a function: one declaration holds its signature, Python, SQL, sentence and examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Protocol

from engine.clock import Clock
from engine.expression.types import ANY, Type
from engine.expression.values import ErrorValue
from engine.registry import nearest

if TYPE_CHECKING:
    from sqlalchemy.sql import ColumnElement

    from engine.expression.nodes import Call, Node

Value = (
    Any  # text str, number Decimal or int, bool, date, datetime (aware), time, Span, list, mapping, None, ErrorValue
)
# `instant`: a day or moment as it is, on no clock; `calendar`: one of the app's; `free_days`: one, or days.
Kind = Literal[
    "any",
    "text",
    "number",
    "whole",
    "yes_no",
    "date",
    "moment",
    "day",
    "time",
    "instant",
    "list",
    "column",
    "record",
    "field",
    "calendar",
    "free_days",
]
TEMPORAL_KINDS: frozenset[Kind] = frozenset({"day", "date", "moment", "time", "instant"})  # where nothing stays nothing


class Context(Protocol):
    """What an expression sees while it runs, for one record and one request."""

    @property
    def clock(self) -> Clock:
        """One moment for the whole request, in the company's zone."""

    def value(self, name: str) -> Value:
        """The value of a root name: a field, `me`, `settings`, `old`, `record`, `trigger`, `steps`, `item`, `secret`.

        A relation is an id, or a mapping with `id`; `old` is a mapping, or None where the record is new.
        """

    def record(self, form: str, id: int) -> Mapping[str, Value] | None:
        """The record that a relation's id points to, for paths like `customer.owner`; None when it is gone."""

    def history(self, field: str) -> tuple[Value, Any] | None:
        """The value of `field` before its last change and the moment of that change; None: never changed."""


Run = Callable[[Context], Value]


class Semantics(Protocol):
    """How values are read by operators and functions: strictly, or as loosely as Excel."""

    lenient: bool

    def truth(self, value: Value) -> bool | ErrorValue: ...
    def equal(self, left: Value, right: Value) -> bool | ErrorValue: ...
    def convert(self, kind: Kind, value: Value, context: Context) -> Value: ...


@dataclass(frozen=True)
class Parameter:
    """One argument: what it accepts; may it be left out (then `default` is passed), do more of it follow."""

    name: str
    kind: Kind = "any"
    optional: bool = False
    many: bool = False
    default: Value = None


@dataclass(frozen=True)
class SqlForm:
    """SQL of a function, given the SQL of its arguments: texts, NUMERIC, days, moments on the company's clock.

    Empty numbers and texts arrive as 0 and ''. NULL as a result means an error (for days: empty).
    postgresql: None = it needs more than its arguments and stands in sql_forms. sqlite: None = the Python of the
    function is called from SQLite, so that both agree by construction.
    """

    postgresql: Callable[..., ColumnElement[Any]] | None = None
    sqlite: Callable[..., ColumnElement[Any]] | None = None


Compile = Callable[[list[Run], Semantics], Run]
Returns = Type | Callable[[tuple["Node", ...]], Type | None]


@dataclass(frozen=True)
class Function:
    """A function that authors may call.

    python: called with the converted arguments; errors among them have already been passed on.
    compile: instead of `python`, for functions that look at arguments only when needed, or at the context.
    expand: for functions that are short for an expression: the call -> the tree it stands for, None where it is none.
    sql: the SQL out of the SQL of its arguments, where there is one (see SqlForm).
    group: how many arguments belong together at the end of a variadic list (IFS: 2).
    options_of: (place of an argument, how many there are) -> place of the one whose options its texts mean (SWITCH).
    reads: the paths it reads besides its arguments, such as ("old",); ("chance",) where each run gives another value.
    """

    name: str
    parameters: tuple[Parameter, ...]
    returns: Returns
    sentence: Mapping[str, str]
    examples: tuple[tuple[str, Value], ...]
    python: Callable[..., Value] | None = None
    compile: Compile | None = None
    expand: Callable[[Call], Node | None] | None = None
    sql: SqlForm | None = None
    context: bool = False  # `python` gets the context first
    clock: bool = False
    safe: bool = False  # never gives an error of its own
    reads: tuple[tuple[str, ...], ...] = ()
    options_of: Callable[[int, int], int | None] | None = None
    group: int = 1

    @property
    def least(self) -> int:
        return sum(1 for parameter in self.parameters if not parameter.optional)

    @property
    def most(self) -> int | None:
        return None if any(parameter.many for parameter in self.parameters) else len(self.parameters)

    def parameter(self, position: int, count: int) -> Parameter:
        """The parameter that the argument at `position` (of `count`) belongs to."""
        if position < len(self.parameters):
            return self.parameters[position]
        group = [parameter for parameter in self.parameters if parameter.many]
        first = len(self.parameters) - len(group)
        return group[(position - first) % len(group)]

    @property
    def signature(self) -> str:
        """`ROUND(number, [decimals])`, for messages and help."""
        shown = [f"[{parameter.name}]" if parameter.optional else parameter.name for parameter in self.parameters]
        return f"{self.name}({', '.join(shown)}{', …' if self.most is None else ''})"


class Functions(Mapping[str, Function]):
    """The functions one may call, by name in capitals; a value passed in, so that plug-ins can add theirs."""

    def __init__(self, functions: Iterable[Function], aliases: Mapping[str, str] | None = None):
        self._functions = {function.name: function for function in functions}
        for alias, name in (aliases or {}).items():
            self._functions[alias] = self._functions[name]

    def __getitem__(self, name: str) -> Function:
        return self._functions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)

    def adding(self, functions: Iterable[Function]) -> Functions:
        return Functions([*self._functions.values(), *functions])

    def nearest(self, name: str) -> tuple[str, ...]:
        return nearest(name, self._functions)


@lru_cache(maxsize=1)
def built_in_functions() -> Functions:
    """All functions of the engine."""
    from engine.expression.functions import (
        chinese,
        date,
        history,
        list,
        logic,
        matching,
        number,
        paths,
        people,
        science,
        selecting,
        statistics,
        text,
        weeks,
        workdays,
    )

    groups = (
        *(text, chinese, matching, number, statistics, science, date, weeks, workdays),
        *(logic, list, selecting, people, history, paths),
    )
    declared = [function for group in groups for function in group.FUNCTIONS]
    return Functions(declared, ALIASES)


ALIASES = {
    "CONCAT": "CONCATENATE",
    "ISNULL": "ISBLANK",
    "ISCHANGED": "CHANGED",
    "SYSTIME": "NOW",
    "SUMOVER": "SUM",
    "COUNTOVER": "COUNT",
    "UNIQUE": "UNION",
}


def same_type(position: int) -> Callable[[tuple[Node, ...]], Type | None]:
    """A result of the type of the argument at `position`."""
    return lambda arguments: arguments[position].type if len(arguments) > position else ANY
