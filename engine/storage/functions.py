"""Functions that every SQLite connection gets, so that expressions mean the same as on PostgreSQL."""

from __future__ import annotations

import sqlite3


def register_functions(connection: sqlite3.Connection) -> None:
    """Registers the functions and aggregates of expressions on a connection."""
