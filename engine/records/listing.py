"""Reading: one record, pages, counts, and records by search; every answer goes by the actor's rows and fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from engine.access import Decision
from engine.records.evaluating import Evaluation, Related
from engine.records.filtering import query_of
from engine.records.finding import titles_in
from engine.records.permitting import unknown
from engine.records.presenting import json_of, masked
from engine.records.results import Page, PageQuery
from engine.records.staleness import OF_MANY, OF_RECORD, marked
from engine.storage import reading, rows

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.expression.expression import Expression
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction
    from engine.storage.query import Query

__all__ = ["count", "get", "get_json", "ids_by_search", "ids_where", "page", "page_json", "some_titles"]

WHOLE = PageQuery()


def asking(ctx: RecordContext, tx: Transaction, form: Form) -> Evaluation:
    """What the parameters of a query are worked out with: me, settings, now."""
    return Evaluation(Related(ctx, tx), form, {})


def page(ctx: RecordContext, form: Form, asked: PageQuery) -> Page:
    """One page of a list as JSON values.

    Raises PermissionDenied, InvalidExpression and InvalidValues (where, sort, fields, expand, view), BadCursor.
    """
    query, decision = query_of(ctx, form, asked)

    def work(tx: Transaction) -> Page:
        context = asking(ctx, tx, form)
        found = reading.page(tx, query, context)
        filled = completed(context, query, found.records)
        return Page([starred(record, decision) for record in filled], found.next, found.count)

    return ctx.read(work)


def page_json(ctx: RecordContext, form: Form, asked: PageQuery) -> bytes:
    """The same page as it is sent: `{"records": […], "next": …, "count": …}`, or `columns` and `rows`.

    `stale` lists fields that a job is still working out, where there are any.
    """
    query, decision = query_of(ctx, form, asked)
    as_rows = asked.format == "rows"

    def work(tx: Transaction) -> bytes:
        context = asking(ctx, tx, form)
        sent = reading.page_json(tx, query, context, as_rows=as_rows)
        return sent if not only_in_python(query) else _completed_page(context, query, sent)

    sent = ctx.read(work)
    return marked(ctx, form, sent if not decision.masked else _starred_page(sent, decision), OF_MANY)


def only_in_python(query: Query) -> tuple[str, ...]:
    """The asked fields that no database works out."""
    live = query.form.live
    fields = query.form.fields
    return tuple(name for name in query.shown if name in live and not fields[name].shown_columns) if live else ()


def completed(context: Evaluation, query: Query, records: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The records with the values that only Python works out; where a field is not open, it stays empty."""
    names = only_in_python(query)
    if not names:
        return records
    worked = _as_asked(context, query, names, [record["id"] for record in records])
    return [{**record, **worked.get(record["id"], {})} for record in records]


def _as_asked(
    context: Evaluation, query: Query, names: Sequence[str], ids: Sequence[int]
) -> Mapping[int, Mapping[str, Any]]:
    """These fields as JSON by record; lists of records with their titles where the query wants them."""
    worked = worked_out(context, query.form, names, ids, query.conditional)
    for name in names:
        target = query.form.fields[name].leads_to
        if target is None or name not in query.expand:
            continue
        related = context.related
        wanted = {id for found in worked.values() for id in found[name] or ()}
        titles = titles_in(related.ctx, related.tx, related.form(".".join(target)), wanted)
        for found in worked.values():
            found[name] = [{"id": id, "title": titles.get(id)} for id in found[name] or ()] or None
    return worked


def worked_out(
    context: Evaluation,
    form: Form,
    names: Sequence[str],
    ids: Sequence[int],
    conditional: Mapping[str, Sequence[Expression]],
    *,
    as_json: bool = True,
) -> dict[int, dict[str, Any]]:
    """Some fields of records by id, as JSON or as python values."""
    made: dict[int, dict[str, Any]] = {}
    related = context.related
    for id, values in rows.read_many(related.tx, form, ids).items():
        record = Evaluation(related, form, values, id=id)
        found = made[id] = dict[str, Any]()
        for name in names:
            rules = conditional.get(name)
            is_open = rules is None or any(record.holds(rule) for rule in rules)
            value = record.value(name) if is_open else None
            found[name] = json_of(form.fields[name], value) if as_json else value
    return made


def _completed_page(context: Evaluation, query: Query, sent: bytes) -> bytes:
    answer = orjson.loads(sent)
    if "rows" not in answer:
        answer["records"] = completed(context, query, answer["records"])
        return orjson.dumps(answer)
    columns = answer["columns"]
    names = only_in_python(query)
    at_id = columns.index("id")
    worked = _as_asked(context, query, names, [row[at_id] for row in answer["rows"]])
    for row in answer["rows"]:
        for name in names:
            row[columns.index(name)] = worked.get(row[at_id], {}).get(name)
    return orjson.dumps(answer)


def starred(record: Mapping[str, Any], decision: Decision) -> Mapping[str, Any]:
    """The record with masked fields as stars."""
    if not decision.masked:
        return record
    return {name: masked(value) if name in decision.masked else value for name, value in record.items()}


def _starred_page(sent: bytes, decision: Decision) -> bytes:
    answer = orjson.loads(sent)
    if "rows" in answer:
        places = [at for at, name in enumerate(answer["columns"]) if name in decision.masked]
        for row in answer["rows"]:
            for at in places:
                row[at] = masked(row[at])
    else:
        answer["records"] = [starred(record, decision) for record in answer["records"]]
    return orjson.dumps(answer)


def count(ctx: RecordContext, form: Form, asked: PageQuery) -> int:
    """How many records the list has, exactly."""
    query, _ = query_of(ctx, form, replace(asked, count="exact"))
    return ctx.read(lambda tx: reading.count(tx, query, asking(ctx, tx, form)))


def get_json(
    ctx: RecordContext,
    form: Form,
    id: int,
    *,
    fields: Sequence[str] | None = None,
    expand: Sequence[str] = (),
    deleted: bool = False,
) -> tuple[bytes, int]:
    """One record as JSON and its revision. Raises NotFound (also for rows one may not see), PermissionDenied."""
    asked = WHOLE
    if fields or expand or deleted:
        asked = PageQuery(fields=",".join(fields or ()) or None, expand=",".join(expand) or None, deleted=deleted)
    query, decision = query_of(ctx, form, asked)

    def work(tx: Transaction) -> tuple[bytes, int] | None:
        context = asking(ctx, tx, form)
        found = reading.get_json(tx, query, id, context)
        if found is None or not only_in_python(query):
            return found
        return orjson.dumps(completed(context, query, [orjson.loads(found[0])])[0]), found[1]

    found = ctx.read(work)
    if found is None:
        raise unknown(form, id)
    sent, revision = found
    shown = orjson.dumps(starred(orjson.loads(sent), decision)) if decision.masked else sent
    return marked(ctx, form, shown, OF_RECORD), revision


def get(
    ctx: RecordContext,
    form: Form,
    id: int,
    *,
    fields: Sequence[str] | None = None,
    expand: Sequence[str] = (),
    deleted: bool = False,
) -> dict[str, Any]:
    """One record as JSON values. Raises NotFound, PermissionDenied."""
    record: dict[str, Any] = orjson.loads(get_json(ctx, form, id, fields=fields, expand=expand, deleted=deleted)[0])
    return record


def ids_where(
    ctx: RecordContext, tx: Transaction, form: Form, where: str | None, search: str | None, limit: int
) -> list[int]:
    """The ids of all records that a filter finds (at most `limit`), for batch edits."""
    query, _ = query_of(ctx, form, PageQuery(where=where, search=search, limit=limit))
    return reading.ids(tx, query, asking(ctx, tx, form))[:limit]


def ids_by_search(ctx: RecordContext, tx: Transaction, form: Form, text: str, limit: int) -> list[int]:
    """Records found by words, newest first."""
    query, _ = query_of(ctx, form, PageQuery(search=text, limit=limit, sort="-id", fields="id"))
    return [record["id"] for record in reading.page(tx, _bare(query), asking(ctx, tx, form)).records]


def some_titles(ctx: RecordContext, tx: Transaction, form: Form, limit: int) -> list[str]:
    """Titles of records, at most `limit`, to say which comes nearest to one that nobody has."""
    query, _ = query_of(ctx, form, PageQuery(limit=min(limit, 1_000), fields="id"))
    found: list[str] = []
    while len(found) < limit:
        part = reading.page(tx, query, asking(ctx, tx, form))
        found.extend(record["_title"] for record in part.records)
        if part.next is None:
            break
        query = replace(query, cursor=part.next)
    return found


def _bare(query: Query) -> Query:
    return replace(query, titles=False, fields=())
