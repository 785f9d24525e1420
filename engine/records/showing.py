"""Values as people read them: in titles, messages and texts with holes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.expression.operators import show
from engine.expression.types import Option, Options, Record, Records
from engine.expression.values import ErrorValue, record_id
from engine.records.evaluating import Evaluation

if TYPE_CHECKING:
    from engine.definition.model import Field, Form, Holes
    from engine.expression.expression import Expression
    from engine.records.context import RecordContext


def show_holes(ctx: RecordContext, record: Evaluation, holes: Holes) -> str:
    """The text with its holes filled: options by their label, relations by the title of their record."""
    made = [part if isinstance(part, str) else part_text(ctx, record, part) for part in holes.say(ctx.language).parts]
    return "".join(made)


def part_text(
    ctx: RecordContext,
    record: Evaluation,
    part: Expression,
    items: Mapping[str, Mapping[str, Field]] | None = None,
) -> str:
    """One hole as people read it; empty where there is nothing or the expression fails.

    `items`: the fields of further records that stand under names of their own.
    """
    value = part.run(record)
    if value is None or isinstance(value, ErrorValue):
        return ""
    field = field_of(record, part, items)
    if field is not None and field.leads_to is None:
        return field.type.show(value, field, ctx.language)
    kind = part.type
    if isinstance(kind, Record):
        return record_title(ctx, record, kind.form, record_id(value))
    if isinstance(kind, Records):
        return ", ".join(record_title(ctx, record, kind.form, record_id(item)) for item in value)
    if isinstance(kind, (Option, Options)):
        return str(value)
    return str(show(value, record))


def field_of(
    record: Evaluation, part: Expression, items: Mapping[str, Mapping[str, Field]] | None = None
) -> Field | None:
    """The field that a hole shows, at the end of whatever path, when it is nothing but a field."""
    written = part.text.strip()
    paths = [path for path in part.depends if ".".join(path) == written]
    if len(paths) != 1:
        return None
    path = paths[0]
    fields = record.form.fields
    if path[0] in ("record", "old") and len(path) > 1:
        path = path[1:]
    elif items and path[0] in items:
        fields, path = items[path[0]], path[1:]
    field: Field | None = None
    for position, name in enumerate(path):
        field = fields.get(name)
        if field is None:
            return None
        if position == len(path) - 1:
            break
        if field.leads_to is None:
            return None
        fields = record.related.form(".".join(field.leads_to)).fields
    return field.shown_as if field is not None else None


def record_title(ctx: RecordContext, record: Evaluation, form: str, id: Any) -> str:
    """The title of a record that a relation points to; empty when it is gone."""
    if not isinstance(id, int):
        return ""
    values = record.related.get(form, id)
    return "" if values is None else plain_title(ctx, record, record.related.form(form), values, id)


def plain_title(ctx: RecordContext, record: Evaluation, form: Form, values: Mapping[str, Any], id: int) -> str:
    """A record's title with every part shown; `#7` without any text."""
    shown = Evaluation(record.related, form, values, id=id)
    return show_holes(ctx, shown, form.title).strip() or f"#{id}"
