"""What a value of an expression can be: small frozen types that forms, functions and both back ends agree on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from typing import ClassVar

Scalar = str | bool | int | Decimal | None


@dataclass(frozen=True)
class Type:
    """Base of all types; `kind` is its name in JSON and in messages."""

    kind: ClassVar[str] = "any"

    @property
    def said(self) -> str:
        """A reference to the word for people, to stand in the values of a problem."""
        return f"@expression.type.{self.kind}"


@dataclass(frozen=True)
class AnyType(Type):
    """Not known before it runs (lenient mode, plug-ins)."""


@dataclass(frozen=True)
class Blank(Type):
    """Nothing: `null`, an argument left out."""

    kind: ClassVar[str] = "blank"


@dataclass(frozen=True)
class Text(Type):
    """Text; `''` and empty are the same."""

    kind: ClassVar[str] = "text"


@dataclass(frozen=True)
class Number(Type):
    """An exact decimal with at most `decimals` places (None: unknown), between `min` and `max` where known."""

    kind: ClassVar[str] = "number"
    decimals: int | None = None
    min: Decimal | None = None
    max: Decimal | None = None


@dataclass(frozen=True)
class YesNo(Type):
    """True or false; empty counts as false."""

    kind: ClassVar[str] = "yes_no"


@dataclass(frozen=True)
class Date(Type):
    """A day."""

    kind: ClassVar[str] = "date"


@dataclass(frozen=True)
class DateTime(Type):
    """A moment; its parts are those of the company's zone."""

    kind: ClassVar[str] = "datetime"


@dataclass(frozen=True)
class Time(Type):
    """A time of day."""

    kind: ClassVar[str] = "time"


@dataclass(frozen=True)
class Duration(Type):
    """A length of time: calendar months and a number of microseconds."""

    kind: ClassVar[str] = "duration"


@dataclass(frozen=True)
class Choice:
    """One option of a select field with its literal `values` (`probability: 0.1`)."""

    id: str
    values: tuple[tuple[str, Scalar], ...] = ()

    @classmethod
    def of(cls, id: str, values: Mapping[str, Scalar] | None = None) -> Choice:
        return cls(id, tuple((values or {}).items()))


@dataclass(frozen=True)
class Option(Type):
    """One id out of `choices`; no choices: not known here, any id goes."""

    kind: ClassVar[str] = "option"
    choices: tuple[Choice, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(choice.id for choice in self.choices)


@dataclass(frozen=True)
class Options(Type):
    """Several ids out of `choices`."""

    kind: ClassVar[str] = "options"
    choices: tuple[Choice, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(choice.id for choice in self.choices)


@dataclass(frozen=True)
class OptionValues(Type):
    """What stands between `stage` and `probability` in `stage.values.probability`."""

    kind: ClassVar[str] = "option_values"
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Record(Type):
    """A record of `form` (`customer`, `company.user`)."""

    kind: ClassVar[str] = "record"
    form: str = ""


@dataclass(frozen=True)
class Records(Type):
    """Several records of `form`: a relation to many, a subform, what a `find` step found."""

    kind: ClassVar[str] = "records"
    form: str = ""


@dataclass(frozen=True)
class ListOf(Type):
    """Several values of one type."""

    kind: ClassVar[str] = "list"
    item: Type = dataclass_field(default_factory=AnyType)


@dataclass(frozen=True)
class Parts(Type):
    """A value with named parts (address, json); no parts: any name goes, as text."""

    kind: ClassVar[str] = "parts"
    parts: tuple[tuple[str, Type], ...] = ()


@dataclass(frozen=True)
class Files(Type):
    """A list of files."""

    kind: ClassVar[str] = "files"


@dataclass(frozen=True)
class WorkCalendar(Type):
    """A calendar of the app; it goes only where a function asks for one."""

    kind: ClassVar[str] = "calendar"


@dataclass(frozen=True)
class Namespace(Type):
    """A name that only has members: `settings`, `calendars`, `trigger`, `steps`, `secret`."""

    kind: ClassVar[str] = "namespace"
    name: str = ""


ANY = AnyType()
BLANK = Blank()
TEXT = Text()
NUMBER = Number()
WHOLE = Number(decimals=0)
YES_NO = YesNo()
DATE = Date()
DATETIME = DateTime()
TIME = Time()
DURATION = Duration()
CALENDAR = WorkCalendar()

TEMPORAL = (Date, DateTime, Time)
# Shown by `&` and CONCATENATE; records and lists have no text of their own.
SHOWABLE = (Text, Number, YesNo, Date, DateTime, Time, Option, Blank, AnyType)


def join(left: Type, right: Type) -> Type | None:
    """The type that holds values of both (the branches of an IF), or None when there is none."""
    if isinstance(left, (Blank, AnyType)):
        return right
    if isinstance(right, (Blank, AnyType)) or left == right:
        return left
    if isinstance(left, Number) and isinstance(right, Number):
        return Number(
            None if left.decimals is None or right.decimals is None else max(left.decimals, right.decimals),
            None if left.min is None or right.min is None else min(left.min, right.min),
            None if left.max is None or right.max is None else max(left.max, right.max),
        )
    if isinstance(left, Option) and isinstance(right, Option):
        return Option(tuple(dict.fromkeys(left.choices + right.choices)))
    if isinstance(left, (Text, Option)) and isinstance(right, (Text, Option)):
        return TEXT
    if isinstance(left, Records) and isinstance(right, Records) and left.form == right.form:
        return left
    if isinstance(left, ListOf) and isinstance(right, ListOf):
        item = join(left.item, right.item)
        return ListOf(item) if item is not None else None
    return None


def display(type: Type) -> Type:
    """The type of one value out of `type`, where it is a list."""
    if isinstance(type, ListOf):
        return type.item
    if isinstance(type, Records):
        return Record(type.form)
    if isinstance(type, Options):
        return Option(type.choices)
    return type
