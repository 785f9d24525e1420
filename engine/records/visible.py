"""What an expression reads of one record, held against what the reader may see: step by step, record by record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.catalog.ids import SYSTEM_FIELDS
from engine.expression.values import record_id
from engine.records.evaluating import Evaluation
from engine.records.permitting import is_readable, shown_fields

if TYPE_CHECKING:
    from engine.definition.model import Field, Form
    from engine.records.context import RecordContext


def path_is_visible(
    ctx: RecordContext, record: Evaluation, path: Sequence[str], items: Mapping[str, str] | None = None
) -> bool:
    """Whether every value on `path` (`customer.owner.name`) may be read by the actor, stars not counted.

    `items` are further names of `record.extra` with the form of their record: `crm.contact`, or `crm.order.lines` for
    a row, whose columns are as visible as their subform.
    """
    name, *rest = path
    if items is not None and name in items:
        return _item_is_visible(ctx, record, items[name], (record.extra or {}).get(name), rest)
    field = record.form.fields.get(name)
    if field is None:
        return True
    shown, _ = shown_fields(ctx, record.form, record)
    return name in shown and _follow(ctx, record, field, record.value(name), rest)


def _item_is_visible(ctx: RecordContext, record: Evaluation, full: str, value: Any, rest: Sequence[str]) -> bool:
    app, _, name = full.partition(".")
    form_id, _, subform = name.partition(".")
    if not full:
        return True
    form = ctx.apps.app(app).forms[form_id]
    if not subform:
        return _record_is_visible(ctx, record, form, record_id(value), rest)
    field = form.fields[subform].fields.get(rest[0]) if rest else None
    if field is None:
        return True
    cell = value.get(rest[0]) if isinstance(value, Mapping) else None
    return _follow(ctx, record, field, cell, rest[1:])


def _follow(ctx: RecordContext, record: Evaluation, field: Field, value: Any, rest: Sequence[str]) -> bool:
    if field.leads_to is None:
        return True
    app, form_id = field.leads_to
    form = ctx.apps.app(app).forms[form_id]
    ids = value if isinstance(value, tuple) else (value,)
    return all(_record_is_visible(ctx, record, form, id, rest) for id in ids if isinstance(id, int))


def _record_is_visible(ctx: RecordContext, record: Evaluation, form: Form, id: Any, rest: Sequence[str]) -> bool:
    values = record.related.get(form.name, id) if isinstance(id, int) else None
    if values is None:
        return True  # there is nothing to see
    there = Evaluation(record.related, form, values, id=id)
    if not is_readable(ctx, form, there):
        return False
    return not rest or rest[0] in SYSTEM_FIELDS or path_is_visible(ctx, there, rest)
