"""A value worked out from other values, always right."""

from __future__ import annotations

from engine.catalog import computed, schemas
from engine.catalog.fields.field_type import FieldExamples, Palette


class Formula(computed.Computed):
    """`expr` is the formula, `returns` the type of its value; stored while it reads stored fields of its own record."""

    name = "formula"
    schema = {
        "returns": schemas.one_of(*computed.RETURNS),
        "expr": schemas.FORMULA,
        "decimals": {"type": "integer", "minimum": 0, "maximum": 9},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "unit": schemas.LABEL,
    }
    needs = ("returns", "expr")
    palette = Palette("calculated", {"returns": "number"})
    examples = FieldExamples(
        settings={"returns": "number", "expr": "1 + 1", "decimals": 0},
        good=((None, None),),
        bad=((5, "value.computed"),),
    )
