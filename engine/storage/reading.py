"""Asks a form's records: pages as JSON bytes or python values, one record, counts, and which ids satisfy conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
import sqlalchemy as sa

from engine.expression.expression import Expression
from engine.expression.function import Context
from engine.storage import paging, rendering, search
from engine.storage.database import Transaction
from engine.storage.errors import BadCursor
from engine.storage.lifting import lifted
from engine.storage.live import live_stored
from engine.storage.paging import Cursor, Part
from engine.storage.parts import listed
from engine.storage.query import MAX_LIMIT, Page, Query
from engine.storage.row_scope import Compiling, RowScope
from engine.storage.statements import (
    Statement,
    conditions,
    count_select,
    page_select,
    shown_names,
    splits,
    statement,
)
from engine.storage.tables import FormTables, Stored, tables_of
from engine.storage.title import title_sql

Row = tuple[Any, ...]
# An estimated count is exact up to here.
COUNTED = 10_000


def page_json(tx: Transaction, query: Query, context: Context | None = None, *, as_rows: bool = False) -> bytes:
    """A page as it is sent: `{"records": [...], "next": "...", "count": n}` (as_rows: `columns` and `rows`).

    Raises BadCursor, NotMigrated, NoSqlForm.
    """
    query, context = lifted(query, context, tx.dialect)
    inside, following = _page_inside(tx, query, context, as_rows=as_rows)
    head = b'{"records":['
    if as_rows:
        head = b'{"columns":' + orjson.dumps(shown_names(query)) + b',"rows":['
    total = count(tx, query, context) if query.count != "none" else None
    tail = b'],"next":' + orjson.dumps(following) + b',"count":' + (b"null" if total is None else b"%d" % total) + b"}"
    return head + inside + tail


def page(tx: Transaction, query: Query, context: Context | None = None) -> Page:
    """The same page as JSON values."""
    loaded = orjson.loads(page_json(tx, query, context))
    return Page(loaded["records"], loaded["next"], loaded["count"])


def get_json(tx: Transaction, query: Query, id: int, context: Context | None = None) -> tuple[bytes, int] | None:
    """One record as JSON with its revision; None when it is not there or the query's conditions refuse it."""
    query, context = lifted(query, context, tx.dialect)
    one = query if query.ids is None and not query.sort else replace(query, ids=None, sort=(), search=None)

    def build(compiling: Compiling) -> Any:
        scope = RowScope(compiling, query.form).showing(one.shown)
        shown = rendering.json_columns(scope, one)
        select = sa.select(*shown, scope.source.c.revision.label("rev")).where(*conditions(one, scope))
        return select.where(scope.source.c.id == sa.bindparam("id", type_=sa.BigInteger()))

    made = statement(tx, one, "get", build)
    rows = made.run(tx, context, {"id": id})
    if not rows:
        return None
    row = rows[0]
    if tx.dialect == "sqlite":
        return row[0].encode(), row[-1]
    return rendering.dump_rows(rows, shown_names(one), _raw(tx, one)), row[-1]


def count(tx: Transaction, query: Query, context: Context | None = None) -> int:
    """How many records the query finds; `estimated` is exact up to 10,000 and the planner's guess beyond it."""
    if query.search is not None and _words(tx, query) is None:
        return 0
    query, context = lifted(query, context, tx.dialect)
    given = given_values(tx, query)
    if query.count != "estimated":
        found = statement(tx, query, "count", lambda compiling: count_select(compiling, query)).run(tx, context, given)
        return int(found[0][0])

    def bounded(compiling: Compiling) -> Any:
        scope = RowScope(compiling, query.form)
        some: Any = (
            sa.select(sa.literal_column("1"))
            .select_from(scope.source)
            .where(*conditions(query, scope))
            .limit(COUNTED + 1)
        )
        return sa.select(sa.func.count()).select_from(some.subquery("some"))

    found = statement(tx, query, "bounded", bounded).run(tx, context, given)[0][0]
    if found <= COUNTED:
        return int(found)
    made = statement(tx, query, "count", lambda compiling: count_select(compiling, query))
    if tx.dialect == "sqlite":
        return int(made.run(tx, context, given)[0][0])
    plan = tx.execute("EXPLAIN (FORMAT JSON) " + made.sql, made.parameters(context, given)).fetchone()[0]
    below = plan[0]["Plan"].get("Plans", [plan[0]["Plan"]])[0]
    while below["Node Type"] in ("Gather", "Aggregate") and below.get("Plans"):
        below = below["Plans"][0]
    return max(COUNTED, int(below["Plan Rows"]))


def stream(
    tx: Transaction, query: Query, context: Context | None = None, *, block: int = 500
) -> Iterator[dict[str, Any]]:
    """All records as python values in the query's order, block by block by key; relations to one as (id, title)
    where `expand` names them. Links and subform rows are left to `rows.read_many`."""
    if query.search is not None and _words(tx, query) is None:
        return  # nothing in what was typed can be looked for
    query, context = lifted(query, context, tx.dialect)
    tables = tables_of(tx, query.form)
    columns_of = {name: _stored(tables, query, name) for name in ("id", *query.shown)}
    wanted = [name for name, column in columns_of.items() if column is not None]
    stored = [columns_of[name] for name in wanted]
    titled = [name for name in wanted if name in query.expand]

    def columns(scope: RowScope) -> list[Any]:
        own = [scope.source.c[column.name] for column in stored if column is not None]
        titles = [scope.followed(scope.column(name), scope.target(name), title_sql) for name in titled]
        return [one.label(f"c{at}") for at, one in enumerate([*own, *titles])]

    cursor: Cursor | None = None
    given = {**given_values(tx, query), "limit": block}
    parts: Sequence[Part] = ("some", "none") if splits(query) else ("some",)
    for part in parts:
        cursor = None
        while True:
            rows = _part(tx, query, context, ("stream", tuple(wanted)), columns, part, cursor, given)
            for row in rows:
                record = {
                    name: column.from_cell(cell) if column is not None else None
                    for name, column, cell in zip(wanted, stored, row, strict=False)
                }
                for at, name in enumerate(titled):
                    if record[name] is not None:
                        record[name] = (record[name], row[len(wanted) + at])
                yield record
            if len(rows) < block:
                break
            cursor = Cursor(part, tuple(rows[-1][len(wanted) + len(titled) :]))


def _stored(tables: FormTables, query: Query, name: str) -> Stored | None:
    """The column of a field, or how its value stands where the database works it out at read."""
    column = tables.column(name)
    if column is None and name in query.form.fields:
        column = live_stored(query.form.fields[name], tables.dialect)
    return column


def ids(tx: Transaction, query: Query, context: Context | None = None) -> list[int]:
    """The ids of all records that the query finds, rising; for batch edits."""
    if query.search is not None and _words(tx, query) is None:
        return []
    query, context = lifted(query, context, tx.dialect)

    def build(compiling: Compiling) -> Any:
        scope = RowScope(compiling, query.form)
        return sa.select(scope.source.c.id).where(*conditions(query, scope)).order_by(scope.source.c.id)

    return [row[0] for row in statement(tx, query, "ids", build).run(tx, context, given_values(tx, query))]


def matching(
    tx: Transaction, query: Query, expressions: Sequence[Expression], context: Context | None = None
) -> list[set[int]]:
    """For each condition, which of the query's `ids` satisfy it (and the query's own conditions)."""
    found = []
    for expression in expressions:
        narrowed = replace(query, where=(*query.where, expression))
        found.append(set(ids(tx, narrowed, context)))
    return found


def titles(tx: Transaction, query: Query, context: Context | None = None) -> dict[int, str]:
    """The titles of the records that the query finds, by id."""

    def build(compiling: Compiling) -> Any:
        scope = RowScope(compiling, query.form)
        return (
            sa.select(scope.source.c.id, title_sql(scope)).where(*conditions(query, scope)).order_by(scope.source.c.id)
        )

    return {row[0]: row[1] for row in statement(tx, query, "titles", build).run(tx, context, given_values(tx, query))}


def _page_inside(tx: Transaction, query: Query, context: Context | None, *, as_rows: bool) -> tuple[bytes, str | None]:
    limit = max(1, min(query.limit, MAX_LIMIT))
    given = given_values(tx, query)
    if query.search is not None and given["search"] is None:
        return b"", None
    shape = paging.order_shape(query.sort)

    def columns(scope: RowScope) -> list[Any]:
        return rendering.json_columns(scope, query, as_rows=as_rows)

    kind = ("page", as_rows)
    if query.offset and query.cursor is None:
        rows = _part(tx, query, context, kind, columns, "all", None, {**given, "limit": limit, "offset": query.offset})
        return _inside(tx, query, rows, as_rows=as_rows), None
    cursor: Cursor | None = None
    part: Part = "some"
    if query.cursor is not None:
        cursor = Cursor.read(query.cursor, shape, _key_count(query))
        part = cursor.part
    # One more than asked says whether there is a next page.
    rows = _part(tx, query, context, kind, columns, part, cursor, {**given, "limit": limit + 1})
    first = len(rows)
    if part == "some" and splits(query) and first <= limit:
        rows += _part(tx, query, context, kind, columns, "none", None, {**given, "limit": limit + 1 - first})
    following = None
    if len(rows) > limit:
        rows = rows[:limit]
        last_part: Part = "none" if part == "none" or limit > first else "some"
        following = Cursor(last_part, rows[-1][-_key_count(query) :]).text(shape)
    return _inside(tx, query, rows, as_rows=as_rows), following


def _part(
    tx: Transaction,
    query: Query,
    context: Context | None,
    kind: Any,
    columns: Callable[[RowScope], list[Any]],
    part: Part,
    cursor: Cursor | None,
    given: Mapping[str, Any],
) -> list[Row]:
    empty = tuple(value is None for value in cursor.values) if cursor is not None else None
    by_offset = part == "all"

    def build(compiling: Compiling) -> Any:
        return page_select(compiling, query, columns, part, cursor, by_offset=by_offset)

    made: Statement = statement(tx, query, (kind, part, empty), build)
    values = dict(given)
    if cursor is not None:
        values.update({f"after_{at}": value for at, value in enumerate(cursor.values)})
        try:
            return made.run(tx, context, values)
        except Exception as error:
            if getattr(error, "sqlstate", "")[:2] == "22":  # a marker whose values are not of the keys' types
                raise BadCursor() from error
            raise
    return made.run(tx, context, values)


def _inside(tx: Transaction, query: Query, rows: list[Row], *, as_rows: bool) -> bytes:
    if tx.dialect == "sqlite":
        return ",".join([row[0] for row in rows]).encode()
    return rendering.dump_rows(rows, shown_names(query), _raw(tx, query), as_rows=as_rows)


def _raw(tx: Transaction, query: Query) -> tuple[int, ...]:
    cache: dict[Any, tuple[int, ...]] = tx.database.cached.setdefault("raw", {})
    key = query.shape
    found = cache.get(key)
    if found is None:
        scope = RowScope(Compiling(tx, query.apps, query.target_rules), query.form).showing(query.shown)
        found = rendering.raw_places(scope, query)
        if len(cache) > MAX_LIMIT:
            cache.clear()
        cache[key] = found
    return found


def _key_count(query: Query) -> int:
    return len(query.sort) + (0 if any(field == "id" for field, _ in query.sort) else 1)


def given_values(tx: Transaction, query: Query) -> dict[str, Any]:
    """Parameters that the question itself carries: what is searched, which ids."""
    given: dict[str, Any] = {}
    if query.search is not None:
        given["search"] = _words(tx, query)
    if query.ids is not None:
        given["ids"] = listed(tx, query.ids)
    return given


def _words(tx: Transaction, query: Query) -> str | None:
    tables = tables_of(tx, query.form)
    fields = {
        field: number for field, number in tables.search.items() if query.searched is None or field in query.searched
    }
    return search.match(tx.dialect, fields, query.search or "")
