"""Pages by key: an order that never ties, conditions that go on after a row, and the opaque marker of that row."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

import orjson
import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from engine.storage.errors import BadCursor

# A list sorted by a field that may be empty is read in two parts: the rows with a value, then those without. So each
# part follows a plain index in either direction, and empty comes last both ways.
Part = Literal["some", "none", "all"]


@dataclass(frozen=True)
class SortKey:
    """One level of an order. `column` may run ahead of the value that pages know by a constant, `ahead`."""

    column: ColumnElement[Any]
    descending: bool
    nullable: bool
    ahead: int = 0

    @property
    def value(self) -> ColumnElement[Any]:
        return self.column - sa.literal_column(str(self.ahead)) if self.ahead else self.column


@dataclass(frozen=True)
class Cursor:
    """Where a page ended: the part of the list, and the row's values of all keys (the id last)."""

    part: Part
    values: tuple[Any, ...]

    def text(self, shape: str) -> str:
        """The marker given to callers; `shape` says which order it belongs to."""
        plain = orjson.dumps([shape, self.part, *[_plain(value) for value in self.values]])
        return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()

    @classmethod
    def read(cls, text: str, shape: str, keys: int) -> Cursor:
        """Raises BadCursor for markers of another order, and for what is no marker."""
        try:
            loaded = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, binascii.Error):
            raise BadCursor()
        if (
            not isinstance(loaded, list)
            or len(loaded) != keys + 2
            or loaded[0] != shape
            or loaded[1] not in ("some", "none")
        ):
            raise BadCursor()
        values = loaded[2:]
        whole = isinstance(values[-1], int) and not isinstance(values[-1], bool)
        if not whole or any(isinstance(value, (list, dict, float)) for value in values):
            raise BadCursor()
        return cls(loaded[1], tuple(values))


@lru_cache(maxsize=1_000)
def order_shape(sort: tuple[tuple[str, bool], ...]) -> str:
    """A short name of an order, so that a marker of one list is not taken for another's."""
    return hashlib.sha256(repr(list(sort)).encode()).hexdigest()[:6]


def ordering(keys: Sequence[SortKey], part: Part, dialect: str) -> list[ColumnElement[Any]]:
    """ORDER BY of one part; empty last."""
    made: list[ColumnElement[Any]] = []
    for at, key in enumerate(keys):
        if at == 0 and part == "none":
            continue
        element = key.column.desc() if key.descending else key.column.asc()
        # Without a word SQLite puts empty first when rising, PostgreSQL when falling.
        if key.nullable and not (at == 0 and part == "some") and key.descending == (dialect == "postgresql"):
            element = element.nulls_last()
        made.append(element)
    return made


def within(keys: Sequence[SortKey], part: Part) -> list[ColumnElement[bool]]:
    """The condition of one part of the list."""
    if part == "all" or not keys[0].nullable:
        return []
    return [keys[0].column.is_not(None) if part == "some" else keys[0].column.is_(None)]


def after(keys: Sequence[SortKey], cursor: Cursor) -> ColumnElement[bool]:
    """Rows behind the cursor's row, in its part; the values are parameters `after_0` …, the last the id."""
    start = 1 if cursor.part == "none" else 0
    rest = list(range(start, len(keys)))
    solid = not any(keys[at].nullable for at in rest if at > 0)
    if solid and len({keys[at].descending for at in rest}) == 1:
        # All in one direction: a row comparison, which both databases look up in an index.
        left = sa.tuple_(*[keys[at].column for at in rest])
        right = sa.tuple_(*[_value(keys, at) for at in rest])
        return left < right if keys[rest[0]].descending else left > right
    condition = _behind(keys, rest, cursor)
    first = keys[rest[0]]
    if rest[0] == 0 and len(rest) > 1:
        bound = first.column <= _value(keys, 0) if first.descending else first.column >= _value(keys, 0)
        return sa.and_(bound, condition)
    return condition


def _behind(keys: Sequence[SortKey], rest: Sequence[int], cursor: Cursor) -> ColumnElement[bool]:
    at, further = rest[0], rest[1:]
    key = keys[at]
    if cursor.values[at] is None:
        # Empty is last: only the further keys can tell rows apart.
        return sa.and_(key.column.is_(None), _behind(keys, further, cursor))
    value = _value(keys, at)
    beyond = key.column < value if key.descending else key.column > value
    if key.nullable and at > 0:
        beyond = sa.or_(beyond, key.column.is_(None))
    if not further:
        return beyond
    return sa.or_(beyond, sa.and_(key.column == value, _behind(keys, further, cursor)))


def _value(keys: Sequence[SortKey], at: int) -> ColumnElement[Any]:
    value = sa.bindparam(f"after_{at}", type_=keys[at].column.type)
    return value + sa.literal_column(str(keys[at].ahead)) if keys[at].ahead else value


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return value
