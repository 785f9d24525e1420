"""Run by Alembic for each upgrade, on the connection and inside the transaction that upgrading.py holds."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="fw_schema",
)
context.run_migrations()
