"""A figure over the rows of a subform or the records that point here."""

from __future__ import annotations

from engine.catalog import computed, schemas
from engine.catalog.fields.field_type import FieldExamples, Palette

FUNCTIONS = ("count", "sum", "avg", "min", "max", "distinct", "first", "last", "median", "join", "all", "any")


class Rollup(computed.Computed):
    """`from` is a subform, a relation to many or an inverse; `fn` of `value` over the rows where `where` holds."""

    name = "rollup"
    schema = {
        "from": {**schemas.TEXT, "x-offers": "rows"},
        "fn": schemas.one_of(*FUNCTIONS),
        "value": schemas.TEXT,
        "where": schemas.meaning("text_condition", {"type": ["string", "boolean"]}),
        "sort": schemas.list_of(schemas.TEXT),
    }
    needs = ("from", "fn")
    palette = Palette("calculated", {"fn": "count"})
    examples = FieldExamples(
        settings={"from": "lines", "fn": "count"}, good=((None, None),), bad=((5, "value.computed"),)
    )
