"""Which figure of a rollup a database works out by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.expression import types
from engine.expression.aggregates import Aggregate

AVERAGE_DECIMALS = 12
_COUNTED = (types.Number, types.Date, types.DateTime, types.Text, types.Option, types.Record)
_IN_SQL: Mapping[str, tuple[type, ...]] = {
    "distinct": _COUNTED,
    "sum": (types.Number,),
    "avg": (types.Number,),
    "min": (types.Number, types.Date, types.DateTime),
    "max": (types.Number, types.Date, types.DateTime),
}


def figure_of(settings: Mapping[str, Any]) -> Aggregate | None:
    """The figure that the database works out for a rollup with these settings; None where only Python does."""
    function, measure, where = settings["fn"], settings.get("measure"), settings.get("where")
    if where is not None and any(path[0] == "record" for path in where.depends):
        return None
    if measure is None:
        return Aggregate("", "count", None, types.WHOLE) if function == "count" else None
    result: types.Type = measure.type
    if not isinstance(result, _IN_SQL.get(function, ())) or any(path[0] == "record" for path in measure.depends):
        return None
    if function == "avg":
        result = types.Number(AVERAGE_DECIMALS)
    if function == "distinct":
        return Aggregate(measure.text, "count_distinct", measure, types.WHOLE)
    return Aggregate(measure.text, function, measure, result)
