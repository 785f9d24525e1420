"""The one full-text table for all forms: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

# On SQLite the row id is form number and record id in one integer; ids stay far below 2^40, forms below 2^22.
ID_BITS = 40
ID_MASK = (1 << ID_BITS) - 1

# The ascii tokenizer keeps every character above 127 as it is: words are cut by search.py, on both databases alike.
_SQLITE = (
    """CREATE VIRTUAL TABLE fw_search USING fts5(words, tokenize = "ascii tokenchars '_'")""",
    # Two pieces of the index are enough to be joined when upkeep.py asks for it.
    "INSERT INTO fw_search (fw_search, rank) VALUES ('usermerge', 2)",
)
_POSTGRESQL = (
    (
        "CREATE TABLE fw_search (form integer NOT NULL, record bigint NOT NULL, words tsvector NOT NULL, "
        "CONSTRAINT pk_fw_search PRIMARY KEY (form, record))"
    ),
    "CREATE INDEX ix_fw_search_words ON fw_search USING gin (words)",
)


def create_search_table(connection: Connection) -> None:
    """Makes the empty table."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))
