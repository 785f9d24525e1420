"""The tables of a database with their columns and indexes, and how two bags of rows differ."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import sqlalchemy as sa

# Tables that are the engine's or the database's own business.
LEFT_OUT = re.compile(
    r"^(fw_session|fw_link|fw_enter.*|fw_search_.*|fw_idempotency|fw_consumer|fw_epoch|alembic_version|sqlite_.*)$"
)

Dump = dict[str, Counter[tuple[Any, ...]]]


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
