"""How each kind of column keeps its values on each database, and how SQL prints them as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, time
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Literal

import orjson
import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from engine.expression.values import Span
from engine.storage.errors import NumberTooLarge
from engine.storage.types import Moment, from_micros, to_micros

Convert = Callable[[Any], Any]
Kind = Literal["text", "integer", "decimal", "boolean", "date", "time", "datetime", "duration", "json", "reference"]

LIMIT = 2**63 - 1
SECOND = 1_000_000  # lengths of time are kept in microseconds, and told in seconds
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Codec:
    """One kind of column: `encode` a python value for the driver, `decode` what it gives back (None: as it is)."""

    kind: Kind
    scale: int = 0

    def encoder(self, dialect: str) -> Convert | None:
        """Turns a value that is not None into what the driver takes."""
        if self.kind in ("integer", "reference"):
            return _whole
        if self.kind == "json":
            return _dump
        if self.kind == "duration":
            return _length
        if dialect == "postgresql":
            return _exact(self.scale) if self.kind == "decimal" else None
        match self.kind:
            case "decimal":
                return _scaled(self.scale)
            case "boolean":
                return int
            case "date" | "time":
                return _iso
            case "datetime":
                return to_micros
        return None

    def decoder(self, dialect: str) -> Convert | None:
        """Turns what the driver gives (never None) into a value."""
        if self.kind == "json":
            return _load
        if self.kind == "duration":
            return _span
        if dialect == "postgresql":
            return _utc if self.kind == "datetime" else None
        match self.kind:
            case "decimal":
                return _unscaled(self.scale)
            case "boolean":
                return bool
            case "date":
                return date.fromisoformat
            case "time":
                return time.fromisoformat
            case "datetime":
                return from_micros
        return None

    def sql_type(self, dialect: str) -> TypeEngine[Any]:
        """The column's type for DDL and for expressions built over it."""
        if self.kind in ("integer", "reference", "duration"):
            return sa.BigInteger()
        if self.kind == "json" or self.kind == "text":
            return sa.Text(collation="C") if dialect == "postgresql" else sa.Text()
        if self.kind == "boolean":
            return sa.Boolean()
        if self.kind == "datetime":
            return Moment()
        if dialect == "sqlite":
            return sa.BigInteger() if self.kind == "decimal" else sa.Text()
        if self.kind == "decimal":
            return sa.Numeric(19, self.scale)
        return sa.Date() if self.kind == "date" else sa.Time()

    def json_sql(self, column: str, dialect: str) -> str:
        """SQL that gives the column as JSON value: SQLite for json_object, PostgreSQL as text or number for orjson.

        `column` is finished, quoted SQL.
        """
        if self.kind == "duration":
            return f"({column} / {SECOND})"
        if dialect == "postgresql":
            match self.kind:
                case "decimal" | "date" | "time":
                    return f"{column}::text"
                case "datetime":
                    return _PG_MOMENT.format(c=column)
            return column
        match self.kind:
            case "decimal":
                whole, places = 10**self.scale, f"%0{self.scale}d"
                return (
                    f"CASE WHEN {column} >= 0 THEN printf('%d.{places}', {column} / {whole}, {column} % {whole}) "
                    f"WHEN {column} < 0 THEN printf('-%d.{places}', -({column} / {whole}), -({column} % {whole})) END"
                )
            case "boolean":
                return f"json(CASE {column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"
            case "json":
                return f"json({column})"
            case "datetime":
                return _SQLITE_MOMENT.format(c=column)
        return column


# Seconds, with a fraction only where there is one; floor division there, for moments before 1970.
_SQLITE_MOMENT = (
    "CASE WHEN {c} % 1000000 = 0 THEN strftime('%Y-%m-%dT%H:%M:%SZ', {c} / 1000000, 'unixepoch') "
    "WHEN {c} > 0 THEN strftime('%Y-%m-%dT%H:%M:%S.', {c} / 1000000, 'unixepoch') || "
    "rtrim(printf('%06d', {c} % 1000000), '0') || 'Z' "
    "ELSE strftime('%Y-%m-%dT%H:%M:%S.', {c} / 1000000 - 1, 'unixepoch') || "
    "rtrim(printf('%06d', {c} % 1000000 + 1000000), '0') || 'Z' END"
)
_PG_MOMENT = (
    "(to_char({c} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS') || CASE WHEN date_trunc('second', {c}) = {c} "
    "THEN 'Z' ELSE rtrim(to_char({c}, '.US'), '0') || 'Z' END)"
)


def _whole(value: Any) -> int:
    number = int(value)
    if not -LIMIT <= number <= LIMIT:
        raise NumberTooLarge()
    return number


def _length(value: Span) -> int:
    return _whole(value.microseconds)


def _span(value: int) -> Span:
    return Span(0, value)


def _scaled(scale: int) -> Convert:
    def encode(value: Any) -> int:
        number = Decimal(value).scaleb(scale, _WIDE)
        whole = int(number.to_integral_value(ROUND_HALF_UP, _WIDE))
        if not -LIMIT <= whole <= LIMIT:
            raise NumberTooLarge()
        return whole

    return encode


def _unscaled(scale: int) -> Convert:
    def decode(value: int) -> Decimal:
        return Decimal(value).scaleb(-scale, _WIDE)

    return decode


def _exact(scale: int) -> Convert:
    encode_scaled = _scaled(scale)

    def encode(value: Any) -> Decimal:
        return Decimal(encode_scaled(value)).scaleb(-scale, _WIDE)

    return encode


def _iso(value: Any) -> str:
    return str(value.isoformat())


def _utc(value: Any) -> Any:
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _dump(value: Any) -> str:
    return orjson.dumps(value).decode()


def _load(value: str) -> Any:
    loaded = orjson.loads(value)
    return tuple(loaded) if isinstance(loaded, list) else loaded
