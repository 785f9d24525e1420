"""How many there are: living records, and what the metrics page counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from engine.storage.database import Transaction
from engine.storage.names import quoted
from engine.storage.system_tables import metadata
from engine.storage.tables import tables_of

if TYPE_CHECKING:
    from engine.definition.model import Field, Form


def more_than(tx: Transaction, form: Form, most: int) -> bool:
    """Whether more records than these live, without counting the rest."""
    sql = f"SELECT 1 FROM {quoted(tables_of(tx, form).name)} WHERE deleted_at IS NULL LIMIT 1 OFFSET {int(most)}"
    return tx.execute(sql).fetchone() is not None


def living(tx: Transaction, form: Form, first: int = 1, last: int = 2**63 - 1) -> int:
    """How many records of a form live, of those with ids from `first` to `last`."""
    mark = "%s" if tx.dialect == "postgresql" else "?"
    where = f"id BETWEEN {mark} AND {mark} AND deleted_at IS NULL"
    found = tx.execute(f"SELECT count(*) FROM {quoted(tables_of(tx, form).name)} WHERE {where}", (first, last))
    return int(found.fetchone()[0])


def filled(tx: Transaction, form: Form, field: Field) -> int:
    """How many living records have a value in a field; of rows and lists of links, how many have some."""
    tables = tables_of(tx, form)
    column = tables.column(field.id)
    if column is not None:
        sql = (
            f"SELECT count(*) FROM {quoted(tables.name)} WHERE deleted_at IS NULL AND {quoted(column.name)} IS NOT NULL"
        )
    else:
        inner = tables.links.get(field.id) or tables.rows.get(field.id)
        if inner is None:
            return 0
        sql = f"SELECT count(DISTINCT owner) FROM {quoted(inner.name)}"
    return int(tx.execute(sql).fetchone()[0])


def holding(tx: Transaction, form: Form, field: Field, option: str) -> int:
    """How many living records hold an option of a field."""
    tables = tables_of(tx, form)
    column = tables.column(field.id)
    if column is None:
        return 0
    mark = "%s" if tx.dialect == "postgresql" else "?"
    name = quoted(column.name)
    one = column.codec.kind == "text"
    held = f"{name} = {mark}" if one else f"CAST({name} AS TEXT) LIKE {mark}"
    sql = f"SELECT count(*) FROM {quoted(tables.name)} WHERE deleted_at IS NULL AND {held}"
    return int(tx.execute(sql, (option if one else f'%"{option}"%',)).fetchone()[0])


def distinct(tx: Transaction, form: Form, field: Field, most: int) -> list[Any]:
    """The different values of a field among living records, the most frequent first; [] when there are more."""
    tables = tables_of(tx, form)
    column = tables.column(field.id)
    if column is None:
        return []
    name = quoted(column.name)
    sql = (
        f"SELECT {name} FROM {quoted(tables.name)} WHERE deleted_at IS NULL AND {name} IS NOT NULL "
        f"GROUP BY {name} ORDER BY count(*) DESC, {name} LIMIT {int(most) + 1}"
    )
    found = [column.from_cell(row[0]) for row in tx.execute(sql).fetchall()]
    return found if len(found) <= most else []


def measured(tx: Transaction) -> dict[str, tuple[str, float]]:
    """Numbers by name with the sentence that says what each is."""
    job, run = metadata.tables["fw_job"], metadata.tables["fw_run"]
    session, app = metadata.tables["fw_session"], metadata.tables["fw_app"]

    def count(query: object) -> float:
        return float(tx.connection.execute(query).scalar_one())  # type: ignore[call-overload]

    found = {
        "apps": ("Installed apps.", count(select(func.count()).select_from(app))),
        "sessions": ("Open sessions.", count(select(func.count()).select_from(session))),
        "epoch": ("Changes of definitions, roles and sessions so far.", float(tx.epoch)),
    }
    for state in ("waiting", "running", "failed"):
        of_state = select(func.count()).select_from(job).where(job.c.state == state)
        found[f"jobs_{state}"] = (f"Jobs that are {state}.", count(of_state))
    failed = select(func.count()).select_from(run).where(run.c.state == "failed")
    found["runs_failed"] = ("Runs of rules that failed.", count(failed))
    return found
