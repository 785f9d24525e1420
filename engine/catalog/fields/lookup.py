"""A value of the record that a relation leads to."""

from __future__ import annotations

from engine.catalog import computed, schemas
from engine.catalog.fields.field_type import FieldExamples, Palette


class Lookup(computed.Computed):
    """`from` is the way (`customer.tier`); live, or with `copy` the value of the moment when the relation was set."""

    name = "lookup"
    schema = {"from": schemas.PATH, "copy": schemas.FLAG}
    needs = ("from",)
    palette = Palette("calculated")
    examples = FieldExamples(settings={"from": "owner.name"}, good=((None, None),), bad=(("x", "value.computed"),))
