"""SQL and nothing but SQL: tables, rows, queries, search and outbox, the same on SQLite and PostgreSQL."""
