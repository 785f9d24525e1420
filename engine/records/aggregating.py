"""Figures over the records that the actor may read: sums, counts and averages by group."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.catalog.values import decimal_text
from engine.definition.scopes import form_scope
from engine.errors import FieldError, InvalidValues
from engine.expression.aggregates import Aggregate, check_aggregate
from engine.expression.nodes import path_of
from engine.expression.problems import BrokenExpression
from engine.expression.types import Number
from engine.expression.values import ErrorValue, plain
from engine.records.filtering import SYSTEM_SORTABLE, hidden, invalid, query_of, refuse_hidden, refuse_unaskable
from engine.records.listing import asking
from engine.records.results import PageQuery
from engine.registry import nearest
from engine.storage import aggregate as figures
from engine.storage.aggregate import Group

if TYPE_CHECKING:
    from engine.definition.model import Field, Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

MOST = 20
_PERIOD = re.compile(r"(day|week|month|quarter|year)\(\s*([a-z][a-z0-9_]*)\s*\)\Z")


def aggregate(
    ctx: RecordContext,
    form: Form,
    by: Sequence[str] = (),
    values: Mapping[str, str] | None = None,
    where: str | None = None,
    view: str | None = None,
    search: str | None = None,
    sort: str | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """One dict per group, in the order of its keys: `{"stage": "won", "n": 3, "total": "1200.00"}`.

    An entry of `by` is a field, or `month(close_date)` (day, week, month, quarter, year): then the key is the first day
    of the period. `sort` is a name of `values` or an entry of `by`, `-` for falling. Raises PermissionDenied,
    InvalidExpression, InvalidValues.
    """
    asked = values or {"n": "count()"}
    if len(by) > MOST or len(asked) > MOST:
        raise InvalidValues(errors=[FieldError("values", "value.too_many_items", {"max": MOST})])
    query, _ = query_of(ctx, form, PageQuery(where=where, view=view, search=search))
    groups = [_group(ctx, form, entry) for entry in by]
    measures = {name: _measure(ctx, form, name, text) for name, text in asked.items()}

    def work(tx: Transaction) -> list[dict[str, Any]]:
        found = figures.aggregate(tx, query, groups, list(measures.values()), asking(ctx, tx, form))
        answer = []
        for row in found:
            keys = {entry: _key(form, group, key) for entry, group, key in zip(by, groups, row.keys, strict=True)}
            shown = {
                name: _figure(form, measure, value)
                for (name, measure), value in zip(measures.items(), row.values, strict=True)
            }
            answer.append({**keys, **shown})
        return answer

    return _ordered(ctx.read(work), sort, [*by, *asked], limit)


def _group(ctx: RecordContext, form: Form, entry: str) -> Group:
    period = _PERIOD.match(entry.strip())
    name = period[2] if period else entry.strip()
    field = form.fields.get(name)
    kinds = {column.kind for column in field.shown_columns} if field is not None else set()
    is_system = name in SYSTEM_SORTABLE and name not in form.fields
    dated = kinds <= {"date", "datetime"} if field is not None else name.endswith("_at")
    if (field is None and not is_system) or (field is not None and (not kinds or "json" in kinds)):
        values = {"found": name[:80], "nearest": nearest(name, form.fields)}
        raise InvalidValues(errors=[FieldError("by", "value.unknown_field", values)])
    if period and not dated:
        raise InvalidValues(errors=[FieldError("by", "value.not_a_date")])
    if field is not None and not ctx.decide("read", form).may_probe(name):
        raise hidden(ctx, form, (name,), "by")
    return Group(name, period[1] if period else None)  # type: ignore[arg-type]  # the pattern lists the periods


def _measure(ctx: RecordContext, form: Form, name: str, text: str) -> Aggregate:
    path = f"values.{name[:40]}"
    try:
        measure = check_aggregate(text, form_scope(ctx.app_of(form), form.id, ctx.apps.all()))
    except BrokenExpression as broken:
        raise invalid(broken, ctx.language, path) from None
    if measure.argument is not None:
        refuse_hidden(ctx, form, measure.argument, path)
        refuse_unaskable(ctx, form, measure.argument, path)
    return measure


def _key(form: Form, group: Group, key: Any) -> Any:
    if key is None:
        return None
    if group.period is not None:
        return key.isoformat()
    field = form.fields.get(group.field)
    if field is None:
        return key.isoformat().replace("+00:00", "Z") if hasattr(key, "isoformat") else key
    return field.type.to_json(key, field)


def _figure(form: Form, measure: Aggregate, value: Any) -> Any:
    """Counts as numbers; money and the like as text with the field's decimals, other figures as plain text."""
    if value is None or isinstance(value, ErrorValue):
        return None
    if measure.function in ("count", "count_distinct"):
        return int(value)
    field = _own_field(form, measure)
    if field is not None and measure.function in ("sum", "min", "max"):
        shown = field.settings.get("result", field) if field.type.computed else field
        column = shown.type.columns(shown)[0]
        if column.kind == "decimal":
            return decimal_text(value, column.scale)
        if column.kind == "integer":
            return shown.type.to_json(int(value), shown)
        return field.type.to_json(value, field)
    if isinstance(measure.type, Number):
        return plain(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _own_field(form: Form, measure: Aggregate) -> Field | None:
    if measure.argument is None:
        return None
    path = path_of(measure.argument.tree)
    return form.fields.get(path[0]) if path is not None and len(path) == 1 else None


def _ordered(
    groups: list[dict[str, Any]], sort: str | None, names: Sequence[str], limit: int | None
) -> list[dict[str, Any]]:
    if sort:
        name = sort.lstrip("+-").strip()
        if name not in names:
            values = {"found": name[:80], "nearest": nearest(name, names)}
            raise InvalidValues(errors=[FieldError("sort", "value.unknown_field", values)])
        filled = [group for group in groups if group[name] is not None]
        filled.sort(key=lambda group: _comparable(group[name]), reverse=sort.startswith("-"))
        groups = filled + [group for group in groups if group[name] is None]
    return groups if limit is None else groups[:limit]


def _comparable(value: Any) -> tuple[int, Any]:
    from decimal import Decimal, InvalidOperation

    try:
        return 0, Decimal(str(value))
    except InvalidOperation:
        return 1, str(value)
