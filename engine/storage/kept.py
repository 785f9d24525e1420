"""A value as its column keeps it: rounded, and empty where the field would refuse it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from engine.catalog.fields.field_type import Limits
from engine.expression.sql import NoSqlForm, SqlValue
from engine.storage.codecs import LIMIT, Codec

if TYPE_CHECKING:
    from engine.definition.model import Field


def kept(value: SqlValue, codec: Codec, field: Field) -> ColumnElement[Any]:
    """The cell of a computed field, the same as Python stores. Raises NoSqlForm where only Python knows."""
    result = field.settings.get("result")
    limits = None if result is None else result.type.limits(result)
    make = _KINDS.get(codec.kind)
    if limits is None or make is None:
        raise NoSqlForm(f"a result of {field.id}")
    element, conditions = make(value, codec, limits)
    if not conditions:
        return element
    return sa.case((sa.and_(*conditions), element), else_=sa.null())


Kept = tuple[ColumnElement[Any], list[ColumnElement[bool]]]


def _number(value: SqlValue, codec: Codec, limits: Limits) -> Kept:
    element = value.stored(codec.scale)
    scaled = value.dialect == "sqlite"
    low, high = _whole(limits.low, codec.scale, ROUND_CEILING), _whole(limits.high, codec.scale, ROUND_FLOOR)
    if not scaled:
        low, high = max(low, -LIMIT), min(high, LIMIT)
    conditions = []
    if low > -LIMIT or not scaled:
        conditions.append(element >= _bound(low, 0 if scaled else codec.scale))
    if high < LIMIT or not scaled:
        conditions.append(element <= _bound(high, 0 if scaled else codec.scale))
    return element, conditions


def _bound(whole: int, scale: int) -> ColumnElement[Any]:
    return sa.literal_column(format(Decimal(whole).scaleb(-scale), "f"))


def _whole(bound: Any, scale: int, rounding: str) -> int:
    """A bound as the last integer of a column that still lies within it."""
    if bound is None:
        return -LIMIT if rounding == ROUND_CEILING else LIMIT
    return int(Decimal(str(bound)).scaleb(scale).to_integral_value(rounding))


def _text(value: SqlValue, codec: Codec, limits: Limits) -> Kept:
    element = sa.func.nullif(value.element, sa.literal_column("''"))
    if limits.choices is not None:
        return element, [value.element.in_([_quoted(choice) for choice in limits.choices])]
    conditions: list[ColumnElement[bool]] = []
    if limits.longest is not None:
        conditions.append(sa.func.length(value.element) <= sa.literal_column(str(limits.longest)))
    if limits.one_line:
        find, sign = ("instr", "char") if value.dialect == "sqlite" else ("strpos", "chr")
        for code in ("10", "13"):
            place = getattr(sa.func, find)(value.element, getattr(sa.func, sign)(sa.literal_column(code)))
            conditions.append(place == sa.literal_column("0"))
    return element, conditions


def _quoted(text: str) -> ColumnElement[Any]:
    """An option's id as SQL: letters, digits and `_` alone. Raises NoSqlForm."""
    if not text.replace("_", "").isalnum():
        raise NoSqlForm(text)
    return sa.literal_column(f"'{text}'")


def _day(value: SqlValue, codec: Codec, limits: Limits) -> Kept:
    conditions = []
    if limits.low is not None:
        conditions.append(value.element >= _date(limits.low, value.dialect))
    if limits.high is not None:
        conditions.append(value.element <= _date(limits.high, value.dialect))
    return value.element, conditions


def _date(day: date, dialect: str) -> ColumnElement[Any]:
    return sa.literal_column(f"'{day.isoformat()}'" if dialect == "sqlite" else f"DATE '{day.isoformat()}'")


def _as_it_is(value: SqlValue, codec: Codec, limits: Limits) -> Kept:
    return value.element, []


_KINDS: Mapping[str, Callable[[SqlValue, Codec, Limits], Kept]] = {
    "decimal": _number,
    "integer": _number,
    "text": _text,
    "date": _day,
    "datetime": _as_it_is,
    "boolean": _as_it_is,
}
