"""Makes the statements of queries: built and compiled once per shape, then only text and the order of parameters."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement, ColumnElement, Select

from engine.expression.encoding import Bind
from engine.expression.function import Context
from engine.storage import paging
from engine.storage.database import Transaction
from engine.storage.paging import Cursor, Part, SortKey
from engine.storage.query import SYSTEM_SHOWN, Query
from engine.storage.row_scope import Compiling, RowScope
from engine.storage.search_table import ID_BITS, ID_MASK
from engine.storage.title import title_sql

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.definition.model import Form

# Shapes come from views, roles and what people filter by; a thousand of them are some ten megabytes.
CACHED = 1_000
_WORDS = sa.table("fw_search", sa.column("rowid", sa.BigInteger()))
_NEVER_EMPTY = ("id", "revision", "created_at", "updated_at")

_DIALECTS: Mapping[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="qmark"),
    "postgresql": postgresql.psycopg.dialect(paramstyle="format"),  # type: ignore[no-untyped-call]
}


@dataclass(frozen=True)
class Statement:
    """Finished SQL: its text, its parameters in order, and how each of those that expressions brought is worked out."""

    sql: str
    order: tuple[str, ...]
    fixed: Mapping[str, Any]
    binds: Mapping[str, Bind]
    touched: Mapping[tuple[str, str], Form]

    def parameters(self, context: Context | None, given: Mapping[str, Any]) -> list[Any]:
        """Values in the order of the placeholders."""
        values: dict[str, Any] = {}
        for name in self.order:
            if name in values:
                continue
            if name in given:
                values[name] = given[name]
            elif name in self.binds:
                if context is None:
                    raise ValueError("this query needs a context")
                values[name] = self.binds[name].value(context)
            else:
                values[name] = self.fixed[name]
        return [values[name] for name in self.order]

    def run(self, tx: Transaction, context: Context | None, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows."""
        rows: list[tuple[Any, ...]] = tx.execute(self.sql, self.parameters(context, given)).fetchall()
        return rows


def statement(tx: Transaction, query: Query, kind: Any, build: Any) -> Statement:
    """The statement of this kind for the query's shape; `build(compiling) -> selectable` makes it the first time."""
    here = (tx.dialect, kind)
    known: Statement | None = query.statements.get(here)
    if known is not None:
        return known
    cache: OrderedDict[Any, Statement] = tx.database.cached.setdefault("statements", OrderedDict())
    key = (kind, query.shape)
    kept = cache.get(key)
    if kept is not None and _is_fresh(kept, query.apps):
        query.statements[here] = kept
        return kept
    compiling = Compiling(tx, query.apps, query.target_rules, query.language, query.hidden)
    compiling.touched[query.form.app_id, query.form.id] = query.form
    made = compile_text(build(compiling), tx.dialect, compiling)
    if not tx.migrating:  # what is true within a migration holds for others once it is in
        cache[key] = query.statements[here] = made
        if len(cache) > CACHED:
            try:
                cache.popitem(last=False)
            except KeyError:
                pass  # another thread has just emptied it
    return made


def compile_text(element: ClauseElement, dialect: str, compiling: Compiling) -> Statement:
    """SQLAlchemy's element as text for the driver."""
    compiled = element.compile(dialect=_DIALECTS[dialect])
    order = tuple(getattr(compiled, "positiontup", None) or ())
    return Statement(str(compiled), order, dict(compiled.params), dict(compiling.binds), dict(compiling.touched))


def _is_fresh(kept: Statement, apps: Mapping[str, App]) -> bool:
    return all(app in apps and apps[app].forms.get(form) is known for (app, form), known in kept.touched.items())


def conditions(query: Query, scope: RowScope, *, joined: bool = False) -> list[ColumnElement[bool]]:
    """Everything that narrows the rows: bin or not, rules, filters, search (unless joined to its table), given ids."""
    made: list[ColumnElement[bool]] = []
    deleted = scope.source.c.deleted_at
    made.append(deleted.is_not(None) if query.deleted else deleted.is_(None))
    made.extend(scope.compiling.condition(one, scope) for one in query.where)
    if query.row_filter:
        made.append(scope.compiling.any_of(query.row_filter, scope.unruled))
    if query.ids is not None:
        made.append(scope.source.c.id.in_(given_ids(scope.dialect)))
    if query.search is not None and not joined:
        made.append(scope.source.c.id.in_(_found(scope)))
    return made


def given_ids(dialect: str) -> Select[Any]:
    if dialect == "sqlite":
        return sa.select(sa.column("value")).select_from(sa.func.json_each(sa.bindparam("ids", type_=sa.Text())))
    return sa.select(sa.func.unnest(sa.bindparam("ids", type_=postgresql.ARRAY(sa.BigInteger()))))


def _found(scope: RowScope) -> Select[Any]:
    """Ids out of the full-text table: found there first, then joined and sorted."""
    words = sa.bindparam("search", type_=sa.Text())
    if scope.dialect == "sqlite":
        low, high = scope.tables.number << ID_BITS, (scope.tables.number << ID_BITS) | ID_MASK
        return sa.select(sa.literal_column(f"rowid - {low}")).select_from(sa.text("fw_search")).where(
            sa.literal_column("fw_search").op("MATCH")(words), sa.text(f"rowid BETWEEN {low} AND {high}")
        )  # fmt: skip
    return sa.select(sa.literal_column("record")).select_from(sa.text("fw_search")).where(
        sa.literal_column("words").op("@@")(sa.cast(words, postgresql.TSQUERY)),
        sa.text(f"form = {scope.tables.number}"),
    )  # fmt: skip


def sort_keys(query: Query, scope: RowScope) -> list[SortKey]:
    """The whole order; the record's id, in the direction of the last key, decides what is left."""
    keys = [_sort_key(scope, field, descending) for field, descending in query.sort]
    if not any(field == "id" for field, _ in query.sort):
        keys.append(SortKey(scope.source.c.id, bool(keys) and keys[-1].descending, False))
    return keys


def _sort_key(scope: RowScope, field: str, descending: bool) -> SortKey:
    if field in scope.tables.system:
        return SortKey(scope.column(field), descending, field not in _NEVER_EMPTY)
    declared = scope.form.fields[field]
    kind = declared.value_type.kind
    stored = scope.tables.sort_column(field)
    if stored is not None:
        return SortKey(scope.source.c[stored.name], descending, True)
    if kind == "option":
        # Choices sort in the order that the author gave them.
        options = [option.id for option in declared.settings["options"]]
        column = scope.column(field)
        if not options:
            return SortKey(column, descending, True)
        ranks: list[tuple[ColumnElement[bool], ColumnElement[Any]]] = [
            (column == sa.literal_column(f"'{id}'"), sa.literal_column(str(at))) for at, id in enumerate(options)
        ]
        return SortKey(sa.type_coerce(sa.case(*ranks), sa.Integer()), descending, True)
    if kind == "record":
        title = scope.follow(field, lambda target: title_sql(target, 1))  # type: ignore[arg-type]  # follow makes RowScopes
        return SortKey(sa.type_coerce(title, sa.Text()), descending, True)
    return SortKey(scope.column(field), descending, True)


def page_select(
    compiling: Compiling, query: Query, columns: Any, part: Part, cursor: Cursor | None, *, by_offset: bool
) -> Select[Any]:
    """One part of a page: what `columns(scope)` selects, then the values of the sort keys."""
    scope = RowScope(compiling, query.form).showing(query.shown)
    keys = sort_keys(query, scope)
    joined = (
        scope.dialect == "sqlite" and query.search is not None and query.sort in ((), (("id", False),), (("id", True),))
    )
    if joined:
        # The words' table gives records in the order of their ids: nothing is collected and sorted first.
        low = scope.tables.number << ID_BITS
        keys = [SortKey(_WORDS.c.rowid, keys[0].descending, False, ahead=low)]
    select = sa.select(*columns(scope), *[key.value.label(f"key_{at}") for at, key in enumerate(keys)])
    select = select.where(*conditions(query, scope, joined=joined), *paging.within(keys, part))
    if joined:
        found = sa.literal_column("fw_search").op("MATCH")(sa.bindparam("search", type_=sa.Text()))
        bounds = sa.text(f"fw_search.rowid BETWEEN {low} AND {low | ID_MASK}")
        select = select.where(found, bounds, scope.source.c.id == _WORDS.c.rowid - sa.literal_column(str(low)))
    if cursor is not None:
        select = select.where(paging.after(keys, cursor))
    select = select.order_by(*paging.ordering(keys, part, scope.dialect)).limit(
        sa.bindparam("limit", type_=sa.Integer())
    )
    return select.offset(sa.bindparam("offset", type_=sa.BigInteger())) if by_offset else select


def count_select(compiling: Compiling, query: Query) -> Select[Any]:
    """How many records."""
    scope = RowScope(compiling, query.form)
    return sa.select(sa.func.count()).select_from(scope.source).where(*conditions(query, scope))


def splits(query: Query) -> bool:
    """Whether the list is read in two parts: its first sort key may be empty."""
    return bool(query.sort) and query.sort[0][0] not in _NEVER_EMPTY


def shown_names(query: Query) -> Sequence[str]:
    """The members of each answered record, in order."""
    system = [name for name in SYSTEM_SHOWN if query.fields is None or name in query.fields]
    deleted = ["deleted_at"] if query.deleted else []
    return ["id", "revision", *(["_title"] if query.titles else []), *query.shown, *system, *deleted]
