"""What the parts of an expression are called for the reader of one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.naming import ROW, Naming, form_of

if TYPE_CHECKING:
    from engine.records.context import RecordContext

# Names of a record as a whole.
RECORDS = ("record", "old", "row", "parent")


def places(ctx: RecordContext, form: str) -> Naming:
    """Labels of the fields of `form` (`shop.deal`, or `shop.deal.lines` for its rows), and of what they lead to."""
    return Naming(ctx.apps.all(), form, ctx.language)


__all__ = ["RECORDS", "ROW", "form_of", "places"]
