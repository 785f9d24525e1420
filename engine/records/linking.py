"""Fills a field from the first record of another form that matches; of what the actor may not see it takes nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.errors import InvalidValues, PermissionDenied
from engine.expression.sql import NoSqlForm
from engine.records.evaluating import Evaluation
from engine.records.filtering import query_of, refuse_hidden
from engine.records.results import PageQuery
from engine.storage import reading

if TYPE_CHECKING:
    from engine.definition.model import Fill
    from engine.storage.query import Query

_ASKING = frozenset({"record", "row"})


def linked_value(fill: Fill, record: Evaluation) -> Any:
    """The value for `record`, or for a row (then `record.asking` is the record around it); None where nothing matches.

    Nothing is looked for while something that the condition reads of the record is empty. What was found once for the
    same values is not asked again in the same verb.
    """
    in_row = record.asking is not None
    around = record.asking if record.asking is not None else {**record.values, "id": record.id}
    row = {**record.values, "id": record.id} if in_row else None
    seen = {"record": around, "row": row or {}}
    read = sorted({path[:2] for path in fill.where.depends if path[0] in _ASKING and len(path) > 1})
    values = [seen[root].get(name) for root, name in read]
    if any(value is None for value in values):
        return None
    known = record.related.matched
    key = (id(fill), repr(values))
    if key not in known:
        known[key] = _found(fill, record, around, row)
    found = known[key]
    values_of = None if found is None else record.related.get(fill.form, found)
    if found is None or values_of is None:
        return None
    target = record.related.form(fill.form)
    return fill.value.run(Evaluation(record.related, target, values_of, id=found, asking=around, row=row))


def _found(fill: Fill, record: Evaluation, around: Any, row: Any) -> int | None:
    related = record.related
    query = _query(fill, record)
    if query is None:
        return None
    context = Evaluation(related, query.form, {}, asking=around, row=row)
    try:
        records = reading.page(related.tx, query, context).records
    except NoSqlForm:  # an older version, published before its condition was looked at
        return None
    return int(records[0]["id"]) if records else None


def _query(fill: Fill, record: Evaluation) -> Query | None:
    """What to look for within what the actor may see; None where a part of it is closed to him."""
    ctx, form = record.related.ctx, record.related.form(fill.form)
    sort = [*(("-" if descending else "") + name for name, descending in fill.sort), "id"]
    try:
        query, _ = query_of(ctx, form, PageQuery(fields="id", sort=",".join(sort), limit=1, format="rows"))
        for expression in (fill.where, fill.value):
            refuse_hidden(ctx, form, expression)
    except (InvalidValues, PermissionDenied):
        return None
    return replace(query, where=(*query.where, fill.where))
