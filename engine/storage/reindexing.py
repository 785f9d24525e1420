"""Makes the search words of a whole form anew: after a restore, or when other fields are searched than before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.storage import rows, search
from engine.storage.database import Transaction
from engine.storage.names import quoted
from engine.storage.search_table import ID_BITS
from engine.storage.tables import tables_of

if TYPE_CHECKING:
    from engine.definition.model import Form

BLOCK = 1_000


def reindex(tx: Transaction, form: Form) -> int:
    """Forgets all words of the form and reads every living record again; how many."""
    tables = tables_of(tx, form)
    if tx.dialect == "sqlite":
        low = tables.number << ID_BITS
        tx.execute("DELETE FROM fw_search WHERE rowid >= ? AND rowid < ?", (low, (tables.number + 1) << ID_BITS))
    else:
        tx.execute("DELETE FROM fw_search WHERE form = %s", (tables.number,))
    if not tables.search:
        return 0
    mark = "%s" if tx.dialect == "postgresql" else "?"
    sql = f"SELECT id FROM {quoted(tables.name)} WHERE deleted_at IS NULL AND id > {mark} ORDER BY id LIMIT {BLOCK}"
    last = count = 0
    while found := [row[0] for row in tx.execute(sql, (last,)).fetchall()]:
        records = rows.read_many(tx, form, found)
        search.put_many(tx, form, tables, list(records.items()))
        last = found[-1]
        count += len(found)
    return count
