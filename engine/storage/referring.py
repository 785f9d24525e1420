"""Who points to a record: living records whose relations (or those of their subform rows) hold given ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from engine.storage.database import Transaction
from engine.storage.names import quoted
from engine.storage.parts import among, listed
from engine.storage.tables import tables_of

if TYPE_CHECKING:
    from engine.definition.model import Field, Form


def referrers(
    tx: Transaction,
    form: Form,
    field: Field,
    ids: Iterable[int],
    *,
    subform: Field | None = None,
    limit: int | None = None,
) -> Sequence[tuple[int, int]]:
    """(record, target) pairs of living records of `form` whose `field` (of `subform`'s rows) points to one of `ids`."""
    tables = tables_of(tx, form)
    main = quoted(tables.name)
    given = listed(tx, ids)
    living = "r.deleted_at IS NULL"
    top = "" if limit is None else f" LIMIT {int(limit)}"
    if subform is not None:
        column = next(c for c in tables.rows[subform.id].columns if c.field == field.id)
        part = quoted(tables.rows[subform.id].name)
        name = quoted(column.name)
        sql = f"SELECT DISTINCT r.id, p.{name} FROM {part} p JOIN {main} r ON r.id = p.parent "
        sql += f"WHERE p.{among(tx, column.name)} AND {living}"
    elif field.many:
        part = quoted(tables.links[field.id].name)
        sql = f"SELECT DISTINCT r.id, p.target FROM {part} p JOIN {main} r ON r.id = p.owner "
        sql += f"WHERE p.{among(tx, 'target')} AND {living}"
    else:
        own = tables.column(field.id)
        assert own is not None
        name = quoted(own.name)
        sql = f"SELECT r.id, r.{name} FROM {main} r WHERE r.{among(tx, own.name)} AND {living}"
    return [(int(row[0]), int(row[1])) for row in tx.execute(f"{sql} ORDER BY 1{top}", (given,)).fetchall()]


def targets(
    tx: Transaction, form: Form, field: Field, ids: Iterable[int], *, subform: Field | None = None
) -> Sequence[tuple[int, int]]:
    """(record, target) pairs of what `field` of these records of `form` points to, whether they live or not."""
    tables = tables_of(tx, form)
    given = listed(tx, ids)
    if subform is not None:
        column = next(c for c in tables.rows[subform.id].columns if c.field == field.id)
        table, owner, name = tables.rows[subform.id].name, "parent", column.name
    elif field.many:
        table, owner, name = tables.links[field.id].name, "owner", "target"
    else:
        own = tables.column(field.id)
        assert own is not None
        table, owner, name = tables.name, "id", own.name
    sql = (
        f"SELECT DISTINCT {owner}, {quoted(name)} FROM {quoted(table)} "
        f"WHERE {among(tx, owner)} AND {quoted(name)} IS NOT NULL"
    )
    return [(int(row[0]), int(row[1])) for row in tx.execute(sql, (given,)).fetchall()]
