"""Records as JSON: written by SQL row by row on SQLite, read as values and dumped by orjson on PostgreSQL.

Measured: each is the faster way on its database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from engine.expression.sql import NoSqlForm
from engine.storage.live import live_stored
from engine.storage.query import Query
from engine.storage.row_scope import RowScope, aliased
from engine.storage.statements import shown_names
from engine.storage.tables import Stored
from engine.storage.title import title_sql

if TYPE_CHECKING:
    from engine.definition.model import Field

# SQLite takes 127 arguments for a function, PostgreSQL 100: two for each member.
PAIRS = 45
_END = ',"~":0}'  # cannot stand inside a JSON text: its quotes would be escaped

Element = ColumnElement[Any]


@dataclass(frozen=True)
class Member:
    """One member of an answered record: its SQL; `raw`: the database gives finished JSON text."""

    name: str
    element: Element
    raw: bool = False


def members(scope: RowScope, query: Query) -> list[Member]:
    """All members of a record, in order."""
    return [_member(scope, query, name) for name in shown_names(query)]


def json_columns(scope: RowScope, query: Query, *, as_rows: bool = False) -> list[Element]:
    """What to select: one JSON text on SQLite, the members on PostgreSQL."""
    found = members(scope, query)
    if scope.dialect == "postgresql":
        return [member.element.label(f"c{at}") for at, member in enumerate(found)]
    if as_rows:
        return [_sqlite_array([member.element for member in found])]
    return [_sqlite_object([(member.name, member.element) for member in found])]


def raw_places(scope: RowScope, query: Query) -> tuple[int, ...]:
    """Which columns of `json_columns` on PostgreSQL are finished JSON text."""
    return tuple(at for at, member in enumerate(members(scope, query)) if member.raw)


def dump_rows(
    rows: Sequence[Sequence[Any]], names: Sequence[str], raw: Sequence[int], *, as_rows: bool = False
) -> bytes:
    """PostgreSQL's rows as the inside of a JSON list."""
    width = len(names)
    made: list[Any] = []
    for row in rows:
        cells: Sequence[Any] = row[:width]
        if raw:
            cells = list(cells)
            for at in raw:
                if cells[at] is not None:
                    cells[at] = orjson.Fragment(cells[at])
        made.append(cells if as_rows else dict(zip(names, cells, strict=True)))
    return orjson.dumps(made)[1:-1]


def _member(scope: RowScope, query: Query, name: str) -> Member:
    if name == "_title":
        return Member(name, title_sql(scope))
    declared = scope.form.fields.get(name)
    made = _plain(scope, query, name, declared)
    rules = query.conditional.get(name)
    if rules:
        return Member(name, sa.case((scope.compiling.any_of(rules, scope.unruled), made.element)), made.raw)
    return made


def _plain(scope: RowScope, query: Query, name: str, declared: Field | None) -> Member:
    if declared is not None and declared.stores == "link_table":
        return _links(scope, name, expand=name in query.expand)
    if declared is not None and declared.stores == "row_table":
        return Member(name, _rows(scope, declared), raw=True)
    stored = scope.tables.column(name)
    if stored is None and declared is not None and name in scope.source.c:
        stored = live_stored(declared, scope.dialect)
    if stored is None:
        return Member(name, sa.literal_column("NULL", sa.Text()))
    if name in query.expand:
        try:
            target = scope.target(name)
        except NoSqlForm:
            target = None
        if target is not None:
            id = scope.source.c[stored.name]
            title = scope.followed(id, target, title_sql)
            return Member(
                name, sa.case((id.is_not(None), _object(scope.dialect, [("id", id), ("title", title)]))), raw=True
            )
    return Member(name, _cell(scope, stored, declared), raw=stored.codec.kind == "json")


def _cell(scope: RowScope, stored: Stored, declared: Field | None, source: Any = None) -> Element:
    alias: str = getattr(scope.source if source is None else source, "name")  # noqa: B009  # an alias has one
    column = f'{alias}."{stored.name}"'
    written = stored.codec.json_sql(column, scope.dialect)
    if stored.codec.kind == "integer" and declared is not None and isinstance(declared.type.to_json(1, declared), str):
        # Money of a currency without decimals is text in JSON like all money.
        written = f"CAST({column} AS TEXT)"
    return sa.literal_column(written, sa.Text())


def _links(scope: RowScope, name: str, *, expand: bool) -> Member:
    links = scope.links(name)
    inner = (
        sa.select(links.c.target, links.c.id, links.c.position)
        .where(links.c.owner == scope.source.c.id)
        .order_by(links.c.position, links.c.id)
        .correlate_except(links)
    )
    if not expand:
        if scope.dialect == "postgresql":
            ids = sa.select(links.c.target).where(links.c.owner == scope.source.c.id)
            ids = ids.order_by(links.c.position, links.c.id).correlate_except(links)
            return Member(name, sa.func.nullif(sa.func.array(ids.scalar_subquery()), sa.text("'{}'::bigint[]")))
        listed = inner.subquery(scope.compiling.alias())
        return Member(name, _sqlite_list(sa.select(sa.func.json_group_array(listed.c.target)).correlate_except(listed)))
    target = scope.target(name)
    listed = inner.subquery(scope.compiling.alias())
    title = scope.followed(listed.c.target, target, title_sql)
    one = _object(scope.dialect, [("id", listed.c.target), ("title", title)], text=False)
    return Member(name, _list(scope.dialect, one, listed), raw=True)


def _rows(scope: RowScope, declared: Field) -> Element:
    table = scope.tables.rows[declared.id]
    source = aliased(scope.compiling, scope.tables, table.name)
    by_field = {column.field: column for column in table.columns}
    pairs: list[tuple[str, Element]] = [("id", source.c.id)]
    for id, inner in declared.fields.items():
        column = by_field.get(id)
        cell = sa.literal_column("NULL", sa.Text()) if column is None else _cell(scope, column, inner, source)
        if (
            scope.dialect == "postgresql"
            and column is not None
            and column.codec.kind in ("json", "integer", "reference", "boolean")
        ):
            cell = source.c[column.name] if column.codec.kind != "json" else sa.cast(cell, sa.JSON())
        pairs.append((id, cell))
    if scope.dialect == "postgresql":
        one = _object("postgresql", pairs, text=False)
        listed = sa.func.json_agg(sa.text("") if one is None else _ordered(one, source))
        query = sa.select(sa.cast(listed, sa.Text())).where(source.c.parent == scope.source.c.id)
        return query.correlate_except(source).scalar_subquery()
    ordered = (
        sa.select(_sqlite_object(pairs).label("row"))
        .where(source.c.parent == scope.source.c.id)
        .order_by(source.c.position, source.c.id)
        .correlate_except(source)
        .subquery(scope.compiling.alias())
    )
    return _sqlite_list(sa.select(sa.func.json_group_array(sa.func.json(ordered.c.row))).correlate_except(ordered))


def _ordered(one: Element, source: Any) -> Element:
    from sqlalchemy.dialects.postgresql import aggregate_order_by

    return aggregate_order_by(one, source.c.position, source.c.id)


def _list(dialect: str, one: Element, listed: Any) -> Element:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import aggregate_order_by

        found = sa.func.json_agg(aggregate_order_by(one, listed.c.position, listed.c.id))
        return sa.select(sa.cast(found, sa.Text())).correlate_except(listed).scalar_subquery()
    return _sqlite_list(sa.select(sa.func.json_group_array(one)).correlate_except(listed))


def _sqlite_list(query: Any) -> Element:
    """A JSON list, or null instead of an empty one."""
    return sa.func.json(sa.func.nullif(query.scalar_subquery(), sa.literal_column("'[]'")))


def _object(dialect: str, pairs: Sequence[tuple[str, Element]], *, text: bool = True) -> Element:
    if dialect == "sqlite":
        return _sqlite_object(pairs)
    built = [
        sa.func.jsonb_build_object(
            *[part for name, element in pairs[at : at + PAIRS] for part in (_name(name), element)]
        )
        for at in range(0, len(pairs), PAIRS)
    ]
    whole: Element = built[0]
    for further in built[1:]:
        whole = whole.op("||")(further)
    return sa.cast(whole, sa.Text()) if text else whole


def _sqlite_object(pairs: Sequence[tuple[str, Element]]) -> Element:
    if len(pairs) <= PAIRS:
        return sa.func.json_object(*[part for name, element in pairs for part in (_name(name), element)])
    texts: list[Element] = []
    for at in range(0, len(pairs), PAIRS):
        parts = [part for name, element in pairs[at : at + PAIRS] for part in (_name(name), element)]
        if at + PAIRS < len(pairs):
            open_ended = sa.func.json_object(*parts, _name("~"), sa.literal_column("0"))
            texts.append(sa.func.replace(open_ended, sa.literal_column(f"'{_END}'"), sa.literal_column("','")))
        else:
            texts.append(sa.func.json_object(*parts))
    whole = texts[0]
    for further in texts[1:]:
        whole = whole.op("||")(sa.func.substr(further, 2))
    return sa.func.json(whole)


def _sqlite_array(elements: Sequence[Element]) -> Element:
    if len(elements) <= 2 * PAIRS:
        return sa.func.json_array(*elements)
    halves = [elements[at : at + 2 * PAIRS] for at in range(0, len(elements), 2 * PAIRS)]
    whole: Element = sa.func.json_array(*halves[0])
    for half in halves[1:]:
        whole = (
            sa.func.rtrim(whole, "]")
            .op("||")(sa.literal_column("','"))
            .op("||")(sa.func.substr(sa.func.json_array(*half), 2))
        )
    return sa.func.json(whole)


def _name(name: str) -> Element:
    return sa.literal_column(f"'{name}'")
