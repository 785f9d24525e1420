"""One figure out of many values: what a rollup's `fn` does with the rows that count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any

from engine.definition.figures import AVERAGE_DECIMALS, figure_of
from engine.expression.operators import show
from engine.expression.values import ErrorValue, Span, record_id, round_half_up, to_decimal

if TYPE_CHECKING:
    from engine.definition.model import Field
    from engine.expression.aggregates import Aggregate
    from engine.records.evaluating import Evaluation

# Enough for a sum of a million greatest numbers and the decimals of an average.
_DIGITS = 80


def rolled(field: Field, rows: Iterable[Evaluation]) -> Any:
    """The value of a rollup over these rows, in the order that its `sort` asks for, else as they come.

    Rows for which `where` does not hold do not count; empty values and errors are left out.
    """
    where, measure = field.settings.get("where"), field.settings.get("measure")
    counted = [row for row in rows if where is None or where.holds(row)]
    function = field.settings["fn"]
    if measure is None:
        return reduced(function, [True] * len(counted))
    if function in ("first", "last", "join"):
        counted = _sorted(counted, field.settings.get("sort") or ())
    found = [measure.run(row) for row in counted]
    if function == "join":
        found = [show(value, row) for value, row in zip(found, counted, strict=True) if _is_there(value)]
    return reduced(function, found)


def in_sql(field: Field) -> Aggregate | None:
    """The figure that the database works out for a rollup; None where only Python does."""
    return figure_of(field.settings)


def reduced(function: str, values: Sequence[Any]) -> Any:
    """What `function` makes of some values; of nothing a sum and a count are 0, every other figure is empty."""
    there = [value for value in values if _is_there(value)]
    return _FUNCTIONS[function](there)


def _is_there(value: Any) -> bool:
    return value is not None and value != "" and value != () and not isinstance(value, ErrorValue)


def _sum(values: Sequence[Any]) -> Decimal | Span:
    if values and isinstance(values[0], Span):
        return Span(0, sum(value.microseconds for value in values))
    with localcontext() as context:
        context.prec = _DIGITS
        return sum(_numbers(values), Decimal(0))


def _average(values: Sequence[Any]) -> Decimal | None:
    if not values:
        return None
    with localcontext() as context:
        context.prec = _DIGITS
        return round_half_up(sum(_numbers(values), Decimal(0)) / len(values), AVERAGE_DECIMALS)


def _median(values: Sequence[Any]) -> Decimal | None:
    numbers = sorted(_numbers(values))
    if not numbers:
        return None
    half = len(numbers) // 2
    return numbers[half] if len(numbers) % 2 else _average(numbers[half - 1 : half + 1])


def _numbers(values: Iterable[Any]) -> list[Decimal]:
    return [number for value in values if (number := to_decimal(value)) is not None]


def _distinct(values: Sequence[Any]) -> Decimal:
    return Decimal(len({record_id(value) for value in values}))


_FUNCTIONS: Mapping[str, Callable[[Sequence[Any]], Any]] = {
    "count": lambda values: Decimal(len(values)),
    "distinct": _distinct,
    "sum": _sum,
    "avg": _average,
    "median": _median,
    "min": lambda values: min(values, default=None),
    "max": lambda values: max(values, default=None),
    "first": lambda values: values[0] if values else None,
    "last": lambda values: values[-1] if values else None,
    "join": lambda values: ", ".join(values) or None,
    "all": lambda values: all(value is True for value in values),
    "any": lambda values: any(value is True for value in values),
}


def _sorted(rows: list[Evaluation], sort: Sequence[str]) -> list[Evaluation]:
    """By each key in turn, empty last; rows that are alike stay as they came."""
    for key in reversed(sort):
        name, down = key.lstrip("+-"), key.startswith("-")
        empty = [row for row in rows if row.values.get(name) is None]
        there = [row for row in rows if row.values.get(name) is not None]
        rows = [*sorted(there, key=lambda row: row.values[name], reverse=down), *empty]
    return rows
