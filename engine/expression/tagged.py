"""Values as JSON with their type said (`n:1.5`, `d:2024-05-31`), for back ends elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from engine.expression.calendars import Calendar
from engine.expression.values import ErrorValue, Span, plain


def tagged(value: Any) -> Any:
    """`n:1.5`, `t:text`, `d:2024-05-31`, `m:2024-05-31T01:30:00Z`, `c:09:30:00`, `e:#N/A`, `s:<months>:<microseconds>`,
    `k:` and a calendar as it is written.

    Nothing, yes and no, lists and records are JSON's own.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return f"t:{value}"
    if isinstance(value, (int, float, Decimal)):
        return f"n:{plain(Decimal(repr(value)) if isinstance(value, float) else value)}"
    if isinstance(value, ErrorValue):
        return f"e:{value.code}"
    if isinstance(value, datetime):
        return f"m:{value.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"
    if isinstance(value, date):
        return f"d:{value.isoformat()}"
    if isinstance(value, time):
        return f"c:{value.isoformat()}"
    if isinstance(value, Span):
        return f"s:{value.months}:{value.microseconds}"
    if isinstance(value, Calendar):
        return f"k:{value.written}"
    if isinstance(value, Mapping):
        return {name: tagged(each) for name, each in value.items()}
    return [tagged(each) for each in value]
