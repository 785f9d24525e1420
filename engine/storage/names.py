"""Physical names, chosen once and kept in `fw_name`: what is there, under which name, living or retired."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import orjson
import sqlalchemy as sa

from engine.storage.database import Transaction
from engine.storage.layout import ColumnSpec, TableSpec, from_json, to_json
from engine.storage.system_tables import fw_name

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")


def quoted(name: str) -> str:
    """An identifier for SQL; raises ValueError for anything that is not one of our names."""
    if not _PLAIN.match(name):
        raise ValueError(f"not a physical name: {name!r}")
    return f'"{name}"'


@dataclass(frozen=True)
class Retired:
    """Something that was taken away and can be given back: its name now and the version that took it."""

    id: int
    form: str
    field: str
    part: str
    table: str
    column: str
    version: int
    spec: ColumnSpec | None
    target: str | None = None  # of a table of links
    holds: str = ""  # the field type of the values, where another type took its place


@dataclass(frozen=True)
class Named:
    """The tables of one app as they are in the database, with the numbers of their forms and fields."""

    tables: dict[str, TableSpec]
    numbers: dict[tuple[str, str], int]  # (form, field or '') -> number


def load(tx: Transaction, app: str, form: str | None = None) -> Named:
    """What lives of an app (or of one of its forms)."""
    query = sa.select(fw_name).where(fw_name.c.app == app, fw_name.c.retired.is_(None)).order_by(fw_name.c.id)
    if form is not None:
        query = query.where(fw_name.c.form == form)
    tables: dict[str, TableSpec] = {}
    columns: dict[str, list[ColumnSpec]] = {}
    numbers: dict[tuple[str, str], int] = {}
    for row in tx.connection.execute(query).mappings():
        spec = orjson.loads(row["spec"])
        outer, _, inner = row["field"].partition(".")
        if not inner:
            numbers.setdefault((row["form"], outer), row["id"])
        if row["column_name"]:
            column = from_json(row["column_name"], inner or outer, row["part"], spec)
            columns.setdefault(row["table_name"], []).append(column)
        else:
            tables[row["table_name"]] = TableSpec(
                row["table_name"], spec["role"], row["form"], row["field"], spec.get("owner"), spec.get("target")
            )
    whole = {
        name: TableSpec(t.name, t.role, t.form, t.field, t.owner, t.target, tuple(columns.get(name, ())))
        for name, t in tables.items()
    }
    return Named(whole, numbers)


def retired(tx: Transaction, app: str) -> list[Retired]:
    """What was taken away from an app, newest last."""
    query = sa.select(fw_name).where(fw_name.c.app == app, fw_name.c.retired.is_not(None)).order_by(fw_name.c.id)
    found = []
    for row in tx.connection.execute(query).mappings():
        spec = orjson.loads(row["spec"])
        inner = row["field"].rpartition(".")[2]
        column = from_json(row["column_name"], inner, row["part"], spec) if row["column_name"] else None
        found.append(
            Retired(
                row["id"],
                row["form"],
                row["field"],
                row["part"],
                row["table_name"],
                row["column_name"],
                row["retired"],
                column,
                spec.get("target"),
                spec.get("holds", ""),
            )
        )
    return found


def holding(column: ColumnSpec, type: str) -> str:
    """The kept form of a retired column with the field type of its values."""
    return orjson.dumps({**to_json(column), "holds": type}).decode()


def retired_as(tx: Transaction, app: str, form: str, field: str) -> Retired:
    """The column or table of links that was taken from a field last."""
    return [one for one in retired(tx, app) if (one.form, one.field) == (form, field)][-1]


def every_table(tx: Transaction) -> list[TableSpec]:
    """All tables of all apps under their names now, living and retired, with all their columns; forms' own first.

    What is retired has no foreign keys any more: what it points to may have been taken away before it.
    """
    tables: dict[str, TableSpec] = {}
    columns: dict[str, list[ColumnSpec]] = {}
    for row in tx.connection.execute(sa.select(fw_name).order_by(fw_name.c.id)).mappings():
        spec = orjson.loads(row["spec"])
        if row["retired"] is not None:
            spec = {key: value for key, value in spec.items() if key not in ("owner", "target", "references")}
        name = row["table_name"]
        if row["column_name"]:
            columns.setdefault(name, []).append(from_json(row["column_name"], row["field"], row["part"], spec))
        else:
            owner, target = spec.get("owner"), spec.get("target")
            tables[name] = TableSpec(name, spec["role"], row["form"], row["field"], owner, target)
    whole = [replace(table, columns=tuple(columns.get(name, ()))) for name, table in tables.items()]
    return sorted(whole, key=lambda table: table.role != "form")


def add_table(tx: Transaction, app: str, table: TableSpec) -> None:
    """Keeps the name of a new table and of its columns."""
    spec = {"role": table.role, "owner": table.owner, "target": table.target}
    _add(tx, app, table, table.field, table.role if table.field else "", "", {k: v for k, v in spec.items() if v})
    add_columns(tx, app, table, table.columns)


def add_columns(tx: Transaction, app: str, table: TableSpec, columns: Iterable[ColumnSpec]) -> None:
    """Keeps the names of new columns of a table."""
    for column in columns:
        field = f"{table.field}.{column.field}" if table.field else column.field
        _add(tx, app, table, field, _part(column), column.name, to_json(column))


def forget(tx: Transaction, ids: Iterable[int]) -> None:
    """Drops names whose columns or tables are gone."""
    tx.connection.execute(sa.delete(fw_name).where(fw_name.c.id.in_(list(ids))))


def _part(column: ColumnSpec) -> str:
    # Two columns of one field (suffixes of its type) are told apart by their names.
    return column.part or ("" if column.name == column.field else column.name.removeprefix(column.field))


def _add(tx: Transaction, app: str, table: TableSpec, field: str, part: str, column: str, spec: Any) -> None:
    tx.connection.execute(
        sa.insert(fw_name).values(
            app=app,
            form=table.form,
            field=field,
            part=part,
            table_name=table.name,
            column_name=column,
            spec=orjson.dumps(spec).decode(),
        )
    )
