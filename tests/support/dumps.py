"""What stands in a database, so that two can be compared: everything but moments, keys and leases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

# Differ between two runs of the same work by their nature: when it was, who held it, what was drawn by lot.
PASSING = re.compile(
    r"^(at|.*_at|.*_until|until|due|lease.*|attempts?|xid|id|seq|change_set|event_seq|job|token|secret|.*hash|password.*|csrf"
    r"|created|updated|texts|key)$"
)
# Sessions and links of this or that process; the search index has no order of its own and is compared by its words.
LEFT_OUT = re.compile(
    r"^(fw_session|fw_link|fw_enter.*|fw_search_.*|fw_idempotency|fw_consumer|fw_epoch|alembic_version|sqlite_.*)$"
)

Dump = dict[str, Counter[tuple[Any, ...]]]


def dump(url: str, *, only: Iterable[str] = ()) -> Dump:
    """Rows of each table as a bag of tuples, without the columns that pass (`only`: these tables alone)."""
    engine = sa.create_engine(url)
    wanted = set(only)
    result: Dump = {}
    try:
        found = sa.inspect(engine)
        with engine.connect() as connection:
            for table in sorted(found.get_table_names()):
                if LEFT_OUT.match(table) or (wanted and table not in wanted):
                    continue
                names = [column["name"] for column in found.get_columns(table) if not PASSING.match(column["name"])]
                if not names:
                    continue
                columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in names]
                rows = connection.execute(sa.select(*columns).select_from(sa.table(table)))
                result[table] = Counter(tuple(_plain(value) for value in row) for row in rows)
    finally:
        engine.dispose()
    return result


def shape(url: str) -> dict[str, list[tuple[str, str]]]:
    """Tables with their columns and indexes."""
    engine = sa.create_engine(url)
    try:
        found = sa.inspect(engine)
        return {
            table: sorted(
                [(column["name"], str(column["type"])) for column in found.get_columns(table)]
                + [("index", str(sorted(filter(None, index["column_names"])))) for index in found.get_indexes(table)]
            )
            for table in sorted(found.get_table_names())
            if not LEFT_OUT.match(table)
        }
    finally:
        engine.dispose()


def differences(expected: Dump, found: Dump) -> list[str]:
    """One line for each table that differs, with up to two rows of each side."""
    lines = []
    for table in sorted(expected.keys() | found.keys()):
        more, less = found.get(table, Counter()), expected.get(table, Counter())
        extra, missing = list((more - less).elements()), list((less - more).elements())
        if extra or missing:
            lines.append(f"{table}: {len(extra)} too many {extra[:2]}, {len(missing)} missing {missing[:2]}")
    return lines


def _plain(value: Any) -> Any:
    """A value that can stand in a set: JSON columns come as dicts and lists."""
    return repr(value) if isinstance(value, (dict, list, memoryview)) else value
