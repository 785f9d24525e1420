"""Functions that every SQLite connection gets, so that expressions mean the same as on PostgreSQL."""

from __future__ import annotations

import sqlite3

from engine.expression.sqlite import sqlite_aggregates, sqlite_functions


def register_functions(connection: sqlite3.Connection) -> None:
    """Registers the functions and aggregates of expressions on a connection."""
    for name, arity, function in sqlite_functions():
        connection.create_function(name, arity, function, deterministic=True)
    for name, arity, aggregate in sqlite_aggregates():
        connection.create_aggregate(name, arity, aggregate)
