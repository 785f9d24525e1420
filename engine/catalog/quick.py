"""Quick ways to read the usual value: what is plainly right is taken at a glance, all else goes its type's own way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Read = Callable[[Any], Any]

_DIGITS = 18  # surely within 63 bits
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z").fullmatch


def line(longest: int, slow: Read) -> Read:
    """Text of one line of at most so many characters, all of them printable."""

    def read(value: Any) -> Any:
        if type(value) is str and 0 < len(value) <= longest and value.isprintable():
            return value
        return slow(value)

    return read


def chosen(ids: Iterable[str], slow: Read) -> Read:
    """One of these."""
    known = frozenset(ids) - {""}

    def read(value: Any) -> Any:
        return value if type(value) is str and value in known else slow(value)

    return read


def number(decimals: int, low: Any, high: Any, slow: Read) -> Read:
    """A number that is written with exactly its decimals and without a sign, within its bounds."""
    part = rf"\.[0-9]{{{decimals}}}" if decimals else ""
    plain = re.compile(rf"[0-9]{{1,{_DIGITS - decimals}}}{part}").fullmatch
    make: Read = Decimal if decimals else int
    bounded = low is not None or high is not None

    def read(value: Any) -> Any:
        if type(value) is not str or plain(value) is None:
            return slow(value)
        made = make(value)
        if bounded and ((low is not None and made < low) or (high is not None and made > high)):
            return slow(value)
        return made

    return read


def day(low: date | None, high: date | None, slow: Read) -> Read:
    """`2024-05-31` within its bounds."""

    def read(value: Any) -> Any:
        if type(value) is not str or _DAY(value) is None:
            return slow(value)
        try:
            made = date.fromisoformat(value)
        except ValueError:
            return slow(value)
        return slow(value) if (low is not None and made < low) or (high is not None and made > high) else made

    return read


def moment(slow: Read) -> Read:
    """`2024-05-31T01:30:00Z`."""

    def read(value: Any) -> Any:
        if type(value) is not str or _MOMENT(value) is None:
            return slow(value)
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return slow(value)

    return read
