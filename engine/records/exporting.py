"""Records as a stream of values for files: at one moment, in blocks, as far as the actor may export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from engine.access import Decision
from engine.records.filtering import query_of
from engine.records.listing import asking, only_in_python, worked_out
from engine.records.presenting import masked
from engine.records.results import PageQuery
from engine.storage import reading, rows

if TYPE_CHECKING:
    from engine.definition.model import Field, Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction
    from engine.storage.query import Query

BLOCK = 500


def export_rows(ctx: RecordContext, form: Form, asked: PageQuery) -> tuple[list[Field], Iterator[dict[str, Any]]]:
    """The fields, and an iterator of records as python values by field id (with `id`).

    A relation to one is an (id, title) pair, a relation to many a tuple of them; subforms are tuples of row dicts.
    Masked fields are texts with stars. Everything is of one moment. Raises PermissionDenied and what a list raises.
    """
    query, decision = query_of(ctx, form, replace(asked, format="rows"), action="export")
    fields = [form.fields[name] for name in _order(form, asked) if name in query.shown and form.fields[name].has_value]
    relations = tuple(field.id for field in fields if field.leads_to is not None and field.shown_columns)
    query = replace(query, fields=tuple(field.id for field in fields), expand=relations)
    if ctx.tx is not None:
        return fields, _rows(ctx, ctx.tx, form, query, decision, fields)
    return fields, _own_transaction(ctx, form, query, decision, fields)


def _order(form: Form, asked: PageQuery) -> list[str]:
    if asked.fields:
        return [name.strip() for name in asked.fields.split(",")]
    return list(form.order)


def _own_transaction(
    ctx: RecordContext, form: Form, query: Query, decision: Decision, fields: list[Field]
) -> Iterator[dict[str, Any]]:
    try:
        with ctx.database.read(consistent=True) as tx:
            yield from _rows(ctx, tx, form, query, decision, fields)
    except Exception as error:
        ctx.refuse_if_old(error)
        raise


def _rows(
    ctx: RecordContext, tx: Transaction, form: Form, query: Query, decision: Decision, fields: list[Field]
) -> Iterator[dict[str, Any]]:
    context = asking(ctx, tx, form)
    parts = [field for field in fields if field.stores in ("link_table", "row_table")]
    live = form.live_rows
    stream = reading.stream(tx, query, context, block=BLOCK)
    while block := list(islice(stream, BLOCK)):
        ids = tuple(record["id"] for record in block)
        if only_in_python(query):
            worked = worked_out(context, form, only_in_python(query), ids, query.conditional, as_json=False)
            for record in block:
                record.update(worked.get(record["id"], {}))
        _hide(tx, query, decision, context, block, ids)
        if parts:
            whole = rows.read_many(tx, form, ids)
            for record in block:
                for field in parts:
                    if field.id not in live and (
                        field.id in record or field.id in decision.visible or decision.everything
                    ):
                        record[field.id] = whole[record["id"]].get(field.id)
        for field in fields:
            if field.leads_to_many:
                _name_links(ctx, tx, field, block)
        for record in block:
            for name in decision.masked:
                if record.get(name) is not None:
                    record[name] = masked(str(record[name]))
        yield from block


def _hide(
    tx: Transaction, query: Query, decision: Decision, context: Any, block: list[dict[str, Any]], ids: tuple[int, ...]
) -> None:
    """Empties conditional fields where none of their conditions holds."""
    wanted = {name: rules for name, rules in decision.conditional.items() if name in query.shown}
    if not wanted:
        return
    of_block = replace(query, ids=ids, cursor=None, offset=0, sort=())
    for name, rules in wanted.items():
        open_for = set().union(*reading.matching(tx, of_block, rules, context))
        for record in block:
            if record["id"] not in open_for:
                record[name] = None


def _name_links(ctx: RecordContext, tx: Transaction, field: Field, block: list[dict[str, Any]]) -> None:
    from engine.records.finding import titles_in

    assert field.leads_to is not None
    app, form = field.leads_to
    wanted = {id for record in block for id in record.get(field.id) or ()}
    names = titles_in(ctx, tx, ctx.apps.app(app).forms[form], wanted)
    for record in block:
        links = record.get(field.id)
        record[field.id] = tuple((id, names.get(id)) for id in links) if links else None
