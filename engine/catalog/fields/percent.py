"""A share: 10 % is the number 0.1, with six decimals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog import schemas
from engine.catalog.fields.field_type import Ask, FieldExamples, Palette
from engine.catalog.likeness import Likeness, Seen, numbers_of
from engine.catalog.shares import Share


def _looks(seen: Seen) -> Likeness | None:
    numbers = numbers_of(seen)
    if numbers is None:
        return None
    marked = all(isinstance(cell, str) and cell.strip().endswith(("%", "％")) for cell in seen.cells)
    share = seen.named and all(abs(value) <= 1 for value in numbers.values)  # 35 without a sign may be 35 of anything
    return Likeness(78 if marked else 76 if share else 0)


class Percent(Share):
    """`min`, `max` and values are fractions; `decimals` says how many places people see after the percentage."""

    name = "percent"
    schema = {
        "decimals": {"type": "integer", "minimum": 0, "maximum": 4},
        "min": schemas.NUMBER,
        "max": schemas.NUMBER,
        "bar": schemas.FLAG,
    }
    palette = Palette(looks=_looks)
    examples = FieldExamples(
        settings={"min": 0, "max": 1},
        good=((0.1, "0.100000"), ("0.333333", "0.333333"), (1, "1.000000"), ("", None)),
        bad=(("0.3333333", "value.too_many_decimals"), (2, "value.above_max"), ("10%", "value.not_a_number")),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        low, high = settings.get("min"), settings.get("max")
        if low is not None and high is not None and low > high:
            ask.problem("min_above_max", "min", min=low, max=high)
        return {"decimals": 2, "min": None, "max": None, "bar": False, **settings}
