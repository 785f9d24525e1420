"""A figure of an aggregate, for the key that this record stands for."""

from __future__ import annotations

from engine.catalog import computed
from engine.catalog.fields.field_type import FieldExamples, Palette


class Aggregate(computed.Computed):
    """`from` names an aggregate and one of its values or ranks: `purchase_totals.spent`."""

    name = "aggregate"
    schema = {"from": {"type": "string", "pattern": r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"}}
    needs = ("from",)
    palette = Palette("calculated")
    examples = FieldExamples(settings={"from": "totals.spent"}, good=((None, None),), bad=((5, "value.computed"),))
